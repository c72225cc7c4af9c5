/* SPDX-License-Identifier: MIT */
/* Balances: every holder, unit and key walked once in the order of booking, at five levels. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "watch/trace_work.h"

/* --- legs --------------------------------------------------------------------------- */

static int by_leg(const void *left, const void *right)
{
    const t4_trace_leg *a = left, *b = right;

    if (a->high != b->high)
        return a->high < b->high ? -1 : 1;
    return (a->low > b->low) - (a->low < b->low);
}

static int by_position(const void *left, const void *right)
{
    uint64_t a = ((const t4_trace_leg *)left)->low & 0xFFFFFFFFFFFF, b = ((const t4_trace_leg *)right)->low & 0xFFFFFFFFFFFF;

    return (a > b) - (a < b);
}

static t4_trace_leg make_leg(const t4_trace_work *work, uint32_t holder, uint16_t unit, uint32_t key,
                             size_t position, bool in)
{
    uint32_t rank = work->rank[key];

    return (t4_trace_leg){(uint64_t)work->rank[holder] << 32 | (uint64_t)work->place_rank[unit] << 16 | rank >> 16,
                          (uint64_t)(rank & 0xFFFF) << 48 | (uint64_t)position << 1 | in};
}

t4_status t4_trace_make_legs(t4_trace_work *work, t4_trace_key key, t4_trace_leg **legs, size_t *count,
                             t4_error *err)
{
    const t4_trace_ledger *ledger = work->ledger;
    size_t n = 0, most = ledger->opening_count;
    t4_trace_leg *made;

    for (size_t i = 0; i < work->count; i++) {
        unsigned type = t4_trace_at(work, i)->type;

        most += (size_t)t4_trace_comes_in(type) + t4_trace_goes_out(type);
    }
    made = t4_alloc(most ? most : 1, sizeof *made);
    if (!made)
        return t4_fail_memory(err);
    for (size_t i = 0; i < ledger->opening_count; i++) {
        const t4_trace_opening *o = &ledger->openings[i];

        made[n++] = make_leg(work, o->holder, o->unit, o->code, i, true);
    }
    for (size_t i = 0; i < work->count; i++) {
        const t4_trace_event *e = t4_trace_at(work, i);
        uint32_t by = key == T4_TRACE_BY_LOT && e->lot != T4_DICT_NONE ? e->lot : e->code;

        if (t4_trace_goes_out(e->type))
            made[n++] = make_leg(work, e->from, e->unit, by, i + ledger->opening_count, false);
        if (t4_trace_comes_in(e->type))
            made[n++] = make_leg(work, e->to, e->unit, by, i + ledger->opening_count, true);
    }
    if (n)
        qsort(made, n, sizeof *made, by_leg);
    *legs = made;
    *count = n;
    return T4_OK;
}

const t4_trace_event *t4_trace_leg_event(const t4_trace_work *work, const t4_trace_leg *leg)
{
    uint32_t position = t4_trace_leg_position(leg);

    return position < work->ledger->opening_count ? NULL
                                                  : t4_trace_at(work, position - work->ledger->opening_count);
}

int64_t t4_trace_leg_quantity(const t4_trace_work *work, const t4_trace_leg *leg)
{
    const t4_trace_event *e = t4_trace_leg_event(work, leg);

    return e ? e->quantity : work->ledger->openings[t4_trace_leg_position(leg)].quantity;
}

