#!/bin/sh
# The workshop's exercises for GPUs, on the processor that plays one: mistakes are called by their names,
# also those that only ThreadSanitizer sees.
# shellcheck disable=SC2016 # make's and sed's dollars
. tests/lib.sh

if [ ! -x build/tsan/traffic-cuda ]; then
    skip 'exercises for GPUs: no C++ with ThreadSanitizer here (apt-get install g++)'
    exit 0
fi
. tests/lessons.sh
mkdir mine

# ------------------------------------------------------------------------ 15, there and back ---

there='s|/\* TODO: CUDA(.*|CUDA(cudaMemcpy(gpu_a, a, n * sizeof *a, cudaMemcpyHostToDevice));|'
both="$there; s|(void)a, (void)b;|CUDA(cudaMemcpy(gpu_b, b, n * sizeof *b, cudaMemcpyHostToDevice));|"
back='s|/\* TODO: the other way.*|CUDA(cudaMemcpy(c, gpu_c, n * sizeof *c, cudaMemcpyDeviceToHost));|; s|(void)c;||'
all='s|(unsigned)(n / THREADS)|device_blocks(n, THREADS)|'

# filled NAME SED...: the stub, with that filled in
filled() {
    name=$1
    shift
    typed "$name" 15 "$(printf '%s\n' "$@")"
}
filled one-vector "$there"
filled not-fetched "$both"
filled remainder-lost "$both" "$back"
filled '' "$both" "$back" "$all"
check '15: all filled in, it is right' grep -q '^Right: every sum' "$scratch/out"
filled too-few-bytes "$both" "$back" "$all" 's/n \* sizeof \*b/n/'
filled too-few-bytes "$both" "$back" "$all" 's/n \* sizeof \*c/n/'
filled one-block "$both" "$back" "$all" 's/(int64_t)blockIdx.x \* THREADS + //'
filled nothing-written "$both" "$back" "$all" 's/if (i < n)/if (i < -n)/'
filled copies-in-work "$both" "$back" "$all" \
    's/^static void add(void) {/&\n    float first;\n    CUDA(cudaMemcpy(\&first, gpu_c, 4, cudaMemcpyDeviceToHost));/'
filled crash "$both" "$back" "$all" 's/if (i < n)/if (i < 2 * n)/'
filled unknown "$both" "$back" "$all" 's/a\[i\] + b\[i\]/a[i] - b[i]/'

# ----------------------------------------------------------------------------- 16, reduction ---

mistake missing-barrier 16 '/__syncthreads();/d'
mistake first-of-block 16 '/^    for (int half/,/^    }/d; s/^    row\[me\] = mine;/&\n    __syncthreads();/'
mistake one-block 16 's/sum\[blockIdx.x\] = row\[0\];/sum[blockIdx.x] = blockIdx.x > 0 ? 0 : row[0];/'
mistake counted-twice 16 's/sum\[blockIdx.x\] = row\[0\];/sum[blockIdx.x] = 2 * row[0];/'
mistake nothing-added 16 's/sum\[blockIdx.x\] = row\[0\];/sum[blockIdx.x] = 0;/'
mistake not-midpoint 16 's/ + 0.5//'
mistake not-written 16 's/sums_open(device_blocks(n, THREADS));/sums_open(n);/'
mistake not-written 16 's/^    int me = threadIdx.x;/    if (i >= n)\n        return;\n&/'
mistake h-forgotten 16 's|return sums_integrate(\(.*\));|return sums_integrate(\1) / ((high - low) / n);|'
mistake unknown 16 's/sin(x/cos(x/'

# atomic NAME SED: with one sum of all
atomic() {
    typed "$1" 16 "s|\*sum += row; /\* TODO \*/|atomicAdd(sum, row);|; $2"
}
atomic '' ''
check '16: one sum, it is right' grep -q '^Right: the integral' "$scratch/out"
atomic remainder-lost 's/if (i >= n)/if (i >= n \/ THREADS * THREADS)/'
atomic last-lost 's/if (i >= n)/if (i >= n - 1)/'
atomic first-lost 's/if (i >= n)/if (i >= n || i == 0)/'
atomic not-cleared 's/^    CUDA(cudaMemset.*//; s/sums_open(1);/&\n    CUDA(cudaMemset(sums.of, 0, sizeof *sums.of));/'
typed race-on-sum 16 's/THREADS = 64/THREADS = 1/' # blocks that add to one number
check '16: and why no race was seen' grep -q 'has one block at a time' "$scratch/out"

# ----------------------------------------------------------------------------------- 17, road ---

ring='now\[i > 0 ? i - 1 : n - 1\]'
mistake nobody-enters 17 "s/$ring/(uint8_t)(i > 0 ? now[i - 1] : 0)/"
mistake drives-back 17 "s/behind = $ring, ahead = /ahead = now[i > 0 ? i - 1 : n - 1], behind = /"
mistake counted-twice 17 's/atomicAdd(moves, 1ULL)/atomicAdd(moves, 2ULL)/'
mistake race-on-sum 17 's/atomicAdd(moves, 1ULL)/*moves += 1/'
check '17: in which line' grep -q 'traffic_17_gpu.cu:[0-9]*  \*moves += 1;' "$scratch/out"
mistake race 17 's/n, bytes.now, bytes.next,/n, bytes.now, bytes.now,/; s/roads_launched(&bytes)/CUDA_LAUNCHED()/'
made gpu/traffic_cuda_shared.cu missing-barrier 17 '0,/        __syncthreads();/{/        __syncthreads();/d}'
cp gpu/traffic_cuda_shared.cu mine/traffic_17_gpu.cu
verdict '17: a tile with all of them' '' 17
check '17: is right, too' grep -q '^Right: every cell' "$scratch/out"

# --------------------------------------------------------------------------- what there is not ---

cp gpu/traffic_cuda.cu mine/traffic_17_gpu.cu
printf '#!/bin/sh\nexit 1\n' >"$scratch/nvidia-smi" && chmod +x "$scratch/nvidia-smi"
PATH=$scratch:$PATH lesson check-17
check '17: without a GPU it says so' grep -q '^No GPU is here, ' "$scratch/out"

# A GPU, as far as nvidia-smi knows; and a program for it that is wrong there, or cannot be built.
printf '#!/bin/sh\necho GPU 0: made up\n' >"$scratch/nvidia-smi"
PATH=$scratch:$PATH lesson check-17
check '17: with a GPU, but without nvcc' grep -q '^A GPU is here, and its program cannot be built' "$scratch/out"
mkdir -p bin/exercises
printf '#!/bin/sh\necho made-up: FAILED: wrong there >&2\nexit 1\n' >bin/exercises/traffic-17-gpu
chmod +x bin/exercises/traffic-17-gpu
PATH=$scratch:$PATH lesson check-17 NVCC=true
same '17: what goes wrong on a GPU only' on-gpu "$(called)"
check '17: with what is said there' grep -q '^made-up: FAILED: wrong there' "$scratch/out"

nvcc=$(command -v nvcc || ls /usr/local/cuda/bin/nvcc 2>/dev/null)
if [ -n "$nvcc" ]; then
    for source in exercises/*/*_*.cu; do
        check "$source: nvcc finds nothing to warn of" "$nvcc" -std=c++20 -Icommon -Igpu -arch=sm_90 \
            -Xcompiler -Wall,-Wextra,-Wno-missing-field-initializers -Werror all-warnings -c -o "$scratch/o" "$source"
    done
else
    skip "stubs for GPUs by nvcc: no nvcc here (the CUDA Toolkit)"
fi
exit $failed
