#!/bin/sh
# The Containerfile's steps where there is no builder of images: in a folder that debootstrap fills, with
# the packages that this machine would get. Takes minutes and 3 GB; not part of make test.
# Usage: sh tests/container.sh, as root
. tests/lib.sh

[ "$(id -u)" = 0 ] || { echo 'container: debootstrap and chroot take root' >&2; exit 2; }
command -v debootstrap >/dev/null || { echo 'container: apt-get install debootstrap' >&2; exit 2; }

root=$scratch/root
trap 'umount "$root/proc" "$root/dev/shm" 2>/dev/null; rm -rf --one-file-system "$scratch"' EXIT

# all WORD: what stands behind that word in the Containerfile, a step a line
all() { sed -n "s/^$1 //p" Containerfile; }

# inside USER COMMAND...: as an image's process has it, below its working folder
inside() {
    user=$1
    shift
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp DEBIAN_FRONTEND=noninteractive \
        chroot --userspec="$user" "$root" env -C "$(all WORKDIR)" "$@"
}

image=$(all ARG)
suite=${image##*:}
check "from an empty $suite" debootstrap --variant=minbase --include=ca-certificates "$suite" "$root"
mount -t proc proc "$root/proc" && mount -t tmpfs tmpfs "$root/dev/shm" || exit 2

# As this machine reaches Debian's packages.
cp -r /etc/apt/sources.list* /etc/apt/apt.conf.d /etc/apt/preferences.d "$root/etc/apt"
cp /etc/resolv.conf "$root/etc"

copied=$(all COPY)
same 'the whole tree is copied' '. /roundabout' "$copied"
mkdir "$root/${copied#. }"
tar -c --exclude-from=.containerignore . | tar -x -C "$root/${copied#. }"

all RUN >"$scratch/steps"
while read -r step; do
    check "RUN $step" inside 0:0 sh -c "$step"
done <"$scratch/steps"

# verified COMMAND...: by whoever runs it, who is not root, and may write to results/ only
verified() {
    inside 1000:1000 "$@" >"$scratch/said" 2>&1
    same "$*: status, verified" '0 1' "$? $(grep -c '^Verified\|^The fastest, ' "$scratch/said")"
}

for program in traffic-lanes traffic-numpy.py eigh-lapack vecadd-threads integral-threads; do
    verified bin/$program --min-time 0.01
done
verified mpiexec -n 2 bin/traffic-halo --cells 100000 --min-time 0.01
# shellcheck disable=SC2046 # its words
verified $(all CMD | tr -d '[],"') WORKLOAD=integral
exit $failed
