/* SPDX-License-Identifier: MIT */
#include "io/postgres.h"

#include <errno.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

struct t4_postgres {
    PGconn *connection;
    PGresult *columns;     /* name, type category */
    char *table;
};

/* --- the address -------------------------------------------------------------------------------- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undo percent-encoding in place. */
static void decode(char *text)
{
    char *to = text;

    for (; *text; text++) {
        if (*text == '%' && hex(text[1]) >= 0 && hex(text[2]) >= 0) {
            *to++ = (char)(hex(text[1]) * 16 + hex(text[2]));
            text += 2;
        } else
            *to++ = *text;
    }
    *to = '\0';
}

/* Take our `table` parameter out of the URL; what is left is libpq's. */
static t4_status split_url(const char *url, char **rest, char **table, t4_error *err)
{
    const char *query = strchr(url, '?');
    t4_buffer kept;
    char separator = '?';

    t4_buffer_init(&kept, 0);
    t4_buffer_append(&kept, url, query ? (size_t)(query - url) : strlen(url));
    while (query && *query) {
        const char *part = query + 1, *end = strchr(part, '&');
        size_t n = end ? (size_t)(end - part) : strlen(part);

        if (n > 6 && !strncmp(part, "table=", 6)) {
            t4_free(*table);
            *table = t4_strndup(part + 6, n - 6);
        } else if (n) {
            t4_buffer_putc(&kept, separator);
            t4_buffer_append(&kept, part, n);
            separator = '&';
        }
        query = end;
    }
    *rest = t4_buffer_text(&kept) ? t4_strdup(kept.data) : NULL;
    t4_buffer_release(&kept);
    if (!*rest)
        return t4_fail_memory(err);
    if (!*table)
        return t4_fail(err, T4_ERR_USAGE, "--from names no table; expected postgresql://HOST/DATABASE?table=SCHEMA.TABLE");
    decode(*table);
    return T4_OK;
}

static t4_status refuse_password(const char *url, t4_error *err)
{
    char *message = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &message);
    t4_status status = T4_OK;

    if (!options)
        status = t4_fail(err, T4_ERR_USAGE, "--from is not a PostgreSQL address; expected "
                         "postgresql://HOST/DATABASE?table=SCHEMA.TABLE");
    for (PQconninfoOption *o = options; !status && o && o->keyword; o++)
        if (!strcmp(o->keyword, "password") && o->val && *o->val)
            status = t4_fail(err, T4_ERR_USAGE, "--from holds a password, which others can see in the "
                             "process list; put it in PGPASSWORD, .pgpass or a service file");
    PQconninfoFree(options);
    PQfreemem(message);
    return status;
}

/* --- the server --------------------------------------------------------------------------------- */

/* libpq's message without its line end; it names hosts and users, never passwords. */
static t4_status fail_server(t4_postgres *postgres, t4_status code, const char *what, t4_error *err)
{
    const char *message = PQerrorMessage(postgres->connection);
    int n = (int)strcspn(message ? message : "", "\n");

    return t4_fail(err, code, "the database could not %s: %.*s", what, n, message ? message : "");
}

static t4_status execute(t4_postgres *postgres, const char *statement, t4_error *err)
{
    PGresult *result = PQexec(postgres->connection, statement);
    bool good = PQresultStatus(result) == PGRES_COMMAND_OK;

    PQclear(result);
    return good ? T4_OK : fail_server(postgres, T4_ERR_IO, "be set up", err);
}

/* "schema.table" with each part quoted, for to_regclass(). */
static bool quote_table(const char *table, t4_buffer *out)
{
    bool good = t4_buffer_putc(out, '"');

    for (; good && *table; table++)
        good = *table == '.' ? t4_buffer_puts(out, "\".\"")
               : *table == '"' ? t4_buffer_puts(out, "\"\"") : t4_buffer_putc(out, *table);
    return good && t4_buffer_putc(out, '"');
}

static t4_status describe(t4_postgres *postgres, t4_error *err)
{
    t4_buffer name;
    const char *values[1];
    t4_status status = T4_OK;

    t4_buffer_init(&name, 0);
    if (!quote_table(postgres->table, &name) || !(values[0] = t4_buffer_text(&name)))
        status = t4_fail_memory(err);
    if (!status) {
        postgres->columns = PQexecParams(postgres->connection,
            "SELECT a.attname, t.typcategory, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
            "WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
            1, NULL, values, NULL, NULL, 0);
        if (PQresultStatus(postgres->columns) != PGRES_TUPLES_OK)
            status = fail_server(postgres, T4_ERR_IO, "describe the table", err);
        else if (PQntuples(postgres->columns) == 0)
            status = t4_fail(err, T4_ERR_USAGE, "the database has no table '%s' that this user may see; "
                             "expected table=SCHEMA.TABLE", postgres->table);
    }
    t4_buffer_release(&name);
    return status;
}