size_t t4_trace_find_legs(const t4_trace_work *work, uint32_t holder, uint32_t unit, uint32_t key, size_t *end)
{
    t4_trace_leg wanted = {(uint64_t)holder << 32 | (uint64_t)unit << 16 | key >> 16, (uint64_t)(key & 0xFFFF) << 48};
    size_t low = 0, high = work->leg_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (by_leg(&work->legs[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*end = low; *end < work->leg_count && work->legs[*end].high == wanted.high &&
                     work->legs[*end].low >> 48 == wanted.low >> 48;)
        ++*end;
    return low;
}

/* --- units ------------------------------------------------------------------------- */

static t4_status find_units(t4_trace_work *work, t4_error *err)
{
    size_t places = t4_dict_count(work->ledger->places);
    t4_trace_result *result = work->result;

    work->unit_index = t4_alloc_zero(places, sizeof *work->unit_index);
    if (!work->unit_index)
        return t4_fail_memory(err);
    for (size_t i = 0; i < work->leg_count; i++)
        work->unit_index[work->place_by_rank[t4_trace_leg_unit(&work->legs[i])]] = 1;
    for (size_t rank = 0; rank < places; rank++)
        if (work->unit_index[work->place_by_rank[rank]])
            work->unit_index[work->place_by_rank[rank]] = (uint16_t)result->unit_count++;
    for (int level = 0; level < T4_TRACE_LEVELS; level++) {
        result->sums[level] = t4_alloc_zero(result->unit_count ? result->unit_count : 1, sizeof **result->sums);
        if (!result->sums[level])
            return t4_fail_memory(err);
    }
    return T4_OK;
}

/* --- one group --------------------------------------------------------------------- */

typedef struct {
    t4_trace_work *work;
    int level;               /* index into sums; -1: the asked key, with findings */
    uint32_t *prefix;        /* of a name's rank: number of what it begins with at this level */
    t4_trace_leg *scratch;
    size_t scratch_room;
} walking;

static t4_status book(walking *w, const t4_trace_leg *leg, t4_trace_balance *b, bool *held, t4_error *err)
{
    const t4_trace_event *e = t4_trace_leg_event(w->work, leg);
    t4_int128 quantity = t4_trace_leg_quantity(w->work, leg), stock = b->closing, shortage;

    if (t4_trace_leg_in(leg)) {
        *held = true;
        b->closing += quantity;
        if (!e)
            b->opening += quantity;
        else if (e->type == T4_TRACE_TRANSFER)
            b->received += quantity;
        else
            b->moved[e->type] += quantity;
        return T4_OK;
    }
    b->moved[e->type] += quantity;
    shortage = quantity > stock ? quantity - stock : 0;
    b->unexplained += shortage;
    b->closing = shortage ? 0 : stock - quantity;
    return shortage && w->level < 0 ? t4_trace_shortage(w->work, leg, shortage, stock, *held, err) : T4_OK;
}

static void add_sum(t4_trace_sum *sum, const t4_trace_balance *b)
{
    sum->unit = b->unit;
    sum->opening += b->opening;
    sum->unexplained += b->unexplained;
    sum->closing += b->closing;
    for (int type = 0; type < T4_TRACE_FLOWS; type++)
        sum->moved[type] += b->moved[type];
}

static void name_key(const walking *w, const t4_trace_leg *leg, t4_trace_balance *b)
{
    const t4_trace_event *e = t4_trace_leg_event(w->work, leg);
    const t4_trace_question *question = w->work->question;

    b->lot = T4_DICT_NONE;
    if (question->key == T4_TRACE_BY_LOT && e && e->lot != T4_DICT_NONE) {
        b->lot = e->lot;
        return;
    }
    strncpy(b->code, t4_trace_name_text(w->work->ledger, w->work->by_rank[t4_trace_leg_key(leg)]),
            (size_t)question->digits);
}

static t4_status walk_group(walking *w, const t4_trace_leg *legs, size_t count, t4_error *err)
{
    t4_trace_work *work = w->work;
    t4_trace_balance balance = {.holder = work->by_rank[t4_trace_leg_holder(legs)],
                                .unit = (uint16_t)work->place_by_rank[t4_trace_leg_unit(legs)]};
    bool held = false;
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < count; i++)
        status = book(w, &legs[i], &balance, &held, err);
    if (status)
        return status;
    if (w->level >= 0) {
        add_sum(&work->result->sums[w->level][work->unit_index[balance.unit]], &balance);
        return T4_OK;
    }
    work->result->balances++;
    status = t4_trace_group(work, legs, count, balance.closing, err);
    name_key(w, legs, &balance);
    if (!status && work->question->balance)
        status = work->question->balance(work->question->context, &balance, err);
    return status;
}

/* --- all groups of a level ----------------------------------------------------------- */

static bool same_group(const walking *w, const t4_trace_leg *a, const t4_trace_leg *b)
{
    return a->high >> 16 == b->high >> 16 && w->prefix[t4_trace_leg_key(a)] == w->prefix[t4_trace_leg_key(b)];
}

/* Several codes in a group: their legs by position, in the scratch. */
static t4_status merge(walking *w, const t4_trace_leg *legs, size_t count, t4_error *err)
{
    if (count > w->scratch_room) {
        t4_trace_leg *more = t4_realloc(w->scratch, count * 2, sizeof *more);

        if (!more)
            return t4_fail_memory(err);
        w->scratch = more;
        w->scratch_room = count * 2;
    }
    memcpy(w->scratch, legs, count * sizeof *legs);
    qsort(w->scratch, count, sizeof *legs, by_position);
    return T4_OK;
}

static t4_status walk_all(walking *w, const t4_trace_leg *legs, size_t count, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0, end; !status && i < count; i = end) {
        bool several = false;

        for (end = i + 1; end < count && same_group(w, &legs[i], &legs[end]); end++)
            several |= t4_trace_leg_key(&legs[end]) != t4_trace_leg_key(&legs[i]);
        if ((end ^ i) >> 16)
            status = t4_run_check(w->work->run, err);
        if (!status && several)
            status = merge(w, &legs[i], end - i, err);
        if (!status)
            status = walk_group(w, several ? w->scratch : &legs[i], end - i, err);
    }
    return status;
}

