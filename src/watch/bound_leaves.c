/* SPDX-License-Identifier: MIT */
/* The unknowns of a block, finest code by finest partner by finest period, and what published rows say of them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/bound_state.h"

static uint32_t not_told(const t4_bound_block *b)
{
    return (uint32_t)b->partner_count + 1;
}

/* --- which unknowns there are ---------------------------------------------------------- */

/*
 * Can there be trade of a code by what one table says?  A table tells all that
 * is not zero at the fineness that it has below a row; hidden rows it names.
 */
static bool table_allows(const t4_bound_block *b, uint32_t code, bool other, uint32_t partner, uint32_t period)
{
    uint32_t at = t4_bound_rows_above(b, code, partner, period);
    const t4_bound_fact *row = at == T4_BOUND_NONE ? NULL : &b->facts[at];

    if (!row || (!row->hidden && row->high == 0))
        return false;
    if (!row->parts[T4_BOUND_BY_CODE].count)
        return true;
    if (row->code != code)
        return false;
    return !other || t4_bound_rows_leaves_rest(row, T4_BOUND_BY_CODE);
}

/* Do partners tell a code, or one above it? Then what they do not tell is nothing, unless a total shows a rest. */
static bool told_by_partner(const t4_bound_block *b, uint32_t code, const t4_bound_time *time)
{
    for (;; code = b->codes[code].parent) {
        for (int i = 0; i < time->covers; i++)
            if (b->by_partner[code * b->period_count + time->cover[i]])
                return true;
        if (!code)
            return false;
    }
}

/* What partners (or finer periods) leave of the nearest row that is told by them. */
static bool rest_allows(const t4_bound_block *b, uint32_t code, uint32_t partner, const t4_bound_time *time, uint32_t period,
                        int axis)
{
    for (uint32_t at = t4_bound_rows_above(b, code, partner, period); at != T4_BOUND_NONE;
         at = b->facts[at].parts[T4_BOUND_BY_CODE].up) {
        const t4_bound_fact *row = &b->facts[at];

        if (!row->parts[axis].count)
            continue;
        return t4_bound_rows_leaves_rest(row, axis) ||
               (axis == T4_BOUND_BY_PERIOD && (row->hidden || row->parts[axis].hidden));
    }
    return axis != T4_BOUND_BY_PARTNER || !told_by_partner(b, code, time);
}

static bool is_possible(const t4_bound_block *b, uint32_t code, bool other, uint32_t partner, const t4_bound_time *time)
{
    for (int i = 0; i < time->covers; i++) {
        uint32_t period = time->cover[i];

        if (t4_bound_rows_has_table(b, 0, period) && !table_allows(b, code, other, 0, period))
            return false;
        if (partner == not_told(b)) {
            if (t4_bound_rows_has_table(b, 0, period) && !rest_allows(b, code, 0, time, period, T4_BOUND_BY_PARTNER))
                return false;
        } else if (t4_bound_rows_has_table(b, partner, period) && !table_allows(b, code, other, partner, period)) {
            return false;
        }
        if (time->rest && t4_bound_rows_has_table(b, partner == not_told(b) ? 0 : partner, period) &&
            !rest_allows(b, code, partner == not_told(b) ? 0 : partner, time, period, T4_BOUND_BY_PERIOD))
            return false;
    }
    return true;
}

static t4_status add_leaf(t4_bound_block *b, uint32_t code, bool other, uint32_t partner, uint32_t time, t4_error *err)
{
    if (!is_possible(b, code, other, partner, &b->times[time]))
        return T4_OK;
    if (b->leaf_count >= T4_PREMISES_UNKNOWNS_MOST / 2)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d hidden cells in one period; ask about some headings with --heading",
                       T4_PREMISES_UNKNOWNS_MOST / 2);
    if (!t4_grow(&b->leaves, &b->leaf_room, b->leaf_count, sizeof *b->leaves))
        return t4_fail_memory(err);
    b->leaves[b->leaf_count++] = (t4_bound_leaf){code, partner, time, other};
    return T4_OK;
}

