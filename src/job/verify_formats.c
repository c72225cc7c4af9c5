/* SPDX-License-Identifier: MIT */
/* Check that the SDMX files of a release hold the cells and values of its CSV tables, no more and no fewer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvrows.h"
#include "io/sdmxread.h"
#include "job/verify_checks.h"
#include "model/flow.h"
#include "model/listset.h"
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

static bool put(t4_buffer *out, const char *text)
{
    return t4_buffer_putc(out, '|') && t4_buffer_puts(out, text);
}

static bool put_key(comparing *c, const t4_previous_row *row, const char *measure)
{
    char period[T4_SDMX_PERIOD], level[12], goods[T4_CODE_MAX + 4];

    t4_sdmx_period(row->period, period);
    snprintf(level, sizeof level, "%d", row->level);
    if (row->level == T4_LEVEL_LIST)
        snprintf(level, sizeof level, "LIST");
    c->text.length = 0;
    if (!put(&c->text, period) || !put(&c->text, t4_flow_text((t4_flow)row->flow)) ||
        !put(&c->text, t4_sdmx_goods(row->code, goods)) || !put(&c->text, level) || !put(&c->text, row->partner))
        return false;
    for (int d = 0; d < c->release->dimension_count; d++)
        if (!put(&c->text, row->dimension[d]))
            return false;
    return put(&c->text, measure);
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
        if (!put_key(c, row, c->measures[m]) || !put(&c->text, value) || !put(&c->text, status) ||
            !put(&c->text, conf) ||
            !put(&c->text, quantity ? row->unit : c->release->measures[m].unit) ||
            !add_hash(&c->tables, &c->text))
            return t4_fail_memory(err);
    }
    return T4_OK;
}

/* data/lists.csv has the columns of the other tables; period, flow, code, partner and dimensions come first. */
static t4_status collect_list(comparing *c, char *const *fields, size_t count, t4_error *err)
{
    const t4_previous_release *r = c->release;
    size_t at = 4 + (size_t)r->dimension_count;
    char goods[T4_CODE_MAX + 4], period[T4_SDMX_PERIOD];
    t4_period read = t4_period_parse(fields[0], strlen(fields[0]));

    if (!read)
        return t4_fail_at(err, T4_ERR_DATA, "data/lists.csv", 0, 0, "found '%.40s', expected a period", fields[0]);
    t4_sdmx_period(read, period);
    for (int m = 0; m < r->measure_count; m++) {
        bool quantity = !strcmp(r->measures[m].name, "quantity"), good;

        if (at + (quantity ? 4 : 3) > count || strlen(fields[2]) >= sizeof goods)
            return t4_fail_at(err, T4_ERR_DATA, "data/lists.csv", 0, 0, "has other columns than the tables");
        c->text.length = 0;
        good = put(&c->text, period) && put(&c->text, fields[1]) && put(&c->text, t4_sdmx_goods(fields[2], goods)) &&
               put(&c->text, "LIST") && put(&c->text, fields[3]);
        for (int d = 0; d < r->dimension_count && good; d++)
            good = put(&c->text, fields[4 + d]);
        good = good && put(&c->text, c->measures[m]) && put(&c->text, fields[at]) && put(&c->text, fields[at + 1]) &&
               put(&c->text, fields[at + 2]) && put(&c->text, quantity ? fields[at + 3] : r->measures[m].unit) &&
               add_hash(&c->tables, &c->text);
        if (!good)
            return t4_fail_memory(err);
        at += quantity ? 4 : 3;
    }
    return T4_OK;
}

static t4_status collect_lists(comparing *c, t4_verifying *v, t4_error *err)
{
    char path[T4_VERIFY_PATH];
    t4_csvrows *rows = NULL;
    char *const *fields;
    size_t count = 0;
    t4_status status = t4_verify_path(v, "data/lists.csv", path, err);

    if (status || !t4_verify_has(v, "data/lists.csv"))
        return status;
    status = t4_csvrows_open(&rows, v->run, path, err);
    if (!status)
        status = t4_csvrows_next(rows, &fields, &count, err);
    while (!status && count) {
        status = t4_csvrows_next(rows, &fields, &count, err);
        if (!status && count)
            status = collect_list(c, fields, count, err);
    }
    t4_csvrows_free(rows);
    return status;
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
        good = put(&c->text, t4_sdmxread_value(fields, count, before[i]));
    for (int d = 0; d < c->release->dimension_count && good; d++)
        good = put(&c->text, t4_sdmxread_value(fields, count, c->dimensions[d]));
    good = good && put(&c->text, t4_sdmxread_value(fields, count, "MEASURE")) &&
           put(&c->text, strcmp(value, "NaN") ? value : "") &&
           put(&c->text, t4_sdmxread_value(fields, count, "OBS_STATUS")) &&
           put(&c->text, t4_sdmxread_value(fields, count, "CONF_STATUS")) &&
           put(&c->text, t4_sdmxread_value(fields, count, "UNIT_MEASURE")) && add_hash(&c->file, &c->text);
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
    if (!status)
        status = collect_lists(&c, v, err);
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
