/* SPDX-License-Identifier: MIT */
#include "release/sdmx.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "io/csvtext.h"
#include "io/xmlwrite.h"
#include "release/facts.h"
#include "release/writer.h"

/* --- names ----------------------------------------------------------------- */

void t4_sdmx_measure(const char *name, char id[32])
{
    size_t n = 0;

    for (; *name && n + 1 < 32; name++)
        id[n++] = isalnum((unsigned char)*name) ? (char)toupper((unsigned char)*name) : '_';
    id[n] = '\0';
}

void t4_sdmx_dimension(const char *name, char id[48])
{
    static const char *const ours[] = {
        "FREQ", "REF_AREA", "TRADE_FLOW", "HS_CODE", "HS_LEVEL", "COUNTERPART_AREA", "MEASURE",
        "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "UNIT_MULT", "OBS_STATUS", "CONF_STATUS",
        "HS_REVISION", "TRADE_SYSTEM", "VALUATION", "ACTION", "STRUCTURE", "STRUCTURE_ID", "DATAFLOW"};
    char plain[32];
    bool taken;

    t4_sdmx_measure(name, plain);
    taken = !isalpha((unsigned char)plain[0]);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        taken = taken || !strcmp(ours[i], plain);
    snprintf(id, 48, "%s%s", taken ? "DIM_" : "", plain);
}

void t4_sdmx_init(t4_sdmx *sdmx, const t4_draft *draft)
{
    const t4_template *t = draft->package->template_;
    const t4_domain *domain = draft->rows->domain;

    *sdmx = (t4_sdmx){.agency = t->sdmx_agency ? t->sdmx_agency : "TENFOUR",
                      .version = t->sdmx_version ? t->sdmx_version : "1.0.0",
                      .reporter = t->reporter ? t->reporter : "_Z"};
    snprintf(sdmx->reference, sizeof sdmx->reference, "%s:DF_HSTRADE(%s)", sdmx->agency,
             sdmx->version);
    for (int d = 0; d < domain->dimension_count; d++)
        t4_sdmx_dimension(domain->dimensions[d], sdmx->dimensions[d]);
    for (int m = 0; m < domain->measure_count; m++)
        t4_sdmx_measure(domain->measures[m].name, sdmx->measures[m]);
}

const char *t4_sdmx_goods(const char *code, char scratch[T4_CODE_MAX + 4])
{
    if (!strchr(code, ':'))
        return code;
    snprintf(scratch, T4_CODE_MAX + 4, "%s", code);
    for (char *p = scratch; *p; p++)
        *p = *p == ':' ? '-' : *p == '.' ? '_' : *p;
    return scratch;
}

const char *t4_sdmx_frequency(t4_period period)
{
    static const char *const letters[T4_PERIOD_KINDS] = {
        [T4_YEAR] = "A", [T4_QUARTER] = "Q", [T4_MONTH] = "M"};

    return letters[t4_period_kind_of(period)];
}

bool t4_sdmx_is_id(const char *text)
{
    return *text && !text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789_@$-")];
}

void t4_sdmx_namespace(const t4_sdmx *sdmx, char text[256])
{
    snprintf(text, 256, "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=%s:DSD_HSTRADE(%s):"
             "ObsLevelDim:MEASURE", sdmx->agency, sdmx->version);
}

/* --- one row --------------------------------------------------------------- */

/* The key of a row's observations, all but MEASURE, in the order of the structure. */
typedef struct {
    struct { const char *id, *text; } parts[8 + T4_DIMENSIONS_MAX];
    int count, before_measure;
    char period[T4_PERIOD_TEXT], partner[T4_COLUMNS_PARTNER_TEXT], code[T4_CODE_MAX + 4], level[T4_DECIMAL_TEXT];
} key;

static void add(key *k, const char *id, const char *text)
{
    k->parts[k->count].id = id;
    k->parts[k->count++].text = text;
}

