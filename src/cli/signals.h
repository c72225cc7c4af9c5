/* SPDX-License-Identifier: MIT */
/* Signals raise a flag that the run watches; the program ends as the shell expects, 128 + n. */
#ifndef T4_CLI_SIGNALS_H
#define T4_CLI_SIGNALS_H

#include <signal.h>

/*
 * SIGINT, SIGTERM and SIGHUP raise the flag, so that what is half done is
 * removed; the fourth one ends the program at once.  SIGPIPE is ignored: a
 * reader that went away is seen when writing.  Returns the flag: 0 or the
 * number of the signal.
 */
volatile sig_atomic_t *t4_signals_install(void);
/* After cleaning up: die of the signal that was received. */
_Noreturn void t4_signals_die(int number);
/* No core file and no reading of this process by others: its memory holds traders. */
void t4_signals_no_core(void);

#endif
