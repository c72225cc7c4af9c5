/* SPDX-License-Identifier: MIT */
/* The order of booking: cancelled events out, then by day, in before out, event id. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/trace_work.h"

/* --- cancellations ------------------------------------------------------------------ */

typedef struct {
    const char *document;
    uint32_t event;          /* the CANCEL */
    bool met;                /* it cancelled something */
} cancel;

static int by_document(const void *left, const void *right)
{
    return strcmp(((const cancel *)left)->document, ((const cancel *)right)->document);
}

static t4_status collect_cancels(t4_trace_ledger *ledger, cancel **cancels, size_t *count, t4_error *err)
{
    size_t room = 0;

    for (size_t i = 0; i < ledger->event_count; i++) {
        const t4_trace_event *e = &ledger->events[i];

        if (e->type != T4_TRACE_CANCEL)
            continue;
        if (!t4_grow(cancels, &room, *count, sizeof **cancels))
            return t4_fail_memory(err);
        (*cancels)[(*count)++] = (cancel){t4_trace_document(ledger, e), (uint32_t)i, false};
    }
    if (*count)
        qsort(*cancels, *count, sizeof **cancels, by_document);
    return T4_OK;
}

static bool crosses(unsigned type)
{
    return type == T4_TRACE_IMPORT || t4_trace_crosses_out(type) || type == T4_TRACE_TRANSIT_IN ||
           type == T4_TRACE_TRANSIT_OUT;
}

static t4_status cancel_event(t4_trace_work *work, uint32_t event, uint32_t by, t4_error *err)
{
    t4_trace_event *e = &work->ledger->events[event];
    const t4_trace_event *c = &work->ledger->events[by];
    uint32_t holder = e->from != T4_DICT_NONE ? e->from : e->to;

    e->cancelled = true;
    if (!crosses(e->type) || c->date <= e->date)
        return T4_OK;
    return t4_trace_find(work, 19, T4_TRACE_LEAD, event, holder, e->quantity, err,
                         "cancelled on %s, %d days after the goods crossed on %s; pull the document and the border "
                         "post's own record of the crossing", t4_trace_date_of(c->date).text,
                         (int)(c->date - e->date), t4_trace_date_of(e->date).text);
}

/* Documents first; a CANCEL that meets none may name an event. */
static t4_status cancel_all(t4_trace_work *work, cancel *cancels, size_t count, t4_error *err)
{
    t4_trace_ledger *ledger = work->ledger;
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < ledger->event_count; i++) {
        const t4_trace_event *e = &ledger->events[i];
        cancel wanted = {.document = t4_trace_document(ledger, e)}, *found = NULL;

        if (e->type != T4_TRACE_CANCEL && wanted.document[0])
            found = bsearch(&wanted, cancels, count, sizeof *cancels, by_document);
        if (!found)
            continue;
        found->met = true;
        status = cancel_event(work, (uint32_t)i, found->event, err);
    }
    for (size_t i = 0; !status && i < count; i++) {
        uint32_t event;

        if (cancels[i].met || (i && !strcmp(cancels[i].document, cancels[i - 1].document) && cancels[i - 1].met))
            continue;
        event = t4_trace_find_event(ledger, cancels[i].document);
        if (event == T4_DICT_NONE || ledger->events[event].type == T4_TRACE_CANCEL)
            return t4_fail(err, T4_ERR_DATA, "the CANCEL '%s' is of '%s', which no event has as document or id",
                           t4_trace_event_id(ledger, &ledger->events[cancels[i].event]), cancels[i].document);
        cancels[i].met = true;
        status = cancel_event(work, event, cancels[i].event, err);
    }
    return status;
}

/* --- order -------------------------------------------------------------------------- */

typedef struct {
    uint64_t key;            /* day, in or out, number of the id as far as it goes */
    uint32_t event;
} place;

#define NUMBER_MOST (((uint64_t)1 << 31) - 1)

