# The table of the times of a step, simulated and by the model, from what mpi/simulate.sh saves.
# The fastest of each number of ranks has a star; where nothing was simulated, of the model.
BEGIN { FS = "," }
NR == 1 { next }
{
    row++; machine[row] = $1; ranks[row] = $2; name[row] = $3; simulated[row] = $5; model[row] = $6
    at = $1 "," $2; us = $5 != "" ? $5 : $6
    if (us != "" && (!(at in best) || us + 0 < least[at])) { best[at] = row; least[at] = us + 0 }
}
END {
    if (row == 0) exit 1
    printf "A road of %d cells on simulated machines: microseconds of a step\n", cells
    for (i = 1; i <= row; i++) {
        if (machine[i] != machine[i - 1])
            printf "\n%s\n\n%10s %12s  %-16s %10s %10s %8s\n", machine[i], "ranks", "cells a rank",
                "variant", "simulated", "model", "ratio"
        else if (ranks[i] != ranks[i - 1])
            print ""
        ratio = simulated[i] != "" && model[i] != "" ? sprintf("%.2f", simulated[i] / model[i]) : "-"
        printf "%10d %12.0f  %-16s %10s %10s %8s%s\n", ranks[i], cells / ranks[i], name[i],
            simulated[i] != "" ? simulated[i] : "on paper", model[i] != "" ? model[i] : "-", ratio,
            best[machine[i] "," ranks[i]] == i ? "  *" : ""
    }
    printf "\n*          the fastest of all on so many ranks\n"
    print "halo-sums  sums in every step; all others once in 64. -4, -16, -64: cells of a halo"
    print "hybrid     1 thread a rank; 128 lanes: a vector of 128 bits a cycle, as traffic-lanes --lanes 128"
    print "           runs where it was measured; others 7 cells a cycle"
    print "model      cells/ranks + depth - 1 cells, or in lanes cells/ranks/128 + 2 * depth vectors;"
    print "           2 messages one after the other, or both at once; a D-th of them; log2(ranks) for a sum."
    print "           None of windows (rma): each MPI opens and shuts them with messages of its own choice."
    printf "           A message takes %.1f us in a node, %.1f a link, and %.1f in either rank.\n", node, link, overhead
    print "machines   2 times 64 cores a node; ARCHER2 2.25 GHz, 23 groups of 16 routers of 16 nodes;"
    print "           Perlmutter's CPU nodes 2.45 GHz, 12 such groups. Assumed: groups alike, one 25 GB/s link"
    print "           a node, these latencies; no clock above base, nobody else on the network."
    print "Nothing is calibrated: it is for comparing variants, and for shapes."
}
