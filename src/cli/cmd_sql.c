/* SPDX-License-Identifier: MIT */
/* tenfour sql: the aggregation to contributions as a statement for another engine. */
#include "cli/cmd.h"
#include "cli/files.h"
#include "job/database.h"
#include "job/input.h"
#include "job/sql.h"

typedef struct {
    int dialect;
    const char *table, *from;
} values;

static const t4_option options[] = {
    {"dialect", 0, T4_OPTION_CHOICE, offsetof(values, dialect), .value = "NAME",
     .choices = "postgresql|duckdb|clickhouse|spark", .usual = "postgresql",
     .help = "the engine that will run it"},
    {"table", 0, T4_OPTION_TEXT, offsetof(values, table), .value = "NAME", .usual = "records",
     .help = "table or view of the records, as SCHEMA.TABLE"},
    {"from", 0, T4_OPTION_TEXT, offsetof(values, from), .value = "URL",
     .help = "print what --from URL would run: casts only where the table's columns need them"},
    {0}};

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    const t4_option_list *sets = &program->common.sets;
    t4_sql_options sql = {.dialect = (t4_sql_dialect)v->dialect, .table = v->table ? v->table : "records"};
    t4_template *template_ = NULL;
    t4_buffer text;
    t4_status status = t4_files_require_template(arguments->items[0], err);

    t4_buffer_init(&text, 0);
    if (!status)
        status = t4_job_template(&template_, arguments->items[0], sets->items, sets->count, err);
    if (!status)
        status = v->from ? t4_database_print(v->from, template_, &text, err)
                         : t4_sql_print(template_, &sql, &text, err);
    if (!status)
        fwrite(text.data, 1, text.length, program->out.file);
    t4_buffer_release(&text);
    t4_template_free(template_);
    return status;
}

const t4_command t4_cmd_sql = {
    .name = "sql",
    .heading = T4_HEADING_RECORDS,
    .purpose = "prints the aggregation as SQL, for an engine that already holds the records",
    .arguments = "TEMPLATE",
    .least = 1,
    .most = 1,
    .description =
        "The statement sums the records to contributions: finest cell by trader. Export its result "
        "as CSV with a header named contributions.csv (it names traders: mode 0600) and give that "
        "file to check, cells or release with the same template; maps, lists and checks apply then.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_SETS | T4_WITH_OUTPUT,
    .confidential = true,
    .examples = {{"tenfour sql national.yaml --dialect duckdb --table june",
                  "the statement for DuckDB"},
                 {"tenfour cells national.yaml contributions.csv -o cells",
                  "go on with its result"}},
    .see_also = "cells, release",
    .run = run,
};
