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
 * that the tables do not have is named.  What a file tells to delete is not in
 * the tables, and the same in all files.
 */
typedef struct {
    uint64_t *hashes;
    size_t count, room;
} set;

typedef struct {
    const t4_previous_release *release;
    char dimensions[T4_DIMENSIONS_MAX][48];   /* as SDMX names them */
    char measures[T4_MEASURES_MAX][32];
    bool trade;                               /* the global structure: no levels, no CONF_STATUS, no lists */
    set tables, keys, file;                   /* keys: of the tables, without value, unit and statuses */
    set gone, first_gone;                     /* keys that a file deletes; those of the first file that can */
    set trade_gone;                           /* the latter as the global structure has them */
    const char *first;                        /* its name; NULL = none yet */
    bool acts;                                /* the file has actions */
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

static void sort(set *s)
{
    if (s->count)
        qsort(s->hashes, s->count, sizeof *s->hashes, by_number);
}

static bool has(const set *s, uint64_t hash)
{
    return s->count && bsearch(&hash, s->hashes, s->count, sizeof hash, by_number);
}

static bool same(const set *a, const set *b)
{
    return a->count == b->count && (!a->count || !memcmp(a->hashes, b->hashes, a->count * sizeof *a->hashes));
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
        !put(&c->text, t4_sdmx_goods(row->code, goods)) || (!c->trade && !put(&c->text, level)) ||
        !put(&c->text, row->partner))
        return false;
    for (int d = 0; d < c->release->dimension_count; d++)
        if (!put(&c->text, row->dimension[d]))
            return false;
    return put(&c->text, measure);
}

static bool put_value(comparing *c, const char *value, const char *status, const char *conf, const char *unit)
{
    return put(&c->text, value) && put(&c->text, status) && (c->trade || put(&c->text, conf)) && put(&c->text, unit);
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
        if (!put_key(c, row, c->measures[m]) || !add_hash(&c->keys, &c->text) ||
            !put_value(c, value, status, conf, quantity ? row->unit : c->release->measures[m].unit) ||
            !add_hash(&c->tables, &c->text))
            return t4_fail_memory(err);
    }
    return T4_OK;
}

/* --- an SDMX file ---------------------------------------------------------- */

static const char *value_of(const t4_sdmxread_field *fields, size_t count, const char *id)
{
    return t4_sdmxread_value(fields, count, id);
}

/* level: as the release's own structure has it. */
static bool put_file_key(comparing *c, const t4_sdmxread_field *fields, size_t count, bool level)
{
    const char *goods = value_of(fields, count, c->trade ? "COMMODITY_1" : "HS_CODE");
    bool good;

    c->acts = c->acts || *value_of(fields, count, "ACTION");
    c->text.length = 0;
    good = put(&c->text, value_of(fields, count, "TIME_PERIOD")) && put(&c->text, value_of(fields, count, "TRADE_FLOW")) &&
           put(&c->text, c->trade && !strcmp(goods, "_T") ? "TOTAL" : goods) &&
           (!level || put(&c->text, value_of(fields, count, "HS_LEVEL"))) &&
           put(&c->text, value_of(fields, count, c->trade ? "COUNTERPART_AREA_1" : "COUNTERPART_AREA"));
    for (int d = 0; d < c->release->dimension_count && good; d++)
        good = put(&c->text, value_of(fields, count, c->dimensions[d]));
    return good && put(&c->text, value_of(fields, count, "MEASURE"));
}

/* In the global structure what something is and what a reader may see of it are the same, the published code. */
static t4_status check_twins(const comparing *c, const t4_sdmxread_field *fields, size_t count, uint64_t line,
                             t4_error *err)
{
    static const char *const twins[][2] = {{"COMMODITY_1", "COMMODITY_1_CONF"}, {"COMMODITY_2", "COMMODITY_2_CONF"},
                                           {"COUNTERPART_AREA_1", "COUNTERPART_AREA_1_CONF"},
                                           {"COUNTERPART_AREA_2", "COUNTERPART_AREA_2_CONF"}};

    for (size_t i = 0; c->trade && i < sizeof twins / sizeof *twins; i++)
        if (strcmp(value_of(fields, count, twins[i][0]), value_of(fields, count, twins[i][1])) != 0)
            return t4_fail_at(err, T4_ERR_DATA, c->path, line, 0, "%s is '%.40s', its twin %s '%.40s'", twins[i][0],
                              value_of(fields, count, twins[i][0]), twins[i][1],
                              value_of(fields, count, twins[i][1]));
    return T4_OK;
}

static t4_status compare(void *context, const t4_sdmxread_field *fields, size_t count, uint64_t line, t4_error *err)
{
    comparing *c = context;
    const char *value = value_of(fields, count, "OBS_VALUE");
    bool good = put_file_key(c, fields, count, !c->trade) &&
                put_value(c, strcmp(value, "NaN") ? value : "", value_of(fields, count, "OBS_STATUS"),
                          value_of(fields, count, "CONF_STATUS"), value_of(fields, count, "UNIT_MEASURE")) &&
                add_hash(&c->file, &c->text);

    if (!good)
        return t4_fail_memory(err);
    if (!c->strange[0] && !has(&c->tables, c->file.hashes[c->file.count - 1]))
        snprintf(c->strange, sizeof c->strange, "%.*s", (int)c->text.length, c->text.data);
    return check_twins(c, fields, count, line, err);
}

