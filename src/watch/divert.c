/* SPDX-License-Identifier: MIT */
#include "watch/divert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "stats/gap.h"
#include "watch/guards.h"

enum { RUNS_OF_TASK = 16 };

/* A code with its series on each leg; NULL = none. */
typedef struct {
    uint32_t code;
    const t4_series *value[T4_DIVERT_LEGS], *net[T4_DIVERT_LEGS];
} item;

typedef struct {
    t4_flows *flows;
    const t4_divert_flows *legs;
    const t4_divert_question *question;
    t4_divert *divert;
    item *items;                 /* by code */
    size_t count;
    const t4_run *run;
    size_t *at[T4_DIVERT_LEGS];  /* place in a leg's set of each period that is used: base ones, then those after */
    size_t n, base;              /* used periods, those of the base */
    t4_divert_chance *drawn;     /* of each permutation: size, growth, rise, pairing (`seen` of them) */
} measuring;

const char *t4_divert_flag_name(int bit)
{
    static const char *const names[T4_DIVERT_FLAGS] = {"edition", "confidential", "tiny base", "union", "mix"};

    return names[bit];
}

/* --- codes of three legs ------------------------------------------------------------------- */

static int by_code(const void *left, const void *right, void *rank)
{
    uint32_t a = ((const uint32_t *)rank)[((const item *)left)->code];
    uint32_t b = ((const uint32_t *)rank)[((const item *)right)->code];

    return (a > b) - (a < b);
}

static void take(item *items, size_t *count, const t4_series_set *set, int leg, bool net)
{
    for (size_t i = 0; set && i < set->count; i++) {
        item *one = &items[(*count)++];

        *one = (item){.code = set->items[i].code};
        *(net ? &one->net[leg] : &one->value[leg]) = &set->items[i];
    }
}

static t4_status make_items(measuring *m, t4_error *err)
{
    size_t most = 1, kept = 0;
    uint32_t *rank = t4_dict_ranks(m->flows->codes);

    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++)
        most += m->legs[leg].value->count + (m->legs[leg].net ? m->legs[leg].net->count : 0);
    m->items = t4_alloc(most, sizeof *m->items);
    if (!rank || !m->items) {
        t4_free(rank);
        return t4_fail_memory(err);
    }
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
        take(m->items, &m->count, m->legs[leg].value, leg, false);
        take(m->items, &m->count, m->legs[leg].net, leg, true);
    }
    qsort_r(m->items, m->count, sizeof *m->items, by_code, rank);
    t4_free(rank);
    for (size_t i = 0; i < m->count; i++) {
        item *into = kept ? &m->items[kept - 1] : NULL;

        if (!into || into->code != m->items[i].code) {
            m->items[kept++] = m->items[i];
            continue;
        }
        for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
            into->value[leg] = into->value[leg] ? into->value[leg] : m->items[i].value[leg];
            into->net[leg] = into->net[leg] ? into->net[leg] : m->items[i].net[leg];
        }
    }
    m->count = kept;
    return T4_OK;
}

/* --- periods ------------------------------------------------------------------------------- */

/* Has a leg any trade, told or hidden, in a period? */
static bool has_trade(const t4_series_set *set, size_t at)
{
    for (size_t i = 0; at != SIZE_MAX && i < set->count; i++)
        if (set->items[i].value[at] != 0 || set->items[i].hidden[at])
            return true;
    return false;
}

/* Unless said: 2019 to 2021 where they are there, else the first half; then what follows. */
static void choose_periods(measuring *m, const t4_series_set *set)
{
    const t4_divert_question *q = m->question;
    t4_divert *d = m->divert;
    t4_period first = set->periods[0], last = set->periods[set->n - 1];
    bool usual = t4_period_first_month(first) <= 2019 * 12 && t4_period_last_month(last) > 2021 * 12 + 11;

    d->base_from = q->base_from ? q->base_from : usual ? t4_period_year(2019) : first;
    d->base_until = q->base_until ? q->base_until : usual ? t4_period_year(2021) : set->periods[(set->n - 1) / 2];
    d->after_from = q->after_from;
    d->after_until = q->after_until ? q->after_until : last;
    for (size_t i = 0; i < set->n && !d->after_from; i++)
        if (t4_period_first_month(set->periods[i]) > t4_period_last_month(d->base_until))
            d->after_from = set->periods[i];
}

