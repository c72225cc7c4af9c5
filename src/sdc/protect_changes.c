/* SPDX-License-Identifier: MIT */
/* The change of an open figure is a figure too: who caused it, and does it break a rule? */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sdc/protect_names.h"

/* A partner that no record has any more: in the world, in no group. */
#define GONE (UINT32_MAX - 1000)

enum { STRANGERS_MOST = 1 << 28 };

typedef struct {
    t4_protection *p;
    const t4_protect_input *input;
    t4_share *shares;          /* now, and with the sign turned what was */
    size_t count, room;
    t4_dict *strangers;        /* traders of then that no record has now */
} work;

static bool add(work *w, const t4_place *place, uint32_t trader, int64_t amount)
{
    if (!t4_grow(&w->shares, &w->room, w->count, sizeof *w->shares))
        return false;
    w->shares[w->count++] = (t4_share){*place, trader, amount};
    return true;
}

static uint32_t contributor(work *w, const char *text)
{
    const t4_protect_input *in = w->input;
    uint32_t id = *text ? t4_dict_find(w->p->domain->traders, text, strlen(text)) : 0;

    if (id == T4_DICT_NONE) {
        id = t4_dict_add(w->strangers, text, strlen(text));
        return id == T4_DICT_NONE ? id : (uint32_t)in->traders + 1 + id;
    }
    return in->holding && id < in->traders ? in->holding[id] : id;
}

static t4_status take(void *context, const t4_earlier_contribution *item, t4_error *err)
{
    work *w = context;
    const t4_domain *domain = w->p->domain;
    uint32_t labels[T4_DIMENSIONS_MAX] = {0}, partner, node, trader;
    t4_int128 amount = item->amount[w->p->measure];
    size_t n = strlen(item->code);
    t4_place place;

    if (amount >= T4_SYSTEM_MOST || amount <= -T4_SYSTEM_MOST)
        return t4_fail(err, T4_ERR_DATA, "an earlier contribution has more than 60 bits; use fewer decimals");
    for (int d = 0; d < domain->dimension_count; d++) {
        labels[d] = t4_dict_find(domain->labels[d], item->dimension[d], strlen(item->dimension[d]));
        if (labels[d] == T4_DICT_NONE)
            return T4_OK;  /* no figure of today holds it */
    }
    partner = t4_dict_find(domain->partners, item->partner, strlen(item->partner));
    node = t4_protect_part(w->p, w->input, t4_protect_node(w->p, item->code, n, w->input->codes), item->code, n);
    trader = contributor(w, item->trader);
    if (node == T4_NO_INDEX)
        return T4_OK;
    if (trader == T4_DICT_NONE ||
        !t4_protect_place(w->p, item->period, item->flow, labels, partner == T4_DICT_NONE ? GONE : partner, node, &place) ||
        !add(w, &place, trader, -(int64_t)amount))
        return t4_fail_memory(err);
    return T4_OK;
}

static int compare_shares(const void *left, const void *right)
{
    const t4_share *a = left, *b = right;
    int order = memcmp(&a->place, &b->place, sizeof a->place);

    return order ? order : (a->trader > b->trader) - (a->trader < b->trader);
}

/* What each trader changed at each place; who changed nothing is no contributor. */
static void net(work *w)
{
    size_t kept = 0;

    if (w->count)
        qsort(w->shares, w->count, sizeof *w->shares, compare_shares);
    for (size_t i = 0, k; i < w->count; i = k) {
        t4_share sum = w->shares[i];

        for (k = i + 1; k < w->count && !compare_shares(&w->shares[k], &w->shares[i]); k++)
            sum.amount += w->shares[k].amount;
        if (sum.amount)
            w->shares[kept++] = sum;
    }
    w->count = kept;
}

/* A figure is hidden for its change where its bounds leave room for the level; else it is only told. */
static void hide(t4_protection *p, uint32_t v, int64_t level)
{
    t4_system *s = p->system;
    uint32_t cell = s->first[v];
    int64_t rise = s->upper[v] == T4_UNBOUNDED ? T4_UNBOUNDED : s->upper[v] - s->value[v], fall = s->value[v] - s->lower[v];

    if (p->fixed[v] || p->primary[v] || level > rise || cell >= p->beyond_base)
        return;
    p->primary[v] = 1;
    p->up[v] = level;
    p->down[v] = level < fall ? level : fall;
    p->rule[cell] = T4_RULE_CHANGE;
    p->level[cell] = level;
    p->by_rule[T4_RULE_NONE]--;
    p->by_rule[T4_RULE_CHANGE]++;
    p->primary_cells++;
}

static void judge(t4_protection *p, const t4_tops *tops, bool hides)
{
    for (uint32_t v = 0; v < p->system->variables; v++) {
        int64_t level;

        if (!(p->known[v] & T4_KNOWN_REVISED) ||
            t4_rules_cell(&p->rules, tops, p->system->first[v], false, &level) == T4_RULE_NONE)
            continue;
        p->known[v] |= T4_KNOWN_CHANGE;
        p->public.changes++;
        if (hides)
            hide(p, v, level);
    }
}

t4_status t4_protect_changes(t4_protection *p, const t4_run *run, const t4_protect_input *input,
                             const t4_share *shares, size_t count, t4_error *err)
{
    work w = {.p = p, .input = input};
    t4_tops tops = {0};
    t4_status status = T4_OK;

    if (!input->earlier || !p->known || !p->public.revised)
        return T4_OK;
    w.strangers = t4_dict_new(STRANGERS_MOST);
    if (!w.strangers)
        return t4_fail_memory(err);
    for (size_t i = 0; i < count && !status; i++) {
        uint32_t trader = shares[i].trader;

        if (input->holding && trader < input->traders)
            trader = input->holding[trader];
        if (!add(&w, &shares[i].place, trader, shares[i].amount))
            status = t4_fail_memory(err);
    }
    if (!status)
        status = input->earlier(input->earlier_source, take, &w, err);
    if (!status) {
        net(&w);
        status = t4_tops_make(&tops, run, p->system, w.shares, w.count, NULL, 0, t4_rules_tops(&p->rules), err);
    }
    if (!status) {
        p->changes_weighed = true;
        judge(p, &tops, input->hide_changes);
        t4_tops_release(&tops);
    }
    t4_free(w.shares);
    t4_dict_free(w.strangers);
    return status;
}
