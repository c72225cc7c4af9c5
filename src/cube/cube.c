/* SPDX-License-Identifier: MIT */
/* The cube's life: made, filled by many workers, closed, asked. */
#include "cube/cube.h"

#include <string.h>

#include "base/memory.h"
#include "cube/cells.h"
#include "cube/internal.h"
#include "cube/scratch.h"

enum { AHEAD = 256 };   /* bytes of an extent to fetch before they are written */

/* --- making and freeing ----------------------------------------------------------- */

static t4_status check_plan(const t4_cube_plan *plan, const t4_domain *domain, t4_error *err)
{
    if (domain->measure_count < 1)
        return t4_fail(err, T4_ERR_USAGE, "no measure to sum: the template names none");
    for (int i = 0; i < plan->level_count; i++) {
        int level = plan->levels[i];

        if (level < 0 || level == 1 || level > T4_CODE_MAX ||
            (i > 0 && level >= plan->levels[i - 1]))
            return t4_fail(err, T4_ERR_USAGE,
                           "level %d is not possible here: levels are 0 (all goods) or 2 to %d "
                           "digits, from fine to coarse", level, T4_CODE_MAX);
    }
    return T4_OK;
}

/* How run->memory is shared: records (and fingerprints), sorting, and pairs that wait. */
static void share_memory(t4_cube *cube)
{
    size_t memory = cube->run->memory;

    cube->records_limit = memory / 8 * (cube->options.duplicates ? 3 : 5);
    cube->pairs_limit = memory / 8 * 5;
    cube->task_memory = memory / 4 / cube->workers;
}

static t4_status make_workers(t4_cube *cube, t4_error *err)
{
    cube->worker = t4_alloc_zero(cube->workers, sizeof *cube->worker);
    if (!cube->worker)
        return t4_fail_memory(err);
    for (unsigned w = 0; w < cube->workers; w++) {
        cube->worker[w].slot_rows = t4_alloc_zero(T4_SLOTS, sizeof(uint64_t));
        if (!cube->worker[w].slot_rows)
            return t4_fail_memory(err);
    }
    return T4_OK;
}

t4_status t4_cube_new(t4_cube **cube, t4_run *run, const t4_domain *domain,
                      const t4_cube_options *options, t4_error *err)
{
    t4_status status = check_plan(&options->plan, domain, err);
    t4_cube *c = status ? NULL : t4_alloc_zero(1, sizeof *c);

    if (!c)
        return status ? status : t4_fail_memory(err);
    c->run = run;
    c->domain = domain;
    c->options = *options;
    c->plan = options->plan;
    c->workers = run->threads;
    c->measures = domain->measure_count;
    c->value = domain->value >= 0 ? domain->value : 0;
    c->fine_levels = c->plan.level_count;
    if (c->fine_levels && c->plan.levels[c->fine_levels - 1] == T4_LEVEL_TOTAL)
        c->fine_levels--;
    c->positions = options->unit_values;
    c->options.cells_only = options->cells_only || options->findings_only;
    c->traders = domain->has_trader && !options->findings_only &&
                 (options->plan.contributors || !options->cells_only);
    c->kept = !options->findings_only || options->unit_values;
    t4_pack_init(&c->record_pack, c->measures + 1 + c->positions);
    t4_pack_init(&c->pair_pack, c->measures + 1);
    share_memory(c);
    c->dims = t4_dict_new(T4_DICT_MOST);
    if (!c->dims || (!domain->dimension_count && t4_dict_add(c->dims, "", 0) != 0))
        status = t4_fail_memory(err);
    if (!status)
        status = make_workers(c, err);
    if (!status)
        status = t4_store_new(&c->store, run, c->records_limit, err);
    if (!status && options->duplicates)
        status = t4_store_new(&c->prints, run, run->memory / 4, err);
    if (status)
        t4_cube_free(c);
    else
        *cube = c;
    return status;
}

static void drop_records(t4_cube *cube)
{
    for (size_t p = 0; p < cube->partition_count; p++) {
        t4_partition *partition = &cube->partitions[p];

        while (partition->extent_count)
            t4_store_drop(cube->store, &partition->records[--partition->extent_count]);
    }
}

