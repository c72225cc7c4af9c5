/* SPDX-License-Identifier: MIT */
/* Numbers that a system gives to partners and dimensions, in order of the output; private to sdc/protect*.c. */
#ifndef T4_SDC_PROTECT_NAMES_H
#define T4_SDC_PROTECT_NAMES_H

#include "base/arena.h"
#include "sdc/protect.h"

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

/* All cells of the release as a closed system; fills system, base and names. */
t4_status t4_protect_system(t4_protection *protection, const t4_run *run,
                            const t4_protect_input *input, t4_error *err);
/* All contributions placed in it; owned by the caller (t4_free). */
t4_status t4_protect_shares(t4_protection *protection, const t4_protect_input *input,
                            t4_share **shares, size_t *count, t4_error *err);
/* The finest published code at or above a code, or T4_NO_INDEX. codes: the list, as the cube was given it. */
uint32_t t4_protect_node(const t4_protection *protection, const char *code, size_t n,
                         const t4_codelist *codes);
void t4_protect_names_free(t4_protect_names *names);

#endif
