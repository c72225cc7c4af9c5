/* SPDX-License-Identifier: MIT */
/* What a lot's own papers tell: lots that are not there, codes, dates, weights and origins that change, rounds. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/trace_work.h"

enum { CHAIN_LEAST = 4 };  /* transfers of one lot on one day */

/* A booked event of a lot; sorted by lot, then position. */
typedef struct {
    uint32_t lot, booked;
} mention;

/* One lot while its events are looked at. */
typedef struct {
    t4_trace_work *work;
    const mention *mentions;
    size_t count;
    const t4_trace_event *entry;   /* first import, production or return; NULL = there is none */
    uint32_t number;               /* of this lot, 1, 2 ... */
    uint32_t *held;                /* by name: number of the last lot that the holder had */
    uint32_t reported_code;        /* last change of code told */
} lot;

static const t4_trace_event *event_of(const lot *l, size_t i)
{
    return t4_trace_at(l->work, l->mentions[i].booked);
}

static uint32_t index_of(const lot *l, size_t i)
{
    return l->work->order[l->mentions[i].booked];
}

static bool is_entry(unsigned type)
{
    return type <= T4_TRACE_RETURN;
}

static bool has_held(const lot *l, uint32_t holder)
{
    return l->held[holder] == l->number;
}

/* --- T03 ---------------------------------------------------------------------------- */

/* Did the holder get any of this code without a lot being named, before that event? */
static bool received_without_lot(const t4_trace_work *work, const t4_trace_event *e, uint32_t booked)
{
    size_t end, i = t4_trace_find_legs(work, work->rank[e->from], work->place_rank[e->unit], work->rank[e->code], &end);

    for (; i < end; i++) {
        const t4_trace_event *other = t4_trace_leg_event(work, &work->legs[i]);

        if (t4_trace_leg_position(&work->legs[i]) >= booked + work->ledger->opening_count)
            return false;
        if (t4_trace_leg_in(&work->legs[i]) && (!other || other->lot == T4_DICT_NONE))
            return true;
    }
    return false;
}

static t4_status check_holder(lot *l, size_t i, t4_error *err)
{
    const t4_trace_event *e = event_of(l, i);

    if (has_held(l, e->from) || received_without_lot(l->work, e, l->mentions[i].booked))
        return T4_OK;
    if (!l->entry)
        return t4_trace_find(l->work, 3, T4_TRACE_STRONG, index_of(l, i), e->from, e->quantity, err,
                             "quotes lot %s, which no import, production or return brought in; pull the declaration "
                             "that the lot number stands for", t4_trace_name_text(l->work->ledger, e->lot));
    return t4_trace_find(l->work, 3, T4_TRACE_STRONG, index_of(l, i), e->from, e->quantity, err,
                         "quotes lot %s, which this holder never received; pull the waybills of the lot from its "
                         "entry on %s on", t4_trace_name_text(l->work->ledger, e->lot),
                         t4_trace_date_of(l->entry->date).text);
}

/* --- T04, T07, T08, T13, T18: against the entry --------------------------------------- */

static t4_status check_code(lot *l, size_t i, t4_error *err)
{
    const t4_trace_event *e = event_of(l, i);
    const t4_trace_ledger *ledger = l->work->ledger;
    const char *was = t4_trace_name_text(ledger, l->entry->code), *is = t4_trace_name_text(ledger, e->code);
    size_t same = 0;

    if (e->code == l->entry->code || e->code == l->reported_code)
        return T4_OK;
    l->reported_code = e->code;
    while (was[same] && was[same] == is[same])
        same++;
    if (!was[same] || !is[same])
        return T4_OK;  /* one is the other, written shorter */
    same -= same % 2;
    return t4_trace_find(l->work, 4, same < 4 ? T4_TRACE_STRONG : T4_TRACE_LEAD, index_of(l, i), e->from,
                         e->quantity, err, "the lot came in as %s and goes on as %s: %s%.*s; pull the descriptions of "
                         "goods on both papers", was, is, same ? "the codes share only " : "not even the chapter is the same",
                         (int)same, was);
}

