# CUDA's two extensions of the syntax, as C++20, each in its own line: launches and shared memory.
# What is not understood here is left as it is, and then it is no C++: the compiler stops there.
#
#   kernel<32, true><<<grid, block>>>(a, b);   SHIM_LAUNCH((kernel<32, true>), grid, block)(a, b);
#   __shared__ unsigned tile[N][32];           SHIM_SHARED(tile, [N][32], unsigned);
#   extern __shared__ unsigned tile[];         SHIM_DYNAMIC(tile, unsigned);

s/\([A-Za-z_][A-Za-z0-9_:]*\(<[^<>;]*>\)\{0,1\}\) *<<</SHIM_LAUNCH((\1), /g
s/ *>>> *(/)(/g

s/__shared__  *\(__align__\|alignas\)([^()]*)/__shared__/
s/extern  *__shared__  *\(.*[^A-Za-z0-9_]\)\([A-Za-z_][A-Za-z0-9_]*\)\[ *\] *;/SHIM_DYNAMIC(\2, \1);/
s/\(static  *\)\{0,1\}__shared__  *\(.*[^A-Za-z0-9_]\)\([A-Za-z_][A-Za-z0-9_]*\)\(\(\[[^]]*\]\)*\) *;/SHIM_SHARED(\3, \4, \2);/
