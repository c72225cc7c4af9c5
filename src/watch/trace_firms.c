/* SPDX-License-Identifier: MIT */
/* What firms tell: new firms with listed goods, old firms' first listed exports, buyers who never sell. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/trace_work.h"

enum { HEADING = 4, HISTORY_DAYS = 180 };

/* What one holder did, all goods together. */
typedef struct {
    uint32_t first_listed;     /* booked index of the first event with listed goods; T4_DICT_NONE = none */
    uint32_t last_bought;      /* of the last purchase of listed goods */
    uint32_t listed_events, bought_listed, bought_other, sold;
    t4_trace_day first_day, registered;
    bool known;                /* in the register of firms */
} firm;

typedef struct {
    t4_trace_work *work;
    firm *firms;               /* by name id */
    uint8_t *listed;           /* by name id of a code: 0 not looked up, 1 no, 2 yes (whenever) */
} looking;

/* Was the code on the list that day?  The state of a code that never was is remembered. */
static bool is_listed(looking *look, const t4_trace_event *e)
{
    const t4_watchlist *list = look->work->question->watchlist;
    const char *code = t4_trace_name_text(look->work->ledger, e->code);

    if (!look->listed[e->code])
        look->listed[e->code] = t4_watchlist_find(list, code, strlen(code), 0) ? 2 : 1;
    return look->listed[e->code] == 2 &&
           t4_watchlist_find(list, code, strlen(code), t4_trace_watchday(e->date)) != NULL;
}

static void note(firm *f, const t4_trace_event *e, uint32_t booked, bool listed)
{
    if (f->first_day == T4_TRACE_NO_DAY)
        f->first_day = e->date;
    if (!listed)
        return;
    if (!f->listed_events++)
        f->first_listed = booked;
}

static void gather(looking *look)
{
    const t4_trace_work *work = look->work;

    for (size_t i = 0; i < work->count; i++) {
        const t4_trace_event *e = t4_trace_at(work, i);
        bool listed = is_listed(look, e);

        if (e->from != T4_DICT_NONE) {
            note(&look->firms[e->from], e, (uint32_t)i, listed);
            look->firms[e->from].sold += e->type == T4_TRACE_TRANSFER || e->type == T4_TRACE_RETAIL ||
                                         e->type == T4_TRACE_CONSUME;
        }
        if (e->to == T4_DICT_NONE || e->to == e->from)
            continue;
        note(&look->firms[e->to], e, (uint32_t)i, listed);
        if (e->type != T4_TRACE_TRANSFER)
            continue;
        look->firms[e->to].bought_listed += listed;
        look->firms[e->to].bought_other += !listed;
        if (listed)
            look->firms[e->to].last_bought = (uint32_t)i;
    }
}

/* --- T10, T15 ------------------------------------------------------------------------ */

static t4_status check_firm(looking *look, uint32_t holder, t4_error *err)
{
    t4_trace_work *work = look->work;
    const firm *f = &look->firms[holder];
    t4_status status = T4_OK;

    if (f->known && f->registered != T4_TRACE_NO_DAY && f->registered >= work->question->since && f->listed_events)
        status = t4_trace_find(work, 10, T4_TRACE_LEAD, work->order[f->first_listed], holder,
                               t4_trace_at(work, f->first_listed)->quantity, err,
                               "registered on %s and moves listed goods from %s on (events: %u); pull the register's "
                               "file of owners and directors", t4_trace_date_of(f->registered).text,
                               t4_trace_date_of(t4_trace_at(work, f->first_listed)->date).text, f->listed_events);
    if (!status && f->bought_listed && !f->bought_other && !f->sold)
        status = t4_trace_find(work, 15, T4_TRACE_LEAD, work->order[f->last_bought], holder,
                               t4_trace_at(work, f->last_bought)->quantity, err,
                               "bought listed goods only (deliveries: %u) and never sold or used any in the country; "
                               "visit the stock, pull payments", f->bought_listed);
    return status;
}

