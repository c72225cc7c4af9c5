/* SPDX-License-Identifier: MIT */
#include "io/flows_row.h"

#include <string.h>

#include "base/fold.h"
#include "base/memory.h"
#include "io/flows_cell.h"

/* --- texts of fields -------------------------------------------------------------------------------- */

static bool keep(t4_buffer *buffer, const char *text, size_t n)
{
    t4_buffer_clear(buffer);
    return t4_buffer_append(buffer, text, n) && t4_buffer_text(buffer);
}

static const char *text_of(const t4_flows_table *t, t4_profile_field field)
{
    return t->texts[field].length ? t->texts[field].data : "";
}

/* What the map makes of a text; NULL = it stays. */
static const char *mapped(t4_flows_table *t, const t4_profile_column *c, const char *text, size_t n)
{
    if (!c->map_count || !t4_fold_loose(text, n, &t->folded) || !t4_buffer_text(&t->folded))
        return NULL;
    for (size_t i = 0; i < c->map_count; i++)
        if (!strcmp(c->from[i], t->folded.length ? t->folded.data : ""))
            return c->to[i];
    return NULL;
}

/* *good false: the pattern of the column does not fit the text. */
static t4_status read_text(t4_flows_table *t, int field, bool *good, t4_error *err)
{
    const t4_profile_column *c = &t->table->columns[field];
    t4_flows_cell cell = {"", 0, false};
    char date[T4_FLOWS_CELL_DATE];
    const char *to;
    size_t start, n;

    if (t->slot[field] >= 0)
        cell = t->cell(t->context, t->slot[field]);
    else if (t->preset[field])
        cell = (t4_flows_cell){t->preset[field], strlen(t->preset[field]), false};
    if (field == T4_PROFILE_PERIOD && cell.number && t4_flows_cell_date(cell.text, cell.n, t->date1904, date))
        cell = (t4_flows_cell){date, strlen(date), false};
    if (c->fill && !cell.n)
        cell = (t4_flows_cell){t->filled[field].length ? t->filled[field].data : "", t->filled[field].length, false};
    else if (c->fill && !keep(&t->filled[field], cell.text, cell.n))
        return t4_fail_memory(err);
    if (!keep(&t->texts[field], cell.text, cell.n))
        return t4_fail_memory(err);
    if (c->pattern.there && cell.n) {
        *good = t4_profile_match(&c->pattern, text_of(t, (t4_profile_field)field), &start, &n);
        if (!*good)
            return T4_OK;
        if (!keep(&t->scratch, text_of(t, (t4_profile_field)field) + start, n) ||
            !keep(&t->texts[field], t->scratch.length ? t->scratch.data : "", n))
            return t4_fail_memory(err);
    }
    to = mapped(t, c, text_of(t, (t4_profile_field)field), t->texts[field].length);
    return !to || keep(&t->texts[field], to, strlen(to)) ? T4_OK : t4_fail_memory(err);
}

static t4_status refuse(t4_flows_table *t, t4_profile_field field, const char *expected, t4_error *err)
{
    return t4_flows_refuse(t->flows, t->source, t->line, t->name[field], text_of(t, field), t->texts[field].length, expected, err);
}

static bool matches(t4_flows_table *t, const t4_profile_pattern *pattern, t4_profile_field field)
{
    const char *folded;
    size_t start, n;

    if (!pattern->there || !t->texts[field].length)
        return false;
    folded = t4_flows_table_fold(t, text_of(t, field), t->texts[field].length);
    return folded && t4_profile_match(pattern, folded, &start, &n);
}

/* --- hierarchies -------------------------------------------------------------------------------------- */

