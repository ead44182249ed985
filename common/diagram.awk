# The table of common/diagram.sh, from what programs said of their roads, files named DENSITY-SEED.road:
# means over the roads of a density, and their standard errors. Prints how near the exact curves they are.
#
#   awk -v soon=10 -v steps=5000 -v table=diagram.csv -f common/diagram.awk *.road
#
# Once nothing changes any more, min(cars, cells - cars) cars move in each step, exactly. Soon after the
# start, Fuks's formula (common/theory.h) is for roads without an end: rings scatter around it.

function end(text) {
    print "diagram: " text >"/dev/stderr"
    failed = 1
    exit 1
}

function least(a, b) { return a < b ? a : b }

function add(density, what, value) {
    sum[density, what] += value
    squares[density, what] += value * value
}

function mean(density, what) { return sum[density, what] / roads[density] }

# Of the mean.
function error(density, what,    variance, n) {
    n = roads[density]
    variance = (squares[density, what] - sum[density, what] ^ 2 / n) / (n - 1)
    return sqrt((variance > 0 ? variance : 0) / n)
}

FNR == 1 { cells = cars = -1; early = late = 0; theory = 1 }
/^Length of road is / { cells = $NF }
/^At iteration / && $3 == soon && /moved/ { early = substr($8, 2); theory = $NF + 0 }
/^At iteration / && $3 == steps && /moved/ { late = substr($8, 2) }
/^Verified: / {
    cars = $5
    density = FILENAME
    sub(/.*\//, "", density)
    sub(/-.*/, "", density)
    if (!(density in roads)) order[++densities] = density
    roads[density]++
    add(density, "density", cars / cells)
    add(density, "flow", late / cells)
    add(density, "velocity", cars > 0 ? late / cars : 1)
    add(density, "early_flow", early / cells)
    add(density, "early_velocity", cars > 0 ? early / cars : 1)
    add(density, "theory_flow", theory * cars / cells)
    add(density, "theory_velocity", theory)
    add(density, "off", (early - theory * cars) / cells)
    all++
    exact += late == least(cars, cells - cars)
}

END {
    if (failed) exit 1
    if (all == 0) end("no road was driven to its end")
    print "asked,density,roads,flow,flow_error,velocity,velocity_error,early_flow,early_flow_error," \
        "early_velocity,early_velocity_error,theory_flow,theory_velocity" >table
    for (i = 1; i <= densities; i++) {
        d = order[i]
        printf "%s,%.6f,%d", d, mean(d, "density"), roads[d] >table
        split("flow velocity early_flow early_velocity", names, " ")
        for (k = 1; k <= 4; k++) printf ",%.6f,%.6f", mean(d, names[k]), error(d, names[k]) >table
        printf ",%.6f,%.6f\n", mean(d, "theory_flow"), mean(d, "theory_velocity") >table
        off = mean(d, "off") # of one cell at least, or roads that are all alike would leave no doubt
        near += (off < 0 ? -off : off) <= 2 * error(d, "off") + 1 / cells
    }
    printf "after %d steps the flow of %d of %d roads is exactly min(cars, cells - cars) / cells\n", steps,
        exact, all
    printf "after %d steps %d of %d points lie within two standard errors of Fuks's curve\n", soon, near,
        densities
    if (exact != all || near < 0.75 * densities) end("the points do not lie on the curves")
}