/* --- T11 ----------------------------------------------------------------------------- */

/* A listed export, sorted by holder, heading, position. */
typedef struct {
    uint32_t holder, booked;
    char heading[HEADING + 1];
} first_export;

static int by_heading(const void *left, const void *right)
{
    const first_export *a = left, *b = right;
    int order;

    if (a->holder != b->holder)
        return a->holder < b->holder ? -1 : 1;
    order = strcmp(a->heading, b->heading);
    return order ? order : (a->booked > b->booked) - (a->booked < b->booked);
}

static t4_status collect_exports(looking *look, first_export **exports, size_t *count, t4_error *err)
{
    const t4_trace_work *work = look->work;
    size_t room = 0;

    for (size_t i = 0; i < work->count; i++) {
        const t4_trace_event *e = t4_trace_at(work, i);
        first_export export = {e->from, (uint32_t)i, ""};

        if (!t4_trace_crosses_out(e->type) || !is_listed(look, e))
            continue;
        strncpy(export.heading, t4_trace_name_text(work->ledger, e->code), HEADING);
        if (!t4_grow(exports, &room, *count, sizeof **exports))
            return t4_fail_memory(err);
        (*exports)[(*count)++] = export;
    }
    if (*count)
        qsort(*exports, *count, sizeof **exports, by_heading);
    return T4_OK;
}

static t4_status check_first(looking *look, const first_export *export, t4_error *err)
{
    t4_trace_work *work = look->work;
    const t4_trace_event *e = t4_trace_at(work, export->booked);
    const firm *f = &look->firms[export->holder];
    bool old = !f->known || f->registered == T4_TRACE_NO_DAY || f->registered < work->question->since;

    if (!old || e->date < work->question->since || e->date - f->first_day < HISTORY_DAYS)
        return T4_OK;
    return t4_trace_find(work, 11, T4_TRACE_NOTE, work->order[export->booked], export->holder, e->quantity, err,
                         "first export of listed heading %s by a firm in the ledger for %d days (codes as reported); "
                         "pull the contract", export->heading, (int)(e->date - f->first_day));
}

static t4_status check_firsts(looking *look, t4_error *err)
{
    first_export *exports = NULL;
    size_t count = 0;
    t4_status status = collect_exports(look, &exports, &count, err);

    for (size_t i = 0; !status && i < count; i++)
        if (i == 0 || exports[i].holder != exports[i - 1].holder || strcmp(exports[i].heading, exports[i - 1].heading))
            status = check_first(look, &exports[i], err);
    t4_free(exports);
    return status;
}

t4_status t4_trace_firms(t4_trace_work *work, t4_error *err)
{
    size_t names = t4_dict_count(work->ledger->names);
    looking look = {.work = work};
    t4_status status = T4_OK;

    if (!work->question->watchlist)
        return T4_OK;
    look.firms = t4_alloc(names ? names : 1, sizeof *look.firms);
    look.listed = t4_alloc_zero(names ? names : 1, 1);
    if (!look.firms || !look.listed)
        status = t4_fail_memory(err);
    for (size_t i = 0; !status && i < names; i++)
        look.firms[i] = (firm){.first_listed = T4_DICT_NONE, .last_bought = T4_DICT_NONE,
                               .first_day = T4_TRACE_NO_DAY, .registered = T4_TRACE_NO_DAY};
    for (size_t i = 0; !status && i < work->ledger->firm_count; i++) {
        look.firms[work->ledger->firms[i].holder].known = true;
        look.firms[work->ledger->firms[i].holder].registered = work->ledger->firms[i].registered;
    }
    if (!status)
        gather(&look);
    for (size_t i = 0; !status && i < names; i++)
        status = check_firm(&look, (uint32_t)i, err);
    if (!status)
        status = check_firsts(&look, err);
    t4_free(look.firms);
    t4_free(look.listed);
    return status;
}