/* level: digits of the code; T4_LEVEL_LIST for the total over a list of codes. */
static void make_key(key *k, const t4_draft *draft, const t4_sdmx *sdmx, int level, const t4_row *row)
{
    const t4_rows *rows = draft->rows;

    k->count = 0;
    t4_period_print(row->period, k->period);
    if (level == T4_LEVEL_LIST)
        memcpy(k->level, "LIST", 5);
    else
        k->level[t4_decimal_print(level, 0, k->level)] = '\0';
    add(k, "FREQ", t4_sdmx_frequency(row->period));
    add(k, "REF_AREA", sdmx->reporter);
    add(k, "TRADE_FLOW", t4_flow_text((t4_flow)row->flow));
    add(k, "HS_CODE", t4_sdmx_goods(row->code, k->code));
    add(k, "HS_LEVEL", k->level);
    add(k, "COUNTERPART_AREA", t4_columns_partner(rows, row->partner, k->partner));
    for (int d = 0; d < rows->domain->dimension_count; d++)
        add(k, sdmx->dimensions[d], t4_dict_text(rows->domain->labels[d], row->dimension[d], NULL));
    k->before_measure = k->count;
    add(k, "TIME_PERIOD", k->period);
}

static const char *unit_of(const t4_draft *draft, const t4_row *row, int m)
{
    const t4_domain *domain = draft->rows->domain;

    return m == domain->quantity ? t4_columns_unit(domain, row) : domain->measures[m].unit;
}

/* Call `one` for every row of a block, coarse levels first. */
typedef bool each_row(const t4_draft *draft, const t4_sdmx *sdmx, const key *k, const t4_row *row,
                      t4_buffer *out);

static bool walk(const t4_draft *draft, const t4_row_block *block, each_row *one, t4_buffer *out)
{
    t4_sdmx sdmx;
    bool good = true;
    key k;

    t4_sdmx_init(&sdmx, draft);
    for (int level = draft->rows->plan->level_count - 1; level >= 0; level--)
        for (size_t i = 0; i < block->count[level] && good; i++) {
            make_key(&k, draft, &sdmx, draft->rows->plan->levels[level], &block->rows[level][i]);
            good = one(draft, &sdmx, &k, &block->rows[level][i], out);
        }
    return good;
}

/* The totals over lists, which are few, behind all others. */
static bool walk_lists(const t4_draft *draft, each_row *one, t4_buffer *out)
{
    const t4_rows *rows = t4_protected_lists(draft->package->protected_);
    t4_row_block block = {0};
    t4_sdmx sdmx;
    bool good = true;
    key k;

    t4_sdmx_init(&sdmx, draft);
    for (size_t unit = 0; rows && unit < rows->units && good; unit++) {
        good = !rows->load(rows, 0, unit, &block, NULL);
        for (size_t i = 0; good && i < block.count[0]; i++) {
            make_key(&k, draft, &sdmx, T4_LEVEL_LIST, &block.rows[0][i]);
            good = one(draft, &sdmx, &k, &block.rows[0][i], out);
        }
    }
    t4_row_block_release(&block);
    return good;
}

/* --- SDMX-CSV -------------------------------------------------------------- */

typedef enum { CSV_1_0, CSV_2_0, CSV_2_1 } csv_version;

static csv_version csv_of(const t4_draft *draft)
{
    const char *text = draft->package->template_->sdmx_csv;

    return !text || !strcmp(text, "2.0") ? CSV_2_0 : !strcmp(text, "2.1") ? CSV_2_1 : CSV_1_0;
}

static bool csv_head(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    t4_sdmx sdmx;
    bool good = t4_buffer_puts(out, csv_of(draft) == CSV_1_0 ? "DATAFLOW" : "STRUCTURE,STRUCTURE_ID,ACTION");

    t4_sdmx_init(&sdmx, draft);
    good = good && t4_buffer_puts(out, ",FREQ,REF_AREA,TRADE_FLOW,HS_CODE,HS_LEVEL,COUNTERPART_AREA");
    for (int d = 0; d < draft->rows->domain->dimension_count && good; d++)
        good = t4_buffer_printf(out, ",%s", sdmx.dimensions[d]);
    return good && t4_buffer_puts(out, ",MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,"
                                       "CONF_STATUS\n");
}

static bool csv_field(t4_buffer *out, const char *text)
{
    return t4_csvtext_field(out, text, strlen(text)) && t4_buffer_putc(out, ',');
}

/* ",A,F\n": the two statuses and the end of the line. */
static bool csv_statuses(t4_buffer *out, const t4_row *row, int m)
{
    return t4_buffer_putc(out, ',') && (!row->status[m] || t4_buffer_putc(out, row->status[m])) &&
           t4_buffer_putc(out, ',') && (!row->conf[m] || t4_buffer_putc(out, row->conf[m])) &&
           t4_buffer_putc(out, '\n');
}

