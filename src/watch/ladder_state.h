/* SPDX-License-Identifier: MIT */
/* The inside of a ladder: axes, keys, views; private to watch/ladder*.c. */
#ifndef T4_WATCH_LADDER_STATE_H
#define T4_WATCH_LADDER_STATE_H

#include "base/arena.h"
#include "sdc/protect.h"
#include "watch/ladder.h"

enum { T4_LADDER_LEVELS = T4_LEVELS_MAX + 1, T4_LADDER_PARTNER_KINDS = 3 };

/* A contribution to a finest cell. */
typedef struct {
    t4_period period;
    uint16_t flow, dims;
    uint32_t code, partner, trader, records;
    int64_t amount;
} t4_ladder_share;

/* Codes of one length: of[code id of the domain] is the index of its ancestor; texts sorted bytewise. */
typedef struct {
    int level;
    bool tree;               /* one of the release's; else only there for the watch list */
    uint32_t *of;
    const char **text;
    uint32_t count;
    uint32_t *below;         /* how many finest codes lie below each */
    uint32_t *above;         /* index of the ancestor at the next coarser level */
    uint32_t *first;         /* a finest code below each */
    uint8_t *listed;         /* by code: 1 = listed, as a whole */
} t4_ladder_codes;

typedef struct {
    t4_period_kind kind;
    t4_period period[T4_LADDER_PERIODS_MAX];
    uint32_t count;
    uint32_t below[T4_LADDER_PERIODS_MAX];   /* finest periods in each */
} t4_ladder_periods;

/* Where a cell stands: indexes on every axis of its view. */
typedef struct {
    uint32_t period, flow, partner, dims, code;
} t4_ladder_place;

/* All cells of one level, kind of period and kind of partner, sorted by key. */
typedef struct {
    const t4_ladder *of;          /* whose axes its keys stand on */
    int level, period, partner;   /* indexes into the ladder's axes */
    size_t cells;
    uint64_t *key;
    int64_t *total;
    int64_t *top1, *top2;         /* largest absolute contributions */
    uint32_t *trader1;            /* whose top1 is */
    uint32_t *contributors;
    uint32_t *records;
    uint8_t *rule;
    int64_t *need;                /* protection level */
} t4_ladder_view;

enum { T4_LADDER_REQUESTED = 1, T4_LADDER_WAIVED = 2, T4_LADDER_FIRST = 4 };   /* first: whom the cell's level protects */

/* What one trader has in one cell. */
typedef struct {
    uint64_t key;
    int64_t amount;
    uint32_t trader, records;
    uint8_t agreed;          /* requested: some of it; waived: all of it */
} t4_ladder_entry;

/* A trader's contribution to a cell that breaks a rule. */
typedef struct {
    uint32_t view, cell, trader;
    bool first;              /* the cell's protection level is his */
    int64_t amount;
} t4_ladder_target;

/* Codes of a published length that can hold goods of several tiers of the list, or listed and others: a slice for each. */
typedef struct {
    int level;                    /* index of the length */
    uint32_t count;               /* slices 1 .. count, those of a code one after another */
    uint32_t *of;                 /* by finest code: its slice; 0 = its published code has no slices */
    uint32_t *first;              /* by published code: its first slice; 0 = it has none */
    uint32_t *code, *tier;        /* by slice; tier 0 = not listed */
} t4_ladder_slices;

/* Views of a ladder: those of the tree, then list totals and slices by period and partner. */
enum { T4_LADDER_VIEWS = (T4_LADDER_LEVELS + 2) * T4_PERIOD_KINDS * T4_LADDER_PARTNER_KINDS };

/* The result of protecting a design, and what list totals leave open: by view, NULL where nothing is hidden. */
typedef struct {
    uint8_t *hidden[T4_LADDER_VIEWS];
    int64_t *lower[T4_LADDER_VIEWS];
    int64_t *upper[T4_LADDER_VIEWS];
    double *guess[T4_LADDER_VIEWS];
} t4_ladder_pattern;

/*
 * A design whose codes are others than those of one length: a second ladder on
 * the same periods and partners, of the same shares under the codes where they
 * are published, and where every code of the first ladder stands in it.
 * Partners are of classes, inside which all stand alike; sets of partners are
 * the classes, the groups, and all.
 */
