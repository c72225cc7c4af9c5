/* SPDX-License-Identifier: MIT */
/* Figures into files: CSV as a release writes it, a plain workbook, SDMX-CSV, SDMX-ML 2.1. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "io/csvtext.h"
#include "io/outfile.h"
#include "io/xmlwrite.h"
#include "job/figures.h"
#include "release/plainbook.h"
#include "release/sdmx.h"

/* A file on its way: what is written goes out a block at a time. */
typedef struct {
    const t4_figures *figures;
    const t4_figures_form *form;
    t4_run *run;
    t4_outfile *file;
    t4_buffer text;
} writing;

typedef bool row_writer(writing *w, size_t row);

/* --- CSV ------------------------------------------------------------------- */

static bool field(t4_buffer *out, const char *text)
{
    return t4_csvtext_field(out, text, strlen(text));
}

static bool letter(t4_buffer *out, char c)
{
    return t4_buffer_putc(out, ',') && (!c || t4_buffer_putc(out, c));
}

static bool csv_header(writing *w)
{
    const t4_figures *f = w->figures;
    bool good = true;

    for (int k = 0; k < f->key_count && good; k++)
        good = (k == 0 || t4_buffer_putc(&w->text, ',')) && field(&w->text, f->keys[k]);
    for (int m = 0; m < f->measure_count && good; m++) {
        good = t4_buffer_printf(&w->text, ",%s,%s_status,%s_conf", f->measures[m], f->measures[m], f->measures[m]);
        if (good && !strcmp(f->measures[m], "quantity"))
            good = t4_buffer_puts(&w->text, ",unit");
    }
    return good && t4_buffer_putc(&w->text, '\n');
}

static bool csv_row(writing *w, size_t row)
{
    const t4_figures *f = w->figures;
    bool good = true;

    for (int k = 0; k < f->key_count && good; k++)
        good = (k == 0 || t4_buffer_putc(&w->text, ',')) && field(&w->text, t4_figures_text(f, row, k));
    for (int m = 0; m < f->measure_count && good; m++) {
        const t4_figure *figure = &f->row_figures[row * T4_MEASURES_MAX + (size_t)m];

        good = t4_buffer_putc(&w->text, ',') && field(&w->text, figure->value ? figure->value : "") &&
               letter(&w->text, figure->status) && letter(&w->text, figure->conf);
        if (good && !strcmp(f->measures[m], "quantity"))
            good = t4_buffer_putc(&w->text, ',') && field(&w->text, t4_dict_text(f->texts, figure->unit, NULL));
    }
    return good && t4_buffer_putc(&w->text, '\n');
}

/* --- SDMX ------------------------------------------------------------------ */

/* The dimensions of a row in the order of the structure, all but MEASURE and TIME_PERIOD. */
typedef struct {
    char ids[4 + T4_FIGURES_KEYS_MAX][64];
    const char *texts[4 + T4_FIGURES_KEYS_MAX];
    int count;
    char level[12], code[T4_CODE_MAX + 4];
} dimensions;

static void add(dimensions *d, const char *id, const char *text)
{
    snprintf(d->ids[d->count], sizeof d->ids[0], "%s", id);
    d->texts[d->count++] = text;
}

static const char *frequency(const char *period)
{
    t4_period p = t4_period_parse(period, strlen(period));

    return p ? t4_sdmx_frequency(p) : "_Z";
}

/* The row's period as SDMX has it; another text as it is. */
static const char *time_of(const writing *w, size_t row, char text[T4_SDMX_PERIOD])
{
    const char *own = t4_figures_text(w->figures, row, 0);
    t4_period p = t4_period_parse(own, strlen(own));

    if (!p || t4_period_kind_of(p) != T4_TO_DATE)
        return own;
    t4_sdmx_period(p, text);
    return text;
}

static void find_dimensions(const writing *w, size_t row, dimensions *d)
{
    const t4_figures *f = w->figures;
    const char *code = t4_figures_text(f, row, 2), *reporter = w->form->reporter ? w->form->reporter : "_Z";

    d->count = 0;
    for (int k = 4; k < f->key_count; k++)
        if (!strcmp(f->keys[k], "reporter"))
            reporter = t4_figures_text(f, row, k);
    snprintf(d->level, sizeof d->level, "%d", !strcmp(code, "TOTAL") ? 0 : (int)(strlen(code) % 100));
    if (strchr(code, ':'))
        snprintf(d->level, sizeof d->level, "LIST");
    add(d, "FREQ", frequency(t4_figures_text(f, row, 0)));
    add(d, "REF_AREA", reporter);
    add(d, "TRADE_FLOW", t4_figures_text(f, row, 1));
    add(d, "HS_CODE", strlen(code) < sizeof d->code ? t4_sdmx_goods(code, d->code) : code);
    add(d, "HS_LEVEL", d->level);
    add(d, "COUNTERPART_AREA", t4_figures_text(f, row, 3));
    for (int k = 4; k < f->key_count; k++)
        if (strcmp(f->keys[k], "reporter") != 0) {
            char id[48], plain[32];

            snprintf(plain, sizeof plain, "%.31s", f->keys[k]);
            t4_sdmx_dimension(plain, id);
            add(d, id, t4_figures_text(f, row, k));
        }
}

