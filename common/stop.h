/* Being asked to stop, so that a program can save what it has: SIGTERM and SIGINT, and SIGUSR1,
   which a batch system sends some time before the end (sbatch --signal=USR1@60). */
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>

/* From here on these do not end the program, nor the processes that it forks. */
void stop_listen(void);

/* Whether one of them came to this rank. */
bool stop_here(void);

/* Which of them came to any rank, "SIGTERM"; NULL: none. Collective: from here on all know of it.
 */
const char *stop_asked(void);

#endif
