# Exercise 08's teacher: lets the driver judge it on some ranks. Rank r brings the number 10^r into the ring, so
# the sum that a rank has tells whose numbers it has seen, and how often.
# shellcheck shell=sh disable=SC2154 # work and program are exercise.sh's

# between FIRST LAST: what stands there in what the driver says is wrong
between() {
    sed -n "s/.*FAILED: .*$1 \([0-9]*\)$2.*/\1/p" "$work/err" | head -n 1
}

# digit SUM RANK: how often that rank's number is in the sum
digit() {
    printf '%.0f' "$(calc "int($1 / 10 ^ $2) % 10")"
}

# count_digits RANKS: whose numbers are missing in the sum $is, whose are in it twice; and how many are those of
# neither $who nor the rank behind
count_digits() {
    behind=$(((who + $1 - 1) % $1)) others=0 missing='' twice=''
    r=0
    while [ $r -lt "$1" ]; do
        seen=$(digit "$is" $r)
        [ "$seen" -ne 0 ] || missing="$missing $r"
        [ "$seen" -lt 2 ] || twice="$twice $r"
        [ $r -eq "$who" ] || [ $r -eq $behind ] || others=$((others + seen))
        r=$((r + 1))
    done
}

# name_sum RANKS: what the rank that is wrong has seen
name_sum() {
    who=$(between rank ' has as') is=$(between sum ,)
    count_digits "$1"
    echo "The sum that rank $who has is $is. Rank r began with 10^r: a digit for each."
    echo
    if [ "$is" -eq "$(printf '%.0f' "$(calc "10 ^ $who")")" ]; then
        wrong own-only "nobody passes anything on: rank $who has its own number only"
    elif [ "$missing" = " $who" ] && [ -z "$twice" ]; then
        wrong own-forgotten "rank $who added all numbers but its own"
    elif [ $others -eq 0 ] && [ "$(digit "$is" $behind)" -gt 1 ]; then
        wrong same-again "each rank passes on its own number in each round, not what it got in the last"
    elif [ $others -eq 0 ] && [ "$1" -gt 2 ]; then
        wrong one-round "there was one round only: rank $who knows its own number, and that of rank $behind"
    elif [ "$twice" = " $who" ] && [ -z "$missing" ]; then
        wrong round-too-many "the numbers went one round too far: rank $who got its own back, and added it again"
    elif [ -n "$missing" ]; then
        wrong missing "rank $who never got what these ranks have:$missing"
    else
        wrong counted-twice "rank $who added these ranks' numbers more than once:$twice"
    fi
}

name_bytes() {
    who=$(between rank ' has so') is=$(between message: ,) all=$(between have '$')
    if [ "$is" -eq 0 ] && [ "$who" -eq 1 ]; then
        wrong not-received "rank 1 has nothing of the message in its \"in\""
    elif [ "$is" -eq 0 ]; then
        wrong not-back "rank 1 got the message, but it did not come back into rank 0's \"in\""
    else
        wrong bytes "rank $who got $is of the $all bytes: how many does your call name"
    fi
}

# judge RANKS: 0 if all is right
judge() {
    on "$1" 10 "build/patient/$program" --seconds 0.001 >"$work/out" 2>"$work/err"
    status=$?
    case $status,$(cat "$work/err") in
    0,*) return ;;
    124,* | 137,*)
        wrong waits "after ten seconds $1 ranks still wait: for a message that nobody sends, or for one to be taken" ;;
    1,*' rank 1 has as its number 0,'*)
        wrong everybody-zero "all $1 ranks take themselves for rank 0: MPI_Comm_rank says who one is" ;;
    1,*' has as its number '*) wrong who "a rank has another's number" ;;
    1,*' has as the number of ranks '*) wrong how-many "it does not know that there are $1 ranks: MPI_Comm_size" ;;
    1,*' has as the sum -'*) wrong no-sum "the sum of a rank is below 0: something in it was never set" ;;
    1,*' has as the sum '*) name_sum "$1" ;;
    1,*' has so many bytes '*) name_bytes ;;
    *)
        wrong crash "it ended, with status $status, before all was done" || :
        echo "The first words of the MPI:"
        complaint
        return 1 ;;
    esac
}

teach() {
    build "bin/exercises/$program" "build/patient/$program" || return
    for many in 4 2 1; do
        judge $many || return
    done
    right "who is who, the sum round the ring, and all bytes there and back, on 1, 2 and 4 ranks."
    [ "$UNTIMED" ] || on 2 30 "bin/exercises/$program" | grep -E '^(Latency|A message)'
}
