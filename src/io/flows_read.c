/* SPDX-License-Identifier: MIT */
#include "io/flows_read.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "io/flows_cell.h"
#include "io/namedrows.h"

enum { PERIOD, YEAR, MONTH, REPORTER, PARTNER, FLOW, CODE, VALUE, STATUS, NET, QUANTITY, UNIT, EDITION, VALUATION, LEVEL, COLUMNS };

static const t4_namedrows_wanted wanted[COLUMNS] = {
    {"period", "time_period|time|month_id|date", false},
    {"year", "refYear", false},
    {"month", "refMonth", false},
    {"reporter", "reporterISO|reporter_iso|declarant|ref_area", false},
    {"partner", "partnerISO|partner_iso|counterpart_area|country", false},
    {"flow", "flowCode|trade_flow|rgDesc|direction", false},
    {"code", "cmdCode|hs|hs10|hs8|hs6|hs4|hs2|commodity|product|commodity_code|tnved", false},
    {"value", "value_usd|value_eur|value_kgs|value_rub|primaryValue|trade_value|trade_value_usd|tradevalue|obs_value|value_in_euros", true},
    {"value_status", "obs_status", false},
    {"net_kg", "net_mass|netWgt|net_weight|netweight_kg|weight|quantity_in_kg", false},
    {"qty", "quantity|sup_quantity", false},
    {"unit", "qty_unit|qtyUnitAbbr", false},
    {"edition", "classificationCode|classification", false},
    {"valuation", NULL, false},
    {"level", NULL, false}};

typedef struct {
    t4_flows *flows;
    const t4_namedrows *table;
    const t4_flows_defaults *defaults;
    const t4_namedrows_field *fields;
    t4_buffer *code;
    uint32_t source;
} reading;

static const t4_notation notation = {'.', false};

/* --- fields -------------------------------------------------------------------------- */

static t4_status read_period(const reading *r, t4_period *period, t4_error *err)
{
    const t4_namedrows_field *f = r->fields;
    char text[32];

    if (f[PERIOD].length) {
        *period = t4_period_parse(f[PERIOD].text, f[PERIOD].length);
        return *period ? T4_OK : t4_namedrows_fail(r->table, PERIOD, &f[PERIOD], "a period such as 2023-06 or 2023", err);
    }
    snprintf(text, sizeof text, "%.*s%s%.*s", (int)(f[YEAR].length < 8 ? f[YEAR].length : 8), f[YEAR].text,
             f[MONTH].length ? "-" : "", (int)(f[MONTH].length < 4 ? f[MONTH].length : 4), f[MONTH].text);
    *period = t4_period_parse(text, strlen(text));
    return *period ? T4_OK : t4_namedrows_fail(r->table, YEAR, &f[YEAR], "a year such as 2023", err);
}

static t4_status read_amount(const reading *r, int column, t4_int128 *amount, bool *given, t4_error *err)
{
    const t4_namedrows_field *f = &r->fields[column];

    *given = f->length > 0;
    if (!*given)
        return T4_OK;
    if (t4_decimal_parse(f->text, f->length, &notation, T4_FLOWS_DECIMALS, amount, NULL) != T4_DECIMAL_OK)
        return t4_namedrows_fail(r->table, (size_t)column, f, "a number with a decimal point", err);
    return T4_OK;
}

static t4_status read_place(const reading *r, int column, const char *otherwise, uint32_t *id, bool *world,
                            t4_error *err)
{
    const t4_namedrows_field *f = &r->fields[column];
    const char *text = f->length ? f->text : otherwise ? otherwise : "", *code;
    size_t n = f->length ? f->length : strlen(text);

    *world = n > 0 && t4_flows_is_world(text, n);
    code = *world ? "W00" : r->defaults->partners ? t4_partners_find(r->defaults->partners, text, n) : NULL;
    return code ? t4_flows_place(r->flows, code, strlen(code), id, err) : t4_flows_place(r->flows, text, n, id, err);
}

static t4_status read_flow(const reading *r, t4_flows_row *row, t4_error *err)
{
    const t4_namedrows_field *f = &r->fields[FLOW];
    const char *text = f->length ? f->text : r->defaults->flow ? r->defaults->flow : "";
    t4_flow flow = t4_flows_parse_flow(text, f->length ? f->length : strlen(text));

    row->flow = (uint8_t)flow;
    if (flow != T4_FLOWS)
        return T4_OK;
    return t4_namedrows_fail(r->table, FLOW, f, f->length ? "imports or exports: M or X"
                             : "M or X; where the file has no flow, say which with --flow", err);
}

static t4_status read_code(const reading *r, t4_flows_row *row, t4_error *err)
{
    const t4_namedrows_field *f = &r->fields[CODE];
    const char *text = f->length ? f->text : r->defaults->code ? r->defaults->code : "TOTAL";
    size_t n = f->length ? f->length : strlen(text);
    bool named = r->fields[LEVEL].length == 2 && !memcmp(r->fields[LEVEL].text, "99", 2);
    int level = 0;

    if (t4_flows_is_total(text, n))
        return t4_flows_code(r->flows, "TOTAL", 5, &row->code, err);
    row->level = T4_FLOWS_NAMED;
    if (named)
        return t4_flows_code(r->flows, text, n, &row->code, err);
    if (t4_flows_cell_code(text, n, false, 0, r->code, &level) == T4_FLOWS_CODE_BAD)
        return t4_namedrows_fail(r->table, CODE, f, "a code of 2 to 12 digits, or TOTAL", err);
    row->level = (uint8_t)level;
    return t4_flows_code(r->flows, r->code->data, r->code->length, &row->code, err);
}

