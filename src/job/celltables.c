/* SPDX-License-Identifier: MIT */
#include "job/celltables.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "io/csvtext.h"
#include "io/outfile.h"

enum { SHORT = 16 };   /* bytes that are copied at once */

/* The texts of a dict, each as a CSV field with its comma. */
typedef struct {
    t4_buffer bytes;                   /* with SHORT zeros behind them */
    size_t *starts;                    /* count + 1 */
    size_t widest;
} field_texts;

typedef struct {
    const t4_domain *domain;
    const t4_cube_plan *plan;
    field_texts partners, units, labels[T4_DIMENSIONS_MAX];
    size_t room;                       /* longest row, with what is written behind it on the way */
} row_texts;

/* What rows begin with as long as the period and the flow stay the same. */
typedef struct {
    t4_period period;
    uint32_t flow;
    size_t length;
    char text[T4_PERIOD_TEXT + SHORT];
} row_head;

typedef struct {
    t4_buffer text[T4_LEVELS_MAX];     /* rows of one unit */
    t4_buffer packed[T4_LEVELS_MAX];   /* the same as gzip members, when compressed */
} slot;

typedef struct {
    t4_run *run;
    const t4_cells *cells;
    row_texts texts;
    bool compress;
    t4_outfile *files[T4_LEVELS_MAX];
    t4_cell_block *blocks;             /* by worker */
    slot *slots;
    size_t slot_count;
    uint64_t *counts;
} writer;

/* --- rows ------------------------------------------------------------------------------------ */

static bool put_text(t4_buffer *out, const char *text, size_t n)
{
    return t4_csvtext_field(out, text, n) && t4_buffer_putc(out, ',');
}

/* Every text of a dict once as a CSV field with its comma, so that rows only copy. */
static bool make_fields(field_texts *fields, const t4_dict *dict)
{
    size_t count = t4_dict_count(dict);
    bool good = true;

    t4_buffer_init(&fields->bytes, 0);
    fields->starts = t4_alloc(count + 1, sizeof *fields->starts);
    for (size_t i = 0; fields->starts && good && i < count; i++) {
        size_t n;
        const char *text = t4_dict_text(dict, (uint32_t)i, &n);

        fields->starts[i] = fields->bytes.length;
        good = put_text(&fields->bytes, text, n);
        if (fields->bytes.length - fields->starts[i] > fields->widest)
            fields->widest = fields->bytes.length - fields->starts[i];
    }
    if (fields->starts)
        fields->starts[count] = fields->bytes.length;
    return good && fields->starts && t4_buffer_append(&fields->bytes, (char[SHORT]){0}, SHORT);
}

static void free_fields(field_texts *fields)
{
    t4_buffer_release(&fields->bytes);
    t4_free(fields->starts);
}

/* n bytes; SHORT bytes can be read and written in any case. */
static inline char *put_bytes(char *to, const char *from, size_t n)
{
    if (__builtin_expect(n <= SHORT, 1))
        memcpy(to, from, SHORT);
    else
        memcpy(to, from, n);
    return to + n;
}

static inline char *put_field(char *to, const field_texts *fields, uint32_t id)
{
    return put_bytes(to, fields->bytes.data + fields->starts[id],
                     fields->starts[id + 1] - fields->starts[id]);
}

static bool make_texts(row_texts *texts, const t4_domain *domain, const t4_cube_plan *plan)
{
    bool good = make_fields(&texts->partners, domain->partners) && make_fields(&texts->units, domain->units);

    for (int i = 0; good && i < domain->dimension_count; i++)
        good = make_fields(&texts->labels[i], domain->labels[i]);
    texts->domain = domain;
    texts->plan = plan;
    texts->room = 128 + T4_CODE_MAX + texts->partners.widest + texts->units.widest +
                  (T4_MEASURES_MAX + 4) * (size_t)T4_DECIMAL_TEXT;
    for (int i = 0; good && i < domain->dimension_count; i++)
        texts->room += texts->labels[i].widest;
    return good;
}

