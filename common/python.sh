#!/bin/sh
# python.sh [module]: prints the first Python 3 that can import the module (any that runs, if none
# is named); status 1 and nothing printed if there is none. python_process.c has the same rule.
#
# $PYTHON, where set, is the only one asked. Else python3 on PATH; and since that may be one that
# somebody built, without numpy, the system's after it. $SYSTEM_PYTHON lets tests hide that one.

module=${1:-sys}
first=${PYTHON:-python3}
last=${PYTHON:-${SYSTEM_PYTHON:-/usr/bin/python3}}
limit=
command -v timeout >/dev/null && limit="timeout ${PYTHON_WAIT:-20}"

for python in "$first" "$last"; do
    found=$(command -v "$python") || continue
    # shellcheck disable=SC2086 # the limit is two words
    if $limit "$found" -c "import sys; assert sys.version_info >= (3, 6); import $module" \
        >/dev/null 2>&1 </dev/null; then
        echo "$found"
        exit 0
    fi
done
exit 1
