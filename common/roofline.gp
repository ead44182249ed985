# The roofline plot: every rung a dot, as far to the right as it updates cells for each byte that it
# moves, as high as it is fast. What does every step stays below the slanted line of the memory that
# its road lives in, and below the flat line of logic. Nothing is told by hue alone: verified dots
# are filled, others are empty and say so; the lines of one core are solid, of more cores dashed, and
# all are named. Caches are each core's own: of more cores, only the line of what they share is drawn.
#
#   gnuplot -e "data='results/roofline.dat'; output='results/roofline'" common/roofline.gp
#
# `data` is what bin/ladder --roofline writes; output.svg and output.png are made, the latter only
# by a gnuplot that was built for it.

if (!exists("data") || !exists("output")) exit error "roofline.gp: set data and output"

# ------------------------------------------------------------------------------------ reading ---

most = 500
array kind[most]; array name[most]; array cells[most]; array rate[most]; array cores[most]
array verified[most]
n = 0
set datafile separator "\t"
stats data using (n < most ? (n = n + 1, kind[n] = strcol(1), name[n] = strcol(2), \
    cells[n] = $3, rate[n] = $4, cores[n] = $5, verified[n] = strcol(6), n) : NaN) nooutput

least(a, b) = b < a ? b : a
greatest(a, b) = b > a ? b : a
x_min = NaN; x_max = NaN; y_min = NaN; y_max = NaN; unknown = ""
do for [i = 1:n] {
    if (kind[i] eq "rung") { x_min = least(cells[i], x_min == x_min ? x_min : cells[i]) }
    if (kind[i] eq "rung") { x_max = greatest(cells[i], x_max == x_max ? x_max : cells[i]) }
    if (kind[i] eq "rung") { y_min = least(rate[i], y_min == y_min ? y_min : rate[i]) }
    if (kind[i] eq "rung" || kind[i] eq "logic") {
        y_max = greatest(rate[i], y_max == y_max ? y_max : rate[i])
    }
    if (kind[i] eq "unknown") { unknown = unknown . (unknown eq "" ? "" : ", ") . name[i] }
}
if (x_min != x_min) { x_min = 0.1; x_max = 10; y_min = 10 }
if (y_max != y_max) { y_max = 10 * y_min }

# The best of these roofs on so many cores, and the slowest; NaN if there is none.
best(what, number) = (found = NaN, sum [k = 1:n] (kind[k] eq what && cores[k] == number && \
    !(rate[k] <= found) ? (found = rate[k], 0) : 0), found)
worst(what, number) = (found = NaN, sum [k = 1:n] (kind[k] eq what && cores[k] == number && \
    !(rate[k] >= found) ? (found = rate[k], 0) : 0), found)

# --------------------------------------------------------------------------------- the canvas ---

# Pixels of the plot are counted from its lower left corner. Left of all dots there is room for the
# names of the slanted lines.
size = 22; small = 18
letter(points) = points * 4 / 3.0 * 0.55
width = 1600 * 0.73; height = 900 * (unknown eq "" ? 0.765 : 0.72)
room = 18 * letter(small) * 0.95
shared(number) = worst("copy", number)
knee = log10(best("logic", 1) / shared(1))
right = log10(x_max) + 0.15 + 0.15 * (log10(x_max) - log10(x_min) + 1)
right = knee > right ? knee + 0.2 : right
left = (log10(x_min) * width - room * right) / (width - room)
bottom = log10(y_min) - 0.5
top = log10(y_max) + 0.09 * (log10(y_max) - bottom)
lowest_name = log10(shared(1)) + left - 0.12 * (top - bottom)
bottom = lowest_name < bottom ? lowest_name : bottom
px(x) = (log10(x) - left) / (right - left) * width
py(y) = (log10(y) - bottom) / (top - bottom) * height
x_at(p) = 10**(left + (right - left) * p / width)
y_at(p) = 10**(bottom + (top - bottom) * p / height)
ink = "#222222"; blue = "#1b4f72"; faint = "#d5d8dc"
label = 0
corners(a, b, c, d) = sprintf("%g\t%g\t%g\t%g", x_at(a), x_at(b), y_at(c), y_at(d))

# Boxes of pixels that no name may touch.
array x0[20000]; array x1[20000]; array y0[20000]; array y1[20000]
boxes = 0
take(a, b, c, d) = (boxes = boxes + 1, x0[boxes] = a, x1[boxes] = b, y0[boxes] = c, y1[boxes] = d)
taken(a, b, c, d) = a < 3 || b > width - 3 || c < 3 || d > height - 3 || (boxes > 0 && \
    sum [k = 1:greatest(boxes, 1)] (a < x1[k] && b > x0[k] && c < y1[k] && d > y0[k]))

# ---------------------------------------------------------------------------------- the lines ---

