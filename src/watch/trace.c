/* SPDX-License-Identifier: MIT */
/* The stages of a trace in their order, and the list of findings. */
#include "watch/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/trace_work.h"

enum { TEXTS_KEPT = 32 * 1024 * 1024 };  /* bytes of explanations in memory */

const char *t4_trace_amount(const t4_trace_work *work, t4_int128 quantity, char text[T4_DECIMAL_TEXT])
{
    t4_decimal_print_short(quantity, work->ledger->decimals, text);
    return text;
}

t4_trace_date t4_trace_date_of(t4_trace_day day)
{
    t4_trace_date date;

    t4_trace_day_print(day, date.text);
    return date;
}

/* Explanations stay in memory up to a size, then go to a nameless file. */
static t4_status keep_text(t4_trace_work *work, const char *text, size_t n, uint64_t *where, t4_error *err)
{
    t4_trace_result *result = work->result;
    uint64_t offset;
    t4_status status = T4_OK;

    if (result->texts.length > TEXTS_KEPT) {
        if (!result->spill)
            status = t4_spill_open(&result->spill, work->run, err);
        if (!status)
            status = t4_spill_append(result->spill, result->texts.data, result->texts.length, &offset, err);
        result->kept_from += result->texts.length;
        t4_buffer_clear(&result->texts);
    }
    *where = result->kept_from + result->texts.length;
    if (!status && !t4_buffer_append(&result->texts, text, n))
        status = t4_fail_memory(err);
    return status;
}

t4_status t4_trace_explain(const t4_trace_result *result, const t4_trace_finding *finding,
                           char text[T4_TRACE_EXPLANATION], t4_error *err)
{
    t4_status status = T4_OK;

    if (finding->text >= result->kept_from)
        memcpy(text, result->texts.data + (finding->text - result->kept_from), finding->length);
    else
        status = t4_spill_read(result->spill, finding->text, text, finding->length, err);
    text[status ? 0 : finding->length] = '\0';
    return status;
}

t4_status t4_trace_find(t4_trace_work *work, int check, t4_trace_severity severity, uint32_t event,
                        uint32_t holder, t4_int128 quantity, t4_error *err, const char *format, ...)
{
    t4_trace_result *result = work->result;
    t4_trace_finding finding = {.check = (uint8_t)check, .severity = (uint8_t)severity, .event = event,
                                .holder = holder,
                                .quantity = quantity > INT64_MAX ? INT64_MAX : (int64_t)quantity};
    char text[T4_TRACE_EXPLANATION];
    va_list arguments;
    t4_status status;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    finding.length = (uint16_t)strlen(text);
    status = keep_text(work, text, finding.length, &finding.text, err);
    if (!status && !t4_grow(&result->findings, &result->finding_room, result->finding_count, sizeof *result->findings))
        status = t4_fail_memory(err);
    if (status)
        return status;
    result->findings[result->finding_count++] = finding;
    result->by_check[check]++;
    return T4_OK;
}

/* Of two findings by their numbers. */
static int by_place(const void *left, const void *right, void *context)
{
    const t4_trace_work *work = context;
    const t4_trace_finding *a = &work->result->findings[*(const uint32_t *)left];
    const t4_trace_finding *b = &work->result->findings[*(const uint32_t *)right];
    uint32_t holder_a = a->holder == T4_DICT_NONE ? 0 : work->rank[a->holder] + 1;
    uint32_t holder_b = b->holder == T4_DICT_NONE ? 0 : work->rank[b->holder] + 1;

    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    if (a->event != b->event)
        return strcmp(t4_trace_event_id(work->ledger, &work->ledger->events[a->event]),
                      t4_trace_event_id(work->ledger, &work->ledger->events[b->event]));
    if (a->check != b->check)
        return a->check - b->check;
    if (holder_a != holder_b)
        return holder_a < holder_b ? -1 : 1;
    return (a->text > b->text) - (a->text < b->text);
}

/* Put the findings into an order in place, cycle by cycle; the order is spent. */
static void arrange(t4_trace_finding *findings, uint32_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        t4_trace_finding first = findings[i];
        size_t at = i;

        while (order[at] != i) {
            size_t next = order[at];

            findings[at] = findings[next];
            order[at] = (uint32_t)at;
            at = next;
        }
        findings[at] = first;
        order[at] = (uint32_t)at;
    }
}

/* In the order of booking, what was not booked (cancelled) behind it.  By numbers: sorting needs as much again. */
static t4_status sort_findings(t4_trace_work *work, t4_error *err)
{
    t4_trace_result *result = work->result;
    uint32_t *place, *order;

    t4_free(work->legs);
    work->legs = NULL;
    place = t4_alloc(work->ledger->event_count ? work->ledger->event_count : 1, sizeof *place);

    if (!place)
        return t4_fail_memory(err);
    memset(place, 0xFF, work->ledger->event_count * sizeof *place);
    for (size_t i = 0; i < work->count; i++)
        place[work->order[i]] = (uint32_t)i;
    for (size_t i = 0; i < result->finding_count; i++)
        result->findings[i].place = place[result->findings[i].event];
    t4_free(place);
    order = t4_alloc(result->finding_count ? result->finding_count : 1, sizeof *order);
    if (!order)
        return t4_fail_memory(err);
    for (size_t i = 0; i < result->finding_count; i++)
        order[i] = (uint32_t)i;
    if (result->finding_count)
        qsort_r(order, result->finding_count, sizeof *order, by_place, work);
    arrange(result->findings, order, result->finding_count);
    t4_free(order);
    return T4_OK;
}

static t4_status rank_names(t4_trace_work *work, t4_error *err)
{
    work->rank = t4_dict_ranks(work->ledger->names);
    work->by_rank = t4_dict_order(work->ledger->names);
    work->place_rank = t4_dict_ranks(work->ledger->places);
    work->place_by_rank = t4_dict_order(work->ledger->places);
    return work->rank && work->by_rank && work->place_rank && work->place_by_rank ? T4_OK : t4_fail_memory(err);
}

t4_status t4_trace(t4_trace_result *result, t4_run *run, t4_trace_ledger *ledger,
                   const t4_trace_question *question, t4_error *err)
{
    t4_status (*const stages[])(t4_trace_work *, t4_error *) = {
        rank_names, t4_trace_settle, t4_trace_balances, t4_trace_lots, t4_trace_firms, t4_trace_moves, sort_findings};
    t4_trace_work work = {.run = run, .ledger = ledger, .question = question, .result = result};
    t4_status status = T4_OK;

    *result = (t4_trace_result){.finding_count = 0};
    t4_buffer_init(&result->texts, 0);
    for (size_t i = 0; !status && i < sizeof stages / sizeof *stages; i++) {
        t4_run_report(run, "trace", i, sizeof stages / sizeof *stages, "stages");
        status = t4_run_check(run, err);
        if (!status)
            status = stages[i](&work, err);
    }
    t4_free(work.order);
    t4_free(work.rank);
    t4_free(work.by_rank);
    t4_free(work.place_rank);
    t4_free(work.place_by_rank);
    t4_free(work.legs);
    t4_free(work.unit_index);
    return status;
}

void t4_trace_result_release(t4_trace_result *result)
{
    t4_free(result->findings);
    t4_free(result->switches);
    for (int level = 0; level < T4_TRACE_LEVELS; level++)
        t4_free(result->sums[level]);
    t4_buffer_release(&result->texts);
    t4_spill_free(result->spill);
    *result = (t4_trace_result){.finding_count = 0};
}
