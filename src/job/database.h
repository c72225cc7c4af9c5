/* SPDX-License-Identifier: MIT */
/* Records in a database: have it sum them to contributions, and read those as a stream. */
#ifndef T4_JOB_DATABASE_H
#define T4_JOB_DATABASE_H

#include "base/buffer.h"
#include "base/run.h"
#include "model/template.h"

typedef struct t4_database t4_database;

/*
 * Connect, print the statement for the template's columns as the database has
 * them, start it on a thread of its own.  The template's columns are then
 * those of contributions (t4_contributions_columns()).
 */
t4_status t4_database_open(t4_database **database, t4_run *run, const char *url, t4_template *template_,
                           t4_error *err);
/* Only print the statement, for the columns as the database has them. */
t4_status t4_database_print(const char *url, const t4_template *template_, t4_buffer *out, t4_error *err);
/* A path that reads the rows as they come, to be opened once; borrowed. */
const char *t4_database_path(const t4_database *database);
/* Wait for the end; the database's own error, if there was one. */
t4_status t4_database_finish(t4_database *database, t4_error *err);
void t4_database_free(t4_database *database);

#endif
