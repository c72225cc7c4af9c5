/* SPDX-License-Identifier: MIT */
/* Codes of a list held against families of codes of two editions: which families the list holds whole. */
#ifndef T4_WATCH_LISTFAMILIES_H
#define T4_WATCH_LISTFAMILIES_H

#include "model/correlation.h"

/* A family that holds a code of the list; codes are of the list's end. */
typedef struct {
    uint32_t family;
    size_t listed, codes;      /* of its codes at the list's end: those on the list, all */
} t4_listfamily;

typedef struct {
    t4_listfamily *families;
    size_t count, room;
    size_t codes;              /* of the list */
    size_t unknown;            /* of them: not in the table */
    size_t whole;              /* of them: in a family of which every code is listed */
    size_t same, waste_only, more, new_number;   /* what became of their numbers */
} t4_listfamilies;

/* codes: of the edition at `end`.  By size, the largest family first. */
t4_status t4_listfamilies_find(t4_listfamilies *found, const t4_correlation *c, t4_correlation_end end,
                               const char *const *codes, size_t count, t4_error *err);
void t4_listfamilies_release(t4_listfamilies *found);

#endif
