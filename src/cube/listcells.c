/* SPDX-License-Identifier: MIT */
#include "cube/listcells.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"
#include "model/placed.h"

enum { PLACES_MOST = 1 << 26 };

/* What tells two cells apart. */
typedef struct {
    t4_period period;
    uint32_t flow, item, partner;
    uint32_t dimension[T4_DIMENSIONS_MAX];
} key;

/* One trader's part of one cell. */
typedef struct {
    uint32_t cell, trader;
    t4_int128 amount;
} part;

struct t4_listcells {
    t4_cells cells;            /* first: load() finds the rest through it */
    t4_cube_plan plan;
    const t4_domain *domain;
    const t4_listset *set;
    t4_period from, until;
    t4_dict *places;           /* keys as bytes; id = number of the cell while they are summed */
    t4_cell *sums;             /* sorted into output order in the end */
    size_t count, room;
    part *parts;
    size_t part_count, part_room;
    t4_listbits *bits;         /* by code id: aggregates that hold it, */
    uint8_t *known;            /* once it was looked up */
    uint64_t *members;         /* by partner id: groups as bits */
    size_t *starts;            /* of units; units + 1 entries */
};

void t4_listcells_free(t4_listcells *l)
{
    if (!l)
        return;
    t4_dict_free(l->places);
    t4_free(l->sums);
    t4_free(l->parts);
    t4_free(l->bits);
    t4_free(l->known);
    t4_free(l->members);
    t4_free(l->starts);
    t4_free(l);
}

const t4_cells *t4_listcells_cells(const t4_listcells *l)
{
    return &l->cells;
}

/* --- summing -------------------------------------------------------------------------- */

static t4_status add_amounts(t4_cell *cell, const t4_contribution *item, int measures, t4_error *err)
{
    for (int m = 0; m < measures; m++)
        if (!t4_add128(cell->amount[m], item->amount[m], &cell->amount[m]))
            return t4_fail(err, T4_ERR_DATA, "a sum over a list does not fit in 127 bits");
    cell->records += item->records;
    return T4_OK;
}

static void merge_unit(const t4_domain *domain, t4_cell *cell, const t4_contribution *item, bool first)
{
    _Static_assert(sizeof cell->code == T4_LISTSET_NAME, "an aggregate's name is a code");
    bool blank = item->unit == 0 && (domain->quantity < 0 || item->amount[domain->quantity] == 0);

    if (first || (cell->unit == 0 && !blank))
        cell->unit = item->unit;
    else if (!blank && item->unit != cell->unit)
        cell->unit = T4_UNIT_MIXED;
}

static t4_status add_to(t4_listcells *l, const key *k, const t4_contribution *item, t4_error *err)
{
    size_t known = t4_dict_count(l->places);
    uint32_t id = t4_dict_add(l->places, (const char *)k, sizeof *k);
    t4_cell *cell;

    if (id == T4_DICT_NONE || !t4_grow(&l->sums, &l->room, id, sizeof *l->sums) ||
        !t4_grow(&l->parts, &l->part_room, l->part_count, sizeof *l->parts))
        return t4_fail_memory(err);
    cell = &l->sums[id];
    if (id == known) {
        *cell = (t4_cell){.period = k->period, .flow = k->flow, .partner = k->partner};
        memcpy(cell->code, l->set->item[k->item].name, sizeof cell->code);
        memcpy(cell->dimension, k->dimension, sizeof cell->dimension);
    }
    merge_unit(l->domain, cell, item, id == known);
    l->parts[l->part_count++] = (part){id, item->trader, l->domain->value < 0 ? 0 : item->amount[l->domain->value]};
    return add_amounts(cell, item, l->domain->measure_count, err);
}

static t4_status add_partners(t4_listcells *l, key *k, const t4_contribution *item, t4_error *err)
{
    t4_status status = T4_OK;

    k->partner = item->partner;
    if (l->plan.each)
        status = add_to(l, k, item, err);
    k->partner = T4_PARTNER_WORLD;
    if (!status && l->plan.world)
        status = add_to(l, k, item, err);
    for (int g = 0; g < l->plan.group_count && !status; g++) {
        k->partner = T4_PARTNER_GROUP(g);
        if (l->members[item->partner] >> g & 1)
            status = add_to(l, k, item, err);
    }
    return status;
}

static t4_status take(void *context, const t4_contribution *item, t4_error *err)
{
    t4_listcells *l = context;
    t4_flow total = t4_flow_total((t4_flow)item->flow);
    t4_status status = T4_OK;
    t4_listbits *bits = &l->bits[item->code];
    t4_period holding[T4_PERIOD_HOLDING];
    int periods = t4_period_holding(item->period, holding);
    key k = {0};

    if (!l->known[item->code]) {
        size_t n;
        const char *code = t4_dict_text(l->domain->codes, item->code, &n);

        code = t4_placed_own(code, &n);
        *bits = t4_listset_of(l->set, code, n);
        l->known[item->code] = 1;
    }
    memcpy(k.dimension, item->dimension, sizeof k.dimension);
    for (int p = 0; p < periods; p++) {
        k.period = holding[p];
        if (!l->plan.periods[t4_period_kind_of(k.period)] || !t4_period_within(k.period, l->from, l->until))
            continue;
        for (int i = 0; i < l->set->count; i++)
            for (int up = 0; up < 2 && !status && (*bits & T4_LISTBIT(i)); up++) {
                k.item = (uint32_t)i;
                k.flow = up ? (uint32_t)total : item->flow;
                if (!up || (l->plan.flow_totals && k.flow != item->flow))
                    status = add_partners(l, &k, item, err);
            }
    }
    return status;
}

