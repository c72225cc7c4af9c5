/* SPDX-License-Identifier: MIT */
/* Check that the workbook of a release holds the cells and values of its CSV tables. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "job/figures.h"
#include "job/verify_checks.h"
#include "model/flow.h"
#include "model/listset.h"
#include "release/facts.h"

typedef struct {
    const t4_previous_release *release;
    uint64_t *hashes;                      /* of the tables' figures, sorted later */
    size_t count, room;
    uint64_t tables[T4_LEVELS_MAX + 1], book[T4_LEVELS_MAX + 1];   /* figures of each level, of totals over lists last */
    t4_buffer text;
} comparing;

static bool put(t4_buffer *out, const char *text)
{
    return t4_buffer_putc(out, '|') && t4_buffer_puts(out, text);
}

/* A spreadsheet keeps 15 digits of a number. */
static void shorten(const char *value, char number[400])
{
    double d = strtod(value, NULL);

    snprintf(number, 400, "%.15g", d);
    if (strchr(number, 'e'))
        snprintf(number, 400, "%.0f", d);
    if (!*value)
        number[0] = '\0';
}

/* What a figure says in a workbook: its status as people read it. */
static bool put_figure(comparing *c, int m, const char *value, char status, const char *unit)
{
    char number[400];

    shorten(value, number);
    return put(&c->text, c->release->measures[m].name) && put(&c->text, number) &&
           put(&c->text, t4_facts_shorthand(status)) && put(&c->text, unit);
}

static int index_of(const comparing *c, int level)
{
    if (level == T4_LEVEL_LIST)
        return T4_LEVELS_MAX;
    for (int i = 0; i < c->release->level_count; i++)
        if (c->release->levels[i] == level)
            return i;
    return 0;
}

static t4_status collect(void *context, const t4_previous_row *row, t4_error *err)
{
    comparing *c = context;
    char period[T4_PERIOD_TEXT];
    int level = index_of(c, row->level);

    t4_period_print(row->period, period);
    for (int m = 0; m < c->release->measure_count; m++) {
        char value[T4_DECIMAL_TEXT] = "";
        bool quantity = !strcmp(c->release->measures[m].name, "quantity"), good;

        if (row->present[m])
            t4_decimal_print(row->amount[m], c->release->measures[m].decimals, value);
        c->text.length = 0;
        good = put(&c->text, period) && put(&c->text, t4_flow_text((t4_flow)row->flow)) && put(&c->text, row->code) &&
               put(&c->text, row->partner);
        for (int d = 0; d < c->release->dimension_count && good; d++)
            good = put(&c->text, row->dimension[d]);
        good = good && put_figure(c, m, value, row->status[m], quantity ? row->unit : c->release->measures[m].unit) &&
               t4_grow(&c->hashes, &c->room, c->count, sizeof *c->hashes);
        if (!good)
            return t4_fail_memory(err);
        c->hashes[c->count++] = t4_hash(c->text.data, c->text.length);
        c->tables[level]++;
    }
    return T4_OK;
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* One row of the workbook: every figure must be one of the tables'. */
static t4_status compare_row(comparing *c, const char *name, const t4_figures *f, size_t row, t4_error *err)
{
    const char *code = t4_figures_text(f, row, 2);
    int level = index_of(c, t4_listset_names(code) ? T4_LEVEL_LIST : strcmp(code, "TOTAL") ? (int)strlen(code) : 0);

    for (int m = 0; m < c->release->measure_count; m++) {
        const t4_figure *figure = NULL;
        uint64_t hash;
        bool good = true;

        for (int k = 0; k < f->measure_count; k++)
            if (!strcmp(f->measures[k], c->release->measures[m].name))
                figure = &f->row_figures[row * T4_MEASURES_MAX + (size_t)k];
        if (!figure || !figure->there)
            return t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "has no '%s' of %s %s %s %s", c->release->measures[m].name,
                              t4_figures_text(f, row, 0), t4_figures_text(f, row, 1), code, t4_figures_text(f, row, 3));
        c->text.length = 0;
        for (int k = 0; k < 4 + c->release->dimension_count && good; k++)
            good = put(&c->text, k < f->key_count ? t4_figures_text(f, row, k) : "");
        if (!good || !put_figure(c, m, figure->value ? figure->value : "", figure->status,
                                 t4_dict_text(f->texts, figure->unit, NULL)))
            return t4_fail_memory(err);
        hash = t4_hash(c->text.data, c->text.length);
        if (!c->count || !bsearch(&hash, c->hashes, c->count, sizeof hash, by_number))
            return t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "holds what the tables do not: %.*s",
                              (int)(c->text.length < 300 ? c->text.length : 300), c->text.data);
        c->book[level]++;
    }
    return T4_OK;
}

static t4_status check_book(comparing *c, t4_verifying *v, const char *name, t4_error *err)
{
    char path[T4_VERIFY_PATH];
    t4_figures figures;
    int omitted = 0;
    t4_status status = t4_figures_init(&figures, err);

    if (!status)
        status = t4_verify_path(v, name, path, err);
    if (!status)
        status = t4_figures_read(&figures, v->run, path, err);
    for (size_t row = 0; row < figures.count && !status; row++)
        status = compare_row(c, name, &figures, row, err);
    /* A level that is too large for a workbook is left out as a whole. */
    for (int i = 0; i <= T4_LEVELS_MAX && !status; i++) {
        omitted += c->tables[i] && !c->book[i];
        if (c->book[i] && c->book[i] != c->tables[i])
            status = t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "holds %llu figures of level %d (-1: totals over lists), the "
                                "tables %llu", (unsigned long long)c->book[i],
                                i < T4_LEVELS_MAX ? c->release->levels[i] : T4_LEVEL_LIST,
                                (unsigned long long)c->tables[i]);
    }
    if (!status)
        t4_verify_tell(v, "holds", "%s holds the figures of the tables, as far as 15 digits tell%s", name,
                       omitted ? "; some levels are too large for it" : "");
    t4_figures_release(&figures);
    return status;
}

static bool is_book(const char *name)
{
    return !strncmp(name, "xlsx/", 5) && !strstr(name, "-summary");
}

t4_status t4_verify_book(t4_verifying *v, t4_error *err)
{
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before = plain ? uselocale(plain) : (locale_t)0;
    comparing c = {.count = 0};
    t4_previous *list = NULL;
    bool tables = false, any = false;
    t4_status status = plain ? t4_verify_open(v, &list, &tables, err) : t4_fail_memory(err);

    t4_buffer_init(&c.text, 0);
    for (size_t i = 0; i < v->file_count && !status && tables; i++) {
        if (!is_book(v->files[i].path))
            continue;
        c.release = t4_previous_at(list, 0);
        if (!any)
            status = t4_previous_rows(list, 0, collect, &c, err);
        if (!any && !status)
            status = t4_previous_lists(list, 0, collect, &c, err);
        if (c.count)
            qsort(c.hashes, c.count, sizeof *c.hashes, by_number);
        any = true;
        if (!status && c.count)
            status = check_book(&c, v, v->files[i].path, err);
    }
    if (!status && (!any || !tables))
        t4_verify_tell(v, "not checked", "the release has no %s", any ? "CSV tables" : "workbook");
    t4_free(c.hashes);
    t4_buffer_release(&c.text);
    t4_previous_free(list);
    if (plain) {
        uselocale(before);
        freelocale(plain);
    }
    return status;
}
