/* SPDX-License-Identifier: MIT */
#include "io/flows_grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/memory.h"
#include "io/flows_cell.h"

/* A table that is being read. */
typedef struct {
    t4_flows_table table;
    t4_run *run;
    const t4_book_sheet *page;
    const t4_sheet *sheet;
    size_t row;
    const char **headings;    /* of each column: the texts from top to bottom, joined and folded */
    const char **plain;       /* of each cell of the headings, row after row: squeezed */
    size_t tiers, columns;
    t4_flows_grid_wanted *begin;
    int begin_count;
} grid;

/* --- names ------------------------------------------------------------------------------------------ */

void t4_flows_grid_squeeze(const char *text, size_t n, char out[T4_FLOWS_GRID_NAME])
{
    t4_buffer folded;
    size_t used = 0;

    t4_buffer_init(&folded, 0);
    if (t4_fold_loose(text, n, &folded))
        for (size_t i = 0; i < folded.length && used < T4_FLOWS_GRID_NAME - 1; i++)
            if (folded.data[i] != ' ')
                out[used++] = folded.data[i];
    out[used] = '\0';
    t4_buffer_release(&folded);
}

void t4_flows_grid_names(t4_flows_grid_wanted *wanted, const char *const *names, int count)
{
    *wanted = (t4_flows_grid_wanted){.names = count};
    for (int i = 0; i < count; i++)
        for (const char *at = names[i]; *at && wanted->count < T4_FLOWS_GRID_NAMES;) {
            size_t n = strcspn(at, "|");

            t4_flows_grid_squeeze(at, n, wanted->text[wanted->count]);
            wanted->of[wanted->count++] = i;
            at += n + (at[n] == '|');
        }
}

uint64_t t4_flows_grid_which(const t4_flows_grid_wanted *wanted, const char *squeezed)
{
    uint64_t which = 0;

    for (int i = 0; i < wanted->count && *squeezed; i++)
        if (!strcmp(wanted->text[i], squeezed))
            which |= (uint64_t)1 << wanted->of[i];
    return which;
}

/* Does a row have cells of all of the names? Every cell is squeezed once. */
static bool row_has_all(const t4_sheet *sheet, size_t row, const t4_flows_grid_wanted *wanted)
{
    uint64_t found = 0, all = ((uint64_t)1 << wanted->names) - 1;
    char text[T4_FLOWS_GRID_NAME];

    for (size_t at = sheet->starts[row]; at < sheet->starts[row + 1] && found != all; at++) {
        size_t n = strlen(sheet->fields[at]);

        if (!n || n > 2 * T4_FLOWS_GRID_NAME)
            continue;
        t4_flows_grid_squeeze(sheet->fields[at], n, text);
        found |= t4_flows_grid_which(wanted, text);
    }
    return found == all;
}

/* --- headings --------------------------------------------------------------------------------------- */

static bool cell_matches(grid *g, const t4_profile_pattern *pattern, size_t row, size_t column)
{
    const char *text = t4_sheet_field(g->sheet, row, (long)column);
    const char *folded = *text ? t4_flows_table_fold(&g->table, text, strlen(text)) : NULL;
    size_t start, n;

    return folded && t4_profile_match(pattern, folded, &start, &n);
}

static bool any_cell_matches(grid *g, const t4_profile_pattern *pattern, size_t row)
{
    for (size_t c = 0; c < g->sheet->starts[row + 1] - g->sheet->starts[row]; c++)
        if (cell_matches(g, pattern, row, c))
            return true;
    return false;
}

/*
 * Does a row begin headings: by the expression, or as it has the columns by
 * which files are recognised, or else one of the names of each column?
 */
static bool begins(grid *g, size_t row)
{
    const t4_profile_table *table = g->table.table;

    if (table->header.there)
        return any_cell_matches(g, &table->header, row);
    for (int i = 0; i < g->begin_count; i++)
        if (!row_has_all(g->sheet, row, &g->begin[i]))
            return false;
    return g->begin_count > 0;
}

