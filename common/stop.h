/* Being asked to stop, so that a program can save what it has: SIGTERM and SIGINT, and SIGUSR1,
   which a batch system sends some time before the end (sbatch --signal=USR1@60). */
#ifndef STOP_H
#define STOP_H

/* From here on these do not end the program. */
void stop_listen(void);

/* Which of them came to any rank, "SIGTERM"; NULL: none. Collective. */
const char *stop_asked(void);

#endif