static t4_status check_date(lot *l, size_t i, t4_error *err)
{
    const t4_trace_event *e = event_of(l, i);

    if (e->date >= l->entry->date || !t4_trace_crosses_out(e->type))
        return T4_OK;
    return t4_trace_find(l->work, 7, T4_TRACE_STRONG, index_of(l, i), e->from, e->quantity, err,
                         "leaves on %s, %d days before the lot came in on %s; pull both declarations",
                         t4_trace_date_of(e->date).text, (int)(l->entry->date - e->date),
                         t4_trace_date_of(l->entry->date).text);
}

/* Is a/b outside [c/d / 2, c/d * 2]?  All above zero. */
static bool off_by_two(int64_t a, int64_t b, int64_t c, int64_t d)
{
    t4_int128 left = (t4_int128)a * d, right = (t4_int128)c * b;

    return left > 2 * right || 2 * left < right;
}

static t4_status check_ratio(lot *l, size_t i, t4_error *err)
{
    const t4_trace_event *e = event_of(l, i), *in = l->entry;
    const char *what = NULL;

    if (!t4_trace_crosses_out(e->type))
        return T4_OK;
    if (e->unit == in->unit && e->net_kg > 0 && in->net_kg > 0 &&
        off_by_two(e->net_kg, e->quantity, in->net_kg, in->quantity))
        what = "weight a unit";
    else if (e->currency == in->currency && e->value > 0 && in->value > 0 && e->net_kg > 0 && in->net_kg > 0 &&
             off_by_two(e->value, e->net_kg, in->value, in->net_kg))
        what = "value a kilogram";
    else if (e->currency == in->currency && e->unit == in->unit && e->value > 0 && in->value > 0 &&
             off_by_two(e->value, e->quantity, in->value, in->quantity))
        what = "value a unit";
    if (!what)
        return T4_OK;
    return t4_trace_find(l->work, 8, T4_TRACE_LEAD, index_of(l, i), e->from, e->quantity, err,
                         "%s is more than twice or less than half that of the import on %s: other goods may travel "
                         "under this lot; pull packing lists and invoices of both", what,
                         t4_trace_date_of(in->date).text);
}

/* Within two percent of the import's value a unit, a few days after it. */
static t4_status check_pass(lot *l, size_t i, t4_error *err)
{
    const t4_trace_event *e = event_of(l, i), *in = l->entry;
    t4_int128 out = (t4_int128)e->value * in->quantity, paid = (t4_int128)in->value * e->quantity;
    int days = e->date - in->date;

    if (!t4_trace_crosses_out(e->type) || e->unit != in->unit || e->currency != in->currency || e->value <= 0 ||
        in->value <= 0 || days < 0 || days > l->work->question->window)
        return T4_OK;
    if ((out > paid ? out - paid : paid - out) * 50 > paid)
        return T4_OK;
    return t4_trace_find(l->work, 13, T4_TRACE_NOTE, index_of(l, i), e->from, e->quantity, err,
                         "leaves %d days after the import with less than two percent between buying and selling "
                         "price; pull the contracts on both sides", days);
}

static t4_status check_origin(lot *l, size_t i, t4_error *err)
{
    const t4_trace_event *e = event_of(l, i);

    if (!t4_trace_crosses_out(e->type) || !e->origin || !l->entry->origin || e->origin == l->entry->origin)
        return T4_OK;
    return t4_trace_find(l->work, 18, T4_TRACE_LEAD, index_of(l, i), e->from, e->quantity, err,
                         "origin %s on the way out, %s on the way in; pull both certificates of origin",
                         t4_trace_place_text(l->work->ledger, e->origin),
                         t4_trace_place_text(l->work->ledger, l->entry->origin));
}

/* --- T06 ---------------------------------------------------------------------------- */

static t4_status check_twin(lot *l, size_t i, t4_error *err)
{
    const t4_trace_event *e = event_of(l, i);

    if (!t4_trace_crosses_out(e->type))
        return T4_OK;
    for (size_t j = i; j-- > 0 && i - j <= T4_TRACE_LOOK_BACK;) {
        const t4_trace_event *other = event_of(l, j);

        if (other->date != e->date)
            return T4_OK;
        if (!t4_trace_crosses_out(other->type) || other->quantity != e->quantity || other->unit != e->unit ||
            other->from != e->from || other->to != e->to || other->code != e->code)
            continue;
        return t4_trace_find(l->work, 6, T4_TRACE_STRONG, index_of(l, i), e->from, e->quantity, err,
                             "the same lot, quantity, day and parties as event %s: two documents may stand for one "
                             "movement or cover two; pull both and the border record",
                             t4_trace_event_id(l->work->ledger, other));
    }
    return T4_OK;
}