/* Take the periods between from and until that all legs have; count those that one of them lacks. */
static size_t take_periods(measuring *m, t4_period from, t4_period until)
{
    const t4_series_set *set = m->legs[T4_DIVERT_VIA].value;
    size_t taken = 0;

    for (size_t i = 0; from && i < set->n; i++) {
        bool all = true;

        if (!t4_period_within(set->periods[i], from, until))
            continue;
        for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
            size_t at = t4_series_find(m->legs[leg].value, set->periods[i]);
            bool there = has_trade(m->legs[leg].value, at);

            m->at[leg][m->n] = at;
            m->divert->missing[leg] += !there;
            all = all && there;
        }
        m->n += all;
        taken += all;
    }
    return taken;
}

static t4_status find_periods(measuring *m, t4_error *err)
{
    const t4_series_set *set = m->legs[T4_DIVERT_VIA].value;
    t4_divert *d = m->divert;

    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
        m->at[leg] = t4_alloc(2 * set->n + 1, sizeof *m->at[leg]);
        if (!m->at[leg])
            return t4_fail_memory(err);
    }
    choose_periods(m, set);
    if (d->after_from && t4_period_first_month(d->after_from) <= t4_period_last_month(d->base_until))
        return t4_fail(err, T4_ERR_USAGE, "the periods after begin before the base ends");
    d->base_n = m->base = take_periods(m, d->base_from, d->base_until);
    d->after_n = take_periods(m, d->after_from, d->after_until);
    if (!d->base_n || !d->after_n)
        return t4_fail(err, T4_ERR_DATA, "the three legs have %zu common periods in the base and %zu after it; "
                       "at least one each is needed: choose others with --base and --after", d->base_n, d->after_n);
    return T4_OK;
}

/* --- excesses ------------------------------------------------------------------------------ */

/* Sums over the used periods, taken in the given order (NULL: as they are): what the base expects, what was. */
static t4_divert_change change_of(const measuring *m, const t4_series *s, int leg, const size_t *order)
{
    t4_divert_change c = {0, 0};

    for (size_t i = 0; s && i < m->n; i++)
        *(i < m->base ? &c.expected : &c.seen) += s->value[m->at[leg][order ? order[i] : i]];
    c.expected *= (double)(m->n - m->base) / (double)m->base;
    return c;
}

static double excess_of(const measuring *m, t4_divert_change c)
{
    return c.seen - m->question->times * c.expected;
}

/* Value a kg after the base, over the periods in which the code has masses. */
static double unit_value(const measuring *m, const item *one, int leg, double sums[2])
{
    double value = 0, net = 0;

    for (size_t i = m->base; one->value[leg] && one->net[leg] && i < m->n; i++) {
        size_t at = m->at[leg][i];

        if (one->net[leg]->hidden[at] || one->value[leg]->hidden[at] || !(one->net[leg]->value[at] > 0))
            continue;
        value += one->value[leg]->value[at];
        net += one->net[leg]->value[at];
    }
    sums[0] += value;
    sums[1] += net;
    return net > 0 ? value / net : NAN;
}

static bool is_hidden(const measuring *m, const item *one)
{
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++)
        for (size_t i = 0; one->value[leg] && i < m->n; i++)
            if (one->value[leg]->hidden[m->at[leg][i]])
                return true;
    return t4_guards_confidential(t4_flows_code_text(m->flows, one->code));
}