/* The names by which a row of headings is known, squeezed once. */
static t4_status know_names(grid *g, t4_error *err)
{
    const t4_profile *profile = g->table.profile;

    g->begin = t4_arena_alloc(&g->table.arena, (T4_PROFILE_FIELDS + 1) * sizeof *g->begin);
    if (!g->begin)
        return t4_fail_memory(err);
    if (profile->has_count)
        t4_flows_grid_names(&g->begin[g->begin_count++], profile->has, profile->has_count);
    for (int f = 0; f < T4_PROFILE_FIELDS && !profile->has_count; f++) {
        const t4_profile_column *c = &g->table.table->columns[f];
        t4_flows_grid_wanted *wanted = &g->begin[g->begin_count];
        bool other = false;

        for (int i = 0; i < c->name_count; i++)
            other = other || strchr("~#", c->names[i][0]);
        if (!c->name_count || other)
            continue;
        t4_flows_grid_names(wanted, c->names, c->name_count);
        for (int i = 0; i < wanted->count; i++)
            wanted->of[i] = 0;   /* any of them */
        wanted->names = 1;
        g->begin_count++;
    }
    return T4_OK;
}

static size_t find_header(grid *g, size_t from)
{
    for (size_t row = from; row < g->sheet->rows && row < from + T4_FLOWS_GRID_SEARCH; row++)
        if (begins(g, row))
            return row;
    return SIZE_MAX;
}

static bool squeeze_headings(grid *g, size_t top)
{
    char text[T4_FLOWS_GRID_NAME];

    for (size_t tier = 0; tier < g->tiers; tier++)
        for (size_t c = 0; c < g->columns; c++) {
            const char *field = t4_sheet_field(g->sheet, top + tier, (long)c);
            const char **to = &g->plain[tier * g->columns + c];

            *to = "";
            if (!*field)
                continue;
            t4_flows_grid_squeeze(field, strlen(field), text);
            *to = t4_arena_strndup(&g->table.arena, text, strlen(text));
            if (!*to)
                return false;
        }
    return true;
}

/*
 * Join the texts of each column from row `top` on, by " / ".  In all rows but
 * the last a text also holds for the blank cells to its right.
 */
static t4_status join_headings(grid *g, size_t top, t4_error *err)
{
    t4_flows_table *t = &g->table;
    size_t tiers = (size_t)t->table->header_rows, bottom = top + tiers < g->sheet->rows ? top + tiers : g->sheet->rows;
    t4_buffer joined;
    bool good = true;

    g->columns = g->sheet->column_count;
    g->tiers = bottom - top;
    g->plain = t4_arena_alloc(&t->arena, (g->columns * g->tiers + 1) * sizeof *g->plain);
    if (!g->plain || !squeeze_headings(g, top))
        return t4_fail_memory(err);
    g->headings = t4_arena_alloc(&t->arena, (g->columns + 1) * sizeof *g->headings);
    t4_buffer_init(&joined, 0);
    for (size_t c = 0; c < g->columns && g->headings && good; c++) {
        const char *folded;

        t4_buffer_clear(&joined);
        for (size_t row = top; row < bottom && good; row++) {
            const char *text = t4_sheet_field(g->sheet, row, (long)c);

            for (size_t left = c; !*text && left-- > 0 && row + 1 < bottom;)
                text = t4_sheet_field(g->sheet, row, (long)left);
            if (*text)
                good = t4_buffer_printf(&joined, "%s%s", joined.length ? " / " : "", text);
        }
        folded = good ? t4_flows_table_fold(t, joined.length ? joined.data : "", joined.length) : NULL;
        g->headings[c] = folded ? t4_arena_strndup(&t->arena, folded, strlen(folded)) : NULL;
        good = good && g->headings[c];
    }
    t4_buffer_release(&joined);
    return good && g->headings ? T4_OK : t4_fail_memory(err);
}

/* The first column whose headings match an expression; -1. */
static int find_expression(grid *g, const char *expression)
{
    regex_t regex;
    int found = -1;

    if (regcomp(&regex, expression, REG_EXTENDED | REG_ICASE | REG_NOSUB))
        return -1;
    for (size_t c = 0; c < g->columns && found < 0; c++)
        if (!regexec(&regex, g->headings[c], 0, NULL, 0))
            found = (int)c;
    regfree(&regex);
    return found;
}

