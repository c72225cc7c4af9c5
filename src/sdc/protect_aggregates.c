/* SPDX-License-Identifier: MIT */
/* List aggregates in the system of a release: their cells, their members, and unpublished parts of codes. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"
#include "model/placed.h"
#include "sdc/protect_names.h"

enum {
    PART_LEVEL = T4_CODE_MAX + 1,   /* below every published level */
    PART_TEXT = 52                  /* room for a code, a tilde and an aggregate a bit */
};

/* One amount to be added at a place. */
typedef struct {
    t4_place place;
    int64_t amount;
} part;

typedef struct {
    t4_protection *p;
    const t4_protect_input *input;
    size_t nodes;              /* published ones */
    t4_listbits *whole;           /* by node: aggregates that hold all of it */
    t4_listbits *touching;        /* by node: aggregates that hold something of it */
    uint8_t *inner;            /* by node: published codes are below it */
    part *parts;
    size_t count, room;
} work;

/* "8542~5": the part of a code that aggregates 0 and 2 hold; "8542~0" what none does. */
static void part_text(const t4_system *s, uint32_t node, t4_listbits bits, char text[PART_TEXT])
{
    uint64_t high = (uint64_t)(bits >> 64), low = (uint64_t)bits;

    if (high)
        snprintf(text, PART_TEXT, "%.15s~%" PRIx64 "%016" PRIx64, t4_system_code_text(s, node), high, low);
    else
        snprintf(text, PART_TEXT, "%.15s~%" PRIx64, t4_system_code_text(s, node), low);
}

bool t4_protect_part_counts(const char *text, int item)
{
    const char *tilde = strchr(text, '~');
    size_t digits = tilde ? strlen(tilde + 1) : 0, from_end = (size_t)item / 4;
    char digit;

    if (from_end >= digits)
        return false;
    digit = tilde[digits - from_end];
    return (digit <= '9' ? digit - '0' : digit - 'a' + 10) >> item % 4 & 1;
}

/* Is only a part of a published code without published codes below it listed? */
static bool is_split(const t4_listset *set, const char *code)
{
    size_t n = strlen(code);

    return strcmp(code, "TOTAL") ? t4_listset_touching(set, code, n) != t4_listset_whole(set, code, n) : set->count > 0;
}

uint32_t t4_protect_part(const t4_protection *p, const t4_protect_input *input, uint32_t node, const char *code,
                         size_t n)
{
    char text[PART_TEXT];
    uint32_t below;

    if (!input->listset || node == T4_NO_INDEX || !is_split(input->listset, t4_system_code_text(p->system, node)))
        return node;
    code = t4_placed_own(code, &n);
    part_text(p->system, node, t4_listset_of(input->listset, code, n), text);
    below = t4_system_known(p->system, text, PART_LEVEL);
    return below == T4_NO_INDEX ? node : below;
}

/* --- codes ------------------------------------------------------------------------- */

/* The nearest published code above one; T4_NO_INDEX at the top. */
static uint32_t above(const work *w, uint32_t node)
{
    const t4_protection *p = w->p;
    const char *code = t4_system_code_text(p->system, node);
    int level = p->system->code[node].level;

    return level == 0 ? T4_NO_INDEX : t4_protect_above(p, code, level, w->input->codes);
}

static bool look_at_codes(work *w)
{
    const t4_system *s = w->p->system;
    const t4_listset *set = w->input->listset;

    w->nodes = s->codes;
    w->whole = t4_alloc_zero(w->nodes, sizeof *w->whole);
    w->touching = t4_alloc_zero(w->nodes, sizeof *w->touching);
    w->inner = t4_alloc_zero(w->nodes, 1);
    if (!w->whole || !w->touching || !w->inner)
        return false;
    for (uint32_t n = 0; n < w->nodes; n++) {
        const char *code = t4_system_code_text(s, n);
        uint32_t up = above(w, n);

        if (s->code[n].level == T4_LEVEL_LIST)
            continue;
        if (up != T4_NO_INDEX)
            w->inner[up] = 1;
        if (s->code[n].level == 0) {
            w->touching[n] = ~(t4_listbits)0 >> (T4_LISTSET_MAX - set->count);
            continue;
        }
        w->whole[n] = t4_listset_whole(set, code, strlen(code));
        w->touching[n] = t4_listset_touching(set, code, strlen(code));
    }
    return true;
}

/* --- unpublished parts ---------------------------------------------------------------- */

/* A contribution counts in the part wherever the published code has a cell. */
static t4_status add_part(work *w, const t4_place *place, uint32_t part_node, uint32_t node, int64_t amount,
                          t4_error *err)
{
    t4_system *s = w->p->system;
    uint32_t partners[T4_SYSTEM_GROUPS + 2] = {place->partner, t4_system_world(s)};
    uint32_t flows[2] = {place->flow, t4_flow_total((t4_flow)place->flow)};
    size_t count = 2 + t4_system_groups_of(s, place->partner, partners + 2);
    t4_period holding[T4_PERIOD_HOLDING];
    int periods = t4_period_holding(place->period, holding);

    for (int p = 0; p < periods; p++)
        for (size_t f = 0; f < (flows[0] == flows[1] ? 1u : 2u); f++)
            for (size_t i = 0; i < count; i++) {
                t4_place at = {holding[p], flows[f], place->dims, partners[i], node};

                if (t4_system_find(s, &at) == T4_NO_INDEX)
                    continue;
                if (!t4_grow(&w->parts, &w->room, w->count, sizeof *w->parts))
                    return t4_fail_memory(err);
                at.node = part_node;
                w->parts[w->count++] = (part){at, amount};
            }
    return T4_OK;
}

