#!/bin/sh
# make job: what it writes and what it refuses; the job files that are here; all of them under bash on a
# machine without Slurm, and what reaches srun where there is one.

# shellcheck source=tests/lib.sh
. tests/lib.sh
unset ROUNDABOUT_SITE ROUNDABOUT_HOST ROUNDABOUT_RANKS ROUNDABOUT_BIN NERSC_HOST SLURM_CLUSTER_NAME \
    SLURM_JOB_ID OMP_NUM_THREADS OMP_PLACES MAKEFLAGS MAKELEVEL LAUNCHER

# job ARGUMENT...: into $scratch/job and $scratch/err
job() { sh common/job.sh "$@" >"$scratch/job" 2>"$scratch/err"; }

# wants NAME LINE... : these are in the job file.
wants() {
    name=$1
    shift
    for line; do
        check "$name: $line" grep -qxF -- "$line" "$scratch/job"
    done
}

test_written() {
    job SITE=archer2 PROGRAM=traffic-halo NODES=4
    same 'a job is written' 0 $?
    wants 'four nodes of ARCHER2' '#!/bin/bash' '#SBATCH --nodes=4' '#SBATCH --ntasks-per-node=128' \
        '#SBATCH --cpus-per-task=1' '#SBATCH --partition=standard' '#SBATCH --qos=standard' \
        '#SBATCH --output=%x-%j.out' '#SBATCH --time=00:10:00' 'module load PrgEnv-gnu' \
        '    bin/traffic-halo --min-time 1 --record $record "$@"'
    same 'all of #SBATCH stands before the first command' '' \
        "$(awk '/^#SBATCH/ && seen { print } /^[^#]/ { seen = 1 }' "$scratch/job")"
    same 'no account, no reservation' 0 "$(grep -cE '^#SBATCH.*(account|-A|reservation)' "$scratch/job")"
    job SITE=perlmutter PROGRAM=traffic-cuda-mpi GPUS=4 NODES=2
    wants 'GPUs of Perlmutter' '#SBATCH --gpus-per-node=4' '#SBATCH --constraint=gpu' '#SBATCH --ntasks-per-node=4' \
        '#SBATCH --cpus-per-task=32' 'module load PrgEnv-gnu cudatoolkit craype-accel-nvidia80'
    check 'and their variable' grep -q '^export MPICH_GPU_SUPPORT_ENABLED=1 ' "$scratch/job"
    check 'their account ends in _g' grep -q -- '--account=PROJECT_g ' "$scratch/job"
    job SITE=perlmutter PROGRAM=traffic-hybrid THREADS=16 TIME=90 ARGS='--cells 5000 --steps 7'
    wants 'threads' '#SBATCH --ntasks-per-node=8' '#SBATCH --cpus-per-task=32' '#SBATCH --time=01:30:00' \
        '    bin/traffic-hybrid --cells 5000 --steps 7 --record $record "$@"'
    check 'they are exported' grep -q '^export OMP_NUM_THREADS=16 ' "$scratch/job"
    same 'no GPUs, no variable of theirs' 0 "$(grep -c MPICH "$scratch/job")"
    same 'nothing to save, no warning' 0 "$(grep -c signal "$scratch/job")"
    job SITE=archer2 PROGRAM=traffic-halo ARGS='--cells 5000 --checkpoint road'
    wants 'a warning before the end' '#SBATCH --signal=USR1@60'
    same 'and no table of a record that is not there' 0 "$(grep -c ladder "$scratch/job")"
    job SITE=tetralith PROGRAM=traffic-halo ARGS='--cells 5000 --checkpoint road'
    same 'but where srun passes it on' 0 "$(grep -c signal "$scratch/job")"
    job SITE=cosmos PROGRAM=vecadd-cuda KIND=gpua100i GPUS=1
    wants 'half a node of Cosmos' '#SBATCH --gres=gpu:1' '#SBATCH --partition=gpua100i' '#SBATCH --cpus-per-task=16'
    same 'no QOS where there is none' 0 "$(grep -c qos "$scratch/job")"
    job SITE=snowy PROGRAM=vecadd-cuda
    check 'another cluster is named' grep -q 'sbatch --account=PROJECT --clusters=snowy ' "$scratch/job"
    job SITE=archer2 PROGRAM=traffic-halo TIME=48:00:00
    wants 'the first QOS that is long enough' '#SBATCH --qos=long'
    job SITE=archer2 PROGRAM=traffic-numpy.py
    wants 'Python' 'module load PrgEnv-gnu cray-python' '#SBATCH --ntasks-per-node=1'
}

