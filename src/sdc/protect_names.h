/* SPDX-License-Identifier: MIT */
/* Numbers that a system gives to partners and dimensions, in order of the output; private to sdc/protect*.c. */
#ifndef T4_SDC_PROTECT_NAMES_H
#define T4_SDC_PROTECT_NAMES_H

#include "base/arena.h"
#include "sdc/protect.h"
#include "sdc/protect_link.h"

/*
 * Ids of the domain depend on the order of arrival; those here on the order of
 * the output, so that the pattern does not change with threads or row order.
 */
typedef struct t4_protect_names {
    uint32_t *partner;         /* domain id -> number, T4_NO_INDEX = none yet */
    uint32_t *partner_id;      /* number -> domain id */
    uint32_t partners;
    t4_dict *dims;             /* combinations of further dimensions, as bytes */
    t4_arena texts;
    char groups[T4_GROUPS_MAX][40];
} t4_protect_names;

/*
 * Protect one measure; hidden: by published cell, what is hidden already at
 * no cost (NULL = nothing); link: what open figures of others tell of it
 * (NULL = nothing).  As t4_protect() else.
 */
t4_status t4_protect_measure(t4_protection **protection, const t4_run *run, const t4_cells *cells,
                             const t4_protect_input *input, int measure, const uint8_t *hidden,
                             const t4_link *link, t4_error *err);
/* All cells of the release as a closed system; fills system, base and names. */
t4_status t4_protect_system(t4_protection *protection, const t4_run *run,
                            const t4_protect_input *input, t4_error *err);
/* All contributions placed in it; owned by the caller (t4_free). */
t4_status t4_protect_shares(t4_protection *protection, const t4_protect_input *input,
                            t4_share **shares, size_t *count, t4_error *err);
/* The finest published code at or above a code, or T4_NO_INDEX. codes: the list, as the cube was given it. */
uint32_t t4_protect_node(const t4_protection *protection, const char *code, size_t n,
                         const t4_codelist *codes);
/* The nearest published code above one of that level. */
uint32_t t4_protect_above(const t4_protection *protection, const char *code, int level, const t4_codelist *codes);
/* The place of a cell or contribution; false without memory. */
bool t4_protect_place(t4_protection *protection, t4_period period, uint32_t flow, const uint32_t *dimension,
                      uint32_t partner, uint32_t node, t4_place *place);
/* Add a published cell at a level. */
t4_status t4_protect_add(t4_protection *protection, const t4_cell *cell, int level, t4_error *err);
/* The cells of list aggregates (sdc/protect_aggregates.c). */
t4_status t4_protect_list_cells(t4_protection *protection, const t4_protect_input *input, t4_error *err);
/*
 * Before the system is closed: what list aggregates are the sums of, and where
 * only a part of a published code is listed, its unpublished parts.
 */
t4_status t4_protect_aggregates(t4_protection *protection, const t4_protect_input *input, t4_error *err);
/* The node of a contribution below its published one: the unpublished part that it is in, else the same. */
uint32_t t4_protect_part(const t4_protection *protection, const t4_protect_input *input, uint32_t node,
                         const char *code, size_t n);
/* What is public already: fills `known` and `public`, fixes what cannot be hidden; after primaries and costs. */
t4_status t4_protect_outside(t4_protection *protection, const t4_protect_input *input, t4_error *err);
/*
 * Weigh the changes of revised figures as cells of their own: contributions now
 * less those behind the release before, by trader.  After t4_protect_outside().
 */
t4_status t4_protect_changes(t4_protection *protection, const t4_run *run, const t4_protect_input *input,
                             const t4_share *shares, size_t count, t4_error *err);
/* By published cell: did earlier releases hide it in the same period of the year before, or in that year? */
t4_status t4_protect_year_before(t4_protection *protection, const t4_protect_input *input, uint8_t *before,
                                 t4_error *err);
/*
 * Figures for whose levels the pattern found no route although all may be
 * hidden that is not public: what is public gives them away, whatever the
 * release does.  They count as public within their bounds; how many there are.
 */
size_t t4_protect_yield(t4_protection *protection);
/*
 * The same after an audit: of the claims that failed, those that fail also
 * where everything is hidden that is not public are dropped.  What the proofs
 * of the others move is hidden (neither with must-publish figures, which the
 * office can give up): *more, when there is such; then the audit is to be run
 * again, after t4_protect_spread().
 */
t4_status t4_protect_given_away(t4_protection *protection, const t4_run *run, bool *more, t4_error *err);
/* Hide in every measure what one of them hides; counts secondaries anew. */
void t4_protect_spread(t4_protection *first);
void t4_protect_names_free(t4_protect_names *names);

#endif
