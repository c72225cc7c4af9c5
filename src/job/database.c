/* SPDX-License-Identifier: MIT */
#include "job/database.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "io/postgres.h"
#include "job/contributions.h"
#include "job/sql.h"

struct t4_database {
    t4_run *run;
    t4_postgres *server;
    t4_buffer statement;
    int ends[2];            /* of the pipe: read, write */
    char path[64];
    pthread_t thread;
    bool running;
    t4_status status;
    t4_error failure;
};

static t4_sql_type type_of(void *context, const char *column)
{
    switch (t4_postgres_column(context, column)) {
    case T4_POSTGRES_TEXT: return T4_SQL_TEXT;
    case T4_POSTGRES_NUMBER: return T4_SQL_NUMBER;
    default: return T4_SQL_UNKNOWN;
    }
}

/* A column that the template names and the table lacks, before the database says so less clearly. */
static t4_status check_column(t4_database *d, const t4_column *column, const char *field, t4_error *err)
{
    const char *name = column->column_count ? column->columns[0] : NULL;

    if (column->used && name && t4_postgres_column(d->server, name) == T4_POSTGRES_ABSENT)
        return t4_fail(err, T4_ERR_USAGE, "the table '%s' has no column '%s' that the template names for %s",
                       t4_postgres_table(d->server), name, field);
    return T4_OK;
}

static t4_status check_columns(t4_database *d, const t4_template *template_, t4_error *err)
{
    t4_status status = T4_OK;

    for (int f = 0; !status && f < T4_FIELDS; f++)
        status = check_column(d, &template_->columns[f], t4_field_name((t4_field)f), err);
    for (int i = 0; !status && i < template_->dimension_count; i++)
        status = check_column(d, &template_->dimensions[i], template_->dimension_names[i], err);
    return status;
}

static t4_status print_statement(t4_database *d, const t4_template *template_, t4_error *err)
{
    t4_sql_options options = {.dialect = T4_SQL_POSTGRESQL, .table = t4_postgres_table(d->server),
                              .type_of = type_of, .type_context = d->server};
    t4_status status = t4_sql_print(template_, &options, &d->statement, err);

    if (!status && !t4_buffer_text(&d->statement))
        status = t4_fail_memory(err);
    return status;
}

t4_status t4_database_print(const char *url, const t4_template *template_, t4_buffer *out, t4_error *err)
{
    t4_database d = {.ends = {-1, -1}};
    t4_status status = t4_postgres_open(&d.server, url, err);

    t4_buffer_init(&d.statement, 0);
    if (!status)
        status = check_columns(&d, template_, err);
    if (!status)
        status = print_statement(&d, template_, err);
    if (!status && !t4_buffer_append(out, d.statement.data, d.statement.length))
        status = t4_fail_memory(err);
    t4_buffer_release(&d.statement);
    t4_postgres_free(d.server);
    return status;
}

static void *pump(void *context)
{
    t4_database *d = context;

    d->status = t4_postgres_copy(d->server, d->run, d->statement.data, d->ends[1], &d->failure);
    close(d->ends[1]);
    d->ends[1] = -1;
    return NULL;
}

static t4_status start(t4_database *d, t4_error *err)
{
    if (pipe2(d->ends, O_CLOEXEC) != 0)
        return t4_fail(err, T4_ERR_IO, "cannot make a pipe for the database's rows");
    snprintf(d->path, sizeof d->path, "/dev/fd/%d", d->ends[0]);
    if (pthread_create(&d->thread, NULL, pump, d) != 0)
        return t4_fail(err, T4_ERR_MEMORY, "cannot start a thread");
    d->running = true;
    return T4_OK;
}

t4_status t4_database_open(t4_database **database, t4_run *run, const char *url, t4_template *template_,
                           t4_error *err)
{
    t4_database *d = t4_alloc_zero(1, sizeof *d);
    t4_status status;

    if (!d)
        return t4_fail_memory(err);
    d->run = run;
    d->ends[0] = d->ends[1] = -1;
    t4_buffer_init(&d->statement, 0);
    status = t4_postgres_open(&d->server, url, err);
    if (!status)
        status = check_columns(d, template_, err);
    if (!status)
        status = print_statement(d, template_, err);
    if (!status)
        status = start(d, err);
    if (status) {
        t4_database_free(d);
        return status;
    }
    t4_contributions_columns(template_);
    *database = d;
    return T4_OK;
}

const char *t4_database_path(const t4_database *database)
{
    return database->path;
}

t4_status t4_database_finish(t4_database *database, t4_error *err)
{
    if (database->ends[0] >= 0)
        close(database->ends[0]);  /* a reader that gave up lets the writer end */
    database->ends[0] = -1;
    if (database->running)
        pthread_join(database->thread, NULL);
    database->running = false;
    if (database->status && err && err->code == T4_OK)
        *err = database->failure;
    return database->status;
}

void t4_database_free(t4_database *database)
{
    if (!database)
        return;
    t4_database_finish(database, NULL);
    if (database->ends[1] >= 0)
        close(database->ends[1]);
    t4_postgres_free(database->server);
    t4_buffer_release(&database->statement);
    t4_free(database);
}