void t4_cube_free(t4_cube *cube)
{
    if (!cube)
        return;
    drop_records(cube);
    for (size_t p = 0; p < cube->partition_count; p++) {
        for (size_t r = 0; r < cube->partitions[p].run_count && cube->partitions[p].runs; r++)
            t4_pair_run_release(cube, &cube->partitions[p].runs[r]);
        t4_free(cube->partitions[p].runs);
        t4_free(cube->partitions[p].records);
    }
    t4_free(cube->partitions);
    for (unsigned w = 0; cube->worker && w < cube->workers; w++) {
        t4_free(cube->worker[w].part_of_code);
        t4_free(cube->worker[w].dims_memo);
        t4_free(cube->worker[w].slot_rows);
        t4_scratch_free(cube->worker[w].scratch, cube->run);
    }
    t4_free(cube->worker);
    t4_free(cube->slot_rows);
    t4_free(cube->partner_pairs);
    t4_order_release(cube);
    t4_units_release(&cube->units);
    t4_store_free(cube->store);
    t4_store_free(cube->prints);
    t4_dict_free(cube->dims);
    t4_free(cube->findings);
    t4_free(cube);
}

/* --- taking records in -------------------------------------------------------------- */

static t4_status widen_codes(t4_cube_worker *w, uint32_t code, t4_error *err)
{
    size_t room = w->code_room * 2 > code + (size_t)1 ? w->code_room * 2 : (size_t)code + 1024;
    t4_store_part **parts = t4_realloc(w->part_of_code, room, sizeof *parts);

    if (!parts)
        return t4_fail_memory(err);
    memset(parts + w->code_room, 0, (room - w->code_room) * sizeof *parts);
    w->part_of_code = parts;
    w->code_room = room;
    return T4_OK;
}

/* Where a worker puts records of a code: the partition of its first two characters. */
static t4_status find_part(t4_cube *cube, unsigned worker, uint32_t code, t4_store_part **part,
                           t4_error *err)
{
    t4_cube_worker *w = &cube->worker[worker];
    t4_status status = T4_OK;
    const char *text;
    size_t n;

    if (code >= w->code_room)
        status = widen_codes(w, code, err);
    if (status)
        return status;
    if (!w->part_of_code[code]) {
        text = t4_dict_text(cube->domain->codes, code, &n);
        w->part_of_code[code] = t4_store_part_of(
            cube->store, worker,
            (uint32_t)(n > 0 ? (uint8_t)text[0] : 0) << 8 | (n > 1 ? (uint8_t)text[1] : 0));
    }
    *part = w->part_of_code[code];
    return *part ? T4_OK : t4_fail_memory(err);
}

static t4_status find_slot(t4_cube_worker *w, t4_period period, uint32_t flow, uint32_t *slot,
                           t4_error *err)
{
    *slot = t4_slot(period, flow);
    if (*slot >= T4_SLOTS || flow >= T4_FLOWS)
        return t4_fail(err, T4_ERR_DATA, "a record's period is outside the years %d to %d",
                       T4_SLOT_FIRST_YEAR, T4_SLOT_LAST_YEAR);
    w->slot_rows[*slot]++;
    return T4_OK;
}

/* Keep a bound for every sum: while the absolute amounts add up, no sum can overflow. */
static t4_status bound_sums(t4_cube *cube, t4_cube_worker *w, const t4_int128 *amounts,
                            t4_error *err)
{
    for (int m = 0; m < cube->measures; m++) {
        t4_uint128 absolute = amounts[m] < 0 ? -(t4_uint128)amounts[m] : (t4_uint128)amounts[m];

        w->absolute[m] += absolute;
        if (w->absolute[m] < absolute || w->absolute[m] >> 127)
            return t4_fail(err, T4_ERR_DATA,
                           "the sums of '%s' do not fit in 127 bits; expected fewer decimals or "
                           "smaller amounts", cube->domain->measures[m].name);
    }
    return T4_OK;
}

