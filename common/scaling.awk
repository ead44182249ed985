# The table of common/scaling.sh, from records; `points`, a file, gets what is drawn.
#
#   awk -v cores=2 -v what=cells -v points=points.csv -f common/scaling.awk scaling.csv
#
# With T(p) the best time on p ranks and S(p) = T(1) / T(p), or for weak scaling p T(1) / T(p):
#
#   Amdahl       1 / S = f + (1 - f) / p       f by least squares from all p: of 1/S - 1/p = f (1 - 1/p)
#   Gustafson    S = p - f (p - 1)             the same of p - S = f (p - 1)
#   Karp-Flatt   e = (1/S - 1/p) / (1 - 1/p)   Amdahl's f as one p alone tells it; of weak scaling the
#                                              table has Gustafson's, (p - S) / (p - 1)
#
# A. H. Karp, H. P. Flatt: Measuring parallel processor performance. CACM 33 (1990), 539.

function end(text) {
    print "scaling: " text >"/dev/stderr"
    failed = 1
    exit 1
}

function grouped(number,    text, rest) {
    text = sprintf("%.0f", number)
    for (rest = ""; length(text) > 3; text = substr(text, 1, length(text) - 3))
        rest = "," substr(text, length(text) - 2) rest
    return text rest
}

# Rounding must not make a minus of nothing.
function fraction(x) {
    return x > -0.0005 && x < 0 ? "0.000" : sprintf("%.3f", x)
}

function keep(mode, stage, p, seconds) {
    if (!(stage in seen)) { seen[stage] = 1; stages[++stage_count] = stage }
    if (!(p in counted)) { counted[p] = 1; counts[++count_count] = p }
    time[mode, stage, p, ++times[mode, stage, p]] = seconds
}

BEGIN { FS = ","; number = "^[0-9]*[.]?[0-9]+([eE][-+]?[0-9]+)?$" }

NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }

{
    stage = $at["stage"]; p = $at["ranks"]; seconds = $at["seconds_best"]
    work = $at["workload"] == "eigh" ? $at["tasks"] : $at["size"]
    if (seconds !~ number || seconds + 0 <= 0)
        end(stage " on " p " ranks took '" seconds "' seconds, which is no time")
    if ($at["verified"] == "no") end(stage " on " p " ranks was not right")
    if (NR == 2) { machine = $at["host"] ", " $at["cpu"]; least_work = work; threads = $at["threads"] }
    if (work < least_work) least_work = work
    if ($at["threads"] > threads) threads = $at["threads"]
    if (seconds < 0.1) short++
    if (p > most) most = p
    work_of[++runs] = work; stage_of[runs] = stage; ranks_of[runs] = p; seconds_of[runs] = seconds + 0
}

# The least work is what a single rank had, and all ranks together in strong scaling.
function sort_out(    i) {
    for (i = 1; i <= runs; i++) {
        if (work_of[i] == least_work) keep("strong", stage_of[i], ranks_of[i], seconds_of[i])
        if (work_of[i] == least_work * ranks_of[i]) keep("weak", stage_of[i], ranks_of[i], seconds_of[i])
        if (work_of[i] != least_work && work_of[i] != least_work * ranks_of[i])
            end(stage_of[i] " on " ranks_of[i] " ranks had neither the work of one rank nor as much for each")
    }
    for (i = 1; i <= stage_count; i++)
        if (!times["strong", stages[i], 1]) end("nothing is known of " stages[i] " on 1 rank, to compare with")
}

function sort_counts(    i, j, p) {
    for (i = 2; i <= count_count; i++) {
        p = counts[i]
        for (j = i - 1; j > 0 && counts[j] + 0 > p + 0; j--) counts[j + 1] = counts[j]
        counts[j + 1] = p
    }
}

# Of one point, which insertion leaves in order: the first is the best.
function sort_times(mode, stage, p,    i, j, t) {
    for (i = 2; i <= times[mode, stage, p]; i++) {
        t = time[mode, stage, p, i]
        for (j = i - 1; j > 0 && time[mode, stage, p, j] > t; j--)
            time[mode, stage, p, j + 1] = time[mode, stage, p, j]
        time[mode, stage, p, j + 1] = t
    }
}

function median(mode, stage, p,    n) {
    n = times[mode, stage, p]
    return n % 2 ? time[mode, stage, p, (n + 1) / 2] : \
        (time[mode, stage, p, n / 2] + time[mode, stage, p, n / 2 + 1]) / 2
}