static t4_status read_measures(const reading *r, t4_flows_row *row, t4_error *err)
{
    const t4_namedrows_field *f = r->fields;
    bool given, hidden = f[STATUS].length == 1 && f[STATUS].text[0] == 'Q';
    bool missing = f[STATUS].length == 1 && f[STATUS].text[0] == 'M';   /* no value, and not a hidden one either */
    t4_status status = read_amount(r, VALUE, &row->value, &given, err);

    row->given |= given && !hidden ? T4_FLOWS_VALUE : missing ? 0 : T4_FLOWS_HIDDEN;
    if (!status)
        status = read_amount(r, NET, &row->net_kg, &given, err);
    row->given |= (uint8_t)(!status && given ? T4_FLOWS_NET : 0);
    if (!status)
        status = read_amount(r, QUANTITY, &row->quantity, &given, err);
    row->given |= (uint8_t)(!status && given ? T4_FLOWS_QUANTITY : 0);
    return status ? status : t4_flows_unit(r->flows, f[UNIT].text, f[UNIT].length, &row->unit, err);
}

static t4_status read_row(const reading *r, t4_error *err)
{
    const t4_namedrows_field *f = r->fields;
    t4_flows_row row = {.source = r->source, .line = (uint32_t)t4_namedrows_line(r->table)};
    bool world;
    t4_status status = read_period(r, &row.period, err);

    if (!status)
        status = read_place(r, REPORTER, r->defaults->reporter, &row.reporter, &world, err);
    if (!status)
        status = read_place(r, PARTNER, r->defaults->partner ? r->defaults->partner : "W00", &row.partner, &row.world, err);
    if (!status)
        status = read_flow(r, &row, err);
    if (!status)
        status = read_code(r, &row, err);
    if (!status)
        status = read_measures(r, &row, err);
    if (!status)
        status = t4_flows_note(r->flows, f[EDITION].text, f[EDITION].length, &row.edition, err);
    if (!status)
        status = t4_flows_note(r->flows, f[VALUATION].text, f[VALUATION].length, &row.valuation, err);
    row.status = f[STATUS].length == 1 ? f[STATUS].text[0] : 0;
    r->flows->sources[r->source].rows++;
    r->flows->sources[r->source].figures += !status;
    t4_flows_note_all(r->flows->edition, sizeof r->flows->edition, f[EDITION].text, f[EDITION].length);
    t4_flows_note_all(r->flows->valuation, sizeof r->flows->valuation, f[VALUATION].text, f[VALUATION].length);
    return status ? status : t4_flows_add(r->flows, &row, err);
}

/* value_eur -> EUR; files in different currencies are not one set. */
static t4_status note_currency(t4_flows *flows, const char *path, const char *name, t4_error *err)
{
    const char *end = strrchr(name, '_');
    char currency[8] = "";

    if (end && strlen(end) == 4)
        for (int i = 0; i < 3; i++)
            currency[i] = (char)toupper((unsigned char)end[i + 1]);
    return t4_flows_currency(flows, currency, path, err);
}

/* Where neither the table nor the caller says the flow, the file's name may: exports or imports, not both. */
static const char *flow_of_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    bool exports = strcasestr(base, "export") != NULL, imports = strcasestr(base, "import") != NULL;

    return exports == imports ? NULL : exports ? "X" : "M";
}

t4_status t4_flows_read(t4_flows *flows, t4_run *run, const char *path, const t4_flows_defaults *defaults,
                        t4_error *err)
{
    t4_namedrows *table = NULL;
    t4_namedrows_field fields[COLUMNS];
    t4_buffer code;
    t4_flows_defaults with = *defaults;
    reading r = {.flows = flows, .defaults = &with, .fields = fields, .code = &code};
    bool more = true;
    t4_status status = t4_namedrows_open(&table, run, path, NULL, wanted, COLUMNS, err);

    t4_buffer_init(&code, 0);
    if (!status && !t4_namedrows_has(table, PERIOD) && !t4_namedrows_has(table, YEAR))
        status = t4_fail_at(err, T4_ERR_DATA, path, 1, 0, "no column 'period' or 'year'; expected flows with the columns "
                            "period, reporter, partner, flow, code, value");
    if (!status)
        status = note_currency(flows, path, t4_namedrows_name(table, VALUE), err);
    with.flow = with.flow ? with.flow : flow_of_name(path);
    if (!status)
        status = t4_flows_open(flows, path, NULL, "flows", defaults->flow || t4_namedrows_has(table, FLOW) || !with.flow
                                   ? "usual names of columns" : "usual names of columns; the flow by the file's name",
                               &r.source, err);
    r.table = table;
    while (!status) {
        status = t4_namedrows_next(table, fields, &more, err);
        if (status || !more)
            break;
        status = read_row(&r, err);
        if (!status && !(flows->count % 65536))
            t4_run_report(run, "read", flows->count, 0, "rows");
    }
    t4_namedrows_free(table);
    t4_buffer_release(&code);
    return status;
}
