/* SPDX-License-Identifier: MIT */
#include "cube/leaves.h"

#include "cube/scratch.h"

t4_status t4_pair_reader_extent(t4_pair_reader *reader, t4_error *err)
{
    const t4_extent *extent = &reader->run->extents[reader->extent++];
    uint64_t n = reader->bytes_left;
    t4_status status = t4_store_bytes(reader->cube->store, extent, reader->offset, reader->buffer,
                                      &reader->at, &n, err);

    reader->end = reader->at + n;
    reader->bytes_left -= n;
    reader->offset = 0;
    return status;
}

void t4_pair_reader_open(t4_pair_reader *reader, const t4_cube *cube, const t4_pair_run *run,
                         const t4_segment *segment, uint8_t *buffer)
{
    *reader = (t4_pair_reader){.cube = cube, .run = run, .buffer = buffer,
                               .extent = segment->extent, .offset = segment->offset,
                               .bytes_left = segment->bytes, .left = segment->pairs};
}

static t4_status reserve(t4_leaves *leaves, const t4_cube *cube, size_t more, size_t more_list,
                         t4_error *err)
{
    size_t measures = (size_t)cube->measures;
    t4_status status;

    status = t4_scratch_reserve(cube->run, &leaves->leaf, &leaves->room, leaves->count + more,
                                sizeof *leaves->leaf, err);
    if (!status)
        status = t4_scratch_reserve(cube->run, &leaves->amount, &leaves->amount_room,
                                    (leaves->count + more) * measures, sizeof *leaves->amount, err);
    if (!status)
        status = t4_scratch_reserve(cube->run, &leaves->trader, &leaves->trader_room,
                                    leaves->list_count + more_list, sizeof *leaves->trader, err);
    if (!status)
        status = t4_scratch_reserve(cube->run, &leaves->value, &leaves->value_room,
                                    leaves->list_count + more_list, sizeof *leaves->value, err);
    return status;
}

/* The leaf being read: in locals of the loop, written when it is whole. */
typedef struct {
    t4_leaf leaf;
    t4_int128 amount[T4_MEASURES_MAX];
    bool open;
} open_leaf;

static inline void write_leaf(t4_leaves *leaves, open_leaf *open, int measures, size_t list_end)
{
    t4_int128 *amount;

    if (!open->open)
        return;
    amount = leaves->amount + leaves->count * (size_t)measures;
    open->leaf.list_end = list_end;
    leaves->leaf[leaves->count++] = open->leaf;
    for (int m = 0; m < measures; m++)
        amount[m] = open->amount[m];
}

/* How pairs become leaves. */
typedef struct {
    int measures, value;
    bool narrow, lists;
    bool total;                /* codes are not told apart */
    const uint32_t *same;      /* by code: the one that stands for it; NULL = itself */
    const t4_unit *part;       /* partners are chosen; NULL = all */
} read_plan;

/* Does a part of level 0 take the partner?  Then *partner becomes what it counts as. */
static bool takes(const t4_unit *part, uint32_t *partner)
{
    if (*partner < part->from || *partner >= part->to)
        return false;
    if (!part->virtual)
        return true;
    if (part->virtual->member && !part->virtual->member[*partner])
        return false;
    *partner = part->virtual->rank;
    return true;
}

/* Go through the pairs of the reader's extent.  Inlined for the usual plan. */
static inline __attribute__((always_inline)) void
read_span(t4_leaves *leaves, t4_pair_reader *reader, open_leaf *open, const read_plan plan)
{
    const uint8_t *p = reader->at, *end = reader->end;
    uint32_t partner = reader->partner, dims = reader->dims, code = reader->code;
    uint32_t *trader = leaves->trader;
    t4_int128 *values = leaves->value, amount[T4_MEASURES_MAX + 1];
    size_t n = leaves->list_count;

    for (; p < end; reader->left--) {
        uint64_t control = t4_pack_control(p, plan.measures + 1);
        uint32_t keys[T4_PACK_KEYS], leaf_code, leaf_partner;
        bool new_partner, new_group;

        p = t4_pack_read_keys(p, plan.measures + 1, control, keys);
        new_partner = keys[T4_PAIR_PARTNER] != 0;
        new_group = new_partner || keys[T4_PAIR_DIMS] != 0;
        partner += keys[T4_PAIR_PARTNER];
        dims = keys[T4_PAIR_DIMS] + (new_partner ? 0 : dims);
        code = keys[T4_PAIR_CODE] + (new_group ? 0 : code);
#pragma GCC unroll 8
        for (int a = 0; a <= plan.measures; a++)
            if (plan.narrow) {
                int64_t narrow;

                p = t4_pack_read_narrow(p, control, a, &narrow);
                amount[a] = narrow;
            } else {
                p = t4_pack_read_amount(p, control, a, &amount[a]);
            }
        leaf_partner = partner;
        if (plan.part && !takes(plan.part, &leaf_partner))
            continue;
        leaf_code = plan.total ? 0 : plan.same ? plan.same[code] : code;
        if (!open->open || leaf_code != open->leaf.code || dims != open->leaf.dims ||
            leaf_partner != open->leaf.partner) {
            write_leaf(leaves, open, plan.measures, n);
            open->open = true;
            open->leaf = (t4_leaf){.partner = leaf_partner, .dims = dims, .code = leaf_code,
                                   .list_begin = n};
            for (int m = 0; m < plan.measures; m++)
                open->amount[m] = 0;
        }
        for (int m = 0; m < plan.measures; m++)
            open->amount[m] += amount[m];
        open->leaf.records += (uint64_t)amount[plan.measures] + 1;
        open->leaf.unit = t4_join_units(open->leaf.unit, keys[T4_PAIR_UNIT]);
        if (!plan.lists)
            continue;
        if (n > open->leaf.list_begin && trader[n - 1] == keys[T4_PAIR_TRADER]) {
            values[n - 1] += amount[plan.value];
        } else {
            trader[n] = keys[T4_PAIR_TRADER];
            values[n++] = amount[plan.value];
        }
    }
    leaves->list_count = n;
    reader->at = p;
    reader->partner = partner;
    reader->dims = dims;
    reader->code = code;
}

