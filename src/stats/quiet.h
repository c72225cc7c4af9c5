/* SPDX-License-Identifier: MIT */
/* Keep the GNU Scientific Library from ending the program: its handler off, its codes checked by the callers. */
#ifndef T4_STATS_QUIET_H
#define T4_STATS_QUIET_H

/* Turns the library's error handler off for the whole process, once.  Every file that calls GSL calls this first. */
void t4_quiet_gsl(void);

#endif