# refused PATTERN ARGUMENT...
refused() {
    pattern=$1
    shift
    rm -f "$scratch/new.job"
    job "$@" OUT="$scratch/new.job"
    same "$*: status" 2 $?
    same "$*: one line" 1 "$(wc -l <"$scratch/err")"
    check "$*: no file" [ ! -e "$scratch/new.job" ]
    grep -q -- "$pattern" "$scratch/err" || not_ok "$*: says '$(cat "$scratch/err")', not '$pattern'"
}

test_refused() {
    refused 'SITE=... is one of archer2' PROGRAM=traffic-halo
    refused 'no site nowhere, but archer2' SITE=nowhere PROGRAM=traffic-halo
    refused 'PROGRAM=' SITE=archer2
    refused 'street-halo keeps no records' SITE=archer2 PROGRAM=street-halo
    refused 'no program traffic-x' SITE=archer2 PROGRAM=traffic-x
    refused 'what is that' SITE=archer2 'PROGRAM=traffic-halo;ls'
    refused 'what is that' SITE=archer2 PROGRAM=../traffic-halo
    refused 'no COLOUR' SITE=archer2 PROGRAM=traffic-halo COLOUR=red
    refused "no '" SITE=archer2 PROGRAM=traffic-halo "ARGS=--cells '5'"
    for n in 0 -1 1.5 many 1e3 99999999999999999999999; do
        refused "NODES=$n is no number" SITE=archer2 PROGRAM=traffic-halo NODES=$n
    done
    refused 'no nodes of kind fast, but standard, highmem, gpu (4 MI210)' SITE=archer2 PROGRAM=traffic-halo KIND=fast
    refused 'no nodes of kind a100, but .*t4 (1 T4)' SITE=tetralith PROGRAM=vecadd-cuda KIND=a100
    refused 'no GPUs for CUDA' SITE=archer2 PROGRAM=vecadd-cuda
    refused "not NVIDIA's" SITE=archer2 PROGRAM=vecadd-cuda KIND=gpu
    refused 'has 4 A100, not 5' SITE=perlmutter PROGRAM=traffic-cuda-mpi GPUS=5
    refused 'has 2 L40S, not 3.*l40s-6 (6 L40S)' SITE=kebnekaise PROGRAM=traffic-cuda-mpi KIND=l40s GPUS=3
    refused 'kind cpu have none' SITE=perlmutter PROGRAM=vecadd-cuda KIND=cpu
    refused 'drives one GPU' SITE=perlmutter PROGRAM=vecadd-cuda GPUS=2
    refused 'uses no GPU' SITE=perlmutter PROGRAM=traffic-halo GPUS=2
    refused 'at most 128 ranks' SITE=archer2 PROGRAM=traffic-halo RANKS=129
    refused 'more than the 128 cores' SITE=archer2 PROGRAM=traffic-hybrid RANKS=64 THREADS=3
    refused 'more than the 128 cores' SITE=archer2 PROGRAM=traffic-threads THREADS=129
    refused 'at most 1 ranks' SITE=archer2 PROGRAM=traffic-threads RANKS=2
    refused 'on one node' SITE=archer2 PROGRAM=traffic-naive NODES=2
    refused '2000 nodes for' SITE=archer2 PROGRAM=traffic-halo NODES=2000
    refused 'has 5860 nodes' SITE=archer2 PROGRAM=traffic-halo NODES=5861
    refused 'no QOS .* 97:00:00' SITE=archer2 PROGRAM=traffic-halo TIME=97:00:00
    refused 'no QOS .* 2 nodes' SITE=archer2 PROGRAM=traffic-halo KIND=highmem NODES=2 TIME=24:00:01
    refused "more than Cosmos's 168:00:00" SITE=cosmos PROGRAM=traffic-halo TIME=168:00:01
    for time in 1:00 soon 1:2:3:4 :5: 1-00; do
        refused 'is not hours' SITE=archer2 PROGRAM=traffic-halo TIME=$time
    done
    refused 'SCALING is for programs of MPI' SITE=archer2 PROGRAM=traffic-threads SCALING=yes
    job SITE=archer2 PROGRAM=traffic-halo OUT="$scratch/none/new.job"
    same 'a folder that is not there: status' 2 $?
}