/* --- contributors ---------------------------------------------------------------------- */

static int compare_parts(const void *left, const void *right)
{
    const part *a = left, *b = right;

    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return (a->trader > b->trader) - (a->trader < b->trader);
}

static void count_contributors(t4_listcells *l)
{
    if (l->part_count)
        qsort(l->parts, l->part_count, sizeof *l->parts, compare_parts);
    for (size_t i = 0, k; i < l->part_count; i = k) {
        t4_cell *cell = &l->sums[l->parts[i].cell];
        t4_int128 sum = 0;

        for (k = i; k < l->part_count && !compare_parts(&l->parts[i], &l->parts[k]); k++)
            sum += l->parts[k].amount;
        sum = sum < 0 ? -sum : sum;
        cell->contributors += l->parts[i].trader != 0;
        if (sum > cell->top1) {
            cell->top2 = cell->top1;
            cell->top1 = sum;
        } else if (sum > cell->top2) {
            cell->top2 = sum;
        }
    }
}

/* --- order -------------------------------------------------------------------------------- */

static const char *partner_text(const t4_listcells *l, uint32_t partner, char text[40])
{
    if (partner == T4_PARTNER_WORLD)
        return "W00";
    if (partner < t4_dict_count(l->domain->partners))
        return t4_dict_text(l->domain->partners, partner, NULL);
    strcpy(text, "G_");
    strncat(text, l->plan.groups[T4_PARTNER_GROUP(0) - partner].name, 36);
    return text;
}

static int compare_cells(const void *left, const void *right, void *context)
{
    const t4_listcells *l = context;
    const t4_cell *a = left, *b = right;
    char x[40], y[40];
    int order;

    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow < b->flow ? -1 : 1;
    order = strcmp(a->code, b->code);
    if (!order)
        order = strcmp(partner_text(l, a->partner, x), partner_text(l, b->partner, y));
    for (int d = 0; !order && d < l->domain->dimension_count; d++)
        order = strcmp(t4_dict_text(l->domain->labels[d], a->dimension[d], NULL),
                       t4_dict_text(l->domain->labels[d], b->dimension[d], NULL));
    return order;
}

static t4_status sort_cells(t4_listcells *l, t4_error *err)
{
    size_t units = 0;

    if (l->count)
        qsort_r(l->sums, l->count, sizeof *l->sums, compare_cells, l);
    l->starts = t4_alloc(l->count + 2, sizeof *l->starts);
    if (!l->starts)
        return t4_fail_memory(err);
    for (size_t c = 0; c < l->count; c++)
        if (c == 0 || l->sums[c - 1].period != l->sums[c].period || l->sums[c - 1].flow != l->sums[c].flow)
            l->starts[units++] = c;
    l->starts[units] = l->count;
    l->cells.units = units;
    return T4_OK;
}

static t4_status load(const t4_cells *cells, unsigned worker, size_t index, t4_cell_block *block, t4_error *err)
{
    const t4_listcells *l = (const t4_listcells *)cells;
    size_t begin = l->starts[index], count = l->starts[index + 1] - begin;

    (void)worker;
    for (int level = 0; level < T4_LEVELS_MAX; level++)
        block->count[level] = 0;
    for (size_t i = 0; i < count; i++)
        if (!t4_grow(&block->cells[0], &block->room[0], i, sizeof *block->cells[0]))
            return t4_fail_memory(err);
    if (count)
        memcpy(block->cells[0], l->sums + begin, count * sizeof *l->sums);
    block->count[0] = count;
    return T4_OK;
}

/* Which groups each partner is in. */
static t4_status find_members(t4_listcells *l, t4_error *err)
{
    size_t partners = t4_dict_count(l->domain->partners);

    l->members = t4_alloc_zero(partners + 1, sizeof *l->members);
    if (!l->members)
        return t4_fail_memory(err);
    for (int g = 0; g < l->plan.group_count; g++)
        for (const char *const *m = l->plan.groups[g].members; *m; m++) {
            uint32_t id = t4_dict_find(l->domain->partners, *m, strlen(*m));

            if (id != T4_DICT_NONE)
                l->members[id] |= UINT64_C(1) << g;
        }
    return T4_OK;
}

t4_status t4_listcells_make(t4_listcells **cells, const t4_run *run, const t4_domain *domain,
                            const t4_cube_plan *plan, const t4_listset *set, t4_period from, t4_period until,
                            t4_listcells_source *visit, void *source, t4_error *err)
{
    size_t codes = t4_dict_count(domain->codes);
    t4_listcells *l = t4_alloc_zero(1, sizeof *l);
    t4_status status = T4_OK;

    if (!l || !(l->places = t4_dict_new(PLACES_MOST)) || !(l->bits = t4_alloc(codes + 1, sizeof *l->bits)) ||
        !(l->known = t4_alloc_zero(codes + 1, 1))) {
        t4_listcells_free(l);
        return t4_fail_memory(err);
    }
    l->plan = *plan;
    l->plan.levels[0] = T4_LEVEL_LIST;
    l->plan.level_count = 1;
    l->domain = domain;
    l->set = set;
    l->from = from;
    l->until = until;
    l->cells = (t4_cells){.domain = domain, .plan = &l->plan, .load = load};
    status = find_members(l, err);
    if (!status)
        status = visit(source, take, l, err);
    l->count = t4_dict_count(l->places);
    if (!status)
        status = t4_run_check(run, err);
    if (!status) {
        count_contributors(l);
        status = sort_cells(l, err);
    }
    t4_free(l->parts);
    l->parts = NULL;
    l->part_count = 0;
    if (status) {
        t4_listcells_free(l);
        l = NULL;
    }
    *cells = l;
    return status;
}
