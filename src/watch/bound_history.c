/* SPDX-License-Identifier: MIT */
/* The detail over time: shares of codes in their headings, how steady they were, unit values, and a test on itself. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stats/share.h"
#include "watch/bound_state.h"

enum { HEADING = 4, FEWEST = 3 };

/* Trade of one finest code with one partner in one period; partner 0 = all, else place id + 1. */
typedef struct {
    uint8_t flow;
    uint32_t partner, rank;      /* rank of the code's text */
    t4_period period;
    double value;
} entry;

struct t4_bound_history {
    const t4_flows *detail;
    uint8_t *has[T4_FLOWS];      /* by code id: seen; 2 = a finest code */
    uint32_t *rank, *code_at;    /* by code id, and back */
    size_t codes;
    entry *entries;              /* by flow, partner, rank, period */
    size_t count, room;
    int64_t *least[T4_FLOWS], *most[T4_FLOWS];   /* unit values by code id; least 0 = none seen */
    t4_period_kind kind[T4_FLOWS];
    bool world[T4_FLOWS];        /* the detail has rows of all partners together */
    t4_period last[T4_FLOWS];
};

void t4_bound_history_free(t4_bound_history *h)
{
    if (!h)
        return;
    for (int f = 0; f < T4_FLOWS; f++) {
        t4_free(h->has[f]);
        t4_free(h->least[f]);
        t4_free(h->most[f]);
    }
    t4_free(h->rank);
    t4_free(h->code_at);
    t4_free(h->entries);
    t4_free(h);
}

const uint8_t *t4_bound_history_codes(const t4_bound_history *h, t4_flow flow)
{
    return h->has[flow];
}

/* Codes without a longer one below them in the same flow. */
static void find_finest(t4_bound_history *h, int flow)
{
    const char *above = NULL;
    uint32_t id_above = 0;

    for (size_t r = 0; r < h->codes; r++) {
        uint32_t id = h->code_at[r];
        const char *text = t4_flows_code_text(h->detail, id);

        if (!h->has[flow][id] || !strcmp(text, "TOTAL"))
            continue;
        if (above && strncmp(above, text, strlen(above)))
            h->has[flow][id_above] = 2;
        above = text;
        id_above = id;
    }
    if (above)
        h->has[flow][id_above] = 2;
}

static bool prepare(t4_bound_history *h)
{
    const t4_flows *d = h->detail;

    h->codes = d ? t4_dict_count(d->codes) : 0;
    for (int f = 0; f < T4_FLOWS; f++) {
        h->has[f] = t4_alloc_zero(h->codes + 1, 1);
        h->least[f] = t4_alloc_zero(h->codes + 1, sizeof *h->least[f]);
        h->most[f] = t4_alloc_zero(h->codes + 1, sizeof *h->most[f]);
        if (!h->has[f] || !h->least[f] || !h->most[f])
            return false;
    }
    if (!d)
        return true;
    h->rank = t4_dict_ranks(d->codes);
    h->code_at = t4_dict_order(d->codes);
    if (!h->rank || !h->code_at)
        return false;
    for (size_t i = 0; i < d->count; i++) {
        const t4_flows_row *row = &d->rows[i];

        h->has[row->flow][row->code] = 1;
        h->world[row->flow] = h->world[row->flow] || row->world;
        if (t4_period_kind_of(row->period) > h->kind[row->flow])
            h->kind[row->flow] = t4_period_kind_of(row->period);
    }
    for (int f = 0; f < T4_FLOWS; f++)
        find_finest(h, f);
    return true;
}

/* A unit value at T4_SIDEFACT_RATE_DECIMALS, rounded down. */
static void note_rate(t4_bound_history *h, const t4_flows_row *row)
{
    t4_int128 rate;

    if (!(row->given & T4_FLOWS_NET) || row->net_kg <= 0 || row->value <= 0 || row->value > (t4_int128)1 << 60)
        return;
    rate = row->value * 1000000 / row->net_kg;
    if (rate > (int64_t)1 << 50)
        return;
    if (!h->most[row->flow][row->code] || rate < h->least[row->flow][row->code])
        h->least[row->flow][row->code] = (int64_t)rate;
    if (rate + 1 > h->most[row->flow][row->code])
        h->most[row->flow][row->code] = (int64_t)rate + 1;
}

