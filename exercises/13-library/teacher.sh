# First the script: it is run in a folder where bin/eigh-lapack only writes down how many threads it was
# asked for. Then the answers, of which those that are times are measured anew.
# shellcheck shell=sh

cores=$(unset OMP_NUM_THREADS OMP_THREAD_LIMIT; nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)

# Leaves a line for each run in $work/asked: the number of threads, by the option or the variable.
run_script() {
    { mkdir -p "$work/bin" && cp "$mine" "$work/script"; } || give_up "no temporary folder"
    cat >"$work/bin/eigh-lapack" <<'SPY'
#!/bin/sh
asked=${OMP_NUM_THREADS-unset} before=
for word; do
    case $before in --threads) asked=$word ;; esac
    case $word in --threads=*) asked=${word#*=} ;; esac
    before=$word
done
echo "$asked" >>asked
echo '1 loop, best of 5: 100 msec per loop'
SPY
    chmod +x "$work/bin/eigh-lapack"
    : >"$work/asked"
    (cd "$work" && unset OMP_NUM_THREADS && timeout 10 sh ./script >out 2>err </dev/null)
}

asked() {
    grep -c "$@" "$work/asked"
}

look_at_script() {
    run_script
    runs=$(asked '') unset=$(asked unset) numbers=$(sort -u "$work/asked" | grep -cxE '[0-9]+')
    if [ "$runs" -eq 0 ]; then
        wrong nothing-run "the script never starts bin/eigh-lapack"
        tail -n 2 "$work/err"
    elif [ "$unset" -eq "$runs" ] && grep -qE '^[^#]*(export|OMP_NUM_THREADS=[^ ]+ +bin)' "$mine"; then
        wrong wrong-variable "another variable is exported than the library looks for, OMP_NUM_THREADS"
    elif [ "$unset" -eq "$runs" ]; then
        wrong not-exported "the variable stays in the shell: of $runs programs that it started, none was given it"
        echo "A shell's variables are its own. Which word hands one on to what it starts?"
    elif [ "$unset" -gt 0 ]; then
        wrong set-too-late "the variable is set behind the run that it is meant for: the first knows of none"
    elif grep -qvxE '[0-9]+' "$work/asked"; then
        wrong no-value "the variable holds \"$(grep -vxE -m 1 '[0-9]+' "$work/asked")\", which is no number of threads"
    elif [ "$numbers" -lt 2 ]; then
        wrong one-number "all runs are given the same number of threads"
    fi
    [ -z "$verdict" ]
}

# time_them THREADS...: the least of two turns of each, as timeit says it; msec_of THREADS: what that was
time_them() {
    for threads in "$@" "$@"; do
        timeout 20 bin/eigh-lapack --size 1000 --threads "$threads" --timeit >"$work/out" 2>"$work/err"
        case $? in
        0) ;;
        2) give_up "$(tail -n 1 "$work/err")" ;;
        *) give_up "bin/eigh-lapack --threads $threads takes more than 20 seconds: is the machine busy?" ;;
        esac
        awk -v threads="$threads" '/per loop/ { power["sec"] = 1e3; power["msec"] = 1; power["usec"] = 1e-3
            print threads, $(NF - 3) * power[$(NF - 2)] }' "$work/out" >>"$work/times"
    done
}

msec_of() {
    awk -v threads="$1" '$1 == threads && (!least || $2 < least) { least = $2 } END { print least }' "$work/times"
}

knee_can_be() {
    expect knee "${knee:-1}" 1 || return
    case $knee in
    *[!0-9]*) wrong no-number "\"knee: $knee\" is no number of threads" ;;
    *) [ "$knee" -le "$cores" ] ||
        wrong oversubscribed "the knee is beyond the $cores cores: more threads than cores can only wait for each other" ;;
    esac
}

time_knee() {
    half=$((knee > 1 ? knee / 2 : 1))
    # shellcheck disable=SC2046 # a word for each
    time_them $(printf '%s\n' 1 "$half" "$knee" "$cores" | sort -nu)
    msec_one=$(msec_of 1) msec_half=$(msec_of "$half") msec_knee=$(msec_of "$knee") msec_all=$(msec_of "$cores")
}

knee_fits() {
    true_that "$msec_knee <= 1.25 * $msec_all && ($knee == 1 || $msec_knee <= $msec_half)"
}

# Hundredths of a second that all cores have worked, for whomever.
worked() {
    awk '$1 == "cpu" { print $2 + $3 + $4 + $7 + $8 + $9 }' /proc/stat
}

# Whether a core is busy while nothing runs here. Where others compute, more threads may only make it slower.
others_compute() {
    [ -r /proc/stat ] || return
    before=$(worked)
    sleep 0.5
    [ $(($(worked) - before)) -gt 15 ]
}

# Nobody is told that the knee is elsewhere before it was measured twice, on a machine that is quiet.
look_at_knee() {
    knee=$(answer knee) one=$(answer 'msec with one') best=$(answer 'msec at the knee')
    knee_can_be || return
    [ -z "$UNTIMED" ] || return 0
    time_knee
    knee_fits || time_knee
    if knee_fits; then
        return
    elif others_compute; then
        echo "(Others compute on this machine: that the knee is at $knee is not checked.)"
    elif true_that "$msec_knee > 1.25 * $msec_all"; then
        wrong too-few "the knee comes later: with $knee threads it is $msec_knee msec here, with $cores $msec_all"
    else
        wrong too-many "the knee comes earlier: with $knee threads it is $msec_knee msec here, with $half $msec_half"
    fi
}

teach() {
    build bin/eigh-lapack || return
    look_at_script || return
    if ! any_answer; then
        wrong empty "the script is right, and no question below it is answered yet"
        return
    fi
    expect 'threads by default' "$cores" 1 \
        "1 / $cores" one-by-default "the library took one thread; look at the head that bin/eigh-lapack --size 1000 prints" \
        0.5 half "those were half of the cores; was the variable set?" &&
    look_at_knee &&
    expect 'msec with one' "${msec_one:-${one:-1}}" 3 \
        0.001 seconds "\"msec with one\" is in seconds" 1000 microseconds "\"msec with one\" is in microseconds" &&
    expect 'msec at the knee' "${msec_knee:-${best:-1}}" 3 \
        0.001 seconds "\"msec at the knee\" is in seconds" 1000 microseconds "\"msec at the knee\" is in microseconds" &&
    expect speedup "$one / $best" 1.05 \
        "($best / $one) ^ 2" upside-down "the time at the knee was divided by that with one thread" \
        "$knee * $best / $one" threads-taken "the speedup is the number of threads; but what was measured?" &&
    expect efficiency "100 * $one / $best / $knee" 1.05 \
        0.01 fraction "\"efficiency\" is a fraction; it is asked for in percent" \
        "$knee / 100" speedup-again "\"efficiency\" is the speedup; it is what each of $knee threads has of it" \
        "$knee" not-divided "the speedup was not divided by the number of threads" &&
        right "the knee is at $knee of $cores, and the variable is exported."
}
