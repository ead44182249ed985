#!/bin/sh
# What a virtual site accepts and refuses; test_slurm.sh runs this inside of it. All is asked for as
# the site's own file has it, so a new site is tested by being there.
# Usage: sh tests/slurm.sh SITE_FILE sh tests/slurm_site.sh SITE_FILE
. tests/lib.sh
. tests/slurm_lib.sh

site=$(basename "$1" .site)
# option NAME: --name=value, if the site says that
option() {
    value=$(fact "$1")
    [ -z "$value" ] || echo "--$1=$value"
}

# gpus_of HOW_MANY: as the site wants them asked for
gpus_of() { fact gpu_request | sed "s/%d/$1/"; }

# batch OPTION...: as somebody types it who does all right, but for what these options say last.
batch() {
    # shellcheck disable=SC2046,SC2086 # one word for each option, or none
    sbatch --output="$scratch/out" --job-name=tried --nodes=1 --time=00:05:00 \
        --account="$(example_of "$(fact account)")" $(option partition) $(option constraint) $qos $gpu \
        "$@" --wrap 'hostname' >"$scratch/said" 2>&1
}

accepted() {
    what=$1
    shift
    batch --test-only "$@"
    same "$site, $kind: $what" 0 "$?$(grep -v 'to start at' "$scratch/said")"
}

# refused WHAT MESSAGE OPTION...
refused() {
    what=$1 message=$2
    shift 2
    batch "$@"
    same "$site, $kind: $what is refused" "1 sbatch: error: Batch job submission failed: $message" \
        "$? $(tail -n 1 "$scratch/said")"
}

# How many kinds a job may get that asks as this kind is asked for: what one of them cannot, another may.
alike() {
    awk -F '\t' -v kind="$kind" '$1 != "-" { kinds[$1]; fact[$1, $2] = $3 }
        END { for (k in kinds)
                  n += (fact[kind, "partition"] == "" || fact[k, "partition"] == "" ||
                        fact[k, "partition"] == fact[kind, "partition"]) &&
                       (fact[kind, "constraint"] == "" || fact[k, "constraint"] == fact[kind, "constraint"])
              print n }' "$scratch/facts"
}

kinds=$(awk -F '\t' '$1 != "-" && !seen[$1]++ { print $1 }' "$scratch/facts")
nowhere='Requested node configuration is not available'
for kind in $kinds; do
    qos=$(fact qos) gpus=$(fact gpus) gpu='' tasks=$(fact cores)
    qos_name=${qos%%/*} longest=${qos%% *}
    qos=${qos:+--qos=$qos_name} longest=${longest##*/}
    [ -z "$gpus" ] || gpu="--ntasks=1 $(gpus_of "$gpus")" tasks=1

    accepted 'all its cores and GPUs are had' --ntasks-per-node="$tasks"
    refused 'an unknown partition' 'Invalid partition name specified' --partition=nowhere
    refused 'an unknown feature' 'Invalid feature specification' --constraint=abacus
    [ "$(fact account)" = '*' ] || refused 'an account of another form' \
        'Invalid account or account/partition combination specified' --account=,
    if [ -n "$qos" ]; then
        refused 'an unknown QOS' 'Invalid qos specification' --qos=royal
        refused 'a longer time than the QOS gives' \
            "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)" \
            --time="${longest%%:*}":01:00
        check "$site, $kind: and the QOS's limit is named" grep -q QOSMaxWallDurationPerJobLimit "$scratch/said"
    else
        refused 'a longer time than the partition gives' \
            'Requested time limit is invalid (missing or exceeds some limit)' --time=721:00:00
    fi
    [ "$(alike)" = 1 ] || continue
    refused 'a task more than it has cores' "$nowhere" --hint=nomultithread \
        --ntasks-per-node=$(($(fact cores) + 1)) --ntasks=$(($(fact cores) + 1))
    gpu="--ntasks=1 $(gpus_of $((gpus + 1)))"
    [ -n "$gpus" ] || gpu='--gpus-per-node=1'
    refused 'a GPU more than it has' "$nowhere"
done
exit $failed