static t4_status take(void *context, const t4_contribution *item, t4_error *err)
{
    work *w = context;
    t4_protection *p = w->p;
    t4_int128 amount = item->amount[p->measure];
    size_t n;
    const char *code = t4_dict_text(p->domain->codes, item->code, &n);
    uint32_t node = t4_protect_node(p, code, n, w->input->codes), part_node;
    char text[PART_TEXT];
    t4_place place;

    if (node == T4_NO_INDEX || node >= w->nodes || w->inner[node] || w->touching[node] == w->whole[node])
        return T4_OK;
    if (amount >= T4_SYSTEM_MOST || amount <= -T4_SYSTEM_MOST)
        return t4_fail(err, T4_ERR_DATA, "a contribution has more than 60 bits; use fewer decimals");
    code = t4_placed_own(code, &n);
    part_text(p->system, node, t4_listset_of(w->input->listset, code, n), text);
    part_node = t4_system_node(p->system, text, PART_LEVEL);
    if (!t4_protect_place(p, item->period, item->flow, item->dimension, item->partner, part_node, &place))
        return t4_fail_memory(err);
    return add_part(w, &place, part_node, node, (int64_t)amount, err);
}

static int compare_parts(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(t4_place));
}

/* Where a part is all of its code, or nothing is known of it, an attacker may only know more: it holds. */
static t4_status add_parts(work *w, t4_error *err)
{
    t4_protection *p = w->p;
    t4_status status = w->input->contributions(w->input->source, take, w, err);

    p->part_base = p->system->cells;
    if (!status && w->count)
        qsort(w->parts, w->count, sizeof *w->parts, compare_parts);
    for (size_t i = 0, k; i < w->count && !status; i = k) {
        t4_int128 sum = 0;

        for (k = i; k < w->count && !compare_parts(&w->parts[i], &w->parts[k]); k++)
            sum += w->parts[k].amount;
        if (sum >= T4_SYSTEM_MOST || sum <= -T4_SYSTEM_MOST)
            status = t4_fail(err, T4_ERR_DATA, "a part of a list has more than 60 bits; use fewer decimals");
        else
            status = t4_system_add(p->system, &w->parts[i].place, (int64_t)sum, sum < 0 ? (int64_t)sum : 0, err);
    }
    return status;
}

/* --- aggregates ------------------------------------------------------------------------- */

t4_status t4_protect_list_cells(t4_protection *p, const t4_protect_input *input, t4_error *err)
{
    const t4_cells *lists = input->lists;
    t4_cell_block block = {0};
    t4_status status = T4_OK;

    p->lists = lists;
    p->list_base = t4_alloc(lists->units + 1, sizeof *p->list_base);
    if (!p->list_base)
        return t4_fail_memory(err);
    for (size_t unit = 0; unit < lists->units && !status; unit++) {
        status = lists->load(lists, 0, unit, &block, err);
        p->list_base[unit] = p->system->cells;
        for (size_t k = 0; !status && k < block.count[0]; k++)
            status = t4_protect_add(p, &block.cells[0][k], T4_LEVEL_LIST, err);
    }
    t4_cell_block_release(&block);
    return status;
}

/* The topmost codes that an aggregate holds wholly, and the listed parts of others. */
static t4_status declare(work *w, int item, t4_error *err)
{
    t4_protection *p = w->p;
    t4_system *s = p->system;
    const char *name = w->input->listset->item[item].name;
    uint32_t total = t4_system_known(s, name, T4_LEVEL_LIST), *members = t4_alloc(s->codes, sizeof *members);
    size_t count = 0;
    t4_status status;

    if (!members)
        return t4_fail_memory(err);
    if (total == T4_NO_INDEX) {  /* nothing was traded */
        t4_free(members);
        return T4_OK;
    }
    for (uint32_t n = 0; n < w->nodes; n++) {
        uint32_t up;

        if (!(w->whole[n] >> item & 1))
            continue;
        up = above(w, n);
        if (up == T4_NO_INDEX || !(w->whole[up] >> item & 1))
            members[count++] = n;
    }
    for (uint32_t n = (uint32_t)w->nodes; n < s->codes; n++) {
        uint32_t parent;

        if (s->code[n].level != PART_LEVEL || !t4_protect_part_counts(t4_system_code_text(s, n), item))
            continue;
        parent = above(w, n);
        while (parent != T4_NO_INDEX && !(w->whole[parent] >> item & 1))
            parent = above(w, parent);
        if (parent == T4_NO_INDEX)  /* else it counts there */
            members[count++] = n;
    }
    status = t4_system_list(s, total, members, count, err);
    t4_free(members);
    return status;
}

t4_status t4_protect_aggregates(t4_protection *p, const t4_protect_input *input, t4_error *err)
{
    work w = {.p = p, .input = input};
    t4_status status = look_at_codes(&w) ? T4_OK : t4_fail_memory(err);

    if (!status)
        status = add_parts(&w, err);
    for (int i = 0; i < input->listset->count && !status; i++)
        status = declare(&w, i, err);
    t4_free(w.whole);
    t4_free(w.touching);
    t4_free(w.inner);
    t4_free(w.parts);
    return status;
}