# A slanted line ends where it meets the logic of as many cores; a flat one begins where the fastest
# memory meets it. Lines that are not drawn begin nowhere.
slope = height / (top - bottom) / width * (right - left)
drawn(i) = kind[i] eq "logic" || \
    (kind[i] eq "copy" && (cores[i] == 1 || rate[i] == worst("copy", cores[i])))
begins(i) = !drawn(i) ? NaN : kind[i] eq "copy" ? 10**left : \
    greatest(10**left, rate[i] / best("copy", cores[i]))
ends(i) = kind[i] eq "copy" ? least(10**right, best("logic", cores[i]) / rate[i]) : 10**right
height_at(i, x) = kind[i] eq "copy" ? rate[i] * x : rate[i]
crosses(i, a, b, c, d) = b > px(begins(i)) && a < px(ends(i)) && \
    py(height_at(i, x_at(a))) < d && py(height_at(i, least(x_at(b), ends(i)))) > c
crossed(a, b, c, d) = sum [k = 1:n] (drawn(k) ? crosses(k, a, b, c, d) : 0)

# Slanted names stand above their lines, as far to the left as there is room; the slowest stands below
# its line, and what more cores reach together stands with it.
bandwidth(megabytes) = megabytes < 999500 ? sprintf("%.3g GB/s", megabytes / 1e3) : \
    sprintf("%.3g TB/s", megabytes / 1e6)
many = 1
do for [i = 1:n] { if (kind[i] eq "copy") { many = greatest(many, cores[i]) } }
roofs = shared(1) > 0
lowest(i) = rate[i] == shared(1)
first(i) = name[i] . " " . bandwidth(rate[i])
second(i) = lowest(i) && many > 1 ? sprintf("%d cores %s", many, bandwidth(shared(many))) : ""
line_name(i) = first(i) . (second(i) eq "" ? "" : "\n" . second(i))
letters(i) = greatest(strlen(first(i)), strlen(second(i)))
away(i) = lowest(i) ? (many > 1 ? -32 : -16) : 16
thick(i) = lowest(i) && many > 1 ? 50 : 20

# The box of pixels around the part k of 20 of the slanted name that begins at pixel a.
length = 0
level(i, a) = py(rate[i] * x_at(a)) + away(i) * sqrt(1 + slope**2)
part(k) = length * k / 20
is_taken(i, a, k) = taken(a + part(k - 1), a + part(k), \
    level(i, a + part(k - 1)) - thick(i) / 2, level(i, a + part(k)) + thick(i) / 2)
take_part(i, a, k) = take(a + part(k - 1), a + part(k), \
    level(i, a + part(k - 1)) - thick(i) / 2, level(i, a + part(k)) + thick(i) / 2)
in_the_way(i, a) = sum [k = 1:20] is_taken(i, a, k)

do for [i = 1:n] {
    if (kind[i] eq "rung") {
        none = take(px(cells[i]) - 12, px(cells[i]) + 12, py(rate[i]) - 12, py(rate[i]) + 12)
    }
}
nothing = "NaN\tNaN\tNaN\tNaN\tNaN"
set print $plates
print nothing
do for [i = 1:n] {
    if (kind[i] eq "copy" && cores[i] == 1) {
        length = letters(i) * letter(small) / sqrt(1 + slope**2)
        a = 12
        while (in_the_way(i, a) && a + length < width) { a = a + 12 }
        b = level(i, a)
        none = sum [k = 1:20] take_part(i, a, k)
        print corners(a, a + length, b, b + slope * length) . sprintf("\t%g", thick(i))
        label = label + 1
        set label label line_name(i) at graph a / width, b / height left rotate by atan(slope) * 180 / pi \
            font sprintf(",%d", small) noenhanced textcolor rgb ink front
    }
}
set print $lines
print nothing
do for [i = 1:n] {
    if (drawn(i)) { print sprintf("%g\t%g\t%g\t%g\t%g", begins(i), ends(i), height_at(i, begins(i)), \
        height_at(i, ends(i)), cores[i]) }
    if (kind[i] eq "logic") {
        label = label + 1
        set label label cores[i] > 1 ? sprintf("logic, %d cores", cores[i]) : "logic, one core" \
            at graph 1.008, py(rate[i]) / height left offset 0, (cores[i] > 1 ? 0.3 : -0.3) \
            font sprintf(",%d", small) textcolor rgb ink
    }
}

# ----------------------------------------------------------------------------------- the dots ---

# A name stands beside its dot, on the right or on the left, where it touches no other name or dot and
# few lines. Where a crowd sends it up or down, a thin line leads there.
dot_name(i) = name[i] . (verified[i] eq "yes" ? "" : ", not verified")
width_of(i) = strlen(dot_name(i)) * letter(size)
from(i, side) = px(cells[i]) + (side > 0 ? 18 : -18 - width_of(i))
tall = size * 1.3
row(k) = (k % 2 ? -1 : 1) * ((k + 1) / 2) * tall / 2
bad = 1e9
fault(a, b, c, d) = taken(a, b, c, d) ? bad : 5 * crossed(a, b, c, d)
fault_at(i, side, up) = fault(from(i, side), from(i, side) + width_of(i), \
    py(rate[i]) + up - tall / 2, py(rate[i]) + up + tall / 2)