static void free_texts(row_texts *texts)
{
    free_fields(&texts->partners);
    free_fields(&texts->units);
    for (int i = 0; i < T4_DIMENSIONS_MAX; i++)
        free_fields(&texts->labels[i]);
}

static char *put_string(char *to, const char *text)
{
    size_t n = strlen(text);

    memcpy(to, text, n);
    to[n] = ',';
    return to + n + 1;
}

/* The code of a cell, which ends with zeros. */
static inline char *put_code(char *to, const char code[T4_CODE_MAX + 4])
{
    size_t n = 0;

    _Static_assert(T4_CODE_MAX + 4 == SHORT, "a code is copied at once");
    memcpy(to, code, SHORT);
    while (code[n])
        n++;
    to[n] = ',';
    return to + n + 1;
}

static char *put_partner(char *to, const row_texts *texts, uint32_t partner)
{
    uint32_t group = UINT32_MAX - 1 - partner;

    if (partner == T4_PARTNER_WORLD)
        return put_string(to, "W00");
    if (group < (uint32_t)texts->plan->group_count) {
        memcpy(to, "G_", 2);
        return put_string(to + 2, texts->plan->groups[group].name);
    }
    return put_field(to, &texts->partners, partner);
}

static inline char *put_number(char *to, t4_int128 value, int decimals, char end)
{
    to += t4_decimal_print(value, decimals, to);
    *to = end;
    return to + 1;
}

/* Counts are mostly of one digit. */
static inline char *put_count(char *to, uint64_t count, char end)
{
    if (count >= 10)
        return put_number(to, (t4_int128)count, 0, end);
    to[0] = (char)('0' + count);
    to[1] = end;
    return to + 2;
}

static inline char *put_head(char *to, row_head *head, t4_period period, uint32_t flow)
{
    if (__builtin_expect(head->period != period || head->flow != flow || !head->length, 0)) {
        char *end = head->text + t4_period_print(period, head->text);

        *end++ = ',';
        end = put_string(end, t4_flow_text((t4_flow)flow));
        head->period = period;
        head->flow = flow;
        head->length = (size_t)(end - head->text);
    }
    return put_bytes(to, head->text, head->length);
}

static char *put_amounts(char *to, const row_texts *texts, const t4_int128 *amount, uint32_t unit)
{
    const t4_domain *domain = texts->domain;

    for (int m = 0; m < domain->measure_count; m++) {
        if (m != domain->quantity) {
            to = put_number(to, amount[m], domain->measures[m].decimals, ',');
            continue;
        }
        if (unit == T4_UNIT_MIXED) {
            *to++ = ',';
            to = put_string(to, "mixed");
            continue;
        }
        to = put_number(to, amount[m], domain->measures[m].decimals, ',');
        to = put_field(to, &texts->units, unit);
    }
    return to;
}

static char *put_cell(char *to, const row_texts *texts, row_head *head, const t4_cell *cell)
{
    const t4_domain *domain = texts->domain;
    int top = domain->measure_count ? domain->measures[domain->value >= 0 ? domain->value : 0].decimals : 0;

    to = put_head(to, head, cell->period, cell->flow);
    to = put_code(to, cell->code);
    to = put_partner(to, texts, cell->partner);
    for (int i = 0; i < domain->dimension_count; i++)
        to = put_field(to, &texts->labels[i], cell->dimension[i]);
    to = put_amounts(to, texts, cell->amount, cell->unit);
    if (!domain->has_trader)
        return put_count(to, cell->records, '\n');
    to = put_count(to, cell->records, ',');
    to = put_count(to, cell->contributors, ',');
    to = put_number(to, cell->top1, top, ',');
    return put_number(to, cell->top2, top, '\n');
}

