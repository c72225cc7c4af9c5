/* SPDX-License-Identifier: MIT */
/* Relations within a side: codes against what is below them, the world against partners, years against months. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/compare_state.h"

enum { KEPT = 1000, CODE_LONGEST = 32 };  /* breaks that are kept */

/* A jump of the unallocated share: so much more than before, and so many times what it moved before. */
static const double jump_least = 0.005, jump_times = 4, jump_floor = 0.0005;
/* A year in which all goods fall by so much with nearly all partners is taken to be a part of one. */
static const double partial_fall = 0.5, partial_partners = 0.9;

static t4_int128 distance(t4_int128 a, t4_int128 b)
{
    return a > b ? a - b : b - a;
}

static t4_int128 gap(const t4_compare_break *b)
{
    return distance(b->total, b->sum);
}

/* The largest ones are kept. */
static t4_status note_break(t4_compare_side *s, const t4_compare_break *found, t4_error *err)
{
    s->checked[found->way]++;
    *(found->sum > found->total ? &s->over[found->way] : &s->below[found->way]) += 1;
    if (s->break_count < KEPT) {
        if (!t4_grow(&s->breaks, &s->break_room, s->break_count, sizeof *s->breaks))
            return t4_fail_memory(err);
        s->breaks[s->break_count++] = *found;
        if (s->break_count < KEPT)
            return T4_OK;
    } else if (gap(&s->breaks[s->break_least]) < gap(found)) {
        s->breaks[s->break_least] = *found;
    } else {
        return T4_OK;
    }
    for (size_t i = 0; i < s->break_count; i++)
        if (gap(&s->breaks[i]) < gap(&s->breaks[s->break_least]))
            s->break_least = i;
    return T4_OK;
}

static int by_size(const void *left, const void *right)
{
    const t4_compare_break *a = left, *b = right;
    t4_int128 x = distance(a->total, a->sum), y = distance(b->total, b->sum);

    return x != y ? (x < y ? 1 : -1) : (a->row > b->row) - (a->row < b->row);
}

/* --- codes -------------------------------------------------------------------------------------- */

/* What has been added up below an open code. */
typedef struct {
    size_t entry;
    t4_int128 sum, rounding;
    size_t parts;
    bool hidden, residual;
} open_code;

typedef struct {
    t4_compare_work *w;
    t4_compare_half *h;
    t4_compare_side *s;
    int side;
    open_code stack[CODE_LONGEST];
    size_t depth;
} adding;

static t4_status close_code(adding *a, t4_error *err)
{
    open_code *o = &a->stack[--a->depth];
    const t4_compare_entry *e = &a->h->entries[o->entry];
    t4_int128 total, tolerance;
    bool hidden, fits;

    total = t4_compare_entry_value(e, &hidden);
    if (!o->parts)
        return T4_OK;
    a->h->seen[e->code] |= (uint8_t)(T4_SEEN_SUMMED | (o->hidden || o->residual ? T4_SEEN_HIDDEN_BELOW : 0));
    if (hidden || o->hidden)
        return T4_OK;
    tolerance = o->rounding + t4_compare_entry_rounding(e);
    fits = 2 * distance(total, o->sum) <= tolerance;
    a->s->checked[T4_COMPARE_CODES] += fits;
    if (fits)
        return T4_OK;
    if (o->sum < total)
        a->h->seen[e->code] |= T4_SEEN_SHORT;
    return note_break(a->s, &(t4_compare_break){a->w->periods[e->period], a->h->order[e->first], T4_COMPARE_CODES, total,
                                               o->sum}, err);
}

/* An entry is a part of the code that it stands right below. */
static void add_part(adding *a, const t4_compare_entry *e)
{
    const char *code = t4_compare_code_text(a->w, e->code);
    open_code *o = &a->stack[a->depth - 1];
    bool hidden;

    o->sum += t4_compare_entry_value(e, &hidden);
    o->rounding += t4_compare_entry_rounding(e);
    o->parts++;
    o->hidden = o->hidden || hidden;
    o->residual = o->residual || code[strspn(code, "0123456789")];
}

