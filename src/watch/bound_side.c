/* SPDX-License-Identifier: MIT */
/* Facts from elsewhere: floors and ceilings, what partners report, weights with the unit values that goods can have. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/bound_state.h"

/* --- floors ---------------------------------------------------------------------------- */

/* One fact about the trade of a code in a period; partner 0 = all together. */
typedef struct {
    uint32_t code, partner;
    bool strict;                 /* where the release has nothing, that is a contradiction */
    bool part;                   /* it is about a part of that trade only: a floor holds, a ceiling does not */
    t4_period period;
    bool has_least, has_most;
    t4_int128 least, most;
    const char *text;
} floor_fact;

/* The times inside a period; they must fill it, or lie around it, for a floor to hold. */
static size_t times_of(const t4_bound_block *b, t4_period period, uint32_t *times, bool *around)
{
    int first = t4_period_first_month(period), last = t4_period_last_month(period), months = 0;
    size_t count = 0;

    *around = false;
    for (uint32_t i = 0; i < b->time_count; i++) {
        int from = t4_period_first_month(b->times[i].period), until = t4_period_last_month(b->times[i].period);

        if (from >= first && until <= last && !b->times[i].rest) {
            times[count++] = i;
            months += until - from + 1;
        } else if (from <= first && until >= last && !b->times[i].rest) {
            *around = true;
            times[0] = i;
            return 1;
        }
    }
    return months == last - first + 1 ? count : 0;
}

static t4_status add_floor_at(t4_bound_block *b, const floor_fact *f, const uint32_t *times, size_t count, bool part,
                              t4_premises_term *terms, t4_error *err)
{
    uint32_t from = f->partner ? f->partner : 1, until = f->partner ? f->partner : (uint32_t)b->partner_count + 1, tag = 0;
    bool has_most = f->has_most && !part;
    size_t used = 0;
    t4_status status;

    for (size_t i = 0; i < count; i++)
        for (uint32_t p = from; p <= until; p++) {
            size_t end;

            for (size_t k = t4_bound_leaves_below(b, f->code, p, times[i], &end); k < end; k++)
                terms[used++] = (t4_premises_term){(uint32_t)k, 1};
        }
    if (!used && f->strict && f->has_least && f->least > 0)
        return t4_bound_conflict_add(b->bound, t4_bound_text(b->arena, "%s\nthe release has a table where it would stand, without a row for it",
                                                             f->text), true, err);
    if (!used) {
        b->bound->floors_apart += f->has_least && f->least > 0;
        return T4_OK;
    }
    if (!(f->has_least && f->least > 0) && !has_most)
        return T4_OK;
    if (f->least > (t4_int128)1 << 60 || f->most > (t4_int128)1 << 60)
        return t4_fail(err, T4_ERR_DATA, "%s: an amount too large, state it in thousands", f->text);
    status = t4_bound_tag(b, f->text, &tag, err);
    b->bound->facts++;
    return status ? status : t4_premises_add(b->system, terms, used, f->has_least ? (int64_t)f->least : T4_PREMISES_FREE,
                                          has_most ? (int64_t)f->most : T4_PREMISES_FREE, tag, err);
}

/* Without a period a fact holds in each. */
static t4_status add_floor(t4_bound_block *b, const floor_fact *f, t4_premises_term *terms, uint32_t *times, t4_error *err)
{
    t4_status status = T4_OK;
    bool around = false;
    size_t count;

    if (f->period) {
        count = times_of(b, f->period, times, &around);
        if (count)
            return add_floor_at(b, f, times, count, around || f->part, terms, err);
        b->bound->floors_apart++;
        return T4_OK;
    }
    for (uint32_t i = 0; i < b->time_count && !status; i++)
        if (!b->times[i].rest)
            status = add_floor_at(b, f, &i, 1, f->part, terms, err);
    return status;
}

static uint32_t partner_of(const t4_bound_block *b, const char *text)
{
    size_t from = 1, past = b->partner_count + 1;

    while (from < past) {
        size_t middle = from + (past - from) / 2;
        int order = strcmp(b->partners[middle], text);

        if (!order)
            return (uint32_t)middle;
        if (order < 0)
            from = middle + 1;
        else
            past = middle;
    }
    return 0;
}

static bool in_block(const t4_bound_block *b, t4_period period)
{
    for (size_t i = 0; i < b->time_count; i++)
        if (t4_period_year_of(b->times[i].period) == t4_period_year_of(period))
            return true;
    return false;
}

