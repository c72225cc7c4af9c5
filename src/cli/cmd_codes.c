/* SPDX-License-Identifier: MIT */
/* tenfour codes: find, show, unfold and convert codes. */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/codes_convert.h"
#include "cli/files.h"
#include "job/codes.h"

typedef struct {
    t4_option_list lists;
    const char *template_, *encoding, *from, *to;
    t4_option_list maps;
    int families;
} values;

static const t4_option options[] = {
    {"list", 0, T4_OPTION_LIST, offsetof(values, lists), .value = "FILE",
     .help = "look into this list (CSV, JSON; repeat for several, the first one leads)"},
    {"template", 0, T4_OPTION_TEXT, offsetof(values, template_), .value = "FILE",
     .help = "look into the classification of this template first"},
    {"encoding", 0, T4_OPTION_TEXT, offsetof(values, encoding), .value = "NAME",
     .help = "encoding of the lists, such as windows-1251 (default: found out)"},
    {"from", 0, T4_OPTION_TEXT, offsetof(values, from), .value = "EDITION", .help = "convert: the edition of the codes, such as HS2017"},
    {"to", 0, T4_OPTION_TEXT, offsetof(values, to), .value = "EDITION", .help = "convert: the edition that is wanted"},
    {"map", 0, T4_OPTION_LIST, offsetof(values, maps), .value = "FILE",
     .help = "convert: correlation table (XLSX, CSV; repeat for several editions in a row)"},
    {"families", 0, T4_OPTION_CHOICE, offsetof(values, families), .value = "KIND", .choices = "material|strict",
     .usual = "material", .help = "convert: strict counts every link, material leaves out those that a named fact sets aside"},
    {0}};

static const char *relation_name(t4_codes_relation relation)
{
    static const char *const names[] = {"hit", "path", "code", "sibling", "child", "held by"};

    return names[relation];
}

/* "2002-01..2006-12"; "" when it is open at both ends. */
static void valid_text(const t4_code_entry *e, char text[2 * T4_PERIOD_TEXT + 4])
{
    char from[T4_PERIOD_TEXT] = "", until[T4_PERIOD_TEXT] = "";

    if (e->from)
        t4_period_print(e->from, from);
    if (e->until)
        t4_period_print(e->until, until);
    snprintf(text, 2 * T4_PERIOD_TEXT + 4, "%s%s%s", from, *from || *until ? ".." : "", until);
}

/* CSV and JSON: every column, always. */
static void fill_full(t4_table *table, const t4_codes_row *row, const char *valid)
{
    t4_table_text(table, relation_name(row->relation));
    t4_table_text(table, row->entry->code);
    t4_table_text(table, row->entry->label);
    t4_table_text(table, row->entry->label_ru);
    t4_table_text(table, row->entry->unit);
    t4_table_text(table, valid);
    t4_table_text(table, row->list);
    t4_table_count(table, row->count);
}

/* Text: the columns that say something. */
typedef struct {
    bool relation, unit, valid, list, count;
} shown_columns;

static shown_columns choose_columns(const t4_codes_result *result)
{
    shown_columns shown = {.list = result->list_count > 1};

    for (size_t i = 0; i < result->count; i++) {
        const t4_codes_row *row = &result->rows[i];

        shown.relation = shown.relation || row->relation != result->rows[0].relation;
        shown.unit = shown.unit || *row->entry->unit;
        shown.valid = shown.valid || row->entry->from || row->entry->until;
        shown.count = shown.count || row->relation == T4_CODES_HOLDER;
    }
    return shown;
}

static void fill_shown(t4_table *table, const shown_columns *shown, const t4_codes_row *row,
                       const char *valid)
{
    const t4_code_entry *e = row->entry;

    if (shown->relation)
        t4_table_text(table, relation_name(row->relation));
    t4_table_text(table, e->code);
    t4_table_text(table, *e->label ? e->label : e->label_ru);
    if (shown->unit)
        t4_table_text(table, e->unit);
    if (shown->valid)
        t4_table_text(table, valid);
    if (shown->list)
        t4_table_text(table, row->list);
    if (shown->count)
        t4_table_count(table, row->count);
}

