# Tables in Markdown, one for each workload, from a record file.

function figure(x) {
    return x == 0 ? "-" : x < 0.01 || x >= 1e6 ? sprintf("%.3g", x) : sprintf("%.4g", x)
}

# Rates count the same work in every column: what it would be if the seconds were these.
function rate_in(seconds) {
    return seconds > 0 ? figure($at["rate"] * $at["seconds_best"] / seconds) : "-"
}

function head(workload) {
    print "\n## " workload "\n"
    if (workload == "limits") {
        print "| what | rate | | bounds |\n|---|---|---|---|"
        return
    }
    print "| stage | size | " $at["unit"] ", work alone | median | by the device's clock | with copies | first call, s | verified |"
    print "|---|---|---|---|---|---|---|---|"
}

NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
$at["workload"] != last { head(last = $at["workload"]) }
last == "limits" { print "| " $at["data"] " | " figure($at["rate"]) " | " $at["unit"] " | " $at["idea"] " |"; next }
{
    best = $at["seconds_best"]
    print "| " $at["stage"] " | " $at["size"] " | " figure($at["rate"]) " | " rate_in($at["seconds_median"]) \
        " | " rate_in($at["seconds_device"]) " | " rate_in(best + $at["seconds_open"] + $at["seconds_read"]) \
        " | " figure($at["seconds_first"]) " | " $at["verified"] " |"
}
