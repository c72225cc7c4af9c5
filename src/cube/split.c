/* SPDX-License-Identifier: MIT */
/* Splitting chapters whose units would not fit in memory into ranges of codes. */
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "cube/internal.h"

enum {
    UNIT_ROW_BYTES = 256,   /* memory that a row takes while its unit is loaded, at most about */
    UNIT_ROWS_LEAST = 64
};

typedef struct {
    t4_cube *cube;
    double share;           /* of a partition's rows that its largest unit takes */
    uint32_t *code_rank;    /* by id; NULL = codes lie in bytewise order */
    uint8_t (*buffers)[T4_EXTENT_MOST + T4_EXTENT_SLACK];
} split_context;

/* Room for splitting one partition; arrays by place within it. */
typedef struct {
    uint64_t *rows;
    bool *allowed;          /* may a sub begin here? */
    uint32_t *sub, *best, *least;
} split_room;

static t4_status count_rows(const split_context *context, const t4_partition *partition,
                            unsigned worker, uint64_t *rows, t4_error *err)
{
    const t4_cube *cube = context->cube;
    const t4_pack *pack = &cube->record_pack;
    t4_status status = T4_OK;

    for (size_t e = 0; e < partition->extent_count && !status; e++) {
        uint64_t n = partition->records[e].length;
        const uint8_t *p, *end;

        status = t4_store_bytes(cube->store, &partition->records[e], 0, context->buffers[worker],
                                &p, &n, err);
        for (end = p + n; !status && p < end;) {
            uint64_t control = t4_pack_control(p, pack->amounts);
            uint32_t keys[T4_PACK_KEYS];

            p = t4_pack_read_keys(p, pack->amounts, control, keys);
            p = t4_pack_skip_amounts(p, pack->amounts, control);
            rows[cube->order.code_index[keys[T4_KEY_CODE]] - partition->code_begin]++;
        }
    }
    return status;
}

/* Forbid ranges to begin where a number of the places before is not below all of those behind. */
static void forbid(const uint32_t *numbers, uint32_t n, bool *allowed, uint32_t *least)
{
    uint32_t most = 0;
    bool any = false;

    for (uint32_t i = n, low = UINT32_MAX; i-- > 0;) {
        low = numbers[i] < low ? numbers[i] : low;   /* UINT32_MAX = no number */
        least[i] = low;
    }
    for (uint32_t i = 0; i < n; i++) {
        allowed[i] = allowed[i] && (!any || least[i] > most);
        if (numbers[i] == UINT32_MAX)
            continue;
        most = !any || numbers[i] > most ? numbers[i] : most;
        any = true;
    }
}

/*
 * Where subs may begin so that the units of the levels up to the cut, one
 * behind the other, are in bytewise order and share no node; contributions, too.
 */
static void find_allowed(const t4_cube *cube, const t4_partition *partition, int cut,
                         const uint32_t *code_rank, split_room *room)
{
    const uint32_t *ids = cube->order.code_at + partition->code_begin;
    uint32_t n = partition->code_count;

    for (uint32_t i = 0; i < n; i++)
        room->allowed[i] = true;
    for (int level = 0; level <= cut; level++)
        forbid(cube->order.node[level] + partition->code_begin, n, room->allowed, room->least);
    if (!code_rank)
        return;   /* without a list of parents codes lie in bytewise order */
    for (uint32_t i = 0; i < n; i++)
        room->sub[i] = code_rank[ids[i]];
    forbid(room->sub, n, room->allowed, room->least);
}

/* Fill subs up to `target` rows; returns the rows of the fullest. */
static uint64_t fill_subs(const split_room *room, uint32_t n, uint64_t target, uint32_t *sub_count)
{
    uint64_t rows = 0, block = 0, fullest = 0;
    uint32_t begin = 0;

    *sub_count = 1;
    for (uint32_t i = 0; i <= n; i++) {
        if (i == n || (i > 0 && room->allowed[i])) {   /* begin .. i-1 stay together */
            if (rows && rows + block > target) {
                ++*sub_count;
                rows = 0;
            }
            for (; begin < i; begin++)
                room->sub[begin] = *sub_count - 1;
            rows += block;
            fullest = rows > fullest ? rows : fullest;
            block = 0;
        }
        if (i < n)
            block += room->rows[i];
    }
    return fullest;
}