typedef struct {
    t4_ladder *inner;
    t4_domain domain;             /* as the outer one but for its codes */
    bool published[T4_LADDER_LEVELS];        /* by level: has it a table? */
    uint32_t classes, sets;
    uint32_t *class_of;           /* by partner */
    uint32_t *weight;             /* [set * classes + class]: partners of that class in the set */
    uint32_t *code[T4_FLOWS];     /* [class * codes + code]: finest code of the inner ladder; NULL = no such flow */
    size_t inner_start[T4_LADDER_LEVELS + 1], outer_start[T4_LADDER_LEVELS + 1];   /* of the codes of each level among all */
    uint32_t *below[T4_FLOWS];    /* [class * all inner codes + code]: finest codes that could lie in it */
    uint32_t *first[T4_FLOWS];    /* by code of all outer ones: a finest code that has trade, where one has */
    uint8_t *holder[T4_FLOWS];    /* [set * all outer codes + code]: level of the smallest code that holds all of it */
    uint32_t *same;               /* by code of all outer ones: the inner code of that level and name, or UINT32_MAX */
    struct t4_ladder_rest *rest;  /* sorted */
    size_t rest_count;
} t4_ladder_placed;

struct t4_ladder {
    t4_ladder_options options;
    const t4_ladder *outer;       /* of an inner ladder */
    t4_ladder_placed *placed;     /* of the design at hand; NULL = its codes are those of one length */
    const t4_run *run;
    int measure;
    bool has_rules;
    t4_rules rules;
    bool requests;                /* they count */
    uint8_t *agreed;              /* by share; NULL = nobody agreed anything */
    int64_t p;                    /* millionths of a percent */
    t4_ladder_share *shares;
    size_t share_count, share_room;
    t4_int128 sum;                /* of absolute amounts */
    t4_dict *dims;
    t4_arena arena;
    t4_ladder_codes levels[T4_LADDER_LEVELS];
    int level_count;
    t4_ladder_periods periods[T4_PERIOD_KINDS];   /* finest first */
    int period_count;
    int partner_kinds[T4_LADDER_PARTNER_KINDS], partner_count;
    uint32_t *partner_of[T4_LADDER_PARTNER_KINDS];  /* by partner id of the domain */
    uint32_t partners[T4_LADDER_PARTNER_KINDS];     /* how many of each kind */
    uint32_t *partner_id;                           /* each: index -> id of the domain */
    uint32_t *partner_group;                        /* each: index -> index among groups */
    uint32_t *partner_below[T4_LADDER_PARTNER_KINDS];
    t4_ladder_view *views;                          /* [(level * periods + period) * partners + partner] */
    size_t view_count;
    t4_listset listset;                             /* the list, its tiers numbered from 1; empty = no design has lists */
    uint32_t tiers;
    uint32_t *tier;                                 /* by finest code: 0 = not listed */
    uint32_t *tier_below[T4_LADDER_LEVELS];         /* [code * (tiers + 1) + tier]: finest codes that could lie below */
    t4_ladder_view *lists;                          /* [period * partners + partner]: code = tier, or tiers + 1: all of them */
    t4_ladder_view *sliced;                         /* the same: code = slice; while the row is computed */
    t4_ladder_slices slices;
    t4_ladder_target *targets;
    size_t target_count, target_room;
    t4_ladder_row rows[T4_LADDER_DESIGNS_MAX];
    size_t row_count;
    int part_level;               /* index of the level that groups are told apart by */
    size_t part_count;            /* groups; 0 = rows are not taken apart */
    t4_ladder_part *parts[T4_LADDER_DESIGNS_MAX];   /* of every row by group, and of what groups share */
    double total;                 /* of the positive finest cells */
    double unit;                  /* of the measure: 10^-decimals */
};

static inline uint64_t t4_ladder_key(const t4_ladder_place *p)
{
    return (uint64_t)p->period << 54 | (uint64_t)p->flow << 51 | (uint64_t)p->partner << 37 |
           (uint64_t)p->dims << 24 | p->code;
}

static inline t4_ladder_place t4_ladder_place_of(uint64_t key)
{
    return (t4_ladder_place){(uint32_t)(key >> 54), key >> 51 & 7, key >> 37 & 0x3fff, key >> 24 & 0x1fff,
                             key & 0xffffff};
}

static inline size_t t4_ladder_view_index(const t4_ladder *l, int level, int period, int partner)
{
    return (size_t)((level * l->period_count + period) * l->partner_count + partner);
}

