/* SPDX-License-Identifier: MIT */
/* What balances tell: shortages (T01, T02, T09), idle stock (T16), write-offs (T17), candidate switches of codes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stats/robust.h"
#include "watch/trace_work.h"

/* --- shortages ---------------------------------------------------------------------- */

/* Stock of a holder and code in one unit just before a position. */
static t4_int128 stock_before(const t4_trace_work *work, uint32_t holder, uint32_t unit, uint32_t key,
                              uint32_t position)
{
    size_t end, i = t4_trace_find_legs(work, holder, unit, key, &end);
    t4_int128 stock = 0;

    for (; i < end && t4_trace_leg_position(&work->legs[i]) < position; i++) {
        t4_int128 quantity = t4_trace_leg_quantity(work, &work->legs[i]);

        stock = t4_trace_leg_in(&work->legs[i]) ? stock + quantity : stock > quantity ? stock - quantity : 0;
    }
    return stock;
}

/* Another unit in which the holder has stock of the very code; 0 = none. */
static uint16_t unit_in_stock(const t4_trace_work *work, const t4_trace_leg *leg, const t4_trace_event *e,
                              t4_int128 *stock)
{
    size_t places = t4_dict_count(work->ledger->places);
    uint32_t holder = t4_trace_leg_holder(leg), key = work->rank[e->code];

    for (size_t rank = 0; rank < places; rank++) {
        uint16_t unit = (uint16_t)work->place_by_rank[rank];

        if (unit == e->unit)
            continue;
        *stock = stock_before(work, holder, (uint32_t)rank, key, t4_trace_leg_position(leg));
        if (*stock > 0)
            return unit;
    }
    return 0;
}

t4_status t4_trace_shortage(t4_trace_work *work, const t4_trace_leg *leg, t4_int128 shortage, t4_int128 stock,
                            bool held_before, t4_error *err)
{
    const t4_trace_event *e = t4_trace_leg_event(work, leg);
    uint32_t event = work->order[t4_trace_leg_position(leg) - work->ledger->opening_count];
    const char *type = t4_trace_type_name(e->type), *unit = t4_trace_place_text(work->ledger, e->unit);
    char out[T4_DECIMAL_TEXT], had[T4_DECIMAL_TEXT];
    t4_int128 other = 0;
    uint16_t other_unit = held_before ? 0 : unit_in_stock(work, leg, e, &other);

    t4_trace_amount(work, e->quantity, out);
    if (other_unit)
        return t4_trace_find(work, 9, T4_TRACE_LEAD, event, e->from, shortage, err,
                             "%s of %s %s, but the stock of this code is %s %s: no balance can be formed over two "
                             "units; pull both documents and the packing list", type, out, unit,
                             t4_trace_amount(work, other, had), t4_trace_place_text(work->ledger, other_unit));
    if (!held_before)
        return t4_trace_find(work, 1, T4_TRACE_STRONG, event, e->from, shortage, err,
                             "%s of %s %s by a holder who never had any of this code; pull the import declaration or "
                             "purchase that these goods came from", type, out, unit);
    return t4_trace_find(work, 2, T4_TRACE_STRONG, event, e->from, shortage, err,
                         "%s of %s %s with %s in stock; pull the holder's purchases and earlier deliveries of this code",
                         type, out, unit, t4_trace_amount(work, stock, had));
}

/* --- stock that never moves ---------------------------------------------------------- */

static t4_status find_idle(t4_trace_work *work, const t4_trace_leg *legs, size_t count, t4_int128 closing,
                           t4_error *err)
{
    const t4_trace_leg *newest = NULL;
    const t4_trace_event *e;
    char text[T4_DECIMAL_TEXT];
    int age;

    for (size_t i = 0; i < count; i++) {
        if (!t4_trace_leg_in(&legs[i]))
            return T4_OK;
        newest = &legs[i];
    }
    e = newest ? t4_trace_leg_event(work, newest) : NULL;
    if (!e || closing <= 0)
        return T4_OK;
    age = work->result->as_of - e->date;
    if (age <= work->question->idle_days)
        return T4_OK;
    return t4_trace_find(work, 16, T4_TRACE_NOTE, work->order[t4_trace_leg_position(newest) - work->ledger->opening_count],
                         e->to, closing, err,
                         "%s %s in stock for %d days and never moved; count the goods on the spot",
                         t4_trace_amount(work, closing, text), t4_trace_place_text(work->ledger, e->unit), age);
}

/* --- write-offs before an export stop ------------------------------------------------- */

enum { MONTHS_MOST = 1200, MONTHS_LEAST = 6 };

typedef struct {
    double off[MONTHS_MOST];       /* retail and losses by month from the first on */
    const t4_trace_leg *last[MONTHS_MOST];
    int first, count, last_export; /* months; -1 = none */
} writeoffs;

