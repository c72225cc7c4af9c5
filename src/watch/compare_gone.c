/* SPDX-License-Identifier: MIT */
/* Codes and partners that one side has and the other has not, with the cause as far as the figures tell it. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/compare_state.h"

enum { CHAPTER = 2, SUBHEADING = 6 };

static t4_status note(t4_compare_work *w, const t4_compare_gone *found, t4_error *err)
{
    t4_compare_result *r = w->result;

    if (!t4_grow(&r->gone, &r->gone_room, r->gone_count, sizeof *r->gone))
        return t4_fail_memory(err);
    r->gone[r->gone_count++] = *found;
    r->causes[found->partner][found->appeared][found->cause]++;
    return T4_OK;
}

/* --- codes -------------------------------------------------------------------------------------- */

static const t4_listing_edition *edition_of(const t4_compare_half *h, uint32_t row)
{
    const t4_listing_maps *maps = h->input->editions;
    uint32_t edition = h->flows->rows[row].edition;

    return maps && edition < maps->count ? &maps->of[edition] : NULL;
}

enum { HS_YEAR = 2022 };   /* of the codes that the question has */

/* Are the codes of a side those of HS 2022?  Its last period says so, and next to all subheadings stand in it. */
static bool is_new_edition(const t4_compare_work *w, int side)
{
    size_t known = 0, all = 0;

    for (uint32_t rank = 0; rank < w->code_count; rank++) {
        const char *code = t4_compare_code_text(w, rank);

        if (!w->half[side].seen[rank] || strspn(code, "0123456789") < SUBHEADING)
            continue;
        all++;
        known += t4_codelist_find(w->question->codes, code, SUBHEADING, 0) >= 0;
    }
    return t4_period_year_of(w->result->side[side].last) >= HS_YEAR && all && known * 100 >= all * 99;
}

/* A code whose subheading HS 2022 has not, though it has its chapter. */
static bool is_old(const t4_codelist *codes, const char *code, size_t n)
{
    return codes && n >= SUBHEADING && t4_codelist_find(codes, code, SUBHEADING, 0) < 0 &&
           t4_codelist_find(codes, code, CHAPTER, 0) >= 0;
}