/* The value: what is not published is empty, or NaN ("intentionally missing") since 2.1. */
static bool csv_value(const t4_draft *draft, t4_buffer *out, const t4_row *row, int m, bool nan)
{
    if (row->present[m])
        return t4_csvtext_decimal(out, row->amount[m], draft->rows->decimals[m]);
    return !nan || t4_buffer_puts(out, "NaN");
}

/*
 * A value that is not published is sent as R, replace: what a receiver holds
 * of the observation goes.  A merge would let an earlier value stand.
 */
static const char *csv_action(csv_version version, bool present)
{
    return !present ? "R" : version == CSV_2_1 ? "M" : "I";
}

static bool csv_row(const t4_draft *draft, const t4_sdmx *sdmx, const key *k, const t4_row *row,
                    t4_buffer *out)
{
    csv_version version = csv_of(draft);
    bool good = true;

    for (int i = 0; i < draft->columns.count && good; i++) {
        int m = draft->columns.measures[i];
        const char *unit = unit_of(draft, row, m);

        if (version == CSV_1_0)
            good = t4_buffer_puts(out, sdmx->reference) && t4_buffer_putc(out, ',');
        else
            good = t4_buffer_puts(out, "dataflow,") && t4_buffer_puts(out, sdmx->reference) &&
                   t4_buffer_putc(out, ',') &&
                   t4_buffer_puts(out, csv_action(version, row->present[m])) && t4_buffer_putc(out, ',');
        for (int p = 0; p < k->before_measure && good; p++)
            good = csv_field(out, k->parts[p].text);
        good = good && t4_buffer_puts(out, sdmx->measures[m]) && t4_buffer_putc(out, ',') &&
               t4_buffer_puts(out, k->period) && t4_buffer_putc(out, ',') &&
               csv_value(draft, out, row, m, version == CSV_2_1) && t4_buffer_putc(out, ',') &&
               t4_csvtext_field(out, unit, strlen(unit)) && csv_statuses(out, row, m);
    }
    return good;
}

static bool csv_rows(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block,
                     t4_buffer *out)
{
    return walk(draft, block, csv_row, out);
}

static bool csv_lists(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    return walk_lists(draft, csv_row, out);
}

/* --- the global structure of merchandise trade ------------------------------ */

/*
 * UNSD:IMTS(1.2) says of each coded dimension what it really is, and in its
 * twin _CONF what a reader may see.  Both carry the published code: a receiver
 * must not learn from one what the other hides.
 */
static bool trade_head(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    return t4_buffer_puts(out,
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,TRADE_FLOW,COMMODITY_1,COMMODITY_1_CONF,COMMODITY_2,"
        "COMMODITY_2_CONF,COMMODITY_CUSTOM_BREAKDOWN,COUNTERPART_AREA_1,COUNTERPART_AREA_1_CONF,"
        "COUNTERPART_AREA_2,COUNTERPART_AREA_2_CONF,TRANSPORT_MODE_BORDER,TRANSPORT_MODE_BORDER_CONF,"
        "CUSTOMS_PROC,ACTIVITY,TRANSFORMATION,MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MULT,UNIT_MEASURE,"
        "OBS_STATUS\n");
}

static bool trade_row(const t4_draft *draft, const t4_sdmx *sdmx, const key *k, const t4_row *row,
                      t4_buffer *out)
{
    const char *goods = strcmp(row->code, "TOTAL") ? k->parts[3].text : "_T";
    const char *partner = k->parts[5].text;
    bool good = true;

    for (int i = 0; i < draft->columns.count && good; i++) {
        int m = draft->columns.measures[i];
        const char *unit = unit_of(draft, row, m);

        good = t4_buffer_printf(out, "datastructure,UNSD:IMTS(1.2),%s,%s,",
                                csv_action(csv_of(draft), row->present[m]), k->parts[0].text) &&
               csv_field(out, sdmx->reporter) && csv_field(out, k->parts[2].text) &&
               csv_field(out, goods) && csv_field(out, goods) && t4_buffer_puts(out, "_Z,_Z,0,") &&
               csv_field(out, partner) && csv_field(out, partner) &&
               t4_buffer_puts(out, "_Z,_Z,_T,_T,_T,_T,_T,") &&
               t4_buffer_puts(out, sdmx->measures[m]) && t4_buffer_putc(out, ',') &&
               t4_buffer_puts(out, k->period) && t4_buffer_putc(out, ',') &&
               csv_value(draft, out, row, m, csv_of(draft) == CSV_2_1) && t4_buffer_puts(out, ",0,") &&
               t4_csvtext_field(out, unit, strlen(unit)) && t4_buffer_putc(out, ',') &&
               (!row->status[m] || t4_buffer_putc(out, row->status[m])) && t4_buffer_putc(out, '\n');
    }
    return good;
}

