/* What this program was built from: filled in by the Makefile, one build.c for each program. */
#ifndef BUILD_H
#define BUILD_H

struct build {
    const char *program;  /* "traffic-packed", the name of the file in bin/ */
    const char *workload; /* "traffic" */
    const char *stage;    /* "packed" */
    const char *idea;     /* one line that replaces the stage's own, or NULL */
    const char *script;   /* the Python file that is the stage, or NULL */
    const char *compiler; /* "gcc 12.2.0" */
    const char *flags;    /* what the stage's file was compiled with */
    const char *logins;   /* login nodes of the site it was built for, as "ln0[1-4] ...", or "" */
    const char *commit;   /* short hash, "+" behind it if the tree had changes, or "unknown" */
};

extern const struct build build;

#endif
