/* SPDX-License-Identifier: MIT */
/* SDMX-ML 2.1 data: generic.xml and structure-specific.xml. */
#include <stdio.h>
#include <string.h>

#include "io/csvtext.h"
#include "io/xmlwrite.h"
#include "release/sdmx_rows.h"

/* How the two write a series: a component is id, text and end, whether of the key or an attribute. */
typedef struct {
    const char *series, *id, *text, *end, *key_end;
    const char *observation, *value, *attributes, *observation_end, *removed_end, *series_end, *message_end;
} syntax;

static const syntax generic = {
    .series = "<Series><SeriesKey>", .id = "<Value id=\"", .text = "\" value=\"", .end = "\"/>",
    .key_end = "</SeriesKey>", .observation = "<Obs><ObsDimension value=\"", .value = "\"/><ObsValue value=\"",
    .attributes = "\"/><Attributes>", .observation_end = "</Attributes></Obs>", .removed_end = "\"/></Obs>",
    .series_end = "</Series>\n", .message_end = "</mes:GenericData>\n"};
static const syntax specific = {
    .series = "<Series", .id = " ", .text = "=\"", .end = "\"", .key_end = ">",
    .observation = "<Obs MEASURE=\"", .value = "\" OBS_VALUE=\"", .attributes = "\"",
    .observation_end = "/>", .removed_end = "\"/>", .series_end = "</Series>\n",
    .message_end = "</mes:StructureSpecificData>\n"};

static const syntax *syntax_of(const t4_stream *stream)
{
    return strstr(stream->name, "generic") ? &generic : &specific;
}

/* --- what stays from row to row -------------------------------------------- */

typedef struct {
    t4_buffer before, after;      /* of the value */
    uint32_t unit;
    char status, conf;
    bool known;                   /* `after` is that of unit, status and conf */
} observation;

typedef struct {
    const t4_draft *draft;
    const syntax *syntax;
    t4_buffer head, tail;         /* of the key: up to the partner's text, and behind the last dimension's */
    t4_buffer level;              /* of the head, what stands behind the code */
    size_t before_code;           /* bytes of the head */
    observation measures[T4_MEASURES_MAX];
} memo;

static void memo_release(memo *m)
{
    t4_buffer_release(&m->head);
    t4_buffer_release(&m->tail);
    t4_buffer_release(&m->level);
    for (int i = 0; i < T4_MEASURES_MAX; i++) {
        t4_buffer_release(&m->measures[i].before);
        t4_buffer_release(&m->measures[i].after);
    }
}

static bool begin(const syntax *s, const char *id, t4_buffer *out)
{
    return t4_buffer_puts(out, s->id) && t4_buffer_puts(out, id) && t4_buffer_puts(out, s->text);
}

static bool component(const syntax *s, const char *id, const char *text, t4_buffer *out)
{
    return begin(s, id, out) && t4_xmlwrite_value(out, text) && t4_buffer_puts(out, s->end);
}

static bool append(t4_buffer *out, const t4_buffer *piece)
{
    return t4_buffer_append(out, piece->data, piece->length);
}

/* Of the first row, and whenever period or flow change. */
static bool move_period(memo *m, const t4_sdmx_key *key)
{
    bool good;

    t4_buffer_clear(&m->head);
    t4_buffer_clear(&m->tail);
    t4_buffer_clear(&m->level);
    good = t4_buffer_puts(&m->head, m->syntax->series);
    for (int p = 0; p < T4_SDMX_GOODS && good; p++)
        good = component(m->syntax, key->parts[p].id, key->parts[p].text, &m->head);
    good = good && begin(m->syntax, key->parts[T4_SDMX_GOODS].id, &m->head) &&
           t4_buffer_puts(&m->level, m->syntax->end) &&
           component(m->syntax, "HS_LEVEL", key->digits, &m->level) &&
           begin(m->syntax, key->parts[T4_SDMX_PARTNER].id, &m->level) &&
           t4_buffer_puts(&m->tail, m->syntax->end) &&
           component(m->syntax, "TIME_PERIOD", key->period, &m->tail) &&
           t4_buffer_puts(&m->tail, m->syntax->key_end);
    m->before_code = m->head.length;
    for (int k = 0; k < m->draft->columns.count && good; k++) {
        int i = m->draft->columns.measures[k];
        t4_buffer *before = &m->measures[i].before;

        t4_buffer_clear(before);
        good = t4_buffer_puts(before, m->syntax->observation) && t4_buffer_puts(before, key->names.measures[i]) &&
               t4_buffer_puts(before, m->syntax->value);
    }
    return good;
}

