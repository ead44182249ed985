# The fundamental diagram: flow at the left, velocity at the right, against density. Nothing is told by
# hue alone: the road for good is dots on a solid line, soon after the start empty diamonds on a dashed
# one.
#
#   gnuplot -e "data='results/diagram.csv'; output='results/diagram'; soon=10; steps=5000; cells=10000" \
#           common/diagram.gp
#
# `data` is what common/diagram.awk writes; output.svg and output.png are made, the latter only by a
# gnuplot that was built for it.

if (!exists("data") || !exists("output")) exit error "diagram.gp: set data and output"

set encoding utf8
set datafile separator ","
ink = "#222222"; blue = "#1b4f72"; red = "#b03a2e"; grey = "#5d6d7e"; faint = "#d5d8dc"
flow(d) = d < 0.5 ? d : 1 - d
velocity(d) = d < 0.5 ? 1 : (1 - d) / d

# ----------------------------------------------------------------------------------- the axes ---

set xrange [0:1]
set samples 401
set border 3 linecolor rgb ink linewidth 1.5
set tics scale 0 nomirror textcolor rgb ink
set xtics 0,0.1 format "%g"
set grid back ytics linetype 1 linecolor rgb faint linewidth 1.5
set xlabel "density: cars in a cell" textcolor rgb ink
set tmargin at screen 0.8; set bmargin at screen 0.14
set bars 0

# -------------------------------------------------------------------------------- the picture ---

bitmap = strstrt(GPVAL_TERMINALS, " pngcairo ") ? "pngcairo" : \
         strstrt(GPVAL_TERMINALS, " png ") ? "png" : ""
face = "DejaVu Sans,20"
late_law = "min(d, 1 − d), exact"
early_law = sprintf("Fukś 1999, step %d", soon)

do for [kind in "svg" . (bitmap eq "" ? "" : " png")] {
    if (kind eq "svg") {
        set terminal svg size 1600,900 enhanced background "white" font face fontscale 1.3333
    } else {
        set terminal @bitmap size 1600,900 enhanced font face
    }
    set output output . "." . kind
    set multiplot
    set label 1 "The more cars the better, up to one for every second cell" at screen 0.5,0.955 center \
        font ",26" textcolor rgb ink
    set label 2 sprintf("roads of %d cells; bars: standard error of the mean", cells) \
        at screen 0.5,0.9 center font ",18" textcolor rgb grey

    set lmargin at screen 0.075; set rmargin at screen 0.485
    set title "flow: cars that pass a cell in a step" textcolor rgb ink offset 0,-0.2
    set yrange [0:0.55]
    set ytics 0,0.1 format "%g"
    set label 3 "free: every\ncar moves" at 0.13,0.37 center textcolor rgb ink font ",18"
    set label 4 "jammed: every\nhole moves" at 0.87,0.37 center textcolor rgb ink font ",18"
    set key bottom center Left reverse samplen 2.5 spacing 1.2 font ",18" textcolor rgb ink
    plot flow(x) with lines linewidth 3 linecolor rgb ink title late_law, \
         data skip 1 using 2:4:5 with yerrorbars linewidth 2 pointtype 7 pointsize 1.5 \
             linecolor rgb blue title sprintf("after %d steps", steps), \
         data skip 1 using 2:12 with lines linewidth 3 dashtype (10,6) linecolor rgb ink title early_law, \
         data skip 1 using 2:8:9 with yerrorbars linewidth 2 pointtype 12 pointsize 1.9 \
             linecolor rgb red title sprintf("after %d steps", soon)

    unset label
    unset key
    set label 1 "solid: min(1, (1 − d) / d)" at 0.05,0.1 textcolor rgb ink font ",18"
    set lmargin at screen 0.575; set rmargin at screen 0.985
    set title "velocity: cells that a car drives in a step" textcolor rgb ink offset 0,-0.2
    set yrange [0:1.1]
    set ytics 0,0.2
    plot velocity(x) with lines linewidth 3 linecolor rgb ink, \
         data skip 1 using 2:6:7 with yerrorbars linewidth 2 pointtype 7 pointsize 1.5 linecolor rgb blue, \
         data skip 1 using 2:13 with lines linewidth 3 dashtype (10,6) linecolor rgb ink, \
         data skip 1 using 2:10:11 with yerrorbars linewidth 2 pointtype 12 pointsize 1.9 linecolor rgb red
    unset multiplot
    set output
}
