/* SPDX-License-Identifier: MIT */
/* Figures out of files: CSV as a release writes it, workbooks, SDMX-CSV, SDMX-ML, the folder of a release. */
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "io/csvrows.h"
#include "io/intake.h"
#include "io/sdmxread.h"
#include "io/xlsx.h"
#include "job/figures.h"
#include "job/previous.h"
#include "model/flow.h"
#include "release/facts.h"

enum { NUMBER = 340 };   /* room for any number without an exponent */

static const char *const known_measures[] = {"value", "value_nat", "net_mass", "gross_mass", "quantity"};

/* --- tables ---------------------------------------------------------------- */

/* What a column of a table is. */
typedef enum { SKIPPED = 0, KEY, VALUE, STATUS, CONF, UNIT } role;

typedef struct {
    t4_figures *figures;
    const char *path;
    role roles[T4_CSVROWS_FIELDS_MAX];
    int indices[T4_CSVROWS_FIELDS_MAX];      /* key or measure */
    size_t count;
    char measure_units[T4_MEASURES_MAX][64]; /* from headings of a workbook */
    bool shorthand;                          /* statuses are for people: [c] */
    bool headed;
} layout;

static bool is_measure(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof known_measures / sizeof *known_measures; i++)
        if (strlen(known_measures[i]) == n && !strncmp(known_measures[i], name, n))
            return true;
    return false;
}

/* "net_mass_status": the measure's name is what stands before the ending. */
static bool ends_measure(const char *name, const char *ending, char measure[32])
{
    size_t n = strlen(name), m = strlen(ending);

    if (n <= m || strcmp(name + n - m, ending) != 0 || !is_measure(name, n - m))
        return false;
    snprintf(measure, 32, "%.*s", (int)(n - m), name);
    return true;
}

/* One column of the header; *index -1 after an error. */
static t4_status head_column(layout *l, size_t i, const char *name, t4_error *err)
{
    char measure[32];

    l->roles[i] = is_measure(name, strlen(name)) ? VALUE : ends_measure(name, "_status", measure) ? STATUS
                : ends_measure(name, "_conf", measure) ? CONF : !strcmp(name, "unit") ? UNIT : KEY;
    if (l->roles[i] == VALUE)
        snprintf(measure, sizeof measure, "%s", name);
    else if (l->roles[i] == UNIT)
        snprintf(measure, sizeof measure, "quantity");
    l->indices[i] = l->roles[i] == KEY ? t4_figures_key(l->figures, name, err)
                                       : t4_figures_measure(l->figures, measure, err);
    return l->indices[i] < 0 ? (err && err->code ? err->code : T4_ERR_DATA) : T4_OK;
}

static t4_status check_header(const layout *l, t4_error *err)
{
    static const char *const needed[] = {"period", "flow", "code", "partner"};

    for (int k = 0; k < 4; k++) {
        bool found = false;

        for (size_t i = 0; i < l->count; i++)
            found = found || (l->roles[i] == KEY && l->indices[i] == k);
        if (!found)
            return t4_fail_at(err, T4_ERR_DATA, l->path, 0, 0, "no column '%s'; expected the columns of a release: "
                              "period, flow, code, partner, then value, net_mass, quantity ...", needed[k]);
    }
    if (!l->figures->measure_count)
        return t4_fail_at(err, T4_ERR_DATA, l->path, 0, 0, "no column of a measure: value, value_nat, net_mass, "
                          "gross_mass or quantity");
    return T4_OK;
}

static char letter_of(const layout *l, const char *text)
{
    if (!l->shorthand)
        return *text;
    for (const t4_fact_status *row = t4_fact_statuses; *text && row->code; row++)
        if (!strcmp(row->shorthand, text))
            return row->code;
    return *text ? *text : 0;
}

static t4_status add_record(layout *l, const char *const *fields, t4_error *err)
{
    const char *keys[T4_FIGURES_KEYS_MAX] = {NULL};
    const char *values[T4_MEASURES_MAX] = {NULL}, *units[T4_MEASURES_MAX] = {NULL};
    char status[T4_MEASURES_MAX] = {0}, conf[T4_MEASURES_MAX] = {0};
    size_t row;
    t4_status result;

    for (size_t i = 0; i < l->count; i++)
        switch (l->roles[i]) {
        case KEY: keys[l->indices[i]] = fields[i]; break;
        case VALUE: values[l->indices[i]] = fields[i]; break;
        case STATUS: status[l->indices[i]] = letter_of(l, fields[i]); break;
        case CONF: conf[l->indices[i]] = *fields[i]; break;
        case UNIT: units[l->indices[i]] = fields[i]; break;
        default: break;
        }
    result = t4_figures_row(l->figures, keys, &row, err);
    for (int m = 0; m < l->figures->measure_count && !result; m++)
        if (values[m])
            result = t4_figures_set(l->figures, row, m, values[m], units[m] ? units[m] : l->measure_units[m],
                                    status[m] ? status[m] : l->shorthand ? 'A' : 0,
                                    conf[m] ? conf[m] : !l->shorthand ? 0 : status[m] == 'Q' ? 'C' : 'F', err);
    return result;
}