static int by_entry(const void *left, const void *right)
{
    const entry *a = left, *b = right;

    if (a->flow != b->flow)
        return a->flow - b->flow;
    if (a->partner != b->partner)
        return a->partner < b->partner ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->period > b->period) - (a->period < b->period);
}

static bool put(t4_bound_history *h, const t4_flows_row *row, uint32_t partner)
{
    if (!t4_grow(&h->entries, &h->room, h->count, sizeof *h->entries))
        return false;
    h->entries[h->count++] = (entry){row->flow, partner, h->rank[row->code], row->period, (double)row->value};
    return true;
}

static bool gather(t4_bound_history *h)
{
    size_t kept = 0;

    for (size_t i = 0; h->detail && i < h->detail->count; i++) {
        const t4_flows_row *row = &h->detail->rows[i];

        if (h->has[row->flow][row->code] != 2 || t4_period_kind_of(row->period) != h->kind[row->flow] ||
            !(row->given & T4_FLOWS_VALUE) || row->value < 0)
            continue;
        note_rate(h, row);
        if (row->period > h->last[row->flow])
            h->last[row->flow] = row->period;
        if (!put(h, row, row->world ? 0 : row->partner + 1) || (!row->world && !h->world[row->flow] && !put(h, row, 0)))
            return false;
    }
    if (h->count)
        qsort(h->entries, h->count, sizeof *h->entries, by_entry);
    for (size_t i = 0; i < h->count; i++) {
        if (kept && !by_entry(&h->entries[kept - 1], &h->entries[i]))
            h->entries[kept - 1].value += h->entries[i].value;
        else
            h->entries[kept++] = h->entries[i];
    }
    h->count = kept;
    return true;
}

t4_status t4_bound_history_new(t4_bound_history **history, const t4_bound_question *question, t4_error *err)
{
    t4_bound_history *h = t4_alloc_zero(1, sizeof *h);

    if (!h)
        return t4_fail_memory(err);
    h->detail = question->detail;
    if (!prepare(h) || !gather(h)) {
        t4_bound_history_free(h);
        return t4_fail_memory(err);
    }
    *history = h;
    return T4_OK;
}

/* --- looking up -------------------------------------------------------------------------- */

/* The first code, by rank, that does not stand before a text. */
static uint32_t rank_from(const t4_bound_history *h, const char *text, bool behind)
{
    size_t from = 0, past = h->codes, n = strlen(text);

    while (from < past) {
        size_t middle = from + (past - from) / 2;
        const char *code = t4_flows_code_text(h->detail, h->code_at[middle]);
        int order = behind ? strncmp(code, text, n) : strcmp(code, text);

        if (behind ? order <= 0 : order < 0)
            from = middle + 1;
        else
            past = middle;
    }
    return (uint32_t)from;
}

static size_t entry_from(const t4_bound_history *h, t4_flow flow, uint32_t partner, uint32_t rank)
{
    entry key = {.flow = (uint8_t)flow, .partner = partner, .rank = rank};
    size_t from = 0, past = h->count;

    while (from < past) {
        size_t middle = from + (past - from) / 2;

        if (by_entry(&h->entries[middle], &key) < 0)
            from = middle + 1;
        else
            past = middle;
    }
    return from;
}

/* The entries below a code with a partner: from the returned index to before *end. */
static size_t entries_below(const t4_bound_history *h, t4_flow flow, const char *partner, const char *code, size_t *end)
{
    uint32_t place = 0;
    bool total = !strcmp(code, "TOTAL");

    *end = 0;
    if (!h->detail)
        return 0;
    if (strcmp(partner, "W00")) {
        place = t4_dict_find(h->detail->places, partner, strlen(partner));
        if (place == T4_DICT_NONE)
            return 0;
        place++;
    }
    *end = entry_from(h, flow, place, total ? (uint32_t)h->codes : rank_from(h, code, true));
    return entry_from(h, flow, place, total ? 0 : rank_from(h, code, false));
}

