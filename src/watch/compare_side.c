/* SPDX-License-Identifier: MIT */
/* What is in a side: levels, partners, periods, measures, editions, rounding; in how many digits each period is told. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "watch/compare_state.h"

/* Zeros at the end of a value that are looked at; digits that prove a rounding of some, of all figures beyond whole ones. */
enum { ZEROS_MOST = 12, EVIDENCE = 6, FEW = 10, MIXED_TIMES = 8, MIXED_LEAST = 3 };

static const double MIXED_SHARE = 0.02;

/* --- rounding ----------------------------------------------------------------------------------- */

static int zeros_of(t4_int128 value)
{
    int zeros = 0;

    while (zeros < ZEROS_MOST && value % 10 == 0) {
        value /= 10;
        zeros++;
    }
    return zeros;
}

static t4_int128 power_of_ten(int n)
{
    t4_int128 power = 1;

    while (n-- > 0)
        power *= 10;
    return power;
}

/* The values of a kind of rows: how many end in so many zeros. */
typedef struct {
    size_t count, distinct;      /* distinct: unlike the one before */
    size_t zeros[ZEROS_MOST + 1];
    t4_int128 last;
} tally;

static int least_zeros(const tally *t)
{
    int zeros = ZEROS_MOST;

    while (zeros > 0 && t->zeros[zeros] < t->count)
        zeros--;
    return zeros;
}

/*
 * The most zeros that rows of a kind are rounded to: those that all values end in, believed where so many digits in so
 * many values could hardly be zeros by chance; and, as offices mix rounded and exact figures in one table, those that
 * far more values end in than one in ten for each.
 */
static int rounded_zeros(const tally *t, int base)
{
    int zeros = least_zeros(t);
    double chance = 1;

    if (t->distinct * (size_t)(zeros - base) < EVIDENCE)
        zeros = base;
    for (int z = base + 1; z <= ZEROS_MOST; z++) {
        chance /= 10;
        if (z > zeros && (double)t->zeros[z] > MIXED_TIMES * chance * (double)t->count + MIXED_LEAST &&
            (double)t->zeros[z] > MIXED_SHARE * (double)t->count)
            zeros = z;
    }
    return zeros;
}

void t4_compare_find_units(t4_compare_work *w, int side)
{
    const t4_flows *flows = w->half[side].flows;
    tally kinds[2][2] = {{{0}}};
    int base = ZEROS_MOST;
    size_t values = 0;

    for (size_t i = 0; i < w->half[side].used; i++) {
        const t4_flows_row *row = &flows->rows[w->half[side].order[i]];
        tally *t = &kinds[row->level == 0][row->world];

        t4_int128 value = t4_compare_value(w, row);

        if (!value)
            continue;
        for (int z = zeros_of(value); z >= 0; z--)
            t->zeros[z]++;
        t->distinct += value != t->last;
        t->last = value;
        t->count++;
    }
    for (int i = 0; i < 4; i++) {
        const tally *t = &kinds[i / 2][i % 2];

        values += t->distinct;
        if (t->count && least_zeros(t) < base)
            base = least_zeros(t);
    }
    if (base > T4_FLOWS_DECIMALS && values * (size_t)(base - T4_FLOWS_DECIMALS) < FEW)
        base = T4_FLOWS_DECIMALS;
    for (int i = 0; i < 4; i++)
        w->zeros[side][i / 2][i % 2] = kinds[i / 2][i % 2].count ? rounded_zeros(&kinds[i / 2][i % 2], base) : base;
    w->base[side] = base;
    w->result->side[side].unit = power_of_ten(base);
}

t4_int128 t4_compare_rounding(const t4_compare_work *w, int side, const t4_flows_row *row)
{
    int most = w->zeros[side][row->level == 0][row->world], zeros;

    if (most == w->base[side])
        return power_of_ten(most);
    zeros = t4_compare_value(w, row) ? zeros_of(t4_compare_value(w, row)) : most;
    return power_of_ten(zeros < w->base[side] ? w->base[side] : zeros < most ? zeros : most);
}

/* --- the summary ---------------------------------------------------------------------------------- */

/* The distinct texts of rows as "HS2017, HS2022"; cut with "..." where there are many. */
static void join_text(char *kept, size_t room, const char *text)
{
    size_t n = strlen(kept);

    if (!*text || strstr(kept, text))
        return;
    if (n + strlen(text) + 6 < room)
        snprintf(kept + n, room - n, "%s%s", n ? ", " : "", text);
    else if (n + 6 < room && !strstr(kept, "..."))
        snprintf(kept + n, room - n, " ...");
}

