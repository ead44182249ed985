# Where the time of each rank went: a column for each, as high as the time that it took, in layers:
# what it computed at the bottom, what it waited for above. Nothing is told by hue alone: a layer is
# lighter than the one below it, and the key stands in their order.
#
#   gnuplot -c common/profile.gp profile.csv profile traffic-halo
#
# The first is what --profile-file writes; of the second .svg and .png are made, the latter only by a
# gnuplot that was built for it; the third, the program, is for the title.

if (ARGC < 2) exit error "profile.gp: name the data and the output"

set encoding utf8
set datafile separator ","
data = ARG1; output = ARG2; program = ARG3
ink = "#222222"; faint = "#d5d8dc"

# ------------------------------------------------------------------------------------ reading ---

names = "compute halos sum copy barrier"
array shade[5] = ["#1b4f72", "#4f93c0", "#a4cbe3", "#dbe9f2", "#f4f6f7"]
array total[5]
stats data skip 1 using 1 name "rank" nooutput
do for [i = 1:5] {
    stats data skip 1 using i + 1 name "layer" nooutput
    total[i] = layer_sum
}
whole = total[1] + total[2] + total[3] + total[4] + total[5]
shown = ""
do for [i = 1:5] { if (total[i] > 0) { shown = shown . sprintf(" %d", i) } }
share(i) = sprintf("%s %.1f %%", word(names, i), 100 * total[i] / whole)

# The layer i of a rank, from where the one below it ends.
from(i) = i == 1 ? 0 : sum [k = 1:i - 1] column(k + 1)
to(i) = sum [k = 1:i] column(k + 1)

# ----------------------------------------------------------------------------------- the axes ---

ranks = rank_max + 1
every = ceil(ranks / 16.0)
set xrange [-0.7:rank_max + 0.7]
set yrange [0:*]
set xtics every
set border 3 linecolor rgb ink linewidth 1.5
set tics scale 0 nomirror textcolor rgb ink
set grid back ytics linetype 1 linecolor rgb faint linewidth 1.5
set xlabel "rank" textcolor rgb ink
set ylabel "seconds" textcolor rgb ink
set title (program eq "" ? "" : program . ": ") . "where the time of each rank went" \
    textcolor rgb ink offset 0,0.4
set key outside right center Left reverse invert samplen 1.5 spacing 1.6 textcolor rgb ink \
    title "{/*0.9 of all ranks together}" left
half = ranks < 4 ? 0.3 : 0.42

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
    plot for [i in shown] data skip 1 \
             using 1:(from(i + 0)):($1 - half):($1 + half):(from(i + 0)):(to(i + 0)) \
             with boxxyerror fillstyle solid 1 border rgb ink linewidth 1 \
             linecolor rgb shade[i + 0] title share(i + 0)
    set output
}