/* One packed record; `amounts` has room for the number of records and the position. */
static t4_status append_wide(t4_cube *cube, unsigned worker, const uint32_t keys[T4_PACK_KEYS],
                             t4_int128 *amounts, uint64_t records, uint64_t position,
                             t4_error *err)
{
    t4_cube_worker *w = &cube->worker[worker];
    t4_store_part *part;
    t4_status status = bound_sums(cube, w, amounts, err);

    if (!status)
        w->records += records;
    if (!status && cube->kept)
        status = find_part(cube, worker, keys[T4_KEY_CODE], &part, err);
    if (!status && cube->kept)
        status = t4_store_reserve(cube->store, worker, part, T4_PACK_MOST, err);
    if (status || !cube->kept)
        return status;
    amounts[cube->measures] = (int64_t)(records - 1);
    if (cube->positions)
        amounts[cube->measures + 1] = (int64_t)(position - part->position);
    part->position = position;
    part->used = (uint32_t)(t4_pack_write_wide(part->bytes + part->used,
                                               cube->record_pack.amounts, keys, amounts) - part->bytes);
    part->rows++;
    return T4_OK;
}

/* n: amounts of a packed record; a constant for the usual numbers of measures. */
static inline __attribute__((always_inline)) t4_status
append_narrow(t4_cube *cube, unsigned worker, const uint32_t keys[T4_PACK_KEYS], int64_t *amounts,
              const int measures, const int n, uint64_t position, t4_error *err)
{
    t4_cube_worker *w = &cube->worker[worker];
    uint32_t code = keys[T4_KEY_CODE];
    t4_store_part *part = code < w->code_room ? w->part_of_code[code] : NULL;
    t4_status status = T4_OK;

    if (__builtin_expect(!part, 0))
        status = find_part(cube, worker, code, &part, err);
    if (!status)
        status = t4_store_reserve(cube->store, worker, part, T4_PACK_MOST, err);
    if (status)
        return status;
    if (n > measures + 1) {   /* with positions */
        amounts[measures + 1] = (int64_t)(position - part->position);
        part->position = position;
    }
    __builtin_prefetch(part->bytes + part->used + AHEAD, 1);
    part->used = (uint32_t)(t4_pack_write(part->bytes + part->used, n, keys, amounts) -
                            part->bytes);
    part->rows++;
    return T4_OK;
}

static inline t4_status batch_keys(t4_cube *cube, t4_cube_worker *w, const t4_batch *batch, uint32_t row,
                            bool quantity, uint32_t keys[T4_PACK_KEYS], t4_error *err)
{
    uint32_t labels[T4_DIMENSIONS_MAX];

    keys[T4_KEY_PARTNER] = batch->partner[row];
    keys[T4_KEY_DIMS] = 0;
    keys[T4_KEY_CODE] = batch->code[row];
    keys[T4_KEY_TRADER] = cube->traders ? batch->trader[row] : 0;
    keys[T4_KEY_UNIT] = cube->domain->quantity < 0 ? 0 : t4_inner_unit(batch->unit[row], quantity);
    if (cube->domain->dimension_count) {
        for (int d = 0; d < cube->domain->dimension_count; d++)
            labels[d] = batch->dimension[d][row];
        keys[T4_KEY_DIMS] = t4_dims_id(cube, w, labels);
        if (keys[T4_KEY_DIMS] == T4_DICT_NONE)
            return t4_fail_memory(err);
    }
    return find_slot(w, batch->period[row], batch->flow[row], &keys[T4_KEY_SLOT], err);
}

static t4_status add_wide(t4_cube *cube, unsigned worker, const t4_batch *batch, t4_error *err)
{
    t4_cube_worker *w = &cube->worker[worker];
    int quantity = cube->domain->quantity;
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < batch->rows && !status; row++) {
        t4_int128 amounts[T4_PACK_AMOUNTS];
        uint32_t keys[T4_PACK_KEYS];

        for (int m = 0; m < cube->measures; m++)
            amounts[m] = batch->wide[m][row];
        status = batch_keys(cube, w, batch, row, quantity >= 0 && amounts[quantity] != 0, keys,
                            err);
        if (!status)
            status = append_wide(cube, worker, keys, amounts, 1,
                                 cube->positions ? batch->position[row] : 0, err);
    }
    return status;
}