static t4_status read_csv(t4_figures *f, t4_run *run, const char *path, t4_error *err)
{
    layout l = {.figures = f, .path = path};
    t4_csvrows *rows = NULL;
    char *const *fields;
    size_t count = 0;
    t4_status status = t4_csvrows_open(&rows, run, path, err);

    if (!status)
        status = t4_csvrows_next(rows, &fields, &count, err);
    l.count = count;
    for (size_t i = 0; i < count && !status; i++)
        status = head_column(&l, i, fields[i], err);
    if (!status)
        status = check_header(&l, err);
    while (!status && count) {
        status = t4_csvrows_next(rows, &fields, &count, err);
        if (!status && count && count != l.count)
            status = t4_fail_at(err, T4_ERR_DATA, path, t4_csvrows_line(rows), 0,
                                "%zu fields; expected %zu as in the header", count, l.count);
        if (!status && count)
            status = add_record(&l, (const char *const *)fields, err);
    }
    t4_csvrows_free(rows);
    return status;
}

/* --- workbooks ------------------------------------------------------------- */

/* "Net mass (kg)" of a release's workbook is the column net_mass, "Net mass (kg) status" net_mass_status. */
static void plain_heading(const char *heading, char name[64], char unit[64])
{
    const char *open = strchr(heading, '('), *close = strchr(heading, ')');
    size_t n = open ? (size_t)(open - heading) : strlen(heading), out = 0;
    const char *rest = open && close ? close + 1 : "";

    unit[0] = '\0';
    if (open && close > open)
        snprintf(unit, 64, "%.*s", (int)(close - open - 1), open + 1);
    while (n && heading[n - 1] == ' ')
        n--;
    for (size_t i = 0; i < n && out < 48; i++)
        name[out++] = heading[i] == ' ' ? '_' : (char)tolower((unsigned char)heading[i]);
    name[out] = '\0';
    if (!strcmp(name, "value_in_national_currency"))
        snprintf(name, 64, "value_nat");
    if (!strcmp(rest, " status"))
        snprintf(name + strlen(name), 64 - strlen(name), "_status");
}

/* "Commodity", "Partner name", and the same in another language, "... (ru)". */
static bool is_label(const char *name, const char *language)
{
    bool other = strlen(language) == 2 && islower((unsigned char)language[0]) && islower((unsigned char)language[1]);

    return !strcmp(name, "commodity") || !strcmp(name, "partner_name") ||
           (other && !is_measure(name, strlen(name)) && !strstr(name, "_status"));
}

/* Is the row the header of a table of figures? */
static bool is_header(const t4_xlsx_cell *cells, size_t count)
{
    bool period = false, code = false;

    for (size_t i = 0; i < count; i++) {
        period = period || !strcasecmp(cells[i].text, "period");
        code = code || !strcasecmp(cells[i].text, "code");
    }
    return period && code;
}

static t4_status head_sheet(layout *l, const t4_xlsx_cell *cells, size_t count, t4_error *err)
{
    t4_status status = T4_OK;

    l->count = 0;
    memset(l->roles, 0, sizeof l->roles);
    for (size_t i = 0; i < count && !status; i++) {
        char name[64], unit[64];
        size_t at = cells[i].column;

        if (at >= T4_CSVROWS_FIELDS_MAX)
            return t4_fail_at(err, T4_ERR_DATA, l->path, 0, 0, "a sheet has more than %d columns", T4_CSVROWS_FIELDS_MAX);
        plain_heading(cells[i].text, name, unit);
        l->count = at + 1;
        l->shorthand = l->shorthand || strcmp(name, cells[i].text) != 0;
        if (is_label(name, unit))
            continue;
        status = head_column(l, at, name, err);
        if (!status && l->roles[at] == VALUE)
            snprintf(l->measure_units[l->indices[at]], sizeof l->measure_units[0], "%s", unit);
    }
    l->headed = true;
    return status ? status : check_header(l, err);
}

/* A number as a spreadsheet shows it: the file may hold 9187.799999999999 for 9187.8. */
static const char *shown(const char *text, char number[NUMBER])
{
    double value = strtod(text, NULL);

    snprintf(number, NUMBER, "%.15g", value);
    if (strchr(number, 'e'))
        snprintf(number, NUMBER, "%.0f", value);
    return number;
}

