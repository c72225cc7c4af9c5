/* SPDX-License-Identifier: MIT */
/* One block of a bound: codes, published facts, the finest unknowns and what holds of them; private to watch/bound*.c and
   watch/reconcile_flows.c, which looks at the same facts. */
#ifndef T4_WATCH_BOUND_STATE_H
#define T4_WATCH_BOUND_STATE_H

#include "base/dict.h"
#include "solve/premises.h"
#include "watch/bound.h"

#define T4_BOUND_NONE UINT32_MAX

/* A code; node 0 is the total of all goods.  The subtree of a node is node .. last. */
typedef struct {
    const char *text;
    uint32_t parent, last;
    int length;                  /* 0 for the total */
    bool inner;                  /* finer codes are known */
    bool complete;               /* and those are all */
    bool known_before;           /* the detail has it */
} t4_bound_code;

enum { T4_BOUND_BY_CODE, T4_BOUND_BY_PARTNER, T4_BOUND_BY_PERIOD, T4_BOUND_AXES, T4_BOUND_WHOLE = T4_BOUND_AXES };

/* The published rows right below one along an axis. */
typedef struct {
    size_t count, hidden;
    t4_int128 low, high;         /* of the open ones */
    uint32_t up;                 /* the row that this one is a part of */
} t4_bound_parts;

/* A published row. */
typedef struct {
    uint32_t code, partner, period;   /* partner 0 = all together */
    int64_t value, net, low, high;
    bool hidden, has_net;
    int axis;                    /* along which it is told by its parts; T4_BOUND_WHOLE = it has none */
    t4_bound_parts parts[T4_BOUND_AXES];
} t4_bound_fact;

/* A finest period, and the published periods that hold it, finest first. */
typedef struct {
    t4_period period;
    bool rest;                   /* of a longer period, beside the finer ones that are published */
    uint32_t cover[T4_PERIOD_KINDS];
    int covers;
} t4_bound_time;

/* An unknown: a finest code (or what is other below a code), one partner, one finest period. */
typedef struct {
    uint32_t code, partner, time;
    bool other;
} t4_bound_leaf;

typedef struct {
    const t4_bound_question *question;
    t4_bound *bound;
    const t4_run *run;
    t4_arena *arena;             /* of the answer: texts */
    const t4_flows_row **rows;   /* of one reporter, flow and year (or period) */
    size_t row_count;
    const uint8_t *detail_codes; /* by code id of the detail: it has the code in this flow */
    t4_flow flow;
    const char *reporter;
    t4_bound_code *codes;
    size_t code_count;
    t4_dict *code_dict;
    uint32_t *code_node;         /* by id in code_dict */
    const char **partners;       /* 1 .. partner_count; [0] all together, [partner_count + 1] not told by partner */
    uint32_t *place_partner;     /* by place id of the coarse flows */
    size_t partner_count;
    t4_period *periods;
    size_t period_count;
    t4_bound_time *times;
    size_t time_count;
    t4_bound_fact *facts;
    size_t fact_count, fact_room;
    uint32_t *table;             /* open addressing over facts */
    size_t table_mask;
    uint8_t *table_used;         /* by partner x period: has the table any row */
    uint8_t *by_partner;         /* by code x period: has a single partner a row there */
    t4_bound_leaf *leaves;
    size_t leaf_count, leaf_room;
    size_t *group;               /* by time x (partner_count + 2) + partner: its leaves begin here; one more at the end */
    /* the published facts over leaves, for the reconstruction: sums of leaves */
    size_t *sum_start;
    uint32_t *sum_leaf;
    double *sum_total;
    size_t sums, sum_room, sum_leaf_count, sum_leaf_room, sum_total_room;
    t4_premises *system;
    const char **tag_text;       /* what each fact of the system says */
    size_t tags, tag_room;
    double *guess;               /* by leaf; NAN = none */
} t4_bound_block;