/* Add a code to a row. */
static void add_code(const measuring *m, const item *one, t4_divert_row *row, double net[T4_DIVERT_LEGS][2])
{
    t4_divert_change c[T4_DIVERT_LEGS];
    bool fresh = true, any = false;
    double in, out;

    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++) {
        c[leg] = change_of(m, one->value[leg], leg, NULL);
        row->leg[leg].expected += c[leg].expected;
        row->leg[leg].seen += c[leg].seen;
        unit_value(m, one, leg, net[leg]);
        fresh = fresh && !(c[leg].expected > 0);
        any = any || c[leg].expected > 0 || c[leg].seen > 0;
    }
    in = excess_of(m, c[T4_DIVERT_VIA]);
    out = excess_of(m, c[T4_DIVERT_ONWARD]);
    row->codes += any;
    row->net_in += in;
    row->net_out += out;
    row->matched += t4_gap_matched(&in, &out, 1);
    if (any && fresh && t4_guards_edition_after(t4_period_first_month(m->divert->base_from),
                                                t4_period_last_month(m->divert->after_until)))
        row->flags |= T4_DIVERT_EDITION;
    if (is_hidden(m, one))
        row->flags |= T4_DIVERT_CONFIDENTIAL;
}

/* What is of a row's sums, not of its codes. */
static void close_row(const measuring *m, t4_divert_row *row, double net[T4_DIVERT_LEGS][2])
{
    const t4_divert_change *direct = &row->leg[T4_DIVERT_DIRECT], *via = &row->leg[T4_DIVERT_VIA];
    double in = excess_of(m, *via), out = excess_of(m, row->leg[T4_DIVERT_ONWARD]);

    row->substitution = t4_gap_substitution(direct->expected, direct->seen, via->expected, via->seen);
    row->anew = t4_gap_matched(&in, &out, 1);
    row->unit_in = net[T4_DIVERT_VIA][1] > 0 ? net[T4_DIVERT_VIA][0] / net[T4_DIVERT_VIA][1] : NAN;
    row->unit_out = net[T4_DIVERT_ONWARD][1] > 0 ? net[T4_DIVERT_ONWARD][0] / net[T4_DIVERT_ONWARD][1] : NAN;
    row->pass_through = row->unit_out / row->unit_in;
    for (int leg = T4_DIVERT_VIA; leg < T4_DIVERT_LEGS; leg++)
        if (row->leg[leg].expected * 100 < row->leg[leg].seen)
            row->flags |= T4_DIVERT_TINY;
    if (m->question->forms)
        row->flags |= T4_DIVERT_UNION;
    if (!isnan(row->pass_through) && (m->legs[T4_DIVERT_VIA].value->level < 8 || row->codes > 1))
        row->flags |= T4_DIVERT_MIX;
}

static size_t heading_length(const measuring *m, const char *code)
{
    size_t n = strlen(code), most = (size_t)m->question->coarse;

    return strcmp(code, "TOTAL") && n > most ? most : n < 15 ? n : 15;
}

/* The codes of one heading, from `from`; the end of them. */
static size_t measure_heading(const measuring *m, size_t from, t4_divert_row *row, double all[T4_DIVERT_LEGS][2],
                              t4_divert_row *total)
{
    const char *first = t4_flows_code_text(m->flows, m->items[from].code);
    size_t length = heading_length(m, first), end = from, kept = total->codes;
    double net[T4_DIVERT_LEGS][2] = {{0}}, in = 0, out = 0;

    memcpy(row->heading, first, length);
    for (; end < m->count; end++) {
        const char *code = t4_flows_code_text(m->flows, m->items[end].code);
        t4_divert_change via, onward;

        if (end > from && (heading_length(m, code) != length || memcmp(code, first, length)))
            break;
        add_code(m, &m->items[end], row, net);
        add_code(m, &m->items[end], total, all);
        via = change_of(m, m->items[end].value[T4_DIVERT_VIA], T4_DIVERT_VIA, NULL);
        onward = change_of(m, m->items[end].value[T4_DIVERT_ONWARD], T4_DIVERT_ONWARD, NULL);
        in += fmax(0, excess_of(m, via));
        out += fmax(0, excess_of(m, onward));
    }
    row->matched_coarse = t4_gap_matched_total(&in, &out, 1);
    total->matched_coarse += row->matched_coarse;
    row->codes = total->codes - kept;
    close_row(m, row, net);
    total->anew += row->anew;
    return end;
}

