# The time of one matrix, against threads or against size, and the tutorials' beside it: two curves,
# and below the axis their figures. Nothing is told by hue alone: this machine's dots are filled and
# its line is solid; the tutorials' are empty and dashed.
#
#   gnuplot -e "what='threads'; data='results/scan-threads.csv'; output='results/scan-threads'" \
#           -e "cores=2; size=1000; knee=2" common/scan_curve.gp
#   gnuplot -e "what='size'; data='results/scan-size.csv'; output='results/scan-size'" \
#           -e "cores=2" common/scan_curve.gp
#
# `data` is what common/scan.sh saves; output.svg and output.png are made, the latter only by a
# gnuplot that was built for it.

if (!exists("data") || !exists("output")) exit error "scan_curve.gp: set data and output"

# The tutorials' figures: NumPy on a node of 2 × 64 cores, n = 1000; then on all of them.
$threads << END
1,188e-3
2,126e-3
4,117e-3
8,94.9e-3
16,85.4e-3
32,98.3e-3
64,327e-3
128,468e-3
256,446e-3
END
tutorial_knee = 16 # as scan.sh finds ours
$size << END
10,11.6e-6
20,47.1e-6
50,1.01e-3
100,2.18e-3
200,13.3e-3
500,23e-3
1000,573e-3
2000,2.38
END

set encoding utf8
set datafile separator ","
threads = what eq "threads"
theirs = threads ? "$threads" : "$size"
ink = "#222222"; blue = "#1b4f72"; grey = "#5d6d7e"; faint = "#d5d8dc"; shade = "#f1f3f4"

# ----------------------------------------------------------------------------------- the axes ---

least(a, b) = b < a ? b : a
greatest(a, b) = b > a ? b : a
stats data using 1 name "our_x" nooutput
stats data using 2 name "our_y" nooutput
stats @theirs using 1 name "their_x" nooutput
stats @theirs using 2 name "their_y" nooutput
low = least(our_x_min, their_x_min) / 1.4
high = greatest(our_x_max, their_x_max) * 1.4
least_y = least(our_y_min, their_y_min)
top = greatest(our_y_max, their_y_max) * 1.7
bottom = least_y * (least_y / top)**(threads ? 0.16 : 0.07)

duration(x) = x < 0.9995e-6 ? sprintf("%.3g ns", 1e9 * x) : \
          x < 0.9995e-3 ? sprintf("%.3g µs", 1e6 * x) : \
          x < 0.9995 ? sprintf("%.3g ms", 1e3 * x) : sprintf("%.3g s", x)

set logscale xy
set xrange [low:high]
set yrange [bottom:top]
set border 3 linecolor rgb ink linewidth 1.5
set tics scale 0 nomirror font ",18" textcolor rgb ink
set ytics ()
do for [power = -9:3] {
    do for [digit in (threads ? "1 2 5" : "1")] {
        set ytics add (duration(digit * 10.0**power) digit * 10.0**power)
    }
}
set grid back ytics linetype 1 linecolor rgb faint linewidth 1.5
set lmargin at screen 0.25; set rmargin at screen 0.98
set tmargin at screen 0.87; set bmargin at screen 0.21
unset key

set title (threads ? sprintf("How much faster one matrix is on more threads (n = %d)", size) : \
    "How much longer a larger matrix takes") font ",22" textcolor rgb ink offset 0,1.4
set label 1 (!threads ? "dotted: n³" : \
    sprintf("knee: more threads gain less than 10 %%; shaded: more than %d cores", cores)) \
    at screen 0.615,0.91 center textcolor rgb grey

# Below the axis, a table that also says which dots are whose.
figure(x) = threads ? sprintf("%.3g", 1e3 * x) : duration(x)
row(number) = 0.225 - 0.051 * number
other = threads && size != 1000 ? "n = 1000" : "2 × 64 cores"
set label 2 (threads ? "threads" : "n") at screen 0.215,row(1) textcolor rgb ink
set label 3 (threads ? "this machine, ms" : sprintf("this machine: %d cores", cores)) \
    at screen 0.215,row(2) textcolor rgb blue
set label 4 "tutorials: " . other . (threads ? ", ms" : "") at screen 0.215,row(3) \
    textcolor rgb grey
do for [i = 2:4] { set label i right font ",18" }
set label 5 "" at screen 0.23,row(2) point pointtype 7 pointsize 2.4 linecolor rgb blue
set label 6 "" at screen 0.23,row(3) point pointtype 7 pointsize 2.2 linecolor rgb grey
set label 7 "" at screen 0.23,row(3) front point pointtype 7 pointsize 1.3 linecolor rgb "white"

crowded = cores * sqrt(2)
if (threads) {
    set object 1 rectangle from crowded, graph 0 to high, graph 1 behind \
        fillstyle solid 1 noborder fillcolor rgb shade
}
cube(n) = our_y_max * (n / our_x_max)**3

# A knee is marked by a line down to its name.
if (!threads) { knee = NaN }
marked(n, knee) = threads && n == knee ? n : NaN
stop = bottom * (top / bottom)**0.075

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
    plot threads ? NaN : cube(x) with lines dashtype (4,8) linewidth 2.5 linecolor rgb ink, \
         @theirs using (marked($1, tutorial_knee)):2:(0):(stop - $2) with vectors nohead \
             linewidth 2 linecolor rgb grey, \
         data using (marked($1, knee)):2:(0):(stop - $2) with vectors nohead \
             linewidth 2 linecolor rgb blue, \
         @theirs using 1:2:xtic(1) with lines linewidth 3 dashtype (12,6) linecolor rgb grey, \
         @theirs using 1:2 with points pointtype 7 pointsize 2.2 linecolor rgb grey, \
         @theirs using 1:2 with points pointtype 7 pointsize 1.3 linecolor rgb "white", \
         data using 1:2:xtic(1) with linespoints linewidth 4 linecolor rgb blue \
             pointtype 7 pointsize 2.4, \
         @theirs using (marked($1, tutorial_knee)):(stop):("knee") with labels offset 0,-0.8 \
             textcolor rgb grey, \
         data using (marked($1, knee)):(stop):("knee") with labels offset 0,-0.8 \
             textcolor rgb blue, \
         data using 1:(bottom):(figure($2)) with labels offset 0,-2.5 textcolor rgb blue, \
         @theirs using 1:(bottom):(figure($2)) with labels offset 0,-4 textcolor rgb grey
    set output
}
