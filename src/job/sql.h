/* SPDX-License-Identifier: MIT */
/* The aggregation to contributions (finest cell x trader) as one SQL statement. */
#ifndef T4_JOB_SQL_H
#define T4_JOB_SQL_H

#include "base/buffer.h"
#include "model/template.h"

typedef enum { T4_SQL_POSTGRESQL, T4_SQL_DUCKDB, T4_SQL_CLICKHOUSE, T4_SQL_SPARK, T4_SQL_DIALECTS } t4_sql_dialect;

const char *t4_sql_dialect_name(t4_sql_dialect dialect);
/* T4_SQL_DIALECTS when the name is none. */
t4_sql_dialect t4_sql_dialect_parse(const char *name);

/*
 * What is known of a source column: text columns need no cast, numbers are
 * summed as they are.  NULL function = nothing is known, everything is cast.
 */
typedef enum { T4_SQL_UNKNOWN, T4_SQL_TEXT, T4_SQL_NUMBER } t4_sql_type;
typedef t4_sql_type t4_sql_type_of(void *context, const char *column);

typedef struct {
    t4_sql_dialect dialect;
    const char *table;          /* name, schema.name; each part is quoted */
    t4_sql_type_of *type_of;
    void *type_context;
} t4_sql_options;

/*
 * Append the statement (no closing semicolon) to out.  Its result has the
 * header of contributions.csv: period,flow,code,partner, further dimensions,
 * trader, measures with `unit` behind quantity, records.  Texts stay as the
 * source has them: reading the result through the same template maps and
 * checks them.  Sums are exact decimals.  Names are quoted, never interpolated
 * raw.  T4_ERR_USAGE: the template takes a field from file names, or lists
 * several columns where the first must be chosen per file.
 */
t4_status t4_sql_print(const t4_template *template_, const t4_sql_options *options, t4_buffer *out,
                       t4_error *err);

#endif