static int by_matched(const void *left, const void *right)
{
    const t4_divert_row *a = left, *b = right;

    if (a->matched < b->matched || a->matched > b->matched)
        return a->matched > b->matched ? -1 : 1;
    if (a->matched_coarse < b->matched_coarse || a->matched_coarse > b->matched_coarse)
        return a->matched_coarse > b->matched_coarse ? -1 : 1;
    return strcmp(a->heading, b->heading);
}

static t4_status measure_all(measuring *m, t4_error *err)
{
    t4_divert *d = m->divert;
    t4_divert_row total = {.heading = "all"};
    double all[T4_DIVERT_LEGS][2] = {{0}}, anew;

    d->rows = t4_alloc_zero(m->count + 1, sizeof *d->rows);
    if (!d->rows)
        return t4_fail_memory(err);
    for (size_t i = 0; i < m->count; d->count++)
        i = measure_heading(m, i, &d->rows[d->count], all, &total);
    qsort(d->rows, d->count, sizeof *d->rows, by_matched);
    anew = total.anew;
    close_row(m, &total, all);
    total.anew = anew;
    d->rows[d->count++] = total;
    return T4_OK;
}

/* --- chances ------------------------------------------------------------------------------- */

/* The statistics with the used periods in an order; pair[i]: whose onward leg code i gets (NULL: its own). */
static t4_divert_chance statistics(const measuring *m, const size_t *order, const size_t *pair, double *growth,
                                   double *rise)
{
    double before = 0, after = 0, picked = 0;

    *rise = 0;
    for (size_t i = 0; i < m->count; i++) {
        const item *partner = &m->items[pair ? pair[i] : i];
        t4_divert_change via = change_of(m, m->items[i].value[T4_DIVERT_VIA], T4_DIVERT_VIA, order);
        t4_divert_change onward = change_of(m, partner->value[T4_DIVERT_ONWARD], T4_DIVERT_ONWARD, order);

        *rise += fmin(fmax(0, excess_of(m, via)), fmax(0, excess_of(m, onward)));
        if (onward.expected > 0 && onward.seen >= m->question->ratio * onward.expected) {
            picked++;
            before += onward.expected;
            after += onward.seen;
        }
    }
    *growth = before > 0 ? log(after / before) : 0;
    return (t4_divert_chance){.seen = picked};
}

static void shuffle(size_t *order, size_t n, t4_random *random)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)t4_random_below(random, i), kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
}

/*
 * Periods in blocks, the blocks in another order and begun at another place.  Blocks of a year keep a season and
 * nearly all of a month's likeness to the one before: of 400 panels of 84 months with an autocorrelation of 0.5 and a
 * season 6 to 7 % fall below 5 % (test_divert).
 */
static void draw_order(const measuring *m, t4_random *random, size_t *blocks, size_t *order)
{
    size_t block = m->question->block, count = (m->n + block - 1) / block, filled = 0;
    size_t turn = (size_t)t4_random_below(random, m->n);

    for (size_t i = 0; i < count; i++)
        blocks[i] = i;
    shuffle(blocks, count, random);
    for (size_t i = 0; i < count; i++)
        for (size_t j = blocks[i] * block; j < (blocks[i] + 1) * block && j < m->n; j++)
            order[filled++] = (j + turn) % m->n;
}

