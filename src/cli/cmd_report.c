/* SPDX-License-Identifier: MIT */
/* tenfour report: one page in plain words from the outputs of the other commands. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/cmd.h"
#include "cli/files.h"
#include "cli/help.h"
#include "cli/outpage.h"
#include "cli/report_kinds.h"
#include "io/watchlist_read.h"
#include "io/wholefile.h"

typedef struct {
    const char *title, *watchlist, *page;
    t4_option_list sources;
    int64_t top;
} values;

static const t4_option options[] = {
    {"title", 0, T4_OPTION_TEXT, offsetof(values, title), .value = "TEXT", .usual = "Report", .help = "heading of the page"},
    {"source", 0, T4_OPTION_LIST, offsetof(values, sources), .value = "FILE",
     .help = "a file or release that the outputs were made from: named with its SHA-256"},
    {"watchlist", 0, T4_OPTION_TEXT, offsetof(values, watchlist), .value = "FILE",
     .help = "the list that was used: named with its size, dates and SHA-256"},
    {"top", 0, T4_OPTION_INTEGER, offsetof(values, top), .value = "N", .least = 1, .most = 10000, .usual = "20",
     .help = "rows of each table"},
    {"html", 0, T4_OPTION_TEXT, offsetof(values, page), .value = "FILE", .help = "the page; without it the sentences are printed"},
    {0}};

typedef struct {
    const char *path;
    t4_json *json;
    const t4_report_kind *kind;
} section;

typedef struct {
    section *sections;
    size_t count;
    t4_watchlist *list;
    char editions[200];
    bool confidential;
} work;

/* --- reading ------------------------------------------------------------------------------ */

static const t4_json *rows_of(const section *s)
{
    return s->kind->rows && *s->kind->rows ? t4_json_get(s->json, s->kind->rows) : s->json;
}

/* Every edition that the rows name, once. */
static void note_editions(work *w, const section *s)
{
    const t4_json *rows = rows_of(s);

    for (size_t i = 0; i < t4_json_count(rows) && t4_json_kind_of(rows) == T4_JSON_ARRAY; i++) {
        const char *edition = t4_json_text(t4_json_get(t4_json_at(rows, i), "edition"));
        size_t used = strlen(w->editions);

        if (edition && *edition && !strstr(w->editions, edition) && used + strlen(edition) + 3 < sizeof w->editions)
            snprintf(w->editions + used, sizeof w->editions - used, "%s%s", used ? ", " : "", edition);
    }
}

static t4_status read_section(t4_program *program, work *w, section *s, t4_error *err)
{
    t4_buffer bytes;
    t4_status status;

    t4_buffer_init(&bytes, 0);
    status = t4_wholefile_read(&bytes, &program->run, s->path, err);
    if (!status)
        status = t4_json_parse(&s->json, bytes.data, bytes.length, s->path, err);
    t4_buffer_release(&bytes);
    if (status)
        return status;
    if (t4_json_kind_of(s->json) == T4_JSON_ARRAY && !t4_json_count(s->json))
        return t4_fail_at(err, T4_ERR_DATA, s->path, 0, 0, "the table has no rows: nothing tells which command made it; leave it out");
    s->kind = t4_report_kind_of(s->json);
    if (!s->kind)
        return t4_fail_at(err, T4_ERR_DATA, s->path, 0, 0, "the keys are of no known output; expected JSON of %s",
                          t4_report_kinds_text());
    w->confidential = w->confidential || (s->kind->confidential && t4_json_boolean(t4_json_get(s->json, "confidential"), true));
    note_editions(w, s);
    return T4_OK;
}

/* --- saying -------------------------------------------------------------------------------- */