/* --- T14 ---------------------------------------------------------------------------- */

static t4_status check_round(lot *l, size_t i, t4_error *err)
{
    const t4_trace_event *e = event_of(l, i);
    size_t chain = 1;

    if (e->type != T4_TRACE_TRANSFER || e->from == e->to)
        return T4_OK;
    if (has_held(l, e->to))
        return t4_trace_find(l->work, 14, T4_TRACE_LEAD, index_of(l, i), e->from, e->quantity, err,
                             "the lot returns to a holder who had it before; pull the contracts of the round");
    for (size_t j = i; j-- > 0 && chain <= CHAIN_LEAST && event_of(l, j)->date == e->date;)
        chain += event_of(l, j)->type == T4_TRACE_TRANSFER && event_of(l, j)->to == event_of(l, j + 1)->from;
    if (chain != CHAIN_LEAST)
        return T4_OK;
    return t4_trace_find(l->work, 14, T4_TRACE_LEAD, index_of(l, i), e->from, e->quantity, err,
                         "%zu transfers of the lot within one day; pull the waybills: did the goods move at all?", chain);
}

/* --- all of one lot -------------------------------------------------------------------- */

static void hold(lot *l, uint32_t holder)
{
    if (holder != T4_DICT_NONE)
        l->held[holder] = l->number;
}

static t4_status check_event(lot *l, size_t i, t4_error *err)
{
    static t4_status (*const against_entry[])(lot *, size_t, t4_error *) = {check_code, check_date, check_ratio,
                                                                            check_pass, check_origin};
    const t4_trace_event *e = event_of(l, i);
    t4_status status = T4_OK;

    if (t4_trace_goes_out(e->type)) {
        status = l->entry && e->date < l->entry->date ? T4_OK : check_holder(l, i, err);
        for (size_t c = 0; !status && l->entry && c < sizeof against_entry / sizeof *against_entry; c++)
            status = against_entry[c](l, i, err);
        if (!status)
            status = check_twin(l, i, err);
        if (!status)
            status = check_round(l, i, err);
        if (!status && e->type == T4_TRACE_TRANSFER)
            hold(l, e->from);
    }
    if (t4_trace_comes_in(e->type))
        hold(l, e->to);
    return status;
}

static t4_status check_lot(lot *l, t4_error *err)
{
    t4_status status = T4_OK;

    l->entry = NULL;
    l->number++;
    l->reported_code = T4_DICT_NONE;
    for (size_t i = 0; i < l->count && !l->entry; i++)
        if (is_entry(event_of(l, i)->type))
            l->entry = event_of(l, i);
    for (size_t i = 0; !status && i < l->count; i++)
        status = check_event(l, i, err);
    return status;
}

static int by_lot(const void *left, const void *right)
{
    const mention *a = left, *b = right;

    if (a->lot != b->lot)
        return a->lot < b->lot ? -1 : 1;
    return (a->booked > b->booked) - (a->booked < b->booked);
}

t4_status t4_trace_lots(t4_trace_work *work, t4_error *err)
{
    mention *mentions = NULL;
    size_t count = 0, room = 0;
    lot l = {.work = work};
    t4_status status = T4_OK;

    for (size_t i = 0; i < work->count; i++) {
        const t4_trace_event *e = t4_trace_at(work, i);

        if (e->lot == T4_DICT_NONE || e->type >= T4_TRACE_TRANSIT_IN)
            continue;
        if (!t4_grow(&mentions, &room, count, sizeof *mentions)) {
            t4_free(mentions);
            return t4_fail_memory(err);
        }
        mentions[count++] = (mention){work->rank[e->lot], (uint32_t)i};
    }
    if (count)
        qsort(mentions, count, sizeof *mentions, by_lot);
    l.held = t4_alloc_zero(t4_dict_count(work->ledger->names), sizeof *l.held);
    status = l.held ? T4_OK : t4_fail_memory(err);
    for (size_t i = 0, end; !status && i < count; i = end) {
        for (end = i + 1; end < count && mentions[end].lot == mentions[i].lot;)
            end++;
        l.mentions = &mentions[i];
        l.count = end - i;
        status = check_lot(&l, err);
    }
    t4_free(mentions);
    t4_free(l.held);
    return status;
}
