/* SPDX-License-Identifier: MIT */
/* What a coarse release hides, at most: intervals of hidden codes from all facts at once, and apart a reconstruction. */
#ifndef T4_WATCH_BOUND_H
#define T4_WATCH_BOUND_H

#include "base/arena.h"
#include "base/run.h"
#include "model/codelist.h"
#include "model/flows.h"
#include "model/sidefact.h"
#include "model/watchlist.h"

enum { T4_BOUND_RESULTS_MOST = 5000000 };   /* most intervals of one answer */

/* Everything borrowed; what is NULL is not known. */
typedef struct {
    const t4_flows *coarse;          /* published: each row is a fact, of whatever level, partner or period */
    const t4_flows *detail;          /* an earlier, finer release: the codes there are, their shares, their unit values */
    const t4_flows *mirror;          /* what partners report of the opposite flow: floors */
    const t4_sidefacts *floors;
    const t4_sidefacts *rates;       /* unit values */
    bool rates_of_history;           /* where none is given: the range of the detail */
    const t4_watchlist *list;
    t4_watchday day;                 /* the list as of that day; 0 = of each period's end */
    const t4_codelist *tree;         /* subheadings of six digits */
    bool complete;                   /* the detail names every code there is below a heading */
    bool as_they_are;                /* rows may be below zero, and those of one place are added up: no bounds then */
    bool each_partner;               /* intervals for each partner, not only for all together */
    double tolerance, tau;           /* of mirror data: floor = reported * (1 + tau) * (1 - tolerance) */
    t4_int128 rounding;              /* of published values; 0 = exact */
    t4_int128 mass_rounding;
    t4_flow flow;                    /* T4_FLOWS = both */
    const char *heading;             /* codes that begin so; NULL = all */
} t4_bound_question;

typedef enum {
    T4_BOUND_CODE,                   /* a code that the coarse release does not show */
    T4_BOUND_OTHER,                  /* goods of a code that no finer code known here names */
    T4_BOUND_LISTED                  /* the listed part of a heading */
} t4_bound_kind;

typedef struct {
    t4_period period;
    bool rest_of_period;             /* what the finer periods that are published leave of it */
    t4_flow flow;
    const char *reporter, *partner, *code, *heading;
    t4_bound_kind kind;
    t4_watch_state state;
    bool known_before;               /* the detail has it */
    bool contradictory, has_upper;
    t4_int128 lower, upper;
    const char *lower_by, *upper_by; /* facts that the bounds follow from; "" = none but that nothing is negative */
    double total;                    /* the heading's reconstructed total; NAN = none */
    double guess, band_low, band_high;   /* the reconstruction; NAN = none */
} t4_bound_row;

/* Facts that cannot hold together. */
typedef struct {
    const char *text;                /* one fact a line */
    bool proven;
} t4_bound_conflict;

/* How well the reconstruction would have done inside the detail, by heading. */
typedef struct {
    char heading[16];
    t4_flow flow;
    size_t periods, cells, covered;  /* cells: codes x periods that were predicted; covered: inside the band */
    double value, misplaced;         /* misplaced: value at the wrong code */
    double kappa;                    /* NAN = too few periods */
} t4_bound_tested;

typedef struct {
    t4_arena arena;                  /* of all texts */
    t4_bound_row *rows;              /* by reporter, flow, period, partner, code */
    size_t count, room;
    t4_bound_conflict *conflicts;
    size_t conflict_count, conflict_room;
    t4_bound_tested *tested;
    size_t tested_count, tested_room;
    size_t facts, unknowns, open_codes;
    size_t mirror_used, mirror_apart, floors_apart;   /* apart: about goods that the release has no row for */
    size_t unfitted;                 /* cells that the reconstruction could not reach: no earlier share, or margins that disagree */
    size_t rates_of_history;         /* codes whose unit values are the detail's own */
    size_t new_codes;                /* codes of list or tree that the detail has not */
} t4_bound;

/* T4_ERR_DATA when nothing is hidden or no row fits; contradictions are part of the answer. Release also after failure. */
t4_status t4_bound_make(t4_bound *bound, t4_run *run, const t4_bound_question *question, t4_error *err);
/* The reconstruction held against the detail itself, period after period from those before it. */
t4_status t4_bound_backtest(t4_bound *bound, t4_run *run, const t4_bound_question *question, t4_error *err);
void t4_bound_release(t4_bound *bound);

#endif
