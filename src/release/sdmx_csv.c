/* SPDX-License-Identifier: MIT */
/* SDMX-CSV 1.0 to 2.1: data.sdmx.csv, and merchandise-trade.sdmx.csv in the shape of the global structure. */
#include <string.h>

#include "io/csvtext.h"
#include "release/sdmx_rows.h"

typedef enum { CSV_1_0, CSV_2_0, CSV_2_1 } csv_version;

static csv_version csv_of(const t4_draft *draft)
{
    const char *text = draft->package->template_->sdmx_csv;

    return !text || !strcmp(text, "2.0") ? CSV_2_0 : !strcmp(text, "2.1") ? CSV_2_1 : CSV_1_0;
}

static bool field(t4_buffer *out, const char *text)
{
    return t4_csvtext_field(out, text, strlen(text)) && t4_buffer_putc(out, ',');
}

/*
 * A value that is not published is sent as R, replace: what a receiver holds
 * of the observation goes.  A merge would let an earlier value stand.
 */
static const char *action(csv_version version, bool present)
{
    return !present ? "R," : version == CSV_2_1 ? "M," : "I,";
}

/* --- what stays from row to row -------------------------------------------- */

typedef struct {
    t4_buffer before, after;      /* of the value: ",VALUE,2023-01," and ",USD,A,F\n" */
    uint32_t unit;
    char status, conf;
    bool known;                   /* `after` is that of unit, status and conf */
} observation;

typedef struct {
    const t4_draft *draft;
    csv_version version;
    bool trade;                   /* the global structure */
    t4_buffer head[2];            /* up to the goods; [1] of a value that is published */
    t4_buffer code, middle;       /* goods and level; partner and further dimensions of the row */
    observation measures[T4_MEASURES_MAX];
} memo;

static void memo_init(memo *m, const t4_draft *draft, bool trade)
{
    *m = (memo){.draft = draft, .version = csv_of(draft), .trade = trade};
}

static void memo_release(memo *m)
{
    t4_buffer_release(&m->head[0]);
    t4_buffer_release(&m->head[1]);
    t4_buffer_release(&m->code);
    t4_buffer_release(&m->middle);
    for (int i = 0; i < T4_MEASURES_MAX; i++) {
        t4_buffer_release(&m->measures[i].before);
        t4_buffer_release(&m->measures[i].after);
    }
}

static bool put_head(const memo *m, const t4_sdmx_key *key, const char *action_, t4_buffer *out)
{
    bool good;

    if (m->trade)
        return t4_buffer_puts(out, "datastructure,UNSD:IMTS(1.2),") && t4_buffer_puts(out, action_) &&
               field(out, key->parts[0].text) && field(out, key->names.reporter) && field(out, key->parts[2].text);
    if (m->version == CSV_1_0)
        good = t4_buffer_puts(out, key->names.reference) && t4_buffer_putc(out, ',');
    else
        good = t4_buffer_puts(out, "dataflow,") && t4_buffer_puts(out, key->names.reference) &&
               t4_buffer_putc(out, ',') && t4_buffer_puts(out, action_);
    for (int p = 0; p < T4_SDMX_GOODS && good; p++)
        good = field(out, key->parts[p].text);
    return good;
}

/*
 * UNSD:IMTS(1.2) says of each coded dimension what it really is, and in its
 * twin _CONF what a reader may see.  Both carry the published code: a receiver
 * must not learn from one what the other hides.
 */
static bool move_code(memo *m, const t4_sdmx_key *key)
{
    const char *goods = key->parts[T4_SDMX_GOODS].text;

    t4_buffer_clear(&m->code);
    if (!m->trade)
        return field(&m->code, goods) && field(&m->code, key->digits);
    goods = strcmp(key->at_code, "TOTAL") ? goods : "_T";
    return field(&m->code, goods) && field(&m->code, goods) && t4_buffer_puts(&m->code, "_Z,_Z,0,");
}

