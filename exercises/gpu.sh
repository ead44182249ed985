# What the teachers of GPU exercises have in common: the processor plays the GPU (tests/shim), with threads
# in an order drawn by lot; and for races, with all at a time, watched by ThreadSanitizer.
# shellcheck shell=sh

teach() {
    command -v "${CXX:-g++}" >/dev/null || give_up "$folder needs a compiler of C++: apt-get install g++"
    build "build/teacher/$program" || return
    ask_toys >"$work/words"
    case $verdict in
    right | unknown | not-written) look_for_races || return ;;
    esac
    ! blocks_race || return
    cat "$work/words"
    [ "$verdict" != right ] || [ "$UNTIMED" ] || run_it
}

# Whether another order of threads, each of which runs until it has to wait, makes another result.
depends_on_order() {
    [ "$verdict" = unknown ] || return 1
    for seed in 2 3; do
        SHIM_SEED=$seed on '' 10 "build/teacher/$program" >"$work/other" 2>"$work/err"
        cmp -s "$work/said" "$work/other" || return 0
    done
    return 1
}

# What ThreadSanitizer says of a small piece of work. In memory that the threads of a block share a race
# means that nobody waited; elsewhere, where something is added, that several add at a time.
look_for_races() {
    if ! echo 'int main() {}' | "${CXX:-g++}" -fsanitize=thread -x c++ -o "$work/empty" - 2>/dev/null; then
        echo "(Races are not looked for: this compiler has no ThreadSanitizer.)"
        return 0
    fi
    build "build/tsan/$program" || return
    # shellcheck disable=SC2046 # words
    TSAN_OPTIONS='exitcode=66 halt_on_error=1 atexit_sleep_ms=0' on '' 15 "build/tsan/$program" $(fact raced) \
        >"$work/raced" 2>&1
    [ $? -eq 66 ] || depends_on_order || return 0
    name_race
    return 1
}

name_race() {
    verdict=
    at=$(sed -n "s|^    #0 .*${mine##*/}:\([0-9]*\).*|\1|p" "$work/raced" | sort -nu)
    if grep -q 'Location is global .*arena' "$work/raced" || [ -z "$at" ]; then
        wrong missing-barrier "a thread reads what another of its block has not written yet, or writes too early"
        echo "What must all threads of the block have done, before any goes on?"
        echo "__syncthreads() waits for them."
    elif for line in $at; do sed -n "${line}p" "$mine"; done | grep -qE '[+]=|[+][+]'; then
        wrong race-on-sum "threads add to one number at the same time, and what they add gets lost"
        echo "Read, add, write back: two of them read the same. atomicAdd does it in one go."
    else
        wrong race "threads read what others are changing at the same time"
        echo "Which of them must have ended, before these may begin?"
    fi
    echo
    for line in $at; do
        echo "    $mine:$line  $(sed -n "${line}s/^ *//p" "$mine")"
    done | cut -c 1-80
}

# By threads of blocks that play one after the other no race between blocks is seen: that is read.
blocks_race() {
    [ "$verdict" = right ] && grep -qE '(\*sum|sum\[0\]) *\+=' "$mine" || return 1
    verdict=
    wrong race-on-sum "blocks add to one number at the same time, and what they add gets lost"
    echo "The processor, which plays the GPU, has one block at a time, and does not see"
    echo "it. atomicAdd does it in one go; or each block has a number of its own."
}

# On the GPU, if there is one; else what others have published, or that there is nothing yet.
run_it() {
    echo
    if ! nvidia-smi -L 2>/dev/null | grep -q '^GPU'; then
        cat "$folder/recorded.txt"
    elif ! "$MAKE" --no-print-directory MINE="$MINE" "bin/exercises/$program" >"$work/make" 2>&1 9>&-; then
        echo "A GPU is here, and its program cannot be built (is there an nvcc?):"
        tail -n 3 "$work/make" | fold -s -w 80
    else
        run_on_gpu
    fi
}

run_on_gpu() {
    on '' 15 "bin/exercises/$program" --min-time 0.1 >"$work/out" 2>"$work/err"
    case $? in
    0) grep -E '^on |function took|^Rate|^Update|with copies|work alone|GPU' "$work/out" ;;
    124 | 137) echo "Not timed: on the GPU it takes more than 15 seconds." ;;
    *)
        verdict=
        wrong on-gpu "it goes wrong on the GPU that is here" || :
        complaint ;;
    esac
}
