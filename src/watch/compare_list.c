/* SPDX-License-Identifier: MIT */
/* A watch list in a side: what is listed in each period, and which of its codes each segment still tells apart. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/compare_state.h"

/* --- values of each period -------------------------------------------------------------------- */

static t4_compare_period *row_of(t4_compare_side *s, t4_period period)
{
    for (size_t i = 0; i < s->period_count; i++)
        if (s->periods[i].period == period)
            return &s->periods[i];
    return NULL;
}

static t4_status add_values(t4_compare_work *w, int side, t4_error *err)
{
    const t4_compare_half *h = &w->half[side];
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < h->count; i++) {
        const t4_compare_entry *e = &h->entries[i];
        t4_period period = w->periods[e->period];
        t4_compare_period *p = e->leaf ? row_of(&w->result->side[side], period) : NULL;
        t4_listing how;
        t4_int128 value;
        bool hidden;

        if (!p)
            continue;
        status = t4_listing_find(&how, w->question->list, h->input->listing, h->flows,
                                 &h->flows->rows[h->order[e->first]], w->question->day, err);
        value = t4_compare_entry_value(e, &hidden);
        if (!status)
            *(how.way == T4_LISTING_UNMAPPED ? &p->unmapped : how.state == T4_WATCH_LISTED ? &p->listed
              : how.state == T4_WATCH_PART ? &p->possibly : &p->unlisted) += value;
    }
    return status;
}

/* --- codes that a segment tells apart -------------------------------------------------------------- */

enum { ALONE, TOGETHER, GONE };

typedef struct {
    const t4_compare_work *w;
    const t4_compare_segment *segment;
    const char **leaves;         /* codes of the segment that nothing splits, in order, each once */
    size_t count;
} told;

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static t4_status find_leaves(told *t, const t4_compare_work *w, int side, const t4_compare_segment *segment, t4_error *err)
{
    const t4_compare_half *h = &w->half[side];
    uint8_t *seen = t4_alloc_zero(w->code_count + 1, 1);

    *t = (told){.w = w, .segment = segment, .leaves = t4_alloc(w->code_count + 1, sizeof *t->leaves)};
    for (size_t i = 0; seen && t->leaves && i < h->count; i++) {
        const t4_compare_entry *e = &h->entries[i];
        t4_period period = w->periods[e->period];

        if (!e->leaf || !e->level || seen[e->code] || period < segment->first || period > segment->last ||
            t4_period_kind_of(period) != w->result->side[side].kind)
            continue;
        seen[e->code] = 1;
        t->leaves[t->count++] = t4_compare_code_text(w, e->code);
    }
    t4_free(seen);
    if (!seen || !t->leaves)
        return t4_fail_memory(err);
    if (t->count)
        qsort(t->leaves, t->count, sizeof *t->leaves, by_text);
    return T4_OK;
}

static bool has_leaf(const told *t, const char *code, size_t n)
{
    char text[16];
    const char *key = text;

    memcpy(text, code, n);
    text[n] = '\0';
    return bsearch(&key, t->leaves, t->count, sizeof *t->leaves, by_text) != NULL;
}

/* Codes of the tree with as many digits as the listed one, below a coarser one. */
static size_t siblings(const t4_codelist *codes, const char *coarse, size_t n, size_t digits)
{
    size_t end, count = 0;

    for (size_t i = codes ? t4_codelist_below(codes, coarse, n, &end) : 0; codes && i < end; i++)
        count += strlen(t4_codelist_entry(codes, i)->code) == digits;
    return count;
}

/* How a listed code is told; of the list's edition. */
static int state_of(const told *t, const char *code)
{
    const t4_compare_question *q = t->w->question;
    size_t n = strlen(code);

    for (size_t length = 2; length < n; length++) {
        size_t beside;

        if (!has_leaf(t, code, length))
            continue;
        beside = siblings(q->codes, code, length, n);
        if (beside == 1)
            return ALONE;
        return beside && t4_listing_whole(q->list, q->codes, code, length, q->day) ? TOGETHER : GONE;
    }
    if (t->segment->digits >= (int)n)
        return ALONE;   /* nothing stands in its way: where it has no row it has no trade */
    for (size_t i = 0; i < t->count; i++)
        if (!strncmp(t->leaves[i], code, n))
            return ALONE;
    return GONE;
}