static t4_status visit_sheet(void *context, uint64_t number, const t4_xlsx_cell *cells, size_t count, t4_error *err)
{
    layout *l = context;
    const char *fields[T4_CSVROWS_FIELDS_MAX];
    char numbers[T4_CSVROWS_FIELDS_MAX][NUMBER];

    if (!l->headed)
        return is_header(cells, count) ? head_sheet(l, cells, count, err) : T4_OK;
    for (size_t i = 0; i < l->count; i++)
        fields[i] = "";
    for (size_t i = 0; i < count; i++)
        if (cells[i].column < l->count)
            fields[cells[i].column] = cells[i].kind == T4_XLSX_NUMBER
                                          ? shown(cells[i].text, numbers[cells[i].column]) : cells[i].text;
    return add_record(l, fields, err);
}

static t4_status read_workbook(t4_figures *f, t4_run *run, const char *path, t4_error *err)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = plain ? uselocale(plain) : (locale_t)0;
    t4_xlsx *book = NULL;
    bool any = false;
    t4_status status = plain ? t4_xlsx_open(&book, path, err) : t4_fail_memory(err);

    for (size_t i = 0; !status && i < t4_xlsx_sheets(book); i++) {
        layout l = {.figures = f, .path = path};

        status = t4_xlsx_read(book, run, i, visit_sheet, &l, err);
        any = any || l.headed;
    }
    if (!status && !any)
        status = t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "no sheet has a header with 'Period' and 'Code'");
    t4_xlsx_free(book);
    if (plain) {
        uselocale(before);
        freelocale(plain);
    }
    return status;
}

/* --- SDMX ------------------------------------------------------------------ */

typedef struct {
    t4_figures *figures;
    const char *path;
} sdmx;

/* The column of a component; NULL for what is no key. */
static const char *column_of(const char *id, char scratch[64])
{
    static const char *const names[][2] = {
        {"TIME_PERIOD", "period"}, {"TRADE_FLOW", "flow"}, {"HS_CODE", "code"}, {"COUNTERPART_AREA", "partner"},
        {"REF_AREA", "reporter"}};
    static const char *const others[] = {"FREQ", "HS_LEVEL", "MEASURE", "OBS_VALUE", "OBS_STATUS", "CONF_STATUS",
                                         "UNIT_MEASURE", "UNIT_MULT", "ACTION", "HS_REVISION", "TRADE_SYSTEM",
                                         "VALUATION", "COMMENT_OBS"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i][0], id))
            return names[i][1];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(others[i], id))
            return NULL;
    snprintf(scratch, 64, "%s", id);
    for (char *p = scratch; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return scratch;
}

/* "_T" stands for all in the global structure of merchandise trade. */
static const char *key_text(const char *id, const char *value)
{
    return !strcmp(id, "HS_CODE") && !strcmp(value, "_T") ? "TOTAL" : value;
}

