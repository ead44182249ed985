#!/bin/sh
# make lint-job: each usual mistake is named, at its line, with a mend, and nothing else is; a job file
# that is right is left in peace.
. tests/lib.sh

lint() { sh common/lint_job.sh "$@" >"$scratch/said" 2>"$scratch/err"; }

for file in */*.job; do
    lint "$file"
    same "$file is clean" "0 $file: no mistake found" "$? $(cat "$scratch/said" "$scratch/err")"
done

# mistake WHAT FILE WHERE PATTERN SED...: of FILE, changed like that. WHERE is what the line is like
# that is named, or 1, the first line.
mistake() {
    what=$1 file=$2 where=$3 pattern=$4
    shift 4
    mkdir -p "$scratch/$(dirname "$file")"
    sed "$@" "$file" >"$scratch/$file"
    ! cmp -s "$file" "$scratch/$file" || not_ok "$what: nothing was changed"
    line=1
    [ "$where" = 1 ] || line=$(grep -n -e "$where" "$scratch/$file" | sed 's/:.*//;q')
    lint "$scratch/$file"
    same "$what: status, mistakes" '1 1' "$? $(sed -n "s|^$scratch/$file: \([0-9]*\) mistake.*|\1|p" "$scratch/said")"
    check "$what: at line $line, and what it is" grep -q "^$scratch/$file:$line: .*$pattern" "$scratch/said"
    check "$what: a mend" grep -q '^    mend: ..*' "$scratch/said"
}

job=archer2/archer2.job hybrid=archer2/hybrid.job gpu=nersc/gpu.job t4=naiss/tetralith-vecadd.job
mistake 'no #! line' $job 1 'first line' 1d
mistake 'a line before it' $job 1 'first line' '1i\
'
mistake 'CRLF' $job 1 'Windows' 's/$/\r/'
mistake 'CRLF in some lines' $job '^#SBATCH' 'Windows' '/^#SBATCH/s/$/\r/'
mistake '# SBATCH' $job '^# SBATCH' 'for a comment' 's/^#SBATCH --output/# SBATCH --output/'
mistake 'a blank before #SBATCH' $job '^  #SB' 'for a comment' 's/^#SBATCH --output/  &/'
mistake '#sbatch' $job '^#sbatch' 'for a comment' 's/^#SBATCH --output/#sbatch --output/'
mistake '#SBATCH below the first command' $job exclusive 'above the first command, which is in line 1[0-9]$' '/^cd/a\
#SBATCH --exclusive'
mistake 'a variable of the shell' $job USER 'variables' 's/=%x/=$USER/'
mistake 'no time limit' $job 1 'no time limit' /--time/d
mistake 'a time that is none' $job ten 'does not know the time ten' 's/--time=.*/--time=ten/'
mistake 'a longer time than the QOS gives' $job 24:00:01 'longer than QOS standard' 's/--time=.*/--time=24:00:01/'
mistake 'the same in days' $job time=1-1 'longer than QOS standard gives, 24' 's/--time=.*/--time=1-1/'
mistake 'the same in minutes' $job -t21 'longer than QOS short gives, 00:20' -e 's/--time=.*/-t21/' -e 's/--qos=.*/-q short/'
mistake 'a longer time than the site gives' $t4 --time 'longer than Tetralith gives' s/--time=.*/--time=8-0/
mistake 'more nodes than the QOS gives' $job nodes= '1025 nodes' s/nodes=1/nodes=1025/
mistake 'more nodes than there are' naiss/tetralith-halo.job nodes= '1900 nodes' s/nodes=1/nodes=1900/
mistake 'an unknown partition' $job standart 'no partition standart' s/partition=standard/partition=standart/
mistake 'a partition of another site' $job gpua100 'no partition gpua100' s/partition=standard/partition=gpua100/
mistake 'an unknown QOS' $job royal 'no QOS royal' s/qos=standard/qos=royal/
mistake 'no QOS' $job 1 'which QOS' /--qos/d
mistake 'an unknown constraint' $job constraint 'no feature cpu' 's/^#SBATCH --time.*/&\
#SBATCH --constraint=cpu/'
mistake 'no constraint where there must be one' nersc/cpu.job 1 'which nodes' /--constraint/d
mistake 'an account' $job 'SBATCH -A' 'account is in the file' 's/^#SBATCH --time.*/&\
#SBATCH -A z19/'
mistake 'an account of another form' $job 19z 'look otherwise' 's/^#SBATCH --time.*/&\
#SBATCH --account=19z/'
mistake 'an account without _g' $gpu m1234 'for GPUs.*_g' 's/^#SBATCH --time.*/&\
#SBATCH --account=m1234/'
mistake 'a reservation' $job course 'reservation is in the file' 's/^#SBATCH --time.*/&\
#SBATCH --reservation=course/'
mistake '/home for the output' $job --output 'do not see /home' 's|--output=|&/home/z19/z19/me/|'
mistake '/home in a command' $job '^cp' 'do not see /home' 's|^module.*|cp /home/z19/me/road .|'
mistake '$HOME in a command' $job '^cd .HOME' 'do not see /home' 's|^module.*|cd $HOME/roundabout|'
mistake 'a folder that is not there' $job --output 'no folder nowhere/at/all' 's|--output=|&nowhere/at/all/|'

