# The fundamental diagram of cars that brake: flow at the left, velocity at the right, against density.
# Each probability has its own symbol, and its exact curve its own dashes: nothing is told by hue alone.
#
#   gnuplot -e "data='results/braking.csv'; output='results/braking'; brakes='0.1 0.5'; steps=20000; \
#       cells=200" common/braking.gp
#
# `data` is what common/diagram.awk writes; output.svg and output.png are made, the latter only by a
# gnuplot that was built for it.

if (!exists("data") || !exists("output")) exit error "braking.gp: set data and output"

set encoding utf8
set datafile separator ","
ink = "#222222"; grey = "#5d6d7e"; faint = "#d5d8dc"
colours = "#1b4f72 #b03a2e #5b2c6f #7d6608 #0e6655"
symbols = "7 12 4 9 11"
of(list, n) = word(list, 1 + (n - 1) % words(list))
dashes(n) = n % 4 == 1 ? 1 : n % 4 == 2 ? 2 : n % 4 == 3 ? 4 : 5
flow(d, p) = (1 - sqrt(1 - 4 * (1 - p) * d * (1 - d))) / 2
velocity(d, p) = d > 0 ? flow(d, p) / d : 1 - p
only(b, value) = abs(column(1) - b) < 1e-9 ? value : NaN

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

do for [kind in "svg" . (bitmap eq "" ? "" : " png")] {
    if (kind eq "svg") {
        set terminal svg size 1600,900 enhanced background "white" font face fontscale 1.3333
    } else {
        set terminal @bitmap size 1600,900 enhanced font face
    }
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