static bool move_code(memo *m, const t4_sdmx_key *key)
{
    m->head.length = m->before_code;
    return t4_xmlwrite_value(&m->head, key->parts[T4_SDMX_GOODS].text) && append(&m->head, &m->level);
}

/* Mandatory in the structure: what has none is normal, or not available. */
static char status_of(const t4_row *row, int m)
{
    return row->status[m] ? row->status[m] : row->present[m] ? 'A' : 'O';
}

/* Unit and statuses: made anew when one of them is another than before. */
static bool put_after(memo *m, const t4_row *row, int i)
{
    observation *o = &m->measures[i];
    char status[2] = {status_of(row, i), 0}, conf[2] = {row->conf[i] ? row->conf[i] : 'F', 0};
    const char *unit;

    if (o->known && o->unit == row->unit && o->status == *status && o->conf == *conf)
        return true;
    o->known = true;
    o->unit = row->unit;
    o->status = *status;
    o->conf = *conf;
    unit = t4_sdmx_unit(m->draft, row, i);
    t4_buffer_clear(&o->after);
    return t4_buffer_puts(&o->after, m->syntax->attributes) &&
           (!*unit || component(m->syntax, "UNIT_MEASURE", unit, &o->after)) &&
           component(m->syntax, "OBS_STATUS", status, &o->after) &&
           component(m->syntax, "CONF_STATUS", conf, &o->after) &&
           t4_buffer_puts(&o->after, m->syntax->observation_end);
}

/* A value that is not published is NaN. */
static bool put_value(const memo *m, const t4_row *row, int i, t4_buffer *out)
{
    if (!row->present[i])
        return t4_buffer_puts(out, "NaN");
    return t4_csvtext_decimal(out, row->amount[i], m->draft->rows->decimals[i]);
}

static bool put_row(void *context, t4_sdmx_key *key, const t4_row *row, t4_sdmx_move move, t4_buffer *out)
{
    memo *m = context;
    bool good = (move != T4_SDMX_PERIOD_MOVES || move_period(m, key)) &&
                (!move || move_code(m, key)) && append(out, &m->head) &&
                t4_xmlwrite_value(out, key->parts[T4_SDMX_PARTNER].text);

    for (int p = T4_SDMX_PARTNER + 1; p < key->before_measure && good; p++)
        good = t4_buffer_puts(out, m->syntax->end) && begin(m->syntax, key->parts[p].id, out) &&
               t4_xmlwrite_value(out, key->parts[p].text);
    good = good && append(out, &m->tail);
    for (int k = 0; k < m->draft->columns.count && good; k++) {
        int i = m->draft->columns.measures[k];

        good = put_after(m, row, i) && append(out, &m->measures[i].before) && put_value(m, row, i, out) &&
               append(out, &m->measures[i].after);
    }
    return good && t4_buffer_puts(out, m->syntax->series_end);
}

/* --- the head of a message ------------------------------------------------- */

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


/* The start of a data set; what is appended to `out` then is its content. */
static void open_set(t4_xmlwrite *w, const syntax *s, const char *action)
{
    t4_xmlwrite_open(w, "mes:DataSet");
    if (s == &generic) {
        t4_xmlwrite_attribute(w, "xmlns", T4_SDMX_GENERIC);
        t4_xmlwrite_attribute(w, "structureRef", "HSTRADE");
        t4_xmlwrite_attribute(w, "action", action);
        return;
    }
    t4_xmlwrite_attribute(w, "xsi:type", "own:DataSetType");
    t4_xmlwrite_attribute(w, "s:structureRef", "HSTRADE");
    t4_xmlwrite_attribute(w, "s:dataScope", "DataStructure");
    t4_xmlwrite_attribute(w, "s:action", action);
}

static void put_set_attributes(t4_xmlwrite *w, const syntax *s, const t4_draft *draft)
{
    const char *attributes[5][2];
    char valuation[256];

    set_attributes(draft, attributes, valuation);
    if (s == &generic)
        t4_xmlwrite_open(w, "Attributes");
    for (int i = 0; attributes[i][0]; i++) {
        if (s == &generic) {
            t4_xmlwrite_open(w, "Value");
            t4_xmlwrite_attribute(w, "id", attributes[i][0]);
            t4_xmlwrite_attribute(w, "value", attributes[i][1]);
            t4_xmlwrite_close(w);
        } else
            t4_xmlwrite_attribute(w, attributes[i][0], attributes[i][1]);
    }
    if (s == &generic)
        t4_xmlwrite_close(w);
}

