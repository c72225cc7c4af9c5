/* SPDX-License-Identifier: MIT */
/* Draw the rows of one block: who traded what, when, with whom, how much, at what price. */
#ifndef T4_SYNTH_ROWS_H
#define T4_SYNTH_ROWS_H

#include "base/random.h"
#include "synth/facts.h"

enum { T4_SYNTH_BLOCK_ROWS = 16384 };

typedef struct {
    uint64_t number;          /* 0 = the first row of all */
    uint32_t code, trader;
    int16_t month;
    int16_t fact;             /* of t4_facts, or -1 */
    uint8_t partner;
    uint8_t flow;             /* t4_flow */
    uint8_t day;              /* of the month, declarations only */
    uint8_t item;             /* of the declaration, 1 .. */
    uint64_t declaration;     /* number of its first row */
    int64_t grams, gross_grams;
    int64_t quantity;         /* thousandths of the code's unit; 0 without one */
    int64_t cents;
    int64_t mirror_cents;     /* what the mirror partner would say */
} t4_synth_row;

/* Rows begin .. begin + count - 1; the same for the same world, whatever block was drawn before. */
void t4_synth_rows(const t4_world *world, const t4_facts *facts, uint64_t block, uint64_t begin,
                   uint32_t count, t4_synth_row *rows);

#endif