static t4_status visit_observation(void *context, const t4_sdmxread_field *fields, size_t count, uint64_t line,
                                   t4_error *err)
{
    sdmx *s = context;
    const char *keys[T4_FIGURES_KEYS_MAX] = {NULL};
    const char *measure = t4_sdmxread_value(fields, count, "MEASURE");
    char name[32] = "value", period[T4_PERIOD_TEXT];
    size_t row;
    t4_status status;
    int m;

    if (*t4_sdmxread_value(fields, count, "ACTION") == 'D')
        return T4_OK;   /* a deletion is no figure */
    for (size_t i = 0; i < count; i++) {
        char scratch[64];
        const char *column = column_of(fields[i].id, scratch);
        int key = column ? t4_figures_key(s->figures, column, err) : 0;

        if (key < 0)
            return err && err->code ? err->code : T4_ERR_DATA;
        if (column)
            keys[key] = key_text(fields[i].id, fields[i].value);
    }
    if (*measure)
        snprintf(name, sizeof name, "%s", measure);
    for (char *p = name; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    m = t4_figures_measure(s->figures, name, err);
    if (m < 0)
        return T4_ERR_MEMORY;
    if (!keys[0] || !*keys[0])
        return t4_fail_at(err, T4_ERR_DATA, s->path, line, 0, "an observation has no TIME_PERIOD");
    if (t4_period_kind_of(t4_period_parse(keys[0], strlen(keys[0]))) == T4_TO_DATE) {
        t4_period_print(t4_period_parse(keys[0], strlen(keys[0])), period);
        keys[0] = period;  /* a range of time in SDMX */
    }
    status = t4_figures_row(s->figures, keys, &row, err);
    if (!status)
        status = t4_figures_set(s->figures, row, m, t4_sdmxread_value(fields, count, "OBS_VALUE"),
                                t4_sdmxread_value(fields, count, "UNIT_MEASURE"),
                                *t4_sdmxread_value(fields, count, "OBS_STATUS"),
                                *t4_sdmxread_value(fields, count, "CONF_STATUS"), err);
    return status;
}

/* --- a release folder ------------------------------------------------------- */

typedef struct {
    t4_figures *figures;
    const t4_previous_release *release;
} folder;

static t4_status visit_row(void *context, const t4_previous_row *row, t4_error *err)
{
    folder *f = context;
    char period[T4_PERIOD_TEXT];
    const char *keys[T4_FIGURES_KEYS_MAX] = {period, t4_flow_text((t4_flow)row->flow), row->code, row->partner};
    size_t at;
    t4_status status;

    t4_period_print(row->period, period);
    for (int d = 0; d < f->release->dimension_count; d++)
        keys[4 + d] = row->dimension[d];
    status = t4_figures_row(f->figures, keys, &at, err);
    for (int m = 0; m < f->release->measure_count && !status; m++) {
        char value[T4_DECIMAL_TEXT] = "";
        bool quantity = !strcmp(f->release->measures[m].name, "quantity");

        if (row->present[m])
            t4_decimal_print(row->amount[m], f->release->measures[m].decimals, value);
        status = t4_figures_set(f->figures, at, m, value, quantity ? row->unit : f->release->measures[m].unit,
                                row->status[m], row->conf[m], err);
    }
    return status;
}

static t4_status read_folder(t4_figures *figures, t4_run *run, const char *path, t4_error *err)
{
    folder f = {.figures = figures};
    t4_previous *list = NULL;
    t4_status status = t4_previous_open(&list, run, &path, 1, err);

    if (!status && t4_previous_count(list) != 1)
        status = t4_fail(err, T4_ERR_USAGE, "'%.300s' holds %zu releases; name one of them", path,
                         t4_previous_count(list));
    if (!status)
        f.release = t4_previous_at(list, 0);
    for (int d = 0; !status && d < f.release->dimension_count; d++)
        if (t4_figures_key(figures, f.release->dimensions[d], err) < 0)
            status = T4_ERR_MEMORY;
    for (int m = 0; !status && m < f.release->measure_count; m++)
        if (t4_figures_measure(figures, f.release->measures[m].name, err) < 0)
            status = T4_ERR_MEMORY;
    if (!status)
        status = t4_previous_rows(list, 0, visit_row, &f, err);
    if (!status)
        status = t4_previous_lists(list, 0, visit_row, &f, err);
    t4_previous_free(list);
    return status;
}

/* --- which ----------------------------------------------------------------- */

static t4_status first_bytes(const char *path, char bytes[16], size_t *got, t4_error *err)
{
    t4_intake *intake = NULL;
    t4_status status = t4_intake_open(&intake, path, err);

    if (!status)
        status = t4_intake_read(intake, bytes, 16, got, err);
    t4_intake_free(intake);
    return status;
}

/* Is the CSV file SDMX-CSV? Its first column says so, packed or not. */
static t4_status is_sdmx_csv(t4_run *run, const char *path, bool *yes, t4_error *err)
{
    t4_csvrows *rows = NULL;
    char *const *fields;
    size_t count = 0;
    t4_status status = t4_csvrows_open(&rows, run, path, err);

    if (!status)
        status = t4_csvrows_next(rows, &fields, &count, err);
    *yes = !status && count && (!strncmp(fields[0], "STRUCTURE", 9) || !strncmp(fields[0], "DATAFLOW", 8) ||
                                fields[0][strspn(fields[0], "\xEF\xBB\xBF \t\r\n")] == '<');
    t4_csvrows_free(rows);
    return status;
}

t4_status t4_figures_read(t4_figures *figures, t4_run *run, const char *path, t4_error *err)
{
    sdmx s = {figures, path};
    struct stat info;
    char bytes[16];
    size_t got = 0;
    bool yes = false;
    t4_status status;

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return read_folder(figures, run, path, err);
    status = first_bytes(path, bytes, &got, err);
    if (status)
        return status;
    if (got >= 4 && !memcmp(bytes, "PK\3\4", 4))
        return read_workbook(figures, run, path, err);
    if (got && (bytes[0] == '<' || (got > 3 && !memcmp(bytes, "\xEF\xBB\xBF<", 4))))
        return t4_sdmxread(run, path, visit_observation, NULL, &s, err);
    status = is_sdmx_csv(run, path, &yes, err);
    if (status)
        return status;
    return yes ? t4_sdmxread(run, path, visit_observation, NULL, &s, err) : read_csv(figures, run, path, err);
}