static t4_status add_floors(t4_bound_block *b, t4_premises_term *terms, uint32_t *times, t4_error *err)
{
    const t4_sidefacts *floors = b->question->floors;
    t4_status status = T4_OK;

    for (size_t i = 0; floors && i < floors->count && !status; i++) {
        const t4_sidefact *s = &floors->items[i];
        bool total = t4_flows_is_total(s->code, strlen(s->code));
        char least[T4_DECIMAL_TEXT] = "", most[T4_DECIMAL_TEXT] = "", period[T4_PERIOD_TEXT] = "";
        floor_fact f = {.code = total ? 0 : t4_bound_codes_find(b, s->code, strlen(s->code)), .period = s->period,
                        .strict = true, .has_least = s->has_least, .has_most = s->has_most, .least = s->least, .most = s->most};

        if ((s->flow != T4_FLOWS && s->flow != b->flow) || (s->period && !in_block(b, s->period)))
            continue;
        f.partner = *s->partner && b->partner_count ? partner_of(b, s->partner) : 0;
        f.part = *s->partner && !b->partner_count;
        if (f.code == T4_BOUND_NONE || (*s->partner && b->partner_count && !f.partner)) {
            b->bound->floors_apart++;
            continue;
        }
        if (s->has_least)
            t4_decimal_print_short(s->least, T4_FLOWS_DECIMALS, least);
        if (s->has_most)
            t4_decimal_print_short(s->most, T4_FLOWS_DECIMALS, most);
        if (s->period)
            t4_period_print(s->period, period);
        f.text = t4_bound_text(b->arena, "floor file: %s%s%s%s%s%s%s%s%s", s->code, *s->partner ? ", " : "", s->partner,
                               *period ? ", " : "", period, *least ? ", at least " : "", least, *most ? ", at most " : "", most);
        status = f.text ? add_floor(b, &f, terms, times, err) : t4_fail_memory(err);
    }
    return status;
}

/* --- mirror -------------------------------------------------------------------------------- */

typedef struct {
    uint32_t code, partner;
    t4_period period;
    t4_int128 value;
} reported;

static int by_place(const void *left, const void *right)
{
    const reported *a = left, *b = right;

    if (a->partner != b->partner)
        return a->partner < b->partner ? -1 : 1;
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    return (a->code > b->code) - (a->code < b->code);
}

typedef struct {
    reported *items;
    size_t count, room;
    int level;
    t4_period_kind kind;
    bool several;                /* partners in the mirror data: only those count that name our reporter */
} mirroring;

static bool is_opposite(const t4_bound_block *b, const t4_flows_row *row)
{
    return b->flow == T4_M ? row->flow == T4_X : b->flow == T4_X && row->flow == T4_M;
}

/* The finest codes and periods of what partners report; whether they report on several countries. */
static void survey(const t4_bound_block *b, mirroring *m)
{
    const t4_flows *flows = b->question->mirror;
    uint32_t partner = UINT32_MAX;

    for (size_t i = 0; i < flows->count; i++) {
        const t4_flows_row *row = &flows->rows[i];

        if (!is_opposite(b, row))
            continue;
        m->level = row->level > m->level ? row->level : m->level;
        m->kind = t4_period_kind_of(row->period) > m->kind ? t4_period_kind_of(row->period) : m->kind;
        m->several = m->several || (partner != UINT32_MAX && partner != row->partner);
        partner = row->partner;
    }
}

static t4_status gather_mirror(t4_bound_block *b, mirroring *m, t4_error *err)
{
    const t4_flows *flows = b->question->mirror;

    for (size_t i = 0; i < flows->count; i++) {
        const t4_flows_row *row = &flows->rows[i];
        const char *code = t4_flows_code_text(flows, row->code);
        size_t n = strlen(code) > 6 ? 6 : strlen(code);
        reported r = {.period = row->period, .value = row->value};

        if (!is_opposite(b, row) || row->level != m->level || t4_period_kind_of(row->period) != m->kind ||
            !(row->given & T4_FLOWS_VALUE) || row->value <= 0 || !in_block(b, row->period) ||
            (m->several && *b->reporter && strcmp(t4_flows_place_text(flows, row->partner), b->reporter)))
            continue;
        r.code = row->level ? t4_bound_codes_find(b, code, n) : 0;
        r.partner = b->partner_count ? partner_of(b, t4_flows_place_text(flows, row->reporter)) : 0;
        if (r.code == T4_BOUND_NONE || (b->partner_count && !r.partner)) {
            b->bound->mirror_apart++;
            continue;
        }
        if (!t4_grow(&m->items, &m->room, m->count, sizeof *m->items))
            return t4_fail_memory(err);
        m->items[m->count++] = r;
    }
    return T4_OK;
}