/* Is a period within the last year of the detail? */
static bool is_recent(const t4_bound_history *h, t4_flow flow, t4_period period)
{
    return t4_period_first_month(period) > t4_period_last_month(h->last[flow]) - 12;
}

double t4_bound_history_value(const t4_bound_history *h, t4_flow flow, const char *partner, const char *code)
{
    size_t end;
    double sum = 0;

    for (size_t i = entries_below(h, flow, partner, code, &end); i < end; i++)
        if (is_recent(h, flow, h->entries[i].period))
            sum += h->entries[i].value;
    return sum;
}

bool t4_bound_history_rate(const t4_bound_history *h, t4_flow flow, const char *code, int64_t *least, int64_t *most)
{
    uint32_t id = h->detail ? t4_dict_find(h->detail->codes, code, strlen(code)) : T4_DICT_NONE;

    if (id == T4_DICT_NONE || !h->most[flow][id])
        return false;
    *least = h->least[flow][id];
    *most = h->most[flow][id];
    return true;
}

/* --- shares over time --------------------------------------------------------------------- */

/* The codes of a heading by the periods of the detail. */
typedef struct {
    t4_period *period;           /* sorted */
    uint32_t *rank;              /* of each code, sorted */
    double *value;               /* [period * codes + code] */
    double *total;               /* by period */
    size_t periods, codes;
} panel;