# Sets of a stage speedup[], and the serial part: what each number of ranks tells alone[], and from how
# many it is fitted.
function measure(mode, stage,    i, p, one, x, y, xx, xy) {
    sort_times(mode, stage, 1)
    one = time[mode, stage, 1, 1]
    fitted = xx = xy = 0
    for (i = 1; i <= count_count; i++) {
        p = counts[i]
        if (!times[mode, stage, p]) continue
        sort_times(mode, stage, p)
        speedup[p] = one / time[mode, stage, p, 1] * (mode == "weak" ? p : 1)
        if (p == 1) continue
        x = mode == "weak" ? p - 1 : 1 - 1 / p
        y = mode == "weak" ? p - speedup[p] : 1 / speedup[p] - 1 / p
        alone[p] = y / x
        xx += x * x; xy += x * y; fitted++
    }
    serial = fitted ? xy / xx : 0
}

function put_row(mode, stage, p) {
    if (median(mode, stage, p) > 1.2 * time[mode, stage, p, 1]) uneven++
    printf "%-12s %6d %9.4g %9.4g %9.2f %9.0f %% %11s\n", p == 1 ? stage : "", p, time[mode, stage, p, 1],
        median(mode, stage, p), speedup[p], 100 * speedup[p] / p, p == 1 ? "-" : fraction(alone[p])
    if (points != "")
        printf "%s,%s,%d,%.6g,%.6g,%.6g,%.6g\n", mode, stage, p, time[mode, stage, p, 1], speedup[p],
            speedup[p] / p, serial >points
}

# The first number of ranks from which one more gives less than half of what a rank should.
function stop(mode, stage,    i, p, before, gain) {
    for (i = 1; i <= count_count; i++) {
        p = counts[i]
        if (!times[mode, stage, p]) continue
        if (before) gain = (speedup[p] - speedup[before]) / (p - before)
        if (before && gain < 0.5)
            return sprintf("It stops paying at %d rank%s: one more %s %.2f of a rank.", before,
                before == 1 ? "" : "s", gain < 0 ? "costs" : "gives", gain < 0 ? -gain : gain)
        before = p
    }
    return "It stops paying nowhere up to " before " ranks."
}

function verdict(mode,    law) {
    law = mode == "weak" ? "Gustafson" : "Amdahl"
    if (!fitted)
        return "one number of ranks alone: nothing to fit."
    if (serial < -0.0005)
        return "more than so many ranks explain (caches?): no serial part."
    if (serial > 1)
        return "slower on more ranks than on one: no law fits."
    if (mode == "weak")
        return sprintf("serial part %s (%s): 100 ranks would do the work of %.3g.", fraction(serial),
            law, 100 - serial * 99)
    return sprintf("serial part %s (%s): at most %s times as fast, on however many ranks.", fraction(serial),
        law, serial < 0.0005 ? "thousands of" : sprintf("%.3g", 1 / serial))
}

function put_mode(mode, title,    i, j) {
    print title
    print ""
    print "stage         ranks   seconds    median   speedup  efficiency " (mode == "weak" ? " serial part" : "  Karp-Flatt")
    print "-------------------------------------------------------------------------"
    for (i = 1; i <= stage_count; i++) {
        measure(mode, stages[i])
        for (j = 1; j <= count_count; j++)
            if (times[mode, stages[i], counts[j]]) put_row(mode, stages[i], counts[j])
        said[i] = sprintf("%-12s %s", stages[i], verdict(mode))
        if (fitted) said[i] = said[i] sprintf("\n%-12s %s", "", stop(mode, stages[i]))
    }
    print ""
    for (i = 1; i <= stage_count; i++) print said[i]
    print ""
}

END {
    if (failed) exit 1
    if (!runs) end("no records")
    sort_out()
    sort_counts()
    if (points != "") print "mode,stage,ranks,seconds,speedup,efficiency,serial" >points
    put_mode("strong", "Strong scaling: " grouped(least_work) " " what ", shared out among all ranks")
    if (most > 1)
        put_mode("weak", "Weak scaling: " grouped(least_work) " " what " for each rank; the speedup is in work done")
    print "machine      " machine ", " cores " core" (cores > 1 ? "s" : "") "; a rank is " \
        (threads > 1 ? threads " threads" : "one thread")
    if (most * threads > cores)
        print "             " most " ranks are more than that: they waited for each other, unless it was not this machine alone"
    print "seconds      the best of " times["strong", stages[1], 1] ", and the median; speedups are of the best"
    if (uneven) print "             in " uneven " row" (uneven > 1 ? "s" : "") " they are more than 20 % apart: something else was at work, too"
    if (short) print "             " short " runs took less than 0.1 s, which is not to be trusted: N=" grouped(10 * least_work) " is longer"
    print "Karp-Flatt   the serial part that a row alone tells of: one that grows with the ranks is none, but"
    print "             messages, waiting, or memory that they share"
}
