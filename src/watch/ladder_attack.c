/* SPDX-License-Identifier: MIT */
/* Attack a design: how closely its numbers, and what an insider adds, confine every target. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "watch/ladder_state.h"

enum { CHUNK = 1 << 14 };

typedef enum { KNOWN_EXACTLY, KNOWN_WITHIN, KNOWN_WIDER } closeness;

typedef struct {
    closeness how;
    double width;
} verdict;

typedef struct {
    t4_ladder *ladder;
    const t4_ladder_row *row;
    const t4_ladder_pattern *pattern;
    verdict *verdicts;          /* [target * attackers + attacker] */
} attack;

/* The largest contribution to a cell by anyone but the trader. */
static double strongest_other(const t4_ladder_view *v, size_t cell, uint32_t trader)
{
    return (double)(v->trader1[cell] == trader ? v->top2[cell] : v->top1[cell]);
}

/* The same of several published cells that hold it together. */
static double upper_of_pieces(const attack *a, const t4_ladder_table *table, const t4_ladder_view *view, size_t target_cell,
                             uint32_t trader, bool insider)
{
    t4_ladder_piece piece[T4_LADDER_PIECES];
    size_t count = t4_ladder_pieces(a->ladder, table, view, view->key[target_cell], piece);
    double upper = 0, known = 0;

    for (size_t i = 0; i < count; i++) {
        const t4_ladder_view *whole = t4_ladder_summed(a->ladder, piece[i].view, view);
        size_t cell = t4_ladder_find(whole, piece[i].key);

        upper += t4_ladder_look_at(a->ladder, a->pattern, view, piece[i].key, piece[i].view).upper;
        if (insider && cell != SIZE_MAX)
            known = fmax(known, strongest_other(whole, cell, trader));
    }
    return count ? upper - known : INFINITY;
}

/* The same by list totals, and by what these leave of a published code. */
static double upper_by_lists(const attack *a, const t4_ladder_table *table, const t4_ladder_view *view, uint64_t key,
                             uint32_t trader, bool insider)
{
    const t4_ladder *l = a->ladder;
    uint64_t at;
    const t4_ladder_view *list = t4_ladder_list_of(l, table, view, key, &at);
    const t4_ladder_view *sliced = l->placed ? NULL : t4_ladder_slices_at(l, table, view);
    size_t cell = list ? t4_ladder_find(list, at) : SIZE_MAX;
    double upper = INFINITY;
    t4_ladder_bound own;

    if (cell != SIZE_MAX && (!l->placed || t4_ladder_list_shown(l, a->pattern, list, cell)))
        upper = t4_ladder_list_bound(l, a->pattern, list, cell).upper - (insider ? strongest_other(list, cell, trader) : 0);
    if (!sliced || !t4_ladder_slices_tell(l, a->pattern, sliced, view, key, &own))
        return upper;
    cell = insider ? t4_ladder_slice_cell(l, sliced, view, key) : SIZE_MAX;
    return fmin(upper, own.upper - (cell == SIZE_MAX ? 0 : strongest_other(sliced, cell, trader)));
}

/* Upper bound of the target: what a published cell holds less what the attacker has in it. */
static double upper_of(const attack *a, const t4_ladder_view *view, size_t target_cell, uint32_t trader, bool insider)
{
    const t4_ladder *l = a->ladder;
    uint64_t key = view->key[target_cell];
    double upper = INFINITY;

    for (int t = 0; t < a->row->design.tables; t++) {
        const t4_ladder_view *holder = t4_ladder_holder(l, &a->row->design.table[t], view, key);
        const t4_ladder_view *whole = t4_ladder_summed(l, holder, view);
        size_t cell = t4_ladder_find(whole, t4_ladder_lift(l, view, key, whole));

        if (cell == SIZE_MAX)
            continue;
        upper = fmin(upper, t4_ladder_look_from(l, a->pattern, view, key, holder).upper -
                     (insider ? strongest_other(whole, cell, trader) : 0));
        upper = fmin(upper, upper_of_pieces(a, &a->row->design.table[t], view, target_cell, trader, insider));
    }
    for (int t = 0; t < a->row->design.tables && a->row->design.lists; t++)
        upper = fmin(upper, upper_by_lists(a, &a->row->design.table[t], view, key, trader, insider));
    return upper;
}

/* How far the target must be kept from: the p % rule for who it is, the cell's own level for its largest. */
static double level_of(const t4_ladder *l, const t4_ladder_view *v, const t4_ladder_target *t)
{
    double x = (double)t->amount, rest = (double)v->total[t->cell] - x - strongest_other(v, t->cell, t->trader);
    double level = ceil((double)l->p / (100.0 * T4_PERCENT) * x - rest);
    bool all = v->rule[t->cell] == T4_RULE_MINIMUM || v->rule[t->cell] == T4_RULE_NEVER;

    if (all || t->first)
        level = fmax(level, (double)v->need[t->cell]);
    return level;
}