/* All finest codes below a row that no finer row of its table tells. */
static t4_status add_below(t4_bound_block *b, const t4_bound_fact *row, uint32_t partner, uint32_t time, t4_error *err)
{
    t4_status status = T4_OK;

    if (row->parts[T4_BOUND_BY_CODE].count)
        return t4_bound_rows_leaves_rest(row, T4_BOUND_BY_CODE) ? add_leaf(b, row->code, true, partner, time, err) : T4_OK;
    for (uint32_t code = row->code; code <= b->codes[row->code].last && !status; code++)
        if (!b->codes[code].inner || !b->codes[code].complete)
            status = add_leaf(b, code, b->codes[code].inner, partner, time, err);
    return status;
}

static int by_table(const void *left, const void *right, void *facts)
{
    const t4_bound_fact *a = (const t4_bound_fact *)facts + *(const uint32_t *)left;
    const t4_bound_fact *b = (const t4_bound_fact *)facts + *(const uint32_t *)right;

    if (a->partner != b->partner)
        return a->partner < b->partner ? -1 : 1;
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    return (a->code > b->code) - (a->code < b->code);
}

typedef struct {
    uint32_t *order;             /* rows by partner, period, code */
    size_t *start;               /* by partner x period */
} tables;

static bool sort_tables(const t4_bound_block *b, tables *t)
{
    size_t count = (b->partner_count + 1) * b->period_count;

    t->order = t4_alloc(b->fact_count + 1, sizeof *t->order);
    t->start = t4_alloc_zero(count + 2, sizeof *t->start);
    if (!t->order || !t->start)
        return false;
    for (size_t i = 0; i < b->fact_count; i++) {
        t->order[i] = (uint32_t)i;
        t->start[b->facts[i].partner * b->period_count + b->facts[i].period + 1]++;
    }
    for (size_t i = 0; i < count; i++)
        t->start[i + 1] += t->start[i];
    qsort_r(t->order, b->fact_count, sizeof *t->order, by_table, b->facts);
    return true;
}

static t4_status add_group(t4_bound_block *b, const tables *t, uint32_t partner, uint32_t time, t4_error *err)
{
    uint32_t source = partner == not_told(b) ? 0 : partner;
    const t4_bound_time *when = &b->times[time];
    t4_status status = T4_OK;

    for (int i = 0; i < when->covers; i++) {
        size_t table = source * b->period_count + when->cover[i];

        if (!b->table_used[table])
            continue;
        for (size_t k = t->start[table]; k < t->start[table + 1] && !status; k++)
            status = add_below(b, &b->facts[t->order[k]], partner, time, err);
        break;
    }
    return status;
}

t4_status t4_bound_leaves_make(t4_bound_block *b, t4_error *err)
{
    size_t groups = b->time_count * (b->partner_count + 2);
    tables t = {0};
    t4_status status = sort_tables(b, &t) ? T4_OK : t4_fail_memory(err);

    b->group = t4_alloc_zero(groups + 1, sizeof *b->group);
    if (!status && !b->group)
        status = t4_fail_memory(err);
    for (uint32_t time = 0; time < b->time_count && !status; time++)
        for (uint32_t p = 0; p <= not_told(b) && !status; p++) {
            b->group[time * (b->partner_count + 2) + p] = b->leaf_count;
            if (p)
                status = add_group(b, &t, p, time, err);
            if (!status)
                status = t4_run_check(b->run, err);
        }
    if (!status)
        b->group[groups] = b->leaf_count;
    t4_free(t.order);
    t4_free(t.start);
    return status;
}

size_t t4_bound_leaves_below(const t4_bound_block *b, uint32_t code, uint32_t partner, uint32_t time, size_t *end)
{
    const size_t *group = &b->group[time * (b->partner_count + 2) + partner];
    size_t from = group[0], past = group[1], low;

    for (low = past; from < low;) {      /* the first leaf at or behind the code */
        size_t middle = from + (low - from) / 2;

        if (b->leaves[middle].code < code)
            from = middle + 1;
        else
            low = middle;
    }
    for (*end = from; *end < past && b->leaves[*end].code <= b->codes[code].last; ++*end)
        ;
    return from;
}

