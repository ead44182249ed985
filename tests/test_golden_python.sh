#!/bin/sh
# The long golden rows on Python lists.
. tests/lib.sh
. tests/golden.sh

if why=$("$BIN/traffic-naive.py" --probe 2>&1); then
    golden_long "$BIN/traffic-naive.py"
else
    skip "$why"
fi
exit $failed