# Each file says how it was made.
test_drift() {
    mkdir "$scratch/tree"
    cp -r Makefile common serial vectorized mpi gpu archer2 nersc naiss "$scratch/tree"
    (cd "$scratch/tree" && make jobs) >"$scratch/printed" 2>&1
    same 'make jobs' 0 $?
    for file in */*.job; do
        check "$file is as make job writes it" cmp "$file" "$scratch/tree/$file"
        check "$file asks for no account" sh -c "! grep -E '^#SBATCH.*(--account|-A |--reservation)' $file"
        check "$file is bash" bash -n "$file"
    done
    check 'there is the one of the workshop' [ -f archer2/archer2.job ]
    (cd "$scratch/tree" && sed -i 's/^cores .*/cores = 64/' archer2/archer2.site && make jobs) >"$scratch/printed" 2>&1
    check 'another site file, another job' grep -q 'ntasks-per-node=64' "$scratch/tree/archer2/archer2.job"
    echo '#!/bin/bash' >"$scratch/own.job"
    sh common/job.sh again "$scratch/own.job" 2>"$scratch/err"
    same 'a file of somebody else is left alone' "2 #!/bin/bash" "$? $(cat "$scratch/own.job")"
}

# A machine without Slurm and modules: all commands but theirs. And a place to run in.
make_machine() {
    mkdir "$scratch/path" "$scratch/place" "$scratch/bin"
    ln -s /usr/bin/* /bin/* /usr/local/bin/* "$scratch/path" 2>/dev/null
    for tool in srun sbatch squeue scontrol mpprun module modulecmd nvidia-smi; do rm -f "$scratch/path/$tool"; done
    # shellcheck disable=SC2123 # it is meant to be
    PATH=$scratch/path
    for part in archer2 nersc naiss common bin build; do ln -s "$PWD/$part" "$scratch/place"; done
    unset -f module 2>/dev/null
    cd "$scratch/place" || exit 1
}

# What makes a program small. The GPU is played by the processor, where the tests have built that.
small() {
    case $1 in
    *scaling*) echo '--steps 1' ;;
    *launch*) echo '--cells 1000' ;;
    *eigh*) echo '--size 12 --tasks 5' ;;
    *vecadd*) echo '--size 1000 --repeat 1' ;;
    *integral*) echo '--size 64' ;;
    *) echo '--cells 1003 --steps 20 --min-time 0' ;;
    esac
}

test_bash() {
    for file in */*.job; do
        program=$(sed -n 's|.* bin/\([a-z.-]*\) .*--record.*|\1|p' "$file")
        case $program in
        *cuda*) [ -x "build/shim/$program" ] || { skip "$file: nothing plays a GPU here"; continue; } ;;
        mpi-* | *-halo | *-hybrid | *-counter) [ -x "bin/$program" ] || { skip "$file: no MPI here"; continue; } ;;
        *) why=$("bin/$program" --probe 2>&1) || { skip "$file: $why"; continue; } ;;
        esac
        rm -f ./*.csv
        # shellcheck disable=SC2046 # words
        bash "$file" $(small "$file") >"$scratch/out" 2>"$scratch/err" </dev/null
        same "bash $file: status" 0 $?
        same "bash $file: nothing is wrong" '' "$(grep -v 'will wait for each other' "$scratch/err" | head -n 1)"
        check "bash $file: says where it ran" grep -q '^processor ' "$scratch/out"
        same "bash $file: one record" 1 "$(printf '%s\n' "${program}"*-[0-9]*.csv | grep -c '[0-9]\.csv')"
        same "bash $file: verified" yes "$(field verified "${program}"*.csv)"
        check "bash $file: says what is reduced" grep -qE '^Without Slurm, on this machine alone: [0-9]+ of [0-9]+ ranks' "$scratch/out"
        case $program in
        mpi-launch) ;;
        traffic-halo-scaling) check "bash $file: ends with the table" grep -q '^Weak scaling' "$scratch/out" ;;
        *) check "bash $file: ends with the table" grep -qE '^(machine|stage)  ' "$scratch/out" ;;
        esac
    done
    rm -f ./*.csv
}

# Programs and launchers that only say how they were called, on 8 cores. Quotes: each argument is seen.
make_players() {
    cat >"$scratch/bin/called" <<'END'
#!/bin/sh
echo "${0##*/} threads=$OMP_NUM_THREADS places=$OMP_PLACES srun=$SRUN_CPUS_PER_TASK $*" | sed 's/ traffic-[^ ]*csv/ RECORD/' >>"$CALLED"
[ -z "$SLEEP" ] || sleep "$SLEEP"
exit ${STATUS:-0}
END
    chmod +x "$scratch/bin/called"
    for name in traffic-halo traffic-hybrid traffic-threads vecadd-cuda launcher; do ln "$scratch/bin/called" "$scratch/bin/$name"; done
    rm "$scratch/path/nproc"
    printf '#!/bin/sh\necho "${OMP_NUM_THREADS:-8}"\n' >"$scratch/path/nproc"
    chmod +x "$scratch/path/nproc"
    export CALLED="$scratch/called" LAUNCHER="$scratch/bin/launcher" ROUNDABOUT_BIN="$scratch/bin"
}