/* --- what rows say -------------------------------------------------------------------------- */

/* Is the leaf told by an open part of the row, along the axis that the row is told by? */
static bool is_subtracted(const t4_bound_block *b, const t4_bound_leaf *leaf, const t4_bound_fact *row, uint32_t below,
                          int cover)
{
    const t4_bound_time *time = &b->times[leaf->time];
    uint32_t part = T4_BOUND_NONE;

    if (row->axis == T4_BOUND_BY_CODE)
        part = below;
    else if (row->axis == T4_BOUND_BY_PARTNER && leaf->partner != not_told(b))
        part = t4_bound_rows_find(b, row->code, leaf->partner, row->period);
    else if (row->axis == T4_BOUND_BY_PERIOD)
        while (part == T4_BOUND_NONE && cover-- > 0)
            part = t4_bound_rows_find(b, row->code, row->partner, time->cover[cover]);
    return part != T4_BOUND_NONE && !b->facts[part].hidden;
}

typedef struct {
    size_t *start;               /* by row, then the places behind the last one filled */
    uint32_t *leaf;              /* NULL on the first pass, which counts */
} incidence;

static void visit_table(const t4_bound_block *b, uint32_t index, uint32_t partner, int cover, incidence *in)
{
    const t4_bound_leaf *leaf = &b->leaves[index];
    uint32_t below = T4_BOUND_NONE;
    uint32_t at = t4_bound_rows_above(b, leaf->code, partner, b->times[leaf->time].cover[cover]);

    for (; at != T4_BOUND_NONE; below = at, at = b->facts[at].parts[T4_BOUND_BY_CODE].up) {
        const t4_bound_fact *row = &b->facts[at];

        if (row->hidden || is_subtracted(b, leaf, row, below, cover))
            continue;
        if (in->leaf)
            in->leaf[in->start[at]++] = index;
        else
            in->start[at + 1]++;
    }
}

static void visit(const t4_bound_block *b, incidence *in)
{
    for (uint32_t i = 0; i < b->leaf_count; i++)
        for (int c = 0; c < b->times[b->leaves[i].time].covers; c++) {
            visit_table(b, i, 0, c, in);
            if (b->leaves[i].partner != not_told(b))
                visit_table(b, i, b->leaves[i].partner, c, in);
        }
}

t4_status t4_bound_tag(t4_bound_block *b, const char *text, uint32_t *tag, t4_error *err)
{
    if (!text || !t4_grow(&b->tag_text, &b->tag_room, b->tags, sizeof *b->tag_text))
        return t4_fail_memory(err);
    b->tag_text[b->tags] = text;
    *tag = (uint32_t)b->tags++;
    return T4_OK;
}

t4_status t4_bound_conflict_add(t4_bound *bound, const char *text, bool proven, t4_error *err)
{
    if (!text || !t4_grow(&bound->conflicts, &bound->conflict_room, bound->conflict_count, sizeof *bound->conflicts))
        return t4_fail_memory(err);
    bound->conflicts[bound->conflict_count++] = (t4_bound_conflict){text, proven};
    return T4_OK;
}

static t4_status keep_sum(t4_bound_block *b, const uint32_t *leaves, size_t count, double total, t4_error *err)
{
    if (!t4_grow(&b->sum_start, &b->sum_room, b->sums + 1, sizeof *b->sum_start) ||
        !t4_grow(&b->sum_total, &b->sum_total_room, b->sums, sizeof *b->sum_total))
        return t4_fail_memory(err);
    b->sum_start[0] = 0;
    for (size_t i = 0; i < count; i++) {
        if (!t4_grow(&b->sum_leaf, &b->sum_leaf_room, b->sum_leaf_count, sizeof *b->sum_leaf))
            return t4_fail_memory(err);
        b->sum_leaf[b->sum_leaf_count++] = leaves[i];
    }
    b->sum_total[b->sums++] = total > 0 ? total : 0;
    b->sum_start[b->sums] = b->sum_leaf_count;
    return T4_OK;
}

