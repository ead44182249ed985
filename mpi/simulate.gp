# How much faster than halo, the road as it is taught, each variant is on more and more ranks of
# simulated machines; dotted, what the model says, which goes on where nothing can be simulated.
#
#   gnuplot -e "data='results/simulate/simulate.csv'; output='simulate.png'; cells=10240000" \
#           -e "node_us=0.3; link_us=0.5; overhead_us=0.2" mpi/simulate.gp
#
# `data` is what mpi/simulate.sh saves.

if (!exists("data") || !exists("output")) exit error "simulate.gp: set data and output"

set encoding utf8
set datafile separator ","
ink = "#222222"; grey = "#5d6d7e"
bitmap = strstrt(GPVAL_TERMINALS, " pngcairo ") ? "pngcairo" : "png"
set terminal @bitmap size 1600,900 enhanced font "DejaVu Sans,17"
set output output

list(column) = system("awk -F, 'NR > 1 && !seen[$" . column . "]++ { print $" . column . " }' '" . data . "'")
machines = list(1)
variants = list(3)
array colour[10] = ["#b03a2e", "#e67e22", "#1b4f72", "#2e86c1", "#85c1e9", "#148f77", "#52be80", \
                    "#b7950b", "#7d3c98", "#5d6d7e"]

# Ranks and speed, where halo's is 1: of those that were simulated, column 5, or as the model tells, 6.
times(machine, column) = "< awk -F, '$1 == \"" . machine . "\" && $" . column . \
    " != \"\" { us[$3, $2] = $" . column . "; if (!($2 in least) || us[$3, $2] < least[$2]) least[$2] = us[$3, $2] } "
line(machine, variant, column) = times(machine, column) . "$1 == \"" . machine . "\" && $3 == \"" . variant . \
    "\" && $" . column . " != \"\" { at[++n] = $2 } " . \
    "END { for (i = 1; i <= n; i++) print at[i] \",\" us[\"halo\", at[i]] / us[\"" . variant . "\", at[i]]; " . \
    "if (!n) print \"1,1\" }' '" . data . "'"   # of no points at all gnuplot would warn: this one is off the picture
best(machine) = times(machine, 5) . "END { for (p in least) print p \",\" us[\"halo\", p] / least[p] }' '" . data . "'"
all(column) = "NR > 1 && $" . column . " != \"\" { us[$1, $2, $3] = $" . column . " } "
speeds(column) = "< awk -F, '" . all(column) . "END { for (i in us) { split(i, of, SUBSEP); print us[of[1], of[2], \"halo\"] / us[i] } }' '" . data . "'"

stats data using 2 skip 1 name "ranks" nooutput
stats "< awk -F, '$5 != \"\"' '" . data . "'" using 2 skip 1 name "simulated" nooutput
stats speeds(5) using 1 name "seen" nooutput
stats speeds(6) using 1 name "told" nooutput

set logscale x 2
set logscale y 10
set xrange [simulated_min / 1.4 : ranks_max * 1.8]
set yrange [(seen_min < told_min ? seen_min : told_min) / 1.3 : (seen_max > told_max ? seen_max : told_max) * 1.6]
set ytics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
set border 3 linecolor rgb grey
set tics nomirror textcolor rgb ink
set grid ytics linecolor rgb "#d5d8dc" linewidth 1
set xtics ()
do for [e = 4:16:2] { set xtics add (sprintf("%d", 2**e) 2**e) }
set xtics add (sprintf("%d", ranks_max) ranks_max)
set xtics rotate by -35

set label 1 sprintf("%g million cells on more and more ranks: what each idea gains over halo, as taught", cells / 1e6) at screen 0.5,0.965 center font ",24" textcolor rgb ink
set label 4 "points: simulated; dotted: a model of latency and bandwidth; halo-sums: a sum over all ranks in every step; others: once in 64" \
    at screen 0.5,0.92 center font ",16" textcolor rgb grey
set label 2 sprintf("SimGrid, dragonfly, 128 ranks a node, 7 cells a cycle, in lanes 128; a message: %.1f µs within a node, %.1f µs a link, %.1f µs in either rank. Nothing is calibrated.", \
    node_us, link_us, overhead_us) at screen 0.5,0.02 center font ",14" textcolor rgb grey
set key at screen 0.5,0.135 center center vertical maxrows 3 width 1 samplen 2 font ",16" textcolor rgb ink
set arrow 1 from simulated_min / 1.4, 1 to ranks_max * 1.8, 1 nohead linecolor rgb grey linewidth 1 back
set multiplot
count = words(machines)
do for [m = 1:count] {
    machine = word(machines, m)
    left = 0.075 + (m - 1) * 0.94 / count
    set lmargin at screen left
    set rmargin at screen left + 0.94 / count - 0.06
    set tmargin at screen 0.83
    set bmargin at screen 0.29
    set title machine font ",20" offset 0,-0.4 textcolor rgb ink
    set xlabel "ranks" offset 0,0.4 textcolor rgb ink
    if (m == 1) { set ylabel "times as fast as halo" textcolor rgb ink } else { unset ylabel; unset key }
    set object 1 rectangle from simulated_max * 1.4, graph 0 to graph 1, graph 1 fillcolor rgb "#f4f6f7" \
        fillstyle solid noborder behind
    set label 3 "on paper" at sqrt(simulated_max * 1.4 * ranks_max * 1.8), graph 0.965 center textcolor rgb grey
    plot for [v = 1:words(variants)] line(machine, word(variants, v), 6) using 1:2 \
             with lines dashtype 3 linewidth 2 linecolor rgb colour[(v - 1) % 10 + 1] notitle, \
         for [v = 1:words(variants)] line(machine, word(variants, v), 5) using 1:2 \
             with linespoints linewidth 3 pointtype 7 pointsize 1.3 \
             linecolor rgb colour[(v - 1) % 10 + 1] title word(variants, v), \
         best(machine) using 1:2 with points pointtype 6 pointsize 2.8 linewidth 2 \
             linecolor rgb ink title "the fastest"
}
unset multiplot
