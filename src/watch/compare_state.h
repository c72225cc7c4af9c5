/* SPDX-License-Identifier: MIT */
/* Inside of a comparison: both sides in one set of names, their rows by period and code. */
#ifndef T4_WATCH_COMPARE_STATE_H
#define T4_WATCH_COMPARE_STATE_H

#include "watch/compare.h"

/* All rows of one reporter, period, flow and code. */
typedef struct {
    uint32_t period;             /* place in periods */
    uint32_t code;               /* rank, bytewise: a prefix stands right before what it begins */
    uint16_t reporter;
    uint8_t flow, level;
    bool leaf;                   /* no finer code in this period */
    bool has_world, world_open;
    uint32_t singles, hidden;    /* rows of single partners; of them hidden */
    uint32_t first, rows;        /* in order */
    t4_int128 world, single;     /* open values */
    t4_int128 world_rounding, single_rounding;
} t4_compare_entry;

typedef struct {
    const t4_flows *flows;
    const t4_compare_input *input;
    uint32_t *place, *code;      /* ids of the flows -> common ids; codes as ranks */
    uint32_t *order;             /* rows that count, by reporter, period, flow, code */
    size_t used;
    t4_compare_entry *entries;
    size_t count, room;
    uint8_t *seen;               /* by code: T4_SEEN_... */
    t4_int128 *value;            /* by code: open value of all its entries */
    uint32_t *first_row;         /* by code */
} t4_compare_half;

/* What a side has at a code, in any period of the finest kind. */
enum {
    T4_SEEN_ANY = 1, T4_SEEN_LEAF = 2, T4_SEEN_OPEN = 4, T4_SEEN_HIDDEN_BELOW = 8, T4_SEEN_SHORT = 16,
    T4_SEEN_SUMMED = 32          /* it has codes below it, and they were added up */
};

typedef struct t4_compare_work {
    t4_run *run;
    const t4_compare_question *question;
    t4_compare_result *result;
    t4_dict *places, *codes;
    uint32_t *code_order;        /* rank -> id in codes */
    size_t code_count;
    t4_period *periods;
    size_t period_count, period_room;
    t4_compare_half half[T4_COMPARE_SIDES];
    bool one_reporter;           /* one on each side: taken as the same */
    t4_dict *labels;             /* of families */
    int zeros[T4_COMPARE_SIDES][2][2];   /* [side][all goods][world]: most zeros that these rows are rounded to */
    int base[T4_COMPARE_SIDES];          /* zeros that all values end in */
} t4_compare_work;

/* The figure of a row that is compared, 0 where it is not open: value, or net mass where a side has no values. */
t4_int128 t4_compare_value(const t4_compare_work *w, const t4_flows_row *row);
bool t4_compare_open(const t4_compare_work *w, const t4_flows_row *row);
const char *t4_compare_code_text(const t4_compare_work *w, uint32_t rank);
/* The value of an entry, from its world row where that is open, else from its partners; hidden = not all is open. */
t4_int128 t4_compare_entry_value(const t4_compare_entry *e, bool *hidden);
/* The unit to which a row of a side is rounded: twice the most that it is off. */
t4_int128 t4_compare_rounding(const t4_compare_work *w, int side, const t4_flows_row *row);
t4_int128 t4_compare_entry_rounding(const t4_compare_entry *e);
void t4_compare_find_units(t4_compare_work *w, int side);               /* compare_side.c */
/* Does one code begin with the other? */
bool t4_compare_begins(const t4_compare_work *w, uint32_t code, uint32_t prefix);

/* Files of the comparison, in the order in which they run. */
t4_status t4_compare_index(t4_compare_work *w, t4_error *err);          /* compare_index.c */
t4_status t4_compare_describe(t4_compare_work *w, int side, t4_error *err);  /* compare_side.c */
t4_status t4_compare_add_up(t4_compare_work *w, int side, t4_error *err);    /* compare_sums.c */
t4_status t4_compare_watch(t4_compare_work *w, int side, t4_error *err);     /* compare_list.c */
t4_status t4_compare_judge(t4_compare_work *w, t4_error *err);          /* compare_verdict.c */
t4_status t4_compare_cells(t4_compare_work *w, t4_error *err);          /* compare_cells.c */
t4_status t4_compare_missing(t4_compare_work *w, t4_error *err);        /* compare_gone.c */

/* Groups of codes at a level that mean the same on both sides; compare_groups.c. */
typedef struct t4_compare_groups t4_compare_groups;
#define T4_COMPARE_NO_GROUP UINT32_MAX
t4_status t4_compare_groups_new(t4_compare_groups **groups, t4_compare_work *w, int level, t4_error *err);
void t4_compare_groups_free(t4_compare_groups *groups);
/* The group of a row's code, first cut to n digits; NO_GROUP: of another edition, and no map leads on. */
t4_status t4_compare_group_of(t4_compare_groups *groups, int side, uint32_t edition, const char *code, size_t n,
                              uint32_t *group, t4_error *err);
/* Join what correlations lead to one another; ids stay, t4_compare_group_root() tells who is one. */
uint32_t t4_compare_group_root(const t4_compare_groups *groups, uint32_t group);
const char *t4_compare_group_label(t4_compare_groups *groups, uint32_t group);
bool t4_compare_groups_joined(const t4_compare_groups *groups);

#endif