static void open_message(t4_xmlwrite *w, const syntax *s, const t4_draft *draft)
{
    t4_sdmx names;
    char own[256];

    t4_sdmx_init(&names, draft);
    t4_sdmx_namespace(&names, own);
    t4_xmlwrite_declare(w);
    t4_xmlwrite_open(w, s == &generic ? "mes:GenericData" : "mes:StructureSpecificData");
    t4_xmlwrite_attribute(w, "xmlns:mes", T4_SDMX_MESSAGE);
    t4_xmlwrite_attribute(w, "xmlns:com", T4_SDMX_COMMON);
    if (s == &specific) {
        t4_xmlwrite_attribute(w, "xmlns:s", T4_SDMX_SPECIFIC);
        t4_xmlwrite_attribute(w, "xmlns:own", own);
        t4_xmlwrite_attribute(w, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    }
    data_header(w, draft, &names, s == &generic ? "generic" : "specific", s == &generic ? NULL : own);
}

static bool head(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    const syntax *s = syntax_of(stream);
    t4_xmlwrite *w = t4_xmlwrite_new(out, false);
    bool good = w != NULL;

    if (!w)
        return false;
    open_message(w, s, draft);
    open_set(w, s, "Replace");
    put_set_attributes(w, s, draft);
    good = t4_xmlwrite_pause(w) && t4_buffer_putc(out, '\n');
    t4_xmlwrite_free(w);
    return good;
}

/* --- the files ------------------------------------------------------------- */

static bool put_block(const t4_draft *draft, const syntax *s, const t4_row_block *block, t4_buffer *out)
{
    memo m = {.draft = draft, .syntax = s};
    t4_sdmx_key key;
    bool good;

    t4_sdmx_key_init(&key, draft);
    good = block ? t4_sdmx_walk(&key, block, put_row, &m, out) : t4_sdmx_walk_lists(&key, put_row, &m, out);
    memo_release(&m);
    return good;
}

static bool rows(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block, t4_buffer *out)
{
    return put_block(draft, syntax_of(stream), block, out);
}

static bool tail(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    return t4_buffer_puts(out, syntax_of(stream)->message_end);
}

/* --- what is gone ---------------------------------------------------------- */

typedef struct {
    const syntax *syntax;
    bool begun;
} removal;

/* A data set to delete, of keys alone; there is none when nothing is gone. */
static bool open_removal(removal *r, t4_buffer *out)
{
    t4_xmlwrite *w = t4_xmlwrite_new(out, false);
    bool good;

    if (!w)
        return false;
    open_set(w, r->syntax, "Delete");
    good = t4_xmlwrite_pause(w) && t4_buffer_putc(out, '\n');
    t4_xmlwrite_free(w);
    r->begun = true;
    return good;
}

static bool put_removed(void *context, const t4_sdmx_key *key, const t4_removed_cell *cell, t4_buffer *out)
{
    removal *r = context;
    bool good = (r->begun || open_removal(r, out)) && t4_buffer_puts(out, r->syntax->series);

    for (int p = 0; p < key->count && good; p++)
        good = component(r->syntax, key->parts[p].id, key->parts[p].text, out);
    good = good && t4_buffer_puts(out, r->syntax->key_end);
    for (int i = 0; i < cell->measure_count && good; i++) {
        char measure[32];

        t4_sdmx_measure(cell->measures[i], measure);
        good = t4_buffer_puts(out, r->syntax->observation) && t4_buffer_puts(out, measure) &&
               t4_buffer_puts(out, r->syntax->removed_end);
    }
    return good && t4_buffer_puts(out, r->syntax->series_end);
}

/* The totals over lists end the data set. */
static t4_status behind(const t4_draft *draft, const t4_stream *stream, t4_outfile *file, t4_error *err)
{
    static const char set_end[] = "</mes:DataSet>";
    removal r = {.syntax = syntax_of(stream)};
    t4_buffer text;
    t4_status status = T4_OK;

    t4_buffer_init(&text, 0);
    if (!put_block(draft, r.syntax, NULL, &text) || !t4_buffer_puts(&text, set_end))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_outfile_write(file, text.data, text.length, err);
    if (!status)
        status = t4_sdmx_removed(draft, file, put_removed, &r, err);
    if (!status && r.begun)
        status = t4_outfile_write(file, set_end, sizeof set_end - 1, err);
    t4_buffer_release(&text);
    return status;
}

const t4_stream t4_sdmx_generic_stream = {
    .name = "sdmx/generic.xml", .level = -1, .open = head, .rows = rows, .close = tail, .behind = behind};
const t4_stream t4_sdmx_specific_stream = {
    .name = "sdmx/structure-specific.xml", .level = -1, .open = head, .rows = rows, .close = tail, .behind = behind};
