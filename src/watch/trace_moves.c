/* SPDX-License-Identifier: MIT */
/* What movements tell without a lot: transit that stays (T05), split consignments (T12), rounds (T14), other ways (T20). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "stats/counts.h"
#include "watch/trace_work.h"

/* An event under the three keys that a check groups by; sorted by them, then position. */
typedef struct {
    uint64_t a, b, c;
    uint32_t booked;
} grouped;

static int by_keys(const void *left, const void *right)
{
    const grouped *x = left, *y = right;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    if (x->c != y->c)
        return x->c < y->c ? -1 : 1;
    return (x->booked > y->booked) - (x->booked < y->booked);
}

typedef bool choosing(const t4_trace_work *work, const t4_trace_event *e, grouped *keys);
typedef t4_status checking(t4_trace_work *work, const grouped *group, size_t count, t4_error *err);

/* Choose events, group them, check every group. */
static t4_status by_group(t4_trace_work *work, choosing *choose, checking *check, t4_error *err)
{
    grouped *items = NULL;
    size_t count = 0, room = 0;
    t4_status status = T4_OK;

    for (size_t i = 0; i < work->count && !status; i++) {
        grouped item = {.booked = (uint32_t)i};

        if (!choose(work, t4_trace_at(work, i), &item))
            continue;
        if (!t4_grow(&items, &room, count, sizeof *items))
            status = t4_fail_memory(err);
        else
            items[count++] = item;
    }
    if (count)
        qsort(items, count, sizeof *items, by_keys);
    for (size_t i = 0, end; !status && i < count; i = end) {
        for (end = i + 1; end < count && items[end].a == items[i].a && items[end].b == items[i].b &&
                          items[end].c == items[i].c;)
            end++;
        status = check(work, &items[i], end - i, err);
    }
    t4_free(items);
    return status;
}

static uint64_t rank_of(const t4_trace_work *work, uint32_t name)
{
    return name == T4_DICT_NONE ? 0 : (uint64_t)work->rank[name] + 1;
}

/* --- T05 ----------------------------------------------------------------------------- */

/* By lot, else by document (its hash), and unit. */
static bool choose_transit(const t4_trace_work *work, const t4_trace_event *e, grouped *keys)
{
    const char *document = t4_trace_document(work->ledger, e);

    if (e->type != T4_TRACE_TRANSIT_IN && e->type != T4_TRACE_TRANSIT_OUT)
        return false;
    keys->a = rank_of(work, e->lot);
    keys->b = e->lot == T4_DICT_NONE ? t4_hash(document, strlen(document)) | 1 : 0;
    keys->c = work->place_rank[e->unit];
    return true;
}

static t4_status tell_transit(t4_trace_work *work, uint32_t booked, t4_int128 missing, t4_trace_day due,
                              t4_error *err)
{
    const t4_trace_event *e = t4_trace_at(work, booked);
    char text[T4_DECIMAL_TEXT];

    return t4_trace_find(work, 5, T4_TRACE_STRONG, work->order[booked], e->from != T4_DICT_NONE ? e->from : e->to,
                         missing, err, "%s %s in transit since %s had not left by %s; pull the carrier's papers and the "
                         "exit post's record", t4_trace_amount(work, missing, text),
                         t4_trace_place_text(work->ledger, e->unit), t4_trace_date_of(e->date).text,
                         t4_trace_date_of(due).text);
}

/* Exits of a group in the order of their days, with what had left by then. */
typedef struct {
    t4_trace_day *day;
    t4_int128 *sum;
    size_t count;
} exits;

static bool gather_exits(const t4_trace_work *work, const grouped *group, size_t count, exits *out)
{
    t4_int128 sum = 0;

    out->day = t4_alloc(count, sizeof *out->day);
    out->sum = t4_alloc(count, sizeof *out->sum);
    for (size_t i = 0; out->day && out->sum && i < count; i++) {
        const t4_trace_event *e = t4_trace_at(work, group[i].booked);

        if (e->type != T4_TRACE_TRANSIT_OUT)
            continue;
        sum += e->quantity;
        out->day[out->count] = e->date;
        out->sum[out->count++] = sum;
    }
    return out->day && out->sum;
}

static t4_int128 left_by(const exits *out, t4_trace_day due)
{
    size_t low = 0, high = out->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (out->day[middle] <= due)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? out->sum[low - 1] : 0;
}

