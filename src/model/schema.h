/* SPDX-License-Identifier: MIT */
/* The template's keys in one table: validation, --set, explain and the reference come from it. */
#ifndef T4_MODEL_SCHEMA_H
#define T4_MODEL_SCHEMA_H

#include "model/settings.h"

typedef enum {
    T4_KEY_MAP,        /* a fixed set of keys, the rows below it */
    T4_KEY_ANY_MAP,    /* free keys, every value by the row "path.*" */
    T4_KEY_FLOWS,      /* keys are flows (M, X, FM, RM, DX, RX), values by "path.*"; or one value for all */
    T4_KEY_LIST,       /* items by the row "path[]" */
    T4_KEY_TEXT, T4_KEY_INTEGER, T4_KEY_NUMBER, T4_KEY_BOOLEAN, T4_KEY_CHOICE,
    T4_KEY_CHARACTER, T4_KEY_PERIOD, T4_KEY_FILE,
    T4_KEY_MIXED,      /* several shapes: a map is checked by the rows below it, a list by "path[]", a scalar where it is typed */
    T4_KEY_SAME        /* the same rows as those of the path in `choices` */
} t4_key_kind;

/* In a path "*" stands for any key and "[]" for the items of a list. */
typedef struct {
    const char *path;       /* "publish.levels", "input.columns.*.column", "protect.rules.dominance[]" */
    t4_key_kind kind;
    double least, most;     /* of numbers */
    const char *choices;    /* "csv|xlsx"; for MIXED the shapes in words; for SAME a path; for TEXT: "" in quotes is allowed */
    const char *usual;      /* default as text, lists separated by ", "; NULL = none */
    const char *help;       /* one sentence for the reference */
} t4_schema_row;

/* A table of keys: of templates, or of another kind of settings. */
typedef struct {
    const t4_schema_row *rows;
    size_t count;
} t4_schema_table;

/* The table of templates. */
const t4_schema_row *t4_schema_rows(size_t *count);
/* The row of a path as it occurs ("input.columns.value.unit"), the most exact one; NULL = unknown. */
const t4_schema_row *t4_schema_find(const char *path);
const t4_schema_row *t4_schema_find_in(const t4_schema_table *table, const char *path);
/*
 * Check every node against the table: unknown keys (with the nearest known
 * one and all that are allowed there), kinds, ranges, choices.  T4_ERR_USAGE
 * with the place.
 */
t4_status t4_schema_check(const t4_settings *settings, t4_error *err);
t4_status t4_schema_check_by(const t4_schema_table *table, const t4_settings *settings, t4_error *err);
/*
 * Add the default of every row whose map is there and whose key is not, with
 * origin "default".  Afterwards the tree holds all effective settings that do
 * not depend on others.
 */
t4_status t4_schema_fill(t4_settings *settings, t4_error *err);

#endif