static bool trade_rows(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block,
                       t4_buffer *out)
{
    return walk(draft, block, trade_row, out);
}

/* --- SDMX-ML --------------------------------------------------------------- */

void t4_sdmx_header(t4_xmlwrite *w, const t4_draft *draft, const char *kind)
{
    const t4_template *t = draft->package->template_;
    char id[160], prepared[32], text[T4_FACT_TEXT];

    snprintf(id, sizeof id, "%s_%s_%s", t->id ? t->id : "release", t->vintage ? t->vintage : "0", kind);
    for (char *p = id; *p; p++)
        if (*p == '.')
            *p = '_';
    t4_draft_time(draft, prepared);
    t4_xmlwrite_element(w, "mes:ID", id);
    t4_xmlwrite_element(w, "mes:Test", "false");
    t4_xmlwrite_element(w, "mes:Prepared", prepared);
    t4_xmlwrite_open(w, "mes:Sender");
    t4_xmlwrite_attribute(w, "id", t->reporter && t4_sdmx_is_id(t->reporter) ? t->reporter : "NA");
    t4_xmlwrite_close(w);
    if (!draft->waiver)
        return;
    t4_facts_protection(draft, "en", text);
    t4_xmlwrite_open(w, "com:Name");
    t4_xmlwrite_attribute(w, "xml:lang", "en");
    t4_xmlwrite_text(w, text);
    t4_xmlwrite_close(w);
}

static void data_header(t4_xmlwrite *w, const t4_draft *draft, const t4_sdmx *sdmx,
                        const char *kind, const char *namespace_)
{
    t4_xmlwrite_open(w, "mes:Header");
    t4_sdmx_header(w, draft, kind);
    t4_xmlwrite_open(w, "mes:Structure");
    t4_xmlwrite_attribute(w, "structureID", "HSTRADE");
    t4_xmlwrite_attribute(w, "dimensionAtObservation", "MEASURE");
    if (namespace_)
        t4_xmlwrite_attribute(w, "namespace", namespace_);
    t4_xmlwrite_open(w, "com:Structure");
    t4_xmlwrite_open(w, "Ref");
    t4_xmlwrite_attribute(w, "agencyID", sdmx->agency);
    t4_xmlwrite_attribute(w, "id", "DSD_HSTRADE");
    t4_xmlwrite_attribute(w, "version", sdmx->version);
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
    t4_xmlwrite_close(w);
    t4_xmlwrite_element(w, "mes:DataSetAction", "Replace");
    t4_xmlwrite_close(w);
}

/* Attributes of the whole data set: id and text, ended by NULL. */
static void set_attributes(const t4_draft *draft, const char *list[5][2], char valuation[256])
{
    const t4_template *t = draft->package->template_;
    size_t n = 0, count = 0;

    for (int flow = 0; flow < T4_FLOWS && n < 255; flow++)
        if (t->valuation[flow])
            n += (size_t)snprintf(valuation + n, 256 - n, "%s%s: %s", n ? "; " : "",
                                  t4_flow_text((t4_flow)flow), t->valuation[flow]);
    memset(list, 0, 5 * sizeof *list);
    list[count][0] = "UNIT_MULT";
    list[count++][1] = "0";
    if (t->edition) {
        list[count][0] = "HS_REVISION";
        list[count++][1] = t->edition;
    }
    if (t->trade_system) {
        list[count][0] = "TRADE_SYSTEM";
        list[count++][1] = t->trade_system;
    }
    if (n) {
        list[count][0] = "VALUATION";
        list[count++][1] = valuation;
    }
}

