# Matrices solved in a second by so many processes of so many threads each: a cell for each pair,
# the darker the faster. Those that ask for more threads than there are cores are grey, in brackets;
# the best has a frame.
#
#   gnuplot -e "data='results/scan-nested.csv'; output='results/scan-nested'" \
#           -e "cores=2; size=1000; best_processes=2; best_threads=1" common/scan_grid.gp
#
# `data` is what common/scan.sh saves; output.svg and output.png are made, the latter only by a
# gnuplot that was built for it.

if (!exists("data") || !exists("output")) exit error "scan_grid.gp: set data and output"

set encoding utf8
set datafile separator ","
ink = "#222222"; grey = "#5d6d7e"

# ------------------------------------------------------------------------------------ reading ---

# Processes and threads are counted alike; a cell's place is that of its count.
array count[100]
n = 0
stats data skip 1 using (n == 0 || $2 > count[n] ? (n = n + 1, count[n] = $2) : NaN) nooutput
stats data using 6 name "rate" nooutput
place(number) = sum [i = 1:n] (count[i] <= number)

# From almost white to the house's blue, or to a grey; squared, so that one tells near ones apart.
dark(rate) = (rate / rate_max)**2
mix(from, to, part) = int(from + (to - from) * part)
bluish(part) = 65536 * mix(0xea, 0x1b, part) + 256 * mix(0xf1, 0x4f, part) + mix(0xf6, 0x72, part)
greyish(part) = 65793 * mix(0xf2, 0x90, part)
colour(crowded, rate) = crowded ? greyish(dark(rate)) : bluish(dark(rate))
letters(crowded, rate) = !crowded && dark(rate) > 0.55 ? 0xffffff : 0x222222
figure(crowded, text) = crowded ? "(" . text . ")" : text

# ----------------------------------------------------------------------------------- the axes ---

set xrange [0.5:n + 0.5]
set yrange [0.5:n + 0.5]
unset border
set tics scale 0 textcolor rgb ink
set xtics (); set ytics ()
do for [i = 1:n] {
    set xtics add (sprintf("%d", count[i]) i)
    set ytics add (sprintf("%d", count[i]) i)
}
set xlabel "threads of each process" textcolor rgb ink
set ylabel "processes" textcolor rgb ink
set title sprintf("Matrices solved in a second (n = %d)", size) font ",22" offset 0,1.4 \
    textcolor rgb ink
set label 1 \
    sprintf("grey, in brackets: more threads than the %d cores in all; framed: the best", cores) \
    at screen 0.54,0.91 center textcolor rgb grey
set label 2 "the tutorials, n = 1000 on 2 × 64 cores: 1 process 5.06, 4 processes 18.29 it/s" \
    at screen 0.54,0.03 center textcolor rgb grey
set lmargin at screen 0.1; set rmargin at screen 0.98
set tmargin at screen 0.87; set bmargin at screen 0.2
unset key
set style fill solid 1 noborder

# The frame is what a smaller cell leaves of one in ink: 7 pixels each way.
frame_x = n * 7 / (0.88 * 1600); frame_y = n * 7 / (0.67 * 900)
best(processes, threads) = processes == best_processes && threads == best_threads

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
    plot data using (place($2)):(place($1)):(0.48):(0.47):(colour($1 * $2 > cores, $6)) \
             with boxxyerror linecolor rgb variable, \
         data using (best($1, $2) ? place($2) : NaN):(place($1)):(0.48):(0.47) \
             with boxxyerror linecolor rgb ink, \
         data using (best($1, $2) ? place($2) : NaN):(place($1)): \
             (0.48 - frame_x):(0.47 - frame_y):(colour($1 * $2 > cores, $6)) \
             with boxxyerror linecolor rgb variable, \
         data using (place($2)):(place($1)):(figure($1 * $2 > cores, strcol(6))): \
             (letters($1 * $2 > cores, $6)) with labels textcolor rgb variable
    set output
}
