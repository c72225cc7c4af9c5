/* SPDX-License-Identifier: MIT */
/* Check that the SDMX files of a release hold the cells and values of its CSV tables, no more and no fewer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/sdmxread.h"
#include "job/verify_checks.h"
#include "model/flow.h"
#include "release/sdmx.h"

/*
 * Every observation becomes a text in one notation; files agree when the
 * sorted hashes of these texts do.  Where they do not, the first observation
 * that the tables do not have is named.
 */
typedef struct {
    uint64_t *hashes;
    size_t count, room;
} set;

typedef struct {
    const t4_previous_release *release;
    char dimensions[T4_DIMENSIONS_MAX][48];   /* as SDMX names them */
    char measures[T4_MEASURES_MAX][32];
    set tables, file;
    const char *path;
    t4_buffer text;
    char strange[400];                        /* the first observation that the tables do not have */
} comparing;

static bool add_hash(set *s, const t4_buffer *text)
{
    if (!t4_grow(&s->hashes, &s->room, s->count, sizeof *s->hashes))
        return false;
    s->hashes[s->count++] = t4_hash(text->data, text->length);
    return true;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* --- the tables ------------------------------------------------------------ */

/* The same marks that XML cannot hold are replaced in both; ':' of lists is '-'. */
static bool put(t4_buffer *out, const char *text, bool goods)
{
    bool good = t4_buffer_putc(out, '|');

    for (; *text && good; text++)
        good = t4_buffer_putc(out, goods && *text == ':' ? '-' : *text);
    return good;
}

static bool put_key(comparing *c, const t4_previous_row *row, const char *measure)
{
    char period[T4_PERIOD_TEXT], level[12];

    t4_period_print(row->period, period);
    snprintf(level, sizeof level, "%d", row->level);
    c->text.length = 0;
    if (!put(&c->text, period, false) || !put(&c->text, t4_flow_text((t4_flow)row->flow), false) ||
        !put(&c->text, row->code, true) || !put(&c->text, level, false) || !put(&c->text, row->partner, false))
        return false;
    for (int d = 0; d < c->release->dimension_count; d++)
        if (!put(&c->text, row->dimension[d], false))
            return false;
    return put(&c->text, measure, false);
}

static t4_status collect(void *context, const t4_previous_row *row, t4_error *err)
{
    comparing *c = context;

    for (int m = 0; m < c->release->measure_count; m++) {
        char value[T4_DECIMAL_TEXT] = "";
        char status[2] = {row->status[m], 0}, conf[2] = {row->conf[m], 0};
        bool quantity = !strcmp(c->release->measures[m].name, "quantity");

        if (row->present[m])
            t4_decimal_print(row->amount[m], c->release->measures[m].decimals, value);
        if (!put_key(c, row, c->measures[m]) || !put(&c->text, value, false) || !put(&c->text, status, false) ||
            !put(&c->text, conf, false) ||
            !put(&c->text, quantity ? row->unit : c->release->measures[m].unit, false) ||
            !add_hash(&c->tables, &c->text))
            return t4_fail_memory(err);
    }
    return T4_OK;
}

/* --- an SDMX file ---------------------------------------------------------- */

static t4_status compare(void *context, const t4_sdmxread_field *fields, size_t count, uint64_t line, t4_error *err)
{
    static const char *const before[] = {"TIME_PERIOD", "TRADE_FLOW", "HS_CODE", "HS_LEVEL", "COUNTERPART_AREA"};
    comparing *c = context;
    const char *value = t4_sdmxread_value(fields, count, "OBS_VALUE");
    uint64_t hash;
    bool good = true;

    c->text.length = 0;
    for (size_t i = 0; i < sizeof before / sizeof *before && good; i++)
        good = put(&c->text, t4_sdmxread_value(fields, count, before[i]), false);
    for (int d = 0; d < c->release->dimension_count && good; d++)
        good = put(&c->text, t4_sdmxread_value(fields, count, c->dimensions[d]), false);
    good = good && put(&c->text, t4_sdmxread_value(fields, count, "MEASURE"), false) &&
           put(&c->text, strcmp(value, "NaN") ? value : "", false) &&
           put(&c->text, t4_sdmxread_value(fields, count, "OBS_STATUS"), false) &&
           put(&c->text, t4_sdmxread_value(fields, count, "CONF_STATUS"), false) &&
           put(&c->text, t4_sdmxread_value(fields, count, "UNIT_MEASURE"), false) && add_hash(&c->file, &c->text);
    if (!good)
        return t4_fail_memory(err);
    hash = c->file.hashes[c->file.count - 1];
    if (!c->strange[0] &&
        !(c->tables.count && bsearch(&hash, c->tables.hashes, c->tables.count, sizeof hash, by_number)))
        snprintf(c->strange, sizeof c->strange, "%.*s", (int)c->text.length, c->text.data);
    return T4_OK;
}

static t4_status check_file(comparing *c, t4_verifying *v, const char *name, t4_error *err)
{
    char path[T4_VERIFY_PATH];
    t4_status status = t4_verify_path(v, name, path, err);

    c->file.count = 0;
    c->strange[0] = '\0';
    if (!status)
        status = t4_sdmxread(v->run, path, compare, c, err);
    if (status)
        return status;
    if (c->strange[0])
        return t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "holds what the tables do not: %s", c->strange);
    if (c->file.count)
        qsort(c->file.hashes, c->file.count, sizeof *c->file.hashes, by_number);
    if (c->file.count != c->tables.count ||
        (c->file.count && memcmp(c->file.hashes, c->tables.hashes, c->file.count * sizeof *c->file.hashes)))
        return t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "holds %zu figures, the tables %zu", c->file.count,
                          c->tables.count);
    return T4_OK;
}

