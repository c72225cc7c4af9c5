/* SPDX-License-Identifier: MIT */
/* What every catalogue wants to know of a release: title, description, licence, span, and its files. */
#ifndef T4_RELEASE_DESCRIBE_H
#define T4_RELEASE_DESCRIBE_H

#include "io/json.h"
#include "release/draft.h"
#include "release/facts.h"

/* Goods, partners and periods that the release covers, how detailed, and how protected; two or three sentences. */
void t4_describe_text(const t4_draft *draft, const char *language, char text[2 * T4_FACT_TEXT]);
/* Languages of the template's title; at least "en". Their number is returned. */
int t4_describe_languages(const t4_draft *draft, const char *languages[8]);

/* Address of a licence known by its short name, or the address that the template gives; NULL = neither. */
const char *t4_describe_licence(const t4_draft *draft);
/* First and last day of the release, "2023-01-01"; false when it holds nothing. */
bool t4_describe_span(const t4_draft *draft, char from[16], char until[16]);
/* "kg-trade-2023-06_v1": letters, digits, '-', '_' in lower case. */
void t4_describe_slug(const t4_draft *draft, char slug[160]);

/* A file that readers may fetch. */
typedef struct {
    const t4_draft_file *file;
    char title[T4_FACT_NAME];
    const char *format;          /* "CSV", "XLSX", "SDMX-ML" ... */
    const char *media;           /* "text/csv" */
    int level;                   /* index into the plan's levels of a table; -1 = none */
    const char *list;            /* "partner" of codes/partner.csv, points into the name; NULL = no code list */
    size_t list_length;
} t4_described;

/* The tables, code lists, workbooks and SDMX files written so far, by name; *files is freed with t4_free(). */
t4_status t4_describe_files(t4_draft *draft, const char *language, t4_described **files, size_t *count,
                            t4_error *err);

/* JSON: a text; texts by language; the release's title and description by language. */
t4_json *t4_describe_titles(const t4_draft *draft);
t4_json *t4_describe_texts(const t4_draft *draft);
/* Print indented and write. Takes over json; NULL is T4_ERR_MEMORY. */
t4_status t4_describe_write(t4_draft *draft, t4_json *json, const char *name, t4_error *err);

/*
 * The release as a Dataset of schema.org, for the page: what index.html
 * carries in its <script type="application/ld+json">.
 */
t4_status t4_describe_schema_org(t4_draft *draft, t4_json **json, t4_error *err);

#endif