mistake 'more tasks than cores' $job node=129 '129 tasks .*128 cores' s/node=128/node=129/
mistake 'more tasks than cores, in all' $job ntasks=129 '129 tasks .*128 cores' s/--ntasks-per-node=128/--ntasks=129/
mistake 'more tasks times CPUs than cores' $hybrid node=9 '9 tasks of 16' s/node=8/node=9/
mistake 'a task of more CPUs than cores' nersc/eigh.job task=257 'task of 257 CPUs' \
    -e 's/cpus-per-task=.*/cpus-per-task=257/' -e 's/tasks-per-node=.*/tasks-per-node=1/'
mistake 'tasks, and nothing starts them' $job '^env' 'nothing starts them' 's/^srun .*/env \\/'
mistake 'srun and mpiexec' $job '^mpiexec' 'mixed' '$a\
mpiexec -n 4 bin/traffic-halo'
mistake 'OMP_NUM_THREADS not exported' $hybrid '^OMP_NUM' 'not exported' 's/export OMP_NUM/OMP_NUM/'
mistake 'OMP_NUM_THREADS not set, several CPUs' $hybrid '^srun' 'is not set' /OMP_NUM/d
mistake 'OMP_NUM_THREADS not set, a program with threads' archer2/serial.job '^srun' 'is not set' \
    -e /OMP_NUM/d -e s/traffic-naive/traffic-openmp/
mistake 'SRUN_CPUS_PER_TASK not exported' $hybrid '^srun' 'each task gets one CPU' /SRUN_CPUS/d

mistake 'more GPUs than a node has' $gpu gpus-per '5 GPUs.*the 4' s/--gpus-per-node=4/--gpus-per-node=5/
mistake 'more GPUs in all than the nodes have' $gpu -G5 '5 GPUs' s/--gpus-per-node=4/-G5/
mistake 'a GPU for each of many tasks' $t4 gpus-per-task '4 GPUs.*the 1' -e s/tasks-per-node=1$/tasks-per-node=4/ -e s/cpus-per-task=.*/cpus-per-task=8/
mistake 'GPUs of a node without one' nersc/cpu.job gpus 'have no GPU' 's/^#SBATCH --time.*/&\
#SBATCH --gpus-per-node=1/'
mistake 'a program for GPUs without one' $gpu '^srun' 'needs a GPU' /gpus-per-node/d
mistake 'A100 as a feature where there are T4' $t4 a100 'no A100: its GPUs are T4' 's/^#SBATCH --time.*/&\
#SBATCH -C a100/'
mistake 'A100 by name where there are T4' $t4 a100 'no A100: its GPUs are T4' s/per-task=1/per-task=a100:1/
mistake 'the same with --gres' naiss/snowy-vecadd.job a100 'no A100: its GPUs are T4' s/gpu:1/gpu:a100:1/

mistake 'a module of another site' $job '^module' 'GCC is a module of' '/^module/s/PrgEnv-gnu/GCC/'
mistake 'a module written otherwise' $job '^module' 'no module prgenv-gnu' '/^module/s/PrgEnv/prgenv/'
mistake 'a module misspelt' $job '^module' 'no module PrgEnv-gun' '/^module/s/gnu/gun/'

# --------------------------------------------------------------------------- what is no mistake ---

