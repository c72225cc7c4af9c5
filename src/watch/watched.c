/* SPDX-License-Identifier: MIT */
#include "watch/watched.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { HEADING = 4, SUBHEADING = 6 };

/* --- the tree alone ------------------------------------------------------------------------ */

static t4_status add_heading(t4_watched_tree *tree, const t4_codelist *codes, const t4_watchlist *list,
                             const char *heading, t4_watchday day, t4_error *err)
{
    t4_watched_heading row = {.listed = 0};
    size_t end;
    const char *last = "";

    snprintf(row.code, sizeof row.code, "%s", heading);
    for (size_t i = t4_codelist_below(codes, heading, HEADING, &end); i < end; i++) {
        const char *code = t4_codelist_entry(codes, i)->code;

        if (strlen(code) < SUBHEADING || !strncmp(code, last, SUBHEADING))
            continue;
        last = code;
        row.subheadings++;
        row.listed += t4_watchlist_state(list, code, SUBHEADING, day) == T4_WATCH_LISTED;
    }
    if (!t4_grow(&tree->headings, &tree->room, tree->count, sizeof *tree->headings))
        return t4_fail_memory(err);
    tree->headings[tree->count++] = row;
    tree->subheadings += row.subheadings;
    tree->listed += row.listed;
    tree->mixed += row.listed < row.subheadings;
    return T4_OK;
}

t4_status t4_watched_structure(t4_watched_tree *tree, const t4_codelist *codes, const t4_watchlist *list,
                               t4_watchday day, t4_error *err)
{
    char heading[HEADING + 1] = "";
    t4_status status = T4_OK;

    *tree = (t4_watched_tree){.codes = t4_watchlist_size(list, day)};
    for (size_t i = 0; !status && i < t4_watchlist_count(list); i++) {
        const t4_watchlist_entry *entry = t4_watchlist_at(list, i);
        size_t n = strlen(entry->code);

        if (!t4_watchlist_stood(entry, day))
            continue;
        tree->known += t4_codelist_find(codes, entry->code, n, 0) >= 0;
        if (n < HEADING || !strncmp(entry->code, heading, HEADING))
            continue;
        snprintf(heading, sizeof heading, "%.4s", entry->code);
        status = add_heading(tree, codes, list, heading, day, err);
    }
    return status;
}

void t4_watched_tree_release(t4_watched_tree *tree)
{
    t4_free(tree->headings);
    *tree = (t4_watched_tree){.count = 0};
}

/* --- flows ------------------------------------------------------------------------------------ */

/* A row of the flows that counts, sorted by its heading's key, for what is left of a heading. */
typedef struct {
    const t4_flows_row *row;
    bool coarse;                 /* the heading's own row */
} used;

typedef struct {
    const t4_flows *flows;
    const t4_watchlist *list;
    const t4_watched_question *question;
    t4_watched *watched;
    t4_period_kind kind;
    bool world;                  /* there are no rows of single partners */
    used *rows;
    size_t count, room;
} watching;

static t4_watchday day_of(const watching *w, t4_period period)
{
    int month = t4_period_last_month(period);

    if (w->question->whenever)
        return 0;
    return w->question->day ? w->question->day
                            : (t4_watchday)(month / 12 * 10000 + (month % 12 + 1) * 100 + 28);
}

/* Goods that are known by name alone cannot be held against codes. */
static bool fits(const watching *w, const t4_flows_row *row)
{
    return row->level != T4_FLOWS_NAMED &&
           (w->question->flow == T4_FLOWS || row->flow == w->question->flow ||
            t4_flow_total((t4_flow)row->flow) == w->question->flow);
}

/* The finest periods; single partners where there are any. */
static void choose(watching *w)
{
    bool single = false;

    for (size_t i = 0; i < w->flows->count; i++) {
        const t4_flows_row *row = &w->flows->rows[i];

        if (!fits(w, row))
            continue;
        single |= !row->world;
        if (t4_period_kind_of(row->period) > w->kind)
            w->kind = t4_period_kind_of(row->period);
    }
    w->world = !single;
}

/* FM, RM beside M (and DX, RX beside X) are parts of it: then only the whole counts. */
static bool is_part(const watching *w, const bool *has, const t4_flows_row *row)
{
    return (t4_flow)row->flow != t4_flow_total((t4_flow)row->flow) && has[t4_flow_total((t4_flow)row->flow)];
}

/* By reporter, flow, period and code: a code is followed by what it begins. */
static int by_code(const void *left, const void *right, void *context)
{
    const t4_flows_row *a = ((const used *)left)->row, *b = ((const used *)right)->row;
    const uint32_t *rank = context;

    if (a->reporter != b->reporter)
        return a->reporter < b->reporter ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow - b->flow;
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    return (rank[a->code] > rank[b->code]) - (rank[a->code] < rank[b->code]);
}

