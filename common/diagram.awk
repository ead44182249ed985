# The table of common/diagram.sh, from what programs said of their roads, files named DENSITY-SEED.road:
# means over the roads of a density, and their standard errors. Prints how near the exact curves they are.
#
#   awk -v soon=10 -v steps=5000 -v table=diagram.csv -f common/diagram.awk *.road
#
#   awk -v brake=0.25 -v table=braking.csv -f common/diagram.awk *.road
#
# Once nothing changes any more, min(cars, cells - cars) cars move in each step, exactly. Soon after the
# start, Fuks's formula (common/theory.h) is for roads without an end: rings scatter around it. Where cars
# brake, all scatter around the exact flow of their ring (common/street_law.h).

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
/^Flow of the last / { late = $8 * cells }
/^In theory it is .* on this ring/ { theory = $5 }
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
    all++
    if (brake) {
        add(density, "theory_flow", theory)
        add(density, "theory_velocity", cars > 0 ? theory * cells / cars : 1 - brake)
        add(density, "off", late / cells - theory)
        add(density, "velocity_off", cars > 0 ? (late - theory * cells) / cars : 0)
        next
    }
    add(density, "early_flow", early / cells)
    add(density, "early_velocity", cars > 0 ? early / cars : 1)
    add(density, "theory_flow", theory * cars / cells)
    add(density, "theory_velocity", theory)
    add(density, "off", (early - theory * cars) / cells)
    exact += late == least(cars, cells - cars)
}

# The points of which the mean is no farther from the law than two standard errors and `slack`.
function count_near(slack,    i, off, near) {
    for (i = 1; i <= densities; i++) {
        off = mean(order[i], "off")
        near += (off < 0 ? -off : off) <= 2 * error(order[i], "off") + slack
    }
    return near
}

# Roads of a density differ in their cars, and so in their flow: its error is that of how far it is off.
function with_braking(    i, d, near) {
    print "brake,asked,density,roads,flow,flow_error,velocity,velocity_error,theory_flow,theory_velocity" >table
    for (i = 1; i <= densities; i++) {
        d = order[i]
        printf "%s,%s,%.6f,%d,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f\n", brake, d, mean(d, "density"), roads[d],
            mean(d, "flow"), error(d, "off"), mean(d, "velocity"), error(d, "velocity_off"),
            mean(d, "theory_flow"), mean(d, "theory_velocity") >table
    }
    near = count_near(1e-6) # what was printed of them
    printf "braking with probability %s: %d of %d points lie within two standard errors of the exact curve\n",
        brake, near, densities
    if (near < 0.75 * densities) end("the points do not lie on the curve")
}

END {
    if (failed) exit 1
    if (all == 0) end("no road was driven to its end")
    if (brake) {
        with_braking()
        exit
    }
    print "asked,density,roads,flow,flow_error,velocity,velocity_error,early_flow,early_flow_error," \
        "early_velocity,early_velocity_error,theory_flow,theory_velocity" >table
    for (i = 1; i <= densities; i++) {
        d = order[i]
        printf "%s,%.6f,%d", d, mean(d, "density"), roads[d] >table
        split("flow velocity early_flow early_velocity", names, " ")
        for (k = 1; k <= 4; k++) printf ",%.6f,%.6f", mean(d, names[k]), error(d, names[k]) >table
        printf ",%.6f,%.6f\n", mean(d, "theory_flow"), mean(d, "theory_velocity") >table
    }
    near = count_near(1 / cells) # of one cell at least, or roads that are all alike would leave no doubt
    printf "after %d steps the flow of %d of %d roads is exactly min(cars, cells - cars) / cells\n", steps,
        exact, all
    printf "after %d steps %d of %d points lie within two standard errors of Fuks's curve\n", soon, near,
        densities
    if (exact != all || near < 0.75 * densities) end("the points do not lie on the curves")
}