/* Names that begin with the same `digits` bytes stand together in rank order. */
static t4_status number_prefixes(walking *w, size_t digits, t4_error *err)
{
    const t4_trace_ledger *ledger = w->work->ledger;
    size_t names = t4_dict_count(ledger->names);
    const char *before = "";

    w->prefix = t4_alloc(names ? names : 1, sizeof *w->prefix);
    if (!w->prefix)
        return t4_fail_memory(err);
    for (size_t rank = 0; rank < names; rank++) {
        const char *text = t4_trace_name_text(ledger, w->work->by_rank[rank]);

        w->prefix[rank] = rank && !strncmp(before, text, digits) ? w->prefix[rank - 1] : (uint32_t)rank;
        before = text;
    }
    return T4_OK;
}

/* Task 0: the asked key with its findings; 1 .. 5: the sums of a level. */
static t4_status walk_level(void *context, unsigned worker, size_t index, t4_error *err)
{
    t4_trace_work *work = context;
    walking w = {.work = work, .level = (int)index - 1};
    bool by_lot = index == 0 && work->question->key == T4_TRACE_BY_LOT;
    size_t digits = by_lot ? SIZE_MAX : (size_t)(index ? t4_trace_levels[index - 1] : work->question->digits);
    t4_trace_leg *legs = work->legs;
    size_t count = work->leg_count;
    t4_status status = number_prefixes(&w, digits, err);

    if (!status && by_lot)
        status = t4_trace_make_legs(work, T4_TRACE_BY_LOT, &legs, &count, err);
    if (!status)
        status = walk_all(&w, legs, count, err);
    if (legs != work->legs)
        t4_free(legs);
    t4_free(w.prefix);
    t4_free(w.scratch);
    return status;
}

t4_status t4_trace_balances(t4_trace_work *work, t4_error *err)
{
    t4_status status = t4_trace_make_legs(work, T4_TRACE_BY_CODE, &work->legs, &work->leg_count, err);

    if (!status)
        status = find_units(work, err);
    if (!status)
        status = t4_parallel_for(work->run, T4_TRACE_LEVELS + 1, walk_level, work, err);
    return status ? status : t4_trace_switches(work, err);
}
