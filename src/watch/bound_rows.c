/* SPDX-License-Identifier: MIT */
/* Published rows as facts: which is part of which, along codes, partners and periods, and what parts leave of a whole. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/bound_state.h"

#define MOST ((t4_int128)1 << 60)

const char *t4_bound_text(t4_arena *arena, const char *format, ...)
{
    char text[512];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return t4_arena_strndup(arena, text, strlen(text));
}

const char *t4_bound_rows_name(const t4_bound_block *b, uint32_t code, uint32_t partner, t4_period period)
{
    char text[T4_PERIOD_TEXT];

    t4_period_print(period, text);
    return t4_bound_text(b->arena, "%s%s%.60s, %s", b->codes[code].text, partner ? ", " : "",
                         partner ? b->partners[partner] : "", text);
}

/* --- finding ------------------------------------------------------------------------------ */

static size_t hash_of(uint32_t code, uint32_t partner, uint32_t period)
{
    uint64_t h = (uint64_t)code * 0x9E3779B97F4A7C15u ^ (uint64_t)partner * 0xC2B2AE3D27D4EB4Fu ^
                 (uint64_t)period * 0x165667B19E3779F9u;

    return (size_t)(h ^ h >> 29);
}

uint32_t t4_bound_rows_find(const t4_bound_block *b, uint32_t code, uint32_t partner, uint32_t period)
{
    for (size_t at = hash_of(code, partner, period) & b->table_mask;; at = (at + 1) & b->table_mask) {
        const t4_bound_fact *f = b->table[at] == T4_BOUND_NONE ? NULL : &b->facts[b->table[at]];

        if (!f)
            return T4_BOUND_NONE;
        if (f->code == code && f->partner == partner && f->period == period)
            return b->table[at];
    }
}

uint32_t t4_bound_rows_above(const t4_bound_block *b, uint32_t code, uint32_t partner, uint32_t period)
{
    for (;; code = b->codes[code].parent) {
        uint32_t row = t4_bound_rows_find(b, code, partner, period);

        if (row != T4_BOUND_NONE || !code)
            return row;
    }
}

bool t4_bound_rows_has_table(const t4_bound_block *b, uint32_t partner, uint32_t period)
{
    return partner <= b->partner_count && b->table_used[partner * b->period_count + period];
}

bool t4_bound_rows_leaves_rest(const t4_bound_fact *f, int axis)
{
    const t4_bound_parts *p = &f->parts[axis];

    return !f->hidden && p->count && !p->hidden && f->high - p->low > 0 && f->low - p->high > 0;
}

/* --- axes -------------------------------------------------------------------------------------- */

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Partners in the order of their texts. */
static t4_status number_partners(t4_bound_block *b, t4_error *err)
{
    const t4_flows *flows = b->question->coarse;
    size_t places = t4_dict_count(flows->places);

    b->place_partner = t4_alloc_zero(places + 1, sizeof *b->place_partner);
    b->partners = t4_alloc_zero(places + 3, sizeof *b->partners);
    if (!b->place_partner || !b->partners)
        return t4_fail_memory(err);
    for (size_t i = 0; i < b->row_count; i++) {
        uint32_t place = b->rows[i]->partner;

        if (!b->rows[i]->world && !b->place_partner[place]) {
            b->place_partner[place] = 1;
            b->partners[++b->partner_count] = t4_flows_place_text(flows, place);
        }
    }
    if (b->partner_count)
        qsort(b->partners + 1, b->partner_count, sizeof *b->partners, by_text);
    for (size_t p = 1; p <= b->partner_count; p++) {
        uint32_t place = t4_dict_find(flows->places, b->partners[p], strlen(b->partners[p]));

        b->place_partner[place] = (uint32_t)p;
    }
    b->partners[0] = "W00";
    b->partners[b->partner_count + 1] = "not told by partner";
    return T4_OK;
}

static int by_period(const void *left, const void *right)
{
    t4_period a = *(const t4_period *)left, b = *(const t4_period *)right;

    return (a > b) - (a < b);
}

static uint32_t period_at(const t4_bound_block *b, t4_period period)
{
    const t4_period *at = bsearch(&period, b->periods, b->period_count, sizeof *at, by_period);

    return at ? (uint32_t)(at - b->periods) : T4_BOUND_NONE;
}

