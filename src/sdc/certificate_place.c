/* SPDX-License-Identifier: MIT */
/* Codes that are published elsewhere by flow, year and partner: the certificate tells which counts where. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"
#include "model/placed.h"
#include "sdc/certificate_read.h"
#include "sdc/certificate_write.h"
#include "sdc/protect_names.h"

typedef struct {
    const char *own;         /* as reported */
    uint32_t code, flow, partner;
    t4_period year;
} placed;

typedef struct {
    const t4_protection *protection;
    const t4_protect_input *input;
    const char **own;        /* by code */
    uint8_t *moved;          /* by code: of its reported part something is published elsewhere */
    placed *items;
    size_t count, room;
} placer;

static t4_status note(void *context, const t4_contribution *item, t4_error *err)
{
    placer *w = context;
    placed now = {w->own[item->code], item->code, item->flow, item->partner, t4_period_coarsen(item->period, T4_YEAR)};
    const placed *last = w->count ? &w->items[w->count - 1] : NULL;

    if (!w->moved[item->code] || (last && last->code == now.code && last->flow == now.flow &&
                                  last->partner == now.partner && last->year == now.year))
        return T4_OK;
    if (!t4_grow(&w->items, &w->room, w->count, sizeof *w->items))
        return t4_fail_memory(err);
    w->items[w->count++] = now;
    return T4_OK;
}

static int compare_groups(const placed *a, const placed *b)
{
    int order = strcmp(a->own, b->own);

    if (!order)
        order = (a->flow > b->flow) - (a->flow < b->flow);
    return order ? order : (a->year > b->year) - (a->year < b->year);
}

static int compare(const void *left, const void *right, void *context)
{
    const placer *w = context;
    const placed *a = left, *b = right;
    int order = compare_groups(a, b);

    if (!order && a->partner != b->partner)
        order = strcmp(t4_dict_text(w->protection->domain->partners, a->partner, NULL),
                       t4_dict_text(w->protection->domain->partners, b->partner, NULL));
    return order ? order : (a->code > b->code) - (a->code < b->code);
}

static bool put(t4_buffer *out, const placer *w, const placed *item, const char *partner)
{
    const t4_protection *p = w->protection;
    size_t n;
    const char *code = t4_dict_text(p->domain->codes, item->code, &n);
    uint32_t node = t4_protect_part(p, w->input, t4_protect_node(p, code, n, w->input->codes), code, n);

    return node == T4_NO_INDEX || p->system->code[node].level == 0 ||
           t4_buffer_printf(out, "placed\t%s\t%s\t%s\t%d\t%s\n", t4_system_code_text(p->system, node), item->own,
                            t4_flow_text((t4_flow)item->flow), t4_period_year_of(item->year), partner);
}

/* One line where all partners are placed alike, else one for each. */
static bool put_all(t4_buffer *out, const placer *w)
{
    bool good = true;

    for (size_t i = 0, end; i < w->count && good; i = end) {
        bool alike = true;

        for (end = i; end < w->count && !compare_groups(&w->items[i], &w->items[end]); end++)
            alike = alike && w->items[end].code == w->items[i].code;
        if (alike)
            good = put(out, w, &w->items[i], "*");
        for (size_t k = i; k < end && !alike && good; k++)
            if (k == i || compare(&w->items[k - 1], &w->items[k], (void *)(uintptr_t)w))
                good = put(out, w, &w->items[k],
                           t4_dict_text(w->protection->domain->partners, w->items[k].partner, NULL));
    }
    return good;
}

/* Which reported codes are somewhere published as another. */
static bool look_at_codes(placer *w, bool *any)
{
    t4_dict *codes = w->protection->domain->codes, *moved = t4_dict_new(1 << 24);
    size_t count = t4_dict_count(codes), n;

    *any = false;
    w->own = t4_alloc(count + 1, sizeof *w->own);
    w->moved = t4_alloc_zero(count + 1, 1);
    if (!moved || !w->own || !w->moved) {
        t4_dict_free(moved);
        return false;
    }
    for (uint32_t id = 0; id < count; id++) {
        const char *text = t4_dict_text(codes, id, &n);
        size_t all = n;

        w->own[id] = t4_placed_own(text, &n);
        if (n < all && t4_dict_add(moved, w->own[id], n) != T4_DICT_NONE)
            *any = true;
    }
    for (uint32_t id = 0; id < count && *any; id++)
        w->moved[id] = t4_dict_find(moved, w->own[id], strlen(w->own[id])) != T4_DICT_NONE;
    t4_dict_free(moved);
    return true;
}

t4_status t4_certificate_put_placed(t4_buffer *out, const t4_protection *p, const t4_protect_input *input,
                                    t4_error *err)
{
    placer w = {.protection = p, .input = input};
    bool any;
    t4_status status = look_at_codes(&w, &any) ? T4_OK : t4_fail_memory(err);

    if (!status && any)
        status = input->contributions(input->source, note, &w, err);
    if (!status && w.count)
        qsort_r(w.items, w.count, sizeof *w.items, compare, &w);
    if (!status && !put_all(out, &w))
        status = t4_fail_memory(err);
    t4_free(w.own);
    t4_free(w.moved);
    t4_free(w.items);
    return status;
}

/* --- told again ------------------------------------------------------------------------- */

uint32_t t4_certificate_placed(const t4_certificate *c, const char *code, t4_period period, uint32_t flow,
                               const char *partner)
{
    char key[160];

    for (int all = 0; all < 2; all++) {
        int n = snprintf(key, sizeof key, "%.15s\t%s\t%d\t%.100s", code, t4_flow_text((t4_flow)flow),
                         t4_period_year_of(period), all ? "*" : partner);
        uint32_t id = n < (int)sizeof key ? t4_dict_find(c->moved_finest, key, (size_t)n) : T4_DICT_NONE;

        if (id != T4_DICT_NONE)
            return t4_system_known(c->system, c->finest[id],
                                   strchr(c->finest[id], '~') ? T4_CODE_MAX + 1 : (int)strlen(c->finest[id]));
    }
    return T4_NO_INDEX;
}