static bool put_cells(t4_buffer *out, const row_texts *texts, const t4_cell *cells, size_t count)
{
    row_head head = {.length = 0};

    t4_buffer_clear(out);
    for (size_t i = 0; i < count; i++) {
        if (!t4_buffer_reserve(out, texts->room))
            return false;
        out->length = (size_t)(put_cell(out->data + out->length, texts, &head, &cells[i]) - out->data);
    }
    return true;
}

/* --- units in parallel, written in order ------------------------------------------------------- */

static t4_status produce(void *context, unsigned worker, size_t index, size_t slot_index, t4_error *err)
{
    writer *w = context;
    slot *s = &w->slots[slot_index];
    t4_cell_block *block = &w->blocks[worker];
    t4_status status = w->cells->load(w->cells, worker, index, block, err);

    for (int level = 0; !status && level < w->cells->plan->level_count; level++) {
        t4_buffer *out = &s->text[level];

        if (!put_cells(out, &w->texts, block->cells[level], block->count[level]))
            status = t4_fail_memory(err);
        if (!status && w->compress)
            status = t4_outfile_pack(out, &s->packed[level], err);
        __atomic_fetch_add(&w->counts[level], block->count[level], __ATOMIC_RELAXED);
    }
    return status;
}

static t4_status consume(void *context, size_t index, size_t slot_index, t4_error *err)
{
    writer *w = context;
    slot *s = &w->slots[slot_index];
    t4_status status = T4_OK;

    for (int level = 0; !status && level < w->cells->plan->level_count; level++) {
        t4_buffer *out = w->compress ? &s->packed[level] : &s->text[level];

        status = w->compress ? t4_outfile_write_packed(w->files[level], out, err)
                             : t4_outfile_write(w->files[level], out->data, out->length, err);
    }
    t4_run_report(w->run, "cells", index + 1, w->cells->units, "units");
    return status;
}

static t4_status put_header(t4_outfile *file, const t4_domain *domain, bool contributions, t4_error *err)
{
    t4_buffer line;
    bool good;
    t4_status status;

    t4_buffer_init(&line, 0);
    good = t4_buffer_puts(&line, "period,flow,code,partner,");
    for (int i = 0; good && i < domain->dimension_count; i++)
        good = put_text(&line, domain->dimensions[i], strlen(domain->dimensions[i]));
    if (contributions)
        good = good && t4_buffer_puts(&line, "trader,");
    for (int m = 0; good && m < domain->measure_count; m++)
        good = t4_buffer_printf(&line, m == domain->quantity ? "%s,unit," : "%s,", domain->measures[m].name);
    good = good && t4_buffer_puts(&line, contributions || !domain->has_trader
                                             ? "records\n"
                                             : "records,contributors,top1,top2\n");
    status = good ? t4_outfile_write(file, line.data, line.length, err) : t4_fail_memory(err);
    t4_buffer_release(&line);
    return status;
}

static t4_status open_file(t4_outfile **file, const char *folder, const char *name, bool compress,
                           t4_error *err)
{
    char path[4096];

    if (snprintf(path, sizeof path, "%s/%s.csv%s", folder, name, compress ? ".gz" : "") >= (int)sizeof path)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", folder);
    return t4_outfile_open(file, path, 0600, err);
}

static t4_status open_files(writer *w, const char *folder, t4_error *err)
{
    t4_status status = T4_OK;

    for (int level = 0; !status && level < w->cells->plan->level_count; level++) {
        char name[16];

        snprintf(name, sizeof name, "hs%d", w->cells->plan->levels[level]);
        status = open_file(&w->files[level], folder, name, w->compress, err);
        if (!status)
            status = put_header(w->files[level], w->cells->domain, false, err);
    }
    return status;
}

static bool make_room(writer *w)
{
    w->slot_count = 4 * (size_t)w->run->threads;
    w->slots = t4_alloc_zero(w->slot_count, sizeof *w->slots);
    w->blocks = t4_alloc_zero(w->run->threads, sizeof *w->blocks);
    return w->slots && w->blocks && make_texts(&w->texts, w->cells->domain, w->cells->plan);
}

