/* SPDX-License-Identifier: MIT */
/* tenfour compare: two releases of any origin, or a series of them. */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/compare_page.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/outpage.h"

typedef struct {
    const char *list, *list_edition, *as_of, *html, *edition_a, *edition_b, *reporter, *flow, *code, *profile;
    t4_option_list maps, fail_on;
    int families;
    int64_t top;
    bool series;
} values;

static const t4_option options[] = {
    {"series", 0, T4_OPTION_FLAG, offsetof(values, series), .help = "all FLOWS are one set: when does its detail change?"},
    {"watchlist", 0, T4_OPTION_TEXT, offsetof(values, list), .value = "FILE", .help = "a watch list: which of its codes are still told"},
    {"as-of", 0, T4_OPTION_TEXT, offsetof(values, as_of), .value = "DAY", .help = "the list as it stood on this day"},
    {"list-edition", 0, T4_OPTION_TEXT, offsetof(values, list_edition), .value = "NAME",
     .help = "edition of the list's codes [as the list says, else HS2022 where that has all of them]"},
    {"edition-a", 0, T4_OPTION_TEXT, offsetof(values, edition_a), .value = "NAME",
     .help = "edition of the codes of A where they do not say it, such as HS2017"},
    {"edition-b", 0, T4_OPTION_TEXT, offsetof(values, edition_b), .value = "NAME", .help = "the same for B"},
    {"map", 0, T4_OPTION_LIST, offsetof(values, maps), .value = "FILE",
     .help = "correlation table between editions (XLSX, CSV; repeat for several)"},
    {"families", 0, T4_OPTION_CHOICE, offsetof(values, families), .value = "KIND", .choices = "material|strict",
     .usual = "material", .help = "links of the maps that count: but those that a named fact sets aside, or all"},
    {"top", 0, T4_OPTION_INTEGER, offsetof(values, top), .value = "N", .least = 1, .most = 100000, .usual = "10",
     .help = "rows of long tables; CSV and JSON hold all"},
    {"fail-on", 0, T4_OPTION_LIST, offsetof(values, fail_on), .value = "WHAT",
     .help = "exit 5 on coarser, vanished, revised, unallocated, sums, scale, partial or any (repeat for several)"},
    {"html", 0, T4_OPTION_TEXT, offsetof(values, html), .value = "FILE", .help = "write a page with tables and charts too"},
    T4_FLOWS_PROFILE_OPTION(values),
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE", .help = "where a file does not say who reports"},
    {"flow", 0, T4_OPTION_TEXT, offsetof(values, flow), .value = "M|X", .help = "where a file has no flow"},
    {"code", 0, T4_OPTION_TEXT, offsetof(values, code), .value = "CODE", .help = "where a file has no code"},
    {0}};

/* --- asking --------------------------------------------------------------------------------------- */

static t4_status read_alarms(const values *v, unsigned *mask, t4_error *err)
{
    *mask = 0;
    for (size_t i = 0; i < v->fail_on.count; i++) {
        const char *start, *text = v->fail_on.items[i];
        size_t n = 0;
        unsigned bit = !strcmp(text, "any") ? ~0u : 0;

        for (int k = 0; !bit && (n = t4_option_choice(T4_COMPARE_FAIL_ON, k, &start)) > 0; k++)
            if (strlen(text) == n && !strncmp(start, text, n))
                bit = 1u << k;
        if (!bit)
            return t4_fail(err, T4_ERR_USAGE, "--fail-on '%.30s' is none of coarser, vanished, revised, unallocated, sums, "
                           "scale, partial, any", text);
        *mask |= bit;
    }
    return T4_OK;
}

static t4_status check(const t4_program *program, const values *v, const t4_arguments *arguments, t4_error *err)
{
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status && !v->series && arguments->count < 2)
        status = t4_fail(err, T4_ERR_USAGE, "compare takes an old and a new one; for a set of releases say --series");
    if (!status && arguments->count > T4_COMPARE_VINTAGES_MOST)
        status = t4_fail(err, T4_ERR_USAGE, "more than %d releases", T4_COMPARE_VINTAGES_MOST);
    if (!status && v->list)
        status = t4_files_require(v->list, err);
    for (size_t i = 0; !status && i < v->maps.count; i++)
        status = t4_files_require(v->maps.items[i], err);
    return status;
}

/* --- printing ---------------------------------------------------------------------------------------- */

static t4_status print_text(t4_program *program, const t4_compare_view *view, t4_error *err)
{
    t4_buffer text;
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    fprintf(program->out.file, "A: %s\n", view->names[0]);
    if (!view->job->series)
        fprintf(program->out.file, "B: %s\n", view->names[1]);
    if (!t4_compare_sentences(&text, view))
        status = t4_fail_memory(err);
    if (!status)
        fprintf(program->out.file, "\n%s", t4_buffer_text(&text));
    for (const t4_compare_section *s = t4_compare_sections; !status && s->id; s++) {
        t4_table table = {0};
        size_t left = 0;

        status = s->fill(&table, view, &left, err);
        if (!status && table.count) {
            fprintf(program->out.file, "\n%s\n", s->title);
            status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 2, err);
            if (!status && left)
                fprintf(program->out.file, "  %zu more: --top N, or --format csv\n", left);
        }
        t4_table_release(&table);
    }
    if (!status)
        fprintf(program->out.file, "\n%s%s\n", t4_compare_limits, T4_OUTPAGE_LEADS);
    t4_buffer_release(&text);
    return status;
}

