/* Judging a solved task: every eigenpair, by what eigenpairs are, with no solver and no library.

   The figures are what LAPACK's own tests ask (dsyt21): distances in units of what rounding may do,
   n * 2^-53 of the matrix's norm. They are of the order of 1 or less; up to 30 is right. */
#ifndef EIGH_JUDGE_H
#define EIGH_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

enum { EIGH_MOST_WRONG = 30 };

struct eigh_scores {
    double residual;      /* |A V - V W| / (n u |A|), 1-norms */
    double orthogonality; /* |V' V - I| / (n u) */
    double trace;         /* |sum of w - trace of A| / (n u |A|) */
    double frobenius;     /* |sum of w^2 - sum of squares of A| / (n u |A|^2) */
    int64_t disorder;     /* k of the first w[k] that is less than the one before it, or -1 */
};

/* `a` as it was before the solver had it, `w` and row by row `v` what it made of it. None is
   changed. Numbers that are no numbers give scores that are none. */
struct eigh_scores eigh_judge(int64_t size, const double *a, const double *w, const double *v);

/* NULL if all is right, else what is not, in one line for `size` bytes at `text`. */
const char *eigh_judge_refusal(const struct eigh_scores *scores, char *text, int64_t bytes);

#endif