# called EXPECTED NAME COMMAND...: so was what plays the program; what the job said is in $scratch/out.
called() {
    expected=$1 name=$2
    shift 2
    : >"$CALLED"
    "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    status=$?
    same "$name" "$expected" "$(sed "s|$scratch/bin/||g" "$CALLED" | tr '\n' ';')"
}

test_reduced() {
    called 'launcher threads=1 places=cores srun= -n 8 traffic-halo --min-time 1 --record RECORD --cells 5;' \
        'arguments go to the program, as many ranks as cores' bash archer2/archer2.job --cells 5
    called 'launcher threads=1 places=cores srun= -n 8 traffic-hybrid --min-time 1 --record RECORD;' \
        'ranks before threads' bash archer2/hybrid.job
    called 'traffic-threads threads=8 places=cores srun= --min-time 1 --record RECORD;' \
        'one rank needs no launcher, and has all cores' bash archer2/threads.job
    called 'launcher threads=4 places=cores srun= -n 2 traffic-hybrid --min-time 1 --record RECORD;' \
        'so many ranks as are wanted' env ROUNDABOUT_RANKS=2 bash archer2/hybrid.job
    called 'launcher threads=1 places=cores srun= -n 20 traffic-halo --min-time 1 --record RECORD;' \
        'also more than there are cores' env ROUNDABOUT_RANKS=20 bash archer2/archer2.job
    sed 's/^srun /srun -c 2 -n 64 --exact /' archer2/archer2.job >"$scratch/edited.job"
    called 'launcher threads=1 places=cores srun= -n 8 traffic-halo --min-time 1 --record RECORD;' \
        'not more than there are cores, if srun is told so' bash "$scratch/edited.job"
    called '' 'a login node is no place for a job' env ROUNDABOUT_HOST=ln03 bash archer2/archer2.job
    same 'and says so' '2 archer2/archer2.job: this is a login node: sbatch archer2/archer2.job' "$status $(cat "$scratch/err")"
    called '' 'nor is another folder' sh -c 'cd archer2 && bash archer2.job'
    same 'status' 1 $status
    called 'launcher threads=1 places=cores srun= -n 8 traffic-halo --min-time 1 --record RECORD;' \
        'a program that fails' env STATUS=3 bash archer2/archer2.job
    same 'fails the job' 3 $status
    called '' 'a program that is not there' env ROUNDABOUT_BIN=/nonexistent bash archer2/archer2.job
    same 'is an error' 2 $status
    check 'with its name' grep -q 'there is no /nonexistent/traffic-halo here: make' "$scratch/err"
    same 'four sizes, each strong and weak' '1 1 2 2 4 4 8 8 ' \
        "$(: >"$CALLED"; bash archer2/scaling.job >/dev/null 2>&1; awk '{ n = 1; for (i = 1; i < NF; i++) if ($i == "-n") n = $(i + 1); printf "%s ", n }' "$CALLED")"
    same 'as much for each' '10240000 10240000 10240000 20480000 10240000 40960000 10240000 81920000 ' \
        "$(awk '{ for (i = 1; i < NF; i++) if ($i == "--cells") printf "%s ", $(i + 1) }' "$CALLED")"
}