/* The entries of one reporter, period and flow, in order of code; all goods come last and are the sum of the tops. */
static t4_status add_codes(adding *a, size_t from, size_t end, t4_error *err)
{
    size_t all = end > from + 1 && !a->h->entries[end - 1].level ? end - 1 : SIZE_MAX;
    t4_status status = T4_OK;

    a->depth = 0;
    if (all != SIZE_MAX)
        a->stack[a->depth++] = (open_code){.entry = all};
    for (size_t i = from; !status && i < end && i != all; i++) {
        const t4_compare_entry *e = &a->h->entries[i];

        while (!status && a->depth > (all != SIZE_MAX) &&
               !t4_compare_begins(a->w, e->code, a->h->entries[a->stack[a->depth - 1].entry].code))
            status = close_code(a, err);
        if (a->depth)
            add_part(a, e);
        if (a->depth < CODE_LONGEST)
            a->stack[a->depth++] = (open_code){.entry = i};
    }
    while (!status && a->depth)
        status = close_code(a, err);
    return status;
}

/* --- partners -------------------------------------------------------------------------------------- */

static t4_status add_partners(adding *a, const t4_compare_entry *e, t4_error *err)
{
    t4_int128 tolerance;

    if (!e->has_world || !e->world_open || !e->singles || e->hidden)
        return T4_OK;
    tolerance = e->world_rounding + e->single_rounding;
    if (2 * distance(e->world, e->single) <= tolerance) {
        a->s->checked[T4_COMPARE_PARTNERS]++;
        return T4_OK;
    }
    return note_break(a->s, &(t4_compare_break){a->w->periods[e->period], a->h->order[e->first], T4_COMPARE_PARTNERS,
                                               e->world, e->single}, err);
}

/* --- detail against total in each period -------------------------------------------------------------- */

static t4_compare_period *period_row(t4_compare_side *s, t4_period period)
{
    if (s->period_count && s->periods[s->period_count - 1].period == period)
        return &s->periods[s->period_count - 1];
    for (size_t i = 0; i < s->period_count; i++)
        if (s->periods[i].period == period)
            return &s->periods[i];
    if (!t4_grow(&s->periods, &s->period_room, s->period_count, sizeof *s->periods))
        return NULL;
    s->periods[s->period_count] = (t4_compare_period){.period = period};
    return &s->periods[s->period_count++];
}

/* Open value that is told in full detail: by partner where there are partners. */
static t4_int128 told(const t4_compare_entry *e)
{
    return e->singles ? e->single : e->world_open ? e->world : 0;
}

/* What open codes with hidden ones right below them leave of themselves. */
static t4_int128 hidden_below(const adding *a, size_t from, size_t end)
{
    t4_int128 hidden = 0;

    for (size_t i = from; i < end; i++) {
        const t4_compare_entry *e = &a->h->entries[i];
        t4_int128 sum = 0, total;
        bool any = false, closed, own;

        if (e->leaf || !e->level)
            continue;
        for (size_t k = i + 1; k < end && t4_compare_begins(a->w, a->h->entries[k].code, e->code);) {
            size_t next = k + 1;

            sum += t4_compare_entry_value(&a->h->entries[k], &closed);
            any = any || closed;
            while (next < end && t4_compare_begins(a->w, a->h->entries[next].code, a->h->entries[k].code))
                next++;
            k = next;
        }
        total = t4_compare_entry_value(e, &own);
        if (any && !own && total > sum)
            hidden += total - sum;
    }
    return hidden;
}