/* A product has its own row, with the total over partners; the rows below it, without a code, are its partners. */
static bool place_product(t4_flows_table *t, bool *wanted)
{
    if (!t->texts[T4_PROFILE_CODE].length && matches(t, &t->table->total, T4_PROFILE_PARTNER) &&
        !keep(&t->texts[T4_PROFILE_CODE], "TOTAL", 5))
        return false;
    if (t->texts[T4_PROFILE_CODE].length)
        return keep(&t->above, text_of(t, T4_PROFILE_CODE), t->texts[T4_PROFILE_CODE].length) &&
               keep(&t->texts[T4_PROFILE_PARTNER], "W00", 3);
    *wanted = t->above.length > 0 && t->texts[T4_PROFILE_PARTNER].length > 0;
    return keep(&t->texts[T4_PROFILE_CODE], t->above.length ? t->above.data : "", t->above.length);
}

/* The reverse: a partner with its total over goods, and its products below it. */
static bool place_partner(t4_flows_table *t, bool *wanted)
{
    if (!t->texts[T4_PROFILE_CODE].length) {
        *wanted = t->texts[T4_PROFILE_PARTNER].length > 0;
        return keep(&t->above, text_of(t, T4_PROFILE_PARTNER), t->texts[T4_PROFILE_PARTNER].length) &&
               keep(&t->texts[T4_PROFILE_CODE], "TOTAL", 5);
    }
    *wanted = t->above.length > 0;
    return keep(&t->texts[T4_PROFILE_PARTNER], t->above.length ? t->above.data : "", t->above.length);
}

t4_status t4_flows_row_place(t4_flows_table *t, bool *wanted, t4_error *err)
{
    static const t4_profile_field fields[] = {T4_PROFILE_CODE, T4_PROFILE_PARTNER};
    bool good = true, kept = true;
    t4_status status = T4_OK;

    if (t->table->hierarchy == T4_PROFILE_FLAT)
        return T4_OK;
    for (int i = 0; i < 2 && !status; i++)
        status = read_text(t, fields[i], &good, err);
    if (status)
        return status;
    if (!good)
        *wanted = false;
    else
        kept = t->table->hierarchy == T4_PROFILE_PRODUCTS ? place_product(t, wanted) : place_partner(t, wanted);
    return kept ? T4_OK : t4_fail_memory(err);
}

/* --- what the row is of ------------------------------------------------------------------------------- */

static t4_status read_texts(t4_flows_table *t, bool *good, t4_error *err)
{
    bool placed = t->table->hierarchy != T4_PROFILE_FLAT;
    t4_status status = T4_OK;

    for (int f = 0; f <= T4_PROFILE_VALUATION && !status && *good; f++) {
        if (placed && (f == T4_PROFILE_CODE || f == T4_PROFILE_PARTNER))
            continue;
        status = read_text(t, f, good, err);
        if (!status && !*good)
            status = refuse(t, (t4_profile_field)f, "a text as the profile's pattern describes it", err);
    }
    return status;
}

static t4_status settle_code(t4_flows_table *t, t4_flows_row *row, bool *good, t4_error *err)
{
    const t4_profile_column *c = &t->table->columns[T4_PROFILE_CODE];
    const char *text = text_of(t, T4_PROFILE_CODE), *goods = text_of(t, T4_PROFILE_GOODS);
    size_t n = t->texts[T4_PROFILE_CODE].length, m = t->texts[T4_PROFILE_GOODS].length;
    t4_flows_code_kind kind;
    int level;

    if (!n && m && !matches(t, &t->table->total, T4_PROFILE_GOODS)) {
        row->level = T4_FLOWS_NAMED;
        return t4_flows_code(t->flows, goods, m, &row->code, err);
    }
    if (!n && !m && (t->slot[T4_PROFILE_CODE] >= 0 || t->slot[T4_PROFILE_GOODS] >= 0)) {
        *good = false;
        return refuse(t, t->slot[T4_PROFILE_CODE] >= 0 ? T4_PROFILE_CODE : T4_PROFILE_GOODS,
                      "a code or a name of goods: there are figures in this row", err);
    }
    if (!n && !m) {
        text = t->defaults->code ? t->defaults->code : "TOTAL";
        n = strlen(text);
    }
    if (!n || t4_flows_is_total(text, n) || matches(t, &t->table->total, T4_PROFILE_CODE))
        return t4_flows_code(t->flows, "TOTAL", 5, &row->code, err);
    kind = t4_flows_cell_code(text, n, c->stripped, c->digits, &t->scratch, &level);
    *good = kind != T4_FLOWS_CODE_BAD;
    if (!*good)
        return refuse(t, T4_PROFILE_CODE, "a code of 2 to 12 digits, a range of codes, or the total", err);
    t->overlaps = t->overlaps || kind != T4_FLOWS_CODE_PLAIN;
    row->level = (uint8_t)level;
    return t4_flows_code(t->flows, t->scratch.data, t->scratch.length, &row->code, err);
}