/* --- the check ------------------------------------------------------------- */

static void name_components(comparing *c)
{
    for (int d = 0; d < c->release->dimension_count; d++)
        t4_sdmx_dimension(c->release->dimensions[d], c->dimensions[d]);
    for (int m = 0; m < c->release->measure_count; m++)
        t4_sdmx_measure(c->release->measures[m].name, c->measures[m]);
}

static bool is_data(const char *name)
{
    return !strncmp(name, "sdmx/data.sdmx.csv", 18) || !strncmp(name, "sdmx/generic.xml", 16) ||
           !strncmp(name, "sdmx/structure-specific.xml", 27);
}

t4_status t4_verify_formats(t4_verifying *v, t4_error *err)
{
    comparing c = {.release = NULL};
    t4_previous *list;
    bool tables;
    int files = 0;
    t4_status status = t4_verify_open(v, &list, &tables, err);

    if (status || !tables) {
        if (!status)
            t4_verify_tell(v, "not checked", "the release has no CSV tables to compare with");
        return status;
    }
    t4_buffer_init(&c.text, 0);
    c.release = t4_previous_at(list, 0);
    name_components(&c);
    status = t4_previous_rows(list, 0, collect, &c, err);
    if (c.tables.count)
        qsort(c.tables.hashes, c.tables.count, sizeof *c.tables.hashes, by_number);
    for (size_t i = 0; i < v->file_count && !status; i++)
        if (is_data(v->files[i].path)) {
            status = check_file(&c, v, v->files[i].path, err);
            files++;
        }
    if (!status && files)
        t4_verify_tell(v, "hold", "%d SDMX files hold the %zu figures of the tables, each with its value, unit and "
                       "statuses", files, c.tables.count);
    else if (!status)
        t4_verify_tell(v, "not checked", "the release has no SDMX files");
    t4_free(c.tables.hashes);
    t4_free(c.file.hashes);
    t4_buffer_release(&c.text);
    t4_previous_free(list);
    return status;
}
