#!/bin/sh
# What is known of supercomputers: */*.site, one file for each, read by common/site.awk.
#
#   sh common/site.sh list                   the names of all
#   sh common/site.sh file SITE              the file of one
#   sh common/site.sh facts SITE             all that it says, checked: kind, key, value
#   sh common/site.sh get SITE KEY [KIND]    one of these; nothing if it is not said
#   sh common/site.sh guess                  the site that this is, or nothing
#   sh common/site.sh login SITE             status 0 if this is one of its login nodes
#
# KIND is a kind of nodes; without it, what holds for the site, else for each of its kinds.
# ROUNDABOUT_SITE is what is guessed, if it is set. ROUNDABOUT_HOST plays another host. Status 2: there is no such site, or its file is not right.

here=$(dirname "$0")/..
host=${ROUNDABOUT_HOST:-$(uname -n)}

# shellcheck disable=SC2012 # no odd names here
list() { (cd "$here" && ls -- */*.site) | sed 's|.*/||; s|\.site$||' | sort; }

file() {
    for found in "$here"/*/"$1".site; do
        case $1 in '' | *[!a-z0-9-]*) break ;; esac
        [ -f "$found" ] && echo "${found#./}" && return
    done
    echo "site: there is no site $1, but $(list | tr '\n' ' ' | sed 's/ $//; s/ /, /g')" >&2
    exit 2
}

facts() { found=$(file "$1") && awk -f "$here/common/site.awk" "$found"; }

get() {
    found=$(facts "$1") || exit 2
    echo "$found" | awk -F'\t' -v key="$2" -v kind="$3" '
        $2 == key && (kind == "" ? !("-" in said) && !($3 in said) : $1 == kind) { print $3; said[$3]; if ($1 == "-") said["-"] }'
}

# like 'GLOB ...': the host, with or without its domain, is like one of them.
like() {
    set -f
    for glob in $1; do
        # shellcheck disable=SC2254 # a glob it is
        case $host in $glob | $glob.*) set +f && return 0 ;; esac
    done
    set +f
    return 1
}

# set_to 'NAME=VALUE ...': one of these variables has that value.
set_to() {
    for pair in $1; do
        [ "$(printenv "${pair%%=*}")" = "${pair#*=}" ] && return 0
    done
    return 1
}

# A variable of the site's own is surest; then Slurm's name of the cluster; then the host's name.
guess() {
    [ -z "${ROUNDABOUT_SITE+set}" ] || { echo "$ROUNDABOUT_SITE" && return; }
    for site in $(list); do
        set_to "SLURM_CLUSTER_NAME=$site $(get "$site" variable)" && echo "$site" && return
    done
    [ -z "$SLURM_CLUSTER_NAME" ] || return 0
    for site in $(list); do
        like "$(get "$site" hosts)" && echo "$site" && return
    done
    return 0
}

login() {
    globs=$(get "$1" logins) || exit 2
    like "$globs"
}

command=$1
shift
case $command in
list | file | facts | get | guess | login) "$command" "$@" ;;
*) echo "usage: sh common/site.sh list|file|facts|get|guess|login ..." >&2; exit 2 ;;
esac
