# shellcheck shell=sh source=exercises/gpu.sh
. exercises/gpu.sh
