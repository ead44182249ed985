# The fundamental diagram: flow at the left, velocity at the right, against density. Nothing is told by
# hue alone: the road for good is dots on a solid line, soon after the start empty diamonds on a dashed
# one.
#
#   gnuplot -e "data='results/diagram.csv'; output='results/diagram'; soon=10; steps=5000; cells=10000" \
#           common/density.gp common/diagram.gp

flow(d) = d < 0.5 ? d : 1 - d
velocity(d) = d < 0.5 ? 1 : (1 - d) / d

late_law = "min(d, 1 − d), exact"
early_law = sprintf("Fukś 1999, step %d", soon)

do for [kind in kinds] {
    eval "set terminal " . terminal(kind)
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