static void read_extent(t4_leaves *leaves, t4_pair_reader *reader, open_leaf *open,
                        const read_plan *plan)
{
    if (plan->measures == 3 && plan->value == 0 && plan->narrow && !plan->part)
        read_span(leaves, reader, open,
                  (read_plan){3, 0, true, plan->lists, plan->total, plan->same, NULL});
    else
        read_span(leaves, reader, open, *plan);
}

t4_status t4_leaves_read(t4_leaves *leaves, const t4_cube *cube, const t4_partition *partition,
                         uint32_t sub, uint32_t slot, const t4_unit *unit, uint8_t *buffer,
                         t4_error *err)
{
    read_plan plan = {.measures = cube->measures, .value = cube->value, .narrow = cube->narrow,
                      .lists = cube->plan.contributors, .total = unit->partition == T4_EVERY,
                      .part = unit->part ? unit : NULL};
    t4_status status = T4_OK;

    if (!plan.total && unit->sub == T4_EVERY)   /* levels above the cut */
        plan.same = cube->order.coarse + partition->code_begin;
    for (size_t r = 0; r < partition->run_count && !status; r++) {
        const t4_segment *segment = t4_pair_run_find(&partition->runs[r], sub, slot);
        t4_pair_reader reader;
        open_leaf open = {.open = false};

        if (!segment)
            continue;
        status = reserve(leaves, cube, segment->pairs, segment->pairs, err);
        t4_pair_reader_open(&reader, cube, &partition->runs[r], segment, buffer);
        while (!status && reader.left && !(plan.part && reader.partner >= unit->to)) {
            status = t4_pair_reader_extent(&reader, err);
            if (!status)
                read_extent(leaves, &reader, &open, &plan);
        }
        write_leaf(leaves, &open, cube->measures, leaves->list_count);
    }
    return status;
}

/* --- merging -------------------------------------------------------------------------- */

static bool same_key(const t4_leaf *a, const t4_leaf *b)
{
    return a->partner == b->partner && a->dims == b->dims && a->code == b->code;
}

/* Add a leaf to the last one of `merged`. */
static void join_leaf(const t4_leaves *leaves, size_t index, size_t measures, t4_leaves *merged)
{
    const t4_leaf *from = &leaves->leaf[index];
    t4_leaf *to = &merged->leaf[merged->count - 1];
    size_t n = merged->list_count;

    for (size_t m = 0; m < measures; m++)
        merged->amount[(merged->count - 1) * measures + m] += leaves->amount[index * measures + m];
    to->records += from->records;
    to->unit = t4_join_units(to->unit, from->unit);
    for (size_t i = from->list_begin; i < from->list_end; i++) {
        merged->trader[n] = leaves->trader[i];
        merged->value[n++] = leaves->value[i];
    }
    merged->list_count = n;
}

static size_t list_total(const t4_leaves *leaves, const uint32_t *order, size_t begin, size_t end)
{
    size_t total = 0;

    for (size_t k = begin; k < end; k++)
        total += leaves->leaf[order[k]].list_end - leaves->leaf[order[k]].list_begin;
    return total;
}

t4_status t4_leaves_merge(const t4_leaves *leaves, const uint32_t *order, t4_distinct *distinct,
                          const t4_cube *cube, t4_leaves *merged, t4_error *err)
{
    size_t measures = (size_t)cube->measures;
    t4_status status = T4_OK;

    merged->count = merged->list_count = 0;
    for (size_t k = 0, end; k < leaves->count && !status; k = end) {
        size_t list = merged->list_count;

        for (end = k + 1; end < leaves->count && same_key(&leaves->leaf[order[k]],
                                                          &leaves->leaf[order[end]]);)
            end++;
        status = reserve(merged, cube, 1, list_total(leaves, order, k, end), err);
        if (status)
            break;
        merged->leaf[merged->count] = leaves->leaf[order[k]];
        merged->leaf[merged->count].unit = T4_STATE_NONE;
        merged->leaf[merged->count].records = 0;
        for (size_t m = 0; m < measures; m++)
            merged->amount[merged->count * measures + m] = 0;
        merged->count++;
        for (size_t i = k; i < end; i++)
            join_leaf(leaves, order[i], measures, merged);
        if (merged->list_count > list + 1)
            merged->list_count = list + t4_distinct_sum(distinct, merged->trader + list,
                                                        merged->value + list,
                                                        merged->list_count - list);
        merged->leaf[merged->count - 1].list_begin = list;
        merged->leaf[merged->count - 1].list_end = merged->list_count;
    }
    return status;
}

void t4_leaves_release(t4_leaves *leaves, t4_run *run)
{
    t4_scratch_release(run, &leaves->leaf, &leaves->room, sizeof *leaves->leaf);
    t4_scratch_release(run, &leaves->amount, &leaves->amount_room, sizeof *leaves->amount);
    t4_scratch_release(run, &leaves->trader, &leaves->trader_room, sizeof *leaves->trader);
    t4_scratch_release(run, &leaves->value, &leaves->value_room, sizeof *leaves->value);
}