/* Exits are taken from entries in their order; what is not out by an entry's due day is told. */
static t4_status check_transit(t4_trace_work *work, const grouped *group, size_t count, t4_error *err)
{
    exits out = {.count = 0};
    t4_int128 entered = 0;
    t4_status status = gather_exits(work, group, count, &out) ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; !status && i < count; i++) {
        const t4_trace_event *e = t4_trace_at(work, group[i].booked);
        t4_trace_day due = e->due != T4_TRACE_NO_DAY ? e->due : e->date + work->question->idle_days;
        t4_int128 missing;

        if (e->type != T4_TRACE_TRANSIT_IN)
            continue;
        entered += e->quantity;
        missing = entered - left_by(&out, due);
        missing = missing < e->quantity ? missing : e->quantity;
        if (missing > 0 && due < work->result->as_of)
            status = tell_transit(work, group[i].booked, missing, due, err);
    }
    t4_free(out.day);
    t4_free(out.sum);
    return status;
}

/* --- T12 ----------------------------------------------------------------------------- */

/* Crossings below the threshold, by parties, code and currency. */
static bool choose_crossing(const t4_trace_work *work, const t4_trace_event *e, grouped *keys)
{
    if ((e->type != T4_TRACE_IMPORT && !t4_trace_crosses_out(e->type)) || e->value <= 0 ||
        e->value >= work->question->threshold)
        return false;
    keys->a = rank_of(work, e->from) << 32 | rank_of(work, e->to);
    keys->b = rank_of(work, e->code);
    keys->c = (uint64_t)work->place_rank[e->currency] << 8 | e->type;
    return true;
}

static uint32_t party(const t4_trace_event *e)
{
    return e->type == T4_TRACE_IMPORT ? e->to : e->from;
}

static t4_status tell_split(t4_trace_work *work, const grouped *group, size_t first, size_t end, t4_error *err)
{
    const t4_trace_event *e = t4_trace_at(work, group[first].booked);
    t4_int128 quantity = 0;

    for (size_t i = first; i < end; i++)
        quantity += t4_trace_at(work, group[i].booked)->quantity;
    return t4_trace_find(work, 12, T4_TRACE_LEAD, work->order[group[first].booked], party(e), quantity, err,
                         "%zu consignments between the same parties within %d days, each below the threshold, together "
                         "not; pull the contract that they are parts of", end - first,
                         (int)(t4_trace_at(work, group[end - 1].booked)->date - e->date));
}

/* A run that reaches the threshold within the window, with all that still falls into it. */
static t4_status check_split(t4_trace_work *work, const grouped *group, size_t count, t4_error *err)
{
    t4_int128 sum = 0;
    size_t first = 0;
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < count; i++) {
        t4_trace_day day = t4_trace_at(work, group[i].booked)->date;

        for (; day - t4_trace_at(work, group[first].booked)->date > work->question->window; first++)
            sum -= t4_trace_at(work, group[first].booked)->value;
        sum += t4_trace_at(work, group[i].booked)->value;
        if (sum < work->question->threshold || i == first)
            continue;
        day = t4_trace_at(work, group[first].booked)->date;
        while (i + 1 < count && t4_trace_at(work, group[i + 1].booked)->date - day <= work->question->window)
            i++;
        status = tell_split(work, group, first, i + 1, err);
        first = i + 1;
        sum = 0;
    }
    return status;
}

/* Crossings by holder and currency, for the share just below the threshold. */
static bool choose_holder(const t4_trace_work *work, const t4_trace_event *e, grouped *keys)
{
    if ((e->type != T4_TRACE_IMPORT && !t4_trace_crosses_out(e->type)) || e->value <= 0)
        return false;
    keys->a = rank_of(work, party(e));
    keys->b = work->place_rank[e->currency];
    return true;
}

enum { BUNCH_LEAST = 10 };

