/* SPDX-License-Identifier: MIT */
#include "job/celltables.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "io/csvtext.h"
#include "io/outfile.h"

typedef struct {
    t4_buffer text[T4_LEVELS_MAX];     /* rows of one unit */
    t4_buffer packed[T4_LEVELS_MAX];   /* the same as gzip members, when compressed */
} slot;

typedef struct {
    t4_run *run;
    const t4_cells *cells;
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

static bool put_dict(t4_buffer *out, const t4_dict *dict, uint32_t id)
{
    size_t n;
    const char *text = t4_dict_text(dict, id, &n);

    return put_text(out, text, n);
}

static bool put_partner(t4_buffer *out, const t4_cells *cells, uint32_t partner)
{
    uint32_t group = UINT32_MAX - 1 - partner;

    if (partner == T4_PARTNER_WORLD)
        return t4_buffer_append(out, "W00,", 4);
    if (group < (uint32_t)cells->plan->group_count)
        return t4_buffer_append(out, "G_", 2) &&
               put_text(out, cells->plan->groups[group].name, strlen(cells->plan->groups[group].name));
    return put_dict(out, cells->domain->partners, partner);
}

static bool put_key(t4_buffer *out, const t4_cells *cells, const t4_cell *cell)
{
    char period[T4_PERIOD_TEXT];
    size_t n = t4_period_print(cell->period, period);
    bool good = t4_buffer_append(out, period, n) && t4_buffer_putc(out, ',') &&
                t4_buffer_puts(out, t4_flow_text((t4_flow)cell->flow)) && t4_buffer_putc(out, ',') &&
                put_text(out, cell->code, strlen(cell->code)) && put_partner(out, cells, cell->partner);

    for (int i = 0; good && i < cells->domain->dimension_count; i++)
        good = put_dict(out, cells->domain->labels[i], cell->dimension[i]);
    return good;
}

static bool put_unit(t4_buffer *out, const t4_domain *domain, uint32_t unit)
{
    return unit == T4_UNIT_MIXED ? t4_buffer_append(out, "mixed,", 6)
                                 : put_dict(out, domain->units, unit);
}

static bool put_amounts(t4_buffer *out, const t4_domain *domain, const t4_int128 *amount, uint32_t unit)
{
    bool good = true;

    for (int m = 0; good && m < domain->measure_count; m++) {
        if (m != domain->quantity || unit != T4_UNIT_MIXED)
            good = t4_csvtext_decimal(out, amount[m], domain->measures[m].decimals);
        good = good && t4_buffer_putc(out, ',');
        if (m == domain->quantity)
            good = good && put_unit(out, domain, unit);
    }
    return good;
}

static bool put_cell(t4_buffer *out, const t4_cells *cells, const t4_cell *cell)
{
    const t4_domain *domain = cells->domain;
    int decimals = domain->measure_count ? domain->measures[domain->value >= 0 ? domain->value : 0].decimals : 0;

    if (!put_key(out, cells, cell) || !put_amounts(out, domain, cell->amount, cell->unit))
        return false;
    if (!t4_csvtext_decimal(out, (t4_int128)cell->records, 0))
        return false;
    if (!domain->has_trader)
        return t4_buffer_append(out, "\n", 1);
    return t4_buffer_putc(out, ',') && t4_csvtext_decimal(out, (t4_int128)cell->contributors, 0) &&
           t4_buffer_putc(out, ',') && t4_csvtext_decimal(out, cell->top1, decimals) &&
           t4_buffer_putc(out, ',') && t4_csvtext_decimal(out, cell->top2, decimals) &&
           t4_buffer_putc(out, '\n');
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

        t4_buffer_clear(out);
        for (size_t i = 0; !status && i < block->count[level]; i++)
            if (!put_cell(out, w->cells, &block->cells[level][i]))
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
    return w->slots && w->blocks;
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
    const t4_domain *domain;
    t4_outfile *file;
    t4_buffer text;
} contribution_writer;

static bool put_contribution(t4_buffer *out, const t4_domain *domain, const t4_contribution *item)
{
    char period[T4_PERIOD_TEXT];
    size_t n = t4_period_print(item->period, period);
    bool good = t4_buffer_append(out, period, n) && t4_buffer_putc(out, ',') &&
                t4_buffer_puts(out, t4_flow_text((t4_flow)item->flow)) && t4_buffer_putc(out, ',') &&
                put_dict(out, domain->codes, item->code) && put_dict(out, domain->partners, item->partner);

    for (int i = 0; good && i < domain->dimension_count; i++)
        good = put_dict(out, domain->labels[i], item->dimension[i]);
    return good && put_dict(out, domain->traders, item->trader) &&
           put_amounts(out, domain, item->amount, item->unit) &&
           t4_csvtext_decimal(out, (t4_int128)item->records, 0) && t4_buffer_putc(out, '\n');
}

static t4_status visit(void *context, const t4_contribution *item, t4_error *err)
{
    contribution_writer *w = context;
    t4_status status = T4_OK;

    if (!put_contribution(&w->text, w->domain, item))
        return t4_fail_memory(err);
    if (w->text.length > 256 * 1024) {
        status = t4_outfile_write(w->file, w->text.data, w->text.length, err);
        t4_buffer_clear(&w->text);
    }
    return status;
}

t4_status t4_celltables_contributions(t4_cube *cube, const t4_domain *domain, const char *folder,
                                      bool compress, t4_error *err)
{
    contribution_writer w = {.domain = domain};
    t4_status status = open_file(&w.file, folder, "contributions", compress, err);

    t4_buffer_init(&w.text, 0);
    if (!status)
        status = put_header(w.file, domain, true, err);
    if (!status)
        status = t4_cube_contributions(cube, visit, &w, err);
    if (!status)
        status = t4_outfile_write(w.file, w.text.data, w.text.length, err);
    if (!status)
        status = t4_outfile_commit(w.file, err);
    t4_buffer_release(&w.text);
    t4_outfile_free(w.file);
    return status;
}
