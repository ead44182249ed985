# The facts of a site file, checked: KIND, KEY and VALUE of each, with tabs between. Every kind of
# node has all that stands above the first section, unless it says something else; these lines come
# first, of the kind "-".
#
#   awk -f common/site.awk archer2/archer2.site
#
# Status 2, and a line with the file and the line, if something is not right.

BEGIN {
    # Of a site; of a site or a kind of its nodes; of a kind.
    split("name centre documents checked status address hosts logins variable cluster work unseen " \
        "quota compiler mpi_compiler cuda_compiler flags python", site)
    split("account modules launch counts exports longest interactive", both)
    split("nodes sockets cores threads memory gpus gpu cuda_arch gpu_request partition constraint " \
        "qos options", kind)
    for (i in site) at_site[site[i]] = 1
    for (i in both) at_site[both[i]] = at_kind[both[i]] = 1
    for (i in kind) at_kind[kind[i]] = 1
    split("nodes sockets cores threads memory gpus cuda_arch", numbers)
    for (i in numbers) is_number[numbers[i]] = 1
    here = "-"
    clock = "[0-9]+:[0-5][0-9]:[0-5][0-9]"
}

function wrong(what, line) {
    printf "%s:%d: %s\n", FILENAME, line ? line : FNR, what >"/dev/stderr"
    failed = 1
    exit 2
}

{ sub(/(^|[ \t]+)#.*/, ""); sub(/[ \t\r]+$/, ""); sub(/^[ \t]+/, "") }
$0 == "" { next }

/^\[/ {
    if ($0 !~ /^\[[a-z0-9-]+\]$/) wrong($0 " is no section: [kind] in small letters, digits and -")
    here = substr($0, 2, length($0) - 2)
    if (here in begins) wrong("a second section " $0)
    begins[here] = FNR
    kinds[++count] = here
    next
}

!/^[a-z_]+[ \t]*=/ { wrong("neither key = value nor [section]: " $0) }

{
    key = value = $0
    sub(/[ \t]*=.*/, "", key)
    sub(/^[a-z_]+[ \t]*=[ \t]*/, "", value)
    if (!(key in at_site) && !(key in at_kind)) wrong("there is no key " key)
    if (here == "-" && !(key in at_site)) wrong(key " belongs in a section, to a kind of nodes")
    if (here != "-" && !(key in at_kind)) wrong(key " belongs above the first section, to the site")
    if (value == "") wrong(key " has no value")
    if ((here, key) in facts) wrong("a second " key)
    if (key in is_number && value !~ /^[1-9][0-9]*$/) wrong(key " = " value " is no whole number")
    if (key == "counts" && value !~ /^(cores|threads)$/) wrong("counts is cores or threads")
    if (key == "longest" && value !~ ("^" clock "$")) wrong("longest = " value " is not hours:minutes:seconds")
    if (key == "gpu_request" && value !~ /^--[^%]*%d$/) wrong("gpu_request must end in %d, where the number goes")
    if (key == "qos" && (" " value) !~ ("^( [a-z0-9_-]+/[1-9][0-9]*/" clock ")+$")) wrong("qos is name/nodes/hours:minutes:seconds ...")
    facts[here, key] = value
    line[here, key] = FNR
    order[++keys] = key
}

# What a kind has: its own, else the site's.
function get(k, key) { return (k, key) in facts ? facts[k, key] : facts["-", key] }

function need(k, list, at,    i, n, want) {
    n = split(list, want)
    for (i = 1; i <= n; i++)
        if (get(k, want[i]) == "") wrong((k == "-" ? "the site" : "[" k "]") " does not say " want[i], at)
}

function check(k) {
    need(k, "nodes sockets cores threads memory account launch counts interactive", begins[k])
    if (get(k, "qos") == "" && get(k, "longest") == "") wrong("[" k "] says neither qos nor longest", begins[k])
    if (get(k, "cores") % get(k, "sockets")) wrong("[" k "] shares out its cores unevenly", line[k, "cores"])
    if (get(k, "gpus") != "") need(k, "gpu gpu_request", begins[k])
    else if (get(k, "gpu") get(k, "gpu_request") get(k, "cuda_arch") != "") wrong("[" k "] does not say how many gpus", begins[k])
}

function print_kind(k,    i, done) {
    for (i = 1; i <= keys; i++)
        if (get(k, order[i]) != "" && !(order[i] in done)) {
            print k "\t" order[i] "\t" get(k, order[i])
            done[order[i]]
        }
}

END {
    if (failed) exit 2
    need("-", "name centre documents checked status address logins compiler mpi_compiler modules", FNR)
    if (!count) wrong("there is no section, so no node")
    for (i = 1; i <= count; i++) check(kinds[i])
    print_kind("-")
    for (i = 1; i <= count; i++) print_kind(kinds[i])
}