/* --- data and views --------------------------------------------------------------------- */

t4_status t4_ladder_axes(t4_ladder *ladder, t4_error *err);
t4_status t4_ladder_views(t4_ladder *ladder, t4_error *err);
/* A key of one view as the key of the coarser view's cell that holds it; the period stays where `to` has finer ones. */
uint64_t t4_ladder_lift(const t4_ladder *ladder, const t4_ladder_view *from, uint64_t key,
                        const t4_ladder_view *to);
/* Number of the cell, or SIZE_MAX. */
size_t t4_ladder_find(const t4_ladder_view *view, uint64_t key);
/* How many finest cells could lie in a cell. */
double t4_ladder_size(const t4_ladder_view *view, uint64_t key);
/*
 * Is a code of a level published in the level's table?  A shorter one (a residual) stands once, at the
 * smallest length that it fits into; at longer ones its cells only repeat.
 */
bool t4_ladder_stands(const t4_ladder *ladder, int level, uint32_t code);
/* Index of the axis value: -1 when the ladder has none. */
int t4_ladder_level_at(const t4_ladder *ladder, int digits);
int t4_ladder_period_at(const t4_ladder *ladder, t4_period_kind kind);
/* The ancestor of a code at a length; the index of a text of that length, or UINT32_MAX. */
void t4_ladder_ancestor(const t4_ladder *ladder, const char *code, int level, char out[16]);
uint32_t t4_ladder_code_at(const t4_ladder_codes *codes, const char *text);
/* Is that entry of the structure a code that could hold goods although the records have neither it nor one below it? */
bool t4_ladder_unseen(const t4_ladder *ladder, size_t entry);
int t4_ladder_partner_at(const t4_ladder *ladder, t4_ladder_partners partners);

/* What was agreed about every share; the codes have their levels. */
t4_status t4_ladder_agreed_make(t4_ladder *ladder, t4_error *err);
/* As for a release, with requests and waivers that are the caller's: contributors have their holdings already. */
t4_status t4_ladder_agreements(const t4_ladder *ladder, t4_protect_input *input, t4_error *err);
/* Is a cell of a view among what is never published? */
bool t4_ladder_never(const t4_ladder *ladder, const t4_ladder_view *view, uint64_t key);
/* The rule that a cell breaks and its protection level, waivers and requests reckoned with; T4_RULE_KINDS: no memory. */
t4_rule t4_ladder_judge(const t4_ladder *ladder, t4_ladder_entry *entries, size_t count, const t4_tops *tops, bool never,
                        int64_t *level, t4_error *err);

/* --- designs ----------------------------------------------------------------------------- */

/* Is the view's table published by the design? */
bool t4_ladder_publishes(const t4_ladder *ladder, const t4_ladder_design *design, const t4_ladder_view *view);
/* The view of the smallest published cell of a table that holds the cell of `view` with that key. */
const t4_ladder_view *t4_ladder_holder(const t4_ladder *ladder, const t4_ladder_table *table,
                                       const t4_ladder_view *view, uint64_t key);
/* Where the sum of a holder's cells over the periods of a coarser cell of `view` stands; the holder where it is as coarse. */
const t4_ladder_view *t4_ladder_summed(const t4_ladder *ladder, const t4_ladder_view *holder, const t4_ladder_view *view);
/* Where the codes of a design are published, kept in the ladder while its row is computed. */
typedef void t4_ladder_text(const void *context, uint32_t flow, uint32_t class_, const char *code, char out[16]);
typedef struct {
    const t4_ladder_design *design;
    uint32_t classes, *class_of;      /* of partners; taken over */
    t4_ladder_text *text;             /* of the code under which one of the finest, or one that has no trade, is published */
    const void *context;
} t4_ladder_placing;

t4_status t4_ladder_placed_make(t4_ladder *ladder, const t4_ladder_placing *placing, t4_error *err);
void t4_ladder_placed_release(t4_ladder *ladder);
t4_status t4_ladder_place_adaptive(t4_ladder *ladder, const t4_ladder_design *design, t4_error *err);
t4_status t4_ladder_place_policy(t4_ladder *ladder, const t4_ladder_design *design, t4_error *err);
/* The ladder whose views the design at hand publishes. */
static inline const t4_ladder *t4_ladder_published(const t4_ladder *l)
{
    return l->placed ? l->placed->inner : l;
}
/* The view of a table at the kind of period that it has of a view's, at that level. */
const t4_ladder_view *t4_ladder_table_view(const t4_ladder *ladder, const t4_ladder_table *table,
                                           const t4_ladder_view *view, int level);