static void say_list(const values *v, const work *w, t4_buffer *out)
{
    t4_watchday latest = 0;

    if (!w->list) {
        t4_buffer_puts(out, "Watch list: none was named.\n");
        return;
    }
    for (size_t i = 0; i < t4_watchlist_count(w->list); i++)
        latest = t4_watchlist_at(w->list, i)->since > latest ? t4_watchlist_at(w->list, i)->since : latest;
    t4_buffer_printf(out, "Watch list: %s, %zu entries", t4_watchlist_name(w->list), t4_watchlist_count(w->list));
    if (latest)
        t4_buffer_printf(out, ", last changed %04u-%02u-%02u", latest / 10000, latest / 100 % 100, latest % 100);
    t4_buffer_puts(out, ".\n");
}

static void say_basis(const values *v, const work *w, t4_buffer *out)
{
    say_list(v, w, out);
    t4_buffer_printf(out, "Edition of the codes: %s.\n", *w->editions ? w->editions : "not said by the files");
}

static t4_status print(t4_program *program, const values *v, const work *w, t4_error *err)
{
    t4_buffer out;
    bool good;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < w->count; i++) {
        t4_buffer_printf(&out, "  %s (%s)\n", w->sections[i].kind->title, w->sections[i].kind->command);
        w->sections[i].kind->say(&out, w->sections[i].json);
        t4_buffer_printf(&out, "%s\n\n", w->sections[i].kind->limits);
    }
    say_basis(v, w, &out);
    t4_buffer_puts(&out, T4_OUTPAGE_LEADS "\n");
    good = t4_buffer_text(&out) && t4_help_lines(program->out.file, out.data);
    t4_buffer_release(&out);
    return good ? T4_OK : t4_fail_memory(err);
}

/* --- page ---------------------------------------------------------------------------------- */

/* Numbers of nine digits are for programs; six are enough here. */
static void put_cell(t4_table *table, const t4_json *row, const char *key, bool number)
{
    char room[64], short_text[64];
    double value = number ? t4_report_number(row, key) : NAN;

    if (isnan(value)) {
        t4_table_text(table, t4_report_text(row, key, room));
        return;
    }
    if (fabs(value) >= 1e4)
        snprintf(short_text, sizeof short_text, "%.0f", value);
    else
        snprintf(short_text, sizeof short_text, "%.4g", value);
    t4_table_text(table, short_text);
}

static t4_status put_table(t4_outpage *page, const values *v, const section *s, size_t number, t4_error *err)
{
    const t4_json *rows = rows_of(s);
    t4_table table;
    char id[32];
    t4_status status = t4_table_init(&table, s->kind->columns, err);

    for (size_t i = 0; !status && i < t4_json_count(rows) && i < (size_t)v->top; i++)
        for (int c = 0; c < table.columns; c++)
            put_cell(&table, t4_json_at(rows, i), table.headers[c], table.is_number[c]);
    snprintf(id, sizeof id, "table%zu", number);
    if (!status)
        t4_outpage_table(page, id, &table, 0, NULL);
    if (!status && t4_json_count(rows) > (size_t)v->top) {
        snprintf(id, sizeof id, "%zu more rows", t4_json_count(rows) - (size_t)v->top);
        t4_outpage_quiet(page, id);
    }
    t4_table_release(&table);
    return status;
}

static t4_status put_section(t4_outpage *page, const values *v, const section *s, size_t number, t4_error *err)
{
    t4_buffer said;
    t4_status status = T4_OK;

    t4_buffer_init(&said, 0);
    s->kind->say(&said, s->json);
    t4_outpage_heading(page, s->kind->title);
    t4_outpage_sentences(page, t4_buffer_text(&said) ? said.data : "");
    t4_buffer_release(&said);
    if (s->kind->draw)
        s->kind->draw(page, s->json);
    if (s->kind->columns)
        status = put_table(page, v, s, number, err);
    return status;
}

/* The outputs, what they were made from, the list. */
static t4_status put_sources(t4_outpage *page, const values *v, const work *w, t4_error *err)
{
    size_t room = w->count + v->sources.count + 1, count = 0;
    const char **paths = t4_alloc(room, sizeof *paths);

    if (!paths)
        return t4_fail_memory(err);
    for (size_t i = 0; i < w->count; i++)
        paths[count++] = w->sections[i].path;
    for (size_t i = 0; i < v->sources.count; i++)
        paths[count++] = v->sources.items[i];
    if (v->watchlist)
        paths[count++] = v->watchlist;
    t4_outpage_sources(page, paths, count);
    t4_free(paths);
    return T4_OK;
}