/* In millionths, rounded down: what must be there at least of what partners report. */
static t4_int128 share_of(const t4_bound_block *b, t4_int128 value)
{
    double rate = (b->flow == T4_M ? 1 + b->question->tau : 1 / (1 + b->question->tau)) * (1 - b->question->tolerance);

    return value * (t4_int128)(rate * 1e6 + 1e-6) / 1000000;
}

static t4_status add_mirror(t4_bound_block *b, t4_premises_term *terms, uint32_t *times, t4_error *err)
{
    mirroring m = {.kind = T4_YEAR};
    t4_status status = T4_OK;

    if (!b->question->mirror)
        return T4_OK;
    survey(b, &m);
    status = gather_mirror(b, &m, err);
    if (!status && m.count)
        qsort(m.items, m.count, sizeof *m.items, by_place);
    for (size_t i = 0, end; i < m.count && !status; i = end) {
        floor_fact f = {.code = m.items[i].code, .partner = m.items[i].partner, .period = m.items[i].period, .has_least = true};
        size_t apart = b->bound->floors_apart;
        char text[T4_DECIMAL_TEXT];
        const char *name;

        for (end = i; end < m.count && !by_place(&m.items[i], &m.items[end]); end++)
            f.least += m.items[end].value;
        f.least = share_of(b, f.least);
        t4_decimal_print_short(f.least, T4_FLOWS_DECIMALS, text);
        name = t4_bound_rows_name(b, f.code, f.partner, f.period);
        f.text = name ? t4_bound_text(b->arena, "mirror: %s, at least %s", name, text) : NULL;
        status = f.text ? add_floor(b, &f, terms, times, err) : t4_fail_memory(err);
        if (b->bound->floors_apart > apart)
            b->bound->mirror_apart++, b->bound->floors_apart = apart;
        else
            b->bound->mirror_used++;
    }
    t4_free(m.items);
    return status;
}

/* --- weights ------------------------------------------------------------------------------------ */

typedef struct {
    t4_bound_block *block;
    const t4_bound_history *history;
    uint32_t *mass;              /* by leaf: its unknown, T4_BOUND_NONE */
    int64_t *least, *most;       /* by code: unit values; least -1 = not looked up */
} weighing;

