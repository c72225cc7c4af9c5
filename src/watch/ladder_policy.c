/* SPDX-License-Identifier: MIT */
/* A granularity policy as a design: every code where the lines of a template publish it. */
#include <string.h>

#include "base/memory.h"
#include "model/placer.h"
#include "watch/ladder_state.h"

enum { LINES_MAX = 1 << 22 };   /* bytes that tell a partner's lines */

typedef struct {
    const t4_ladder_policy *policy;
    t4_placer placer;
    const char *partner[T4_LADDER_CLASSES_MAX];   /* one of each class */
    uint32_t classes, *class_of;
} work;

/* Partners that the same lines name. */
static t4_status find_classes(work *w, const t4_ladder *l, t4_error *err)
{
    t4_dict *known = t4_dict_new(T4_LADDER_CLASSES_MAX);
    t4_buffer lines;
    t4_status status = T4_OK;

    t4_buffer_init(&lines, LINES_MAX);
    w->class_of = t4_alloc_zero(l->partners[0] + 1, sizeof *w->class_of);
    if (!known || !w->class_of)
        status = t4_fail_memory(err);
    for (uint32_t p = 0; p < l->partners[0] && !status; p++) {
        const char *partner = t4_dict_text(l->options.domain->partners, l->partner_id[p], NULL);
        uint32_t id;

        t4_buffer_clear(&lines);
        status = t4_granularity_partner(w->policy->lines, partner, &lines, err);
        if (status)
            break;
        id = t4_dict_add(known, lines.length ? lines.data : "", lines.length);
        if (id == T4_DICT_NONE)
            status = t4_fail(err, T4_ERR_MEMORY, "the policy treats partners in more than %d ways", T4_LADDER_CLASSES_MAX);
        else if (id == w->classes)
            w->partner[w->classes++] = partner;
        w->class_of[p] = id;
    }
    t4_dict_free(known);
    t4_buffer_release(&lines);
    return status;
}

static int level_of(const work *w, uint32_t flow, uint32_t class_, const char *code, size_t n)
{
    return t4_granularity_finest(w->policy->lines, code, n, flow, w->partner[class_],
                                 w->policy->template_->columns[T4_FIELD_CODE].digits, NULL);
}

static t4_status note_shares(work *w, const t4_ladder *l, t4_error *err)
{
    size_t codes = t4_dict_count(l->options.domain->codes), n;
    uint8_t *met = t4_alloc_zero(codes * w->classes * T4_FLOWS + 1, 1);
    t4_status status = met ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; i < l->share_count && !status; i++) {
        const t4_ladder_share *s = &l->shares[i];
        uint32_t class_ = w->class_of[l->partner_of[0][s->partner]];
        uint8_t *done = &met[(s->code * w->classes + class_) * T4_FLOWS + s->flow];
        const char *code = t4_dict_text(l->options.domain->codes, s->code, &n);

        if (!*done)
            status = t4_placer_note(&w->placer, s->flow, code, level_of(w, s->flow, class_, code, n), err);
        *done = 1;
    }
    t4_free(met);
    return status;
}

static void text_of(const void *context, uint32_t flow, uint32_t class_, const char *code, char out[16])
{
    const work *w = context;
    size_t n = strlen(code);
    bool rest;

    t4_placer_place(&w->placer, flow, code, n, level_of(w, flow, class_, code, n), out, &rest);
}

t4_status t4_ladder_place_policy(t4_ladder *l, const t4_ladder_design *design, t4_error *err)
{
    work *w = t4_alloc_zero(1, sizeof *w);
    t4_status status;

    if (!w)
        return t4_fail_memory(err);
    w->policy = &l->options.policies[design->policy - 1];
    status = t4_placer_init(&w->placer, &w->policy->template_->plan, l->options.codes, err);
    if (!status)
        status = find_classes(w, l, err);
    if (!status)
        status = note_shares(w, l, err);
    if (!status)
        status = t4_ladder_placed_make(l, &(t4_ladder_placing){design, w->classes, w->class_of, text_of, w}, err);
    else
        t4_free(w->class_of);
    if (!status && l->levels[l->level_count - 1].level && t4_dict_find(l->placed->domain.codes, T4_PLACER_ALL, strlen(T4_PLACER_ALL)) != T4_DICT_NONE)
        status = t4_fail(err, T4_ERR_DATA, "goods of 0 digits need 0, all goods, among publish.levels");
    t4_placer_release(&w->placer);
    t4_free(w);
    return status;
}
