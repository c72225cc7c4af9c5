/* SPDX-License-Identifier: MIT */
/* Holdings, requests, waivers and what is never published, in a ladder: the same as in a release. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/ladder_state.h"

/* --- what single traders agreed ---------------------------------------------------------------- */

/* Does a code lie in another? One that is finer than what there is means the one above it. */
static bool lies_in(const t4_ladder *l, const char *code, const char *other)
{
    size_t n = strlen(code), wanted = strlen(other);
    char above[16];

    if (!strcmp(other, "TOTAL"))
        return true;
    if (!strcmp(code, "TOTAL"))
        return false;
    if (wanted > (size_t)l->levels[0].level)
        return !strncmp(other, code, n);
    if (wanted > n)
        return false;
    t4_ladder_ancestor(l, code, (int)wanted, above);
    return !strcmp(above, other);
}

static bool in_time(const t4_agreement *a, t4_period period)
{
    return (!a->from || t4_period_first_month(period) >= t4_period_first_month(a->from)) &&
           (!a->until || t4_period_last_month(period) <= t4_period_last_month(a->until));
}

static bool means(const t4_ladder *l, const t4_agreement *a, const t4_ladder_share *s)
{
    return a->trader == s->trader && (a->flow == T4_FLOWS || a->flow == s->flow) && in_time(a, s->period) &&
           (!*a->partner || !strcmp(a->partner, t4_dict_text(l->options.domain->partners, s->partner, NULL))) &&
           lies_in(l, l->levels[0].text[l->levels[0].of[s->code]], a->code);
}

t4_status t4_ladder_agreed_make(t4_ladder *l, t4_error *err)
{
    const t4_protect_input *in = l->options.lists;
    size_t requests = in && l->requests ? in->request_count : 0, waivers = in ? in->waiver_count : 0;

    if (!requests && !waivers)
        return T4_OK;
    l->agreed = t4_alloc_zero(l->share_count + 1, 1);
    if (!l->agreed)
        return t4_fail_memory(err);
    for (size_t i = 0; i < l->share_count; i++) {
        const t4_ladder_share *s = &l->shares[i];

        for (size_t k = 0; k < requests && s->trader && !(l->agreed[i] & T4_LADDER_REQUESTED); k++)
            l->agreed[i] |= means(l, &in->requests[k], s) ? T4_LADDER_REQUESTED : 0;
        for (size_t k = 0; k < waivers && s->trader && !(l->agreed[i] & T4_LADDER_WAIVED); k++)
            l->agreed[i] |= means(l, &in->waivers[k], s) ? T4_LADDER_WAIVED : 0;
    }
    return T4_OK;
}

/* --- one cell -------------------------------------------------------------------------------------- */

static const char *partner_of(const t4_ladder *l, const t4_ladder_view *v, uint32_t partner, char text[40])
{
    if (l->partner_kinds[v->partner] == T4_LADDER_WORLD)
        return "W00";
    if (l->partner_kinds[v->partner] == T4_LADDER_EACH)
        return t4_dict_text(l->options.domain->partners, l->partner_id[partner], NULL);
    if (partner >= (uint32_t)l->options.template_->plan.group_count)
        return "";
    strcpy(text, "G_");
    strncat(text, l->options.template_->plan.groups[partner].name, 37);
    return text;
}

bool t4_ladder_never(const t4_ladder *l, const t4_ladder_view *v, uint64_t key)
{
    const t4_protect_input *in = l->options.lists;
    t4_ladder_place at = t4_ladder_place_of(key);
    char text[40];

    for (size_t i = 0; in && i < in->never_count; i++)
        if ((in->never[i].flow == T4_FLOWS || in->never[i].flow == at.flow) &&
            (!*in->never[i].partner || !strcmp(in->never[i].partner, partner_of(l, v, at.partner, text))) &&
            lies_in(l, l->levels[v->level].text[at.code], in->never[i].code))
            return true;
    return false;
}