/* The first column that has the name in one of its headings; -1. */
static int find_name(grid *g, const char *name)
{
    char wanted[T4_FLOWS_GRID_NAME];

    t4_flows_grid_squeeze(name, strlen(name), wanted);
    for (size_t c = 0; c < g->columns && *wanted; c++)
        for (size_t tier = 0; tier < g->tiers; tier++)
            if (!strcmp(wanted, g->plain[tier * g->columns + c]))
                return (int)c;
    return -1;
}

/* The column of the first of the names that there is: a name, ~EXPRESSION, or #3 for the third; -1. */
static int find_column(grid *g, const char *const *names, int count)
{
    int found = -1;

    for (int i = 0; i < count && found < 0; i++)
        found = names[i][0] == '#'   ? atoi(names[i] + 1) - 1
                : names[i][0] == '~' ? find_expression(g, names[i] + 1)
                                     : find_name(g, names[i]);
    return found;
}

/* --- what is said above the rows ---------------------------------------------------------------------- */

static t4_status preset_texts(grid *g, size_t rows, t4_error *err)
{
    t4_flows_table *t = &g->table;

    for (int f = 0; f < T4_PROFILE_FIELDS; f++) {
        const t4_profile_pattern *pattern = &t->table->columns[f].text;

        for (size_t at = 0; pattern->there && at < g->sheet->starts[rows] && !t->preset[f]; at++) {
            const char *folded = t4_flows_table_fold(t, g->sheet->fields[at], strlen(g->sheet->fields[at]));
            size_t start, n;

            if (!folded)
                return t4_fail_memory(err);
            if (!t4_profile_match(pattern, folded, &start, &n))
                continue;
            t->preset[f] = t4_arena_strndup(&t->arena, folded + start, n);
            if (!t->preset[f])
                return t4_fail_memory(err);
        }
    }
    return T4_OK;
}

/* Power of ten of a measure: given, or by words of the column's headings, else of the cells above them, the nearest first. */
static int scale_of(grid *g, size_t top, const char *heading, t4_profile_field measure, int given)
{
    int (*by_words)(const char *) = measure == T4_PROFILE_NET_MASS ? t4_flows_cell_mass_scale : t4_flows_cell_scale;
    int power = 0;

    if (given != T4_PROFILE_SCALE_AUTO)
        return given;
    power = by_words(heading);
    for (size_t at = g->sheet->starts[top]; !power && at-- > 0;) {
        const char *folded = *g->sheet->fields[at]
                                 ? t4_flows_table_fold(&g->table, g->sheet->fields[at], strlen(g->sheet->fields[at])) : NULL;

        power = folded ? by_words(folded) : 0;
    }
    return power;
}

static int tonnes(const char *unit)
{
    return unit && !strcmp(unit, "t") ? 3 : 0;
}

/* --- binding ------------------------------------------------------------------------------------------- */

static t4_status bind_measure(grid *g, size_t top, t4_profile_field field, t4_error *err)
{
    t4_flows_table *t = &g->table;
    const t4_profile_column *c = &t->table->columns[field];
    t4_flows_figure figure = {.slot = c->index ? c->index - 1 : find_column(g, c->names, c->name_count), .power_slot = -1,
                              .measure = field, .unit = field == T4_PROFILE_QUANTITY ? c->unit : NULL};

    if (figure.slot < 0)
        return T4_OK;
    figure.name = g->headings && (size_t)figure.slot < g->columns && *g->headings[figure.slot] ? g->headings[figure.slot]
                                                                                          : t4_profile_field_name(field);
    figure.power = scale_of(g, top, figure.name, field, c->scale) + (field == T4_PROFILE_NET_MASS ? tonnes(c->unit) : 0);
    figure.power_slot = c->scale_column ? find_column(g, &c->scale_column, 1) : -1;
    return t4_flows_table_figure(t, &figure, NULL, T4_FLOWS, err);
}