static const char *dataflow(const writing *w)
{
    return w->form->dataflow ? w->form->dataflow : "TENFOUR:DF_HSTRADE(1.0.0)";
}

static char sdmx_version(const writing *w)
{
    return w->form->sdmx_csv && strcmp(w->form->sdmx_csv, "2.0") ? w->form->sdmx_csv[0] == '1' ? '1' : '3' : '2';
}

/* A row without keys gives the names of the columns. */
static bool sdmx_csv_header(writing *w)
{
    dimensions d = {.count = 0};
    bool good = t4_buffer_puts(&w->text, sdmx_version(w) == '1' ? "DATAFLOW" : "STRUCTURE,STRUCTURE_ID,ACTION");

    if (w->figures->count)
        find_dimensions(w, 0, &d);
    for (int i = 0; i < d.count && good; i++)
        good = t4_buffer_putc(&w->text, ',') && field(&w->text, d.ids[i]);
    return good && t4_buffer_puts(&w->text, ",MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,CONF_STATUS\n");
}

static bool sdmx_csv_figure(writing *w, size_t row, int m, const dimensions *d, const t4_figure *figure)
{
    char version = sdmx_version(w), measure[32], period[T4_SDMX_PERIOD];
    const char *action = !figure->value ? "R," : version == '3' ? "M," : "I,";
    bool good = version == '1' ? field(&w->text, dataflow(w)) && t4_buffer_putc(&w->text, ',')
                               : t4_buffer_puts(&w->text, "dataflow,") && field(&w->text, dataflow(w)) &&
                                 t4_buffer_putc(&w->text, ',') && t4_buffer_puts(&w->text, action);

    t4_sdmx_measure(w->figures->measures[m], measure);
    for (int i = 0; i < d->count && good; i++)
        good = field(&w->text, d->texts[i]) && t4_buffer_putc(&w->text, ',');
    return good && t4_buffer_puts(&w->text, measure) && t4_buffer_putc(&w->text, ',') &&
           field(&w->text, time_of(w, row, period)) && t4_buffer_putc(&w->text, ',') &&
           field(&w->text, figure->value ? figure->value : version == '3' ? "NaN" : "") &&
           t4_buffer_putc(&w->text, ',') && field(&w->text, t4_dict_text(w->figures->texts, figure->unit, NULL)) &&
           letter(&w->text, figure->status) && letter(&w->text, figure->conf) && t4_buffer_putc(&w->text, '\n');
}

static bool put(writing *w, const char *before, const char *value, const char *after)
{
    return t4_buffer_puts(&w->text, before) && t4_xmlwrite_value(&w->text, value) && t4_buffer_puts(&w->text, after);
}

static bool xml_attribute(writing *w, bool generic, const char *id, const char *value)
{
    if (!*value)
        return true;
    return generic ? put(w, "<g:Value id=\"", id, "\" value=\"") && put(w, "", value, "\"/>")
                   : put(w, " ", id, "=\"") && put(w, "", value, "\"");
}

static bool xml_figure(writing *w, size_t row, int m, const dimensions *d, const t4_figure *figure)
{
    bool generic = w->form->format == T4_FIGURES_SDMX_GENERIC, good;
    char status[2] = {figure->status, 0}, conf[2] = {figure->conf, 0}, measure[32], period[T4_SDMX_PERIOD];
    const char *unit = t4_dict_text(w->figures->texts, figure->unit, NULL);

    t4_sdmx_measure(w->figures->measures[m], measure);
    good = t4_buffer_puts(&w->text, generic ? "<g:Obs><g:ObsKey>" : "<Obs");
    for (int i = 0; i < d->count && good; i++)
        good = xml_attribute(w, generic, d->ids[i], d->texts[i]);
    good = good && xml_attribute(w, generic, "MEASURE", measure) &&
           xml_attribute(w, generic, "TIME_PERIOD", time_of(w, row, period)) &&
           t4_buffer_puts(&w->text, generic ? "</g:ObsKey><g:ObsValue value=\"" : " OBS_VALUE=\"") &&
           put(w, "", figure->value ? figure->value : "NaN", generic ? "\"/>" : "\"");
    if (good && generic && (*unit || *status || *conf))
        good = t4_buffer_puts(&w->text, "<g:Attributes>");
    good = good && xml_attribute(w, generic, "UNIT_MEASURE", unit) && xml_attribute(w, generic, "OBS_STATUS", status) &&
           xml_attribute(w, generic, "CONF_STATUS", conf);
    if (good && generic && (*unit || *status || *conf))
        good = t4_buffer_puts(&w->text, "</g:Attributes>");
    return good && t4_buffer_puts(&w->text, generic ? "</g:Obs>\n" : "/>\n");
}

