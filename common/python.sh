#!/bin/sh
# python.sh [module]: prints the first Python 3 that can import the module (any that runs, if none
# is named); status 1 and nothing printed if there is none.
#
# The first python3 on PATH may be one that somebody built, without numpy, while the system's has
# it. $PYTHON, where set, is asked first; $SYSTEM_PYTHON is asked last, so that tests can hide it.

module=${1:-sys}

for python in "${PYTHON-}" python3 "${SYSTEM_PYTHON-/usr/bin/python3}"; do
    if [ -z "$python" ] || ! found=$(command -v "$python"); then
        continue
    fi
    if "$found" -c "import sys; assert sys.version_info >= (3, 6); import $module" \
        >/dev/null 2>&1 </dev/null; then
        echo "$found"
        exit 0
    fi
done
exit 1
