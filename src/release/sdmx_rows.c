/* SPDX-License-Identifier: MIT */
#include "release/sdmx_rows.h"

#include <stdio.h>
#include <string.h>

static void add(t4_sdmx_key *key, const char *id, const char *text)
{
    key->parts[key->count].id = id;
    key->parts[key->count++].text = text;
}

void t4_sdmx_key_init(t4_sdmx_key *key, const t4_draft *draft)
{
    *key = (t4_sdmx_key){.draft = draft};
    t4_sdmx_init(&key->names, draft);
    add(key, "FREQ", "");
    add(key, "REF_AREA", key->names.reporter);
    add(key, "TRADE_FLOW", "");
    add(key, "HS_CODE", "");
    add(key, "HS_LEVEL", key->digits);
    add(key, "COUNTERPART_AREA", "");
    for (int d = 0; d < draft->rows->domain->dimension_count; d++)
        add(key, key->names.dimensions[d], "");
    key->before_measure = key->count;
    add(key, "TIME_PERIOD", key->period);
}

void t4_sdmx_key_level(t4_sdmx_key *key, int level)
{
    key->level = level;
    key->at_period = 0;
    if (level == T4_LEVEL_LIST)
        memcpy(key->digits, "LIST", 5);
    else
        key->digits[t4_decimal_print(level, 0, key->digits)] = '\0';
}

t4_sdmx_move t4_sdmx_key_set(t4_sdmx_key *key, const t4_row *row)
{
    const t4_rows *rows = key->draft->rows;
    t4_sdmx_move move = row->period != key->at_period || row->flow != key->at_flow ? T4_SDMX_PERIOD_MOVES :
                        strcmp(row->code, key->at_code) ? T4_SDMX_CODE_MOVES : T4_SDMX_STAYS;

    if (move == T4_SDMX_PERIOD_MOVES) {
        key->at_period = row->period;
        key->at_flow = row->flow;
        t4_sdmx_period(row->period, key->period);
        key->parts[0].text = t4_sdmx_frequency(row->period);
        key->parts[2].text = t4_flow_text((t4_flow)row->flow);
    }
    if (move) {
        memcpy(key->at_code, row->code, sizeof key->at_code);
        key->parts[T4_SDMX_GOODS].text = t4_sdmx_goods(key->at_code, key->goods);
    }
    key->parts[T4_SDMX_PARTNER].text = t4_columns_partner(rows, row->partner, key->partner);
    for (int d = 0; d < rows->domain->dimension_count; d++)
        key->parts[T4_SDMX_PARTNER + 1 + d].text = t4_dict_text(rows->domain->labels[d], row->dimension[d], NULL);
    return move;
}

void t4_sdmx_key_removed(t4_sdmx_key *key, const t4_removed_cell *cell)
{
    t4_sdmx_key_level(key, cell->digits);
    snprintf(key->at_code, sizeof key->at_code, "%s", cell->code);
    t4_sdmx_period(t4_period_parse(cell->period, strlen(cell->period)), key->period);
    key->parts[0].text = t4_sdmx_frequency(t4_period_parse(cell->period, strlen(cell->period)));
    key->parts[2].text = cell->flow;
    key->parts[T4_SDMX_GOODS].text = t4_sdmx_goods(key->at_code, key->goods);
    key->parts[T4_SDMX_PARTNER].text = cell->partner;
    for (int p = T4_SDMX_PARTNER + 1; p < key->before_measure; p++)
        key->parts[p].text = cell->dimension[p - T4_SDMX_PARTNER - 1];
}

const char *t4_sdmx_unit(const t4_draft *draft, const t4_row *row, int measure)
{
    const t4_domain *domain = draft->rows->domain;

    return measure == domain->quantity ? t4_columns_unit(domain, row) : domain->measures[measure].unit;
}

static bool put_rows(t4_sdmx_key *key, const t4_row *rows, size_t count, t4_sdmx_put *put, void *context,
                     t4_buffer *out)
{
    bool good = true;

    for (size_t i = 0; i < count && good; i++) {
        t4_sdmx_move move = t4_sdmx_key_set(key, &rows[i]);

        good = put(context, key, &rows[i], move, out);
    }
    return good;
}

bool t4_sdmx_walk(t4_sdmx_key *key, const t4_row_block *block, t4_sdmx_put *put, void *context, t4_buffer *out)
{
    const t4_cube_plan *plan = key->draft->rows->plan;
    bool good = true;

    for (int level = plan->level_count - 1; level >= 0 && good; level--) {
        t4_sdmx_key_level(key, plan->levels[level]);
        good = put_rows(key, block->rows[level], block->count[level], put, context, out);
    }
    return good;
}

bool t4_sdmx_walk_lists(t4_sdmx_key *key, t4_sdmx_put *put, void *context, t4_buffer *out)
{
    const t4_rows *rows = t4_protected_lists(key->draft->package->protected_);
    t4_row_block block = {0};
    bool good = true;

    t4_sdmx_key_level(key, T4_LEVEL_LIST);
    for (size_t unit = 0; rows && unit < rows->units && good; unit++)
        good = !rows->load(rows, 0, unit, &block, NULL) &&
               put_rows(key, block.rows[0], block.count[0], put, context, out);
    t4_row_block_release(&block);
    return good;
}

/* --- what is gone ---------------------------------------------------------- */

enum { FLUSH_BYTES = 256 * 1024 };

typedef struct {
    t4_sdmx_key key;
    t4_outfile *file;
    t4_sdmx_put_removed *put;
    void *context;
    t4_buffer text;
} removing;

static t4_status flush(removing *r, t4_error *err)
{
    t4_status status = t4_outfile_write(r->file, r->text.data, r->text.length, err);

    t4_buffer_clear(&r->text);
    return status;
}

static t4_status remove_cell(void *context, const t4_removed_cell *cell, t4_error *err)
{
    removing *r = context;

    t4_sdmx_key_removed(&r->key, cell);
    if (!r->put(r->context, &r->key, cell, &r->text))
        return t4_fail_memory(err);
    return r->text.length < FLUSH_BYTES ? T4_OK : flush(r, err);
}

t4_status t4_sdmx_removed(const t4_draft *draft, t4_outfile *file, t4_sdmx_put_removed *put, void *context,
                          t4_error *err)
{
    removing r = {.file = file, .put = put, .context = context};
    t4_status status;

    t4_buffer_init(&r.text, 0);
    t4_sdmx_key_init(&r.key, draft);
    status = t4_removed_cells(draft, remove_cell, &r, err);
    if (!status)
        status = flush(&r, err);
    t4_buffer_release(&r.text);
    return status;
}