static void put_limits(t4_outpage *page, const work *w)
{
    t4_buffer limits;

    t4_buffer_init(&limits, 0);
    for (size_t i = 0; i < w->count; i++) {
        bool told = false;

        for (size_t k = 0; k < i; k++)
            told = told || w->sections[k].kind->limits == w->sections[i].kind->limits;
        if (!told)
            t4_buffer_printf(&limits, "%s: %s\n", w->sections[i].kind->command, w->sections[i].kind->limits);
    }
    t4_outpage_limits(page, t4_buffer_text(&limits) ? limits.data : "");
    t4_buffer_release(&limits);
}

static t4_status write_page(t4_program *program, const values *v, const work *w, t4_error *err)
{
    t4_outpage page;
    t4_buffer basis;
    t4_status status = T4_OK;

    t4_buffer_init(&basis, 0);
    say_basis(v, w, &basis);
    t4_outpage_begin(&page, v->title, w->confidential ? "Confidential: made from records or movements of single firms" : NULL);
    t4_outpage_paragraph(&page, T4_OUTPAGE_LEADS);
    for (size_t i = 0; !status && i < w->count; i++)
        status = put_section(&page, v, &w->sections[i], i + 1, err);
    if (!status) {
        t4_outpage_heading(&page, "What this rests on");
        t4_outpage_sentences(&page, t4_buffer_text(&basis) ? basis.data : "");
        status = put_sources(&page, v, w, err);
    }
    if (!status) {
        put_limits(&page, w);
        status = t4_outpage_save(&page, v->page, w->confidential ? 0600 : 0644, program->common.force, err);
    }
    t4_outpage_release(&page);
    t4_buffer_release(&basis);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments, t4_error *err)
{
    const values *v = given;
    work w = {.count = 0};
    t4_status status = t4_files_require_all(program, arguments->items, arguments->count, err);

    if (!status)
        status = t4_files_require_all(program, v->sources.items, v->sources.count, err);
    if (!status && v->watchlist)
        status = t4_files_require(v->watchlist, err);
    if (!status && v->watchlist)
        status = t4_watchlist_read(&w.list, &program->run, v->watchlist, err);
    w.sections = t4_alloc_zero(arguments->count, sizeof *w.sections);
    if (!status && !w.sections)
        status = t4_fail_memory(err);
    for (; !status && w.count < arguments->count; w.count++) {
        w.sections[w.count].path = arguments->items[w.count];
        status = read_section(program, &w, &w.sections[w.count], err);
    }
    if (!status)
        status = v->page ? write_page(program, v, &w, err) : print(program, v, &w, err);
    for (size_t i = 0; w.sections && i < arguments->count; i++)
        t4_json_free(w.sections[i].json);
    t4_free(w.sections);
    t4_watchlist_free(w.list);
    return status;
}

const t4_command t4_cmd_report = {
    .name = "report",
    .heading = T4_HEADING_RELEASES,
    .purpose = "puts the outputs of the other commands on one page, in plain words",
    .arguments = "OUTPUT...",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "OUTPUTs are what watch, ladder, mirror, surge, divert, price, bound and compare write with --format json, and "
        "the summary.json of trace. Each is recognised by its own keys; any other file is refused. The page has a section "
        "for each, with sentences, a chart and the first rows; then the list and edition, every file with its SHA-256, and what "
        "none of it can say.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_OUTPUT,
    .confidential = true,
    .examples = {{"tenfour report mirror.json surge.json --html report.html", "two outputs on one page"},
                 {"tenfour report divert.json --source eu.csv --source kg.csv --html report.html",
                  "with what it was made from"}},
    .see_also = "mirror, surge, divert, price, trace",
    .run = run,
};
