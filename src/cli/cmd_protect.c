/* SPDX-License-Identifier: MIT */
/* tenfour protect: any table in the exchange format, protected or audited. */
#include <stdio.h>

#include "base/decimal.h"
#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/render.h"
#include "job/exchange.h"

typedef struct {
    const char *output, *import, *export;
    bool audit;
} values;

static const t4_option options[] = {
    {"output", 'o', T4_OPTION_TEXT, offsetof(values, output), .value = "FILE",
     .help = "the table with all hidden cells marked, in the same format, mode 0600"},
    {"audit", 0, T4_OPTION_FLAG, offsetof(values, audit),
     .help = "hide nothing more: tell whether the pattern in the file keeps every level"},
    {"import", 0, T4_OPTION_TEXT, offsetof(values, import), .value = "FILE",
     .help = "CSV cell,status (and lpl, upl, spl): statuses from elsewhere, set before anything else"},
    {"export", 0, T4_OPTION_TEXT, offsetof(values, export), .value = "FILE",
     .help = "CSV of all cells: status, value and the interval that outsiders know, mode 0600"},
    {0}};

static void end_text(int64_t end, int decimals, char text[T4_DECIMAL_TEXT])
{
    *text = '\0';
    if (end != INT64_MAX && end != -INT64_MAX)
        t4_decimal_print(end, decimals, text);
}

/* Every hidden cell; as text only those whose levels are not kept. */
static t4_status print_intervals(t4_program *program, const t4_exchange *e, t4_error *err)
{
    bool whole = program->common.format != T4_FORMAT_TEXT;
    t4_table table;
    t4_status status = t4_table_init(&table, "#cell|status|#value|#lower|#upper|kept", err);

    for (size_t i = 0; !status && i < e->joint->interval_count; i++) {
        const t4_joint_interval *x = &e->joint->intervals[i];
        const t4_joint_cell *cell = &e->table.cells[x->cell];
        char text[T4_DECIMAL_TEXT], letter[2] = {cell->status, '\0'};

        if (!whole && x->safe)
            continue;
        t4_table_count(&table, x->cell);
        t4_table_text(&table, letter);
        end_text(cell->value, e->table.decimals, text);
        t4_table_text(&table, text);
        end_text(x->lower, e->table.decimals, text);
        t4_table_text(&table, text);
        end_text(x->upper, e->table.decimals, text);
        t4_table_text(&table, text);
        t4_table_text(&table, x->safe ? "yes" : "no");
    }
    if (!status && (whole || e->joint->unsafe))
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    return status;
}

static void tell(t4_program *program, const t4_exchange *e, bool audit)
{
    char cells[T4_RENDER_TEXT], primaries[T4_RENDER_TEXT], secondaries[T4_RENDER_TEXT], cost[T4_RENDER_TEXT];
    const t4_joint *j = e->joint;
    size_t hidden = j->interval_count - j->primaries;

    t4_render_count(e->table.count, cells);
    t4_render_count(j->primaries, primaries);
    t4_render_count(hidden, secondaries);
    t4_render_count(e->cost, cost);
    t4_message_note(&program->messages, "%s cells, %zu relations, %s · %s unsafe · %s more hidden, cost %s · %s",
                    cells, e->table.relations, j->network ? "a network" : "linear programs", primaries, secondaries,
                    cost, audit ? "every level is kept" : "every interval holds");
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    t4_exchange_options exchange = {.input = arguments->items[0], .output = v->output, .import = v->import,
                                    .export = v->export, .audit = v->audit};
    t4_exchange e = {.joint = NULL};
    t4_status status, printed = T4_OK;

    if (!v->output && !v->audit && !v->export)
        return t4_fail(err, T4_ERR_USAGE, "nothing to do: give -o FILE for the protected table, --export FILE, or "
                       "--audit");
    if (v->output && v->audit)
        return t4_fail(err, T4_ERR_USAGE, "--audit writes no table: leave out -o");
    status = t4_files_require(exchange.input, err);
    if (!status && v->import)
        status = t4_files_require(v->import, err);
    if (!status)
        status = t4_job_exchange(&e, &program->run, &exchange, err);
    if (e.joint && v->audit)
        printed = print_intervals(program, &e, status ? NULL : err);
    if (!status)
        tell(program, &e, v->audit);
    t4_exchange_release(&e);
    return status ? status : printed;
}

const t4_command t4_cmd_protect = {
    .name = "protect",
    .heading = T4_HEADING_RECORDS,
    .purpose = "protects or audits any table of the exchange format (*.jj)",
    .arguments = "FILE.jj -o FILE.jj | FILE.jj --audit",
    .least = 1,
    .most = 1,
    .description =
        "The format is that of tau-ARGUS and of the libraries around it: cells with value, cost of hiding, status "
        "(s safe, u unsafe, m hidden, z to be published), bounds that everybody knows and protection levels; then "
        "relations, sums of factors times cells. Relations may be of any kind: trees, linked tables, weights. "
        "Further cells are hidden until every unsafe cell can lie as far below and above its value as its levels "
        "say, proven by tables of integers that agree with all that stays open.\n\n"
        "Exit status 4 when levels cannot be reached, or with --audit are not kept.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT,
    .confidential = true,
    .examples = {{"tenfour protect table.jj -o protected.jj", "hide what is needed"},
                 {"tenfour protect protected.jj --audit", "check a pattern, whoever made it"},
                 {"tenfour protect table.jj --import unsafe.csv --export cells.csv",
                  "unsafe cells told by another tool, intervals in a table"}},
    .see_also = "release",
    .run = run,
};
