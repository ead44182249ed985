#!/bin/sh
# What the driver does and says where there are several ranks, and how their job ends.
. tests/lib.sh
. tests/ranks.sh
need_ranks 'the driver on several ranks'

halo=build/patient/traffic-halo
for random in numpy uni philox; do
    if why=$(bin/traffic-packed --random $random --cells 1 2>&1 >"$scratch/out"); then
        rm -f "$scratch/one.csv"
        bin/traffic-packed --random $random --cells 10007 --record "$scratch/one.csv" >"$scratch/out"
        expected=$(field fingerprint "$scratch/one.csv")
        for ranks in 1 2 3 5; do
            on $ranks $halo --random $random --cells 10007 --record "$scratch/$random.csv"
            same "$random: the same road on $ranks ranks" "$expected $ranks" \
                "$(field fingerprint "$scratch/$random.csv") $(field ranks "$scratch/$random.csv")"
        done
        same "$random: one record for each run" 5 "$(wc -l <"$scratch/$random.csv")"
    else
        skip "$why"
    fi
done
bin/traffic-packed --random uni --cells 20000003 --steps 1 --record "$scratch/one.csv" >"$scratch/out"
on 2 $halo --random uni --cells 20000003 --steps 1 --record "$scratch/uni.csv"
same "a part that is sent in several pieces" "$(field fingerprint "$scratch/one.csv")" \
    "$(field fingerprint "$scratch/uni.csv")"

for kind in pbm pgm; do
    bin/traffic-packed --cells 1000 --image "$scratch/one.$kind" --image-every 7 >"$scratch/out"
    on 3 $halo --cells 1000 --image "$scratch/three.$kind" --image-every 7
    check "a picture from 3 ranks is that from one: $kind" \
        cmp "$scratch/one.$kind" "$scratch/three.$kind"
done

on 3 $halo --cells 1000 --report 50
same "what is printed is printed once" "1 1 2" "$(grep -c '^Number of ranks is 3$' "$scratch/out") \
$(grep -c '^Verified' "$scratch/out") $(grep -c '^At iteration' "$scratch/out")"
same "and nothing on stderr" '' "$(cat "$scratch/err")"
on 3 $halo --cells 1000 --sum-every 7 --needless-barrier --report 50
same "sums less often, and a barrier that nobody needs: right as well" 1 \
    "$(grep -c '^Verified' "$scratch/out")"
on 3 $halo --help
same "--help: status, and once" "0 1" "$? $(grep -c -- --sum-every "$scratch/out")"

program=$halo
bad_on 5 '--cells must be at least 1' --cells 0
bad_on 5 'there is no option --wheels' --wheels
bad_on 5 '--profile-file profile.txt: the name of a profile must end in .csv' --profile-file profile.txt
bad_on 5 '--sum-every must be at least 1' --sum-every 0
bad_on 5 'a road of 1000000000000000 cells needs' --cells 1000000000000000
bad_on 5 "--record $scratch: " --record "$scratch"
bad_on 5 '--image road.jpg: ' --image road.jpg

# ---------------------------------------------------------------------------- how a job can end ---

copy

# before_a_step STATUS LINES WHAT CODE: how it ends when one rank or all run that code
before_a_step() {
    ends $halo "$1" "$2" "$3" mpi/part.h "s/#include \"traffic.h\"/&\n#include \"die.h\"\n#include <signal.h>\n\
#include <unistd.h>/; s/^    int64_t moves = 0;/&\n    int rank = (beside.ahead + 2) % 3;\n    $4/" 3 --cells 1000
}
before_a_step 2 1 'all ranks refuse' 'die_usage("rank %d", rank);'
before_a_step 2 1 'one rank refuses' 'if (rank == 1) die_usage("rank %d", rank);'
before_a_step 1 1 'one rank fails' 'if (rank == 2) die_failed("rank %d", rank);'
before_a_step 3 0 'one rank exits' 'if (rank == 1) exit(3);'
before_a_step 1 1 'one rank exits as if all were well' 'if (rank == 1) exit(0);'
before_a_step 1 1 'all ranks exit as if all were well' 'exit(rank - rank);'
before_a_step any 0 'one rank is killed' 'if (rank == 1) kill(getpid(), SIGKILL);'
exit $failed