/* [0.8 t, t) against [t, 1.2 t): as many below as above, unless values are kept below on purpose. */
static t4_status check_bunching(t4_trace_work *work, const grouped *group, size_t count, t4_error *err)
{
    int64_t threshold = work->question->threshold;
    uint64_t below = 0, above = 0;
    t4_int128 quantity = 0;
    size_t last = 0;

    for (size_t i = 0; i < count; i++) {
        const t4_trace_event *e = t4_trace_at(work, group[i].booked);
        t4_int128 five = (t4_int128)e->value * 5;

        if (five < (t4_int128)threshold * 4 || five >= (t4_int128)threshold * 6)
            continue;
        if (e->value >= threshold) {
            above++;
            continue;
        }
        below++;
        quantity += e->quantity;
        last = i;
    }
    if (below + above < BUNCH_LEAST || t4_counts_binomial(below, below + above, 0.5) >= 0.001)
        return T4_OK;
    return t4_trace_find(work, 12, T4_TRACE_LEAD, work->order[group[last].booked],
                         party(t4_trace_at(work, group[last].booked)), quantity, err,
                         "%llu consignments up to a fifth below the threshold and %llu up to a fifth above it (p below "
                         "0.001 if it were chance); pull the contracts that they are parts of",
                         (unsigned long long)below, (unsigned long long)above);
}

/* --- T14 without lots -------------------------------------------------------------------- */

/* Transfers without a lot, by code, unit and quantity. */
static bool choose_transfer(const t4_trace_work *work, const t4_trace_event *e, grouped *keys)
{
    if (e->type != T4_TRACE_TRANSFER || e->lot != T4_DICT_NONE || e->from == e->to)
        return false;
    keys->a = rank_of(work, e->code);
    keys->b = work->place_rank[e->unit];
    keys->c = (uint64_t)e->quantity;
    return true;
}

/* A back to A: an earlier transfer of the same quantity, on days within the window, that starts a way to here. */
static t4_status check_round(t4_trace_work *work, const grouped *group, size_t count, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 1; !status && i < count; i++) {
        const t4_trace_event *e = t4_trace_at(work, group[i].booked);
        uint32_t back = e->from;

        for (size_t j = i; j-- > 0 && i - j <= T4_TRACE_LOOK_BACK;) {
            const t4_trace_event *other = t4_trace_at(work, group[j].booked);

            if (e->date - other->date > work->question->window)
                break;
            if (other->to != back)
                continue;
            back = other->from;
            if (back != e->to)
                continue;
            status = t4_trace_find(work, 14, T4_TRACE_LEAD, work->order[group[i].booked], e->from, e->quantity, err,
                                   "the same quantity returns to a holder who passed it on %d days before; pull the "
                                   "contracts of the round", (int)(e->date - other->date));
            break;
        }
    }
    return status;
}

/* --- T20 ------------------------------------------------------------------------------ */

static bool is_one_of(const char *text, const char *const *list)
{
    for (; *list; list++)
        if (!strcasecmp(text, *list))
            return true;
    return false;
}

static t4_status check_ways(t4_trace_work *work, t4_error *err)
{
    static const char *const union_members[] = {"AM", "ARM", "051", "BY", "BLR", "112", "KZ", "KAZ", "398",
                                                "KG", "KGZ", "417", "RU", "RUS", "643", NULL};
    static const char *const russia[] = {"RU", "RUS", "643", NULL};
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < work->count; i++) {
        const t4_trace_event *e = t4_trace_at(work, i);
        const char *dest = t4_trace_place_text(work->ledger, e->dest);
        const char *carrier = t4_trace_place_text(work->ledger, e->carrier);

        if ((!t4_trace_crosses_out(e->type) && e->type != T4_TRACE_TRANSIT_OUT) || !*dest ||
            is_one_of(dest, union_members) || !is_one_of(carrier, russia))
            continue;
        status = t4_trace_find(work, 20, T4_TRACE_STRONG, work->order[i], e->from, e->quantity, err,
                               "declared for %s, but the carrier's or seal's record shows %s; pull the seal's track and "
                               "the proof of arrival", dest, carrier);
    }
    return status;
}

t4_status t4_trace_moves(t4_trace_work *work, t4_error *err)
{
    t4_status status = by_group(work, choose_transit, check_transit, err);

    if (!status && work->question->threshold > 0)
        status = by_group(work, choose_crossing, check_split, err);
    if (!status && work->question->threshold > 0)
        status = by_group(work, choose_holder, check_bunching, err);
    if (!status)
        status = by_group(work, choose_transfer, check_round, err);
    return status ? status : check_ways(work, err);
}
