#!/bin/sh
# A gallery of space-time pictures: the road from left to right, time downwards, cars that move in light
# blue, cars that wait in dark red.
#
#   sh common/pictures.sh OUTDIR PROGRAM
#
#   PROGRAM             a stage of street
#   OUTDIR/NAME.png     .pgm, in greys, where there is no libpng
#   OUTDIR/README.md    all of them, with a caption and the command that draws each
#
# Status 0: all are drawn; 1: a program failed; 2: nothing could be run.

[ $# -eq 2 ] || { echo "usage: sh common/pictures.sh OUTDIR PROGRAM" >&2; exit 2; }
out=$1 program=$2 me=pictures
# shellcheck source=common/runs.sh
. "$(dirname "$0")/runs.sh"

# A caption, and below it name, seed and options of a road.
gallery() {
    cat <<'END'
Free flow: one cell in four has a car, and soon nobody waits.
free 4 --density 0.25
Jams: more cars than holes. Cars drive to the right, jams travel to the left, for ever.
jam 4 --density 0.6
A light: green for 20 steps, red for 20. Cars leave it two cells apart, and the queue dissolves from its front.
light 5 --density 0.2 --green 20 --red 20
Braking: one step in four a car brakes for no reason, and jams come out of nothing.
brake 7 --density 0.3 --brake 0.25
An open road that few cars enter, low density: what comes in drives through.
low 7 --density 0.25 --enter 0.2 --leave 0.8 --brake 0.25
An open road that few cars leave, high density: they queue from the exit all the way back.
high 3 --density 0.75 --enter 0.8 --leave 0.2 --brake 0.25
An open road with wide ends, maximal current: as many cars as the road itself lets through.
most 5 --density 0.5 --enter 0.9 --leave 0.9 --brake 0.25
END
}

# draw CAPTION NAME SEED OPTION...
draw() {
    caption=$1 file=$2.$ending seed=$3
    shift 3
    set -- --cells 240 --steps 160 --image-every 1 --seed "$seed" "$@" --image
    run "$program" "$@" "$work/$file"
    printf '\n%s\n\n![](%s)\n\n    %s %s\n' "$caption" "$file" "$program" "$* $file" >>"$work/README.md"
    printf '%-10s %s\n' "$file" "$caption"
}

[ -x "$program" ] || end 2 "there is no program $program: it is another stage's name, or make"
claim_folder
ending=png
"$program" --cells 1 --steps 1 --image "$work/try.png" >/dev/null 2>&1 || ending=pgm
rm -f "$work/try.png"
printf '# Roads from left to right, time downwards\n\nBlue cars move, red cars wait.\n' >"$work/README.md"
gallery >"$work/gallery"
while read -r caption && read -r road; do
    # shellcheck disable=SC2086 # name, seed and options
    draw "$caption" $road
done <"$work/gallery"
rm -f "$work"/gallery "$work"/printed "$work"/errors
mv "$work"/* "$out" || end 2 "$out cannot be written"
echo "All of them, and the commands: $out/README.md"
