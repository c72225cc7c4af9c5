/* SPDX-License-Identifier: MIT */
/* What a reader of tables and list totals can work out: one system of all that is published and of unknown slices. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/ladder_guess.h"
#include "watch/ladder_state.h"

enum {
    SLICE_LEVEL = T4_CODE_MAX + 1,   /* below every published length */
    GROUP = 1 << 20                  /* ids of groups of partners; single ones have their index */
};

#define WORLD UINT32_MAX

/* A cell of the system and where it comes from. */
typedef struct {
    const t4_ladder_view *view;
    size_t cell;
    double size;              /* finest cells that could lie in it */
} origin;

typedef struct {
    t4_ladder *ladder;
    const t4_ladder_design *design;
    t4_ladder_pattern *pattern;
    t4_system *system;
    origin *origins;
    size_t room;
    double *listed;           /* by list total: finest codes that could lie in it */
} reader;

/* --- codes --------------------------------------------------------------------------------- */

/* By the ladder's own tree; "8542~1" is a slice of 8542. */
static void ancestor(const void *context, const char *code, int level, char out[16])
{
    const t4_ladder *l = context;
    size_t n = strcspn(code, "~");
    char text[16];
    int at = 0, to = t4_ladder_level_at(l, level);
    uint32_t index = UINT32_MAX;

    snprintf(text, sizeof text, "%.*s", (int)(n < 15 ? n : 15), code);
    snprintf(out, 16, "%.*s", level && level < (int)n ? level : 15, level ? code : "TOTAL");
    while (at < l->level_count && (index = t4_ladder_code_at(&l->levels[at], text)) == UINT32_MAX)
        at++;
    if (at == l->level_count || to < at)
        return;
    for (int i = at; i < to; i++)
        index = l->levels[i].above[index];
    snprintf(out, 16, "%s", l->levels[to].text[index]);
}

/* The digits of the level at which a code stands; short ones stand at a coarser one. */
static int digits_of(const t4_ladder *l, int level, uint32_t code)
{
    while (level + 1 < l->level_count && !t4_ladder_stands(l, level, code)) {
        code = l->levels[level].above[code];
        level++;
    }
    return l->levels[level].level;
}

/* The node of a cell's code: of the tree, of a list total, of a slice. */
static uint32_t node_of(reader *r, const t4_ladder_view *view, uint32_t code)
{
    const t4_ladder *l = r->ladder;
    char text[32];

    if (view < l->lists)
        return t4_system_node(r->system, l->levels[view->level].text[code], digits_of(l, view->level, code));
    if (view < l->sliced) {
        snprintf(text, sizeof text, "LIST:%u", code);
        return t4_system_node(r->system, text, T4_LEVEL_LIST);
    }
    snprintf(text, sizeof text, "%.15s~%u", l->levels[l->slices.level].text[l->slices.code[code]], l->slices.tier[code]);
    return t4_system_node(r->system, text, SLICE_LEVEL);
}

/* --- cells ------------------------------------------------------------------------------------ */

static uint32_t partner_of(const t4_ladder *l, const t4_ladder_view *view, uint32_t partner)
{
    return l->partner_kinds[view->partner] == T4_LADDER_WORLD ? WORLD
           : l->partner_kinds[view->partner] == T4_LADDER_GROUPS ? GROUP + partner : partner;
}

static double size_of(const reader *r, const t4_ladder_view *view, const t4_ladder_place *at)
{
    const t4_ladder *l = r->ladder;
    size_t width = l->tiers + 1;
    double codes = 0;

    if (view < l->lists)
        codes = l->levels[view->level].below[at->code];
    else if (view >= l->sliced)
        codes = l->tier_below[l->slices.level][l->slices.code[at->code] * width + l->slices.tier[at->code]];
    else
        codes = r->listed[at->code];
    return codes * (double)l->periods[view->period].below[at->period] *
           (double)l->partner_below[view->partner][at->partner];
}