/* What is to be deleted is the key of a cell that the tables do not have. */
static t4_status compare_gone(void *context, const t4_sdmxread_field *fields, size_t count, uint64_t line, t4_error *err)
{
    comparing *c = context;
    bool good = true;

    if (!c->trade && !c->first && strcmp(value_of(fields, count, "HS_LEVEL"), "LIST") != 0)
        good = put_file_key(c, fields, count, false) && add_hash(&c->trade_gone, &c->text);
    if (!good || !put_file_key(c, fields, count, !c->trade) || !add_hash(&c->gone, &c->text))
        return t4_fail_memory(err);
    if (has(&c->keys, c->gone.hashes[c->gone.count - 1]))
        return t4_fail_at(err, T4_ERR_DATA, c->path, line, 0, "tells to delete what the tables hold: %.*s",
                          (int)(c->text.length < 300 ? c->text.length : 300), c->text.data);
    return check_twins(c, fields, count, line, err);
}

/* All files delete the same; SDMX-CSV 1.0 has no actions. */
static t4_status check_gone(comparing *c, t4_error *err)
{
    const set *wanted = c->trade ? &c->trade_gone : &c->first_gone;

    sort(&c->gone);
    if ((!c->acts && !strstr(c->path, ".xml")) || (c->trade && !c->first))
        return T4_OK;
    if (!c->first) {
        set kept = c->first_gone;

        c->first = c->path;
        c->first_gone = c->gone;
        c->gone = kept;
        sort(&c->trade_gone);
        return T4_OK;
    }
    if (same(&c->gone, wanted))
        return T4_OK;
    return t4_fail_at(err, T4_ERR_DATA, c->path, 0, 0, "tells to delete %zu figures, %s %zu or other ones",
                      c->gone.count, c->first, wanted->count);
}

static t4_status check_file(comparing *c, t4_verifying *v, const char *name, t4_error *err)
{
    char path[T4_VERIFY_PATH];
    t4_status status = t4_verify_path(v, name, path, err);

    c->file.count = c->gone.count = 0;
    c->strange[0] = '\0';
    c->path = name;
    c->acts = false;
    if (!status)
        status = t4_sdmxread(v->run, path, compare, compare_gone, c, err);
    if (status)
        return status;
    if (c->strange[0])
        return t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "holds what the tables do not: %s", c->strange);
    sort(&c->file);
    if (!same(&c->file, &c->tables))
        return t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "holds %zu figures, the tables %zu", c->file.count,
                          c->tables.count);
    return check_gone(c, err);
}

/* --- the check ------------------------------------------------------------- */

static void name_components(comparing *c)
{
    for (int d = 0; d < c->release->dimension_count; d++)
        t4_sdmx_dimension(c->release->dimensions[d], c->dimensions[d]);
    for (int m = 0; m < c->release->measure_count; m++)
        t4_sdmx_measure(c->release->measures[m].name, c->measures[m]);
}

static bool is_trade(const char *name)
{
    return !strncmp(name, "sdmx/merchandise-trade.sdmx.csv", 31);
}

static bool is_data(const char *name)
{
    return !strncmp(name, "sdmx/data.sdmx.csv", 18) || !strncmp(name, "sdmx/generic.xml", 16) ||
           !strncmp(name, "sdmx/structure-specific.xml", 27);
}

/* The tables, and then the files of one of the two shapes. */
static t4_status check_files(comparing *c, t4_verifying *v, t4_previous *list, bool trade, int *files, t4_error *err)
{
    int before = *files;
    t4_status status = T4_OK;

    c->trade = trade;
    c->tables.count = c->keys.count = 0;
    for (size_t i = 0; i < v->file_count && !status; i++) {
        const char *name = v->files[i].path;

        if (!(trade ? is_trade(name) : is_data(name)))
            continue;
        if ((*files)++ == before) {
            status = t4_previous_rows(list, 0, collect, c, err);
            if (!status && !trade)
                status = t4_previous_lists(list, 0, collect, c, err);
            sort(&c->tables);
            sort(&c->keys);
        }
        if (!status)
            status = check_file(c, v, name, err);
    }
    return status;
}

static void release_comparing(comparing *c)
{
    set *sets[] = {&c->tables, &c->keys, &c->file, &c->gone, &c->first_gone, &c->trade_gone};

    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        t4_free(sets[i]->hashes);
    t4_buffer_release(&c->text);
}

t4_status t4_verify_formats(t4_verifying *v, t4_error *err)
{
    comparing c = {.release = NULL};
    t4_previous *list;
    bool tables;
    size_t figures;
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
    status = check_files(&c, v, list, false, &files, err);
    figures = c.tables.count;
    if (!status)
        status = check_files(&c, v, list, true, &files, err);
    if (!status && files)
        t4_verify_tell(v, "hold", "%d SDMX files hold the %zu figures of the tables, each with its value, unit and "
                       "statuses", files, figures);
    else if (!status)
        t4_verify_tell(v, "not checked", "the release has no SDMX files");
    if (!status && c.first_gone.count)
        t4_verify_tell(v, "hold", "%zu figures of an earlier release that are gone are deleted by all of them, none "
                       "that the tables hold", c.first_gone.count);
    release_comparing(&c);
    t4_previous_free(list);
    return status;
}