static t4_status settle_place(t4_flows_table *t, t4_profile_field field, const char *otherwise, uint32_t *id, bool *world,
                              t4_error *err)
{
    const char *text = t->texts[field].length ? text_of(t, field) : otherwise ? otherwise : "", *code;
    size_t n = strlen(text);

    *world = field == T4_PROFILE_PARTNER && n && (matches(t, &t->table->world, field) || t4_flows_is_world(text, n));
    code = *world ? "W00" : t->defaults->partners ? t4_partners_find(t->defaults->partners, text, n) : NULL;
    return code ? t4_flows_place(t->flows, code, strlen(code), id, err) : t4_flows_place(t->flows, text, n, id, err);
}

/* What all rows of flows of this row have in common; *good false: it was refused or left out. */
static t4_status settle_row(t4_flows_table *t, t4_flows_row *row, bool *good, t4_error *err)
{
    bool world = false;
    t4_status status;

    if ((matches(t, &t->table->groups, T4_PROFILE_PARTNER) && !matches(t, &t->table->world, T4_PROFILE_PARTNER)) ||
        matches(t, &t->table->reporter_groups, T4_PROFILE_REPORTER)) {
        t->flows->sources[t->source].left[T4_FLOWS_LEFT_GROUP]++;
        *good = false;
        return T4_OK;
    }
    if (t->slot[T4_PROFILE_PARTNER] >= 0 && !t->texts[T4_PROFILE_PARTNER].length) {
        *good = false;
        return refuse(t, T4_PROFILE_PARTNER, "a partner, or a word for all of them", err);
    }
    status = settle_code(t, row, good, err);
    if (!status && *good)
        status = settle_place(t, T4_PROFILE_REPORTER, t->defaults->reporter, &row->reporter, &world, err);
    if (!status && *good)
        status = settle_place(t, T4_PROFILE_PARTNER, t->defaults->partner ? t->defaults->partner : "W00", &row->partner,
                              &row->world, err);
    if (!status && *good)
        status = t4_flows_note(t->flows, text_of(t, T4_PROFILE_EDITION), t->texts[T4_PROFILE_EDITION].length, &row->edition, err);
    row->status = t->texts[T4_PROFILE_STATUS].length == 1 ? text_of(t, T4_PROFILE_STATUS)[0] : 0;
    return status;
}

/* --- one row of flows a group --------------------------------------------------------------------------- */

/* The period's text from the row and from the headings: "январь" and "2018". */
static t4_periodtext_result settle_period(t4_flows_table *t, const char *heading, t4_period *period)
{
    const char *parts[3] = {text_of(t, T4_PROFILE_PERIOD), text_of(t, T4_PROFILE_MONTH), heading ? heading : text_of(t, T4_PROFILE_YEAR)};
    t4_periodtext_calendar calendar = t->table->columns[T4_PROFILE_PERIOD].calendar;

    calendar = calendar ? calendar : t->table->columns[T4_PROFILE_YEAR].calendar;
    t4_buffer_clear(&t->scratch);
    for (int i = 0; i < 3; i++)
        if (*parts[i] && !(i == 2 && !heading && *parts[0]))
            (void)t4_buffer_printf(&t->scratch, "%s%s", t->scratch.length ? " " : "", parts[i]);
    if (!t->scratch.length)
        return T4_PERIODTEXT_NONE;
    return t4_periodtext_parse(t->scratch.data, t->scratch.length, calendar, period);
}

