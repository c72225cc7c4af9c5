/* SPDX-License-Identifier: MIT */
#include "watch/bound.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "stats/share.h"
#include "watch/bound_state.h"

enum { HEADING = 4 };

/* --- intervals ---------------------------------------------------------------------------- */

/* A leaf under the code that it is told as. */
typedef struct {
    uint32_t code, leaf;
    bool other;
} told;

static int by_code(const void *left, const void *right)
{
    const told *a = left, *b = right;

    if (a->code != b->code)
        return a->code < b->code ? -1 : 1;
    if (a->other != b->other)
        return a->other - b->other;
    return (a->leaf > b->leaf) - (a->leaf < b->leaf);
}

typedef struct {
    t4_bound_block *block;
    const t4_bound_history *history;
    uint32_t partner, time;      /* partner 0: all together */
    told *items;                 /* of this partner and time, by code */
    size_t count;
    uint32_t *unknowns;          /* for one question */
    double heading_total, kappa; /* of the heading at hand */
    t4_watchday day;
} asking;

static t4_watchday day_of(const t4_bound_question *q, t4_period period)
{
    int last = t4_period_last_month(period);

    return q->day ? q->day : (t4_watchday)(last / 12 * 10000 + (last % 12 + 1) * 100 + 31);
}

static const char *facts_text(const t4_bound_block *b, const uint32_t *tags, int count)
{
    char text[480];
    size_t used = 0;

    for (int i = 0; i < count; i++) {
        int n = snprintf(text + used, sizeof text - used, "%s%s", i ? "; " : "", b->tag_text[tags[i]]);

        if (n < 0 || used + (size_t)n >= sizeof text) {
            snprintf(text + used, sizeof text - used, "%s", used + 4 < sizeof text ? " ..." : "");
            break;
        }
        used += (size_t)n;
    }
    return count ? t4_arena_strndup(b->arena, text, strlen(text)) : "";
}

static t4_status new_row(const asking *a, t4_bound_row **row, t4_error *err)
{
    t4_bound *bound = a->block->bound;

    if (bound->count == T4_BOUND_RESULTS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d intervals; ask about some headings with --heading", T4_BOUND_RESULTS_MOST);
    if (!t4_grow(&bound->rows, &bound->room, bound->count, sizeof *bound->rows))
        return t4_fail_memory(err);
    *row = &bound->rows[bound->count++];
    **row = (t4_bound_row){.period = a->block->times[a->time].period, .rest_of_period = a->block->times[a->time].rest,
                           .flow = a->block->flow, .reporter = a->block->reporter,
                           .partner = t4_bound_text(a->block->arena, "%s", a->block->partners[a->partner]),
                           .total = NAN, .guess = NAN, .band_low = NAN, .band_high = NAN};
    return (*row)->partner ? T4_OK : t4_fail_memory(err);
}

/* The reconstruction of the unknowns at hand, and its band as a share of the heading's. */
static void guess(const asking *a, size_t count, t4_bound_row *row)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += a->block->guess[a->unknowns[i]];
    row->total = a->heading_total;
    row->guess = sum;
    if (isnan(sum) || !(a->heading_total > 0))
        return;
    t4_share_band(fmin(1, sum / a->heading_total), a->kappa, &row->band_low, &row->band_high);
    row->band_low *= a->heading_total;
    row->band_high *= a->heading_total;
}

/* The interval of the unknowns at hand. */
static t4_status measure(const asking *a, size_t count, t4_premises_range *range, t4_error *err)
{
    return t4_premises_range_of(a->block->system, a->unknowns, count, range, err);
}

static t4_status fill(const asking *a, const t4_premises_range *low, const t4_premises_range *high, t4_bound_row *row, t4_error *err)
{
    row->contradictory = low->contradictory || high->contradictory;
    row->lower = low->lower;
    row->upper = high->upper;
    row->has_upper = high->has_upper;
    row->lower_by = facts_text(a->block, low->binding[0], low->bindings[0]);
    row->upper_by = facts_text(a->block, high->binding[1], high->bindings[1]);
    return row->lower_by && row->upper_by && row->code && row->heading ? T4_OK : t4_fail_memory(err);
}

static bool is_open(const asking *a, uint32_t code)
{
    const t4_bound_time *time = &a->block->times[a->time];
    uint32_t row = t4_bound_rows_find(a->block, code, a->partner, time->cover[0]);

    return !time->rest && row != T4_BOUND_NONE && !a->block->facts[row].hidden && a->partner <= a->block->partner_count;
}

static const char *heading_of(const asking *a, const char *code)
{
    size_t n = strlen(code);

    return t4_arena_strndup(a->block->arena, code, !strcmp(code, "TOTAL") || n < HEADING ? n : HEADING);
}