static int month_of(t4_trace_day day)
{
    t4_watchday d = t4_trace_watchday(day);

    return (int)(d / 10000 * 12 + d / 100 % 100);
}

static void gather(const t4_trace_work *work, const t4_trace_leg *legs, size_t count, writeoffs *w)
{
    for (size_t i = 0; i < count; i++) {
        const t4_trace_event *e = t4_trace_leg_event(work, &legs[i]);
        int month = e ? month_of(e->date) : -1;

        if (!e || t4_trace_leg_in(&legs[i]))
            continue;
        if (w->first < 0)
            w->first = month;
        if (month - w->first >= MONTHS_MOST)
            return;
        if (t4_trace_crosses_out(e->type))
            w->last_export = month - w->first;
        if (e->type != T4_TRACE_RETAIL && e->type != T4_TRACE_LOSS)
            continue;
        w->count = month - w->first + 1;
        w->off[month - w->first] += (double)e->quantity;
        w->last[month - w->first] = &legs[i];
    }
}

/* Does month m stand out from those before it?  Robust z over median and MAD; twice the largest where they are alike. */
static bool stands_out(const writeoffs *w, int m)
{
    double largest = 0, median, mad, earlier[MONTHS_MOST];

    for (int i = 0; i < m; i++) {
        earlier[i] = w->off[i];
        largest = fmax(largest, w->off[i]);
    }
    if (m < MONTHS_LEAST || w->off[m] <= largest || largest <= 0)
        return false;
    if (t4_robust_scale(earlier, (size_t)m, &median, &mad) || mad <= 0)
        return w->off[m] > 2 * largest;
    return (w->off[m] - median) / mad > 3.5;
}

static t4_status find_writeoff(t4_trace_work *work, const t4_trace_leg *legs, size_t count, t4_error *err)
{
    writeoffs *w;
    t4_status status = T4_OK;
    bool exports = false, offs = false;

    for (size_t i = 0; i < count; i++) {
        const t4_trace_event *e = t4_trace_leg_event(work, &legs[i]);

        exports |= e && !t4_trace_leg_in(&legs[i]) && t4_trace_crosses_out(e->type);
        offs |= e && !t4_trace_leg_in(&legs[i]) && (e->type == T4_TRACE_RETAIL || e->type == T4_TRACE_LOSS);
    }
    if (!exports || !offs)
        return T4_OK;
    w = t4_alloc_zero(1, sizeof *w);
    if (!w)
        return t4_fail_memory(err);
    w->first = w->last_export = -1;
    gather(work, legs, count, w);
    for (int m = w->last_export < 0 ? 0 : w->last_export; !status && m < w->count; m++) {
        const t4_trace_event *e;
        char text[T4_DECIMAL_TEXT];

        if (!w->last[m] || !stands_out(w, m) || month_of(work->result->as_of) <= w->first + m)
            continue;
        e = t4_trace_leg_event(work, w->last[m]);
        status = t4_trace_find(work, 17, T4_TRACE_LEAD,
                               work->order[t4_trace_leg_position(w->last[m]) - work->ledger->opening_count], e->from, (t4_int128)w->off[m], err,
                               "%s %s sold at retail or lost in one month, more than in any of the %d before, and no "
                               "export follows; pull cash register and write-off papers of that month",
                               t4_trace_amount(work, (t4_int128)w->off[m], text),
                               t4_trace_place_text(work->ledger, e->unit), m);
    }
    t4_free(w);
    return status;
}

t4_status t4_trace_group(t4_trace_work *work, const t4_trace_leg *legs, size_t count, t4_int128 closing,
                         t4_error *err)
{
    t4_status status = find_idle(work, legs, count, closing, err);

    return status ? status : find_writeoff(work, legs, count, err);
}

/* --- candidate switches --------------------------------------------------------------- */

enum { HEADING = 4 };

/* One code of the holder within a heading while its legs are walked by position. */
typedef struct {
    uint32_t key;
    t4_int128 stock, spoken_for;   /* spoken_for: given to earlier shortages of other codes */
    t4_trace_day last_in;
} heap;

typedef struct {
    t4_trace_leg *legs;
    heap *heaps;
    size_t leg_room, heap_room, heap_count;
} switching;

static heap *find_heap(switching *s, uint32_t key)
{
    for (size_t i = 0; i < s->heap_count; i++)
        if (s->heaps[i].key == key)
            return &s->heaps[i];
    if (!t4_grow(&s->heaps, &s->heap_room, s->heap_count, sizeof *s->heaps))
        return NULL;
    s->heaps[s->heap_count] = (heap){.key = key, .last_in = T4_TRACE_NO_DAY};
    return &s->heaps[s->heap_count++];
}