/* Editions of the rows as they are read; of rows that do not say, as the caller said. */
static t4_status list_notes(t4_compare_work *w, int side, t4_error *err)
{
    const t4_compare_half *h = &w->half[side];
    t4_compare_side *s = &w->result->side[side];
    size_t notes = t4_dict_count(h->flows->notes);
    uint8_t *used = t4_alloc_zero(notes + 1, 1);

    if (!used)
        return t4_fail_memory(err);
    for (size_t i = 0; i < h->used; i++) {
        used[h->flows->rows[h->order[i]].edition] |= 1;
        used[h->flows->rows[h->order[i]].valuation] |= 2;
    }
    for (size_t i = 0; i < notes; i++) {
        const t4_listing_maps *maps = h->input->editions;
        const char *text = t4_flows_note_text(h->flows, (uint32_t)i);
        const char *name = maps && i < maps->count && *maps->of[i].edition.name ? maps->of[i].edition.name : text;

        if (used[i] & 1)
            join_text(s->editions, sizeof s->editions, name);
        if (used[i] & 2)
            join_text(s->valuations, sizeof s->valuations, text);
    }
    t4_free(used);
    return T4_OK;
}

/* Distinct single partners of the entries from .. end. */
static size_t count_partners(t4_compare_work *w, const t4_compare_half *h, size_t from, size_t end, uint8_t *mark)
{
    size_t count = 0;

    memset(mark, 0, t4_dict_count(w->places) + 1);
    for (size_t i = h->entries[from].first; i < h->entries[end - 1].first + h->entries[end - 1].rows; i++) {
        const t4_flows_row *row = &h->flows->rows[h->order[i]];

        if (!row->world && !mark[h->place[row->partner]]) {
            mark[h->place[row->partner]] = 1;
            count++;
        }
    }
    return count;
}

static t4_status summarise(t4_compare_work *w, int side, t4_error *err)
{
    const t4_compare_half *h = &w->half[side];
    t4_compare_side *s = &w->result->side[side];
    uint8_t *mark = t4_alloc_zero(t4_dict_count(w->places) + 1, 1);
    uint32_t *last = t4_alloc_zero(w->code_count + 1, sizeof *last);
    bool good = mark && last;

    t4_flows_span(h->flows, &s->first, &s->last, &s->kind);
    s->kind = T4_TO_DATE;   /* the finest of the rows that count */
    for (size_t i = 0; good && i < h->used; i++) {
        const t4_flows_row *row = &h->flows->rows[h->order[i]];

        s->rows++;
        s->hidden_rows += (row->given & T4_FLOWS_HIDDEN) != 0;
        s->given |= row->given;
        s->flows_seen[row->flow] = true;
        s->kinds[t4_period_kind_of(row->period)] = true;
        if (t4_period_kind_of(row->period) > s->kind)
            s->kind = t4_period_kind_of(row->period);
        s->world = s->world || row->world;
        s->level_rows[row->level < T4_COMPARE_LEVELS ? row->level : T4_COMPARE_LEVELS - 1]++;
    }
    for (size_t i = 0; good && i < h->count; i++)
        if (!last[h->entries[i].code]) {
            last[h->entries[i].code] = 1;
            s->level_codes[h->entries[i].level]++;
        }
    if (good && h->count)
        s->partners = count_partners(w, h, 0, h->count, mark);
    t4_free(mark);
    t4_free(last);
    return good ? list_notes(w, side, err) : t4_fail_memory(err);
}

/* --- segments --------------------------------------------------------------------------------------- */

/* Per period the unsplit codes of each level. */
static size_t (*count_levels(const t4_compare_work *w, int side))[T4_COMPARE_LEVELS]
{
    const t4_compare_half *h = &w->half[side];
    size_t (*counts)[T4_COMPARE_LEVELS] = t4_alloc_zero(w->period_count + 1, sizeof *counts);

    for (size_t i = 0; counts && i < h->count; i++)
        counts[h->entries[i].period][h->entries[i].level] += h->entries[i].leaf;
    return counts;
}

/* The digits of most of them; of two, the more. -1: none. */
static int digits_of(const size_t count[T4_COMPARE_LEVELS])
{
    int best = -1;

    for (int level = 0; level < T4_COMPARE_LEVELS; level++)
        if (count[level] && (best < 0 || count[level] >= count[best]))
            best = level;
    return best;
}

