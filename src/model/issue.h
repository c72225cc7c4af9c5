/* SPDX-License-Identifier: MIT */
/* Defects of the input: every kind in one table, every single one with its place. */
#ifndef T4_MODEL_ISSUE_H
#define T4_MODEL_ISSUE_H

#include "base/arena.h"
#include "base/status.h"

/* In the order in which summaries list them. Names are in issue.c, one row a kind. */
typedef enum {
    T4_ISSUE_RAGGED = 0,          /* more or fewer fields than the header */
    T4_ISSUE_BAD_BYTES,           /* not text in the file's encoding */
    T4_ISSUE_PERIOD_INVALID,
    T4_ISSUE_PERIOD_OUTSIDE,      /* outside release.from .. until */
    T4_ISSUE_FLOW_UNKNOWN,
    T4_ISSUE_CODE_MISSING,
    T4_ISSUE_CODE_LENGTH,
    T4_ISSUE_CODE_CHARACTER,      /* a letter or sign in a code, with the look-alike named */
    T4_ISSUE_CODE_ZERO,           /* leading zeros stripped, the list settles it */
    T4_ISSUE_CODE_UNKNOWN,        /* not in the classification */
    T4_ISSUE_CODE_RETIRED,        /* in the classification but not valid at the period */
    T4_ISSUE_CODE_RESERVED,       /* TOTAL, LIST:... in the input */
    T4_ISSUE_PARTNER_UNKNOWN,
    T4_ISSUE_PARTNER_RESERVED,    /* W00, _T, G_... in the input */
    T4_ISSUE_TRADER_MISSING,
    T4_ISSUE_TRADER_SIMILAR,      /* near-duplicate trader ids; listed without the ids on a terminal */
    T4_ISSUE_AMOUNT_INVALID,      /* not a number in the file's notation */
    T4_ISSUE_AMOUNT_RANGE,        /* more digits than 127 bits hold */
    T4_ISSUE_AMOUNT_NEGATIVE,
    T4_ISSUE_AMOUNT_MISSING,
    T4_ISSUE_EXCESS_DIGITS,       /* digits beyond the measure's decimals */
    T4_ISSUE_VALUE_ZERO,          /* zero value with weight */
    T4_ISSUE_NET_OVER_GROSS,
    T4_ISSUE_UNIT_MISSING,        /* quantity without unit */
    T4_ISSUE_UNIT_UNKNOWN,        /* not the unit of the code list, or with look-alikes */
    T4_ISSUE_LABEL_RESERVED,      /* a further dimension uses a reserved label */
    T4_ISSUE_LABEL_UNKNOWN,       /* not in the list of a further dimension, or no source type */
    T4_ISSUE_DUPLICATE,           /* the same item twice */
    T4_ISSUE_UNIT_VALUE,          /* unit value far from the code's usual one */
    T4_ISSUE_KINDS
} t4_issue_kind;

typedef enum { T4_ACT_KEEP = 0, T4_ACT_REPAIR, T4_ACT_RESIDUAL, T4_ACT_REJECT, T4_ACT_OFF } t4_issue_action;
typedef enum { T4_NOTE = 0, T4_WARNING, T4_SEVERE } t4_severity;

typedef struct {
    const char *name;           /* key under `checks:` and in issues.csv, e.g. "code_unknown" */
    t4_severity severity;
    t4_issue_action usual;      /* default action */
    unsigned allowed;           /* bit set of 1 << action */
    const char *meaning;        /* one sentence for reports and the reference */
} t4_issue_row;

const t4_issue_row *t4_issue_info(t4_issue_kind kind);
/* The kind of a name under `checks:` ("duplicates" counts as "duplicate"); T4_ISSUE_KINDS when there is none. */
t4_issue_kind t4_issue_find(const char *name);
const char *t4_issue_action_name(t4_issue_action action);   /* what was done: "kept", "repaired", ... */
const char *t4_issue_action_key(t4_issue_action action);    /* what a template says: "keep", "repair", ... */
const char *t4_issue_severity_name(t4_severity severity);   /* "note", "warning", "severe" */

enum { T4_ISSUE_TEXT = 200 };  /* most bytes of found and expected */

typedef struct {
    t4_issue_kind kind;
    t4_issue_action action;    /* what was done */
    uint32_t file;
    uint64_t line;
    uint32_t column;           /* 1-based position of the field in the record (field number); 0 = the row */
    const char *field;         /* template name of the column, e.g. "code"; static or borrowed */
    const char *found;         /* UTF-8, at most 200 bytes, owned by the list's arena */
    const char *expected;
    bool secret;               /* found names a trader: never on a terminal */
    bool sum;                  /* tells of issues that were counted one by one; itself not counted */
} t4_issue;

/* Issues of one block, in row order. */
typedef struct {
    t4_issue *items;
    size_t count, room;
    t4_arena arena;
} t4_issues;

void t4_issues_init(t4_issues *issues);
void t4_issues_release(t4_issues *issues);
void t4_issues_clear(t4_issues *issues);
/* Append a copy; found and expected are copied (cut at 200 bytes on a character boundary). False without memory. */
bool t4_issues_add(t4_issues *issues, const t4_issue *issue);

#endif
