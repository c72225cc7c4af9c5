/* SPDX-License-Identifier: MIT */
/* tenfour trace: a tracking ledger reconciled. */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/render.h"
#include "job/trace.h"
#include "job/trace_files.h"

typedef struct {
    const char *output, *watchlist, *opening, *since, *as_of, *threshold, *state, *lot, *html, *fail_on;
    int digits, key, same_day;
    int64_t window, idle, decimals;
    bool force;
} values;

static const int digits_of[] = {10, 8, 6, 4, 2};

static const t4_option options[] = {
    {"output", 'o', T4_OPTION_TEXT, offsetof(values, output), .value = "DIR",
     .help = "write findings.csv, balances.csv, switches.csv and summary.json there, mode 0700"},
    {"digits", 0, T4_OPTION_CHOICE, offsetof(values, digits), .value = "N", .choices = "10|8|6|4|2", .usual = "10",
     .help = "digits of codes that balances and their findings go by"},
    {"key", 0, T4_OPTION_CHOICE, offsetof(values, key), .value = "WHAT", .choices = "code|lot", .usual = "code",
     .help = "what a holder's balance is kept by"},
    {"same-day", 0, T4_OPTION_CHOICE, offsetof(values, same_day), .value = "ORDER", .choices = "in-first|out-first",
     .usual = "in-first", .help = "what is booked first within one day"},
    {"watchlist", 0, T4_OPTION_TEXT, offsetof(values, watchlist), .value = "FILE",
     .help = "listed goods: a table of code, tier, since, until"},
    {"opening", 0, T4_OPTION_TEXT, offsetof(values, opening), .value = "FILE",
     .help = "stock before the first event: holder, code, unit, quantity"},
    {"since", 0, T4_OPTION_TEXT, offsetof(values, since), .value = "DAY", .usual = "2022-02-24",
     .help = "firms registered from this day on are new"},
    {"window", 0, T4_OPTION_INTEGER, offsetof(values, window), .value = "DAYS", .least = 0, .most = 3660, .usual = "7",
     .help = "days within which consignments belong together and lots pass through fast"},
    {"threshold", 0, T4_OPTION_TEXT, offsetof(values, threshold), .value = "VALUE",
     .help = "value from which on a consignment is looked at; splits below it are found"},
    {"idle", 0, T4_OPTION_INTEGER, offsetof(values, idle), .value = "DAYS", .least = 1, .most = 36600, .usual = "365",
     .help = "stock that does not move, or transit without due day, for longer is told"},
    {"as-of", 0, T4_OPTION_TEXT, offsetof(values, as_of), .value = "DAY",
     .help = "day from which is looked back [the last day of the ledger]"},
    {"decimals", 0, T4_OPTION_INTEGER, offsetof(values, decimals), .value = "N", .least = 0, .most = 9, .usual = "3",
     .help = "digits behind the point of quantities; more in a file is an error"},
    {"state", 0, T4_OPTION_TEXT, offsetof(values, state), .value = "FILE",
     .help = "events of earlier runs; those of EVENTS are added to it when all went well"},
    {"lot", 0, T4_OPTION_TEXT, offsetof(values, lot), .value = "ID", .help = "show the way of this lot (with --html)"},
    {"html", 0, T4_OPTION_TEXT, offsetof(values, html), .value = "FILE", .help = "page of the lot's way"},
    {"fail-on", 0, T4_OPTION_TEXT, offsetof(values, fail_on), .value = "CHECKS",
     .help = "exit 5 when one of these found something: any, strong, or T01,T02 ..."},
    {"force", 0, T4_OPTION_FLAG, offsetof(values, force), .help = "replace a folder that tenfour trace made"},
    {0}};

static const char *const meanings[T4_TRACE_CHECKS + 1] = {
    "", "goods that never came in", "more out than in stock", "a lot of somebody else, or of nobody",
    "code changed on the way", "transit that did not leave", "one lot exported twice", "out before in",
    "weight or value a unit does not fit", "unit switched", "new firm with listed goods", "first listed export of an old firm",
    "split below the threshold", "straight through without margin", "round or chain of transfers",
    "buys listed goods, never sells", "stock that never moves", "write-off before exports stop", "origin changed",
    "cancelled after the crossing", "another way than declared"};

/* --- options ------------------------------------------------------------------------- */