static t4_status bind_series(grid *g, size_t top, size_t column, const t4_profile_series *s, t4_error *err)
{
    t4_flows_figure figure = {.slot = (int)column, .power_slot = -1, .measure = s->measure, .name = g->headings[column],
                              .unit = s->measure == T4_PROFILE_QUANTITY ? s->unit : NULL};
    const char *period = s->period;
    size_t start, n;

    if (!t4_profile_match(&s->header, g->headings[column], &start, &n))
        return T4_OK;
    if (!period && s->header.regex.re_nsub) {
        period = t4_arena_strndup(&g->table.arena, g->headings[column] + start, n);
        if (!period)
            return t4_fail_memory(err);
    }
    figure.power = scale_of(g, top, g->headings[column], s->measure, s->scale) +
                   (s->measure == T4_PROFILE_NET_MASS ? tonnes(s->unit) : 0);
    return t4_flows_table_figure(&g->table, &figure, period, s->flow, err);
}

static t4_status bind_currency(grid *g, t4_error *err)
{
    const t4_profile_table *table = g->table.table;
    const char *unit = table->columns[T4_PROFILE_VALUE].unit;

    for (int i = 0; i < table->series_count && !unit; i++)
        unit = table->series[i].measure == T4_PROFILE_VALUE ? table->series[i].unit : NULL;
    return unit ? t4_flows_currency(g->table.flows, unit, g->sheet->name, err) : T4_OK;
}

static void bind_rules(grid *g, const t4_profile_rule *rules, int count, int *slots)
{
    for (int i = 0; i < count; i++)
        slots[i] = find_column(g, rules[i].names, rules[i].name_count);
}

static t4_status bind(grid *g, size_t top, t4_error *err)
{
    t4_flows_table *t = &g->table;
    t4_status status = t->table->no_header ? T4_OK : join_headings(g, top, err);

    t->figure_count = t->group_count = 0;
    if (t->table->no_header)
        g->columns = g->tiers = 0;
    for (int f = 0; f < T4_PROFILE_FIELDS && !status; f++) {
        const t4_profile_column *c = &t->table->columns[f];

        if (f >= T4_PROFILE_VALUE) {
            status = bind_measure(g, top, (t4_profile_field)f, err);
            continue;
        }
        t->slot[f] = c->index ? c->index - 1 : find_column(g, c->names, c->name_count);
        t->name[f] = t->slot[f] >= 0 && (size_t)t->slot[f] < g->columns ? g->headings[t->slot[f]] : t->name[f];
    }
    bind_rules(g, t->table->only, t->table->only_count, t->only);
    bind_rules(g, t->table->skip, t->table->skip_count, t->skip);
    for (size_t c = 0; c < g->columns && !status; c++)
        for (int i = 0; i < t->table->series_count && !status; i++)
            status = bind_series(g, top, c, &t->table->series[i], err);
    if (!status)
        status = preset_texts(g, top, err);
    return status ? status : bind_currency(g, err);
}

/* --- rows ------------------------------------------------------------------------------------------------ */

static t4_flows_cell cell_at(void *context, int slot)
{
    const grid *g = context;
    const char *text = t4_sheet_field(g->sheet, g->row, slot);
    size_t at = g->sheet->starts[g->row] + (size_t)slot;

    return (t4_flows_cell){text, strlen(text), *text && g->page->numbers && at < g->sheet->field_count && g->page->numbers[at]};
}

/* The row behind the table: where another begins, or the end is written. */
static bool ends(grid *g, size_t row)
{
    const t4_profile_table *table = g->table.table;
    size_t first = 0, width = g->sheet->starts[row + 1] - g->sheet->starts[row];

    if (!table->end.there)
        return false;
    while (first < width && !*t4_sheet_field(g->sheet, row, (long)first))
        first++;
    return first < width && cell_matches(g, &table->end, row, first);
}

static t4_status read_rows(grid *g, size_t from, size_t *next, t4_error *err)
{
    t4_flows_table *t = &g->table;
    t4_status status = T4_OK;
    size_t row = from;

    for (; row < g->sheet->rows && !status && !ends(g, row); row++) {
        if (t->table->repeat && !t->table->no_header && row > from && begins(g, row)) {
            status = bind(g, row, err);
            row += (size_t)t->table->header_rows - 1;
            continue;
        }
        if (!(row % 1024) && g->run)
            status = t4_run_check(g->run, err);
        g->row = row;
        t->line = g->sheet->lines[row] ? g->sheet->lines[row] : row + 1;
        if (!status)
            status = t4_flows_table_row(t, err);
    }
    *next = row;
    return status;
}