/* Through a correlation: told where all that it was is told and was nothing else. */
static t4_status mapped_state(const told *t, const t4_listing_maps *maps, const t4_listing_edition *of, const char *code,
                              int *state, t4_error *err)
{
    t4_correlation_end end = maps->list.year > of->edition.year ? T4_CORRELATION_NEW : T4_CORRELATION_OLD;
    uint32_t node = t4_correlation_find(of->map, end, code, strlen(code));
    t4_correlation_set before = {0}, again = {0};
    t4_status status = T4_OK;

    *state = node == T4_CORRELATION_NONE ? GONE : ALONE;
    if (node != T4_CORRELATION_NONE)
        status = t4_correlation_reach(of->map, node, end == T4_CORRELATION_NEW ? T4_CORRELATION_OLD : T4_CORRELATION_NEW,
                                      T4_REACH_COUNTED, &before, err);
    if (!status && !before.count)
        *state = GONE;
    for (size_t i = 0; !status && i < before.count; i++) {
        int own = state_of(t, t4_correlation_code(of->map, before.nodes[i]));

        status = t4_correlation_reach(of->map, before.nodes[i], end, T4_REACH_COUNTED, &again, err);
        for (size_t k = 0; !status && own == ALONE && k < again.count; k++) {
            const char *back = t4_correlation_code(of->map, again.nodes[k]);

            if (strncmp(back, code, strlen(code)))
                own = t4_watchlist_state(t->w->question->list, back, strlen(back), t->w->question->day) == T4_WATCH_LISTED
                          ? TOGETHER : GONE;
        }
        *state = own > *state ? own : *state;
    }
    t4_correlation_set_release(&before);
    t4_correlation_set_release(&again);
    return status;
}

/* The edition of the segment's rows, where it is another one than the list's. */
static const t4_listing_edition *foreign(const t4_compare_work *w, int side, const t4_compare_segment *segment)
{
    const t4_compare_half *h = &w->half[side];
    const t4_listing_maps *maps = h->input->listing;

    for (size_t i = 0; maps && i < h->count; i++) {
        uint32_t edition = h->flows->rows[h->order[h->entries[i].first]].edition;

        if (w->periods[h->entries[i].period] == segment->last)
            return edition < maps->count && maps->of[edition].foreign ? &maps->of[edition] : NULL;
    }
    return NULL;
}

static t4_status watch_segment(t4_compare_work *w, int side, t4_compare_segment *segment, t4_error *err)
{
    const t4_watchlist *list = w->question->list;
    const t4_listing_edition *of = foreign(w, side, segment);
    told t;
    t4_status status = find_leaves(&t, w, side, segment, err);

    for (size_t i = 0; !status && i < t4_watchlist_count(list); i++) {
        const t4_watchlist_entry *entry = t4_watchlist_at(list, i);
        int state = GONE;

        if (!t4_watchlist_stood(entry, w->question->day))
            continue;
        if (of && of->map)
            status = mapped_state(&t, w->half[side].input->listing, of, entry->code, &state, err);
        else if (!of)
            state = state_of(&t, entry->code);
        segment->listed++;
        *(state == ALONE ? &segment->alone : state == TOGETHER ? &segment->together : &segment->gone) += 1;
    }
    t4_free(t.leaves);
    return status;
}

t4_status t4_compare_watch(t4_compare_work *w, int side, t4_error *err)
{
    t4_compare_side *s = &w->result->side[side];
    t4_status status = add_values(w, side, err);

    for (size_t i = 0; !status && i < s->segment_count; i++)
        status = watch_segment(w, side, &s->segments[i], err);
    return status;
}
