/* SPDX-License-Identifier: MIT */
/* What is public besides the release: earlier releases, other tables, common bounds, partners' figures. */
#ifndef T4_SDC_OUTSIDE_H
#define T4_SDC_OUTSIDE_H

#include "base/buffer.h"
#include "base/decimal.h"
#include "model/period.h"

enum { T4_OUTSIDE_MOST = 1 << 27 };  /* most figures known from outside */

/* A figure's place by its published texts. */
typedef struct {
    t4_period period;
    uint32_t flow;             /* t4_flow */
    const char *code, *partner;
    const char *dimensions;    /* labels, each with a tab before it; "" without */
} t4_outside_place;

typedef struct {
    bool open;                 /* some table shows it: `value`, the last one told */
    bool hidden;               /* and the last earlier release hid it */
    bool once;                 /* an earlier one showed it */
    int64_t value;
    int64_t lower, upper;      /* common knowledge; INT64_MIN, INT64_MAX = none */
} t4_outside_fact;

typedef struct t4_outside t4_outside;

t4_outside *t4_outside_new(void);
void t4_outside_free(t4_outside *outside);
/* A row of an earlier release, in the order of the releases. */
t4_status t4_outside_earlier(t4_outside *outside, const t4_outside_place *place, bool hidden,
                             int64_t value, t4_error *err);
/* Whether an earlier release hid the figure of whatever period: the newest one counts, for periods of its kind. */
t4_status t4_outside_habit(t4_outside *outside, const t4_outside_place *place, bool hidden, t4_error *err);
/* Was the newest figure of that kind hidden, as far as is known? */
bool t4_outside_usual(const t4_outside *outside, const t4_outside_place *place);
/* A figure that another table shows. */
t4_status t4_outside_known(t4_outside *outside, const t4_outside_place *place, int64_t value,
                           t4_error *err);
/* Bounds that everybody knows; several are cut with one another. */
t4_status t4_outside_bound(t4_outside *outside, const t4_outside_place *place, int64_t lower,
                           int64_t upper, t4_error *err);
/* What is known of a place, or NULL. */
const t4_outside_fact *t4_outside_find(const t4_outside *outside, const t4_outside_place *place);
/* How many places something is known of. */
size_t t4_outside_count(const t4_outside *outside);

#endif