/* The first code, in bytewise order, that is not before the n bytes. */
static uint32_t first_from(const t4_compare_work *w, const char *code, size_t n)
{
    uint32_t low = 0, high = (uint32_t)w->code_count;

    while (low < high) {
        uint32_t middle = (low + high) / 2;
        const char *text = t4_compare_code_text(w, middle);
        int order = strncmp(text, code, n);

        if (order < 0 || (!order && strlen(text) < n))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The longest code of the other side that this one begins with, with fewer than `most` digits. */
static bool find_above(const t4_compare_work *w, const t4_compare_half *other, const char *code, size_t most, uint32_t *above)
{
    for (size_t length = most - 1; length >= CHAPTER; length--) {
        uint32_t at = first_from(w, code, length);

        if (at < w->code_count && strlen(t4_compare_code_text(w, at)) == length &&
            !strncmp(t4_compare_code_text(w, at), code, length) && other->seen[at]) {
            *above = at;
            return true;
        }
    }
    return false;
}

/* Does the other side have a code of the set, one below or one that it begins with? */
static bool has_any(const t4_compare_work *w, const t4_compare_half *other, const t4_correlation *map,
                    const t4_correlation_set *set)
{
    uint32_t above;

    for (size_t i = 0; i < set->count; i++) {
        const char *code = t4_correlation_code(map, set->nodes[i]);
        size_t n = strlen(code);

        for (uint32_t at = first_from(w, code, n); at < w->code_count && !strncmp(t4_compare_code_text(w, at), code, n); at++)
            if (other->seen[at])
                return true;
        if (find_above(w, other, code, n, &above))
            return true;
    }
    return false;
}

/* The code by the correlation of editions: the other side has what it became, or what became it; or nothing is known. */
static t4_status by_edition(t4_compare_work *w, int side, const char *code, size_t n, uint32_t row, bool *present,
                            bool *unmapped, t4_error *err)
{
    const t4_compare_half *h = &w->half[side], *other = &w->half[1 - side];
    const t4_listing_edition *own = edition_of(h, row), *of = NULL;
    t4_correlation_set set = {0};
    t4_correlation_end to;
    uint32_t node;
    t4_status status = T4_OK;

    *present = *unmapped = false;
    if (own && own->foreign)
        of = own;
    for (size_t i = 0; !of && other->input->editions && i < other->input->editions->count; i++)
        if (other->input->editions->of[i].foreign)
            of = &other->input->editions->of[i];
    if (!of)
        return T4_OK;
    *unmapped = !of->map;
    if (!of->map)
        return T4_OK;
    to = other->input->editions->list.year > of->edition.year ? T4_CORRELATION_NEW : T4_CORRELATION_OLD;
    if (of != own)   /* the other side is the foreign one */
        to = to == T4_CORRELATION_NEW ? T4_CORRELATION_OLD : T4_CORRELATION_NEW;
    node = t4_correlation_find(of->map, to == T4_CORRELATION_NEW ? T4_CORRELATION_OLD : T4_CORRELATION_NEW, code, n);
    if (node != T4_CORRELATION_NONE)
        status = t4_correlation_reach(of->map, node, to, T4_REACH_TABLE, &set, err);
    *present = !status && has_any(w, other, of->map, &set);
    t4_correlation_set_release(&set);
    return status;
}

static bool find_total(const t4_compare_work *w, const t4_compare_half *other, uint32_t *above)
{
    for (uint32_t rank = (uint32_t)w->code_count; rank-- > 0;)
        if (!strcmp(t4_compare_code_text(w, rank), "TOTAL")) {
            *above = rank;
            return other->seen[rank];
        }
    return false;
}

/* Finer codes of it stand on the other side: it did not vanish. */
static bool is_split(const t4_compare_work *w, const t4_compare_half *other, uint32_t rank)
{
    for (uint32_t next = rank + 1; next < w->code_count && t4_compare_begins(w, next, rank); next++)
        if (other->seen[next])
            return true;
    return false;
}

static t4_status judge_code(t4_compare_work *w, int side, uint32_t rank, bool retires, t4_error *err)
{
    const t4_compare_half *h = &w->half[side], *other = &w->half[1 - side];
    const char *code = t4_compare_code_text(w, rank);
    size_t n = strlen(code);
    bool present = false, unmapped = false;
    uint32_t above = 0;
    t4_compare_gone found = {.appeared = side == T4_COMPARE_NEW, .cause = T4_CAUSE_UNKNOWN, .text = code, .in = "",
                             .value = h->value[rank], .row = h->first_row[rank]};
    t4_status status;

    if (other->seen[rank] & T4_SEEN_ANY ? (other->seen[rank] & T4_SEEN_OPEN) || !(h->seen[rank] & T4_SEEN_OPEN) : is_split(w, other, rank))
        return T4_OK;
    status = by_edition(w, side, code, n, found.row, &present, &unmapped, err);
    if (status)
        return status;
    if (other->seen[rank])
        found.cause = T4_CAUSE_CONFIDENTIAL;
    else if (w->result->names)
        found.cause = T4_CAUSE_UNKNOWN;   /* names on one side, codes on the other */
    else if (find_above(w, other, code, n, &above) && (other->seen[above] & T4_SEEN_LEAF) && !(other->seen[above] & T4_SEEN_SUMMED))
        found.cause = T4_CAUSE_LEVEL;
    else if (present)
        return T4_OK;   /* it has another number there */
    else if (unmapped)
        found.cause = T4_CAUSE_EDITION;
    else if (retires && is_old(w->question->codes, code, n))
        found.cause = T4_CAUSE_RETIRED;
    else if (!above && !find_total(w, other, &above))
        found.cause = T4_CAUSE_UNKNOWN;
    else if (other->seen[above] & (T4_SEEN_HIDDEN_BELOW | T4_SEEN_SHORT))
        found.cause = T4_CAUSE_CONFIDENTIAL;
    else if (other->seen[above] & T4_SEEN_SUMMED)
        found.cause = T4_CAUSE_ZERO;
    if (found.cause != T4_CAUSE_UNKNOWN && found.cause != T4_CAUSE_EDITION && found.cause != T4_CAUSE_RETIRED && !other->seen[rank])
        found.in = t4_compare_code_text(w, above);
    return note(w, &found, err);
}

/* --- partners ------------------------------------------------------------------------------------ */

/* What each single partner has in all, and in periods that both sides have. */
typedef struct {
    bool *has;
    t4_int128 *value, *common;
    uint32_t *row;
} partners;

static void free_partners(partners *p)
{
    t4_free(p->has);
    t4_free(p->value);
    t4_free(p->common);
    t4_free(p->row);
}

static t4_status sum_partners(const t4_compare_work *w, int side, const bool *both, partners *p, t4_error *err)
{
    const t4_compare_half *h = &w->half[side];
    size_t places = t4_dict_count(w->places) + 1;

    *p = (partners){t4_alloc_zero(places, sizeof *p->has), t4_alloc_zero(places, sizeof *p->value),
                    t4_alloc_zero(places, sizeof *p->common), t4_alloc_zero(places, sizeof *p->row)};
    if (!p->has || !p->value || !p->common || !p->row)
        return t4_fail_memory(err);
    for (size_t i = 0; i < h->count; i++) {
        const t4_compare_entry *e = &h->entries[i];

        if (t4_period_kind_of(w->periods[e->period]) != w->result->side[side].kind)
            continue;
        for (size_t k = e->first; k < e->first + e->rows; k++) {
            const t4_flows_row *row = &h->flows->rows[h->order[k]];
            uint32_t place = h->place[row->partner];

            if (row->world)
                continue;
            if (!p->has[place])
                p->row[place] = h->order[k];
            p->has[place] = true;
            p->value[place] += e->leaf ? t4_compare_value(w, row) : 0;
            p->common[place] += e->leaf && both[e->period] ? t4_compare_value(w, row) : 0;
        }
    }
    return T4_OK;
}

/* A name on the other side, new there, with the same figures in common periods; unique. */
static uint32_t find_renamed(const partners *a, const partners *b, size_t places, uint32_t place)
{
    uint32_t found = UINT32_MAX;

    for (uint32_t i = 0; a->common[place] && i < places; i++)
        if (b->has[i] && !a->has[i] && b->common[i] == a->common[place]) {
            if (found != UINT32_MAX)
                return UINT32_MAX;
            found = i;
        }
    return found;
}

/* Two letters that stand for a partner that is not told ("QX"), or hidden values. */
static bool hides_partners(const t4_compare_work *w, int side, const partners *p, size_t places)
{
    size_t n;

    for (uint32_t i = 0; i < places; i++) {
        const char *text = p->has[i] ? t4_dict_text(w->places, i, &n) : "";

        if (text[0] == 'Q' && text[1] >= 'P' && text[1] <= 'Z' && (!text[2] || strlen(text) == 2))
            return true;
    }
    return w->result->side[side].hidden_rows > 0 || w->result->side[side].below[T4_COMPARE_PARTNERS] > 0;
}

static t4_status judge_partners(t4_compare_work *w, int side, const partners *own, const partners *other, t4_error *err)
{
    size_t places = t4_dict_count(w->places), n;
    const t4_compare_side *there = &w->result->side[1 - side];
    bool hides = hides_partners(w, 1 - side, other, places);
    t4_status status = T4_OK;

    for (uint32_t i = 0; !status && i < places; i++) {
        t4_compare_gone found = {.partner = true, .appeared = side == T4_COMPARE_NEW, .text = t4_dict_text(w->places, i, &n),
                                 .in = "", .value = own->value[i], .row = own->row[i]};
        uint32_t renamed;

        if (!own->has[i] || other->has[i])
            continue;
        renamed = find_renamed(own, other, places, i);
        if (!there->partners)
            found.cause = T4_CAUSE_LEVEL, found.in = "W00";
        else if (renamed != UINT32_MAX)
            found.cause = T4_CAUSE_RENAMED, found.in = t4_dict_text(w->places, renamed, &n);
        else if (hides)
            found.cause = T4_CAUSE_CONFIDENTIAL;
        else
            found.cause = there->checked[T4_COMPARE_PARTNERS] ? T4_CAUSE_ZERO : T4_CAUSE_UNKNOWN;
        status = note(w, &found, err);
    }
    return status;
}

/* --- all ----------------------------------------------------------------------------------------------- */

static int by_value(const void *left, const void *right)
{
    const t4_compare_gone *a = left, *b = right;

    if (a->partner != b->partner)
        return a->partner ? 1 : -1;
    if (a->value != b->value)
        return a->value < b->value ? 1 : -1;
    return a->appeared != b->appeared ? (a->appeared ? 1 : -1) : strcmp(a->text, b->text);
}

static t4_status missing_partners(t4_compare_work *w, t4_error *err)
{
    partners p[T4_COMPARE_SIDES] = {{0}};
    bool *both = t4_alloc_zero(w->period_count + 1, sizeof *both);
    uint8_t *seen = t4_alloc_zero(w->period_count + 1, 1);
    t4_status status = both && seen ? T4_OK : t4_fail_memory(err);

    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++)
        for (size_t i = 0; i < w->half[s].count; i++)
            seen[w->half[s].entries[i].period] |= (uint8_t)(1 << s);
    for (size_t i = 0; !status && i < w->period_count; i++)
        both[i] = seen[i] == 3;
    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++)
        status = sum_partners(w, s, both, &p[s], err);
    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++)
        status = judge_partners(w, s, &p[s], &p[1 - s], err);
    for (int s = 0; s < T4_COMPARE_SIDES; s++)
        free_partners(&p[s]);
    t4_free(both);
    t4_free(seen);
    return status;
}

t4_status t4_compare_missing(t4_compare_work *w, t4_error *err)
{
    t4_status status = t4_run_check(w->run, err);

    bool retires = w->question->codes && is_new_edition(w, T4_COMPARE_NEW);

    for (int s = 0; s < T4_COMPARE_SIDES; s++)
        for (uint32_t rank = 0; !status && rank < w->code_count; rank++)
            if ((w->half[s].seen[rank] & T4_SEEN_LEAF) && strcmp(t4_compare_code_text(w, rank), "TOTAL"))
                status = judge_code(w, s, rank, retires && s == T4_COMPARE_OLD, err);
    if (!status)
        status = missing_partners(w, err);
    if (w->result->gone_count)
        qsort(w->result->gone, w->result->gone_count, sizeof *w->result->gone, by_value);
    return status;
}
