/* SPDX-License-Identifier: MIT */
/* The template's keys in one table: validation, --set, explain and the reference come from it. */
#ifndef T4_MODEL_SCHEMA_H
#define T4_MODEL_SCHEMA_H

#include "base/buffer.h"
#include "model/settings.h"

typedef enum {
    T4_KEY_MAP,        /* a fixed set of keys, the rows below it */
    T4_KEY_ANY_MAP,    /* free keys, every value by the row "path.*" */
    T4_KEY_LIST,       /* items by the row "path[]" */
    T4_KEY_TEXT, T4_KEY_INTEGER, T4_KEY_NUMBER, T4_KEY_BOOLEAN, T4_KEY_CHOICE,
    T4_KEY_CHARACTER, T4_KEY_PERIOD, T4_KEY_FILE, T4_KEY_MIXED  /* several shapes; checked where it is typed */
} t4_key_kind;

typedef struct {
    const char *path;       /* "publish.levels", "input.columns.*", "protect.rules.dominance[]" */
    t4_key_kind kind;
    double least, most;     /* numbers */
    const char *choices;    /* "csv|xlsx"; text shown for MIXED */
    const char *usual;      /* default as text; NULL = none */
    const char *help;       /* one sentence */
} t4_schema_row;

const t4_schema_row *t4_schema_rows(size_t *count);
/* Check every node against the table: unknown keys (with the nearest known one), kinds, ranges. */
t4_status t4_schema_check(const t4_settings *settings, t4_error *err);
/* `tenfour explain`: every effective setting, its value and where it comes from. */
t4_status t4_schema_explain(const t4_settings *settings, t4_buffer *out, t4_error *err);

#endif