# clean WHAT FILE SED...
clean() {
    what=$1 file=$2
    shift 2
    sed "$@" "$file" >"$scratch/$file"
    lint "$scratch/$file"
    same "$what: no mistake" "0 $scratch/$file: no mistake found" "$? $(cat "$scratch/said" "$scratch/err")"
}
clean 'short options' $hybrid -e s/--time=/-t/ -e 's/--nodes=/-N /' -e 's/--cpus-per-task=/-c/' -e s/--qos=/-q/
clean 'a comment behind an option' $job 's/^#SBATCH --time.*/& # soon/'
clean 'an option put out of use' $job 's/^#SBATCH --time.*/&\
##SBATCH --account=19z/'
clean 'srun that says how many CPUs' $hybrid -e /SRUN_CPUS/d -e 's/^srun/srun -c 16/'
clean 'threads for one command' $hybrid -e /OMP_NUM/d -e 's/^srun/OMP_NUM_THREADS=16 srun/'
clean 'set, and exported later' $hybrid 's/^export OMP_NUM_THREADS=16.*/OMP_NUM_THREADS=16; export OMP_NUM_THREADS/'
clean 'what is given to a command to read' $job '/^module/a\
cat <<END\
#SBATCH is here and /home is too\
OMP_NUM_THREADS=3\
END'
clean 'a # between quotes' $job "/^module/a\\
echo 'no # comment'"
clean 'another module that the site may have' $job '/^module/s/$/ cray-fftw/'
clean 'days' $job 's/--time=.*/--time=0-23:59:59/'

# ------------------------------------------------------------------------------------- which site ---

sed '/job_run/d' $job >"$scratch/mine.job"
lint "$scratch/mine.job"
same 'guessed from what it asks for: status' 0 $?
sed -e /job_run/d -e /partition/d -e /qos/d $job >"$scratch/mine.job"
lint "$scratch/mine.job"
same 'no site to be guessed: status, lines' '0 2' "$? $(wc -l <"$scratch/said")"
check 'and that is said' grep -q 'mine.job: for which site is it? SITE=' "$scratch/said"
SITE=archer2 lint "$scratch/mine.job"
same 'SITE says it' 'in line 1' "$(grep -q 'mine.job:1: at ARCHER2' "$scratch/said" && echo in line 1)"
SITE=nowhere lint $job
same 'there is no such site: status, lines' '2 0 1' "$? $(wc -l <"$scratch/said") $(wc -l <"$scratch/err")"

# ------------------------------------------------------------------------------------- odd input ---

# odd WHAT STATUS LINES_ON_STDERR
odd() {
    lint "$scratch/odd.job"
    same "$1: status, lines on stderr" "$2 $3" "$? $(wc -l <"$scratch/err")"
}
: >"$scratch/odd.job"
odd 'an empty file' 1 0
same 'an empty file has its mistakes in line 1' 0 "$(grep -c 'odd.job:[^1 ]' "$scratch/said")"
head -c 3000 bin/ladder >"$scratch/odd.job"
odd 'a program' 2 1
head -c 100000 /dev/urandom | tr -d '\000' >"$scratch/odd.job"
odd 'noise' 1 0
{ cat $job && head -c 1000000 /dev/zero | tr '\000' x; } >"$scratch/odd.job"
odd 'a line of a megabyte' 0 0
printf '%s' "$(cat $job)" >"$scratch/odd.job"
odd 'no newline at the end' 0 0
{ cat $job && printf 'cat <<END\nnever ends'; } >"$scratch/odd.job"
odd 'what is to be read does not end' 0 0
rm "$scratch/odd.job"
odd 'no file' 2 1
mkdir "$scratch/odd.job"
odd 'a folder' 2 1
sh common/lint_job.sh >"$scratch/said" 2>"$scratch/err"
same 'no argument: status, lines' '2 0 1' "$? $(wc -l <"$scratch/said") $(wc -l <"$scratch/err")"
cp $job "$scratch/a=b.job"
(cd "$scratch" && sh "$OLDPWD/common/lint_job.sh" a=b.job) >"$scratch/said" 2>&1
same 'a name with =' "0 ./a=b.job: no mistake found" "$? $(cat "$scratch/said")"
lint $job "$scratch/none.job" nersc/cpu.job
same 'several files, one of them not there: status, lines' '2 2 1' "$? $(wc -l <"$scratch/said") $(wc -l <"$scratch/err")"
exit $failed
