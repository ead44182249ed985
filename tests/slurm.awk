# A site's facts (common/site.awk) become the configuration of a virtual Slurm, in `folder`: its
# cluster is called `cluster`, and has at most `most` nodes of each kind, which listen on the ports
# from `port` + 1 on. See slurm.sh.

BEGIN { FS = "\t" }

$1 != "-" && !($1 in known) { known[$1]; kinds[++count] = $1 }
{ fact[$1, $2] = $3 }

END {
    slurm_conf = folder "/slurm.conf"
    gres_conf = folder "/gres.conf"
    submit = folder "/job_submit.lua"
    default_partition = fact[kinds[1], "partition"] ? fact[kinds[1], "partition"] : "all"
    describe_cluster()
    print "kinds = {" >submit
    for (k = 1; k <= count; k++) {
        describe_nodes(kinds[k])
        describe_limits(kinds[k])
        make_modules(fact[kinds[k], "modules"] " " fact[kinds[k], "python"])
    }
    print "}" >submit
    describe_partitions()
}

function partition_of(kind) { return fact[kind, "partition"] ? fact[kind, "partition"] : default_partition }

function minutes(clock,    part) {
    split(clock, part, ":")
    return part[1] * 60 + part[2] + part[3] / 60
}

function describe_cluster() {
    print "ClusterName=" cluster >slurm_conf
    print "SlurmctldHost=localhost(127.0.0.1)\nSlurmctldPort=" port >slurm_conf
    print "CommunicationParameters=NoInAddrAny,NoCtldInAddrAny" >slurm_conf
    print "SlurmUser=root\nAuthType=auth/none\nCredType=cred/none" >slurm_conf
    print "StateSaveLocation=" folder "/state\nSlurmdSpoolDir=" folder "/spool/%n" >slurm_conf
    print "SlurmctldPidFile=" folder "/slurmctld.pid\nSlurmdPidFile=" folder "/slurmd.%n.pid" >slurm_conf
    print "ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nSwitchType=switch/none" >slurm_conf
    print "SelectType=select/cons_tres\nSelectTypeParameters=CR_Core\nGresTypes=gpu" >slurm_conf
    print "SlurmdParameters=config_overrides\nReturnToService=2\nEnforcePartLimits=ALL" >slurm_conf
    print "JobSubmitPlugins=lua\nMpiDefault=pmi2\nKillWait=2\nMailProg=/bin/true" >slurm_conf
}

# One line for all nodes of a kind.
function describe_nodes(kind,    n, names, gpus, i) {
    n = fact[kind, "nodes"] < most ? fact[kind, "nodes"] : most
    names = kind "-[1-" n "]"
    gpus = fact[kind, "gpus"]
    printf "NodeName=%s NodeHostname=localhost NodeAddr=127.0.0.1 Port=[%d-%d]", \
        names, port + 1, port + n >slurm_conf
    printf " Sockets=%d CoresPerSocket=%d ThreadsPerCore=%d RealMemory=%d", fact[kind, "sockets"], \
        fact[kind, "cores"] / fact[kind, "sockets"], fact[kind, "threads"], fact[kind, "memory"] * 1000 >slurm_conf
    if (gpus) {
        printf " Gres=gpu:%s:%d", tolower(fact[kind, "gpu"]), gpus >slurm_conf
        printf "NodeName=%s Name=gpu Type=%s File=%s/nvidia[0-%d]\n", \
            names, tolower(fact[kind, "gpu"]), folder, gpus - 1 >gres_conf
        for (i = devices + 0; i < gpus; i++)
            system("mknod " folder "/nvidia" i " c 1 3") # a device that is always there: zeros
        devices = i
    }
    print fact[kind, "constraint"] ? " Feature=" fact[kind, "constraint"] : "" >slurm_conf
    for (i = 1; i <= n; i++) {
        print kind "-" i >(folder "/nodes")
        system("mkdir " folder "/spool/" kind "-" i)
    }
    port += n
    join(partition_of(kind), names)
    if (fact[kind, "counts"] == "cores" && fact[kind, "threads"] > 1)
        whole[partition_of(kind)]
    if (minutes(fact[kind, "longest"]) > longest[partition_of(kind)])
        longest[partition_of(kind)] = minutes(fact[kind, "longest"])
}

function join(partition, names) {
    if (partition in members)
        members[partition] = members[partition] "," names
    else {
        members[partition] = names
        order[++partitions] = partition
    }
}

# Where a QOS limits the time, the partition does not. Slurm's CPUs are threads: a site that counts
# cores instead gives nodes whole.
function describe_partitions(    p, name) {
    for (p = 1; p <= partitions; p++) {
        name = order[p]
        printf "PartitionName=%s Nodes=%s Default=%s OverSubscribe=%s MaxTime=%s\n", name, members[name], \
            name == default_partition ? "YES" : "NO", name in whole ? "EXCLUSIVE" : "NO", \
            longest[name] ? longest[name] : "UNLIMITED" >slurm_conf
    }
}

# What job_submit.lua has to know of a kind.
function describe_limits(kind,    list, n, i, part) {
    printf "  { partition = \"%s\", constraint = \"%s\", account = \"%s\", qos = {", \
        partition_of(kind), fact[kind, "constraint"], fact[kind, "account"] >submit
    n = split(fact[kind, "qos"], list, " ")
    for (i = 1; i <= n; i++) {
        split(list[i], part, "/")
        printf " [\"%s\"] = { nodes = %d, minutes = %d },", part[1], part[2], minutes(part[3]) >submit
    }
    print " } }," >submit
}

# Modules that do nothing but say that they were loaded. A name may have a version behind a slash.
function make_modules(names,    list, n, i, file) {
    n = split(names, list, " ")
    for (i = 1; i <= n; i++) {
        file = folder "/modules/" list[i]
        system("mkdir -p $(dirname " file ")")
        print "#%Module\nif {[module-info mode load]} {" >file
        print "    set log [open $env(MODULES_LOADED) a]" >file
        print "    puts $log [module-info name]\n    close $log\n}" >file
        close(file)
    }
}