typedef t4_status t4_bound_visit(void *context, t4_bound_block *block, t4_error *err);

/* All blocks of a question, one after the other; each is released behind the visit. */
t4_status t4_bound_blocks_each(t4_bound *bound, t4_run *run, const t4_bound_question *question, t4_bound_visit *visit,
                               void *context, t4_error *err);
/* Codes that stand in the rows and below them: of the detail, the list, the tree, floors and mirror. */
t4_status t4_bound_codes_make(t4_bound_block *block, t4_error *err);
uint32_t t4_bound_codes_find(const t4_bound_block *block, const char *text, size_t n);
/* The published rows, their parts, periods and partners. */
t4_status t4_bound_rows_make(t4_bound_block *block, t4_error *err);
/* The row at a place, T4_BOUND_NONE. */
uint32_t t4_bound_rows_find(const t4_bound_block *block, uint32_t code, uint32_t partner, uint32_t period);
/* The row of a table that is nearest to a code from above, T4_BOUND_NONE. */
uint32_t t4_bound_rows_above(const t4_bound_block *block, uint32_t code, uint32_t partner, uint32_t period);
bool t4_bound_rows_has_table(const t4_bound_block *block, uint32_t partner, uint32_t period);
/* "8542, DE, 2023-06" in the answer's texts; NULL without memory. */
const char *t4_bound_rows_name(const t4_bound_block *block, uint32_t code, uint32_t partner, t4_period period);
/* What the parts of a row along an axis leave of it: more than nothing, and no hidden part to hold it. */
bool t4_bound_rows_leaves_rest(const t4_bound_fact *fact, int axis);
/* The unknowns, and the published facts about them. */
t4_status t4_bound_leaves_make(t4_bound_block *block, t4_error *err);
t4_status t4_bound_leaves_facts(t4_bound_block *block, t4_error *err);
/* The leaves of a subtree of codes of one partner and time: from the returned index to before *end. */
size_t t4_bound_leaves_below(const t4_bound_block *block, uint32_t code, uint32_t partner, uint32_t time, size_t *end);
/* A fact for the system; text is one of the answer's. */
t4_status t4_bound_tag(t4_bound_block *block, const char *text, uint32_t *tag, t4_error *err);
t4_status t4_bound_conflict_add(t4_bound *bound, const char *text, bool proven, t4_error *err);
/* A text of the answer. */
const char *t4_bound_text(t4_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* --- history ------------------------------------------------------------------------- */

typedef struct t4_bound_history t4_bound_history;

/* The finest codes of the detail over time. NULL detail: an empty one. */
t4_status t4_bound_history_new(t4_bound_history **history, const t4_bound_question *question, t4_error *err);
void t4_bound_history_free(t4_bound_history *history);
/* Codes that the detail has in a flow, by its code ids. */
const uint8_t *t4_bound_history_codes(const t4_bound_history *history, t4_flow flow);
/* What goods below a code were worth over the last year of the detail, with a partner ("W00" = all). */
double t4_bound_history_value(const t4_bound_history *history, t4_flow flow, const char *partner, const char *code);
/* How steady the shares of a heading's codes were; NAN = too few periods. */
double t4_bound_history_kappa(const t4_bound_history *history, t4_flow flow, const char *partner, const char *heading);
/* Least and most unit value of a code (T4_SIDEFACT_RATE_DECIMALS). False: none was seen. */
bool t4_bound_history_rate(const t4_bound_history *history, t4_flow flow, const char *code, int64_t *least, int64_t *most);
t4_status t4_bound_history_test(const t4_bound_history *history, t4_bound *bound, const t4_run *run, t4_error *err);

/* Floors, mirror floors, weights with unit values. */
t4_status t4_bound_side_add(t4_bound_block *block, const t4_bound_history *history, t4_error *err);
/* The reconstruction of all leaves. */
t4_status t4_bound_guess_make(t4_bound_block *block, const t4_bound_history *history, t4_error *err);

#endif