static verdict judge(const attack *a, const t4_ladder_target *t, bool insider)
{
    const t4_ladder_view *v = &a->ladder->views[t->view];
    double x = (double)t->amount, total = (double)v->total[t->cell];
    double other = insider ? strongest_other(v, t->cell, t->trader) : 0;
    t4_ladder_bound bound = t4_ladder_bound_of(a->ladder, &a->row->design, a->pattern, v, t->cell);
    double upper = fmin(upper_of(a, v, t->cell, t->trader, insider), bound.upper - other), lower = bound.lower;
    double rest = total - x - other, level = level_of(a->ladder, v, t), least = fmax(0, lower - other - rest);
    verdict result = {KNOWN_WIDER, x > 0 ? fmax(0, upper - least) / x : 0};

    if (upper <= x && lower >= total && rest <= 0)
        result.how = KNOWN_EXACTLY;
    else if (level > 0 && (upper - x < level + fmax(0, rest) || total - lower < fmin(level, total - 1)))
        result.how = KNOWN_WITHIN;
    return result;
}

static t4_status one_chunk(void *context, unsigned worker, size_t chunk, t4_error *err)
{
    attack *a = context;
    size_t end = (chunk + 1) * CHUNK < a->ladder->target_count ? (chunk + 1) * CHUNK : a->ladder->target_count;

    for (size_t i = chunk * CHUNK; i < end; i++)
        for (int who = 0; who < T4_LADDER_ATTACKERS; who++)
            a->verdicts[i * T4_LADDER_ATTACKERS + (size_t)who] =
                judge(a, &a->ladder->targets[i], who == T4_LADDER_INSIDER);
    return t4_run_check(a->ladder->run, err);
}

/* Put the k-th smallest in its place, smaller ones before it and larger ones behind it (Hoare, 1961). */
static double find_kth(double *x, size_t n, size_t k)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)n - 1, at = (ptrdiff_t)k;

    while (low < high) {
        double pivot = x[low + (high - low) / 2];
        ptrdiff_t i = low, j = high;

        while (i <= j) {
            while (x[i] < pivot)
                i++;
            while (pivot < x[j])
                j--;
            if (i <= j) {
                double swap = x[i];

                x[i++] = x[j];
                x[j--] = swap;
            }
        }
        if (j < at)
            low = i;
        if (at < i)
            high = j;
    }
    return x[k];
}

static double median_of(double *x, size_t n)
{
    double lower = find_kth(x, n, (n - 1) / 2), upper = n % 2 ? lower : INFINITY;

    for (size_t i = (n - 1) / 2 + 1; n % 2 == 0 && i < n; i++)
        upper = fmin(upper, x[i]);
    return (lower + upper) / 2;
}

/* The same by heading, chapter or partner. */
static void add_parts(const attack *a)
{
    const t4_ladder *l = a->ladder;

    for (size_t i = 0; i < l->target_count && l->part_count; i++) {
        const t4_ladder_view *v = &l->views[l->targets[i].view];
        t4_ladder_part *part = t4_ladder_part_at(l, a->row, v, v->key[l->targets[i].cell]);

        part->targets++;
        for (int who = 0; who < T4_LADDER_ATTACKERS; who++) {
            closeness how = a->verdicts[i * T4_LADDER_ATTACKERS + (size_t)who].how;

            part->known[who] += how == KNOWN_EXACTLY;
            part->near[who] += how == KNOWN_WITHIN;
        }
    }
}

static t4_status add_up(const attack *a, int who, t4_ladder_risk *risk, t4_error *err)
{
    const t4_ladder *l = a->ladder;
    double *widths = t4_alloc(l->target_count + 1, sizeof *widths), value = 0, exact = 0, within = 0;

    if (!widths)
        return t4_fail_memory(err);
    *risk = (t4_ladder_risk){0};
    for (size_t i = 0; i < l->target_count; i++) {
        const verdict *v = &a->verdicts[i * T4_LADDER_ATTACKERS + (size_t)who];
        double x = (double)l->targets[i].amount;

        value += x;
        exact += v->how == KNOWN_EXACTLY ? x : 0;
        within += v->how == KNOWN_WITHIN ? x : 0;
        risk->exact += v->how == KNOWN_EXACTLY;
        risk->within += v->how == KNOWN_WITHIN;
        risk->wider += v->how == KNOWN_WIDER;
        widths[i] = v->width;
    }
    if (l->target_count)
        risk->median_width = median_of(widths, l->target_count);
    if (value > 0) {
        risk->exact_share = exact / value;
        risk->within_share = within / value;
    }
    t4_free(widths);
    return T4_OK;
}

t4_status t4_ladder_attack(t4_ladder *l, t4_ladder_row *row, const t4_ladder_pattern *pattern, t4_error *err)
{
    attack a = {l, row, pattern, t4_alloc(l->target_count * T4_LADDER_ATTACKERS + 1, sizeof(verdict))};
    t4_status status = a.verdicts ? T4_OK : t4_fail_memory(err);

    if (!status)
        status = t4_parallel_for(l->run, (l->target_count + CHUNK - 1) / CHUNK, one_chunk, &a, err);
    for (int who = 0; who < T4_LADDER_ATTACKERS && !status; who++)
        status = add_up(&a, who, &row->risk[who], err);
    if (!status)
        add_parts(&a);
    t4_free(a.verdicts);
    return status;
}