static bool put_measure(const memo *m, const t4_sdmx_key *key, const char *measure, t4_buffer *out)
{
    return t4_buffer_puts(out, m->trade ? "_Z,_Z,_T,_T,_T,_T,_T," : "") && t4_buffer_puts(out, measure) &&
           t4_buffer_putc(out, ',') && t4_buffer_puts(out, key->period) && t4_buffer_putc(out, ',');
}

/* Of the first row, and whenever period or flow change. */
static bool move_period(memo *m, const t4_sdmx_key *key)
{
    bool good = true;

    for (int present = 0; present < 2 && good; present++) {
        t4_buffer_clear(&m->head[present]);
        good = put_head(m, key, action(m->version, present), &m->head[present]);
    }
    for (int k = 0; k < m->draft->columns.count && good; k++) {
        int i = m->draft->columns.measures[k];

        t4_buffer_clear(&m->measures[i].before);
        good = put_measure(m, key, key->names.measures[i], &m->measures[i].before);
    }
    return good;
}

static bool put_middle(memo *m, const t4_sdmx_key *key)
{
    bool good = true;

    t4_buffer_clear(&m->middle);
    if (m->trade)
        return field(&m->middle, key->parts[T4_SDMX_PARTNER].text) &&
               field(&m->middle, key->parts[T4_SDMX_PARTNER].text);
    for (int p = T4_SDMX_PARTNER; p < key->before_measure && good; p++)
        good = field(&m->middle, key->parts[p].text);
    return good;
}

/* ",USD,A,F\n" or ",0,USD,A\n": made anew when one of them is another than before. */
static bool put_after(memo *m, const t4_row *row, int i)
{
    observation *o = &m->measures[i];
    t4_buffer *after = &o->after;
    const char *unit;

    if (o->known && o->unit == row->unit && o->status == row->status[i] && o->conf == row->conf[i])
        return true;
    o->known = true;
    o->unit = row->unit;
    o->status = row->status[i];
    o->conf = row->conf[i];
    unit = t4_sdmx_unit(m->draft, row, i);
    t4_buffer_clear(after);
    return t4_buffer_puts(after, m->trade ? ",0," : ",") && t4_csvtext_field(after, unit, strlen(unit)) &&
           t4_buffer_putc(after, ',') && (!o->status || t4_buffer_putc(after, o->status)) &&
           (m->trade || (t4_buffer_putc(after, ',') && (!o->conf || t4_buffer_putc(after, o->conf)))) &&
           t4_buffer_putc(after, '\n');
}

static bool append(t4_buffer *out, const t4_buffer *piece)
{
    return t4_buffer_append(out, piece->data, piece->length);
}

/* The value: what is not published is empty, or NaN ("intentionally missing") since 2.1. */
static bool put_value(const memo *m, const t4_row *row, int i, t4_buffer *out)
{
    if (row->present[i])
        return t4_csvtext_decimal(out, row->amount[i], m->draft->rows->decimals[i]);
    return m->version != CSV_2_1 || t4_buffer_puts(out, "NaN");
}

static bool put_row(void *context, t4_sdmx_key *key, const t4_row *row, t4_sdmx_move move, t4_buffer *out)
{
    memo *m = context;
    bool good = (move != T4_SDMX_PERIOD_MOVES || move_period(m, key)) && (!move || move_code(m, key)) &&
                put_middle(m, key);

    for (int k = 0; k < m->draft->columns.count && good; k++) {
        int i = m->draft->columns.measures[k];

        good = put_after(m, row, i) && append(out, &m->head[row->present[i]]) && append(out, &m->code) && append(out, &m->middle) &&
               append(out, &m->measures[i].before) && put_value(m, row, i, out) && append(out, &m->measures[i].after);
    }
    return good;
}

/* An observation that is gone: action D, delete, and nothing but its key. */
static bool put_removed(void *context, const t4_sdmx_key *key, const t4_removed_cell *cell, t4_buffer *out)
{
    memo *m = context;
    bool good = move_code(m, key) && put_middle(m, key);

    for (int i = 0; i < cell->measure_count && good; i++) {
        char measure[32];

        t4_sdmx_measure(cell->measures[i], measure);
        good = put_head(m, key, "D,", out) && append(out, &m->code) && append(out, &m->middle) &&
               put_measure(m, key, measure, out) && t4_buffer_puts(out, ",,,\n");
    }
    return good;
}

