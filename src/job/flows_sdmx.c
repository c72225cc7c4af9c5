/* SPDX-License-Identifier: MIT */
#include "job/flows_sdmx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "io/flows_cell.h"
#include "io/sdmxread.h"

typedef struct {
    t4_flows *flows;
    const t4_flows_defaults *defaults;
    const char *path;
    uint32_t source;
    size_t first;             /* row of the set with the first key */
    t4_dict *keys;
    t4_buffer code;
    uint64_t count;
} reading;

typedef struct {
    const t4_sdmxread_field *fields;
    size_t count;
    uint64_t line;
} observation;

/* The value of the first of the components "A|B" that is there; "". */
static const char *value_of(const observation *o, const char *ids)
{
    char id[64];

    while (*ids) {
        size_t n = strcspn(ids, "|");
        const char *value;

        snprintf(id, sizeof id, "%.*s", (int)n, ids);
        value = t4_sdmxread_value(o->fields, o->count, id);
        if (*value)
            return value;
        ids += n + (ids[n] == '|');
    }
    return "";
}

#define REPORTER "REF_AREA|REPORTER|REPORTING_COUNTRY|DECLARANT"
#define PARTNER "COUNTERPART_AREA|PARTNER|COUNTERPART|VIS_AREA"
#define FLOW "TRADE_FLOW|FLOW|FLOW_TYPE"
#define CODE "HS_CODE|COMMODITY|PRODUCT|COMMODITY_1|PROD_CODE"
#define EDITION "HS_REVISION|CLASSIFICATION|COMMODITY_CLASS"

static t4_status refuse(reading *r, const observation *o, const char *component, const char *text, const char *expected,
                        bool *good, t4_error *err)
{
    *good = false;
    return t4_flows_refuse(r->flows, r->source, o->line, component, text, strlen(text), expected, err);
}

static t4_status place(reading *r, const char *text, const char *otherwise, uint32_t *id, bool *world, t4_error *err)
{
    const char *code;

    text = *text ? text : otherwise ? otherwise : "";
    *world = *text && (t4_flows_is_world(text, strlen(text)) || !strcmp(text, "_T") || !strcmp(text, "W1"));
    code = *world ? "W00" : t4_partners_find(r->defaults->partners, text, strlen(text));
    code = code ? code : text;
    return t4_flows_place(r->flows, code, strlen(code), id, err);
}

static t4_status settle_code(reading *r, const observation *o, t4_flows_row *row, bool *good, t4_error *err)
{
    const char *text = value_of(o, CODE);
    int level;

    text = *text ? text : r->defaults->code ? r->defaults->code : "TOTAL";
    if (t4_flows_is_total(text, strlen(text)))
        return t4_flows_code(r->flows, "TOTAL", 5, &row->code, err);
    if (t4_flows_cell_code(text, strlen(text), false, 0, &r->code, &level) != T4_FLOWS_CODE_PLAIN)
        return refuse(r, o, "HS_CODE", text, "a code of 2 to 12 digits, or _T", good, err);
    row->level = (uint8_t)level;
    return t4_flows_code(r->flows, r->code.data, r->code.length, &row->code, err);
}

static t4_status settle_key(reading *r, const observation *o, t4_flows_row *row, bool *good, t4_error *err)
{
    const char *period = value_of(o, "TIME_PERIOD"), *flow = value_of(o, FLOW), *edition = value_of(o, EDITION);
    bool world;
    t4_status status;

    flow = *flow ? flow : r->defaults->flow ? r->defaults->flow : "";
    row->period = t4_period_parse(period, strlen(period));
    if (!row->period)
        return refuse(r, o, "TIME_PERIOD", period, "a period such as 2023-06, 2023-Q2 or 2023", good, err);
    row->flow = (uint8_t)t4_flows_parse_flow(flow, strlen(flow));
    if (row->flow == T4_FLOWS)
        return refuse(r, o, "TRADE_FLOW", flow, "imports or exports: M or X; where the file has no flow, say which with --flow",
                      good, err);
    status = settle_code(r, o, row, good, err);
    if (!status && *good)
        status = place(r, value_of(o, REPORTER), r->defaults->reporter, &row->reporter, &world, err);
    if (!status && *good)
        status = place(r, value_of(o, PARTNER), "W00", &row->partner, &row->world, err);
    t4_flows_note_all(r->flows->edition, sizeof r->flows->edition, edition, strlen(edition));
    return status || !*good ? status : t4_flows_note(r->flows, edition, strlen(edition), &row->edition, err);
}

