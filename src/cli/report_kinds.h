/* SPDX-License-Identifier: MIT */
/* What report knows of each command's JSON: how it is recognised, what is said of it, which table and chart show it. */
#ifndef T4_CLI_REPORT_KINDS_H
#define T4_CLI_REPORT_KINDS_H

#include "cli/outpage.h"
#include "io/json.h"

typedef struct {
    const char *command;         /* "surge" */
    const char *title;           /* heading of its section */
    const char *keys;            /* that the first row, or the object, has: "finding|p_adjusted" */
    const char *rows;            /* member that holds the rows; NULL = the array itself */
    const char *columns;         /* of the table: "partner|code|#before" ; NULL = none */
    void (*say)(t4_buffer *out, const t4_json *json);
    void (*draw)(t4_outpage *page, const t4_json *json);  /* NULL = no chart */
    const char *limits;          /* what it cannot say */
    bool confidential;           /* made from records or movements of single firms */
} t4_report_kind;

/* The kind of a parsed file, or NULL. */
const t4_report_kind *t4_report_kind_of(const t4_json *json);
/* "watch, ladder, mirror ...": commands whose JSON is understood. */
const char *t4_report_kinds_text(void);
/* A number, or a text that is one; NaN else. */
double t4_report_number(const t4_json *row, const char *key);
/* A text, or a number as text, in room; "" else. */
const char *t4_report_text(const t4_json *row, const char *key, char room[64]);

#endif
