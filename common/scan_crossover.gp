# From which size on a GPU wins: the time of the processor's best stage, of the GPU's, and of that
# with its copies, against size. Nothing is told by hue alone: the processor's line is dashed, that of
# the kernels alone has empty dots.
#
#   gnuplot -e "what='vecadd'; data='results/scan-vecadd.csv'; output='results/scan-vecadd'; cores=2" \
#           -e "cpu='vecadd-threads'; gpu='vecadd-cuda-strided'" \
#           -e "wins='10000'; wins_with_copies='none'" common/scan_crossover.gp
#
# `data` is what common/scan.sh saves; output.svg and output.png are made, the latter only by a
# gnuplot that was built for it.

if (!exists("data") || !exists("output")) exit error "scan_crossover.gp: set data and output"

set encoding utf8
set datafile separator ","
ink = "#222222"; blue = "#1b4f72"; red = "#a93226"; grey = "#5d6d7e"; faint = "#d5d8dc"

stats data using 1 name "x" nooutput
least(a, b) = b < a ? b : a
greatest(a, b) = b > a ? b : a
stats data using (least(least($2, $3), $4)) name "low" nooutput
stats data using (greatest(greatest($2, $3), $4)) name "high" nooutput
bottom = low_min / 2; top = high_max * 3

duration(x) = x < 0.9995e-6 ? sprintf("%.3g ns", 1e9 * x) : \
          x < 0.9995e-3 ? sprintf("%.3g µs", 1e6 * x) : \
          x < 0.9995 ? sprintf("%.3g ms", 1e3 * x) : sprintf("%.3g s", x)

set logscale xy
set xrange [x_min / 1.6:x_max * 15]
set yrange [bottom:top]
set border 3 linecolor rgb ink linewidth 1.5
set tics scale 0 nomirror font ",18" textcolor rgb ink
set format x "10^{%L}"
set ytics ()
do for [power = -9:3] { set ytics add (duration(10.0**power) 10.0**power) }
set grid back ytics linetype 1 linecolor rgb faint linewidth 1.5
set lmargin at screen 0.11; set rmargin at screen 0.98
set tmargin at screen 0.84; set bmargin at screen 0.12
unset key
unit = what eq "traffic" ? "cells" : "elements"
set xlabel unit font ",18" textcolor rgb ink
set title (what eq "traffic" ? "From which length of the road on does the GPU win?" : \
    "From which length of the vectors on does the GPU win?") font ",22" textcolor rgb ink offset 0,1.8
said(n) = n eq "none" ? "nowhere here" : "from " . n . " " . unit . " on"
set label 1 "kernels alone: " . said(wins) . "; with copies: " . said(wins_with_copies) \
    at screen 0.5,0.885 center font ",20" textcolor rgb grey

# Names stand at the ends of the lines, apart by a line of text at least.
stats data every ::(x_records - 1) using 2 name "cpu_end" nooutput
stats data every ::(x_records - 1) using 3 name "gpu_end" nooutput
stats data every ::(x_records - 1) using 4 name "copies_end" nooutput
apart = (top / bottom)**0.06
above(y, lower) = greatest(y, lower * apart)
cpu_at = cpu_end_max; gpu_at = gpu_end_max; copies_at = copies_end_max # gpu is below copies
if (cpu_at <= gpu_at) {
    gpu_at = above(gpu_at, cpu_at); copies_at = above(copies_at, gpu_at)
} else { if (cpu_at <= copies_at) {
    cpu_at = above(cpu_at, gpu_at); copies_at = above(copies_at, cpu_at)
} else {
    copies_at = above(copies_at, gpu_at); cpu_at = above(cpu_at, copies_at)
} }
right = x_max * 1.25
set label 2 "processor: " . sprintf("%d cores", cores) at right,cpu_at textcolor rgb ink font ",18"
set label 3 "GPU, kernels alone" at right,gpu_at textcolor rgb blue font ",18"
set label 4 "GPU with copies" at right,copies_at textcolor rgb red font ",18"

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
    plot data using 1:4 with linespoints linewidth 4 linecolor rgb red pointtype 7 pointsize 2.2, \
         data using 1:3 with lines linewidth 4 linecolor rgb blue, \
         data using 1:3 with points pointtype 7 pointsize 2.4 linecolor rgb blue, \
         data using 1:3 with points pointtype 7 pointsize 1.3 linecolor rgb "white", \
         data using 1:2 with linespoints linewidth 3 dashtype (12,6) linecolor rgb ink \
             pointtype 5 pointsize 1.8
    set output
}
