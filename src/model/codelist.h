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
/* Sort, link parents; the same code twice with disjoint validity is kept as versions. */
t4_status t4_codelist_finish(t4_codelist *list, t4_error *err);

const char *t4_codelist_edition(const t4_codelist *list);
size_t t4_codelist_count(const t4_codelist *list);
const t4_code_entry *t4_codelist_entry(const t4_codelist *list, size_t index);
/* Index of a code (its version valid at period; 0 = any) or -1. */
int64_t t4_codelist_find(const t4_codelist *list, const char *code, size_t n, t4_period period);
/* The longest prefix of code, of even length >= 2, that the list holds; its length or 0. */
size_t t4_codelist_known_prefix(const t4_codelist *list, const char *code, size_t n);
/* Longest code in the list. */
size_t t4_codelist_digits(const t4_codelist *list);
/* The ancestor of exactly `level` digits by parent links, else the plain prefix; copied to out. */
void t4_codelist_ancestor(const t4_codelist *list, const char *code, int level, char out[16]);

#endif