static inline __attribute__((always_inline)) t4_status
add_rows(t4_cube *cube, unsigned worker, const t4_batch *batch, const int measures, const int n,
         t4_error *err)
{
    t4_cube_worker *w = &cube->worker[worker];
    int quantity = cube->domain->quantity;
    t4_status status = T4_OK;

    for (uint32_t row = 0; row < batch->rows && !status; row++) {
        int64_t amounts[T4_PACK_AMOUNTS];
        uint32_t keys[T4_PACK_KEYS] = {0};

        for (int m = 0; m < measures; m++)
            amounts[m] = batch->amounts[m][row];
        amounts[measures] = 0;   /* one record: stored is the number less one */
        status = batch_keys(cube, w, batch, row, quantity >= 0 && batch->amounts[quantity][row],
                            keys, err);
        if (!status)
            status = append_narrow(cube, worker, keys, amounts, measures, n,
                                   n > measures + 1 ? batch->position[row] : 0, err);
    }
    return status;
}

/* Of records that are not kept only the periods count. */
static t4_status count_rows(t4_cube_worker *w, const t4_batch *batch, t4_error *err)
{
    t4_status status = T4_OK;
    uint32_t slot;

    for (uint32_t row = 0; row < batch->rows && !status; row++)
        status = find_slot(w, batch->period[row], batch->flow[row], &slot, err);
    return status;
}

static t4_status add_narrow(t4_cube *cube, unsigned worker, const t4_batch *batch, t4_error *err)
{
    t4_cube_worker *w = &cube->worker[worker];
    int n = cube->record_pack.amounts;
    t4_status status;

    for (int m = 0; m < cube->measures; m++)   /* at most 2^32 rows of 2^63: no overflow in one batch */
        for (uint32_t row = 0; row < batch->rows; row++) {
            int64_t amount = batch->amounts[m][row];

            w->absolute[m] += amount < 0 ? -(uint64_t)amount : (uint64_t)amount;
        }
    status = bound_sums(cube, w, (t4_int128[T4_MEASURES_MAX]){0}, err);
    w->records += batch->rows;
    if (status)
        return status;
    if (!cube->kept)
        return count_rows(w, batch, err);
    if (cube->measures == 3 && n == 4)
        return add_rows(cube, worker, batch, 3, 4, err);
    if (cube->measures == 3 && n == 5)
        return add_rows(cube, worker, batch, 3, 5, err);
    return add_rows(cube, worker, batch, cube->measures, n, err);
}

t4_status t4_cube_add(t4_cube *cube, unsigned worker, const t4_batch *batch, t4_error *err)
{
    t4_status status = t4_run_check(cube->run, err);

    if (!status)
        status = batch->wide[0] ? add_wide(cube, worker, batch, err)
                                : add_narrow(cube, worker, batch, err);
    if (!status && cube->prints && batch->fingerprint)
        status = t4_duplicates_add(cube, worker, batch, err);
    return status;
}

t4_status t4_cube_add_contribution(t4_cube *cube, unsigned worker, const t4_contribution *item,
                                   t4_error *err)
{
    t4_cube_worker *w = &cube->worker[worker];
    int quantity = cube->domain->quantity;
    t4_int128 amounts[T4_PACK_AMOUNTS];
    uint32_t keys[T4_PACK_KEYS] = {0};
    t4_status status;

    if (item->records == 0 || item->records > INT64_MAX)
        return t4_fail(err, T4_ERR_DATA, "a contribution of no records; expected at least 1");
    keys[T4_KEY_PARTNER] = item->partner;
    keys[T4_KEY_CODE] = item->code;
    keys[T4_KEY_TRADER] = cube->traders ? item->trader : 0;
    keys[T4_KEY_UNIT] = quantity < 0 ? 0 : t4_inner_unit(item->unit, item->amount[quantity] != 0);
    if (cube->domain->dimension_count)
        keys[T4_KEY_DIMS] = t4_dims_id(cube, w, item->dimension);
    if (keys[T4_KEY_DIMS] == T4_DICT_NONE)
        return t4_fail_memory(err);
    for (int m = 0; m < cube->measures; m++)
        amounts[m] = item->amount[m];
    status = find_slot(w, item->period, item->flow, &keys[T4_KEY_SLOT], err);
    if (!status)
        status = append_wide(cube, worker, keys, amounts, item->records, 0, err);
    return status;
}

/* --- closing ------------------------------------------------------------------------- */