/* Has a level a table of the design? */
bool t4_ladder_has_level(const t4_ladder *ladder, const t4_ladder_design *design, int level);
/* Of a placed design: the level of the smallest code that holds a cell's, the inner code of a cell at a level, sizes. */
int t4_ladder_placed_level(const t4_ladder *ladder, const t4_ladder_view *view, uint64_t key);
uint32_t t4_ladder_placed_code(const t4_ladder *ladder, const t4_ladder_view *from, uint64_t key, int level);
/* How many finest codes could lie in a cell's code. */
double t4_ladder_codes_in(const t4_ladder_view *view, uint64_t key);

/* Does a part of a cell's code stand outside the published code of that name? */
bool t4_ladder_divided(const t4_ladder *ladder, const t4_ladder_view *view, uint64_t key);

/* Published cells whose sum holds a cell of the ladder; the first may lie in it as a whole. */
enum { T4_LADDER_PIECES = 8 };
typedef struct {
    const t4_ladder_view *view;
    uint64_t key;
    bool inside;
} t4_ladder_piece;
size_t t4_ladder_pieces(const t4_ladder *ladder, const t4_ladder_table *table, const t4_ladder_view *view, uint64_t key,
                       t4_ladder_piece piece[T4_LADDER_PIECES]);
/* Totals of the watch list at every period and partner. */
t4_status t4_ladder_lists_make(t4_ladder *ladder, t4_error *err);
/* Does the design publish list totals there? */
bool t4_ladder_publishes_at(const t4_ladder *ladder, const t4_ladder_design *design, int period, int partner);
/* The totals of a table, and the place of the one by tier, that hold all of a cell of the tree; NULL = none does. */
const t4_ladder_view *t4_ladder_list_of(const t4_ladder *ladder, const t4_ladder_table *table, const t4_ladder_view *view,
                                        uint64_t key, uint64_t *list_key);
/* Is the total published and open?  Beside a policy or an adaptive design: does it break no rule itself? */
bool t4_ladder_list_shown(const t4_ladder *ladder, const t4_ladder_pattern *pattern, const t4_ladder_view *list, size_t cell);
/* What the published codes of a design can hold of each tier, kept while its row is computed. */
t4_status t4_ladder_slices_make(t4_ladder *ladder, const t4_ladder_design *design, t4_error *err);
void t4_ladder_slices_release(t4_ladder *ladder);
uint32_t t4_ladder_slice(const t4_ladder *ladder, uint32_t code, uint32_t tier);
/* The slices of a table that may tell of a view's cells; NULL = none do. */
const t4_ladder_view *t4_ladder_slices_at(const t4_ladder *ladder, const t4_ladder_table *table, const t4_ladder_view *view);
/* The cell of the one slice that holds all of a cell of the tree, or SIZE_MAX. */
size_t t4_ladder_slice_cell(const t4_ladder *ladder, const t4_ladder_view *sliced, const t4_ladder_view *view, uint64_t key);
/* The cells of a view by a code for each finest one (0 = left out), which count in `all` too (0 = in nothing else). */
t4_status t4_ladder_view_by(t4_ladder *ladder, t4_ladder_view *view, const uint32_t *code_of, uint32_t all, t4_error *err);
/* Give a view the cells of sorted keys, 0 where it has none. */
t4_status t4_ladder_view_pad(t4_ladder_view *view, const uint64_t *keys, size_t count, t4_error *err);
/* Free what a view holds. */
void t4_ladder_view_release(t4_ladder_view *view);

/* What a design proves about a cell, and what a reader would guess. */
typedef struct {
    double lower, upper, guess;
} t4_ladder_bound;

t4_ladder_bound t4_ladder_bound_of(const t4_ladder *ladder, const t4_ladder_design *design,
                                   const t4_ladder_pattern *pattern, const t4_ladder_view *view, size_t cell);
/* May what is told of a cell be wider than all published numbers taken together leave it? */
bool t4_ladder_loose(const t4_ladder *ladder, const t4_ladder_design *design, const t4_ladder_pattern *pattern);
/* The same of a published cell; of a place in `from` as a table at the coarser view shows it. */
t4_ladder_bound t4_ladder_look(const t4_ladder *ladder, const t4_ladder_pattern *pattern, const t4_ladder_view *view,
                               uint64_t key);