static bool generic_head(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    t4_xmlwrite *w = t4_xmlwrite_new(out, false);
    const char *attributes[5][2];
    char valuation[256];
    t4_sdmx sdmx;
    bool good;

    if (!w)
        return false;
    t4_sdmx_init(&sdmx, draft);
    set_attributes(draft, attributes, valuation);
    t4_xmlwrite_declare(w);
    t4_xmlwrite_open(w, "mes:GenericData");
    t4_xmlwrite_attribute(w, "xmlns:mes", T4_SDMX_MESSAGE);
    t4_xmlwrite_attribute(w, "xmlns:com", T4_SDMX_COMMON);
    t4_xmlwrite_attribute(w, "xmlns:g", T4_SDMX_GENERIC);
    data_header(w, draft, &sdmx, "generic", NULL);
    t4_xmlwrite_open(w, "mes:DataSet");
    t4_xmlwrite_attribute(w, "structureRef", "HSTRADE");
    t4_xmlwrite_attribute(w, "action", "Replace");
    t4_xmlwrite_open(w, "g:Attributes");
    for (int i = 0; attributes[i][0]; i++) {
        t4_xmlwrite_open(w, "g:Value");
        t4_xmlwrite_attribute(w, "id", attributes[i][0]);
        t4_xmlwrite_attribute(w, "value", attributes[i][1]);
        t4_xmlwrite_close(w);
    }
    t4_xmlwrite_close(w);
    good = t4_xmlwrite_pause(w) && t4_buffer_putc(out, '\n');
    t4_xmlwrite_free(w);
    return good;
}

static bool put(t4_buffer *out, const char *before, const char *value, const char *after)
{
    return t4_buffer_puts(out, before) && t4_xmlwrite_value(out, value) && t4_buffer_puts(out, after);
}

/* A value that is not published is NaN. */
static bool xml_amount(const t4_draft *draft, const t4_row *row, int m, t4_buffer *out)
{
    if (!row->present[m])
        return t4_buffer_puts(out, "NaN");
    return t4_csvtext_decimal(out, row->amount[m], draft->rows->decimals[m]);
}

/* Mandatory in the structure: what has none is normal, or not available. */
static char status_of(const t4_row *row, int m)
{
    return row->status[m] ? row->status[m] : row->present[m] ? 'A' : 'O';
}

static bool generic_observation(const t4_draft *draft, const t4_sdmx *sdmx, const t4_row *row, int m,
                                t4_buffer *out)
{
    const char *unit = unit_of(draft, row, m);
    char status[2] = {status_of(row, m), 0}, conf[2] = {row->conf[m] ? row->conf[m] : 'F', 0};

    return put(out, "<g:Obs><g:ObsDimension value=\"", sdmx->measures[m], "\"/><g:ObsValue value=\"") &&
           xml_amount(draft, row, m, out) && t4_buffer_puts(out, "\"/><g:Attributes>") &&
           (!*unit || put(out, "<g:Value id=\"UNIT_MEASURE\" value=\"", unit, "\"/>")) &&
           put(out, "<g:Value id=\"OBS_STATUS\" value=\"", status, "\"/>") &&
           put(out, "<g:Value id=\"CONF_STATUS\" value=\"", conf, "\"/></g:Attributes></g:Obs>");
}

static bool generic_row(const t4_draft *draft, const t4_sdmx *sdmx, const key *k, const t4_row *row,
                        t4_buffer *out)
{
    bool good = t4_buffer_puts(out, "<g:Series><g:SeriesKey>");

    for (int p = 0; p < k->count && good; p++)
        good = put(out, "<g:Value id=\"", k->parts[p].id, "\" value=\"") &&
               put(out, "", k->parts[p].text, "\"/>");
    good = good && t4_buffer_puts(out, "</g:SeriesKey>");
    for (int i = 0; i < draft->columns.count && good; i++)
        good = generic_observation(draft, sdmx, row, draft->columns.measures[i], out);
    return good && t4_buffer_puts(out, "</g:Series>\n");
}

static bool generic_rows(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block,
                         t4_buffer *out)
{
    return walk(draft, block, generic_row, out);
}

static bool generic_tail(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    return walk_lists(draft, generic_row, out) && t4_buffer_puts(out, "</mes:DataSet></mes:GenericData>\n");
}