static bool sdmx_row(writing *w, size_t row)
{
    bool csv = w->form->format == T4_FIGURES_SDMX_CSV, good = true;
    dimensions d;

    find_dimensions(w, row, &d);
    for (int m = 0; m < w->figures->measure_count && good; m++) {
        const t4_figure *figure = &w->figures->row_figures[row * T4_MEASURES_MAX + (size_t)m];

        if (figure->there)
            good = csv ? sdmx_csv_figure(w, row, m, &d, figure) : xml_figure(w, row, m, &d, figure);
    }
    return good;
}

/* "AGENCY:ID(VERSION)" in parts; the structure is DSD_X where the data flow is DF_X. */
static void cut_dataflow(const writing *w, char agency[64], char structure[80], char version[32])
{
    const char *text = dataflow(w), *colon = strchr(text, ':'), *open = strchr(text, '(');
    const char *id = colon ? colon + 1 : text;
    int n = open ? (int)(open - id) : (int)strlen(id);

    snprintf(agency, 64, "%.*s", colon ? (int)(colon - text) : 7, colon ? text : "TENFOUR");
    snprintf(structure, 80, "%s%.*s", !strncmp(id, "DF_", 3) ? "DSD_" : "", !strncmp(id, "DF_", 3) ? n - 3 : n,
             !strncmp(id, "DF_", 3) ? id + 3 : id);
    snprintf(version, 32, "%.*s", open ? (int)strcspn(open + 1, ")") : 3, open ? open + 1 : "1.0");
}

static void xml_message_header(t4_xmlwrite *x, const char *agency, const char *structure, const char *version,
                               const char *namespace_)
{
    t4_xmlwrite_open(x, "mes:Header");
    t4_xmlwrite_element(x, "mes:ID", "converted");
    t4_xmlwrite_element(x, "mes:Test", "false");
    t4_xmlwrite_element(x, "mes:Prepared", "2000-01-01T00:00:00Z");
    t4_xmlwrite_open(x, "mes:Sender");
    t4_xmlwrite_attribute(x, "id", "NA");
    t4_xmlwrite_close(x);
    t4_xmlwrite_open(x, "mes:Structure");
    t4_xmlwrite_attribute(x, "structureID", "S1");
    t4_xmlwrite_attribute(x, "dimensionAtObservation", "AllDimensions");
    if (namespace_)
        t4_xmlwrite_attribute(x, "namespace", namespace_);
    t4_xmlwrite_open(x, "com:Structure");
    t4_xmlwrite_open(x, "Ref");
    t4_xmlwrite_attribute(x, "agencyID", agency);
    t4_xmlwrite_attribute(x, "id", structure);
    t4_xmlwrite_attribute(x, "version", version);
    t4_xmlwrite_close(x);
    t4_xmlwrite_close(x);
    t4_xmlwrite_close(x);
    t4_xmlwrite_element(x, "mes:DataSetAction", "Replace");
    t4_xmlwrite_close(x);
}

