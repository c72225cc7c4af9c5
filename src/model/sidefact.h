/* SPDX-License-Identifier: MIT */
/* Facts beside published flows: floors and ceilings of codes, unit values that goods can have. */
#ifndef T4_MODEL_SIDEFACT_H
#define T4_MODEL_SIDEFACT_H

#include "base/decimal.h"
#include "model/flow.h"
#include "model/period.h"

enum {
    T4_SIDEFACTS_MOST = 2000000,     /* most facts of one file */
    T4_SIDEFACT_RATE_DECIMALS = 6    /* of unit values */
};

/* One row of a file; a bound that is not given is not there. */
typedef struct {
    char code[16];                   /* the fact is about everything below it, too */
    char partner[40];                /* "" = all together */
    t4_period period;                /* 0 = each */
    t4_flow flow;                    /* T4_FLOWS = either */
    bool has_least, has_most;
    t4_int128 least, most;           /* value as in flows, or value by kilogram at T4_SIDEFACT_RATE_DECIMALS */
} t4_sidefact;

typedef struct {
    t4_sidefact *items;
    size_t count, room;
} t4_sidefacts;

#endif
