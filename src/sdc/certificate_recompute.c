/* SPDX-License-Identifier: MIT */
/* Work a certificate's primaries out again: sums, rules, levels, owners and bounds from the contributions. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"
#include "sdc/certificate_read.h"

typedef struct {
    t4_certificate *c;
    t4_tops tops;
    t4_stakes stakes;
    t4_share *shares;
    uint32_t *number_of;   /* by contributor: its number in the certificate; 0 = not met */
    uint32_t *whose;       /* by number: the contributor; T4_NO_INDEX = not met */
    size_t numbers;
} worker;

static t4_status wrong(const t4_certificate *c, size_t cell, const char *what, t4_error *err)
{
    const t4_place *place = &c->system->place[cell];
    char period[T4_PERIOD_TEXT];

    t4_period_print(place->period, period);
    return t4_fail(err, T4_ERR_DATA, "%s: '%s', %s %s", what, t4_system_code_text(c->system, place->node),
                   t4_flow_text((t4_flow)place->flow), period);
}

/* --- placing what was told -------------------------------------------------------------- */

/* The finest published code at or above one. */
static uint32_t node_of(const t4_certificate *c, const char *code)
{
    uint32_t id = t4_dict_find(c->moved_finest, code, strlen(code));
    size_t n = strlen(code);

    if (id != T4_DICT_NONE)
        return t4_system_known(c->system, c->finest[id],
                               strchr(c->finest[id], '~') ? T4_CODE_MAX + 1 : (int)strlen(c->finest[id]));
    for (int l = 0; l < c->level_count; l++) {
        char text[16];
        uint32_t node;

        if (c->levels[l] > (int)n || c->levels[l] > 15)
            continue;
        if (c->levels[l] == 0)
            strcpy(text, "TOTAL");
        else
            t4_certificate_ancestor(c, code, c->levels[l], text);
        node = t4_system_known(c->system, text, c->levels[l]);
        if (node != T4_NO_INDEX)
            return node;
    }
    return T4_NO_INDEX;
}

static t4_status place_shares(worker *w, t4_error *err)
{
    t4_certificate *c = w->c;
    uint32_t *node = t4_alloc(t4_dict_count(c->finest_codes), sizeof *node);

    w->shares = t4_alloc(c->share_count, sizeof *w->shares);
    if (!node || !w->shares) {
        t4_free(node);
        return t4_fail_memory(err);
    }
    for (uint32_t i = 0; i < t4_dict_count(c->finest_codes); i++)
        node[i] = node_of(c, t4_dict_text(c->finest_codes, i, NULL));
    for (size_t i = 0; i < c->share_count; i++) {
        const t4_told_share *told = &c->shares[i];

        w->shares[i] = (t4_share){{told->period, told->flow, told->dims, told->partner, node[told->code]},
                                  told->trader, told->amount};
        if (c->placed) {
            uint32_t there = t4_certificate_placed(c, t4_dict_text(c->finest_codes, told->code, NULL), told->period,
                                                   told->flow, t4_dict_text(c->partners, told->partner, NULL));

            w->shares[i].place.node = there == T4_NO_INDEX ? node[told->code] : there;
        }
    }
    t4_free(node);
    return T4_OK;
}

/* --- cell by cell ------------------------------------------------------------------------ */

/* One number for one contributor, and one contributor for one number. */
static bool same_owner(worker *w, uint32_t owner, uint32_t number)
{
    if (owner == 0 || number == 0)
        return owner == number;
    if (w->number_of[owner] == 0 && number < w->numbers && w->whose[number] == T4_NO_INDEX) {
        w->number_of[owner] = number;
        w->whose[number] = owner;
    }
    return w->number_of[owner] == number;
}