static t4_status number_periods(t4_bound_block *b, t4_error *err)
{
    size_t kept = 0;

    b->periods = t4_alloc(b->row_count + 1, sizeof *b->periods);
    if (!b->periods)
        return t4_fail_memory(err);
    for (size_t i = 0; i < b->row_count; i++)
        b->periods[i] = b->rows[i]->period;
    qsort(b->periods, b->row_count, sizeof *b->periods, by_period);
    for (size_t i = 0; i < b->row_count; i++)
        if (!kept || b->periods[kept - 1] != b->periods[i])
            b->periods[kept++] = b->periods[i];
    b->period_count = kept;
    return T4_OK;
}

/* The published periods that hold months first .. last, finest first. */
static void cover(const t4_bound_block *b, t4_bound_time *time)
{
    for (int kind = T4_MONTH; kind >= T4_YEAR; kind--)
        for (uint32_t i = 0; i < b->period_count; i++)
            if ((int)t4_period_kind_of(b->periods[i]) == kind &&
                t4_period_first_month(b->periods[i]) <= t4_period_first_month(time->period) &&
                t4_period_last_month(b->periods[i]) >= t4_period_last_month(time->period))
                time->cover[time->covers++] = i;
}

/* Finest periods: those without a finer one inside; what finer ones leave of a longer one is a period of its own. */
static t4_status find_times(t4_bound_block *b, t4_error *err)
{
    b->times = t4_alloc_zero(2 * b->period_count + 1, sizeof *b->times);
    if (!b->times)
        return t4_fail_memory(err);
    for (uint32_t i = 0; i < b->period_count; i++) {
        int first = t4_period_first_month(b->periods[i]), last = t4_period_last_month(b->periods[i]);
        unsigned inside = 0, whole = (1u << (last - first + 1)) - 1;

        for (uint32_t j = 0; j < b->period_count; j++)
            if (t4_period_kind_of(b->periods[j]) > t4_period_kind_of(b->periods[i]) &&
                t4_period_first_month(b->periods[j]) >= first && t4_period_last_month(b->periods[j]) <= last)
                for (int m = t4_period_first_month(b->periods[j]); m <= t4_period_last_month(b->periods[j]); m++)
                    inside |= 1u << (m - first);
        if (inside == whole)
            continue;
        b->times[b->time_count] = (t4_bound_time){.period = b->periods[i], .rest = inside != 0};
        cover(b, &b->times[b->time_count++]);
    }
    return T4_OK;
}

/* --- rows ----------------------------------------------------------------------------------------- */

static t4_status set_amounts(const t4_bound_block *b, t4_bound_fact *f, const t4_flows_row *row, t4_error *err)
{
    t4_int128 half = (b->question->rounding + 1) / 2;

    if (row->value > MOST || row->net_kg > MOST || row->value < -MOST || row->net_kg < -MOST ||
        (!b->question->as_they_are && (row->value < 0 || row->net_kg < 0)))
        return t4_fail(err, T4_ERR_DATA, "%s: %s; bounds are for amounts of 0 and more", t4_bound_rows_name(b, f->code, f->partner, row->period),
                       !b->question->as_they_are && (row->value < 0 || row->net_kg < 0) ? "a negative amount" : "an amount too large, state it in thousands");
    f->hidden = !(row->given & T4_FLOWS_VALUE);
    f->has_net = row->given & T4_FLOWS_NET;
    f->value = (int64_t)row->value;
    f->net = (int64_t)row->net_kg;
    f->low = row->value > half ? (int64_t)(row->value - half) : 0;
    f->high = (int64_t)(row->value + half);
    return T4_OK;
}

/* Rows of one place that differ in something that is not looked at. */
static t4_status add_up(t4_bound_fact *sum, const t4_bound_fact *f, t4_error *err)
{
    if (__builtin_add_overflow(sum->value, f->value, &sum->value) || __builtin_add_overflow(sum->net, f->net, &sum->net))
        return t4_fail(err, T4_ERR_DATA, "a sum of rows is too large; state values in thousands");
    sum->low = sum->high = sum->value;
    sum->hidden = sum->hidden || f->hidden;
    sum->has_net = sum->has_net && f->has_net;
    return T4_OK;
}

