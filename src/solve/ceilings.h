/* SPDX-License-Identifier: MIT */
/* How much is worked out of intervals that certification does not need: past this they say "or more", "or less". */
#ifndef T4_SOLVE_CEILINGS_H
#define T4_SOLVE_CEILINGS_H

enum {
    T4_EXTENT_MOST = 4000,        /* hidden variables that hang together and get linear programs */
    T4_EXTENT_WORK = 1200         /* million squares of that number, over all programs of one measure */
};

#endif