static int64_t common(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

/* The unit values of goods of a code: of the longest code above it that is given, else of the detail. */
static bool look_up_rate(const weighing *w, uint32_t code, int64_t *least, int64_t *most)
{
    const t4_bound_block *b = w->block;
    const t4_sidefacts *rates = b->question->rates;
    const t4_sidefact *best = NULL;

    for (size_t i = 0; rates && i < rates->count; i++) {
        size_t n = strlen(rates->items[i].code);

        if (!strncmp(rates->items[i].code, b->codes[code].text, n) && (!best || n > strlen(best->code)))
            best = &rates->items[i];
    }
    *least = best && best->has_least && best->least < (t4_int128)1 << 50 ? (int64_t)best->least : 0;
    *most = best && best->has_most && best->most < (t4_int128)1 << 50 ? (int64_t)best->most : INT64_MAX;
    if (best)
        return *least > 0 || *most != INT64_MAX;
    if (!b->question->rates_of_history || !t4_bound_history_rate(w->history, b->flow, b->codes[code].text, least, most))
        return false;
    b->bound->rates_of_history++;
    return true;
}

static bool rate_of(weighing *w, uint32_t code, int64_t *least, int64_t *most)
{
    if (w->least[code] < 0 && !look_up_rate(w, code, &w->least[code], &w->most[code])) {
        w->least[code] = 0;
        w->most[code] = INT64_MAX;
    }
    *least = w->least[code];
    *most = w->most[code];
    return *least > 0 || *most != INT64_MAX;
}

/* least * mass <= value * 10^6 <= most * mass */
static t4_status tie(weighing *w, uint32_t leaf, int64_t least, int64_t most, t4_error *err)
{
    t4_bound_block *b = w->block;
    const int64_t one = 1000000;
    char low[T4_DECIMAL_TEXT], high[T4_DECIMAL_TEXT] = "any";
    uint32_t tag = 0;
    t4_status status = T4_OK;

    t4_decimal_print_short(least, T4_SIDEFACT_RATE_DECIMALS, low);
    if (most != INT64_MAX)
        t4_decimal_print_short(most, T4_SIDEFACT_RATE_DECIMALS, high);
    status = t4_bound_tag(b, t4_bound_text(b->arena, "unit values of %s: %s to %s by kg", b->codes[b->leaves[leaf].code].text,
                                           low, high), &tag, err);
    if (!status && least > 0) {
        int64_t g = common(least, one);
        t4_premises_term terms[] = {{w->mass[leaf], least / g}, {leaf, -one / g}};

        status = t4_premises_add(b->system, terms, 2, T4_PREMISES_FREE, 0, tag, err);
    }
    if (!status && most != INT64_MAX) {
        int64_t g = common(most, one);
        t4_premises_term terms[] = {{leaf, one / g}, {w->mass[leaf], -most / g}};

        status = t4_premises_add(b->system, terms, 2, T4_PREMISES_FREE, 0, tag, err);
    }
    return status;
}

static t4_status weigh_leaf(weighing *w, uint32_t leaf, t4_error *err)
{
    int64_t least, most;
    t4_status status;

    if (w->mass[leaf] != T4_BOUND_NONE)
        return T4_OK;
    status = t4_premises_unknown(w->block->system, 0, &w->mass[leaf], err);
    if (!status && rate_of(w, w->block->leaves[leaf].code, &least, &most))
        status = tie(w, leaf, least, most, err);
    return status;
}

/* The weight of a row that is told whole: its leaves weigh so much together. */
static t4_status weigh_row(weighing *w, const t4_bound_fact *row, t4_premises_term *terms, t4_error *err)
{
    t4_bound_block *b = w->block;
    uint32_t from = row->partner ? row->partner : 1, until = row->partner ? row->partner : (uint32_t)b->partner_count + 1, tag = 0;
    int64_t half = (int64_t)((b->question->mass_rounding + 1) / 2), least, most;
    char text[T4_DECIMAL_TEXT];
    const char *name;
    size_t used = 0;
    bool useful = false;
    t4_status status = T4_OK;

    for (uint32_t t = 0; t < b->time_count; t++)
        for (int c = 0; c < b->times[t].covers; c++)
            for (uint32_t p = from; p <= until && b->times[t].cover[c] == row->period; p++) {
                size_t end;

                for (size_t k = t4_bound_leaves_below(b, row->code, p, t, &end); k < end; k++) {
                    terms[used++] = (t4_premises_term){(uint32_t)k, 1};
                    useful = useful || rate_of(w, b->leaves[k].code, &least, &most);
                }
            }
    for (size_t i = 0; i < used && useful && !status; i++) {
        status = weigh_leaf(w, terms[i].unknown, err);
        terms[i].unknown = w->mass[terms[i].unknown];
    }
    if (status || !useful)
        return status;
    t4_decimal_print_short(row->net, T4_FLOWS_DECIMALS, text);
    name = t4_bound_rows_name(b, row->code, row->partner, b->periods[row->period]);
    status = t4_bound_tag(b, name ? t4_bound_text(b->arena, "weight of %s: %s kg", name, text) : NULL, &tag, err);
    b->bound->facts++;
    return status ? status : t4_premises_add(b->system, terms, used, row->net > half ? row->net - half : 0, row->net + half, tag, err);
}

static t4_status add_weights(t4_bound_block *b, const t4_bound_history *history, t4_premises_term *terms, t4_error *err)
{
    weighing w = {.block = b, .history = history, .mass = t4_alloc(b->leaf_count + 1, sizeof *w.mass),
                  .least = t4_alloc(b->code_count + 1, sizeof *w.least), .most = t4_alloc(b->code_count + 1, sizeof *w.most)};
    t4_status status = w.mass && w.least && w.most ? T4_OK : t4_fail_memory(err);

    if (!status) {
        memset(w.mass, 0xff, (b->leaf_count + 1) * sizeof *w.mass);
        memset(w.least, 0xff, (b->code_count + 1) * sizeof *w.least);
    }
    for (size_t i = 0; i < b->fact_count && !status; i++)
        if (b->facts[i].axis == T4_BOUND_WHOLE && b->facts[i].has_net && b->facts[i].net > 0)
            status = weigh_row(&w, &b->facts[i], terms, err);
    t4_free(w.mass);
    t4_free(w.least);
    t4_free(w.most);
    return status;
}

t4_status t4_bound_side_add(t4_bound_block *b, const t4_bound_history *history, t4_error *err)
{
    t4_premises_term *terms = t4_alloc(b->leaf_count + 1, sizeof *terms);
    uint32_t *times = t4_alloc(b->time_count + 1, sizeof *times);
    t4_status status = terms && times ? T4_OK : t4_fail_memory(err);

    if (!status)
        status = add_floors(b, terms, times, err);
    if (!status)
        status = add_mirror(b, terms, times, err);
    if (!status && (b->question->rates || b->question->rates_of_history))
        status = add_weights(b, history, terms, err);
    t4_free(terms);
    t4_free(times);
    return status;
}