static t4_status offer(t4_trace_work *work, switching *s, const t4_trace_leg *leg, t4_int128 shortage,
                       t4_error *err)
{
    const t4_trace_event *e = t4_trace_leg_event(work, leg);
    t4_trace_result *result = work->result;

    for (size_t i = 0; shortage > 0 && i < s->heap_count; i++) {
        heap *h = &s->heaps[i];
        t4_int128 free_stock = h->stock - h->spoken_for, taken = free_stock < shortage ? free_stock : shortage;

        if (h->key == t4_trace_leg_key(leg) || free_stock <= 0)
            continue;
        if (!t4_grow(&result->switches, &result->switch_room, result->switch_count, sizeof *result->switches))
            return t4_fail_memory(err);
        result->switches[result->switch_count++] = (t4_trace_switch){
            .event = t4_trace_leg_position(leg), .holder = e->from, .code_short = e->code, .code_surplus = h->key,
            .unit = e->unit,
            .quantity = (int64_t)taken, .days = h->last_in == T4_TRACE_NO_DAY ? -1 : e->date - h->last_in};
        h->spoken_for += taken;
        shortage -= taken;
    }
    return T4_OK;
}

static t4_status walk_heading(t4_trace_work *work, switching *s, size_t count, t4_error *err)
{
    t4_status status = T4_OK;

    s->heap_count = 0;
    for (size_t i = 0; !status && i < count; i++) {
        const t4_trace_leg *leg = &s->legs[i];
        const t4_trace_event *e = t4_trace_leg_event(work, leg);
        t4_int128 quantity = t4_trace_leg_quantity(work, leg);
        heap *h = find_heap(s, t4_trace_leg_key(leg));

        if (!h)
            return t4_fail_memory(err);
        if (t4_trace_leg_in(leg)) {
            h->stock += quantity;
            h->last_in = e ? e->date : h->last_in;
            continue;
        }
        if (quantity > h->stock)
            status = offer(work, s, leg, quantity - h->stock, err);
        h = find_heap(s, t4_trace_leg_key(leg));
        h->stock = h->stock > quantity ? h->stock - quantity : 0;
        if (h->spoken_for > h->stock)
            h->spoken_for = h->stock;
    }
    return status;
}

static int by_position(const void *left, const void *right)
{
    uint64_t a = ((const t4_trace_leg *)left)->low & 0xFFFFFFFFFFFF, b = ((const t4_trace_leg *)right)->low & 0xFFFFFFFFFFFF;

    return (a > b) - (a < b);
}

static const char *code_of(const t4_trace_work *work, const t4_trace_leg *leg)
{
    return t4_trace_name_text(work->ledger, work->by_rank[t4_trace_leg_key(leg)]);
}

static bool take_legs(switching *s, const t4_trace_leg *legs, size_t count)
{
    if (count > s->leg_room) {
        t4_trace_leg *more = t4_realloc(s->legs, count * 2, sizeof *more);

        if (!more)
            return false;
        s->legs = more;
        s->leg_room = count * 2;
    }
    memcpy(s->legs, legs, count * sizeof *legs);
    qsort(s->legs, count, sizeof *legs, by_position);
    return true;
}

/* By position and rank, before they become event and id. */
static int by_event(const void *left, const void *right)
{
    const t4_trace_switch *a = left, *b = right;

    return a->event != b->event ? (a->event > b->event) - (a->event < b->event)
                                : (a->code_surplus > b->code_surplus) - (a->code_surplus < b->code_surplus);
}

static void name_switches(t4_trace_work *work)
{
    t4_trace_result *result = work->result;

    if (result->switch_count)
        qsort(result->switches, result->switch_count, sizeof *result->switches, by_event);
    for (size_t i = 0; i < result->switch_count; i++) {
        t4_trace_switch *s = &result->switches[i];

        s->event = work->order[s->event - work->ledger->opening_count];
        s->code_surplus = work->by_rank[s->code_surplus];
    }
}

t4_status t4_trace_switches(t4_trace_work *work, t4_error *err)
{
    switching s = {.legs = NULL};
    t4_status status = T4_OK;

    for (size_t i = 0, end; !status && i < work->leg_count; i = end) {
        const t4_trace_leg *first = &work->legs[i];
        const char *heading = code_of(work, first);
        bool several = false;

        for (end = i + 1; end < work->leg_count && work->legs[end].high >> 16 == first->high >> 16; end++) {
            if (t4_trace_leg_key(&work->legs[end]) == t4_trace_leg_key(first))
                continue;
            if (strncmp(code_of(work, &work->legs[end]), heading, HEADING))
                break;
            several = true;
        }
        if (!several)
            continue;
        status = take_legs(&s, first, end - i) ? walk_heading(work, &s, end - i, err) : t4_fail_memory(err);
    }
    t4_free(s.legs);
    t4_free(s.heaps);
    name_switches(work);
    return status;
}
