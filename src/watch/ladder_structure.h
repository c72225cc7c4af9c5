/* SPDX-License-Identifier: MIT */
/* What coarsening hides of a watch list by construction: listed and other codes under every heading. */
#ifndef T4_WATCH_LADDER_STRUCTURE_H
#define T4_WATCH_LADDER_STRUCTURE_H

#include "watch/ladder.h"

typedef struct {
    char code[16];          /* the heading */
    const char *label;      /* borrowed from the code list; "" = it has only longer codes */
    size_t codes;           /* codes below it of the list's own length, as far as the tree goes */
    size_t listed;          /* of which listed */
    size_t part;            /* of which something finer than the tree is listed */
    size_t finest, finest_listed;  /* the longest codes of the tree below it; below listed codes */
    char tiers[64];         /* of the listed ones, each once: "3.A 4.A" */
} t4_structure_heading;

typedef struct {
    t4_structure_heading *headings;   /* those with a listed code, by code; t4_free */
    size_t count;
    size_t codes, listed, mixed;      /* below them; listed; headings with both kinds */
    size_t part, finest, finest_listed;
    int digits;                       /* of the longest codes of the tree */
    size_t unknown;                   /* listed codes that the tree does not have, nor anything below them */
} t4_structure;

/* Digits of a list's codes: the most that any has. */
size_t t4_structure_digits(const t4_ladder_listed *listed, size_t count);
/* Is everything of the list's length below the code listed (and there is something)? */
bool t4_structure_whole(const t4_codelist *codes, const char *code, const t4_ladder_listed *listed, size_t count);
/* Headings of `level` digits.  Borrows texts of codes. */
t4_status t4_structure_make(t4_structure *structure, const t4_codelist *codes, int level,
                            const t4_ladder_listed *listed, size_t count, t4_error *err);
void t4_structure_release(t4_structure *structure);

#endif
