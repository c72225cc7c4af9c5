/* SPDX-License-Identifier: MIT */
/* tenfour watch: a watch list against flows. */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/flows_told.h"
#include "cli/render.h"
#include "cli/watch_view.h"
#include "io/watchlist_read.h"
#include "job/codes.h"
#include "job/editions.h"
#include "job/flows.h"
#include "watch/watched.h"

typedef struct {
    const char *as_of, *reporter, *flow, *code, *codes, *edition, *list_edition, *profile, *html;
    t4_option_list maps;
    int by, level, families;
    bool whenever;
} values;

static const t4_option options[] = {
    {"by", 0, T4_OPTION_CHOICE, offsetof(values, by), .value = "WHAT", .choices = "total|tier|heading|partner|period|reporter",
     .usual = "tier", .help = "a row for each"},
    {"as-of", 0, T4_OPTION_TEXT, offsetof(values, as_of), .value = "DAY",
     .help = "the list as it stood on this day [at the end of each row's own period]"},
    {"whenever", 0, T4_OPTION_FLAG, offsetof(values, whenever), .help = "codes that ever stood on the list"},
    {"level", 0, T4_OPTION_CHOICE, offsetof(values, level), .value = "N", .choices = "finest|10|8|6|4|2", .usual = "finest",
     .help = "most digits of the rows that are used: what a coarser release would show"},
    {"flow", 0, T4_OPTION_TEXT, offsetof(values, flow), .value = "M|X", .help = "only this flow; where a file has none, what it is"},
    {"reporter", 0, T4_OPTION_TEXT, offsetof(values, reporter), .value = "CODE", .help = "where a file does not say who reports"},
    {"code", 0, T4_OPTION_TEXT, offsetof(values, code), .value = "CODE", .help = "where a file has no code"},
    {"codes", 0, T4_OPTION_TEXT, offsetof(values, codes), .value = "FILE",
     .help = "code list for the structure, without FLOWS [built-in HS 2022]"},
    {"edition", 0, T4_OPTION_TEXT, offsetof(values, edition), .value = "NAME",
     .help = "edition of the flows' codes where they do not say it, such as HS2017"},
    {"list-edition", 0, T4_OPTION_TEXT, offsetof(values, list_edition), .value = "NAME",
     .help = "edition of the list's codes [as the list says, else HS2022 where that has all of them]"},
    {"map", 0, T4_OPTION_LIST, offsetof(values, maps), .value = "FILE",
     .help = "correlation table between editions (XLSX, CSV; repeat for several)"},
    {"families", 0, T4_OPTION_CHOICE, offsetof(values, families), .value = "KIND", .choices = "material|strict",
     .usual = "material", .help = "links of the maps that count: but those that a named fact sets aside, or all"},
    T4_FLOWS_PROFILE_OPTION(values),
    {"html", 0, T4_OPTION_TEXT, offsetof(values, html), .value = "FILE", .help = "write a page with table and chart too"},
    {0}};

static const int levels[] = {0, 10, 8, 6, 4, 2};

/* --- the tree -------------------------------------------------------------------------- */

static t4_status print_tree(t4_program *program, const t4_watched_tree *tree, const t4_watchlist *list, t4_error *err)
{
    t4_table table;
    t4_status status = t4_table_init(&table, "heading|#subheadings|#listed|#not listed|at four digits", err);

    for (size_t i = 0; !status && i < tree->count; i++) {
        const t4_watched_heading *h = &tree->headings[i];

        t4_table_text(&table, h->code);
        t4_table_count(&table, h->subheadings);
        t4_table_count(&table, h->listed);
        t4_table_count(&table, h->subheadings - h->listed);
        t4_table_text(&table, !h->subheadings ? "unknown" : h->listed == h->subheadings ? "listed" : "0 to all of it");
    }
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    if (status || program->common.format != T4_FORMAT_TEXT)
        return status;
    fprintf(program->out.file, "\n%s: %zu codes, %zu of them in the code list, in %zu headings with %zu subheadings.\n",
            t4_watchlist_name(list), tree->codes, tree->known, tree->count, tree->subheadings);
    fprintf(program->out.file, "%zu headings are mixed: there a four-digit figure says only that 0 to all of it is "
            "listed.\n", tree->mixed);
    return T4_OK;
}