static bool specific_head(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    t4_xmlwrite *w = t4_xmlwrite_new(out, false);
    const char *attributes[5][2];
    char valuation[256], own[256];
    t4_sdmx sdmx;
    bool good;

    if (!w)
        return false;
    t4_sdmx_init(&sdmx, draft);
    t4_sdmx_namespace(&sdmx, own);
    set_attributes(draft, attributes, valuation);
    t4_xmlwrite_declare(w);
    t4_xmlwrite_open(w, "mes:StructureSpecificData");
    t4_xmlwrite_attribute(w, "xmlns:mes", T4_SDMX_MESSAGE);
    t4_xmlwrite_attribute(w, "xmlns:com", T4_SDMX_COMMON);
    t4_xmlwrite_attribute(w, "xmlns:s", T4_SDMX_SPECIFIC);
    t4_xmlwrite_attribute(w, "xmlns:own", own);
    t4_xmlwrite_attribute(w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    data_header(w, draft, &sdmx, "specific", own);
    t4_xmlwrite_open(w, "mes:DataSet");
    t4_xmlwrite_attribute(w, "xsi:type", "own:DataSetType");
    t4_xmlwrite_attribute(w, "s:structureRef", "HSTRADE");
    t4_xmlwrite_attribute(w, "s:dataScope", "DataStructure");
    t4_xmlwrite_attribute(w, "s:action", "Replace");
    for (int i = 0; attributes[i][0]; i++)
        t4_xmlwrite_attribute(w, attributes[i][0], attributes[i][1]);
    good = t4_xmlwrite_pause(w) && t4_buffer_putc(out, '\n');
    t4_xmlwrite_free(w);
    return good;
}

static bool specific_row(const t4_draft *draft, const t4_sdmx *sdmx, const key *k, const t4_row *row,
                         t4_buffer *out)
{
    bool good = t4_buffer_puts(out, "<Series");

    for (int p = 0; p < k->count && good; p++)
        good = put(out, " ", k->parts[p].id, "=\"") && put(out, "", k->parts[p].text, "\"");
    good = good && t4_buffer_putc(out, '>');
    for (int i = 0; i < draft->columns.count && good; i++) {
        int m = draft->columns.measures[i];
        const char *unit = unit_of(draft, row, m);
        char status[2] = {status_of(row, m), 0}, conf[2] = {row->conf[m] ? row->conf[m] : 'F', 0};

        good = put(out, "<Obs MEASURE=\"", sdmx->measures[m], "\" OBS_VALUE=\"") &&
               xml_amount(draft, row, m, out) &&
               (!*unit || put(out, "\" UNIT_MEASURE=\"", unit, "")) &&
               put(out, "\" OBS_STATUS=\"", status, "\" CONF_STATUS=\"") && put(out, "", conf, "\"/>");
    }
    return good && t4_buffer_puts(out, "</Series>\n");
}

static bool specific_rows(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block,
                          t4_buffer *out)
{
    return walk(draft, block, specific_row, out);
}

static bool specific_tail(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    return walk_lists(draft, specific_row, out) &&
           t4_buffer_puts(out, "</mes:DataSet></mes:StructureSpecificData>\n");
}

/* --- the writer ------------------------------------------------------------ */

static t4_status streams(t4_draft *draft, t4_stream list[T4_STREAM_ROOM], int *count, t4_error *err)
{
    list[(*count)++] = (t4_stream){"sdmx/data.sdmx.csv", -1, false, csv_head, csv_rows, csv_lists};
    list[(*count)++] = (t4_stream){"sdmx/generic.xml", -1, false, generic_head, generic_rows, generic_tail};
    list[(*count)++] = (t4_stream){"sdmx/structure-specific.xml", -1, false, specific_head, specific_rows,
                                   specific_tail};
    if (draft->package->template_->sdmx_merchandise_trade)
        list[(*count)++] = (t4_stream){"sdmx/merchandise-trade.sdmx.csv", -1, false, trade_head,
                                       trade_rows, NULL};
    return t4_draft_folder(draft, "sdmx", err);
}

static t4_status write_structure(t4_draft *draft, t4_error *err)
{
    t4_status status = t4_sdmx_structure(draft, err);

    return status ? status : t4_sdmx_schema(draft, err);
}

const t4_writer t4_writer_sdmx = {.streams = streams, .write = write_structure};