t4_status t4_postgres_open(t4_postgres **postgres, const char *url, t4_error *err)
{
    t4_postgres *p = t4_alloc_zero(1, sizeof *p);
    char *rest = NULL;
    t4_status status = p ? split_url(url, &rest, &p->table, err) : t4_fail_memory(err);

    if (!status)
        status = refuse_password(rest, err);
    if (!status) {
        p->connection = PQconnectdb(rest);
        if (PQstatus(p->connection) != CONNECTION_OK)
            status = fail_server(p, T4_ERR_IO, "be reached", err);
    }
    /* Shards of a partitioned table sum their own part; numbers and dates in one notation. */
    if (!status)
        status = execute(p, "SET enable_partitionwise_aggregate = on; SET DateStyle = ISO; "
                         "SET client_encoding = 'UTF8'; SET default_transaction_read_only = on", err);
    if (!status)
        status = describe(p, err);
    t4_free(rest);
    if (status)
        t4_postgres_free(p);
    else
        *postgres = p;
    return status;
}

void t4_postgres_free(t4_postgres *postgres)
{
    if (!postgres)
        return;
    PQclear(postgres->columns);
    PQfinish(postgres->connection);
    t4_free(postgres->table);
    t4_free(postgres);
}

const char *t4_postgres_table(const t4_postgres *postgres)
{
    return postgres->table;
}

t4_postgres_type t4_postgres_column(const t4_postgres *postgres, const char *column)
{
    for (int row = 0; row < PQntuples(postgres->columns); row++) {
        if (strcmp(PQgetvalue(postgres->columns, row, 0), column) != 0)
            continue;
        if (!strcmp(PQgetvalue(postgres->columns, row, 2), "text"))
            return T4_POSTGRES_TEXT;
        return PQgetvalue(postgres->columns, row, 1)[0] == 'N' &&
                       strncmp(PQgetvalue(postgres->columns, row, 2), "float", 5) != 0
                   ? T4_POSTGRES_NUMBER
                   : T4_POSTGRES_OTHER;
    }
    return T4_POSTGRES_ABSENT;
}

static t4_status write_all(int descriptor, const char *bytes, size_t n, t4_error *err)
{
    while (n) {
        ssize_t wrote = write(descriptor, bytes, n);

        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return t4_fail(err, T4_ERR_IO, "cannot pass on the database's rows: %s", strerror(errno));
        bytes += wrote;
        n -= (size_t)wrote;
    }
    return T4_OK;
}

static t4_status pump(t4_postgres *postgres, t4_run *run, int descriptor, t4_error *err)
{
    char *bytes = NULL;
    t4_status status = T4_OK;
    int n;

    while (!status && (n = PQgetCopyData(postgres->connection, &bytes, 0)) > 0) {
        status = write_all(descriptor, bytes, (size_t)n, err);
        PQfreemem(bytes);
        if (!status)
            status = t4_run_check(run, err);
    }
    return status;
}

t4_status t4_postgres_copy(t4_postgres *postgres, t4_run *run, const char *statement, int descriptor,
                           t4_error *err)
{
    t4_buffer copy;
    PGresult *result;
    t4_status status = T4_OK;

    t4_buffer_init(&copy, 0);
    if (!t4_buffer_printf(&copy, "COPY (%s) TO STDOUT (FORMAT csv, HEADER)", statement) || !t4_buffer_text(&copy)) {
        t4_buffer_release(&copy);
        return t4_fail_memory(err);
    }
    result = PQexec(postgres->connection, copy.data);
    t4_buffer_release(&copy);
    if (PQresultStatus(result) != PGRES_COPY_OUT)
        status = fail_server(postgres, T4_ERR_DATA, "sum the records", err);
    PQclear(result);
    if (!status)
        status = pump(postgres, run, descriptor, err);
    while (!status && (result = PQgetResult(postgres->connection)) != NULL) {
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            status = fail_server(postgres, T4_ERR_DATA, "sum the records", err);
        PQclear(result);
    }
    return status;
}