static t4_status check_cell(worker *w, size_t i, t4_error *err)
{
    t4_certificate *c = w->c;
    const t4_certified_cell *cell = c->cell_hidden[i] == T4_NO_INDEX ? NULL : &c->cells[c->cell_hidden[i]];
    const t4_tops_cell *top = &w->tops.cell[i];
    int64_t level, amount = c->system->amount[i];
    bool listed = cell && (cell->rule == T4_RULE_NEVER || cell->rule == T4_RULE_REQUEST);
    t4_rule rule = t4_rules_cell(&c->rules, &w->tops, i, listed, &level);

    if (top->total != amount)
        return wrong(c, i, "the contributions do not add up to the cell", err);
    if (rule == T4_RULE_NEVER && cell->rule == T4_RULE_REQUEST)
        rule = T4_RULE_REQUEST;
    if (c->cell_waived[i] || (cell && cell->unpublished)) {  /* not for the rules to say */
        rule = cell ? cell->rule : T4_RULE_NONE;
        level = cell ? cell->level : 0;
    }
    /* Hidden for a sum, or because of what it was before: its level is its own. */
    if (cell && (cell->rule == T4_RULE_UNION || cell->rule == T4_RULE_CHANGE) && rule == T4_RULE_NONE) {
        rule = cell->rule;
        level = cell->level;
    }
    if (!cell)
        return rule == T4_RULE_NONE ? T4_OK : wrong(c, i, "an unsafe cell is open", err);
    if (rule != cell->rule || level != cell->level || (rule != T4_RULE_NONE && !cell->primary && !c->cell_waived[i]))
        return wrong(c, i, "the rules give another rule or level than the certificate has", err);
    if (!same_owner(w, top->owner, cell->owner))
        return wrong(c, i, "another contributor is alone in the cell than the certificate says", err);
    if (!top->negative && !cell->unpublished && cell->lower < (amount >= 1 ? 1 : amount))
        return wrong(c, i, "the certificate lets the cell fall further than an attacker would", err);
    return T4_OK;
}

static t4_status check_cells(worker *w, const t4_run *run, t4_error *err)
{
    t4_certificate *c = w->c;
    t4_status status = T4_OK;

    for (size_t i = 0; i < c->cell_count; i++)
        if (c->cells[i].owner >= w->numbers)
            w->numbers = (size_t)c->cells[i].owner + 1;
    for (size_t i = 0; i < c->stake_count; i++)
        if (c->stakes[i].attacker >= w->numbers)
            w->numbers = (size_t)c->stakes[i].attacker + 1;
    for (size_t i = 0; i < c->named_count; i++)
        if (c->named[i].number >= w->numbers)
            w->numbers = (size_t)c->named[i].number + 1;
    for (size_t i = 0; i < c->coalition_name_count; i++)
        if (c->coalition_names[i].number >= w->numbers || c->coalition_names[i].trader >= c->coalitions)
            return t4_fail(err, T4_ERR_DATA, "the certificate numbers a coalition that it does not hold");
    w->number_of = t4_alloc_zero(t4_dict_count(c->traders) + c->coalitions, sizeof *w->number_of);
    w->whose = t4_alloc(w->numbers, sizeof *w->whose);
    if (!w->number_of || !w->whose)
        return t4_fail_memory(err);
    memset(w->whose, 0xff, w->numbers * sizeof *w->whose);
    for (size_t i = 0; i < c->named_count; i++)
        if (!same_owner(w, c->named[i].trader, c->named[i].number))
            return t4_fail(err, T4_ERR_DATA, "the certificate gives one contributor two numbers");
    for (size_t i = 0; i < c->coalition_name_count; i++)
        if (!same_owner(w, (uint32_t)t4_dict_count(c->traders) + c->coalition_names[i].trader,
                        c->coalition_names[i].number))
            return t4_fail(err, T4_ERR_DATA, "the certificate gives one coalition two numbers");
    for (size_t i = 0; i < c->system->cells && !status; i++) {
        status = i % 65536 == 0 ? t4_run_check(run, err) : T4_OK;
        if (!status)
            status = check_cell(w, i, err);
    }
    return status;
}

/* --- insiders ----------------------------------------------------------------------------- */

static int compare_allies(const void *left, const void *right)
{
    const t4_ally *a = left, *b = right;

    if (a->trader != b->trader)
        return a->trader < b->trader ? -1 : 1;
    return (a->coalition > b->coalition) - (a->coalition < b->coalition);
}

