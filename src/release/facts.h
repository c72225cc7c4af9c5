/* SPDX-License-Identifier: MIT */
/* What a release is and what its numbers mean, as short texts in English, Russian or Kyrgyz for every file that says so. */
#ifndef T4_RELEASE_FACTS_H
#define T4_RELEASE_FACTS_H

#include "release/draft.h"

enum { T4_FACT_NAME = 96, T4_FACT_TEXT = 1024, T4_FACTS_MAX = 64 };

typedef struct {
    char name[T4_FACT_NAME];
    char text[T4_FACT_TEXT];
} t4_fact;

typedef struct t4_facts {
    const char *language;   /* "en", "ru" or "ky" */
    t4_fact items[T4_FACTS_MAX];
    int count;
} t4_facts;

/* Reporter, vintage, periods, trade system, valuation, partner concept, licence, contact ... */
void t4_facts_release(t4_facts *facts, const t4_draft *draft, const char *language);
/* Every column of a data file and what it means. */
void t4_facts_columns(t4_facts *facts, const t4_draft *draft, const char *language);
/* How to read the numbers: levels, totals, rounding, quantities, codes as text. */
void t4_facts_reading(t4_facts *facts, const t4_draft *draft, const char *language);
/* "Not certified: ..." in one sentence with the reason, or that it is certified. */
void t4_facts_protection(const t4_draft *draft, const char *language, char text[T4_FACT_TEXT]);
/* Title in a language, never empty. */
void t4_facts_title(const t4_draft *draft, const char *language, char text[T4_FACT_TEXT]);
/* "imports": what a flow is, in English. */
const char *t4_facts_flow(t4_flow flow);
/* "Net mass": what a measure is, in English. */
const char *t4_facts_measure(const char *name);
/* "Value (USD)": the heading of a measure for people. */
void t4_facts_heading(const t4_draft *draft, int measure, const char *language,
                      char text[T4_FACT_NAME]);

/* A status code of SDMX and how it is written for people. */
typedef struct {
    char code;
    const char *shorthand;   /* in the workbook; "" for a normal value */
    const char *label;       /* in English; t4_phrases_say() has the others */
} t4_fact_status;

/* Rows end with code 0. */
extern const t4_fact_status t4_fact_statuses[];  /* OBS_STATUS */
extern const t4_fact_status t4_fact_confs[];     /* CONF_STATUS */
/* Shorthand of an OBS_STATUS; "" when it needs none. */
const char *t4_facts_shorthand(char status);

#endif
