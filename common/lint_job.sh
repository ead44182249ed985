#!/bin/sh
# Names the usual mistakes in job files: sh common/lint_job.sh FILE...
# SITE names the site that they are for, else it is guessed. Status 0: none was found; 1: some were;
# 2: a file cannot be read, or there is no such site.

here=$(dirname "$0")
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
status=0

say() { # STATUS TEXT
    echo "lint-job: $2" >&2
    [ "$status" -ge "$1" ] || status=$1
}

# Of all sites: site, kind, key, value.
facts() {
    for file in "$here"/../*/*.site; do
        site=$(basename "$file" .site)
        awk -f "$here/site.awk" "$file" >"$scratch/site" || exit 2
        sed "s/^/$site	/" "$scratch/site"
        printf '%s\t-\tfolder\t%s\n' "$site" "$(basename "$(dirname "$file")")"
    done
}

lint() {
    if [ ! -f "$1" ] || [ ! -r "$1" ]; then
        say 2 "$1: there is no such file, or it cannot be read"
    elif [ "$(tr -d '\000' <"$1" | wc -c)" -ne "$(wc -c <"$1")" ]; then
        say 2 "$1: this is no text"
    else
        case $1 in *=*) set -- "./$1" ;; esac # awk would take it for a variable
        LC_ALL=C awk -v site="$SITE" -f "$here/lint_job.awk" "$scratch/facts" "$1" || [ "$status" -ge 1 ] || status=1
    fi
}

[ $# -gt 0 ] || { say 2 'which file? make lint-job FILE=archer2/archer2.job' && exit 2; }
[ -z "$SITE" ] || sh "$here/site.sh" file "$SITE" >/dev/null || exit 2
facts >"$scratch/facts"
for file; do
    lint "$file"
done
exit "$status"