/* What is told of a variable's contributors: everybody above the common bound, with the right part. */
static bool stakes_told(worker *w, uint32_t v)
{
    const t4_certificate *c = w->c;
    const t4_certified_stakes *h = &c->held[c->held_of[v]];
    const t4_stake *stake = t4_stakes_from(&w->stakes, v);
    const t4_certified_cell *cell = &c->cells[c->cell_hidden[c->system->first[v]]];
    size_t doubting = t4_stakes_doubting(&w->stakes, v, h->others);

    if (h->rows != w->stakes.rows[v])
        return false;
    for (size_t i = h->first; i < h->first + h->count; i++) {
        uint32_t whose = c->stakes[i].attacker < w->numbers ? w->whose[c->stakes[i].attacker] : T4_NO_INDEX;
        const t4_own_stake *own = whose == T4_NO_INDEX ? NULL : t4_stakes_of(&w->stakes, v, whose);

        if (!own || own->alone != c->stakes[i].alone || own->amount != c->stakes[i].amount ||
            own->least != c->stakes[i].least)
            return false;
    }
    for (size_t i = 0; i < w->stakes.start[v + 1] - w->stakes.start[v]; i++) {
        uint32_t number = w->number_of[stake[i].attacker];
        bool lessens = cell->primary && c->system->value[v] - stake[i].least < cell->up;

        if (i >= doubting && !lessens)
            continue;

        if (!number || !t4_certificate_stake(c, v, number))
            return false;
    }
    return true;
}

static t4_status check_stakes(worker *w, t4_error *err)
{
    const t4_system *s = w->c->system;

    for (uint32_t v = 0; v < s->variables; v++)
        if (w->c->held_of[v] != T4_NO_INDEX && !stakes_told(w, v))
            return wrong(w->c, s->first[v], "other contributors, or others' parts, than the certificate tells of", err);
    return T4_OK;
}

/* --- implied totals --------------------------------------------------------------------------- */

/* Every published total minus its open members obeys the rules. */
static t4_status check_implied(worker *w, t4_error *err)
{
    t4_certificate *c = w->c;
    const t4_system *s = c->system;
    uint8_t *hidden = t4_alloc_zero(s->variables, 1);
    t4_unions_problem problem = {s, &c->rules, &w->stakes, (uint32_t)t4_dict_count(c->traders), hidden};
    t4_unions *unions = t4_unions_new(&problem);
    t4_status status = hidden && unions ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; !status && i < s->cells; i++)
        hidden[s->variable[i]] |= c->cell_hidden[i] != T4_NO_INDEX;
    for (size_t r = 0; !status && r < s->relations; r++) {
        int64_t level;
        bool judged;

        if (t4_unions_unsafe(unions, r, T4_NO_INDEX, &level, &judged))
            status = wrong(c, s->relation_cell[s->relation_start[r]], "the total minus its open members is unsafe", err);
    }
    t4_unions_free(unions);
    t4_free(hidden);
    return status;
}

/* --- all ------------------------------------------------------------------------------------ */

static t4_status check_digest(const t4_certificate *c, t4_error *err)
{
    char text[T4_DIGEST_TEXT];

    if (!c->bound)
        return t4_fail(err, T4_ERR_DATA, "the certificate is bound to no contributions");
    if (!c->told || !t4_digest_finish(c->told, text))
        return t4_fail(err, T4_ERR_DATA, "no contributions were told; the certificate is bound to %" PRIu64,
                       c->bound_rows);
    if (c->share_count != c->bound_rows || strcmp(text, c->bound))
        return t4_fail(err, T4_ERR_DATA, "the keyed digest of the contributions does not fit: they are others than "
                       "the release was made from, or in another order than 'tenfour cells --contributions' "
                       "writes (%zu rows, %" PRIu64 " then)", c->share_count, c->bound_rows);
    return T4_OK;
}

t4_status t4_certificate_recompute(t4_certificate *c, const t4_run *run, t4_error *err)
{
    worker w = {.c = c};
    t4_status status = check_digest(c, err);

    if (!status)
        status = place_shares(&w, err);
    if (!status && c->ally_count)
        qsort(c->allies, c->ally_count, sizeof *c->allies, compare_allies);
    if (!status && (c->interval || c->unions))
        status = t4_tops_stakes(&w.tops, &w.stakes, c->allies, c->ally_count, run, c->system, w.shares,
                                c->share_count, NULL, t4_dict_count(c->traders), t4_rules_tops(&c->rules), err);
    else if (!status)
        status = t4_tops_make(&w.tops, run, c->system, w.shares, c->share_count, NULL, 0,
                              t4_rules_tops(&c->rules), err);
    if (!status)
        status = check_cells(&w, run, err);
    if (!status && c->interval)
        status = check_stakes(&w, err);
    if (!status && c->unions)
        status = check_implied(&w, err);
    t4_tops_release(&w.tops);
    t4_stakes_release(&w.stakes);
    t4_free(w.shares);
    t4_free(w.number_of);
    t4_free(w.whose);
    return status;
}
