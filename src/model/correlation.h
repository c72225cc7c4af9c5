/* SPDX-License-Identifier: MIT */
/* Which codes of one edition became which of another, and the families of codes that hang together by it. */
#ifndef T4_MODEL_CORRELATION_H
#define T4_MODEL_CORRELATION_H

#include "model/hsedition.h"

enum {
    T4_CORRELATION_PAIRS_MOST = 4000000,   /* pairs of codes of all tables */
    T4_CORRELATION_CODES_MOST = 500000,    /* distinct codes */
    T4_CORRELATION_STEPS_MOST = 64,        /* steps between editions */
    T4_CORRELATION_FACTS_MOST = 10000
};

/* strict: every link counts.  material: links that a named fact sets aside do not, links that one adds do. */
typedef enum { T4_FAMILIES_MATERIAL, T4_FAMILIES_STRICT } t4_families;

typedef enum { T4_LINKS_ASIDE, T4_LINKS_WASTE, T4_LINKS_ADDED } t4_correlation_kind;

/* A named fact about links of one step.  from, to: beginnings of codes; "*" = any, "!8529" = all that begin otherwise. */
typedef struct {
    t4_correlation_kind kind;     /* WASTE sets aside too: what moved is waste alone.  LINK: two whole codes, a link added */
    const char *from, *to, *why, *since;
} t4_correlation_fact;

typedef struct {
    t4_correlation_fact fact;
    size_t step;
    size_t links;          /* how many it sets aside, or adds */
} t4_correlation_used;

typedef struct t4_correlation t4_correlation;

/* Codes, by their numbers in the correlation; owned. */
typedef struct {
    uint32_t *nodes;
    size_t count, room;
} t4_correlation_set;

/* Building: add all pairs, choose the chain, add facts of its steps, finish. */
t4_correlation *t4_correlation_new(void);
void t4_correlation_free(t4_correlation *c);
/* older, newer: names of editions as t4_hsedition_parse() gives them.  changes: the table leaves out codes that stayed. */
t4_status t4_correlation_add(t4_correlation *c, const char *older, const char *newer, bool changes, const char *from,
                             const char *to, t4_error *err);
/*
 * Take the steps that lead from one edition to another, whichever is older.  An edition of which nothing is known is
 * taken by the HS edition that it rests on.  T4_ERR_DATA when no chain leads there: names the steps that there are.
 */
t4_status t4_correlation_chain(t4_correlation *c, const t4_hsedition *from, const t4_hsedition *to, t4_error *err);
/* Names of the chain's editions, oldest first; steps = editions - 1. */
size_t t4_correlation_editions(const t4_correlation *c);
const char *t4_correlation_edition(const t4_correlation *c, size_t index);
/* Texts are copied. */
t4_status t4_correlation_add_fact(t4_correlation *c, size_t step, const t4_correlation_fact *fact, t4_error *err);
t4_status t4_correlation_finish(t4_correlation *c, t4_families mode, t4_error *err);

t4_families t4_correlation_mode(const t4_correlation *c);
/* Links of the tables; of them, those that are set aside. */
size_t t4_correlation_links(const t4_correlation *c);
size_t t4_correlation_aside(const t4_correlation *c);
size_t t4_correlation_facts(const t4_correlation *c);
const t4_correlation_used *t4_correlation_fact_at(const t4_correlation *c, size_t index);
/* Digits of the codes of an end: what finer codes are cut to. */
size_t t4_correlation_digits(const t4_correlation *c);
/* Is it a code that stayed because all steps leave such codes out and none names it? */
bool t4_correlation_stayed(const t4_correlation *c, const char *code, size_t n);

/* The oldest or the newest edition of the chain: from where, or to where. */
typedef enum { T4_CORRELATION_OLD, T4_CORRELATION_NEW } t4_correlation_end;

#define T4_CORRELATION_NONE UINT32_MAX
/* A code of n digits (cut to those of the table), or NONE. */
uint32_t t4_correlation_find(const t4_correlation *c, t4_correlation_end end, const char *code, size_t n);
const char *t4_correlation_code(const t4_correlation *c, uint32_t node);
uint32_t t4_correlation_family(const t4_correlation *c, uint32_t node);
/* Codes of an end that begin with the n digits; replaced. */
t4_status t4_correlation_below(const t4_correlation *c, t4_correlation_end end, const char *code, size_t n,
                               t4_correlation_set *set, t4_error *err);
/* Codes of an end that stand in a family, in order of code; borrowed. */
const uint32_t *t4_correlation_members(const t4_correlation *c, uint32_t family, t4_correlation_end end, size_t *count);

typedef enum { T4_REACH_COUNTED, T4_REACH_TABLE, T4_REACH_BUT_WASTE } t4_reach;
/* What a code of the other end leads to at `end`, in order of code; replaced. */
t4_status t4_correlation_reach(const t4_correlation *c, uint32_t node, t4_correlation_end end, t4_reach links,
                               t4_correlation_set *set, t4_error *err);
void t4_correlation_set_release(t4_correlation_set *set);

/* A code that both ends have: is its number all that stayed? */
typedef enum { T4_CODE_SCOPE_NEW_NUMBER, T4_CODE_SCOPE_SAME, T4_CODE_SCOPE_WASTE_ONLY, T4_CODE_SCOPE_MORE } t4_code_scope;
t4_status t4_correlation_scope(const t4_correlation *c, const char *code, size_t n, t4_code_scope *scope, t4_error *err);

#endif
