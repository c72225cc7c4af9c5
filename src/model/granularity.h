/* SPDX-License-Identifier: MIT */
/* The granularity policy of a release: how many digits a code has where it is published, by code, list, flow, partner. */
#ifndef T4_MODEL_GRANULARITY_H
#define T4_MODEL_GRANULARITY_H

#include "base/buffer.h"
#include "model/flow.h"
#include "model/template.h"

enum { T4_GRANULARITY_RULES_MAX = 1000000 };

/* A line of the policy. */
typedef struct {
    char code[T4_CODE_MAX + 1];        /* codes that begin so; "" = all */
    uint32_t flow;                     /* M stands for FM and RM too; T4_FLOWS = every flow */
    const char *const *partners;       /* published codes, NULL-terminated, borrowed; NULL = every partner */
    int level;
    bool lid;                          /* never finer, whatever other lines say */
    uint32_t order;                    /* at the same length of code the larger one wins */
    const char *source;                /* of a lid: the file, borrowed */
    uint64_t line;
} t4_granularity_rule;

typedef struct {
    t4_granularity_rule *rules;        /* sorted by code once finished */
    size_t count, room;
    bool mixed;                        /* lines by flow or partner, or lengths that differ inside a published code */
} t4_granularity;

/* The lines of publish.finest. */
t4_status t4_granularity_template(t4_granularity *policy, const t4_template *template_, t4_error *err);
/* A line of publish.finest_by for codes that begin so; "" = all. */
t4_status t4_granularity_line(t4_granularity *policy, const t4_finest_line *line, const char *code, t4_error *err);
/* T4_ERR_DATA over T4_GRANULARITY_RULES_MAX. */
t4_status t4_granularity_add(t4_granularity *policy, const t4_granularity_rule *rule, t4_error *err);
/* All are added: sort. */
void t4_granularity_finish(t4_granularity *policy);
void t4_granularity_release(t4_granularity *policy);
/*
 * The finest length of a code of n digits; digits: of a complete code.  The
 * line with the longest beginning of the code wins, whatever else it names,
 * at the same length the later one (finest_by after finest); lids come last.
 * partner: published code.  *lid is the lid that decided, or NULL; may be NULL.
 */
int t4_granularity_finest(const t4_granularity *policy, const char *code, size_t n, uint32_t flow, const char *partner,
                          int digits, const t4_granularity_rule **lid);
/* Append which of the lines by partner name this one: partners with the same bytes are treated alike. */
t4_status t4_granularity_partner(const t4_granularity *policy, const char *partner, t4_buffer *lines, t4_error *err);

#endif