/* The first place of codes that cannot be told apart above the cut. */
static void find_coarse(const t4_cube *cube, const t4_partition *partition)
{
    const t4_order *order = &cube->order;
    int least = partition->cut + 1;

    for (uint32_t i = 0; i < partition->code_count; i++) {
        uint32_t at = partition->code_begin + i;
        int first = order->first[at] > least ? order->first[at] : least;
        bool same = i > 0 && first < cube->fine_levels &&
                    (order->first[at - 1] > least ? order->first[at - 1] : least) == first &&
                    order->node[first][at] == order->node[first][at - 1];

        order->coarse[at] = same ? order->coarse[at - 1] : i;
    }
}

/* Try the coarsest cut first: the fewer levels above the cut, the better. */
static void choose_cut(const split_context *context, t4_partition *partition, split_room *room)
{
    t4_cube *cube = context->cube;
    uint64_t target = (uint64_t)(context->cube->unit_rows / context->share) + 1, best = UINT64_MAX;
    uint32_t n = partition->code_count, count;

    for (int cut = cube->fine_levels - 1; cut >= 0 && best > 2 * target; cut--) {
        uint64_t fullest;

        find_allowed(cube, partition, cut, context->code_rank, room);
        fullest = fill_subs(room, n, target, &count);
        if (fullest >= best)
            continue;
        best = fullest;
        partition->cut = cut;
        partition->sub_count = count;
        memcpy(room->best, room->sub, n * sizeof *room->best);
    }
    if (partition->sub_count == 1)
        return;
    memcpy(cube->order.sub + partition->code_begin, room->best, n * sizeof *room->best);
    find_coarse(cube, partition);
}

static t4_status split_partition(void *context_pointer, unsigned worker, size_t index,
                                 t4_error *err)
{
    const split_context *context = context_pointer;
    t4_partition *partition = &context->cube->partitions[index];
    uint32_t n = partition->code_count;
    split_room room = {0};
    t4_status status;
    uint64_t rows = 0;

    partition->sub_count = 1;
    for (size_t e = 0; e < partition->extent_count; e++)
        rows += partition->records[e].rows;
    if ((double)rows * context->share <= context->cube->unit_rows || n < 2 || !context->cube->fine_levels)
        return T4_OK;
    room.rows = t4_alloc_zero(n, sizeof *room.rows);
    room.allowed = t4_alloc(n, sizeof *room.allowed);
    room.sub = t4_alloc_zero(n, sizeof *room.sub);
    room.best = t4_alloc_zero(n, sizeof *room.best);
    room.least = t4_alloc(n, sizeof *room.least);
    if (room.rows && room.allowed && room.sub && room.best && room.least)
        status = count_rows(context, partition, worker, room.rows, err);
    else
        status = t4_fail_memory(err);
    if (!status)
        choose_cut(context, partition, &room);
    t4_free(room.rows);
    t4_free(room.allowed);
    t4_free(room.sub);
    t4_free(room.best);
    t4_free(room.least);
    return status;
}

/* What records are sorted by, straight from the code's id. */
static t4_status fill_fields(t4_cube *cube, t4_error *err)
{
    t4_order *order = &cube->order;

    order->code_fields = t4_alloc(order->code_count, sizeof *order->code_fields);
    if (!order->code_fields)
        return t4_fail_memory(err);
    for (size_t p = 0; p < cube->partition_count; p++) {
        const t4_partition *partition = &cube->partitions[p];

        for (uint32_t i = 0; i < partition->code_count; i++) {
            uint32_t place = order->merged[partition->code_begin + i];

            order->code_fields[order->code_at[partition->code_begin + i]] =
                (uint64_t)order->sub[place] << 32 | (place - partition->code_begin);
        }
    }
    return T4_OK;
}

t4_status t4_split_partitions(t4_cube *cube, t4_error *err)
{
    split_context context = {.cube = cube, .share = t4_columns_largest(cube)};
    t4_status status;

    cube->unit_rows = (double)(cube->task_memory / UNIT_ROW_BYTES);
    if (cube->unit_rows < UNIT_ROWS_LEAST)
        cube->unit_rows = UNIT_ROWS_LEAST;
    context.buffers = t4_alloc(cube->workers, sizeof *context.buffers);
    context.code_rank = cube->options.codes ? t4_dict_ranks(cube->domain->codes) : NULL;
    if (!context.buffers || (cube->options.codes && !context.code_rank))
        status = t4_fail_memory(err);
    else
        status = t4_parallel_for(cube->run, cube->partition_count, split_partition, &context, err);
    if (!status)
        status = fill_fields(cube, err);
    t4_free(context.code_rank);
    t4_free(context.buffers);
    return status;
}
