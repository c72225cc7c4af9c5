/* SPDX-License-Identifier: MIT */
/* A commodity classification: codes, labels, parents, units, validity, edition. */
#ifndef T4_MODEL_CODELIST_H
#define T4_MODEL_CODELIST_H

#include "base/status.h"
#include "model/period.h"

typedef struct t4_codelist t4_codelist;

typedef struct {
    const char *code;      /* digits as text, NUL-terminated */
    const char *label;     /* "" when the list has none */
    const char *label_ru;  /* "" when none */
    const char *unit;      /* supplementary unit of the list, "" when none */
    int64_t parent;        /* index of the parent entry: the list's parent column, else the longest prefix; -1 = top */
    t4_period from, until; /* validity; 0 = open */
    bool has_children;
} t4_code_entry;

/* Built by io/ readers: add all, then finish once. */
t4_codelist *t4_codelist_new(const char *edition);
void t4_codelist_free(t4_codelist *list);
/* parent NULL: to be found by prefix.  Texts are copied. */
t4_status t4_codelist_add(t4_codelist *list, const char *code, const char *parent,
                          const char *label, const char *label_ru, const char *unit,
                          t4_period from, t4_period until, t4_error *err);
/*
 * Sort, link parents.  The same code with different beginnings of validity is
 * kept as versions (where two overlap, the later one counts); with the same
 * beginning the first stays.  T4_ERR_DATA: such repeats differ in unit or
 * parent, or parents go round in a circle.
 */
t4_status t4_codelist_finish(t4_codelist *list, t4_error *err);

const char *t4_codelist_edition(const t4_codelist *list);
size_t t4_codelist_count(const t4_codelist *list);
const t4_code_entry *t4_codelist_entry(const t4_codelist *list, size_t index);
/* Index of a code (its version valid at period, of several the latest; period 0 = any) or -1. */
int64_t t4_codelist_find(const t4_codelist *list, const char *code, size_t n, t4_period period);
/* The longest prefix of code, of even length >= 2, that the list holds; its length or 0. */
size_t t4_codelist_known_prefix(const t4_codelist *list, const char *code, size_t n);
/* Longest code in the list. */
size_t t4_codelist_digits(const t4_codelist *list);
/*
 * The ancestor of exactly `level` digits by parent links, copied to out; the
 * code's own beginning without a list (NULL), or where the list would put it
 * into another chapter, so that a chapter is a whole.
 */
void t4_codelist_ancestor(const t4_codelist *list, const char *code, int level, char out[16]);

/* The entries whose codes begin with the n bytes: from the returned index to before *end. */
size_t t4_codelist_below(const t4_codelist *list, const char *prefix, size_t n, size_t *end);
/*
 * A code that lost its leading zero (spreadsheets do that): true, and the
 * repaired code in out, when the list settles it: with one '0' before it the
 * code is `digits` long (or even), stands in the list as far as the list goes,
 * and no code of the list begins as the digits stand.
 */
bool t4_codelist_repair_zero(const t4_codelist *list, const char *code, size_t n, size_t digits,
                             char out[16]);

#endif