static t4_status print_rows(t4_program *program, const t4_codes_result *result, t4_error *err)
{
    bool text = program->common.format == T4_FORMAT_TEXT;
    shown_columns shown = choose_columns(result);
    char headers[128], valid[2 * T4_PERIOD_TEXT + 4];
    t4_table table;
    t4_status status;

    snprintf(headers, sizeof headers, "%scode|label%s%s%s%s", shown.relation ? "relation|" : "",
             shown.unit ? "|unit" : "", shown.valid ? "|valid" : "", shown.list ? "|list" : "",
             shown.count ? "|#codes" : "");
    status = t4_table_init(&table, text ? headers : "relation|code|label|label_ru|unit|valid|list|#codes",
                           err);
    for (size_t i = 0; !status && i < result->count; i++) {
        valid_text(result->rows[i].entry, valid);
        if (text)
            fill_shown(&table, &shown, &result->rows[i], valid);
        else
            fill_full(&table, &result->rows[i], valid);
    }
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    return status;
}

typedef t4_status action(t4_run *run, const t4_codes_input *input, const char *text,
                         t4_codes_result *result, t4_error *err);

static action *find_action(const char *name, t4_error *err)
{
    static const struct {
        const char *name;
        action *run;
    } actions[] = {{"search", t4_job_codes_search}, {"show", t4_job_codes_show},
                   {"children", t4_job_codes_children}};

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (!strcmp(name, actions[i].name))
            return actions[i].run;
    t4_fail(err, T4_ERR_USAGE, "'%.40s' is none of search, show, children, convert", name);
    return NULL;
}

/* The words behind the action as one text. */
static t4_status join_words(const t4_arguments *arguments, t4_buffer *text, t4_error *err)
{
    for (size_t i = 1; i < arguments->count; i++)
        if ((i > 1 && !t4_buffer_putc(text, ' ')) || !t4_buffer_puts(text, arguments->items[i]))
            return t4_fail_memory(err);
    return t4_buffer_text(text) ? T4_OK : t4_fail_memory(err);
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    t4_codes_input input = {.lists = v->lists.items, .list_count = v->lists.count,
                            .template_path = v->template_, .layout = {.encoding = v->encoding}};
    t4_convert_wish wish = {v->from, v->to, v->maps, v->families, arguments->items + 1, arguments->count - 1,
                            v->lists.count ? v->lists.items[0] : NULL};
    bool convert = !strcmp(arguments->items[0], "convert");
    action *act = convert ? NULL : find_action(arguments->items[0], err);
    t4_codes_result result = {.count = 0};
    t4_buffer text;
    t4_status status = T4_OK;

    if (convert)
        return t4_codes_convert(program, &wish, err);
    if (!act)
        return T4_ERR_USAGE;
    t4_buffer_init(&text, 0);
    for (size_t i = 0; !status && i < input.list_count; i++)
        status = t4_files_require(input.lists[i], err);
    if (!status && input.template_path)
        status = t4_files_require(input.template_path, err);
    if (!status)
        status = join_words(arguments, &text, err);
    if (!status)
        status = act(&program->run, &input, t4_buffer_text(&text), &result, err);
    if (!status && !result.count)
        t4_message_note(&program->messages, "nothing found in %s%s", result.names[0],
                        result.list_count > 1 ? " and the other lists" : "");
    else if (!status)
        status = print_rows(program, &result, err);
    t4_codes_result_release(&result);
    t4_buffer_release(&text);
    return status;
}

const t4_command t4_cmd_codes = {
    .name = "codes",
    .heading = T4_HEADING_LOOKUP,
    .purpose = "looks codes up: by words, from the chapter down, with what is beside and below, in another edition",
    .arguments = "search TEXT | show CODE | children [CODE] | ...",
    .choices = "search|show|children|convert",
    .least = 1,
    .most = SIZE_MAX,
    .description =
        "search finds the codes whose labels hold all words of TEXT, counting the labels above a "
        "code too, or that begin with TEXT when it is digits. show prints the way from the chapter "
        "to CODE, its versions with their validity, the codes beside it, and which other lists hold "
        "it. children prints what is directly below CODE, or the chapters. convert tells what codes (or those of "
        "--list) became in another edition, by a correlation table that you name with --map, and the family of "
        "codes that hang together: nothing is split by guess.\n\n"
        "Without --list and --template the built-in list is used: all codes of HS 2022 with two, "
        "four and six digits, chapters and headings with short labels of our own that have no "
        "legal meaning.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_FORMAT | T4_WITH_OUTPUT,
    .examples = {{"tenfour codes search computers", "chapters and headings that name them"},
                 {"tenfour codes show 8542.31", "where a code stands"},
                 {"tenfour codes show 8542310000 --template national.yaml --list watch.csv",
                  "in a national list, and whether a watch list holds it"},
                 {"tenfour codes convert 854890 --from HS2017 --to HS2022 --map hs17-22.xlsx", "what became of it"}},
    .see_also = "explain, synth",
    .run = run,
};