static bool is_read(const grid *g, int column)
{
    const t4_flows_table *t = &g->table;

    for (int f = 0; f < T4_PROFILE_FIELDS; f++)
        if (t->slot[f] == column)
            return true;
    for (int i = 0; i < T4_PROFILE_RULES; i++)
        if (t->only[i] == column || t->skip[i] == column)
            return true;
    for (size_t i = 0; i < t->figure_count; i++)
        if (t->figures[i].slot == column || t->figures[i].power_slot == column)
            return true;
    return false;
}

/* Columns that have a heading and are not read are told, so that no figure goes away unseen. */
static t4_status note_unread(grid *g, t4_error *err)
{
    for (size_t c = 0; c < g->columns; c++)
        if (*g->headings[c] && !is_read(g, (int)c) && !t4_flows_unread(g->table.flows, g->table.source, g->headings[c]))
            return t4_fail_memory(err);
    return T4_OK;
}

/* One table of one sheet; *found. */
static t4_status read_table(grid *g, const char *why, bool *found, t4_error *err)
{
    t4_flows_table *t = &g->table;
    t4_status status = know_names(g, err);
    size_t top = status || t->table->no_header ? 0 : find_header(g, 0), next = 0, first = t->flows->count;

    *found = false;
    if (status)
        return status;
    if (top == SIZE_MAX || !g->sheet->rows)
        return T4_OK;
    status = t4_flows_table_preset(t, g->sheet->name, g->page->name, err);
    if (!status)
        status = bind(g, top, err);
    if (status || !t->figure_count)
        return status;
    *found = true;
    status = t4_flows_open(t->flows, g->sheet->name, g->page->name, t->profile->name, why, &t->source, err);
    t->cell = cell_at;
    t->context = g;
    if (!status)
        status = note_unread(g, err);
    if (!status)
        status = read_rows(g, t->table->no_header ? 0 : top + (size_t)t->table->header_rows, &next, err);
    return status ? status : t4_flows_table_end(t, first, err);
}

static bool sheet_wanted(grid *g, const t4_profile_table *table, const char *name)
{
    const char *folded;
    size_t start, n;

    if (!table->sheets.there)
        return true;
    folded = t4_flows_table_fold(&g->table, name, strlen(name));
    return folded && t4_profile_match(&table->sheets, folded, &start, &n);
}

/* A sheet that no table is in counts too: nothing goes away silently. */
static t4_status pass_over(t4_flows *flows, const t4_book_sheet *page, const t4_profile *profile, t4_error *err)
{
    uint32_t source;
    t4_status status;

    if (!page->sheet.rows)
        return T4_OK;
    status = t4_flows_open(flows, page->sheet.name, page->name, profile->name, "no table of this profile in the sheet", &source, err);
    if (!status) {
        flows->sources[source].rows = page->sheet.rows;
        flows->sources[source].left[T4_FLOWS_LEFT_OTHER] = page->sheet.rows;
    }
    return status;
}

t4_status t4_flows_grid_read(t4_flows *flows, t4_run *run, const t4_book *book, const t4_profile *profile, const char *why,
                             const t4_flows_defaults *defaults, t4_error *err)
{
    bool any = false;
    t4_status status = T4_OK;

    for (size_t s = 0; s < book->count && !status; s++) {
        bool here = false;

        for (int i = 0; i < profile->table_count && !status; i++) {
            grid g = {.run = run, .page = &book->sheets[s], .sheet = &book->sheets[s].sheet};
            bool found = false;

            status = t4_flows_table_init(&g.table, flows, profile, &profile->tables[i], defaults, err);
            g.table.date1904 = book->date1904;
            if (!status && sheet_wanted(&g, &profile->tables[i], book->sheets[s].name))
                status = read_table(&g, why, &found, err);
            t4_flows_table_release(&g.table);
            here = here || found;
        }
        any = any || here;
        if (!status && !here)
            status = pass_over(flows, &book->sheets[s], profile, err);
    }
    if (!status && !any)
        status = t4_fail_at(err, T4_ERR_DATA, book->path, 0, 0, "no table as profile '%s' describes it: no sheet has its headings in "
                            "the first %d rows; try another --profile", profile->name, T4_FLOWS_GRID_SEARCH);
    return status;
}
