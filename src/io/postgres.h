/* SPDX-License-Identifier: MIT */
/* A PostgreSQL server as a source: describe a table, run one COPY; the only file that knows libpq. */
#ifndef T4_IO_POSTGRES_H
#define T4_IO_POSTGRES_H

#include "base/run.h"

typedef struct t4_postgres t4_postgres;

/*
 * Connect to "postgresql://host:port/database?table=schema.table&...".  The
 * `table` parameter is ours and mandatory; everything else is libpq's.
 * Passwords come from PGPASSWORD, .pgpass or a service file; one in the URL is
 * refused (it would show in the process list).  Messages never repeat the URL.
 */
t4_status t4_postgres_open(t4_postgres **postgres, const char *url, t4_error *err);
void t4_postgres_free(t4_postgres *postgres);
/* The table named in the URL, borrowed. */
const char *t4_postgres_table(const t4_postgres *postgres);

typedef enum { T4_POSTGRES_ABSENT, T4_POSTGRES_TEXT, T4_POSTGRES_NUMBER, T4_POSTGRES_OTHER } t4_postgres_type;
t4_postgres_type t4_postgres_column(const t4_postgres *postgres, const char *column);

/* Run COPY (statement) TO STDOUT as CSV with a header and write it to the descriptor. */
t4_status t4_postgres_copy(t4_postgres *postgres, t4_run *run, const char *statement, int descriptor,
                           t4_error *err);

#endif
