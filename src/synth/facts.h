/* SPDX-License-Identifier: MIT */
/* The planted facts: which rows they change, and their exact sums. */
#ifndef T4_SYNTH_FACTS_H
#define T4_SYNTH_FACTS_H

#include "base/decimal.h"
#include "synth/world.h"

enum { T4_FACT_TRADERS_MAX = 20 };

typedef enum { T4_FACT_SURGE, T4_FACT_SWITCH, T4_FACT_DIVERSION, T4_FACT_MIRROR_GAP } t4_fact_kind;

typedef struct {
    t4_fact_kind kind;
    int from;                 /* month, counted from the first */
    uint32_t code, to_code;   /* MIRROR_GAP: index in sixes */
    uint32_t partner, to_partner;
    uint32_t traders[T4_FACT_TRADERS_MAX];
    int trader_count;         /* 0 = all traders */
    uint32_t chance;          /* surge: share of all rows that it adds, of 2^32 */
    int factor;               /* surge */
} t4_fact;

/* What the rows of one fact come to. */
typedef struct {
    uint64_t rows;
    t4_int128 grams, cents;
    t4_int128 mirror_cents;
} t4_fact_sum;

typedef struct {
    t4_fact facts[T4_SYNTH_FACTS_MAX];
    int count;
    uint64_t surge_chance;    /* of all surges together, of 2^32 */
    int mirror;               /* partner index; -1 = none */
} t4_facts;

/* Choose codes, partners, traders and months out of the world; marks the codes that are watched. */
t4_status t4_facts_choose(t4_facts *facts, t4_world *world, t4_error *err);

/* A row as far as facts know it. */
typedef struct {
    int month;
    bool import;
    uint32_t code, partner, trader;
    uint32_t price_code;      /* what the goods are in truth: the code before a switch */
    bool understated;         /* by MIRROR_GAP: the declared value is a part of the true one */
    int fact;                 /* the fact whose sums it counts in, or -1 */
} t4_fact_row;

/* Apply every fact to a drawn row, then settle in whose sums it counts. */
void t4_facts_apply(const t4_facts *facts, const t4_world *world, t4_fact_row *row);
/* A row that a surge adds: `bits` choose which. */
void t4_facts_surge(const t4_facts *facts, uint64_t bits, t4_fact_row *row);

#endif
