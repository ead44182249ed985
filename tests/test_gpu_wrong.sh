#!/bin/sh
# Second tier of the GPU's tests, too: barriers and other things taken out of the kernels, one at a time. On the processor a race is seen
# by ThreadSanitizer, and what comes out by the judge: each must be found.
. tests/lib.sh

if [ ! -x build/tsan/traffic-cuda ]; then
    skip "kernels with a barrier less: no C++ with ThreadSanitizer here (apt-get install g++)"
    exit 0
fi
export TSAN_OPTIONS='exitcode=66 halt_on_error=1 atexit_sleep_ms=0'
CXX=${CXX:-g++}
flags='-std=c++20 -O1 -g -w -pthread -fsanitize=thread -Itests/shim -Icommon'

shim=$(for part in memory queue runtime real_threads; do echo "build/tests/shim/$part.o"; done)

# The kernels as C++, in a folder of their own, so that headers can be changed too.
mkdir "$scratch/gpu"
for source in gpu/*.h gpu/*.cu; do
    sed -f tests/shim/launch.sed "$source" >"$scratch/gpu/${source#gpu/}"
done

# wrong WHAT FILE SED PROGRAM ARGUMENTS...: with gpu/FILE as sed changes it, the program fails; or,
# with "right" for the first word, it passes.
wrong() {
    what=$1 file=$2 change=$3 program=$4
    shift 4
    cp "$scratch/gpu/$file" "$scratch/kept"
    sed "$change" "$scratch/kept" >"$scratch/gpu/$file"
    cmp -s "$scratch/kept" "$scratch/gpu/$file" && not_ok "$what: nothing was changed in $file"
    source=$scratch/gpu/$(echo "$program" | tr - _).cu
    # shellcheck disable=SC2046,SC2086 # words are meant to split
    if $CXX $flags -o "$scratch/test" -x c++ "$source" -x none "build/common/${program%%-*}_main.o" \
        "build/info/$program.o" $shim build/common.a -lpng -ldl -lm \
        >"$scratch/compiled" 2>&1; then
        timeout 100 "$scratch/test" "$@" >"$scratch/found" 2>&1
        found=$?
        case $what in
        right*) same "$what: $(tail -n 1 "$scratch/found")" 0 $found ;;
        *) check "$what: found" test $found -ne 0 ;;
        esac
    else
        not_ok "$what: does not compile: $(grep -m 1 -E 'error|undefined' "$scratch/compiled")"
    fi
    cp "$scratch/kept" "$scratch/gpu/$file"
}

nth_barrier() { echo "/__sync[a-z]*()/{x;s/^/x/;/^x\{$1\}\$/{x;s/__sync[a-z]*()//;x};x}"; }

# Some steps on roads of some blocks: threads are real here, and slow.
cells='--cells 300 --steps 6 --report 3'
words='--cells 9999 --steps 40 --report 20 --seed 3'
tiles='--cells 9000 --steps 6 --report 3'
lanes='--cells 60007 --steps 70 --report 70'
# shellcheck disable=SC2086 # words are meant to split
{
    comment='1s|^|/* the same */ |'
    wrong 'right: cells, a comment more' traffic_cuda.cu "$comment" traffic-cuda $cells
    wrong 'right: words, a comment more' traffic_cuda_packed.cu "$comment" traffic-cuda-packed $words
    wrong 'right: tiles, a comment more' traffic_cuda_shared.cu "$comment" traffic-cuda-shared $tiles
    wrong 'right: lanes, a comment more' lanes_drive.h "$comment" traffic-cuda-lanes $lanes
    for n in 1 2; do
        wrong "a tile without barrier $n" traffic_cuda_shared.cu "$(nth_barrier $n)" \
            traffic-cuda-shared $tiles
    done
    # The one between them is there for the eye: the shuffles of a step are a barrier as well.
    for n in 1 3; do
        wrong "lanes without barrier $n of the warp" lanes_drive.h "$(nth_barrier $n)" \
            traffic-cuda-lanes $lanes
    done
    wrong 'rows added up without a barrier' integral_cuda_shared.cu "$(nth_barrier 1)" \
        integral-cuda-shared --size 50
    wrong 'sums of warps without a barrier' integral_cuda_warps.cu "$(nth_barrier 1)" \
        integral-cuda-warps --size 300

    wrong 'a stale halo: not as wide as the steps' traffic_cuda_shared.cu \
        's/first - steps + i, n/first - (steps - 1) + i, n/' traffic-cuda-shared $tiles
    wrong 'the ring not closed' traffic_cuda_shared.cu 's/(i % n + n) % n/0/' \
        traffic-cuda-shared $tiles
    wrong 'the ring not closed, words' rule.h 's/(word\[0\] & 1) << (ring.tail - 1)/0/' \
        traffic-cuda-packed $words
    wrong 'bits past the end' traffic_cuda_packed.cu 's/ & packed_cells(ring, w)//' \
        traffic-cuda-packed $words
    wrong 'a warp that trusts too many words' lanes_drive.h \
        's/RIGHT = SPAN - 2 \* STEPS/RIGHT = SPAN - STEPS/' traffic-cuda-lanes $lanes
    wrong 'lanes that forget where they are' rule.h 's/(lanes.origin + steps)/(lanes.origin)/' \
        traffic-cuda-lanes $lanes
    wrong 'cells counted twice, in two lanes' rule.h 's/place < lanes.cells \&\& //' \
        traffic-cuda-lanes $lanes
    export SHIM_SABOTAGE=launch-error
    wrong 'a launch that failed, and nobody asked' device.h 's/#define CUDA_LAUNCHED() .*/#define CUDA_LAUNCHED()/' \
        traffic-cuda $cells
    unset SHIM_SABOTAGE
    wrong 'the last block is not started' device.h 's/(items + share - 1)/(items)/' \
        traffic-cuda-packed $words
    wrong 'threads without a cell go on' traffic_cuda.cu 's/if (i >= n)/if (false)/' \
        traffic-cuda $cells
    wrong 'elements left over' vecadd_cuda_strided.cu 's|n / 4 \* 4 + me|n + me|' \
        vecadd-cuda-strided --size 10001
    wrong 'half the rows' integral_cuda.cu 's/n - 1) \/ n/&/; s/if (i >= n)/if (i >= n \/ 2)/' \
        integral-cuda --size 50
    wrong 'points beyond the end' integral_cuda_warps.cu 's/k \* THREADS < left ? \(sinf(.*)\) : 0/\1/' \
        integral-cuda-warps --size 300
}
exit $failed