static t4_status draw(void *context, unsigned worker, size_t index, t4_error *err)
{
    const measuring *m = context;
    size_t room = m->n > m->count ? m->n : m->count, *work = t4_alloc(2 * room, sizeof *work);
    size_t end = (index + 1) * RUNS_OF_TASK < m->question->runs ? (index + 1) * RUNS_OF_TASK : m->question->runs;

    if (!work || t4_run_check(m->run, err)) {
        t4_free(work);
        return work ? T4_ERR_STOPPED : t4_fail_memory(err);
    }
    for (size_t run = index * RUNS_OF_TASK; run < end; run++) {
        t4_divert_chance *drawn = m->drawn + 4 * run;
        t4_random random;
        double none;

        t4_random_seed(&random, m->question->seed * 1000003 + run);
        draw_order(m, &random, work, work + room);
        drawn[0] = statistics(m, work + room, NULL, &drawn[1].seen, &drawn[2].seen);
        for (size_t i = 0; i < m->count; i++)
            work[i] = i;
        shuffle(work, m->count, &random);
        statistics(m, NULL, work, &none, &drawn[3].seen);
    }
    t4_free(work);
    return T4_OK;
}

static void judge(const measuring *m, t4_divert_chance *chance, int which)
{
    size_t larger = 0;

    chance->by_chance = 0;
    for (size_t run = 0; run < m->question->runs; run++) {
        double seen = m->drawn[4 * run + (size_t)which].seen;

        larger += seen >= chance->seen - 1e-12 * fabs(chance->seen);
        chance->by_chance += seen / (double)m->question->runs;
    }
    chance->p = (1.0 + (double)larger) / (1.0 + (double)m->question->runs);
}

static t4_status find_chances(measuring *m, const t4_run *run, t4_error *err)
{
    t4_divert *d = m->divert;
    size_t both = 0;
    t4_status status;

    d->size = statistics(m, NULL, NULL, &d->growth.seen, &d->rise.seen);
    d->basket = (size_t)d->size.seen;
    d->pairing.seen = d->rise.seen;
    d->size.p = d->growth.p = d->rise.p = d->pairing.p = NAN;
    d->size.by_chance = d->growth.by_chance = d->rise.by_chance = d->pairing.by_chance = NAN;
    for (size_t i = 0; i < m->count; i++)
        both += m->items[i].value[T4_DIVERT_VIA] && m->items[i].value[T4_DIVERT_ONWARD];
    if (!m->question->runs)
        return T4_OK;
    m->drawn = t4_alloc(m->question->runs, 4 * sizeof *m->drawn);
    if (!m->drawn)
        return t4_fail_memory(err);
    status = t4_parallel_for(run, (m->question->runs + RUNS_OF_TASK - 1) / RUNS_OF_TASK, draw, m, err);
    if (status)
        return status;
    if (d->base_n >= T4_DIVERT_BASE_LEAST && d->after_n >= T4_DIVERT_AFTER_LEAST) {
        judge(m, &d->size, 0);
        judge(m, &d->growth, 1);
        judge(m, &d->rise, 2);
    }
    if (both >= T4_DIVERT_CODES_LEAST)
        judge(m, &d->pairing, 3);
    return T4_OK;
}

/* --- all ------------------------------------------------------------------------------------- */

t4_status t4_divert_measure(t4_divert *divert, const t4_run *run, t4_flows *flows,
                            const t4_divert_flows legs[T4_DIVERT_LEGS], const t4_divert_question *question,
                            t4_error *err)
{
    measuring m = {.flows = flows, .legs = legs, .question = question, .divert = divert, .run = run};
    t4_status status;

    *divert = (t4_divert){.count = 0};
    status = find_periods(&m, err);
    if (!status)
        status = make_items(&m, err);
    if (!status)
        status = measure_all(&m, err);
    if (!status)
        status = find_chances(&m, run, err);
    for (int leg = 0; leg < T4_DIVERT_LEGS; leg++)
        t4_free(m.at[leg]);
    t4_free(m.items);
    t4_free(m.drawn);
    return status;
}

void t4_divert_release(t4_divert *divert)
{
    t4_free(divert->rows);
    *divert = (t4_divert){.count = 0};
}
