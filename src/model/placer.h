/* SPDX-License-Identifier: MIT */
/* Where goods are published under a granularity policy: what is cut where others of its code are deeper is a residual. */
#ifndef T4_MODEL_PLACER_H
#define T4_MODEL_PLACER_H

#include "model/granularity.h"
#include "model/codelist.h"

#define T4_PLACER_ALL "X"   /* the code of goods that are counted in all goods alone */

typedef struct {
    const t4_cube_plan *plan;          /* its published lengths; borrowed */
    const t4_codelist *codes;          /* the tree of ancestors; NULL = by prefix */
    t4_dict *deep;                     /* "flow code": nodes below which something is published */
    t4_dict *met;                      /* "flow code level": told to deep already */
} t4_placer;

t4_status t4_placer_init(t4_placer *placer, const t4_cube_plan *plan, const t4_codelist *codes, t4_error *err);
void t4_placer_release(t4_placer *placer);
/* The longest published length of at most `most`; 0 = all goods. */
int t4_placer_published(const t4_placer *placer, int most);
/* The next longer published length of a plan; 0 = none. */
int t4_placer_longer(const t4_cube_plan *plan, int level);
/* First, of everything: goods of a code and flow that may have so many digits. */
t4_status t4_placer_note(t4_placer *placer, uint32_t flow, const char *code, int level, t4_error *err);
/*
 * Then the code under which goods with so many digits are published: "8542",
 * "8542XX", T4_PLACER_ALL.  True: it is not where the own one of n bytes
 * would stand by itself; *rest: it is a residual, as others of the same
 * beginning are published deeper.
 */
bool t4_placer_place(const t4_placer *placer, uint32_t flow, const char *code, size_t n, int level, char out[16], bool *rest);

#endif
