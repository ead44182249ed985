# The fundamental diagram of cars that brake: flow at the left, velocity at the right, against density.
# Each probability has its own symbol, and its exact curve its own dashes: nothing is told by hue alone.
#
#   gnuplot -e "data='results/braking.csv'; output='results/braking'; brakes='0.1 0.5'; steps=20000; \
#       cells=200" common/density.gp common/braking.gp

colours = "#1b4f72 #b03a2e #5b2c6f #7d6608 #0e6655"
symbols = "7 12 4 9 11"
of(list, n) = word(list, 1 + (n - 1) % words(list))
dashes(n) = n % 4 == 1 ? 1 : n % 4 == 2 ? 2 : n % 4 == 3 ? 4 : 5
flow(d, p) = (1 - sqrt(1 - 4 * (1 - p) * d * (1 - d))) / 2
velocity(d, p) = d > 0 ? flow(d, p) / d : 1 - p
only(b, value) = abs(column(1) - b) < 1e-9 ? value : NaN

do for [kind in kinds] {
    eval "set terminal " . terminal(kind)
    set output output . "." . kind
    set multiplot
    set label 1 "A car that brakes for no reason holds up those behind it" at screen 0.5,0.955 center \
        font ",26" textcolor rgb ink
    set label 2 sprintf("p: the probability; rings of %d cells, steps %d to %d; bars: standard error; " . \
        "lines: exact, of a ring without end", cells, steps / 2, steps) at screen 0.5,0.9 center font ",18" textcolor rgb grey

    set lmargin at screen 0.075; set rmargin at screen 0.485
    set title "flow: cars that pass a cell in a step" textcolor rgb ink offset 0,-0.2
    set yrange [0:0.55]
    set ytics 0,0.1 format "%g"
    set key top left Left reverse samplen 2.5 spacing 1.2 font ",18" textcolor rgb ink
    plot flow(x, 0) with lines linewidth 2 linecolor rgb grey title "p = 0", \
         for [n = 1:words(brakes)] flow(x, real(word(brakes, n))) with lines linewidth 2.5 \
             dashtype dashes(n) linecolor rgb ink notitle, \
         for [n = 1:words(brakes)] data skip 1 using 3:(only(word(brakes, n), $5)):6 with yerrorbars \
             linewidth 2 pointtype int(of(symbols, n)) pointsize 1.2 linecolor rgb of(colours, n) \
             title "p = " . word(brakes, n)

    unset label
    unset key
    set lmargin at screen 0.575; set rmargin at screen 0.985
    set title "velocity: cells that a car drives in a step" textcolor rgb ink offset 0,-0.2
    set yrange [0:1.1]
    set ytics 0,0.2
    plot velocity(x, 0) with lines linewidth 2 linecolor rgb grey, \
         for [n = 1:words(brakes)] velocity(x, real(word(brakes, n))) with lines linewidth 2.5 \
             dashtype dashes(n) linecolor rgb ink, \
         for [n = 1:words(brakes)] data skip 1 using 3:(only(word(brakes, n), $7)):8 with yerrorbars \
             linewidth 2 pointtype int(of(symbols, n)) pointsize 1.2 linecolor rgb of(colours, n)
    unset multiplot
    set output
}