static t4_status add_cell(reader *r, const t4_ladder_view *view, size_t c, t4_error *err)
{
    const t4_ladder *l = r->ladder;
    t4_ladder_place at = t4_ladder_place_of(view->key[c]);
    t4_place place = {l->periods[view->period].period[at.period], at.flow, at.dims, partner_of(l, view, at.partner),
                      node_of(r, view, at.code)};
    int64_t total = view->total[c], least = total >= 1 && view < l->sliced ? 1 : total < 0 ? total : 0;

    if (view < l->lists && !t4_ladder_stands(l, view->level, at.code))
        return T4_OK;
    if (place.node == T4_NO_INDEX || !t4_grow(&r->origins, &r->room, r->system->cells, sizeof *r->origins))
        return t4_fail_memory(err);
    r->origins[r->system->cells] = (origin){view, c, size_of(r, view, &at)};
    return t4_system_add(r->system, &place, total, least, err);
}

static t4_status add_view(reader *r, const t4_ladder_view *view, t4_error *err)
{
    t4_status status = t4_run_check(r->ladder->run, err);

    for (size_t c = 0; c < view->cells && !status; c++)
        status = add_cell(r, view, c, err);
    return status;
}

/* Tables first, then list totals, then slices: what is published comes before what is not. */
static t4_status add_cells(reader *r, t4_error *err)
{
    const t4_ladder *l = r->ladder;
    size_t places = (size_t)(l->period_count * l->partner_count);
    t4_status status = T4_OK;

    for (size_t v = 0; v < l->view_count && !status; v++)
        if (t4_ladder_publishes(l, r->design, &l->views[v]))
            status = add_view(r, &l->views[v], err);
    for (size_t v = 0; v < places && !status; v++)
        if (t4_ladder_publishes_at(l, r->design, l->lists[v].period, l->lists[v].partner))
            status = add_view(r, &l->lists[v], err);
    for (size_t v = 0; v < places && !status; v++)
        status = add_view(r, &l->sliced[v], err);
    return status;
}

/* Groups are sums of partners where these are published too. */
static t4_status add_groups(reader *r, t4_error *err)
{
    const t4_ladder *l = r->ladder;
    int groups = t4_ladder_partner_at(l, T4_LADDER_GROUPS);
    uint32_t *members = t4_alloc(l->partners[0] + 1, sizeof *members);
    bool each = false;
    t4_status status = members ? T4_OK : t4_fail_memory(err);

    for (int t = 0; t < r->design->tables; t++)
        each = each || r->design->table[t].partners == T4_LADDER_EACH;
    for (uint32_t g = 0; each && groups > 0 && g < l->partners[groups] && !status; g++) {
        size_t count = 0;

        for (uint32_t p = 0; p < l->partners[0]; p++)
            if (l->partner_group[p] == g)
                members[count++] = p;
        status = t4_system_group(r->system, GROUP + g, members, count, err);
    }
    t4_free(members);
    return status;
}

/* --- list totals --------------------------------------------------------------------------------- */

/* How many finest codes each total may hold. */
static t4_status count_listed(reader *r, t4_error *err)
{
    const t4_ladder *l = r->ladder;
    size_t width = l->tiers + 1;

    r->listed = t4_alloc_zero(width + 1, sizeof *r->listed);
    if (!r->listed)
        return t4_fail_memory(err);
    for (size_t code = 0; code < l->levels[l->slices.level].count; code++)
        for (size_t t = 1; t < width; t++) {
            r->listed[t] += l->tier_below[l->slices.level][code * width + t];
            r->listed[width] += l->tier_below[l->slices.level][code * width + t];
        }
    return T4_OK;
}

/* The published codes and slices that a total is the sum of. */
static t4_status declare(reader *r, uint32_t list, t4_error *err)
{
    const t4_ladder *l = r->ladder;
    const t4_ladder_slices *s = &l->slices;
    size_t width = l->tiers + 1, count = 0;
    uint32_t total, *members = t4_alloc(l->levels[s->level].count + s->count + 1, sizeof *members);
    char text[32];
    t4_status status = T4_OK;

    if (!members)
        return t4_fail_memory(err);
    snprintf(text, sizeof text, "LIST:%u", list);
    total = t4_system_known(r->system, text, T4_LEVEL_LIST);
    for (uint32_t code = 0; code < l->levels[s->level].count; code++)
        for (uint32_t t = 1; t < width; t++) {
            uint32_t slice = t4_ladder_slice(l, code, t), node;

            if (!l->tier_below[s->level][code * width + t] || (list != t && list <= l->tiers))
                continue;
            snprintf(text, sizeof text, slice ? "%.15s~%u" : "%.15s", l->levels[s->level].text[code], t);
            node = t4_system_known(r->system, text, slice ? SLICE_LEVEL : digits_of(l, s->level, code));
            if (node != T4_NO_INDEX)
                members[count++] = node;
        }
    if (total != T4_NO_INDEX)
        status = t4_system_list(r->system, total, members, count, err);
    t4_free(members);
    return status;
}