t4_ladder_bound t4_ladder_look_from(const t4_ladder *ladder, const t4_ladder_pattern *pattern,
                                    const t4_ladder_view *from, uint64_t key, const t4_ladder_view *view);
/* The same where the place was lifted already. */
t4_ladder_bound t4_ladder_look_at(const t4_ladder *ladder, const t4_ladder_pattern *pattern, const t4_ladder_view *from,
                                  uint64_t lifted, const t4_ladder_view *view);
/* Is the cell of a published table hidden, and its interval. */
bool t4_ladder_hidden(const t4_ladder *ladder, const t4_ladder_pattern *pattern, const t4_ladder_view *view,
                      size_t cell, int64_t *lower, int64_t *upper);

/* What is known of a list total, which beside other codes than those of one length is one that is shown. */
t4_ladder_bound t4_ladder_list_bound(const t4_ladder *ladder, const t4_ladder_pattern *pattern, const t4_ladder_view *list,
                                     size_t cell);
/* What slices tell of a cell of the tree; false: nothing. */
bool t4_ladder_slices_tell(const t4_ladder *ladder, const t4_ladder_pattern *pattern, const t4_ladder_view *sliced,
                           const t4_ladder_view *view, uint64_t key, t4_ladder_bound *bound);
/* Intervals and guesses of what a design with list totals hides, and of slices: all that is published taken together. */
t4_status t4_ladder_read(t4_ladder *ladder, t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err);
/* How far each hidden variable can move at the most; exact: to the end. */
t4_status t4_ladder_intervals(t4_ladder *ladder, t4_audit_problem *problem, t4_audit **audit, bool *exact, t4_error *err);
/* Room for what is hidden in a view. */
bool t4_ladder_pattern_open(const t4_ladder *ladder, t4_ladder_pattern *pattern, size_t view);
/* Fill in a row of the ladder. */
typedef t4_status t4_ladder_make_row(t4_ladder *ladder, t4_ladder_row *row, t4_error *err);
/* Every row on the run's threads, each in a ladder of its own that shares all but rows, parts and views of slices. */
t4_status t4_ladder_each_row(t4_ladder *ladder, t4_ladder_make_row *make, t4_error *err);
t4_status t4_ladder_protect(t4_ladder *ladder, t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err);
/* The pattern of a design that another publication gives. */
t4_status t4_ladder_as_shown(t4_ladder *ladder, t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err);
/* Cells that it has no row for (state: by view and cell, t4_shown_state) may be any code that their total has room for. */
t4_status t4_ladder_spread_left(t4_ladder *ladder, t4_ladder_pattern *pattern, uint8_t *const *state, t4_error *err);
void t4_ladder_pattern_release(t4_ladder_pattern *pattern);
t4_status t4_ladder_attack(t4_ladder *ladder, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err);
t4_status t4_ladder_detail(t4_ladder *ladder, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err);
/* The view of the cells that are asked about, listed codes or the finest ones; a key of each of their series, sorted. */
const t4_ladder_view *t4_ladder_asked(const t4_ladder *ladder);
uint64_t *t4_ladder_asked_keys(const t4_ladder *ladder, size_t *count);
t4_status t4_ladder_watch(t4_ladder *ladder, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err);
/* How many of the planted diversions the design reveals. */
void t4_ladder_reveal(const t4_ladder *ladder, t4_ladder_row *row, const t4_ladder_pattern *pattern);
/* By what rows are taken apart: before the first of them. */
void t4_ladder_parts_begin(t4_ladder *ladder);
/* Room for a row's parts by group; the part that a cell belongs to, where several groups share it the last one; NULL = none. */
t4_status t4_ladder_parts_make(t4_ladder *ladder, const t4_ladder_row *row, t4_error *err);
t4_ladder_part *t4_ladder_part_at(const t4_ladder *ladder, const t4_ladder_row *row, const t4_ladder_view *view, uint64_t key);
/* Hand every published and every finest cell with its interval to options.interval. */
t4_status t4_ladder_tell(const t4_ladder *ladder, const t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err);
t4_status t4_ladder_power(t4_ladder *ladder, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err);
/* Plant diversions into the records' own series and count those that the design's series reveal. */
t4_status t4_ladder_simulate(t4_ladder *ladder, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err);

#endif
