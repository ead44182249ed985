# The ladder as a picture: one bar for each rung, on a logarithmic scale, the times over naive C
# above it. Nothing is told by hue alone: verified bars are filled, others are empty; the baseline
# is dashed, the roof is solid, and both are named.
#
#   gnuplot -e "data='results/speedup.dat'; output='results/speedup'; workload='traffic'" \
#           common/speedup.gp
#
# `data` is what bin/ladder --plot writes; output.svg and output.png are made, the latter only by a
# gnuplot that was built for it.

if (!exists("data") || !exists("output")) exit error "speedup.gp: set data and output"

if (!exists("workload")) workload = "traffic"
baseline = workload eq "eigh" ? "Jacobi in C" : "naive C"
rates = workload eq "eigh" ? "it/s: matrices solved in a second" : \
        workload eq "vecadd" ? "GB/s: billion bytes moved in a second" : \
        workload eq "integral" ? "Gpoints/s: billion points added up in a second" : \
        "MCOPs: million cells updated in a second"
set datafile separator "\t"
stats data using 3 name "rate" nooutput
stats data using (strlen(strcol(2))) name "letters" nooutput
stats data using (strlen(strcol(9))) name "digits" nooutput
stats data using 7 name "naive" nooutput
stats data using 8 name "roof" nooutput
rungs = int(rate_records)
naive = naive_max
roof = roof_max

# Bars stand on the decade below the slowest, or on the one below that if it would be a stump; at
# least one whole decade is shown. Above the fastest there is room for its label.
slowest = rate_min > 0 ? rate_min : 1
low = 10.0**floor(log10(slowest) - 0.3)
high = rate_max > roof ? rate_max : roof
high = high > 10 * low ? high : 10 * low

# Text is as large as a projector asks for; what does not fit beside its neighbours is turned.
size = rungs <= 14 ? 22 : 18
turn_names = rungs * letters_max > 72
turn_times = rungs * (digits_max + 2) > 80
high = high * (high / low)**(turn_times ? 0.22 : 0.08)
ink = "#222222"; bar = "#1b4f72"; faint = "#d5d8dc"

grouped(x) = x < 1 ? sprintf("%g", x) : x < 1e3 ? sprintf("%d", x) : x < 1e6 ? sprintf("%d,000", x / 1e3) : \
             x < 1e9 ? sprintf("%d million", x / 1e6) : sprintf("%d billion", x / 1e9)

set logscale y
set yrange [0.999 * low:high]
set xrange [0.3:rungs + 0.7]
set border 1 linecolor rgb ink linewidth 1.5
set xtics scale 0 noenhanced textcolor rgb ink
if (turn_names) set xtics rotate by 35 right
set ytics scale 0 textcolor rgb ink
set ytics ()
set for [i = -3:18] ytics add (grouped(10.0**i) 10.0**i)
set ylabel rates textcolor rgb ink offset -0.5
set grid back ytics linetype 1 linecolor rgb faint linewidth 1.5
set title "How fast each rung is" . (naive > 0 ? ", and how many times as fast as " . baseline : "") \
    textcolor rgb ink offset 0,0.4
set tmargin 3.5
set rmargin (naive > 0 || roof > 0 ? 12 : 3)
set boxwidth (rungs < 4 ? 0.4 : 0.7)
set style fill solid 1.0 noborder
unset key

if (naive > 0) set label 1 baseline at graph 1.01, first naive left textcolor rgb ink
if (roof > 0) set label 2 "roof of\none core" at graph 1.01, first roof left offset 0,0.5 \
    textcolor rgb ink

verified(word) = word eq "yes"
above(word, times) = !verified(word) ? "not verified" : times eq "-" ? "" : times . "×"

# Text stands on a plate of white, so that a line that passes does not cross it out. The plates are
# drawn, for the svg terminal has no boxed labels; a letter is measured by the width of the plot.
letter = size / 1500.0
wide(text) = turn_times ? 0.27 : strlen(text) * letter * (rungs + 0.4) / 2
half(text) = strlen(text) > 0 ? wide(text) : NaN
top(text) = (high / low)**(turn_times ? strlen(text) * letter * 1.4 + 0.01 : 0.07)
text(row) = above(strcol(6), strcol(9))

bitmap = strstrt(GPVAL_TERMINALS, " pngcairo ") ? "pngcairo" : \
         strstrt(GPVAL_TERMINALS, " png ") ? "png" : ""

do for [kind in "svg" . (bitmap eq "" ? "" : " png")] {
    face = sprintf("DejaVu Sans,%d", kind eq "svg" ? size * 4 / 3 : size)
    if (kind eq "svg") {
        set terminal svg size 1600,900 enhanced background "white" font face
    } else {
        set terminal @bitmap size 1600,900 enhanced font face
    }
    set output output . "." . kind
    plot naive > 0 ? naive : NaN with lines dashtype (10,6) linewidth 3 linecolor rgb ink, \
         roof > 0 ? roof : NaN with lines linewidth 3 linecolor rgb ink, \
         data using 1:(verified(strcol(6)) ? $3 : NaN):xtic(2) with boxes linecolor rgb bar, \
         data using 1:(verified(strcol(6)) ? NaN : $3):xtic(2) with boxes \
             linecolor rgb bar linewidth 3 fillstyle empty border, \
         data using 1:3:($1 - half(text(0))):($1 + half(text(0))):(1.01 * $3):($3 * top(text(0))) \
             with boxxyerror linecolor rgb "white", \
         data using 1:3:(turn_times ? "" : text(0)) with labels center \
             offset 0,0.9 textcolor rgb ink, \
         data using 1:3:(turn_times ? text(0) : "") with labels left \
             rotate by 90 offset 0,0.5 textcolor rgb ink
    set output
}