static t4_status read_day(const char *text, const char *option, t4_trace_day *day, t4_error *err)
{
    t4_watchday found = text ? t4_watchday_parse(text, strlen(text)) : 0;

    *day = T4_TRACE_NO_DAY;
    if (!text)
        return T4_OK;
    if (!found || strlen(text) < 8)
        return t4_fail(err, T4_ERR_USAGE, "--%s '%.40s' is no day; expected one such as 2022-02-24", option, text);
    *day = t4_trace_day_of(found);
    return T4_OK;
}

static t4_status fill(const values *v, const t4_arguments *arguments, t4_trace_options *o, t4_error *err)
{
    t4_status status;

    *o = (t4_trace_options){.events = arguments->items, .event_files = 1,
                            .entities = arguments->count > 1 ? arguments->items[1] : NULL, .opening = v->opening,
                            .watchlist = v->watchlist, .state = v->state, .output = v->output,
                            .threshold = v->threshold, .lot = v->lot, .html = v->html, .decimals = (int)v->decimals,
                            .force = v->force,
                            .question = {.digits = digits_of[v->digits], .key = (t4_trace_key)v->key,
                                         .out_first = v->same_day == 1, .window = (int)v->window,
                                         .idle_days = (int)v->idle}};
    if (!v->lot != !v->html)
        return t4_fail(err, T4_ERR_USAGE, "--lot and --html go together: the lot, and the page to write");
    status = read_day(v->since, "since", &o->question.since, err);
    return status ? status : read_day(v->as_of, "as-of", &o->question.as_of, err);
}

/* Does a check in the list, or "any", "strong", have findings? T4_ERR_USAGE for another word. */
static t4_status look_for(const char *list, const t4_traced *traced, bool *found, t4_error *err)
{
    *found = false;
    while (list && *list) {
        size_t n = strcspn(list, ",");
        int check = 0;

        if (n == 3 && (list[0] == 'T' || list[0] == 't') && list[1] >= '0' && list[1] <= '9' && list[2] >= '0' &&
            list[2] <= '9')
            check = (list[1] - '0') * 10 + list[2] - '0';
        if (n == 3 && !strncmp(list, "any", 3))
            *found |= traced->result.finding_count > 0;
        else if (n == 6 && !strncmp(list, "strong", 6))
            for (size_t i = 0; i < traced->result.finding_count; i++)
                *found |= traced->result.findings[i].severity == T4_TRACE_STRONG;
        else if (check >= 1 && check <= T4_TRACE_CHECKS)
            *found |= traced->result.by_check[check] > 0;
        else
            return t4_fail(err, T4_ERR_USAGE, "--fail-on '%.*s' is none of any, strong, T01 to T20", (int)n, list);
        list += n + (list[n] == ',');
    }
    return T4_OK;
}

/* --- printing ------------------------------------------------------------------------- */

static const char *amount(const t4_traced *traced, t4_int128 value, char text[T4_DECIMAL_TEXT])
{
    t4_decimal_print_short(value, t4_trace_decimals(traced->ledger), text);
    return text;
}

static t4_status print_levels(t4_program *program, const t4_traced *traced, t4_error *err)
{
    const t4_trace_result *result = &traced->result;
    char text[T4_DECIMAL_TEXT];
    t4_table table;
    t4_status status = t4_table_init(&table, "unit|digits|#unexplained|#hidden here|#closing stock", err);

    for (size_t u = 0; !status && u < result->unit_count; u++)
        for (int level = 0; level < T4_TRACE_LEVELS; level++) {
            const t4_trace_sum *sum = &result->sums[level][u];
            char digits[8];

            snprintf(digits, sizeof digits, "%d", t4_trace_levels[level]);
            t4_table_text(&table, t4_trace_place_text(traced->ledger, sum->unit));
            t4_table_text(&table, digits);
            t4_table_text(&table, amount(traced, sum->unexplained, text));
            t4_table_text(&table, amount(traced, result->sums[0][u].unexplained - sum->unexplained, text));
            t4_table_text(&table, amount(traced, sum->closing, text));
        }
    if (!status)
        status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 0, err);
    t4_table_release(&table);
    return status;
}

static t4_status print_checks(t4_program *program, const t4_traced *traced, t4_error *err)
{
    t4_table table;
    t4_status status = t4_table_init(&table, "check|what|#leads", err);

    if (!status && !traced->result.finding_count) {
        fputs("no findings\n", program->out.file);
        t4_table_release(&table);
        return T4_OK;
    }
    for (int check = 1; !status && check <= T4_TRACE_CHECKS; check++) {
        char name[8];

        if (!traced->result.by_check[check])
            continue;
        snprintf(name, sizeof name, "T%02d", check);
        t4_table_text(&table, name);
        t4_table_text(&table, meanings[check]);
        t4_table_count(&table, traced->result.by_check[check]);
    }
    if (!status)
        status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 0, err);
    t4_table_release(&table);
    return status;
}