# A job's end by a signal is no success.
test_killed() {
    : >"$CALLED"
    SLEEP=10 bash archer2/threads.job >"$scratch/out" 2>&1 </dev/null &
    pid=$!
    while [ ! -s "$CALLED" ] && kill -0 $pid 2>/dev/null; do sleep 0.1; done
    child=$(cat "/proc/$pid/task/$pid/children")
    kill -TERM $pid
    # shellcheck disable=SC2086
    kill -TERM $child 2>/dev/null
    wait $pid
    check 'a job that is killed has failed' [ $? -ne 0 ]
}

# In a job of Slurm: srun itself, with what the file says; with fewer ranks if so many are wanted.
test_srun() {
    unset ROUNDABOUT_BIN
    for name in srun module; do ln "$scratch/bin/called" "$scratch/path/$name"; done
    export SLURM_JOB_ID=77 SLURM_JOB_NAME=mine SLURM_NTASKS=256 SLURM_CPUS_PER_TASK=1 SLURM_SUBMIT_DIR="$PWD"
    options='--hint=nomultithread --distribution=block:block'
    called "module threads= places= srun= load PrgEnv-gnu;srun threads=1 places=cores srun=1 $options bin/traffic-halo --min-time 1 --record mine-77.csv;" \
        'srun starts the program' sh -c 'job=$PWD/archer2/archer2.job; cd / && bash $job'
    called "module threads= places= srun= load PrgEnv-gnu;srun threads=2 places=cores srun=1 $options --ntasks=4 bin/traffic-hybrid --min-time 1 --record mine-77.csv;" \
        'on fewer ranks' env ROUNDABOUT_RANKS=4 bash archer2/hybrid.job
    called "module threads= places= srun= load buildenv-gcc/2022a-eb;srun threads=1 places=cores srun=1 bin/traffic-halo --min-time 1 --record mine-77.csv;" \
        'where there is no mpprun' bash naiss/tetralith-halo.job
    called "module threads= places= srun= load PrgEnv-gnu;srun threads=1 places=cores srun=1 $options bin/traffic-halo --min-time 1 --record mine-77.csv;" \
        'a failure of srun' env STATUS=5 bash archer2/archer2.job
    same 'fails the job' 5 $status
}

test_written
test_refused
test_drift
make_machine
test_bash
make_players
test_reduced
test_killed
test_srun
exit $failed