static const char *say(const t4_bound_block *b, const t4_bound_fact *row)
{
    const char *name = t4_bound_rows_name(b, row->code, row->partner, b->periods[row->period]);

    if (!name || row->axis == T4_BOUND_WHOLE)
        return name ? t4_bound_text(b->arena, "total of %s", name) : NULL;
    return t4_bound_text(b->arena, "what is published %s leaves of %s",
                         row->axis == T4_BOUND_BY_CODE ? "below it" : row->axis == T4_BOUND_BY_PARTNER ? "by partner" : "by period",
                         name);
}

/* Parts that exceed the whole, along any axis: a contradiction by itself. */
static t4_status check_parts(const t4_bound_block *b, const t4_bound_fact *row, bool *clash, t4_error *err)
{
    static const char *const axes[] = {"codes below it", "partners", "periods"};
    char parts[T4_DECIMAL_TEXT], whole[T4_DECIMAL_TEXT];
    t4_status status = T4_OK;

    *clash = false;
    for (int axis = 0; axis < T4_BOUND_AXES && !status && !row->hidden; axis++) {
        if (row->high >= row->parts[axis].low)
            continue;
        *clash = true;
        t4_decimal_print_short(row->parts[axis].low, T4_FLOWS_DECIMALS, parts);
        t4_decimal_print_short(row->high, T4_FLOWS_DECIMALS, whole);
        status = t4_bound_conflict_add(b->bound, t4_bound_text(b->arena, "total of %s is %s at most\nits open %s add up to %s at least",
                                                              t4_bound_rows_name(b, row->code, row->partner, b->periods[row->period]),
                                                              whole, axes[axis], parts), true, err);
    }
    return status;
}

static t4_status add_fact(t4_bound_block *b, const t4_bound_fact *row, const uint32_t *leaves, size_t count,
                          t4_premises_term *terms, t4_error *err)
{
    const t4_bound_parts *p = row->axis == T4_BOUND_WHOLE ? NULL : &row->parts[row->axis];
    t4_int128 low = row->low - (p ? p->high : 0), high = row->high - (p ? p->low : 0);
    uint32_t tag = 0;
    bool clash;
    t4_status status = check_parts(b, row, &clash, err);

    if (status || clash || row->hidden)
        return status;
    low = low > 0 ? low : 0;
    if (!count)
        return low > 0 ? t4_bound_conflict_add(b->bound, t4_bound_text(b->arena, "%s\nother tables that are published leave no room for it",
                                                                      say(b, row)), true, err) : T4_OK;
    for (size_t i = 0; i < count; i++)
        terms[i] = (t4_premises_term){leaves[i], 1};
    status = t4_bound_tag(b, say(b, row), &tag, err);
    if (!status)
        status = t4_premises_add(b->system, terms, count, (int64_t)low, (int64_t)high, tag, err);
    if (!status)
        status = keep_sum(b, leaves, count, (double)row->value - (p ? ((double)p->low + (double)p->high) / 2 : 0), err);
    b->bound->facts++;
    return status;
}

t4_status t4_bound_leaves_facts(t4_bound_block *b, t4_error *err)
{
    incidence in = {.start = t4_alloc_zero(b->fact_count + 2, sizeof *in.start)};
    t4_premises_term *terms = t4_alloc(b->leaf_count + 1, sizeof *terms);
    t4_status status = in.start && terms ? T4_OK : t4_fail_memory(err);
    uint32_t unknown;

    for (size_t i = 0; i < b->leaf_count && !status; i++)
        status = t4_premises_unknown(b->system, 0, &unknown, err);
    if (!status) {
        visit(b, &in);
        for (size_t i = 0; i < b->fact_count; i++)
            in.start[i + 1] += in.start[i];
        in.leaf = t4_alloc(in.start[b->fact_count] + 1, sizeof *in.leaf);
        if (!in.leaf)
            status = t4_fail_memory(err);
    }
    if (!status)
        visit(b, &in);
    for (size_t i = 0, from = 0; i < b->fact_count && !status; from = in.start[i++])
        status = add_fact(b, &b->facts[i], in.leaf + from, in.start[i] - from, terms, err);
    t4_free(in.start);
    t4_free(in.leaf);
    t4_free(terms);
    return status;
}