static t4_watch_state state_of(const asking *a, const told *t)
{
    const t4_watchlist *list = a->block->question->list;
    const t4_bound_code *code = &a->block->codes[t->code];

    if (!list || !code->length)
        return list ? T4_WATCH_PART : T4_WATCH_NONE;
    return t4_watchlist_state(list, code->text, strspn(code->text, "0123456789"), a->day);
}

/* One code, with the leaves of all partners that are asked about. */
static t4_status ask_code(asking *a, size_t from, size_t end, t4_error *err)
{
    const t4_bound_code *code = &a->block->codes[a->items[from].code];
    t4_premises_range range;
    t4_bound_row *row;
    t4_status status;

    if (!a->items[from].other && is_open(a, a->items[from].code)) {
        a->block->bound->open_codes++;
        return T4_OK;
    }
    for (size_t i = from; i < end; i++)
        a->unknowns[i - from] = a->items[i].leaf;
    status = measure(a, end - from, &range, err);
    if (!status && a->partner > a->block->partner_count && range.has_upper && range.upper == 0)
        return T4_OK;   /* partners tell it all */
    if (!status)
        status = new_row(a, &row, err);
    if (status)
        return status;
    row->kind = a->items[from].other ? T4_BOUND_OTHER : T4_BOUND_CODE;
    row->state = state_of(a, &a->items[from]);
    row->code = code->text;
    row->heading = heading_of(a, code->text);
    row->known_before = code->known_before && !a->items[from].other;
    guess(a, end - from, row);
    return fill(a, &range, &range, row, err);
}

static size_t take(const asking *a, size_t from, size_t end, bool part_too)
{
    size_t count = 0;

    for (size_t i = from; i < end; i++) {
        t4_watch_state state = state_of(a, &a->items[i]);

        if (state == T4_WATCH_LISTED || (part_too && state == T4_WATCH_PART))
            a->unknowns[count++] = a->items[i].leaf;
    }
    return count;
}

/* The listed part: at least what codes are that are listed whole, at most those and the ones that are listed in part. */
static t4_status ask_listed(asking *a, size_t from, size_t end, t4_error *err)
{
    t4_premises_range low, high;
    t4_bound_row *row;
    size_t count = take(a, from, end, true);
    t4_status status;

    if (!count)
        return T4_OK;
    status = measure(a, count, &high, err);
    if (!status)
        status = new_row(a, &row, err);
    if (status)
        return status;
    guess(a, count, row);
    count = take(a, from, end, false);
    status = measure(a, count, &low, err);
    row->kind = T4_BOUND_LISTED;
    row->state = T4_WATCH_LISTED;
    row->heading = row->code = heading_of(a, a->block->codes[a->items[from].code].text);
    row->known_before = true;
    return status ? status : fill(a, &low, &high, row, err);
}

/* All codes of a heading; they come one after the other. */
static t4_status ask_heading(asking *a, size_t from, size_t end, t4_error *err)
{
    const char *code = a->block->codes[a->items[from].code].text;
    char heading[16];
    t4_status status = T4_OK;

    snprintf(heading, sizeof heading, "%.*s", strcmp(code, "TOTAL") ? HEADING : 5, code);
    a->heading_total = 0;
    for (size_t i = from; i < end; i++)
        a->heading_total += a->block->guess[a->items[i].leaf];
    a->kappa = a->block->question->detail && strcmp(code, "TOTAL")
                   ? t4_bound_history_kappa(a->history, a->block->flow, a->block->partners[a->partner], heading) : NAN;
    if (a->block->question->list)
        status = ask_listed(a, from, end, err);
    for (size_t i = from, past; i < end && !status; i = past) {
        for (past = i + 1; past < end && a->items[past].code == a->items[i].code && a->items[past].other == a->items[i].other; past++)
            ;
        status = ask_code(a, i, past, err);
    }
    return status;
}

static t4_status ask_group(asking *a, t4_error *err)
{
    t4_status status = T4_OK;

    qsort(a->items, a->count, sizeof *a->items, by_code);
    for (size_t i = 0, end; i < a->count && !status; i = end) {
        const char *code = a->block->codes[a->items[i].code].text;

        for (end = i + 1; end < a->count && !strncmp(a->block->codes[a->items[end].code].text, code, HEADING) &&
                          a->block->codes[a->items[i].code].length >= HEADING; end++)
            ;
        status = ask_heading(a, i, end, err);
        if (!status)
            status = t4_run_check(a->block->run, err);
    }
    return status;
}

static void put_leaves(asking *a, uint32_t partner)
{
    const t4_bound_block *b = a->block;
    const size_t *group = &b->group[a->time * (b->partner_count + 2) + partner];

    for (size_t i = group[0]; i < group[1]; i++)
        a->items[a->count++] = (told){b->leaves[i].code, (uint32_t)i, b->leaves[i].other};
}