static t4_status add_period(adding *a, size_t from, size_t end, t4_error *err)
{
    const t4_compare_entry *last = &a->h->entries[end - 1];
    t4_compare_period *p;
    t4_int128 sum = 0, total;
    bool hidden = true;

    if (t4_period_kind_of(a->w->periods[last->period]) != a->s->kind)
        return T4_OK;
    p = period_row(a->s, a->w->periods[last->period]);
    if (!p)
        return t4_fail_memory(err);
    total = last->level ? 0 : t4_compare_entry_value(last, &hidden);
    for (size_t i = from; i < end; i++) {
        const t4_compare_entry *e = &a->h->entries[i];

        p->rows += e->rows;
        p->hidden_rows += e->hidden + (e->has_world && !e->world_open);
        if (e->leaf)
            sum += told(e);
    }
    p->published = p->published || !hidden;
    p->allocated += sum;
    p->total += hidden ? sum : total;
    p->hidden += hidden_below(a, from, end);
    return T4_OK;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double middle(double *values, size_t n)
{
    if (n)
        qsort(values, n, sizeof *values, by_value);
    return !n ? 0 : n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Marks a period whose unallocated share is far above that of the ones before it. */
static t4_status find_jumps(t4_compare_side *s, t4_error *err)
{
    double *share = t4_alloc(s->period_count + 1, sizeof *share), centre, spread;
    size_t n = 0;

    if (!share)
        return t4_fail_memory(err);
    for (size_t i = 0; i < s->period_count; i++) {
        t4_compare_period *p = &s->periods[i];

        p->share = p->total > 0 ? (double)(p->total - p->allocated) / (double)p->total : 0;
        n = 0;
        for (size_t k = 0; k < i; k++)
            if (!s->periods[k].jump)
                share[n++] = s->periods[k].share;
        if (!p->published || n < 2)
            continue;
        centre = middle(share, n);
        for (size_t k = 0; k < n; k++)
            share[k] = fabs(share[k] - centre);
        spread = middle(share, n);
        p->jump = p->share - centre > jump_least && p->share - centre > jump_times * (spread + jump_floor);
    }
    t4_free(share);
    return T4_OK;
}

/* --- years ---------------------------------------------------------------------------------------------- */

static uint32_t valuation(const adding *a, const t4_compare_entry *e)
{
    return a->h->flows->rows[a->h->order[e->first]].valuation;
}

/* All goods of a year against the twelve months of the same reporter and flow; totals: the entries of all goods. */
static t4_status add_year(adding *a, const uint32_t *totals, size_t count, const t4_compare_entry *year, t4_error *err)
{
    bool hidden, any;
    t4_int128 total = t4_compare_entry_value(year, &hidden), sum = 0;
    t4_int128 rounding = t4_compare_entry_rounding(year);
    size_t months = 0;

    for (size_t i = 0; i < count; i++) {
        const t4_compare_entry *e = &a->h->entries[totals[i]];
        t4_period period = a->w->periods[e->period];

        if (e->reporter != year->reporter || e->flow != year->flow || t4_period_kind_of(period) != T4_MONTH ||
            valuation(a, e) != valuation(a, year) ||
            t4_period_year_of(period) != t4_period_year_of(a->w->periods[year->period]))
            continue;
        sum += t4_compare_entry_value(e, &any);
        hidden = hidden || any;
        rounding += t4_compare_entry_rounding(e);
        months++;
    }
    if (months < 12 || hidden)
        return T4_OK;
    if (2 * distance(total, sum) <= rounding) {
        a->s->checked[T4_COMPARE_MONTHS]++;
        return T4_OK;
    }
    return note_break(a->s, &(t4_compare_break){a->w->periods[year->period], a->h->order[year->first], T4_COMPARE_MONTHS,
                                               total, sum}, err);
}

static t4_status add_years(adding *a, t4_error *err)
{
    uint32_t *totals = t4_alloc(a->h->count + 1, sizeof *totals);
    size_t count = 0;
    t4_status status = totals ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; totals && i < a->h->count; i++)
        if (!a->h->entries[i].level)
            totals[count++] = (uint32_t)i;
    for (size_t i = 0; !status && i < count; i++)
        if (t4_period_kind_of(a->w->periods[a->h->entries[totals[i]].period]) == T4_YEAR)
            status = add_year(a, totals, count, &a->h->entries[totals[i]], err);
    t4_free(totals);
    return status;
}

/* Months that are missing from a year, and years in which everything falls at once. */
static void find_partial(t4_compare_side *s)
{
    for (size_t i = 0; i < s->period_count; i++) {
        t4_compare_period *p = &s->periods[i];
        int year = t4_period_year_of(p->period);

        if (s->kind == T4_MONTH) {
            for (size_t k = 0; k < s->period_count; k++)
                p->months += t4_period_year_of(s->periods[k].period) == year;
            p->partial = p->months < 12;
        }
    }
}

/* Share of the partners of a year that had trade in the year before and fell by more than half. */
static double falling(const t4_compare_work *w, const t4_compare_half *h, t4_int128 *before, t4_int128 *now,
                      t4_period period, t4_period last)
{
    size_t places = t4_dict_count(w->places), count = 0, fell = 0;

    memset(before, 0, places * sizeof *before);
    memset(now, 0, places * sizeof *now);
    for (size_t i = 0; i < h->count; i++) {
        const t4_compare_entry *e = &h->entries[i];
        t4_period p = w->periods[e->period];

        for (size_t k = e->first; e->leaf && (p == period || p == last) && k < e->first + e->rows; k++) {
            const t4_flows_row *row = &h->flows->rows[h->order[k]];

            if (!row->world)
                (p == period ? now : before)[h->place[row->partner]] += t4_compare_value(w, row);
        }
    }
    for (size_t i = 0; i < places; i++)
        if (before[i] > 0) {
            count++;
            fell += (double)now[i] < (1 - partial_fall) * (double)before[i];
        }
    return count ? (double)fell / (double)count : 0;
}

static t4_status find_falls(const t4_compare_work *w, const t4_compare_half *h, t4_compare_side *s, t4_error *err)
{
    size_t places = t4_dict_count(w->places) + 1;
    t4_int128 *before = t4_alloc_zero(places, sizeof *before), *now = t4_alloc_zero(places, sizeof *now);
    bool good = before && now;

    for (size_t i = 1; good && s->kind == T4_YEAR && i < s->period_count; i++)
        if ((double)s->periods[i].total < (1 - partial_fall) * (double)s->periods[i - 1].total)
            s->periods[i].partial = falling(w, h, before, now, s->periods[i].period, s->periods[i - 1].period) >= partial_partners;
    t4_free(before);
    t4_free(now);
    return good ? T4_OK : t4_fail_memory(err);
}

/* --- all -------------------------------------------------------------------------------------------------- */

static int by_period(const void *left, const void *right)
{
    const t4_compare_period *a = left, *b = right;

    return (a->period > b->period) - (a->period < b->period);
}

t4_status t4_compare_add_up(t4_compare_work *w, int side, t4_error *err)
{
    t4_compare_half *h = &w->half[side];
    t4_compare_side *s = &w->result->side[side];
    adding a = {.w = w, .h = h, .s = s, .side = side};
    t4_status status = t4_run_check(w->run, err);

    for (size_t i = 0, end; !status && i < h->count; i = end) {
        for (end = i + 1; end < h->count && h->entries[end].reporter == h->entries[i].reporter &&
             h->entries[end].period == h->entries[i].period && h->entries[end].flow == h->entries[i].flow;)
            end++;
        status = add_codes(&a, i, end, err);
        for (size_t k = i; !status && k < end; k++)
            status = add_partners(&a, &h->entries[k], err);
        if (!status)
            status = add_period(&a, i, end, err);
    }
    if (!status && s->period_count)
        qsort(s->periods, s->period_count, sizeof *s->periods, by_period);
    if (!status)
        status = add_years(&a, err);
    if (!status)
        status = find_jumps(s, err);
    find_partial(s);
    if (!status)
        status = find_falls(w, h, s, err);
    if (!status && s->break_count)
        qsort(s->breaks, s->break_count, sizeof *s->breaks, by_size);
    return status;
}