static uint64_t number_of(const char *id)
{
    uint64_t number = 0;

    for (; *id; id++) {
        if (*id < '0' || *id > '9')
            return NUMBER_MOST;
        if (number < NUMBER_MOST)
            number = number * 10 + (uint64_t)(*id - '0');
    }
    return number < NUMBER_MOST ? number : NUMBER_MOST - 1;
}

/* Ids that are numbers by size, before all others; those bytewise. */
static int compare_ids(const char *a, const char *b)
{
    bool digits_a = strspn(a, "0123456789") == strlen(a), digits_b = strspn(b, "0123456789") == strlen(b);

    if (digits_a != digits_b)
        return digits_a ? -1 : 1;
    if (digits_a) {
        const char *bare_a = a + strspn(a, "0"), *bare_b = b + strspn(b, "0");
        size_t n = strlen(bare_a), m = strlen(bare_b);

        if (n != m)
            return n < m ? -1 : 1;
        if (strcmp(bare_a, bare_b))
            return strcmp(bare_a, bare_b);
    }
    return strcmp(a, b);
}

static int by_place(const void *left, const void *right, void *context)
{
    const place *a = left, *b = right;
    const t4_trace_ledger *ledger = context;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return compare_ids(t4_trace_event_id(ledger, &ledger->events[a->event]),
                       t4_trace_event_id(ledger, &ledger->events[b->event]));
}

static bool is_booked(const t4_trace_event *e)
{
    return e->type != T4_TRACE_CANCEL && !e->cancelled;
}

static t4_status sort_events(t4_trace_work *work, t4_error *err)
{
    t4_trace_ledger *ledger = work->ledger;
    place *places = t4_alloc(ledger->event_count ? ledger->event_count : 1, sizeof *places);
    size_t count = 0;

    if (!places)
        return t4_fail_memory(err);
    for (size_t i = 0; i < ledger->event_count; i++) {
        const t4_trace_event *e = &ledger->events[i];
        bool out = !t4_trace_comes_in(e->type) || e->type == T4_TRACE_TRANSFER;

        if (!is_booked(e))
            continue;
        places[count++] = (place){(uint64_t)((int64_t)e->date + INT32_MAX + 1) << 32 |
                                      (uint64_t)(out != work->question->out_first) << 31 |
                                      number_of(t4_trace_event_id(ledger, e)), (uint32_t)i};
    }
    if (count)
        qsort_r(places, count, sizeof *places, by_place, ledger);
    work->order = t4_alloc(count ? count : 1, sizeof *work->order);
    for (size_t i = 0; work->order && i < count; i++)
        work->order[i] = places[i].event;
    work->count = count;
    t4_free(places);
    return work->order ? T4_OK : t4_fail_memory(err);
}

static void tell_days(t4_trace_work *work)
{
    t4_trace_result *result = work->result;

    result->used = work->count;
    for (size_t i = 0; i < work->ledger->event_count; i++)
        result->cancelled += work->ledger->events[i].cancelled;
    result->first = work->count ? t4_trace_at(work, 0)->date : T4_TRACE_NO_DAY;
    result->last = work->count ? t4_trace_at(work, work->count - 1)->date : T4_TRACE_NO_DAY;
    result->as_of = work->question->as_of == T4_TRACE_NO_DAY ? result->last : work->question->as_of;
}

t4_status t4_trace_settle(t4_trace_work *work, t4_error *err)
{
    cancel *cancels = NULL;
    size_t count = 0;
    t4_status status = collect_cancels(work->ledger, &cancels, &count, err);

    if (!status && count)
        status = cancel_all(work, cancels, count, err);
    t4_free(cancels);
    t4_trace_forget_ids(work->ledger);
    if (!status)
        status = t4_run_check(work->run, err);
    if (!status)
        status = sort_events(work, err);
    if (!status)
        tell_days(work);
    return status;
}