static t4_status build(reader *r, t4_error *err)
{
    const t4_ladder *l = r->ladder;
    int levels[T4_LADDER_LEVELS], count = 0;
    t4_status status;

    for (int i = l->slices.level; i < l->level_count; i++)
        levels[count++] = l->levels[i].level;
    status = t4_system_new(&r->system, levels, count, WORLD, ancestor, l, err);
    if (!status)
        status = add_cells(r, err);
    if (!status)
        status = add_groups(r, err);
    for (uint32_t list = 1; list <= l->tiers + (l->tiers > 1) && !status; list++)
        status = declare(r, list, err);
    return status ? status : t4_system_close(r->system, l->run, err);
}

/* --- what is hidden, and how far it can be ---------------------------------------------------------- */

/* By variable: hidden unless one of its cells is published and open. */
static uint8_t *hidden_of(const reader *r)
{
    const t4_system *s = r->system;
    uint8_t *hidden = t4_alloc(s->variables + 1, 1);

    if (!hidden)
        return NULL;
    memset(hidden, 1, s->variables + 1);
    for (size_t i = 0; i < s->cells; i++) {
        const t4_ladder_view *view = r->origins[i].view;
        const uint8_t *pattern = r->pattern->hidden[view - r->ladder->views];

        if (view < r->ladder->sliced && !(pattern && pattern[r->origins[i].cell]))
            hidden[s->variable[i]] = 0;
    }
    return hidden;
}

static t4_status give_back(reader *r, const uint8_t *hidden, const t4_audit *audit, const double *guess, t4_error *err)
{
    const t4_system *s = r->system;

    for (size_t i = 0; i < s->cells; i++) {
        size_t v = (size_t)(r->origins[i].view - r->ladder->views), c = r->origins[i].cell;
        uint32_t variable = s->variable[i];

        if (!hidden[variable])
            continue;
        if (!t4_ladder_pattern_open(r->ladder, r->pattern, v))
            return t4_fail_memory(err);
        r->pattern->hidden[v][c] = 1;
        r->pattern->lower[v][c] = s->amount[i] - audit->falls[variable];
        r->pattern->upper[v][c] = audit->rises[variable] >= T4_UNBOUNDED / 2 ? T4_SYSTEM_MOST
                                                                           : s->amount[i] + audit->rises[variable];
        r->pattern->guess[v][c] = guess[i];
    }
    return T4_OK;
}

static t4_status work_out(reader *r, bool *exact, t4_error *err)
{
    t4_system *s = r->system;
    uint8_t *hidden = hidden_of(r), *primary = t4_alloc_zero(s->variables + 1, 1);
    int64_t *none = t4_alloc_zero(s->variables + 1, sizeof *none);
    uint32_t *owner = t4_alloc_zero(s->variables + 1, sizeof *owner);
    double *guess = t4_alloc(s->cells + 1, sizeof *guess);
    t4_audit *audit = NULL;
    t4_status status = hidden && primary && none && owner && guess ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; i < s->cells && !status; i++)
        guess[i] = r->origins[i].size;
    if (!status)
        status = t4_ladder_intervals(r->ladder, &(t4_audit_problem){.system = s, .hidden = hidden, .primary = primary,
                                     .up = none, .down = none, .owner = owner, .exact = true}, &audit,
                                     exact, err);
    if (!status)
        status = t4_ladder_guess(s, hidden, guess, r->ladder->run, err);
    if (!status)
        status = give_back(r, hidden, audit, guess, err);
    t4_audit_free(audit);
    t4_free(hidden);
    t4_free(primary);
    t4_free(none);
    t4_free(owner);
    t4_free(guess);
    return status;
}

t4_status t4_ladder_read(t4_ladder *l, t4_ladder_row *row, t4_ladder_pattern *pattern, t4_error *err)
{
    reader r = {.ladder = l, .design = &row->design, .pattern = pattern};
    t4_status status = count_listed(&r, err);

    if (!status)
        status = build(&r, err);
    if (!status)
        status = work_out(&r, &row->intervals_exact, err);
    t4_system_free(r.system);
    t4_free(r.origins);
    t4_free(r.listed);
    return status;
}
