# The usual mistakes in a job file for Slurm, each with its line, and how to mend it.
#
#   awk -f common/lint_job.awk [-v site=NAME] FACTS JOB_FILE
#
# FACTS has lines of SITE, KIND, KEY and VALUE, with tabs between, of all sites (common/site.awk).
# Which site a file is for is guessed, if it is not said: from what it sources, its name, its folder,
# what it asks for. Where that tells nothing, only what is wrong anywhere is looked for. Status 1 if
# there are mistakes.

BEGIN {
    split("A account C constraint c cpus-per-task D chdir e error G gpus J job-name M clusters " \
        "N nodes n ntasks o output p partition q qos t time", letters, " ")
    for (i = 1; i in letters; i += 2) long_name[letters[i]] = letters[i + 1]
}

# -------------------------------------------------------------------------------- what is read ---

FILENAME == ARGV[1] {
    split($0, part, "\t")
    if (!(part[1] in kinds)) sites[++sites_known] = part[1]
    if (part[2] == "-") kinds[part[1]] = kinds[part[1]] ""
    else if (!((part[1], part[2]) in kind_known)) {
        kind_known[part[1], part[2]]
        kinds[part[1]] = kinds[part[1]] " " part[2]
    }
    fact[part[1], part[2], part[3]] = part[4]
    next
}