static t4_status show_tree(t4_program *program, const values *v, const t4_watchlist *list, t4_watchday day, t4_error *err)
{
    t4_codelist *codes = NULL;
    t4_watched_tree tree = {.count = 0};
    t4_status status = v->codes ? t4_files_require(v->codes, err) : T4_OK;

    if (!status)
        status = t4_codes_load(&codes, &program->run, v->codes, NULL, v->codes ? v->codes : "HS-2022", err);
    if (!status)
        status = t4_watched_structure(&tree, codes, list, day, err);
    if (!status)
        status = print_tree(program, &tree, list, err);
    t4_watched_tree_release(&tree);
    t4_codelist_free(codes);
    return status;
}

/* --- flows ------------------------------------------------------------------------------- */

static t4_status show_flows(t4_program *program, const values *v, const t4_arguments *arguments,
                            const t4_watchlist *list, t4_watchday day, t4_error *err)
{
    t4_job_flows_defaults defaults = {.reporter = v->reporter, .flow = v->flow, .code = v->code, .profile = v->profile};
    t4_watched_question question = {.by = (t4_watched_by)v->by, .day = day, .whenever = v->whenever,
                                    .flow = v->flow ? t4_flows_parse_flow(v->flow, strlen(v->flow)) : T4_FLOWS,
                                    .level = levels[v->level]};
    t4_watched watched = {.count = 0};
    t4_editions_input editions = {v->maps.items, v->maps.count, (t4_families)v->families};
    t4_editions_said said = {v->list_edition, v->edition};
    t4_listing_maps maps = {.count = 0};
    t4_codelist *codes = NULL;
    t4_flows flows = {.count = 0};
    t4_watch_shown shown = {&watched, &flows, list, &maps, v->as_of, v->by};
    t4_status status;

    if (v->flow && question.flow == T4_FLOWS)
        return t4_fail(err, T4_ERR_USAGE, "--flow '%.20s' is neither M nor X", v->flow);
    status = t4_job_flows(&flows, &program->run, arguments->items + 1, arguments->count - 1, &defaults, err);
    for (size_t i = 0; !status && i < v->maps.count; i++)
        status = t4_files_require(v->maps.items[i], err);
    if (!status)
        status = t4_codes_load(&codes, &program->run, NULL, NULL, "HS-2022", err);
    if (!status)
        status = t4_job_listing_maps(&maps, &program->run, &editions, &flows, list, codes, &said, err);
    question.maps = &maps;
    if (!status)
        t4_flows_told(program, &flows);
    if (!status)
        status = t4_watched_flows(&watched, &flows, list, &question, err);
    if (!status)
        status = t4_watch_print(program, &shown, err);
    if (!status && v->html)
        status = t4_watch_page(program, &shown, v->html, arguments->items, arguments->count, err);
    t4_watched_release(&watched);
    t4_listing_maps_release(&maps);
    t4_codelist_free(codes);
    t4_flows_release(&flows);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    t4_watchlist *list = NULL;
    t4_watchday day = v->as_of ? t4_watchday_parse(v->as_of, strlen(v->as_of)) : 0;
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status && v->as_of && !day)
        status = t4_fail(err, T4_ERR_USAGE, "--as-of '%.20s' is no day such as 2024-03-01", v->as_of);
    if (!status)
        status = t4_watchlist_read(&list, &program->run, arguments->items[0], err);
    if (!status)
        status = arguments->count > 1 ? show_flows(program, v, arguments, list, day, err)
                                      : show_tree(program, v, list, day, err);
    t4_watchlist_free(list);
    return status;
}

const t4_command t4_cmd_watch = {
    .name = "watch",
    .heading = T4_HEADING_RELEASES,
    .purpose = "holds a watch list against published flows, or against the code tree alone",
    .arguments = "LIST [FLOWS...]",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "LIST is a table of code, tier, since, until. FLOWS are release folders of tenfour or tables of period, "
        "reporter, partner, flow, code, value. Four states are kept apart: listed, possibly listed (a code of which "
        "only a part is on the list: between 0 and all of it), hidden (bounded by what open codes leave of an open "
        "heading), not listed. A part is never given as one number. Codes of another edition than the list's are matched "
        "through a correlation table (--map) and counted as mapped; without one they are unmapped, not unlisted.\n\n"
        "Without FLOWS: the headings that hold listed codes, and which of them four digits cannot tell apart.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_RUN | T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour watch chpl.csv", "what four digits hide by construction"},
                 {"tenfour watch chpl.csv 2021.csv --edition HS2017 --map hs2022-to-hs2017.xlsx", "codes of an older edition"},
                 {"tenfour watch chpl.csv out/2023-06 --level 4", "what would be left of it at four digits"},
                 {"tenfour watch chpl.csv eu-exports.csv --by period --as-of 2024-03-01", "month by month"}},
    .see_also = "surge, codes",
    .run = run,
};
