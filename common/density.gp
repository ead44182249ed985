# What the diagrams of flow and velocity against density share: paper, axes, and the terminal of each picture.
# It comes in front of common/diagram.gp or common/braking.gp:
#
#   gnuplot -e "data='results/diagram.csv'; output='results/diagram'; ..." common/density.gp common/diagram.gp
#
# `data` is what common/diagram.awk writes; output.svg and output.png are made, the latter only by a
# gnuplot that was built for it.

if (!exists("data") || !exists("output")) exit error "density.gp: set data and output"

set encoding utf8
set datafile separator ","
ink = "#222222"; blue = "#1b4f72"; red = "#b03a2e"; grey = "#5d6d7e"; faint = "#d5d8dc"

set xrange [0:1]
set samples 401
set border 3 linecolor rgb ink linewidth 1.5
set tics scale 0 nomirror textcolor rgb ink
set xtics 0,0.1 format "%g"
set grid back ytics linetype 1 linecolor rgb faint linewidth 1.5
set xlabel "density: cars in a cell" textcolor rgb ink
set tmargin at screen 0.8; set bmargin at screen 0.14
set bars 0

bitmap = strstrt(GPVAL_TERMINALS, " pngcairo ") ? "pngcairo" : \
         strstrt(GPVAL_TERMINALS, " png ") ? "png" : ""
kinds = "svg" . (bitmap eq "" ? "" : " png")
face = "DejaVu Sans,20"
terminal(kind) = kind eq "svg" ? "svg size 1600,900 enhanced background 'white' font '" . face . "' fontscale 1.3333" : \
    bitmap . " size 1600,900 enhanced font '" . face . "'"