set print $names
print nothing
set print $leaders
print nothing
do for [i = n:1:-1] {
    if (kind[i] eq "rung") {
        side = 1; up = 0; least_fault = bad
        do for [k = 0:40] {
            do for [s = 1:-1:-2] {
                fault_here = fault_at(i, s, row(k)) + k
                if (fault_here < least_fault) { side = s; up = row(k); least_fault = fault_here }
            }
        }
        a = from(i, side); b = a + width_of(i); c = py(rate[i]) + up
        none = take(a, b, c - tall / 2, c + tall / 2)
        set print $names append
        print corners(a - 3, b + 3, c - tall / 2, c + tall / 2)
        set print $leaders append
        if (abs(up) > tall / 2) { print corners(px(cells[i]), side > 0 ? a : b, py(rate[i]), c) }
        set print
        label = label + 1
        if (side > 0) { set label label dot_name(i) left at x_at(a), y_at(c) }
        if (side < 0) { set label label dot_name(i) right at x_at(b), y_at(c) }
        set label label noenhanced textcolor rgb ink front
    }
}

# -------------------------------------------------------------------------------- the picture ---

grouped(x) = x < 1e3 ? sprintf("%d", x) : x < 1e6 ? sprintf("%d,000", x / 1e3) : \
             x < 1e9 ? sprintf("%d million", x / 1e6) : sprintf("%d billion", x / 1e9)
decade(i) = i < 0 ? "1/" . grouped(10.0**-i) : grouped(10.0**i)
seldom(i) = right - left > 7 && int(i) % 2 ? "" : decade(i)

set logscale xy
set xrange [10**left:10**right]
set yrange [10**bottom:10**top]
set border 3 linecolor rgb ink linewidth 1.5
set tics scale 0 nomirror textcolor rgb ink
set xtics (); set ytics ()
set for [i = ceil(left):floor(right)] xtics add (seldom(i) 10.0**i)
set for [i = ceil(bottom):floor(top)] ytics add (decade(i) 10.0**i)
set grid back xtics ytics linetype 1 linecolor rgb faint linewidth 1.5
set xlabel "cells updated for each byte of the road loaded or stored" textcolor rgb ink offset 0,-0.2
set label label + 2 "MCOPs: million cells updated in a second" \
    at screen 0.013, 0.9 - height / 1800 center rotate by 90 textcolor rgb ink
set title (roofs ? "What holds each rung back: memory (slanted lines) or logic (flat lines)" : \
    "How fast each rung is, and how few bytes it moves for it") \
    textcolor rgb ink offset 0,0.4
set lmargin at screen 0.143; set rmargin at screen 0.143 + width / 1600
set tmargin at screen 0.9; set bmargin at screen 0.9 - height / 900
if (unknown ne "") {
    set label label + 1 "Not drawn, for what they ask of memory is not known: " . unknown \
        at screen 0.143, 0.035 left noenhanced font sprintf(",%d", small) textcolor rgb ink
}
unset key

bitmap = strstrt(GPVAL_TERMINALS, " pngcairo ") ? "pngcairo" : \
         strstrt(GPVAL_TERMINALS, " png ") ? "png" : ""
face = sprintf("DejaVu Sans,%d", size)

do for [ending in "svg" . (bitmap eq "" ? "" : " png")] {
    if (ending eq "svg") {
        set terminal svg size 1600,900 enhanced background "white" font face fontscale 1.3333
    } else {
        set terminal @bitmap size 1600,900 enhanced font face
    }
    set output output . "." . ending
    plot $lines using 1:3:($5 == 1 ? $2 - $1 : NaN):($4 - $3) with vectors nohead \
             linewidth 3 linecolor rgb ink, \
         $lines using 1:3:($5 == 1 ? NaN : $2 - $1):($4 - $3) with vectors nohead \
             linewidth 3 dashtype (10,6) linecolor rgb ink, \
         for [thickness in "20 50"] \
             $plates using 1:3:($5 == thickness ? $2 - $1 : NaN):($4 - $3) with vectors nohead \
                 linewidth thickness + 0 linecolor rgb "white", \
         $leaders using 1:3:($2 - $1):($4 - $3) with vectors nohead linewidth 1.5 linecolor rgb ink, \
         $names using 1:3:1:2:3:4 with boxxyerror fillstyle solid 1 noborder linecolor rgb "white", \
         data using (strcol(1) eq "rung" ? $3 : NaN):4 with points \
             pointtype 7 pointsize 2.6 linecolor rgb blue, \
         data using (strcol(1) eq "rung" && strcol(6) ne "yes" ? $3 : NaN):4 with points \
             pointtype 7 pointsize 1.6 linecolor rgb "white"
    set output
}