static t4_status print_text(t4_program *program, const values *v, const t4_traced *traced, t4_error *err)
{
    char rows[T4_RENDER_TEXT], before[T4_RENDER_TEXT], keys[T4_RENDER_TEXT];
    FILE *file = program->out.file;
    t4_status status;

    fprintf(file, "%s events", t4_render_count(traced->rows, rows));
    if (v->state)
        fprintf(file, " and %s of earlier runs", t4_render_count(traced->from_state, before));
    fprintf(file, ", %s balances\n\n", t4_render_count(traced->result.balances, keys));
    status = print_levels(program, traced, err);
    fputc('\n', file);
    if (!status)
        status = print_checks(program, traced, err);
    fputs("\nBy code, unexplained quantity is at least this much. Findings are leads, not proof of an offence.\n", file);
    if (v->output)
        fprintf(file, "Written: %s/findings.csv, balances.csv, switches.csv, summary.json\n", v->output);
    else
        fputs("With -o DIR every finding and balance is written.\n", file);
    return status;
}

static t4_status put_out(void *context, const char *text, size_t n, t4_error *err)
{
    fwrite(text, 1, n, context);
    return T4_OK;
}

static t4_status print(t4_program *program, const values *v, const t4_traced *traced, const t4_trace_options *o,
                       t4_error *err)
{
    t4_buffer text;
    t4_status status;

    if (program->common.format == T4_FORMAT_TEXT)
        return print_text(program, v, traced, err);
    if (program->common.format == T4_FORMAT_CSV)
        return t4_trace_findings(traced, put_out, program->out.file, err);
    t4_buffer_init(&text, 0);
    status = t4_trace_summary(&text, traced, o, err);
    if (!status)
        fwrite(text.data, 1, text.length, program->out.file);
    t4_buffer_release(&text);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_trace_options o;
    t4_traced traced = {.ledger = NULL};
    const char *const files[] = {v->opening, v->watchlist};
    bool found = false;
    t4_status status = fill(v, arguments, &o, err);

    if (!status)
        status = look_for(v->fail_on, &traced, &found, err);
    if (!status)
        status = t4_files_require_all(program, arguments->items, arguments->count, err);
    for (size_t i = 0; !status && i < sizeof files / sizeof *files; i++)
        if (files[i])
            status = t4_files_require(files[i], err);
    if (!status)
        status = t4_job_trace(&program->run, &o, &traced, err);
    if (!status)
        status = print(program, v, &traced, &o, err);
    if (!status)
        status = look_for(v->fail_on, &traced, &found, err);
    program->noticed = !status && found;
    t4_traced_release(&traced);
    return status;
}

const t4_command t4_cmd_trace = {
    .name = "trace",
    .heading = T4_HEADING_TRACKING,
    .purpose = "reconciles a tracking ledger: balances, unexplained quantity, twenty checks",
    .arguments = "EVENTS [ENTITIES]",
    .least = 1,
    .most = 2,
    .description =
        "EVENTS is a table of event_id, date, type, lot_id, from, to, code, quantity, unit, net_kg, value, currency, "
        "origin, dest, doc_id, status, due, carrier; all but event_id, date, type, code and quantity may be missing. "
        "Types: IMPORT, PRODUCE, RETURN, TRANSFER, RETAIL, CONSUME, LOSS, EXPORT, EAEU_OUT, TRANSIT_IN, TRANSIT_OUT, "
        "CANCEL (doc_id says of what). ENTITIES is a table of entity_id and registered.\n\n"
        "Every holder's stock of every code and unit is walked in the order of days. What goes out beyond it is "
        "unexplained; at fewer digits it is never more, and the difference is what a switch of codes within a heading "
        "can hide. Quantities in different units are never added.\n\n"
        "With --state the ledger grows from day to day; the result is that of one run over all events.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT,
    .confidential = true,
    .examples = {{"tenfour trace events.csv firms.csv -o found --watchlist chpl.csv", "the whole ledger"},
                 {"tenfour trace day.csv firms.csv --state ledger.csv -o found --force",
                  "one more day"},
                 {"tenfour trace events.csv --lot L1 --html lot.html", "the way of one lot as a page"},
                 {"tenfour trace events.csv --fail-on strong", "exit 5 when a strong lead was found"}},
    .see_also = "codes",
    .run = run,
};