static t4_status print(t4_program *program, const t4_compare_view *view, t4_error *err)
{
    t4_table table = {0};
    t4_status status;

    if (program->common.format == T4_FORMAT_TEXT)
        return print_text(program, view, err);
    status = t4_compare_records(&table, view, err);
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    return status;
}

/* Each vintage against the one before: how totals moved on their way from the first to the last. */
static t4_status follow(t4_program *program, t4_job_compare_input input, const t4_arguments *arguments, t4_compare_drift *drift,
                        t4_error *err)
{
    t4_status status = T4_OK;

    input.list = NULL;
    for (size_t i = 0; !status && i + 1 < arguments->count; i++) {
        t4_job_compare_result step = {.series = false};

        input.old = &arguments->items[i];
        input.new = arguments->items[i + 1];
        status = t4_job_compare(&step, &program->run, &input, err);
        if (!status)
            status = t4_compare_drift_add(drift, &step.result, err);
        t4_job_compare_release(&step);
    }
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_job_compare_input input = {.old = arguments->items, .old_count = v->series ? arguments->count : 1,
                                  .new = v->series || arguments->count < 2 ? NULL : arguments->items[arguments->count - 1],
                                  .edition = {v->edition_a, v->series ? v->edition_a : v->edition_b},
                                  .editions = {v->maps.items, v->maps.count, (t4_families)v->families},
                                  .defaults = {.reporter = v->reporter, .flow = v->flow, .code = v->code, .profile = v->profile},
                                  .list = v->list, .list_edition = v->list_edition,
                                  .day = v->as_of ? t4_watchday_parse(v->as_of, strlen(v->as_of)) : 0};
    t4_job_compare_result job = {.series = false};
    t4_compare_view view = {.job = &job, .r = &job.result, .top = (size_t)v->top,
                            .names = {arguments->items[0], input.new ? input.new : ""}};
    t4_compare_drift drift = {.count = 0};
    unsigned mask = 0;
    t4_status status = check(program, v, arguments, err);

    if (!status && v->as_of && !input.day)
        status = t4_fail(err, T4_ERR_USAGE, "--as-of '%.20s' is no day such as 2024-03-01", v->as_of);
    if (!status)
        status = read_alarms(v, &mask, err);
    if (!status)
        status = t4_job_compare(&job, &program->run, &input, err);
    for (int side = 0; !status && side < (v->series ? 1 : T4_COMPARE_SIDES); side++)
        t4_flows_told(program, &job.flows[side]);
    if (!status && !v->series && arguments->count > 2) {
        view.drift = &drift;
        status = follow(program, input, arguments, &drift, err);
    }
    if (!status)
        status = print(program, &view, err);
    if (!status && v->html)
        status = t4_compare_page_write(v->html, &view, arguments->items, arguments->count, program->common.force, err);
    program->noticed = !status && (t4_compare_alarms(&view) & mask);
    t4_compare_drift_release(&drift);
    t4_job_compare_release(&job);
    return status;
}

const t4_command t4_cmd_compare = {
    .name = "compare",
    .heading = T4_HEADING_RELEASES,
    .purpose = "holds two releases of any origin against each other: what became coarser, vanished, was revised",
    .arguments = "A [BETWEEN...] B | --series FLOWS...",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "A and B are release folders of tenfour or files of any office that a profile reads, of any level. What stands out comes first: whether B "
        "is coarser, since when, and which codes of a watch list it still tells apart. Codes and partners that only one "
        "side has are told with the cause as far as the figures show it: a coarser code, confidential, a retired code, "
        "another edition, a new name, no trade, unknown. Values are compared at the finest level that both have and in "
        "total, with a tolerance from the rounding of each; a change of unit by thousands is found and said. Within each: "
        "sums that do not give their total, the share of the total that no detail tells and its jumps, years that are not "
        "whole.\n\n"
        "Codes of two editions are brought together in families through a correlation table (--map): a change of edition "
        "alone is no alarm. With vintages between A and B, how totals moved from one to the next is told too. With --series one set is looked through for periods in which its detail changes.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour compare 2022.csv 2023.csv --watchlist chpl.csv", "what got lost, and what it cost"},
                 {"tenfour compare out/v1 out/v2 --fail-on coarser --html changes.html", "two vintages; exit 5 on less detail"},
                 {"tenfour compare old.csv new.csv --edition-a HS2017 --edition-b HS2022", "two editions"},
                 {"tenfour compare --series releases/", "since when are there no ten-digit codes?"}},
    .see_also = "watch, convert, verify",
    .run = run,
};