static void panel_release(panel *p)
{
    t4_free(p->period);
    t4_free(p->rank);
    t4_free(p->value);
    t4_free(p->total);
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static size_t distinct(uint32_t *items, size_t count)
{
    size_t kept = 0;

    if (count)
        qsort(items, count, sizeof *items, by_number);
    for (size_t i = 0; i < count; i++)
        if (!kept || items[kept - 1] != items[i])
            items[kept++] = items[i];
    return kept;
}

static bool panel_make(panel *p, const t4_bound_history *h, size_t from, size_t end)
{
    *p = (panel){.period = t4_alloc(end - from + 1, sizeof *p->period), .rank = t4_alloc(end - from + 1, sizeof *p->rank)};
    if (!p->period || !p->rank)
        return false;
    for (size_t i = from; i < end; i++) {
        p->period[i - from] = h->entries[i].period;
        p->rank[i - from] = h->entries[i].rank;
    }
    p->periods = distinct(p->period, end - from);
    p->codes = distinct(p->rank, end - from);
    p->value = t4_alloc_zero(p->periods * p->codes + 1, sizeof *p->value);
    p->total = t4_alloc_zero(p->periods + 1, sizeof *p->total);
    if (!p->value || !p->total)
        return false;
    for (size_t i = from; i < end; i++) {
        const entry *e = &h->entries[i];
        size_t t = (size_t)((t4_period *)bsearch(&e->period, p->period, p->periods, sizeof e->period, by_number) - p->period);
        size_t c = (size_t)((uint32_t *)bsearch(&e->rank, p->rank, p->codes, sizeof e->rank, by_number) - p->rank);

        p->value[t * p->codes + c] += e->value;
        p->total[t] += e->value;
    }
    return true;
}

/*
 * How steady shares are over periods from .. until: kappa of Dirichlet's
 * distribution by moments, sum p(1-p) / sum variance - 1, less what the mean of
 * so few periods does not know itself.  NAN: too few, or they never vary.
 */
static double panel_kappa(const panel *p, size_t from, size_t until)
{
    double spread = 0, varied = 0;
    size_t n = 0;

    for (size_t t = from; t < until; t++)
        n += p->total[t] > 0;
    if (n < FEWEST)
        return NAN;
    for (size_t c = 0; c < p->codes; c++) {
        double mean = 0, square = 0;

        for (size_t t = from; t < until; t++)
            mean += p->total[t] > 0 ? p->value[t * p->codes + c] / p->total[t] / (double)n : 0;
        for (size_t t = from; t < until; t++) {
            double off = p->total[t] > 0 ? p->value[t * p->codes + c] / p->total[t] - mean : 0;

            square += off * off;
        }
        spread += mean * (1 - mean);
        varied += square / (double)(n - 1);
    }
    if (!(varied > 0))
        return NAN;
    /* The mean of n periods varies by 1 / n of that itself. */
    return fmax(spread / varied / (1 + 1 / (double)n) - 1, 1e-3);
}

double t4_bound_history_kappa(const t4_bound_history *h, t4_flow flow, const char *partner, const char *heading)
{
    size_t end, from = entries_below(h, flow, partner, heading, &end), first = 0;
    double kappa = NAN;
    panel p;

    if (from == end)
        return NAN;
    if (panel_make(&p, h, from, end)) {
        while (first < p.periods && !is_recent(h, flow, p.period[first]))
            first++;
        if (p.periods - first < FEWEST)   /* years: all that there are */
            first = 0;
        kappa = panel_kappa(&p, first, p.periods);
    }
    panel_release(&p);
    return kappa;
}

/* --- the test on itself ---------------------------------------------------------------------- */

/* Predict period t of a heading from those of the year before it. */
static void test_period(const panel *p, size_t t, size_t from, t4_bound_tested *tested)
{
    double kappa = panel_kappa(p, from, t), before = 0, wrong = 0;

    for (size_t s = from; s < t; s++)
        before += p->total[s];
    if (!(before > 0) || !(p->total[t] > 0))
        return;
    tested->periods++;
    tested->value += p->total[t];
    for (size_t c = 0; c < p->codes; c++) {
        double sum = 0, share, low, high, truth = p->value[t * p->codes + c] / p->total[t];

        for (size_t s = from; s < t; s++)
            sum += p->value[s * p->codes + c];
        share = sum / before;
        wrong += fabs(truth - share) / 2;
        if (isnan(kappa) || (share == 0 && truth == 0) || share == 1)
            continue;
        t4_share_band(share, kappa, &low, &high);
        tested->cells++;
        tested->covered += truth >= low && truth <= high;
    }
    tested->misplaced += wrong * p->total[t];
    tested->kappa = kappa;
}

static t4_status test_heading(const t4_bound_history *h, t4_bound *bound, size_t from, size_t end, t4_error *err)
{
    t4_bound_tested tested = {.flow = (t4_flow)h->entries[from].flow, .kappa = NAN};
    panel p;
    bool good = panel_make(&p, h, from, end);

    for (size_t t = FEWEST; good && t < p.periods; t++) {
        size_t first = t;

        while (first > 0 && t4_period_first_month(p.period[first - 1]) >= t4_period_first_month(p.period[t]) - 12)
            first--;
        test_period(&p, t, t - first < FEWEST ? 0 : first, &tested);
    }
    if (good && tested.periods) {
        snprintf(tested.heading, sizeof tested.heading, "%.*s", HEADING, t4_flows_code_text(h->detail, h->code_at[p.rank[0]]));
        good = t4_grow(&bound->tested, &bound->tested_room, bound->tested_count, sizeof *bound->tested);
        if (good)
            bound->tested[bound->tested_count++] = tested;
    }
    panel_release(&p);
    return good ? T4_OK : t4_fail_memory(err);
}

t4_status t4_bound_history_test(const t4_bound_history *h, t4_bound *bound, const t4_run *run, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0, end; i < h->count && !status; i = end) {
        const char *code = t4_flows_code_text(h->detail, h->code_at[h->entries[i].rank]);

        for (end = i + 1; end < h->count && h->entries[end].flow == h->entries[i].flow &&
                          h->entries[end].partner == h->entries[i].partner &&
                          !strncmp(t4_flows_code_text(h->detail, h->code_at[h->entries[end].rank]), code, HEADING); end++)
            ;
        if (h->entries[i].partner == 0)
            status = test_heading(h, bound, i, end, err);
        if (!status)
            status = t4_run_check(run, err);
    }
    return status;
}