/* --- the files ------------------------------------------------------------- */

static bool head(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    t4_sdmx names;
    bool good = t4_buffer_puts(out, csv_of(draft) == CSV_1_0 ? "DATAFLOW" : "STRUCTURE,STRUCTURE_ID,ACTION");

    t4_sdmx_init(&names, draft);
    good = good && t4_buffer_puts(out, ",FREQ,REF_AREA,TRADE_FLOW,HS_CODE,HS_LEVEL,COUNTERPART_AREA");
    for (int d = 0; d < draft->rows->domain->dimension_count && good; d++)
        good = t4_buffer_printf(out, ",%s", names.dimensions[d]);
    return good && t4_buffer_puts(out, ",MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,"
                                       "CONF_STATUS\n");
}

static bool trade_head(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    return t4_buffer_puts(out,
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,TRADE_FLOW,COMMODITY_1,COMMODITY_1_CONF,COMMODITY_2,"
        "COMMODITY_2_CONF,COMMODITY_CUSTOM_BREAKDOWN,COUNTERPART_AREA_1,COUNTERPART_AREA_1_CONF,"
        "COUNTERPART_AREA_2,COUNTERPART_AREA_2_CONF,TRANSPORT_MODE_BORDER,TRANSPORT_MODE_BORDER_CONF,"
        "CUSTOMS_PROC,ACTIVITY,TRANSFORMATION,MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MULT,UNIT_MEASURE,"
        "OBS_STATUS\n");
}

static bool put_block(const t4_draft *draft, bool trade, const t4_row_block *block, t4_buffer *out)
{
    t4_sdmx_key key;
    memo m;
    bool good;

    memo_init(&m, draft, trade);
    t4_sdmx_key_init(&key, draft);
    good = block ? t4_sdmx_walk(&key, block, put_row, &m, out) : t4_sdmx_walk_lists(&key, put_row, &m, out);
    memo_release(&m);
    return good;
}

static bool rows(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block, t4_buffer *out)
{
    return put_block(draft, false, block, out);
}

static bool trade_rows(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block, t4_buffer *out)
{
    return put_block(draft, true, block, out);
}

static bool put_trade_removed(void *context, const t4_sdmx_key *key, const t4_removed_cell *cell, t4_buffer *out)
{
    return cell->digits == T4_LEVEL_LIST || put_removed(context, key, cell, out);
}

static t4_status trade_behind(const t4_draft *draft, const t4_stream *stream, t4_outfile *file, t4_error *err)
{
    t4_status status;
    memo m;

    memo_init(&m, draft, true);
    status = t4_sdmx_removed(draft, file, put_trade_removed, &m, err);
    memo_release(&m);
    return status;
}

/* Totals over lists, then what is gone; in 1.0, which has no actions, that cannot be said. */
static t4_status behind(const t4_draft *draft, const t4_stream *stream, t4_outfile *file, t4_error *err)
{
    t4_buffer text;
    t4_status status;
    memo m;

    t4_buffer_init(&text, 0);
    memo_init(&m, draft, false);
    status = put_block(draft, false, NULL, &text) ? T4_OK : t4_fail_memory(err);
    if (!status)
        status = t4_outfile_write(file, text.data, text.length, err);
    if (!status && m.version != CSV_1_0)
        status = t4_sdmx_removed(draft, file, put_removed, &m, err);
    memo_release(&m);
    t4_buffer_release(&text);
    return status;
}

const t4_stream t4_sdmx_csv_stream = {
    .name = "sdmx/data.sdmx.csv", .level = -1, .open = head, .rows = rows, .behind = behind};
const t4_stream t4_sdmx_trade_stream = {
    .name = "sdmx/merchandise-trade.sdmx.csv", .level = -1, .open = trade_head, .rows = trade_rows,
    .behind = trade_behind};