static t4_status ask(t4_bound_block *b, const t4_bound_history *history, t4_error *err)
{
    asking a = {.block = b, .history = history, .items = t4_alloc(b->leaf_count + 1, sizeof *a.items),
                .unknowns = t4_alloc(b->leaf_count + 1, sizeof *a.unknowns)};
    t4_status status = a.items && a.unknowns ? T4_OK : t4_fail_memory(err);

    for (a.time = 0; a.time < b->time_count && !status; a.time++) {
        a.day = day_of(b->question, b->times[a.time].period);
        a.partner = 0;
        a.count = 0;
        for (uint32_t p = 1; p <= b->partner_count + 1; p++)
            put_leaves(&a, p);
        status = ask_group(&a, err);
        for (a.partner = 1; b->question->each_partner && b->partner_count && a.partner <= b->partner_count + 1 && !status; a.partner++) {
            a.count = 0;
            put_leaves(&a, a.partner);
            status = ask_group(&a, err);
        }
    }
    t4_free(a.items);
    t4_free(a.unknowns);
    return status;
}

/* --- contradictions ------------------------------------------------------------------------ */

static t4_status tell_conflict(t4_bound_block *b, const t4_premises_conflict *conflict, t4_error *err)
{
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    for (int i = 0; i < conflict->count; i++)
        t4_buffer_printf(&text, "%s%s", i ? "\n" : "", b->tag_text[conflict->tags[i]]);
    if (conflict->more)
        t4_buffer_puts(&text, "\nand others");
    status = t4_buffer_text(&text) ? t4_bound_conflict_add(b->bound, t4_arena_strndup(b->arena, text.data, text.length),
                                                           conflict->proven, err)
                                   : t4_fail_memory(err);
    t4_buffer_release(&text);
    return status;
}

static t4_status find_conflicts(t4_bound_block *b, t4_error *err)
{
    t4_status status = T4_OK;

    for (uint32_t c = 0; c < t4_premises_components(b->system) && !status; c++) {
        t4_premises_conflict conflict;
        bool clash;

        status = t4_premises_check(b->system, c, &clash, &conflict, err);
        if (!status && clash)
            status = tell_conflict(b, &conflict, err);
        if (!status)
            status = t4_run_check(b->run, err);
    }
    return status;
}

/* --- all -------------------------------------------------------------------------------------- */

static t4_status do_block(t4_bound_block *b, const t4_bound_history *history, t4_error *err)
{
    t4_status status = (b->system = t4_premises_new()) ? t4_bound_codes_make(b, err) : t4_fail_memory(err);

    if (!status)
        status = t4_bound_rows_make(b, err);
    if (!status)
        status = t4_bound_leaves_make(b, err);
    if (!status)
        status = t4_bound_leaves_facts(b, err);
    if (!status)
        status = t4_bound_side_add(b, history, err);
    if (!status)
        status = t4_premises_close(b->system, b->run, err);
    if (!status)
        status = t4_bound_guess_make(b, history, err);
    if (!status)
        status = ask(b, history, err);
    if (!status)
        status = find_conflicts(b, err);
    b->bound->unknowns += b->leaf_count;
    for (size_t i = 1; i < b->code_count && !status; i++)
        b->bound->new_codes += b->question->detail && !b->codes[i].inner && !b->codes[i].known_before;
    return status;
}

typedef struct {
    t4_bound_history *history;
} making;

static t4_status make_block(void *context, t4_bound_block *b, t4_error *err)
{
    const making *m = context;

    b->detail_codes = t4_bound_history_codes(m->history, b->flow);
    return do_block(b, m->history, err);
}

t4_status t4_bound_make(t4_bound *bound, t4_run *run, const t4_bound_question *q, t4_error *err)
{
    making m = {NULL};
    t4_status status;

    *bound = (t4_bound){.count = 0};
    t4_arena_init(&bound->arena);
    status = t4_bound_history_new(&m.history, q, err);
    if (!status)
        status = t4_bound_blocks_each(bound, run, q, make_block, &m, err);
    if (!status && !bound->count && !bound->conflict_count)
        status = t4_fail(err, T4_ERR_DATA, "nothing is hidden: no finer code is known below the published ones; "
                         "give an earlier, finer release with --detail, or a list with --list");
    t4_bound_history_free(m.history);
    return status;
}

t4_status t4_bound_backtest(t4_bound *bound, t4_run *run, const t4_bound_question *q, t4_error *err)
{
    t4_bound_history *history = NULL;
    t4_status status = t4_bound_history_new(&history, q, err);

    if (!status)
        status = t4_bound_history_test(history, bound, run, err);
    if (!status && !bound->tested_count)
        status = t4_fail(err, T4_ERR_DATA, "the detail has too few periods: each test needs three before it");
    t4_bound_history_free(history);
    return status;
}

void t4_bound_release(t4_bound *bound)
{
    t4_arena_release(&bound->arena);
    t4_free(bound->rows);
    t4_free(bound->conflicts);
    t4_free(bound->tested);
    *bound = (t4_bound){.count = 0};
}