/* The row of this key, made where it is new. */
static t4_status find_row(reading *r, const t4_flows_row *row, t4_flows_row **found, t4_error *err)
{
    uint32_t key[6] = {row->period, row->reporter, row->partner, row->flow, row->code, row->edition}, id;
    t4_status status = T4_OK;

    id = t4_dict_add(r->keys, (const char *)key, sizeof key);
    if (id == T4_DICT_NONE)
        return t4_fail_memory(err);
    if (r->first + id == r->flows->count) {
        status = t4_flows_add(r->flows, row, err);
        r->flows->sources[r->source].figures++;
    }
    *found = status ? NULL : &r->flows->rows[r->first + id];
    return status;
}

static t4_status set_measure(reading *r, const observation *o, const t4_flows_row *key, t4_error *err)
{
    const char *measure = value_of(o, "MEASURE|INDICATOR"), *text = value_of(o, "OBS_VALUE"), *unit = value_of(o, "UNIT_MEASURE");
    char status_letter = *value_of(o, "OBS_STATUS");
    int power = atoi(value_of(o, "UNIT_MULT"));
    bool mass = strcasestr(measure, "mass") || strcasestr(measure, "weight"), quantity = strcasestr(measure, "quantity") != NULL;
    bool value = !mass && !quantity, good = true;
    t4_flows_row *row = NULL;
    t4_int128 amount;
    t4_flows_cell_result result = t4_flows_cell_amount(text, strlen(text), '.', power < 0 ? 0 : power, &amount);
    t4_status status;

    if (strcasestr(measure, "value_nat") || strcasestr(measure, "gross")) {
        r->flows->sources[r->source].left[T4_FLOWS_LEFT_OTHER]++;
        return T4_OK;
    }
    if (result == T4_FLOWS_CELL_BAD || power < 0)
        return refuse(r, o, "OBS_VALUE", text, "a number", &good, err);
    status = find_row(r, key, &row, err);
    if (status || !row)
        return status;
    if (value) {
        row->status = status_letter;
        row->value = amount;
        row->given |= result == T4_FLOWS_CELL_OK && status_letter != 'Q' ? T4_FLOWS_VALUE : status_letter == 'Q' ? T4_FLOWS_HIDDEN : 0;
        return strlen(unit) == 3 ? t4_flows_currency(r->flows, unit, r->path, err) : T4_OK;
    }
    if (result != T4_FLOWS_CELL_OK)
        return T4_OK;
    row->given |= mass ? T4_FLOWS_NET : T4_FLOWS_QUANTITY;
    *(mass ? &row->net_kg : &row->quantity) = amount;
    return mass ? T4_OK : t4_flows_unit(r->flows, unit, strlen(unit), &row->unit, err);
}

static t4_status visit(void *context, const t4_sdmxread_field *fields, size_t count, uint64_t line, t4_error *err)
{
    reading *r = context;
    observation o = {fields, count, line ? line : r->count + 1};
    t4_flows_row row = {.source = r->source, .line = (uint32_t)line};
    bool good = true;
    t4_status status;

    r->count++;
    r->flows->sources[r->source].rows++;
    if (*value_of(&o, "ACTION") == 'D') {
        r->flows->sources[r->source].left[T4_FLOWS_LEFT_OTHER]++;  /* a deletion is no figure */
        return T4_OK;
    }
    if (!strncmp(value_of(&o, PARTNER), "G_", 2) || !strncmp(value_of(&o, CODE), "LIST", 4) || !strncmp(value_of(&o, CODE), "REST", 4)) {
        r->flows->sources[r->source].left[T4_FLOWS_LEFT_GROUP]++;
        return T4_OK;
    }
    status = settle_key(r, &o, &row, &good, err);
    return status || !good ? status : set_measure(r, &o, &row, err);
}

t4_status t4_flows_sdmx_read(t4_flows *flows, t4_run *run, const char *path, const t4_flows_defaults *defaults, t4_error *err)
{
    reading r = {.flows = flows, .defaults = defaults, .path = path, .first = flows->count,
                 .keys = t4_dict_new(T4_FLOWS_TEXTS_MOST)};
    t4_status status = r.keys ? T4_OK : t4_fail_memory(err);
    const t4_flows_source *s;

    t4_buffer_init(&r.code, 0);
    if (!status)
        status = t4_flows_open(flows, path, NULL, "sdmx", "an SDMX message", &r.source, err);
    if (!status)
        status = t4_sdmxread(run, path, visit, NULL, &r, err);
    s = status ? NULL : &flows->sources[r.source];
    if (s && s->refused && s->refused * 100 > s->rows)
        status = t4_fail_at(err, T4_ERR_DATA, path, flows->refusals[flows->refusal_count - 1].line, 0, "%llu of %llu observations "
                            "are refused: component '%s' holds '%.60s', expected %s; is this merchandise trade?",
                            (unsigned long long)s->refused, (unsigned long long)s->rows,
                            flows->refusals[flows->refusal_count - 1].column, flows->refusals[flows->refusal_count - 1].text,
                            flows->refusals[flows->refusal_count - 1].expected);
    t4_dict_free(r.keys);
    t4_buffer_release(&r.code);
    return status;
}
