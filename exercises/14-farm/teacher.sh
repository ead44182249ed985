# Of farms: which rank does which tasks is tried without solving any (exercises/teacher_eigh.c); then the
# driver judges real matrices, and says how long the ranks have waited for each other.
# shellcheck shell=sh

teach() {
    build "bin/exercises/$program" "build/teacher/$program" || return
    ask_toys
    [ "$verdict" != right ] || [ "$UNTIMED" ] || solve_a_batch
}

solve_a_batch() {
    on 2 15 "bin/exercises/$program" --size 400 --smallest 100 --tasks 32 >"$work/out" 2>"$work/err"
    case $? in
    0) sed -n 's/^Efficiency \([0-9.]* %\).*/On two ranks, with matrices of four sizes, they solved for \1 of their time./p' \
        "$work/out" ;;
    124 | 137) echo "Not timed: 32 small matrices take more than 15 seconds here." ;;
    *)
        verdict=
        wrong batch "32 real matrices on two ranks go wrong"
        complaint ;;
    esac
}