static t4_status join_workers(t4_cube *cube, t4_error *err)
{
    t4_cube_worker *first = &cube->worker[0];
    t4_status status = T4_OK;

    cube->slot_rows = t4_alloc_zero(T4_SLOTS, sizeof *cube->slot_rows);
    if (!cube->slot_rows)
        return t4_fail_memory(err);
    for (unsigned w = 0; w < cube->workers; w++) {
        t4_int128 absolute[T4_MEASURES_MAX];

        cube->records += cube->worker[w].records;
        for (uint32_t slot = 0; slot < T4_SLOTS; slot++) {
            cube->slot_rows[slot] += cube->worker[w].slot_rows[slot];
            cube->rows += cube->worker[w].slot_rows[slot];
        }
        for (int m = 0; m < cube->measures; m++)
            absolute[m] = (t4_int128)cube->worker[w].absolute[m];
        if (w > 0 && !status)
            status = bound_sums(cube, first, absolute, err);
    }
    cube->narrow = cube->records < (uint64_t)1 << 62;
    for (int m = 0; m < cube->measures; m++)
        cube->narrow = cube->narrow && first->absolute[m] < (t4_uint128)1 << 62;
    return status;
}

/* First and last period seen, by their first and last months. */
static void find_span(t4_cube *cube)
{
    for (uint32_t slot = 0; slot < T4_SLOTS; slot++) {
        t4_period period = t4_slot_period(slot);

        if (!cube->slot_rows[slot])
            continue;
        if (!cube->from || t4_period_first_month(period) < t4_period_first_month(cube->from))
            cube->from = period;
        if (!cube->until || t4_period_last_month(period) >= t4_period_last_month(cube->until))
            cube->until = period;
    }
}

/* Give every partition its packed records. */
static t4_status take_records(t4_cube *cube, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t p = 0; p < cube->partition_count && !status; p++) {
        t4_partition *partition = &cube->partitions[p];

        status = t4_store_take(cube->store, partition->key, &partition->records,
                               &partition->extent_count, &partition->extent_room, err);
    }
    return status;
}

static t4_status make_scratches(t4_cube *cube, t4_error *err)
{
    for (unsigned w = 0; w < cube->workers; w++) {
        cube->worker[w].scratch = t4_scratch_new();
        if (!cube->worker[w].scratch)
            return t4_fail_memory(err);
    }
    return T4_OK;
}

t4_status t4_cube_close(t4_cube *cube, t4_error *err)
{
    t4_status status = join_workers(cube, err);

    if (!status) {
        find_span(cube);
        status = t4_order_make(cube, err);
    }
    if (!status)
        status = take_records(cube, err);
    if (!status)
        status = t4_findings_make(cube, err);
    if (cube->options.findings_only) {
        drop_records(cube);
        cube->closed = !status;
        return status;
    }
    if (!status)
        status = t4_columns_make(cube, err);
    if (!status)
        status = t4_split_partitions(cube, err);
    if (!status)
        status = t4_pairs_make(cube, err);
    if (!status)
        status = t4_units_make(cube, err);
    if (!status)
        status = make_scratches(cube, err);
    cube->closed = !status;
    return status;
}

/* --- asking --------------------------------------------------------------------------- */

t4_status t4_cube_cells(t4_cube *cube, t4_cells *cells, t4_error *err)
{
    if (!cube->closed || cube->options.findings_only)
        return t4_fail(err, T4_ERR_USAGE, "cells were asked of a cube that is open or was made for findings only");
    *cells = (t4_cells){.domain = cube->domain, .plan = &cube->plan, .source = cube,
                        .units = cube->units.unit_count, .load = t4_cube_load};
    return T4_OK;
}

const t4_finding *t4_cube_findings(const t4_cube *cube, size_t *count)
{
    *count = cube->finding_count;
    return cube->findings;
}

uint64_t t4_cube_finding_total(const t4_cube *cube, t4_issue_kind kind)
{
    return cube->finding_total[kind];
}

uint64_t t4_cube_records(const t4_cube *cube)
{
    if (!cube->closed) {
        uint64_t records = 0;

        for (unsigned w = 0; w < cube->workers; w++)
            records += cube->worker[w].records;
        return records;
    }
    return cube->records;
}

void t4_cube_span(const t4_cube *cube, t4_period *from, t4_period *until)
{
    *from = cube->from;
    *until = cube->until;
}