static bool xml_header(writing *w)
{
    bool generic = w->form->format == T4_FIGURES_SDMX_GENERIC, good;
    t4_xmlwrite *x = t4_xmlwrite_new(&w->text, false);
    char agency[64], structure[80], version[32], own[320];

    if (!x)
        return false;
    cut_dataflow(w, agency, structure, version);
    snprintf(own, sizeof own, "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=%s:%s(%s):ObsLevelDim:AllDimensions",
             agency, structure, version);
    t4_xmlwrite_declare(x);
    t4_xmlwrite_open(x, generic ? "mes:GenericData" : "mes:StructureSpecificData");
    t4_xmlwrite_attribute(x, "xmlns:mes", T4_SDMX_MESSAGE);
    t4_xmlwrite_attribute(x, "xmlns:com", T4_SDMX_COMMON);
    t4_xmlwrite_attribute(x, generic ? "xmlns:g" : "xmlns:s", generic ? T4_SDMX_GENERIC : T4_SDMX_SPECIFIC);
    if (!generic) {
        t4_xmlwrite_attribute(x, "xmlns:own", own);
        t4_xmlwrite_attribute(x, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    }
    xml_message_header(x, agency, structure, version, generic ? NULL : own);
    t4_xmlwrite_open(x, "mes:DataSet");
    t4_xmlwrite_attribute(x, generic ? "structureRef" : "s:structureRef", "S1");
    t4_xmlwrite_attribute(x, generic ? "action" : "s:action", "Replace");
    if (!generic) {
        t4_xmlwrite_attribute(x, "xsi:type", "own:DataSetType");
        t4_xmlwrite_attribute(x, "s:dataScope", "DataStructure");
    }
    good = t4_xmlwrite_pause(x) && t4_buffer_putc(&w->text, '\n');
    t4_xmlwrite_free(x);
    return good;
}

static bool xml_footer(writing *w)
{
    return t4_buffer_puts(&w->text, w->form->format == T4_FIGURES_SDMX_GENERIC
                                        ? "</mes:DataSet></mes:GenericData>\n"
                                        : "</mes:DataSet></mes:StructureSpecificData>\n");
}

/* --- files ----------------------------------------------------------------- */

static t4_status send(writing *w, t4_error *err)
{
    t4_status status = t4_outfile_write(w->file, w->text.data, w->text.length, err);

    w->text.length = 0;
    return status ? status : t4_run_check(w->run, err);
}

static t4_status write_text(writing *w, bool (*header)(writing *), row_writer *one, bool (*footer)(writing *),
                            const char *path, t4_error *err)
{
    enum { BLOCK = 1 << 20 };
    t4_status status = t4_outfile_open(&w->file, path, 0644, err);

    if (!status && !header(w))
        status = t4_fail_memory(err);
    for (size_t row = 0; row < w->figures->count && !status; row++) {
        if (!one(w, row))
            status = t4_fail_memory(err);
        else if (w->text.length > BLOCK)
            status = send(w, err);
    }
    if (!status && footer && !footer(w))
        status = t4_fail_memory(err);
    if (!status)
        status = send(w, err);
    if (!status)
        status = t4_outfile_commit(w->file, err);
    t4_outfile_free(w->file);
    return status;
}

static t4_status write_book(const writing *w, const char *path, t4_error *err)
{
    const t4_figures *f = w->figures;
    t4_plainbook *book = NULL;
    t4_status status = t4_plainbook_open(&book, path, err);

    for (int k = 0; k < f->key_count && !status; k++)
        status = t4_plainbook_column(book, f->keys[k], NULL, false, err);
    for (int m = 0; m < f->measure_count && !status; m++) {
        status = t4_plainbook_column(book, f->measures[m], NULL, true, err);
        if (!status)
            status = t4_plainbook_column(book, f->measures[m], "_status", false, err);
        if (!status)
            status = t4_plainbook_column(book, f->measures[m], "_conf", false, err);
        if (!status && !strcmp(f->measures[m], "quantity"))
            status = t4_plainbook_column(book, "unit", NULL, false, err);
    }
    for (size_t row = 0; row < f->count && !status; row++) {
        const char *cells[T4_FIGURES_KEYS_MAX + 4 * T4_MEASURES_MAX];
        char letters[T4_MEASURES_MAX][2][2];
        int n = 0;

        for (int k = 0; k < f->key_count; k++)
            cells[n++] = t4_figures_text(f, row, k);
        for (int m = 0; m < f->measure_count; m++) {
            const t4_figure *figure = &f->row_figures[row * T4_MEASURES_MAX + (size_t)m];

            letters[m][0][0] = figure->status;
            letters[m][1][0] = figure->conf;
            letters[m][0][1] = letters[m][1][1] = '\0';
            cells[n++] = figure->value ? figure->value : "";
            cells[n++] = letters[m][0];
            cells[n++] = letters[m][1];
            if (!strcmp(f->measures[m], "quantity"))
                cells[n++] = t4_dict_text(f->texts, figure->unit, NULL);
        }
        status = t4_plainbook_row(book, cells, err);
        if (!status && row % 4096 == 0)
            status = t4_run_check(w->run, err);
    }
    if (!status)
        status = t4_plainbook_close(book, w->run, err);
    t4_plainbook_free(book);
    return status;
}

t4_status t4_figures_write(const t4_figures *figures, t4_run *run, const char *path, const t4_figures_form *form,
                           t4_error *err)
{
    writing w = {.figures = figures, .form = form, .run = run};
    t4_status status;

    t4_buffer_init(&w.text, 0);
    switch (form->format) {
    case T4_FIGURES_CSV: status = write_text(&w, csv_header, csv_row, NULL, path, err); break;
    case T4_FIGURES_XLSX: status = write_book(&w, path, err); break;
    case T4_FIGURES_SDMX_CSV: status = write_text(&w, sdmx_csv_header, sdmx_row, NULL, path, err); break;
    default: status = write_text(&w, xml_header, sdmx_row, xml_footer, path, err); break;
    }
    t4_buffer_release(&w.text);
    return status;
}