static void release(writer *w)
{
    for (int level = 0; level < T4_LEVELS_MAX; level++) {
        t4_outfile_free(w->files[level]);
        for (size_t i = 0; w->slots && i < w->slot_count; i++) {
            t4_buffer_release(&w->slots[i].text[level]);
            t4_buffer_release(&w->slots[i].packed[level]);
        }
    }
    for (unsigned i = 0; w->blocks && i < w->run->threads; i++)
        t4_cell_block_release(&w->blocks[i]);
    t4_free(w->slots);
    t4_free(w->blocks);
    free_texts(&w->texts);
}

t4_status t4_celltables_write(t4_run *run, const t4_cells *cells, const char *folder, bool compress,
                              uint64_t counts[T4_LEVELS_MAX], t4_error *err)
{
    writer w = {.run = run, .cells = cells, .compress = compress, .counts = counts};
    t4_status status = make_room(&w) ? T4_OK : t4_fail_memory(err);

    if (!status)
        status = open_files(&w, folder, err);
    if (!status)
        status = t4_parallel_ordered(run, cells->units, w.slot_count, produce, consume, &w, err);
    for (int level = 0; !status && level < cells->plan->level_count; level++)
        status = t4_outfile_commit(w.files[level], err);
    release(&w);
    return status;
}

/* --- contributions ------------------------------------------------------------------------------- */

typedef struct {
    row_texts texts;
    field_texts codes, traders;
    size_t room;
    t4_outfile *file;
    t4_buffer text;
    row_head head;
} contribution_writer;

static char *put_contribution(char *to, contribution_writer *w, const t4_contribution *item)
{
    to = put_head(to, &w->head, item->period, item->flow);
    to = put_field(to, &w->codes, item->code);
    to = put_field(to, &w->texts.partners, item->partner);
    for (int i = 0; i < w->texts.domain->dimension_count; i++)
        to = put_field(to, &w->texts.labels[i], item->dimension[i]);
    to = put_field(to, &w->traders, item->trader);
    to = put_amounts(to, &w->texts, item->amount, item->unit);
    return put_count(to, item->records, '\n');
}

static t4_status visit(void *context, const t4_contribution *item, t4_error *err)
{
    contribution_writer *w = context;
    t4_status status = T4_OK;

    if (!t4_buffer_reserve(&w->text, w->room))
        return t4_fail_memory(err);
    w->text.length = (size_t)(put_contribution(w->text.data + w->text.length, w, item) - w->text.data);
    if (w->text.length > 256 * 1024) {
        status = t4_outfile_write(w->file, w->text.data, w->text.length, err);
        t4_buffer_clear(&w->text);
    }
    return status;
}

static t4_status make_writer(contribution_writer *w, const t4_domain *domain, t4_error *err)
{
    static const t4_cube_plan no_groups;

    if (!make_texts(&w->texts, domain, &no_groups) || !make_fields(&w->codes, domain->codes) ||
        !make_fields(&w->traders, domain->traders))
        return t4_fail_memory(err);
    w->room = w->texts.room + w->codes.widest + w->traders.widest;
    return T4_OK;
}

t4_status t4_celltables_contributions(t4_cube *cube, const t4_domain *domain, const char *folder,
                                      bool compress, t4_error *err)
{
    contribution_writer w = {0};
    t4_status status = make_writer(&w, domain, err);

    t4_buffer_init(&w.text, 0);
    if (!status)
        status = open_file(&w.file, folder, "contributions", compress, err);
    if (!status)
        status = put_header(w.file, domain, true, err);
    if (!status)
        status = t4_cube_contributions(cube, visit, &w, err);
    if (!status)
        status = t4_outfile_write(w.file, w.text.data, w.text.length, err);
    if (!status)
        status = t4_outfile_commit(w.file, err);
    t4_buffer_release(&w.text);
    free_texts(&w.texts);
    free_fields(&w.codes);
    free_fields(&w.traders);
    t4_outfile_free(w.file);
    return status;
}