static t4_status add_row(t4_bound_block *b, const t4_flows_row *row, t4_error *err)
{
    const char *text = t4_flows_code_text(b->question->coarse, row->code);
    t4_bound_fact f = {.code = row->level ? t4_bound_codes_find(b, text, strlen(text)) : 0,
                       .partner = row->world ? 0 : b->place_partner[row->partner], .period = period_at(b, row->period),
                       .axis = T4_BOUND_WHOLE};
    size_t at = hash_of(f.code, f.partner, f.period) & b->table_mask;
    t4_status status = set_amounts(b, &f, row, err);

    for (; !status && b->table[at] != T4_BOUND_NONE; at = (at + 1) & b->table_mask) {
        t4_bound_fact *other = &b->facts[b->table[at]];

        if (other->code != f.code || other->partner != f.partner || other->period != f.period)
            continue;
        if (b->question->as_they_are)
            return add_up(other, &f, err);
        if (other->hidden == f.hidden && other->value == f.value)
            return T4_OK;
        return t4_fail(err, T4_ERR_DATA, "%s is given twice with different values; take out one of them",
                       t4_bound_rows_name(b, f.code, f.partner, row->period));
    }
    for (int axis = 0; axis < T4_BOUND_AXES; axis++)
        f.parts[axis].up = T4_BOUND_NONE;
    if (status)
        return status;
    b->table[at] = (uint32_t)b->fact_count;
    b->facts[b->fact_count++] = f;
    b->table_used[f.partner * b->period_count + f.period] = 1;
    if (f.partner)
        b->by_partner[f.code * b->period_count + f.period] = 1;
    return T4_OK;
}

static void put_part(t4_bound_block *b, size_t row, int axis, uint32_t up)
{
    t4_bound_parts *p;

    b->facts[row].parts[axis].up = up;
    if (up == T4_BOUND_NONE)
        return;
    p = &b->facts[up].parts[axis];
    p->count++;
    p->hidden += b->facts[row].hidden;
    p->low += b->facts[row].hidden ? 0 : b->facts[row].low;
    p->high += b->facts[row].hidden ? 0 : b->facts[row].high;
}

/* The nearest longer published period with a row at the same code and partner. */
static uint32_t longer(const t4_bound_block *b, const t4_bound_fact *f)
{
    t4_bound_time time = {.period = b->periods[f->period]};

    cover(b, &time);
    for (int i = 0; i < time.covers; i++) {
        uint32_t row = time.cover[i] == f->period ? T4_BOUND_NONE : t4_bound_rows_find(b, f->code, f->partner, time.cover[i]);

        if (row != T4_BOUND_NONE)
            return row;
    }
    return T4_BOUND_NONE;
}

/* Along which axis is a row told by its parts?  Where they are all open first. */
static int choose_axis(const t4_bound_fact *f)
{
    for (int axis = 0; axis < T4_BOUND_AXES; axis++)
        if (f->parts[axis].count && !f->parts[axis].hidden && !t4_bound_rows_leaves_rest(f, axis))
            return axis;
    for (int axis = 0; axis < T4_BOUND_AXES; axis++)
        if (f->parts[axis].count)
            return axis;
    return T4_BOUND_WHOLE;
}

static void link_rows(t4_bound_block *b)
{
    for (size_t i = 0; i < b->fact_count; i++) {
        t4_bound_fact *f = &b->facts[i];

        put_part(b, i, T4_BOUND_BY_CODE,
                 f->code ? t4_bound_rows_above(b, b->codes[f->code].parent, f->partner, f->period) : T4_BOUND_NONE);
        put_part(b, i, T4_BOUND_BY_PARTNER, f->partner ? t4_bound_rows_find(b, f->code, 0, f->period) : T4_BOUND_NONE);
        put_part(b, i, T4_BOUND_BY_PERIOD, longer(b, f));
    }
    for (size_t i = 0; i < b->fact_count; i++)
        b->facts[i].axis = choose_axis(&b->facts[i]);
}

t4_status t4_bound_rows_make(t4_bound_block *b, t4_error *err)
{
    size_t size = 64;
    t4_status status = number_partners(b, err);

    if (!status)
        status = number_periods(b, err);
    if (!status)
        status = find_times(b, err);
    if (status)
        return status;
    while (size < 2 * b->row_count + 2)
        size *= 2;
    b->table_mask = size - 1;
    b->table = t4_alloc(size, sizeof *b->table);
    b->table_used = t4_alloc_zero((b->partner_count + 1) * b->period_count + 1, 1);
    b->by_partner = t4_alloc_zero(b->code_count * b->period_count + 1, 1);
    b->facts = t4_alloc(b->row_count + 1, sizeof *b->facts);
    if (!b->table || !b->facts || !b->table_used || !b->by_partner)
        return t4_fail_memory(err);
    memset(b->table, 0xff, size * sizeof *b->table);
    for (size_t i = 0; i < b->row_count && !status; i++)
        status = add_row(b, b->rows[i], err);
    if (!status)
        link_rows(b);
    return status;
}