/* Codes of the segment that nothing splits, partners of it. */
static t4_status count_segment(t4_compare_work *w, int side, t4_compare_segment *segment, t4_error *err)
{
    const t4_compare_half *h = &w->half[side];
    uint8_t *code = t4_alloc_zero(w->code_count + 1, 1), *place = t4_alloc_zero(t4_dict_count(w->places) + 1, 1);
    bool good = code && place;
    size_t names = 0;

    for (size_t i = 0; good && i < h->count; i++) {
        const t4_compare_entry *e = &h->entries[i];
        t4_period period = w->periods[e->period];

        if (t4_period_kind_of(period) != w->result->side[side].kind || period < segment->first || period > segment->last)
            continue;
        for (size_t k = e->first; k < e->first + e->rows; k++) {
            const t4_flows_row *row = &h->flows->rows[h->order[k]];

            segment->partners += !row->world && !place[h->place[row->partner]];
            place[h->place[row->partner]] |= !row->world;
        }
        if (!e->leaf || code[e->code])
            continue;
        code[e->code] = 1;
        names += e->level && strspn(t4_compare_code_text(w, e->code), "0123456789") < 2;
        segment->codes += e->level == segment->digits;
        segment->coarser += e->level < segment->digits;
    }
    segment->names = 2 * names > segment->codes;
    t4_free(code);
    t4_free(place);
    return good ? T4_OK : t4_fail_memory(err);
}

static t4_status make_segments(t4_compare_work *w, int side, t4_error *err)
{
    t4_compare_side *s = &w->result->side[side];
    size_t (*counts)[T4_COMPARE_LEVELS] = count_levels(w, side);
    t4_status status = counts ? T4_OK : t4_fail_memory(err);

    for (uint32_t p = 0; !status && p < w->period_count; p++) {
        int digits = t4_period_kind_of(w->periods[p]) == s->kind ? digits_of(counts[p]) : -1;
        t4_compare_segment *last = s->segment_count ? &s->segments[s->segment_count - 1] : NULL;

        if (digits < 0)
            continue;
        if (last && last->digits == digits) {
            last->last = w->periods[p];
            last->periods++;
            continue;
        }
        if (!t4_grow(&s->segments, &s->segment_room, s->segment_count, sizeof *s->segments)) {
            status = t4_fail_memory(err);
            break;
        }
        s->segments[s->segment_count++] = (t4_compare_segment){.first = w->periods[p], .last = w->periods[p],
                                                               .periods = 1, .digits = digits};
    }
    t4_free(counts);
    for (size_t i = 0; !status && i < s->segment_count; i++)
        status = count_segment(w, side, &s->segments[i], err);
    return status;
}

/* --- codes ---------------------------------------------------------------------------------------------- */

/* What is there at each code in periods of the finest kind; compare_sums.c adds what was found below it. */
static t4_status see_codes(t4_compare_work *w, int side, t4_error *err)
{
    t4_compare_half *h = &w->half[side];

    h->seen = t4_alloc_zero(w->code_count + 1, 1);
    h->value = t4_alloc_zero(w->code_count + 1, sizeof *h->value);
    h->first_row = t4_alloc_zero(w->code_count + 1, sizeof *h->first_row);
    if (!h->seen || !h->value || !h->first_row)
        return t4_fail_memory(err);
    for (size_t i = 0; i < h->count; i++) {
        const t4_compare_entry *e = &h->entries[i];
        bool hidden;

        if (t4_period_kind_of(w->periods[e->period]) != w->result->side[side].kind)
            continue;
        if (!h->seen[e->code])
            h->first_row[e->code] = h->order[e->first];
        h->value[e->code] += t4_compare_entry_value(e, &hidden);
        h->seen[e->code] |= (uint8_t)(T4_SEEN_ANY | (e->leaf ? T4_SEEN_LEAF : 0) | (hidden ? 0 : T4_SEEN_OPEN));
    }
    return T4_OK;
}

t4_status t4_compare_describe(t4_compare_work *w, int side, t4_error *err)
{
    t4_status status = t4_run_check(w->run, err);

    if (!status)
        status = summarise(w, side, err);
    if (!status)
        status = make_segments(w, side, err);
    if (!status)
        status = see_codes(w, side, err);
    return status;
}
