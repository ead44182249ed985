#!/bin/sh
# whereami: what it says of a machine that is played, and that nothing that is missing stops it.

# shellcheck source=tests/lib.sh
. tests/lib.sh
unset ROUNDABOUT_SITE ROUNDABOUT_HOST NERSC_HOST SLURM_CLUSTER_NAME MAKEFLAGS MAKELEVEL
for name in $(env | sed -n 's/^\(SLURM_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done

# whereami VARIABLE=VALUE...: into $scratch/out and err
whereami() {
    env "$@" sh common/whereami.sh >"$scratch/out" 2>"$scratch/err"
    same "$*: status" 0 $?
    same "$*: nothing on stderr" '' "$(cat "$scratch/err")"
}

says() { check "says $1" grep -qxE -- "$1" "$scratch/out"; }

whereami ROUNDABOUT_HOST=laptop
says 'host        laptop, neither a login node that is known nor in a job'
says 'site        none that is known'
says 'memory      [0-9]+ GB, [0-9]+ GB of them free'
says "folder      $PWD"
cores=$(awk '/^ +[0-9]+ socket/ { print $3 }' "$scratch/out")
same 'cores are those that the kernel counts' "$(cat /sys/devices/system/cpu/cpu*/topology/core_id \
    /dev/null | wc -l | awk '{ print ($1 > 0) }')" "$([ "${cores:-0}" -ge 1 ] && echo 1 || echo 0)"
same 'no line of a job' 0 "$(grep -c '^job' "$scratch/out")"
same 'text begins in one column' '' "$(grep -vE '^([a-zA-Z]+ +| {12})[^ ]' "$scratch/out")"
same 'the thirteenth' '' "$(grep -vE '^.{11} [^ ]' "$scratch/out")"

whereami ROUNDABOUT_HOST=ln03 LOADEDMODULES=PrgEnv-gnu/8.4:cray-mpich/8.1 OMP_NUM_THREADS=4
says "host        ln03, a login node: small runs only, all else is a job's"
says 'site        ARCHER2, EPCC, Edinburgh'
says 'modules     PrgEnv-gnu/8.4 cray-mpich/8.1'
says 'variables   OMP_NUM_THREADS=4'

whereami ROUNDABOUT_HOST=nid001 SLURM_CLUSTER_NAME=archer2 SLURM_JOB_ID=7 SLURM_JOB_NAME=halo SLURM_JOB_QOS=short \
    SLURM_JOB_NUM_NODES=2 SLURM_JOB_NODELIST='nid[001-002]' SLURM_NTASKS=256 SLURM_JOB_PARTITION=standard \
    CUDA_VISIBLE_DEVICES=0,1
says 'host        nid001, a compute node'
says 'job         7 halo'
says ' {12}2 nodes nid\[001-002\], 256 tasks, 1 CPU for each'
says ' {12}partition standard qos short'
says '(variables| {9}) {3}CUDA_VISIBLE_DEVICES=0,1'

# Nodes of the site as this one: their kind is named. A quota, and what nvidia-smi says.
mkdir -p "$scratch/tree/common" "$scratch/tree/here" "$scratch/bin" "$scratch/home/me"
cp common/*.sh common/site.awk "$scratch/tree/common"
sed "s/^cores .*/cores = ${cores:-1}/; s/^sockets .*/sockets = 1/; s|^unseen .*|unseen = $scratch/home|; s/^quota .*/quota = myquota USER/" \
    archer2/archer2.site | sed '/^\[gpu\]/q' | grep -v '^\[gpu\]' >"$scratch/tree/here/archer2.site"
printf '#!/bin/sh\necho "$1 has 3 GB of 5"\n' >"$scratch/bin/myquota"
printf '#!/bin/sh\nprintf "NVIDIA A100\\nNVIDIA A100\\nNVIDIA T4\\n"\n' >"$scratch/bin/nvidia-smi"
chmod +x "$scratch/bin/myquota"
(cd "$scratch/home/me" && PATH=$scratch/bin:$PATH USER=anna SLURM_JOB_ID=1 SLURM_CLUSTER_NAME=archer2 \
    sh "$scratch/tree/common/whereami.sh") >"$scratch/out" 2>"$scratch/err"
says ' {12}by its cores and GPUs a node of kind standard'
says ' {12}compute nodes do not see .*/home: work in /work/PROJECT/PROJECT/USER'
says 'quota       anna has 3 GB of 5'
chmod +x "$scratch/bin/nvidia-smi"
(cd "$scratch" && PATH=$scratch/bin:$PATH SLURM_JOB_ID=1 SLURM_CLUSTER_NAME=archer2 \
    sh "$scratch/tree/common/whereami.sh") >"$scratch/out" 2>"$scratch/err"
says 'GPUs        2 × NVIDIA A100'
says ' {12}1 × NVIDIA T4'
same 'no kind has such GPUs' 0 "$(grep -c 'of kind' "$scratch/out")"
same 'nor is that folder unseen' 0 "$(grep -c 'do not see' "$scratch/out")"

# With hardly any tool, each of them missing in turn.
mkdir "$scratch/few"
tools='sh sed awk dirname uname nproc df head sort uniq env grep printenv id fold tr ls cat'
for tool in $tools; do ln -s "$(command -v "$tool")" "$scratch/few/$tool"; done
sh=$(command -v sh)
for tool in $tools; do
    rm "$scratch/few/$tool"
    PATH=$scratch/few SLURM_JOB_ID=1 "$sh" common/whereami.sh >"$scratch/out" 2>/dev/null
    same "without $tool: status" 0 $?
    check "without $tool: something is said" grep -q '^folder  ' "$scratch/out"
    ln -s "$(command -v "$tool")" "$scratch/few/$tool"
done
make whereami >"$scratch/out" 2>&1
same 'make whereami' 0 $?
says 'processor  .*'
exit $failed
