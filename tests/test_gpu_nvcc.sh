#!/bin/sh
# Third tier of the GPU's tests: what nvcc says, and what it made. Every warning is an error, no
# kernel spills its registers, and a step of 32 lanes is one instruction.
. tests/lib.sh

nvcc=$(ls "${CUDA_HOME:-/usr/local/cuda}/bin/nvcc" 2>/dev/null || command -v nvcc)
if [ -z "$nvcc" ]; then
    skip 'third tier, what nvcc says: no nvcc here (the CUDA Toolkit, developer.nvidia.com)'
    exit 0
fi
nvdisasm=$(command -v nvdisasm ||
    find "$(dirname "$nvcc")" build/tools -name nvdisasm 2>/dev/null | head -n 1)

mpi=$(command -v mpicxx.mpich || command -v mpicxx || command -v CC)
for source in gpu/*_*.cu; do
    with=
    case $source in *_mpi.cu)
        if [ -z "$mpi" ]; then
            skip "$source: no MPI here (apt-get install libmpich-dev)"
            continue
        fi
        with="-ccbin $mpi -Impi -DMPICH_SKIP_MPICXX -DOMPI_SKIP_MPICXX" ;;
    esac
    for kind in 80 90; do
        # shellcheck disable=SC2086 # words are meant to split
        check "$source, sm_$kind: compiles without a warning" \
            "$nvcc" -std=c++20 -O3 -Icommon $with -arch=sm_$kind -Werror all-warnings -Xptxas -v \
            -Xcompiler -Wall,-Wextra,-Werror,-Wno-missing-field-initializers \
            -c -o "$scratch/stage.o" "$source"
        spilt=$(grep -o '[0-9]* bytes spill [a-z]*' "$scratch/printed" | sort -u | xargs)
        same "$source, sm_$kind: no registers spilt" '0 bytes spill loads 0 bytes spill stores' \
            "$spilt"
    done
done

if [ -z "$nvdisasm" ]; then
    skip 'one instruction a word and step: no nvdisasm (pip install --target build/tools nvidia-cuda-nvdisasm)'
    exit $failed
fi
for kind in 80 90; do
    "$nvcc" -std=c++20 -O3 -Icommon -arch=sm_$kind -cubin -o "$scratch/lanes.cubin" \
        gpu/traffic_cuda_lanes.cu
    "$nvdisasm" -c "$scratch/lanes.cubin" >"$scratch/sass"
    # A loop is what lies between a label and a jump back to it; ours is the one with the shuffles.
    awk '/^\.text/ { ours = /drive/ } !ours { next }
        /^\.L/ { label = $1; sub(":", "", label); at[label] = n }
        { line[++n] = $0 }
        /BRA/ && match($0, /\.L_x_[0-9]+/) { to = substr($0, RSTART, RLENGTH)
            if (to in at) { loop = ""; shuffles = 0
                for (i = at[to]; i <= n; i++) { loop = loop line[i] "\n"; shuffles += line[i] ~ /SHFL/ }
                if (shuffles) printf "%s", loop } }' "$scratch/sass" >"$scratch/loop"
    same "sm_$kind: LOP3 in the loop of the lanes, for 32 words" 32 "$(grep -c 'LOP3' "$scratch/loop")"
    same "sm_$kind: shuffles" 2 "$(grep -c 'SHFL' "$scratch/loop")"
    check "sm_$kind: and five instructions besides at most" \
        test "$(grep -c ';' "$scratch/loop")" -le 39
done
exit $failed