/* Is the row's code split by the next other one of its period? */
static bool is_split(const watching *w, size_t i)
{
    const t4_flows_row *row = w->rows[i].row, *next = row;
    const char *code = t4_flows_code_text(w->flows, row->code);

    for (size_t k = i + 1; k < w->count && next->code == row->code; k++)
        next = w->rows[k].row;
    return next->code != row->code && next->reporter == row->reporter && next->flow == row->flow &&
           next->period == row->period && !strncmp(code, t4_flows_code_text(w->flows, next->code), strlen(code));
}

/* Each period is told by the codes that no finer one splits; headings that are split stay beside, as bounds. */
static t4_status keep_leaves(watching *w, t4_error *err)
{
    uint32_t *rank = t4_dict_ranks(w->flows->codes);
    bool split = false;
    size_t kept = 0;

    if (!rank)
        return t4_fail_memory(err);
    qsort_r(w->rows, w->count, sizeof *w->rows, by_code, rank);
    t4_free(rank);
    w->watched->coarsest = INT_MAX;
    for (size_t i = 0; i < w->count; i++) {
        const t4_flows_row *row = w->rows[i].row;

        if (!i || row->code != w->rows[i - 1].row->code || row->period != w->rows[i - 1].row->period ||
            row->flow != w->rows[i - 1].row->flow || row->reporter != w->rows[i - 1].row->reporter)
            split = is_split(w, i);
        if (split && row->level != HEADING)
            continue;
        if (!split && row->level > w->watched->level)
            w->watched->level = row->level;
        if (!split && row->level < w->watched->coarsest)
            w->watched->coarsest = row->level;
        w->rows[kept++] = (used){row, split};
    }
    w->count = kept;
    return T4_OK;
}

static t4_status gather(watching *w, t4_error *err)
{
    bool has[T4_FLOWS] = {false}, any = false;

    for (size_t i = 0; i < w->flows->count; i++)
        has[w->flows->rows[i].flow] = true;
    for (size_t i = 0; i < w->flows->count; i++) {
        const t4_flows_row *row = &w->flows->rows[i];

        if (!fits(w, row) || !row->level || (w->question->level && row->level > w->question->level))
            continue;
        any = true;
        if (is_part(w, has, row) || row->world != w->world || t4_period_kind_of(row->period) != w->kind)
            continue;
        if (!t4_grow(&w->rows, &w->room, w->count, sizeof *w->rows))
            return t4_fail_memory(err);
        w->rows[w->count++] = (used){row, false};
    }
    if (!any)
        return t4_fail(err, T4_ERR_DATA, "no row with a code in the flows%s",
                       w->question->level ? " at so many digits or fewer" : "");
    return w->count ? keep_leaves(w, err) : t4_fail(err, T4_ERR_DATA, "no row of the flows answers the question");
}

/* By reporter, flow, partner, period, heading; the heading's own row first. */
static int by_heading(const void *left, const void *right, void *context)
{
    const used *x = left, *y = right;
    const t4_flows_row *a = x->row, *b = y->row;
    int order;

    if (a->reporter != b->reporter)
        return a->reporter < b->reporter ? -1 : 1;
    if (a->flow != b->flow)
        return a->flow - b->flow;
    if (a->partner != b->partner)
        return a->partner < b->partner ? -1 : 1;
    if (a->period != b->period)
        return a->period < b->period ? -1 : 1;
    order = strncmp(t4_flows_code_text(context, a->code), t4_flows_code_text(context, b->code), HEADING);
    return order ? order : (int)y->coarse - (int)x->coarse;
}

static t4_watched_row *row_of(t4_watched *watched, const char *key)
{
    for (size_t i = watched->count; i-- > 0;)
        if (!strcmp(watched->rows[i].key, key))
            return &watched->rows[i];
    if (!t4_grow(&watched->rows, &watched->room, watched->count, sizeof *watched->rows))
        return NULL;
    watched->rows[watched->count] = (t4_watched_row){.rows = 0};
    snprintf(watched->rows[watched->count].key, sizeof watched->rows->key, "%s", key);
    return &watched->rows[watched->count++];
}