static t4_status settle_flow(t4_flows_table *t, t4_flow told, t4_flows_row *row, bool *good, t4_error *err)
{
    const char *text = t->texts[T4_PROFILE_FLOW].length ? text_of(t, T4_PROFILE_FLOW) : t->defaults->flow ? t->defaults->flow : "";
    t4_flow flow = told != T4_FLOWS ? told : t4_flows_parse_flow(text, strlen(text));

    row->flow = (uint8_t)flow;
    *good = flow != T4_FLOWS;
    return *good ? T4_OK : refuse(t, T4_PROFILE_FLOW, "imports or exports: M or X; where the file has no flow, say which with "
                                                      "--flow", err);
}

static t4_status settle_notes(t4_flows_table *t, const char *unit, t4_flows_row *row, t4_error *err)
{
    const char *valuation = t->table->columns[T4_PROFILE_VALUATION].of_flow[row->flow];
    t4_status status;

    valuation = valuation ? valuation : text_of(t, T4_PROFILE_VALUATION);
    unit = t->texts[T4_PROFILE_UNIT].length ? text_of(t, T4_PROFILE_UNIT) : unit ? unit : "";
    status = t4_flows_note(t->flows, valuation, strlen(valuation), &row->valuation, err);
    t4_flows_note_all(t->flows->valuation, sizeof t->flows->valuation, valuation, strlen(valuation));
    t4_flows_note_all(t->flows->edition, sizeof t->flows->edition, text_of(t, T4_PROFILE_EDITION),
                      t->texts[T4_PROFILE_EDITION].length);
    return status || !(row->given & T4_FLOWS_QUANTITY) ? status : t4_flows_unit(t->flows, unit, strlen(unit), &row->unit, err);
}

/* *kept: rows that were added; *sums: periods that are partial sums. */
static t4_status add_group(t4_flows_table *t, size_t g, const t4_flows_row *common, bool *good, size_t *kept, size_t *sums,
                           t4_error *err)
{
    t4_flows_row row = t->pending[g];
    t4_periodtext_result result;
    t4_status status;

    if (!row.given)
        return T4_OK;
    row.code = common->code;
    row.level = common->level;
    row.reporter = common->reporter;
    row.partner = common->partner;
    row.world = common->world;
    row.edition = common->edition;
    row.status = common->status;
    if (row.status == 'Q')
        row.given = (uint8_t)((row.given & ~T4_FLOWS_VALUE) | T4_FLOWS_HIDDEN);
    result = settle_period(t, t->groups[g].period, &row.period);
    if (result == T4_PERIODTEXT_SUM) {
        ++*sums;
        return T4_OK;
    }
    if (result == T4_PERIODTEXT_NONE) {
        *good = false;
        return t4_flows_refuse(t->flows, t->source, t->line, t->name[T4_PROFILE_PERIOD], t->scratch.length ? t->scratch.data : "",
                               t->scratch.length, "a period such as 2023-06, Jun. 2023 or 2023", err);
    }
    status = settle_flow(t, t->groups[g].flow, &row, good, err);
    if (status || !*good)
        return status;
    status = settle_notes(t, t->pending_unit[g], &row, err);
    if (!status)
        status = t4_flows_add(t->flows, &row, err);
    ++*kept;
    return status;
}

t4_status t4_flows_row_add(t4_flows_table *t, t4_error *err)
{
    t4_flows_row common = {.given = 0};
    bool good = true;
    size_t kept = 0, sums = 0, before = t->flows->count;
    t4_status status = read_texts(t, &good, err);

    if (!status && good)
        status = settle_row(t, &common, &good, err);
    for (size_t g = 0; g < t->group_count && !status && good; g++)
        status = add_group(t, g, &common, &good, &kept, &sums, err);
    if (!status && !good)
        t->flows->count = before;  /* a row that is wrong in one place counts in none */
    if (!status && good && kept)
        t->flows->sources[t->source].figures++;
    else if (!status && good && sums)
        t->flows->sources[t->source].left[T4_FLOWS_LEFT_OTHER]++;
    return status;
}
