# Strong or weak scaling: speedup at the left, efficiency at the right, on more and more ranks.
# Nothing is told by hue alone: each stage has dots of its own shape; what was measured is solid, what
# Amdahl or Gustafson make of it is dashed, the ideal is black.
#
#   gnuplot -e "mode='strong'; data='points.csv'; output='strong'; cores=2; what='cells'" common/scaling.gp
#
# `data` is what common/scaling.awk writes; output.svg and output.png are made, the latter only by a
# gnuplot that was built for it.

if (!exists("data") || !exists("output")) exit error "scaling.gp: set data and output"

set encoding utf8
set datafile separator ","
ink = "#222222"; grey = "#5d6d7e"; faint = "#d5d8dc"; shade = "#f1f3f4"
array colour[6] = ["#1b4f72", "#b03a2e", "#148f77", "#b7950b", "#7d3c98", "#5d6d7e"]
array shape[6] = [7, 5, 9, 13, 11, 4]
weak = mode eq "weak"
law = weak ? "Gustafson" : "Amdahl"

# ------------------------------------------------------------------------------------ reading ---

of(stage) = "< awk -F, '$1 == \"" . mode . "\" && $2 == \"" . stage . "\"' '" . data . "'"
stages = system("awk -F, '$1 == \"" . mode . "\" && !seen[$2]++ { print $2 }' '" . data . "'")
ranks = system("awk -F, '$1 == \"" . mode . "\" && !seen[$3]++ { print $3 }' '" . data . "'")
array serial[words(stages)]
do for [i = 1:words(stages)] {
    stats of(word(stages, i)) using 7 name "fit" nooutput
    serial[i] = fit_max < -0.0005 || fit_max > 1 ? NaN : fit_max < 0 ? 0 : fit_max
}
stats data skip 1 using 3 name "ranks" nooutput
stats "< awk -F, '$1 == \"" . mode . "\"' '" . data . "'" using 6 name "efficiency" nooutput
stats "< awk -F, '$1 == \"" . mode . "\"' '" . data . "'" using 5 name "speedup" nooutput
lowest = speedup_min < 1 ? speedup_min : 1
corner = lowest < 0.7 ? "bottom" : "top"
highest = speedup_max > ranks_max ? speedup_max : ranks_max
most = ranks_max
named(i) = word(stages, i) . (serial[i] != serial[i] ? ": no law fits" : sprintf(": serial part %.3f", serial[i]))
speedup(p, f) = weak ? p - f * (p - 1) : 1 / (f + (1 - f) / p)

# ----------------------------------------------------------------------------------- the axes ---

power(p) = abs(log(p) / log(2) - floor(log(p) / log(2) + 0.5)) < 1e-9
set logscale x 2
set xrange [0.93:most * 1.08]
set xtics ()
do for [p in ranks] { if (most <= 16 || power(p + 0) || p + 0 == most) { set xtics add (p p + 0) } }
set border 3 linecolor rgb ink linewidth 1.5
set tics scale 0 nomirror textcolor rgb ink
set grid back ytics linetype 1 linecolor rgb faint linewidth 1.5
set xlabel "ranks" textcolor rgb ink
set samples 200
if (most > cores) {
    set object 1 rectangle from cores * sqrt(1.0 * most / cores < 1.5 ? 1.0 * most / cores : 1.5), graph 0 \
        to most * 1.08, graph 1 behind fillstyle solid 1 noborder fillcolor rgb shade
}

# -------------------------------------------------------------------------------- the picture ---

bitmap = strstrt(GPVAL_TERMINALS, " pngcairo ") ? "pngcairo" : \
         strstrt(GPVAL_TERMINALS, " png ") ? "png" : ""
face = "DejaVu Sans,20"
title_line = weak ? "Weak scaling: as many " . what . " for each rank" : "Strong scaling: the same " . what . " on more ranks"
note = "solid: measured; dashed: as " . law . " has it, with the serial part that fits best" . \
    (most > cores ? sprintf("; shaded: more than %d core%s", cores, cores > 1 ? "s" : "") : "")

do for [kind in "svg" . (bitmap eq "" ? "" : " png")] {
    if (kind eq "svg") {
        set terminal svg size 1600,900 enhanced background "white" font face fontscale 1.3333
    } else {
        set terminal @bitmap size 1600,900 enhanced font face
    }
    set output output . "." . kind
    set multiplot
    set label 1 title_line at screen 0.5,0.955 center font ",26" textcolor rgb ink
    set label 2 note at screen 0.5,0.9 center font ",18" textcolor rgb grey
    set tmargin at screen 0.8; set bmargin at screen 0.14
    set key @corner left Left reverse samplen 2.5 spacing 1.2 font ",18" textcolor rgb ink noenhanced

    set lmargin at screen 0.075; set rmargin at screen 0.485
    set title weak ? "speedup: work done, in that of one rank" : "speedup" textcolor rgb ink offset 0,-0.2
    set logscale y 2
    set yrange [0.9 * lowest:1.1 * highest]
    set ytics auto
    plot x with lines linewidth 3 linecolor rgb ink title "ideal", \
         for [i = 1:words(stages)] [1:most] speedup(x, serial[i]) with lines linewidth 3 \
             dashtype (10,6) linecolor rgb colour[(i - 1) % 6 + 1] notitle, \
         for [i = 1:words(stages)] of(word(stages, i)) using 3:5 with linespoints linewidth 4 \
             pointtype shape[(i - 1) % 6 + 1] pointsize 2.4 linecolor rgb colour[(i - 1) % 6 + 1] \
             title named(i)

    unset label
    unset key
    unset logscale y
    set lmargin at screen 0.575; set rmargin at screen 0.985
    set title "efficiency: speedup / ranks" textcolor rgb ink offset 0,-0.2
    set yrange [0:(efficiency_max > 1.02 ? 105 * efficiency_max : 107)]
    set ytics 0,20 format "%.0f %%"
    plot 100 with lines linewidth 3 linecolor rgb ink, \
         for [i = 1:words(stages)] [1:most] 100 * speedup(x, serial[i]) / x with lines linewidth 3 \
             dashtype (10,6) linecolor rgb colour[(i - 1) % 6 + 1] notitle, \
         for [i = 1:words(stages)] of(word(stages, i)) using 3:(100 * $6) with linespoints linewidth 4 \
             pointtype shape[(i - 1) % 6 + 1] pointsize 2.4 linecolor rgb colour[(i - 1) % 6 + 1]
    unset multiplot
    set format y "%g"
    set output
}