static void name_key(const watching *w, const t4_flows_row *row, const char *tier, char key[24])
{
    switch (w->question->by) {
    case T4_WATCHED_TOTAL: snprintf(key, 24, "all"); break;
    case T4_WATCHED_TIER: snprintf(key, 24, "%s", tier); break;
    case T4_WATCHED_HEADING: snprintf(key, 24, "%.4s", t4_flows_code_text(w->flows, row->code)); break;
    case T4_WATCHED_PARTNER: snprintf(key, 24, "%.23s", t4_flows_place_text(w->flows, row->partner)); break;
    case T4_WATCHED_REPORTER: snprintf(key, 24, "%.23s", t4_flows_place_text(w->flows, row->reporter)); break;
    case T4_WATCHED_PERIOD: t4_period_print(row->period, key); break;
    }
}

static bool may_be_listed(const t4_listing *how)
{
    return how->state != T4_WATCH_NONE || how->way == T4_LISTING_UNMAPPED;
}

static t4_status count_row(watching *w, const t4_flows_row *row, const t4_listing *how, const t4_int128 *rest,
                           t4_error *err)
{
    const char *code = t4_flows_code_text(w->flows, row->code);
    bool hidden = row->given & T4_FLOWS_HIDDEN;
    char key[24];
    t4_watched_row *out;

    name_key(w, row, how->tier, key);
    out = row_of(w->watched, key);
    if (!out)
        return t4_fail_memory(err);
    out->rows++;
    out->mapped += how->way == T4_LISTING_MAPPED;
    out->unmapped_rows += how->way == T4_LISTING_UNMAPPED;
    w->watched->unknown += code[strspn(code, "0123456789")] != '\0';  /* a residual such as 8542XX */
    if (hidden && may_be_listed(how)) {
        out->hidden_rows++;
        out->unbounded += rest == NULL;
        out->hidden += rest ? *rest : 0;
    } else if (!hidden) {
        *(how->way == T4_LISTING_UNMAPPED ? &out->unmapped : how->state == T4_WATCH_LISTED ? &out->listed
          : how->state == T4_WATCH_PART ? &out->possibly : &out->not_listed) += row->value;
    }
    return T4_OK;
}

/*
 * The rows of one heading: what its open codes leave of an open total is all
 * that its hidden ones can be, listed or not.  It counts once, with the first
 * hidden listed row; the others add nothing to it.
 */
static t4_status count_heading(watching *w, size_t from, size_t end, t4_error *err)
{
    const t4_flows_row *total = w->rows[from].coarse && !(w->rows[from].row->given & T4_FLOWS_HIDDEN)
                                    ? w->rows[from].row : NULL;
    t4_int128 rest = total ? total->value : 0, none = 0;
    bool told = false;
    t4_status status = T4_OK;

    for (size_t i = from; i < end; i++)
        if (!w->rows[i].coarse && !(w->rows[i].row->given & T4_FLOWS_HIDDEN))
            rest -= w->rows[i].row->value;
    rest = rest > 0 ? rest : 0;
    for (size_t i = from; !status && i < end; i++) {
        const t4_flows_row *row = w->rows[i].row;
        t4_listing how;

        if (w->rows[i].coarse)
            continue;
        status = t4_listing_find(&how, w->list, w->question->maps, w->flows, row, day_of(w, row->period), err);
        if (!status)
            status = count_row(w, row, &how, total ? told ? &none : &rest : NULL, err);
        told |= may_be_listed(&how) && (row->given & T4_FLOWS_HIDDEN);
    }
    return status;
}

static int by_key(const void *left, const void *right)
{
    return strcmp(((const t4_watched_row *)left)->key, ((const t4_watched_row *)right)->key);
}

t4_status t4_watched_flows(t4_watched *watched, const t4_flows *flows, const t4_watchlist *list,
                           const t4_watched_question *question, t4_error *err)
{
    watching w = {.flows = flows, .list = list, .question = question, .watched = watched, .kind = T4_YEAR};
    t4_status status;

    *watched = (t4_watched){.codes = t4_watchlist_size(list, question->whenever ? 0 : question->day)};
    choose(&w);
    status = gather(&w, err);
    if (!status)
        qsort_r(w.rows, w.count, sizeof *w.rows, by_heading, (void *)flows);
    for (size_t i = 0, end; !status && i < w.count; i = end) {
        used first = {w.rows[i].row, false};

        for (end = i + 1; end < w.count; end++) {
            used next = {w.rows[end].row, false};

            if (by_heading(&first, &next, (void *)flows))
                break;
        }
        status = count_heading(&w, i, end, err);
    }
    t4_free(w.rows);
    if (!status && watched->count)
        qsort(watched->rows, watched->count, sizeof *watched->rows, by_key);
    return status;
}

void t4_watched_release(t4_watched *watched)
{
    t4_free(watched->rows);
    *watched = (t4_watched){.count = 0};
}