static int compare_parts(const void *a, const void *b)
{
    const t4_rules_part *x = a, *y = b;

    if (x->amount != y->amount)
        return x->amount > y->amount ? -1 : 1;
    return (int)x->waived - (int)y->waived;
}

/* The rules where somebody has waived: the largest who has not, against all others. */
static t4_rule judge_waived(const t4_ladder *l, const t4_ladder_entry *e, size_t n, int64_t *level, t4_error *err)
{
    t4_rules_part *parts = t4_alloc(n, sizeof *parts);
    t4_rule rule;

    if (!parts) {
        t4_fail_memory(err);
        return T4_RULE_KINDS;
    }
    for (size_t i = 0; i < n; i++)
        parts[i] = (t4_rules_part){(uint64_t)llabs(e[i].amount), e[i].trader != 0, e[i].agreed & T4_LADDER_WAIVED};
    qsort(parts, n, sizeof *parts, compare_parts);
    rule = t4_rules_waived(&l->rules, parts, n, level);
    t4_free(parts);
    return rule;
}

/* A request counts where the requester's part of the cell is large enough. */
static bool justified(const t4_ladder *l, const t4_ladder_entry *e, uint64_t sum)
{
    int64_t share = (int64_t)llround(l->options.template_->request_share * (double)T4_PERCENT);

    return e->agreed & T4_LADDER_REQUESTED &&
           (t4_int128)llabs(e->amount) * 100 * T4_PERCENT >= (t4_int128)share * (t4_int128)sum;
}

t4_rule t4_ladder_judge(const t4_ladder *l, t4_ladder_entry *e, size_t n, const t4_tops *tops, bool never, int64_t *level,
                        t4_error *err)
{
    t4_rule rule = t4_rules_cell(&l->rules, tops, 0, never, level);
    bool waived = false;
    size_t largest = n;

    for (size_t i = 0; i < n; i++) {
        waived = waived || e[i].agreed & T4_LADDER_WAIVED;
        e[i].agreed &= (uint8_t)~T4_LADDER_FIRST;
        if (!(e[i].agreed & T4_LADDER_WAIVED) && (largest == n || llabs(e[i].amount) > llabs(e[largest].amount)))
            largest = i;
    }
    if (largest < n)
        e[largest].agreed |= T4_LADDER_FIRST;
    if (waived && l->options.template_->scope != T4_SCOPE_PASSIVE && rule != T4_RULE_NEVER)
        rule = judge_waived(l, e, n, level, err);
    for (size_t i = 0; i < n && l->requests; i++)
        if (justified(l, &e[i], tops->cell[0].sum)) {
            int64_t safe = t4_rules_safety(&l->rules, tops->cell[0].sum);

            e[i].agreed |= T4_LADDER_FIRST;
            rule = safe > *level ? T4_RULE_REQUEST : rule;
            *level = safe > *level ? safe : *level;
        }
    return rule;
}

/* --- for protection ----------------------------------------------------------------------------------- */

static t4_status copy_agreements(t4_agreement **to, size_t *count, const t4_agreement *from, size_t n, t4_error *err)
{
    *to = t4_alloc(n + 1, sizeof **to);
    if (!*to)
        return t4_fail_memory(err);
    if (n)
        memcpy(*to, from, n * sizeof **to);
    *count = n;
    return T4_OK;
}

t4_status t4_ladder_agreements(const t4_ladder *l, t4_protect_input *input, t4_error *err)
{
    const t4_protect_input *in = l->options.lists;
    t4_status status = T4_OK;

    if (!in)
        return T4_OK;
    input->never = in->never;
    input->never_count = in->never_count;
    input->allies = in->allies;
    input->ally_count = in->ally_count;
    input->coalitions = in->coalitions;
    status = copy_agreements(&input->requests, &input->request_count, in->requests, in->request_count, err);
    return status ? status : copy_agreements(&input->waivers, &input->waiver_count, in->waivers, in->waiver_count, err);
}