{
    lines = FNR
    if (sub(/\r$/, "") && !first_cr) first_cr = FNR
    if (FNR == 1) has_shebang = /^#!/
    if (inside != "") read_command($0)
    else if (/^#SBATCH[ \t]/ && !first_command) read_options($0)
    else if (/^[ \t]*#[ \t]*SBATCH[ \t]/ || /^[ \t]*#[Ss]batch[ \t]+-/) read_by_nobody()
    else read_command($0)
}

function read_by_nobody(    mended) {
    mended = $0
    sub(/^[ \t]*#[ \t]*[A-Za-z]+[ \t]+/, "#SBATCH ", mended)
    if (mended == $0)
        mistake(FNR, "Slurm reads #SBATCH lines only above the first command, which is in line " first_command,
            "move this line up, above line " first_command)
    else
        mistake(FNR, "Slurm takes this line for a comment: it must begin with #SBATCH, exactly", mended)
}

function read_options(text,    word, n, i, name, value) {
    sub(/[ \t]+#.*/, "", text)
    gsub(/["']/, "", text)
    n = split(text, word, " ")
    for (i = 2; i <= n; i++) {
        name = word[i]
        value = ""
        if (name ~ /^--/) {
            if (match(name, /=/)) value = substr(name, RSTART + 1)
            sub(/=.*/, "", name)
            sub(/^--/, "", name)
        } else if (name ~ /^-./) {
            value = substr(name, 3)
            name = long_name[substr(name, 2, 1)]
        } else continue
        if (value == "" && i < n && word[i + 1] !~ /^-/) value = word[++i]
        option[name] = value
        at[name] = FNR
        if (value ~ /\$/)
            mistake(FNR, "Slurm does not know the shell's variables: " value " is taken as it stands",
                "write it out, or use Slurm's own: %x is the job's name, %j its number, %u you")
    }
}

# Lines that go on in the next are one command. What is given to a command to read is none.
function read_command(text) {
    if (inside != "") {
        if (text == inside) inside = ""
        return
    }
    sub(/^[ \t]+/, "", text)
    if (text ~ /^#/ || text == "") return
    text = without_comment(text)
    if (!unfinished) {
        at_command[++commands] = FNR
        command[commands] = ""
    }
    if (!first_command) first_command = FNR
    unfinished = sub(/\\$/, "", text)
    command[commands] = command[commands] text " "
    if (match(text, /<<-?[ ]*['"]?[A-Za-z_]+/)) {
        inside = substr(text, RSTART, RLENGTH)
        gsub(/[^A-Za-z_]/, "", inside)
    }
}

# A # begins a comment behind a blank, but not between quotes.
function without_comment(text,    before, quotes) {
    if (!match(text, /[ \t]#/)) return text
    before = substr(text, 1, RSTART - 1)
    quotes = before
    return gsub(/["']/, "", quotes) % 2 ? text : before
}

# -------------------------------------------------------------------------------- what is said ---

function mistake(line, what, mend) {
    mistakes++
    found_line[mistakes] = line
    found[mistakes] = what
    mending[mistakes] = mend
}

# By line, and within a line as they were found.
function print_mistakes(    line, i) {
    for (line = 1; line <= lines || line == 1; line++)
        if (line in found_in)
            for (i = 1; i <= mistakes; i++)
                if (found_line[i] == line)
                    printf "%s:%d: %s\n    mend: %s\n", FILENAME, line, found[i], mending[i]
}

END {
    FILENAME = ARGV[2]
    check_text()
    find_site()
    if (site) find_kinds()
    check_owner()
    check_time()
    check_nodes()
    check_size()
    check_gpus()
    check_commands()
    check_modules()
    check_folders()
    for (i = 1; i <= mistakes; i++) found_in[found_line[i]]
    print_mistakes()
    if (!site)
        printf "%s: for which site is it? SITE=... compares it with what there is at one of %s\n", FILENAME, all_sites()
    if (mistakes) printf "%s: %d %s\n", FILENAME, mistakes, mistakes == 1 ? "mistake" : "mistakes"
    else print FILENAME ": no mistake found"
    exit mistakes > 0
}

# ------------------------------------------------------------------------------ sites and kinds ---

function all_sites(    i, list) {
    for (i = 1; i <= sites_known; i++) list = list (i > 1 ? ", " : "") sites[i]
    return list
}

function name_of(s) { return fact[s, "-", "name"] }

# has(s, key, word): one of the kinds of nodes of site s has the word in that line
function has(s, key, word,    list, n, i) {
    n = split(kinds[s], list, " ")
    for (i = 1; i <= n; i++)
        if (word != "" && index(" " names(fact[s, list[i], key]) " ", " " word " ")) return 1
    return 0
}

# Of a list of QOS with their limits, or of words, the names.
function names(list) {
    gsub(/\/[0-9]+\/[0-9:]+/, "", list)
    return list
}

# all(key): what kinds of nodes have there, each once, with commas
function all(key,    list, n, i, words, m, j, seen, out) {
    n = split(kinds[site], list, " ")
    for (i = 1; i <= n; i++) {
        m = split(names(fact[site, list[i], key]), words, " ")
        for (j = 1; j <= m; j++)
            if (!(words[j] in seen)) {
                seen[words[j]]
                out = out (out == "" ? "" : ", ") words[j]
            }
    }
    return out == "" ? "none" : out
}

function find_site(    i, s, score, best, n, j, list) {
    if (site) return
    for (i = 1; i <= sites_known; i++) {
        s = sites[i]
        score = 2 * has(s, "partition", option["partition"]) + has(s, "qos", option["qos"])
        n = split(features(), list, " ")
        for (j = 1; j <= n; j++) score += 2 * has(s, "constraint", list[j])
        if (("/" FILENAME) ~ ("/" fact[s, "-", "folder"] "/[^/]*$")) score += 10
        if (FILENAME ~ ("(^|/)" s "[^/]*$")) score += 10
        for (j = 1; j <= commands; j++)
            if (command[j] ~ ("job_run.sh " s " ")) score += 100
        if (score == best) site = ""
        if (score > best) {
            best = score
            site = s
        }
    }
}

function features(    list) {
    list = option["constraint"]
    gsub(/[^A-Za-z0-9_.-]/, " ", list)
    return list
}

# Which kinds of nodes the job may get: of its partition, with its features. All, if it asks for none.
function find_kinds(    list, n, i, words, m, j, kind, good) {
    check_names()
    n = split(kinds[site], list, " ")
    m = split(features(), words, " ")
    for (i = 1; i <= n; i++) {
        kind = list[i]
        good = option["partition"] == "" || unknown["partition"] || fact[site, kind, "partition"] == option["partition"]
        for (j = 1; j <= m; j++)
            if (fact[site, kind, "constraint"] != words[j] && !unknown["constraint"]) good = 0
        if (good) mine[++kinds_mine] = kind
    }
    if (!kinds_mine && n && !unknown["gpu"])
        mistake(at["constraint"], name_of(site) " has no node of partition " option["partition"] " with " option["constraint"],
            "leave one of them out")
}

function check_names(    words, m, j) {
    check_name("partition", option["partition"], "partition")
    m = split(features(), words, " ")
    for (j = 1; j <= m; j++) check_name("constraint", words[j], "feature")
    check_name("qos", option["qos"], "QOS")
    if (option["constraint"] == "" && option["partition"] == "" && every("constraint"))
        mistake(1, "at " name_of(site) " a job says which nodes it wants, and this one does not",
            "#SBATCH --constraint=, and one of " all("constraint"))
    if (option["qos"] == "" && every("qos"))
        mistake(1, "at " name_of(site) " a job says which QOS it wants, and this one does not",
            "#SBATCH --qos=, and one of " all("qos"))
}

# A card that a site does not have is asked for as a feature.
function check_name(key, word, what) {
    if (word == "" || has(site, key, word)) return
    unknown[key] = 1
    if (key == "constraint" && is_card(word)) wrong_card(at[key], word)
    else mistake(at[key], name_of(site) " has no " what " " word, all(key) == "none" ? "take this line out" : \
        "it has " all(key))
}

function every(key,    list, n, i) {
    n = split(kinds[site], list, " ")
    for (i = 1; i <= n; i++)
        if (fact[site, list[i], key] == "") return 0
    return n
}

# Of the nodes that the job may get, those with most.
function most(key,    i, value) {
    for (i = 1; i <= kinds_mine; i++)
        if (fact[site, mine[i], key] + 0 > value) value = fact[site, mine[i], key] + 0
    return value + 0
}

# ------------------------------------------------------------------------------------ the checks ---

function check_text() {
    if (!has_shebang)
        mistake(1, "the first line does not begin with #!: sbatch takes the file for no script",
            "#!/bin/bash, as the first line of all")
    if (first_cr)
        mistake(first_cr, "lines end as Windows ends them, CR LF: sbatch refuses the file", "sed -i 's/\\r$//' " FILENAME)
}

# What is of a person or a day does not belong in a file that is passed on.
function check_owner(    account) {
    account = option["account"]
    if ("account" in at && site && kinds_mine && !takes_account(account))
        mistake(at["account"], "accounts for " (mine_have_gpus() ? "GPUs " : "") "at " name_of(site) " look otherwise than " account ": " \
            fact[site, mine[1], "account"], "take this line out, and type sbatch --account=... " FILENAME)
    else if ("account" in at)
        mistake(at["account"], "an account is in the file: whoever else takes the file has another one",
            "take this line out, and type sbatch --account=" account " " FILENAME)
    if ("reservation" in at)
        mistake(at["reservation"], "a reservation is in the file: when it has ended, the job is refused",
            "take this line out, and while it lasts type sbatch --reservation=" option["reservation"] " " FILENAME)
}

function takes_account(account,    i, list, n, j) {
    for (i = 1; i <= kinds_mine; i++) {
        n = split(fact[site, mine[i], "account"], list, " ")
        for (j = 1; j <= n; j++)
            if (account ~ ("^" as_regex(list[j]) "$")) return 1
    }
    return 0
}

function as_regex(glob) {
    gsub(/\./, "\\.", glob)
    gsub(/\*/, ".*", glob)
    gsub(/\?/, ".", glob)
    return glob
}

function mine_have_gpus() { return kinds_mine && most("gpus") > 0 }

# Slurm's ways to say how long: minutes, minutes:seconds, ..., days-hours:minutes:seconds. -1: none of them
function seconds(clock,    part, n, days) {
    if (clock !~ /^([0-9]+-)?[0-9]+(:[0-9]+)?(:[0-9]+)?$/) return -1
    if (split(clock, part, "-") == 2) {
        days = part[1]
        n = split(part[2], part, ":")
        return ((days * 24 + part[1]) * 60 + (n > 1 ? part[2] : 0)) * 60 + (n > 2 ? part[3] : 0)
    }
    n = split(clock, part, ":")
    return n == 1 ? part[1] * 60 : n == 2 ? part[1] * 60 + part[2] : (part[1] * 60 + part[2]) * 60 + part[3]
}

function check_time(    asked, i, longest, limit) {
    if (!("time" in at)) {
        mistake(1, "no time limit: the job waits as if it took very long, or is refused", "#SBATCH --time=00:10:00")
        return
    }
    asked = seconds(option["time"])
    if (asked < 0) {
        mistake(at["time"], "Slurm does not know the time " option["time"], "#SBATCH --time=hours:minutes:seconds")
        return
    }
    for (i = 1; i <= kinds_mine; i++) {
        limit = limit_of(mine[i], 3)
        if (seconds(limit) > seconds(longest)) longest = limit
    }
    if (longest && asked > seconds(longest))
        mistake(at["time"], option["time"] " is longer than " of_whom() " gives, " longest, "#SBATCH --time=" longest ", or less")
}

# limit_of(kind, 2 or 3): how many nodes, how long: by the job's QOS, or without any by the site
function limit_of(kind, which,    list, n, i, part) {
    if (fact[site, kind, "qos"] == "") return which == 3 ? fact[site, kind, "longest"] : ""
    n = split(fact[site, kind, "qos"], list, " ")
    for (i = 1; i <= n; i++) {
        split(list[i], part, "/")
        if (part[1] == option["qos"]) return part[which]
    }
    return ""
}

function of_whom() { return option["qos"] == "" ? name_of(site) : "QOS " option["qos"] }

function tasks_per_node(    tasks) {
    if (option["ntasks-per-node"]) return option["ntasks-per-node"] + 0
    tasks = option["ntasks"] / (option["nodes"] > 1 ? option["nodes"] + 0 : 1)
    return tasks > int(tasks) ? int(tasks) + 1 : tasks
}

function last_of(a, b) { return at[a] > at[b] ? at[a] : at[b] }

# What --cpus-per-task counts is a core, or at some sites half a core.
function check_size(    cpus, tasks, room, what) {
    if (!kinds_mine) return
    cpus = option["cpus-per-task"] > 1 ? option["cpus-per-task"] + 0 : 1
    tasks = tasks_per_node()
    room = most("cores")
    what = "cores"
    if (cpus > 1 && fact[site, mine[1], "counts"] == "threads") {
        room *= most("threads")
        what = "hardware threads"
    }
    if (cpus > room)
        mistake(at["cpus-per-task"], "a task of " cpus " CPUs is more than the " room " " what " of a node",
            "#SBATCH --cpus-per-task=" room ", or less")
    else if (tasks * cpus > room)
        mistake(last_of("ntasks-per-node", "ntasks") > 0 ? last_of("ntasks-per-node", "ntasks") : 1,
            tasks " tasks" (cpus > 1 ? " of " cpus " CPUs" : "") " on a node are more than its " room " " what,
            "at most " int(room / cpus) " on a node, or more nodes")
}

function check_nodes(    i, limit, nodes) {
    for (i = 1; i <= kinds_mine; i++) {
        limit = limit_of(mine[i], 2)
        if (limit == "") limit = fact[site, mine[i], "nodes"]
        if (limit + 0 > nodes) nodes = limit + 0
    }
    if (kinds_mine && option["nodes"] + 0 > nodes)
        mistake(at["nodes"], option["nodes"] " nodes are more than " of_whom() " gives, " nodes, "#SBATCH --nodes=" nodes ", or fewer")
}

# ------------------------------------------------------------------------------------------ GPUs ---

# Sets asked_gpus, of one node, and at_gpus, the line; a card's name is looked up on the way.
function read_gpus(    i, name, list, value) {
    split("gpus-per-node gres gpus gpus-per-task", list, " ")
    for (i = 1; i <= 4; i++) {
        name = list[i]
        value = option[name]
        if (!(name in at) || (name == "gres" && value !~ /^gpu/)) continue
        sub(/^gpu:?/, "", value)
        at_gpus = at[name]
        if (match(value, /^[A-Za-z][A-Za-z0-9_]*/)) {
            card = substr(value, RSTART, RLENGTH)
            sub(/^[^:]*:?/, "", value)
        }
        asked_gpus = value == "" ? 1 : value + 0
        if (name == "gpus" && option["nodes"] > 1) asked_gpus /= option["nodes"]
        if (name == "gpus-per-task" && tasks_per_node() > 1) asked_gpus *= tasks_per_node()
    }
}

function check_gpus() {
    read_gpus()
    if (!site) return
    if (card != "" && !has_card(card)) wrong_card(at_gpus, card)
    else if (kinds_mine && asked_gpus > 0 && !most("gpus"))
        mistake(at_gpus, "the nodes that this job asks for have no GPU", "at " name_of(site) ": " how_gpus())
    else if (kinds_mine && asked_gpus > most("gpus"))
        mistake(at_gpus, asked_gpus " GPUs of a node are more than the " most("gpus") " that it has",
            "at most " most("gpus") ", and more nodes for more")
}

function is_card(word,    i, list, n, j) {
    for (i = 1; i <= sites_known; i++) {
        n = split(kinds[sites[i]], list, " ")
        for (j = 1; j <= n; j++)
            if (tolower(fact[sites[i], list[j], "gpu"]) == tolower(word)) return 1
    }
    return 0
}

function has_card(word,    list, n, i) {
    n = split(kinds[site], list, " ")
    for (i = 1; i <= n; i++)
        if (tolower(fact[site, list[i], "gpu"]) == tolower(word)) return 1
    return 0
}

function wrong_card(line, word) {
    unknown["gpu"] = 1
    mistake(line, name_of(site) " has no " toupper(word) ": its GPUs are " all("gpu"),
        all("gpu") == "none" ? "take another site" : how_gpus())
}

# How a job at this site asks for a GPU of the first kind that CUDA knows, else of the first.
function how_gpus(    list, n, i, kind, line) {
    n = split(kinds[site], list, " ")
    for (i = n; i >= 1; i--)
        if (fact[site, list[i], "gpus"] && !(fact[site, kind, "cuda_arch"] && !fact[site, list[i], "cuda_arch"])) kind = list[i]
    if (kind == "") return "there are no GPUs"
    line = "#SBATCH " sprintf(fact[site, kind, "gpu_request"], 1)
    if (fact[site, kind, "partition"]) line = line " --partition=" fact[site, kind, "partition"]
    if (fact[site, kind, "constraint"]) line = line " --constraint=" fact[site, kind, "constraint"]
    return line
}

# -------------------------------------------------------------------------------------- commands ---

# word_in(text, regex): one of its words is like that
function word_in(text, regex) { return (" " text " ") ~ ("[ \t;&|(\"=/]" regex "[ \t;&|)\"]") }

function many_tasks() {
    return option["ntasks"] > 1 || option["ntasks-per-node"] > 1 || option["nodes"] > 1
}

function check_commands(    i, text, srun_at, mpi_at, first_program, program) {
    for (i = 1; i <= commands; i++) {
        text = command[i]
        if (text ~ /^OMP_NUM_THREADS=[^ \t]*[ \t]*;?[ \t]*$/) bare = i
        if (text ~ /OMP_NUM_THREADS/) threads_said = 1
        if (text ~ /export[ \t].*OMP_NUM_THREADS/ || text ~ /declare[ \t]+-x[ \t]+OMP_NUM_THREADS/) threads_exported = 1
        if (text ~ /SRUN_CPUS_PER_TASK/ && text ~ /export/) cpus_exported = 1
        if (!srun_at && word_in(text, "srun")) srun_at = i
        if (!mpi_at && word_in(text, "(mpiexec|mpirun)[.a-z]*")) mpi_at = i
        if (word_in(text, "mpprun")) launched = 1
        program = program_of(text)
        if (program && !first_program) first_program = i
        if (is_threaded(program)) threaded = i
        if (program ~ /-(cuda|cusolver)/ && !on_gpu) on_gpu = i
        if (!cpus_given && word_in(text, "srun") && text ~ /[ \t](-c[ \t]*[0-9$]|--cpus-per-task)/) cpus_given = 1
    }
    launched = launched || srun_at || mpi_at
    check_threads(first_program)
    if (option["cpus-per-task"] > 1 && srun_at && !cpus_exported && !cpus_given)
        mistake(at_command[srun_at], "srun does not take --cpus-per-task from the #SBATCH line: each task gets one CPU",
            "export SRUN_CPUS_PER_TASK=$SLURM_CPUS_PER_TASK above it")
    if (many_tasks() && commands && !launched)
        mistake(first_program ? at_command[first_program] : at_command[commands],
            "several tasks are asked for, but nothing starts them: one process runs", launcher() " in front of the program")
    if (srun_at && mpi_at)
        mistake(at_command[srun_at > mpi_at ? srun_at : mpi_at], "srun and mpiexec are mixed: one of them does not fit this MPI",
            launcher() " for all")
    if (on_gpu && !at_gpus)
        mistake(at_command[on_gpu], program_of(command[on_gpu]) " needs a GPU, and the job asks for none",
            site ? how_gpus() : "#SBATCH --gpus-per-node=1")
}

function launcher(    word) {
    split(site && kinds_mine ? fact[site, mine[1], "launch"] : "srun", word, " ")
    return word[1]
}

function check_threads(first_program) {
    if (bare && !threads_exported)
        mistake(at_command[bare], "OMP_NUM_THREADS is set, but not exported: no program sees it",
            "export " word_one(command[bare]))
    else if (!threads_said && (threaded || (option["cpus-per-task"] > 1 && first_program)))
        mistake(at_command[threaded ? threaded : first_program],
            "OMP_NUM_THREADS is not set: how many threads this takes is left to chance",
            "export OMP_NUM_THREADS=" (option["cpus-per-task"] > 1 ? option["cpus-per-task"] : 1) " above it")
}

function word_one(text,    word) {
    split(text, word, " ")
    return word[1]
}

# The program that a command runs, without its folder: bin/traffic-halo, ./my-program
function program_of(text,    word, n, i) {
    n = split(text, word, " ")
    for (i = 1; i <= n; i++)
        if (word[i] ~ /^(\.\/|([^ =]*\/)?bin\/)[A-Za-z]/ && word[i] !~ /^\/(usr\/)?bin\/|\.sh$/) {
            sub(/.*\//, "", word[i])
            return word[i]
        }
    return ""
}

# One of ours whose source has threads.
function is_threaded(program,    name, list, i, file, line, yes) {
    if (program == "" || program !~ /^[a-z0-9-]+$/) return 0
    name = program
    sub(/-native$/, "", name)
    gsub(/-/, "_", name)
    split("vectorized mpi", list, " ")
    for (i = 1; i <= 2; i++) {
        file = list[i] "/" name ".c"
        while ((getline line <file) > 0)
            if (line ~ /^ *#pragma omp|<pthread.h>/) yes = 1
        close(file)
    }
    return yes
}

# --------------------------------------------------------------------------------------- modules ---

function check_modules(    i, word, n, j) {
    for (i = 1; site && i <= commands; i++) {
        if (command[i] !~ /^(module|ml)[ \t]+(load|add|swap|switch|[A-Z])/) continue
        n = split(command[i], word, " ")
        for (j = 2; j <= n; j++)
            if (word[j] !~ /^(load|add|swap|switch)$|^-|\$/) check_module(at_command[i], word[j])
    }
}

# A site has more modules than its file names. So: one that it names, written otherwise, or one that
# only another site names.
function check_module(line, module,    i, ours, n, j, near) {
    n = split(all("modules") ", " fact[site, "-", "python"], ours, /, /)
    for (j = 1; j <= n; j++) {
        if (base(ours[j]) == base(module)) return
        if (distance(tolower(base(ours[j])), tolower(base(module))) <= (length(module) > 5 ? 2 : 0)) near = ours[j]
    }
    if (near) {
        mistake(line, name_of(site) " has no module " module, "module load " near)
        return
    }
    for (i = 1; i <= sites_known; i++)
        if (has_module(sites[i], module)) {
            mistake(line, module " is a module of " name_of(sites[i]) ", not of " name_of(site), "module load " all_words("modules"))
            return
        }
}

function base(module) {
    sub(/\/.*/, "", module)
    return module
}

function has_module(s, module,    list, n, i, word, m, j) {
    n = split(kinds[s], list, " ")
    for (i = 1; i <= n; i++) {
        m = split(fact[s, list[i], "modules"] " " fact[s, "-", "python"], word, " ")
        for (j = 1; j <= m; j++)
            if (tolower(base(word[j])) == tolower(base(module))) return 1
    }
    return 0
}

function all_words(key,    list) {
    list = kinds_mine ? fact[site, mine[1], key] : all(key)
    gsub(/,/, "", list)
    return list
}

# How many letters have to be changed, put in or taken out (Levenshtein, 1966).
function distance(a, b,    i, j, d, least) {
    for (i = 0; i <= length(a); i++) d[i, 0] = i
    for (j = 0; j <= length(b); j++) d[0, j] = j
    for (i = 1; i <= length(a); i++)
        for (j = 1; j <= length(b); j++) {
            least = d[i - 1, j - 1] + (substr(a, i, 1) != substr(b, j, 1))
            if (d[i - 1, j] + 1 < least) least = d[i - 1, j] + 1
            if (d[i, j - 1] + 1 < least) least = d[i, j - 1] + 1
            d[i, j] = least
        }
    return d[length(a), length(b)]
}

# --------------------------------------------------------------------------------------- folders ---

function check_folders(    name, i) {
    check_output("output")
    check_output("error")
    if (!site || fact[site, "-", "unseen"] == "") return
    for (name in at)
        if (is_unseen(option[name])) unseen(at[name])
    for (i = 1; i <= commands; i++)
        if (is_unseen(command[i])) unseen(at_command[i])
}

function check_output(name,    folder) {
    folder = option[name]
    if (!sub(/\/[^\/]*$/, "", folder) || folder ~ /^\/|^$|[^A-Za-z0-9_.\/-]/) return
    if (system("test -d " folder) != 0)
        mistake(at[name], "there is no folder " folder ": Slurm does not make it, and the job ends without a word",
            "mkdir -p " folder)
}

function is_unseen(text,    list, n, i) {
    if (text ~ /(^|[^\\])\$(HOME|\{HOME\})|(^|[ \t"'=>])~\//) return 1
    n = split(fact[site, "-", "unseen"], list, " ")
    for (i = 1; i <= n; i++)
        if ((" " text " ") ~ ("[ \t\"'=>:]" list[i] "[/ \t\"';:]")) return 1
    return 0
}

function unseen(line) {
    mistake(line, "compute nodes of " name_of(site) " do not see " fact[site, "-", "unseen"],
        "use a folder in " fact[site, "-", "work"])
}
