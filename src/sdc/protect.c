/* SPDX-License-Identifier: MIT */
#include "sdc/protect.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "sdc/protect_names.h"

enum {
    EFFORT = 6,
    QUICK = 2,
    LARGE = 200000                      /* variables beyond which polishing is cut short */
};

#define WEIGHT_MOST ((uint64_t)1 << 38)

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void t4_protection_free(t4_protection *p)
{
    if (!p)
        return;
    t4_protection_free(p->next);
    t4_audit_free(p->audit);
    t4_suppression_free(p->suppression);
    t4_network_free(p->network);
    t4_protect_names_free(p->names);
    t4_system_free(p->system);
    t4_tops_release(&p->tops);
    t4_stakes_release(&p->stakes);
    t4_free(p->base);
    t4_free(p->list_base);
    t4_free(p->unpublished);
    t4_free(p->waived);
    t4_free(p->known);
    t4_free(p->rule);
    t4_free(p->level);
    t4_free(p->primary);
    t4_free(p->fixed);
    t4_free(p->hidden);
    t4_free(p->give_up);
    t4_free(p->up);
    t4_free(p->down);
    t4_free(p->owner);
    t4_free(p->weight);
    t4_free(p);
}

/* --- settings -------------------------------------------------------------------- */

static t4_status check_settings(const t4_template *t, t4_error *err)
{
    if (t->method != T4_METHOD_SUPPRESS)
        return t4_fail(err, T4_ERR_USAGE, "protect.method: only suppress and none are available");
    return T4_OK;
}

static int64_t millionths(double percent)
{
    return (int64_t)llround(percent * (double)T4_PERCENT);
}

t4_rules t4_protect_rules(const t4_template *t)
{
    t4_rules r = {.minimum = t->minimum_contributors, .p = millionths(t->p_percent),
                  .pq_p = millionths(t->pq_p), .pq_q = millionths(t->pq_q),
                  .coalition = t->coalition < 1 ? 1 : t->coalition,
                  .safety = (int64_t)t->safety * T4_PERCENT,
                  .dominance_count = t->dominance_count};

    for (int i = 0; i < t->dominance_count; i++) {
        r.dominance[i].n = t->dominance[i].n;
        r.dominance[i].k = (int64_t)t->dominance[i].k * T4_PERCENT;
    }
    return r;
}

/* --- primaries -------------------------------------------------------------------- */

/* Is node `code` or (below) under it, also where codes of that length have no table? */
static bool covers(const t4_system *s, const char *code, uint32_t node, bool below)
{
    if (below && *code >= '0' && *code <= '9' && !strncmp(t4_system_code_text(s, node), code, strlen(code)))
        return true;
    for (; node != T4_NO_INDEX; node = below ? s->code[node].parent : T4_NO_INDEX)
        if (!strcmp(t4_system_code_text(s, node), code))
            return true;
    return false;
}

static bool is_listed(const t4_protection *p, const t4_listed *list, size_t count, uint32_t cell,
                      bool below)
{
    const t4_place *place = &p->system->place[cell];

    for (size_t i = 0; i < count; i++)
        if ((list[i].flow == T4_FLOWS || list[i].flow == place->flow) &&
            (!*list[i].partner || !strcmp(list[i].partner, t4_protect_partner(p, cell))) &&
            covers(p->system, list[i].code, place->node, below))
            return true;
    return false;
}

static bool allocate(t4_protection *p)
{
    size_t n = p->system->variables;

    p->rule = t4_alloc_zero(p->system->cells, 1);
    p->level = t4_alloc_zero(p->system->cells, sizeof *p->level);
    p->primary = t4_alloc_zero(n, 1);
    p->fixed = t4_alloc_zero(n, 1);
    p->hidden = t4_alloc_zero(n, 1);
    p->give_up = t4_alloc_zero(n, 1);
    p->up = t4_alloc_zero(n, sizeof *p->up);
    p->down = t4_alloc_zero(n, sizeof *p->down);
    p->owner = t4_alloc_zero(n, sizeof *p->owner);
    p->weight = t4_alloc_zero(n, sizeof *p->weight);
    return p->rule && p->level && p->primary && p->fixed && p->hidden && p->give_up && p->up && p->down &&
           p->owner && p->weight;
}

/* Rules (none where only requests count), and the list of what is never published. */
static void apply_rules(t4_protection *p, const t4_protect_input *input)
{
    for (size_t c = 0; c < p->system->cells && c < p->part_base; c++) {
        bool never = input->never_count &&
                     is_listed(p, input->never, input->never_count, (uint32_t)c, true);

        p->rule[c] = (uint8_t)t4_rules_cell(&p->rules, &p->tops, c, never, &p->level[c]);
    }
}

static const char *partner_text(const void *context, uint32_t cell)
{
    return t4_protect_partner(context, cell);
}

static const char *partner_name(const void *context, uint32_t partner)
{
    const t4_protection *p = context;

    return t4_dict_text(p->domain->partners, p->names->partner_id[partner], NULL);
}

/* Requests and waivers, on top of the rules. */
static t4_status apply_agreements(t4_protection *p, const t4_run *run, const t4_protect_input *input,
                                  const t4_share *shares, size_t count, t4_error *err)
{
    const t4_template *t = input->template_;
    uint8_t *before = NULL;
    t4_agreement_problem problem = {
        .system = p->system, .partner = partner_text, .partner_name = partner_name, .context = p, .shares = shares, .count = count,
        .holding = input->holding, .traders = input->traders, .tops = &p->tops, .rules = &p->rules,
        .requests = input->requests, .waivers = input->waivers,
        .request_count = t->scope == T4_SCOPE_ACTIVE ? 0 : input->request_count,
        .waiver_count = input->waiver_count, .by_trader = p->domain->has_trader,
        .active = t->scope != T4_SCOPE_PASSIVE, .share = millionths(t->request_share),
        .share_continued = millionths(t->request_share_continued)};
    t4_status status = T4_OK;

    if (!problem.request_count && !problem.waiver_count)
        return T4_OK;
    if (problem.request_count && input->outside[p->measure]) {
        before = t4_alloc_zero(p->system->cells, 1);
        status = before ? t4_protect_year_before(p, input, before, err) : t4_fail_memory(err);
    }
    problem.hidden_before = before;
    problem.waived = p->waived = t4_alloc_zero(p->system->cells, 1);
    if (!status && !p->waived)
        status = t4_fail_memory(err);
    if (!status)
        status = t4_agreement_apply(&problem, run, p->rule, p->level, err);
    t4_free(before);
    return status;
}

/* How low an attacker thinks a cell with corrections in it can lie: without end, or bounds.negative. */
static int64_t negative_bound(const t4_protection *p, const t4_template *t, int64_t amount)
{
    double scale = 1, bound;

    if (!t->negative_bound_given)
        return -T4_SYSTEM_MOST;
    for (int i = 0; i < p->domain->measures[p->measure].decimals; i++)
        scale *= 10;
    bound = t->negative_bound * scale;
    if (bound <= -(double)T4_SYSTEM_MOST)
        return -T4_SYSTEM_MOST;
    return (int64_t)bound < amount ? (int64_t)bound : amount;
}

static t4_status find_primaries(t4_protection *p, const t4_protect_input *input, t4_error *err)
{
    t4_system *s = p->system;
    int64_t *floor = t4_alloc(s->variables, sizeof *floor);

    if (!floor)
        return t4_fail_memory(err);

    p->beyond_cells = p->beyond_base < s->cells ? (p->part_base < s->cells ? p->part_base : s->cells) - p->beyond_base : 0;
    for (size_t c = 0; c < s->cells; c++) {
        uint32_t v = s->variable[c];

        if (c >= p->part_base) {  /* nobody reads it: nothing to protect */
            p->rule[c] = T4_RULE_NONE;
            p->level[c] = 0;
        }
        if (c < p->beyond_base)
            p->by_rule[p->rule[c]]++;
        if (p->rule[c] != T4_RULE_NONE) {
            p->primary[v] = 1;
            *(c < p->beyond_base ? &p->primary_cells : &p->beyond_unsafe) += 1;
            if (p->level[c] > p->up[v])
                p->up[v] = p->level[c];
        }
        if (input->must_count && is_listed(p, input->must, input->must_count, (uint32_t)c, false))
            p->fixed[v] = 1;
        if (p->tops.cell[c].negative || s->amount[c] < 0)
            s->lower[v] = negative_bound(p, input->template_, s->amount[c]);
        p->owner[v] = p->tops.cell[c].owner;
    }
    t4_system_floor(s, floor);
    for (size_t v = 0; v < s->variables; v++) {
        int64_t room = s->value[v] - floor[v];

        p->down[v] = p->up[v] < room ? p->up[v] : room;
        if (p->primary[v] && p->fixed[v]) {
            p->fixed[v] = 0;
            p->give_up[v] = 1;
            p->must_unsafe++;
        }
    }
    t4_free(floor);
    return T4_OK;
}

/* --- costs ------------------------------------------------------------------------- */

typedef enum { COST_VALUE, COST_COUNT, COST_LOG } cost_kind;

static uint64_t cell_cost(cost_kind kind, t4_int128 amount)
{
    t4_uint128 size = amount < 0 ? -(t4_uint128)amount : (t4_uint128)amount;

    if (kind == COST_COUNT)
        return 1;
    if (kind == COST_LOG)
        return (uint64_t)(1000.0 * log2(1.0 + (double)size)) + 1;
    return size >= WEIGHT_MOST << 24 ? WEIGHT_MOST << 24 : (uint64_t)size + 1;
}

static t4_status add_costs(t4_protection *p, const t4_protect_input *input, t4_cell_block *block,
                           cost_kind kind, int measure, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t unit = 0; unit < p->cells->units && !status; unit++) {
        status = p->cells->load(p->cells, 0, unit, block, err);
        for (int l = 0; l < p->levels && !status; l++)
            for (size_t k = 0; k < block->count[l]; k++) {
                const t4_cell *cell = &block->cells[l][k];
                uint32_t v = p->system->variable[p->base[unit * (size_t)p->levels + (size_t)l] + k];
                uint64_t cost = cell_cost(kind, cell->amount[measure]);

                p->weight[v] += cost;
            }
    }
    for (size_t unit = 0; p->lists && unit < p->lists->units && !status; unit++) {
        status = p->lists->load(p->lists, 0, unit, block, err);
        for (size_t k = 0; k < block->count[0] && !status; k++)
            p->weight[p->system->variable[p->list_base[unit] + k]] += cell_cost(kind, block->cells[0][k].amount[measure]);
    }
    return status;
}

/* Costs as the template says, shifted down until sums along a path fit. */
static t4_status set_costs(t4_protection *p, const t4_protect_input *input, t4_error *err)
{
    const char *cost = input->template_->cost ? input->template_->cost : "value";
    cost_kind kind = !strcmp(cost, "count") ? COST_COUNT : !strcmp(cost, "log") ? COST_LOG : COST_VALUE;
    t4_cell_block block = {0};
    int measure = p->measure, shift = 0;
    uint64_t most = 0;
    t4_status status;

    for (int m = 0; m < p->domain->measure_count; m++)
        if (!strcmp(p->domain->measures[m].name, cost))
            measure = m;
    status = add_costs(p, input, &block, kind, measure, err);
    t4_cell_block_release(&block);
    for (size_t v = 0; v < p->system->variables; v++)
        most = p->weight[v] > most ? p->weight[v] : most;
    while (most >> shift > WEIGHT_MOST)
        shift++;
    for (size_t v = 0; v < p->system->variables; v++)
        p->weight[v] = (p->weight[v] >> shift) + 1;
    return status;
}

/* --- all ----------------------------------------------------------------------------- */

static t4_status weigh(t4_protection *p, const t4_run *run, const t4_protect_input *input, t4_error *err)
{
    t4_share *shares = NULL;
    size_t count = 0;
    t4_status status = t4_protect_shares(p, input, &shares, &count, err);

    if (!status && (p->insiders || p->unions))
        status = t4_tops_stakes(&p->tops, &p->stakes, input->allies, input->ally_count, run, p->system, shares,
                                count, input->holding, input->traders, t4_rules_tops(&p->rules), err);
    else if (!status)
        status = t4_tops_make(&p->tops, run, p->system, shares, count, input->holding,
                              input->traders, t4_rules_tops(&p->rules), err);
    if (!status && !allocate(p))
        status = t4_fail_memory(err);
    if (!status) {
        apply_rules(p, input);
        status = apply_agreements(p, run, input, shares, count, err);
    }
    if (!status)
        status = find_primaries(p, input, err);
    if (!status)
        status = set_costs(p, input, err);
    if (!status)
        status = t4_protect_outside(p, input, err);
    if (!status)
        status = t4_protect_changes(p, run, input, shares, count, err);
    t4_free(shares);
    t4_tops_release(&p->tops);
    return status;
}

/*
 * Variables of unpublished parts alone are hidden from the start, and what other
 * measures hide (by cell); by variable, with the primaries.
 */
static t4_status start_hidden(t4_protection *p, const uint8_t *others, uint8_t **hidden, t4_error *err)
{
    size_t n = p->system->variables;

    *hidden = NULL;
    if (p->beyond_base == SIZE_MAX && !p->public.narrowed && !others)
        return T4_OK;
    t4_free(p->unpublished);  /* of a pattern sought before */
    p->unpublished = t4_alloc_zero(n, 1);
    *hidden = t4_alloc_zero(n, 1);
    if (!p->unpublished || !*hidden)
        return t4_fail_memory(err);
    for (size_t c = 0; others && c < p->system->cells && c < p->beyond_base; c++)
        (*hidden)[p->system->variable[c]] |= others[c];
    for (size_t v = 0; v < n; v++) {
        p->unpublished[v] = p->system->first[v] >= p->beyond_base && !(p->known && p->known[v] & T4_KNOWN_PUBLIC);
        (*hidden)[v] |= p->primary[v] || p->unpublished[v] || (p->known && p->known[v] & T4_KNOWN_NARROW);
    }
    return T4_OK;
}

/* --- implied totals ------------------------------------------------------------------- */

t4_unions_problem t4_protect_unions(const t4_protection *p, const uint8_t *hidden)
{
    return (t4_unions_problem){p->system, &p->rules, &p->stakes, p->traders, hidden};
}

typedef struct {
    t4_protection *p;
    uint8_t *hidden;
    t4_unions *unions;
    t4_unions_choice *choices;
} union_asker;

static size_t more_for_unions(void *context, const uint8_t *state, uint32_t *variables, size_t room)
{
    union_asker *a = context;
    t4_protection *p = a->p;
    size_t count, used = 0;

    for (size_t v = 0; v < p->system->variables; v++)
        a->hidden[v] = state[v] == T4_STATE_PRIMARY || state[v] == T4_STATE_SECONDARY;
    t4_unions_choose(a->unions, p->weight, p->fixed, a->choices, &count);
    for (size_t i = 0; i < count && used < room; i++) {
        uint32_t v = a->choices[i].variable, cell = p->system->first[v];
        int64_t fall = p->system->value[v] - p->system->lower[v];

        if (p->primary[v] && p->up[v] >= a->choices[i].level)
            continue;  /* asked for before, in vain */
        p->primary[v] = 1;
        p->up[v] = a->choices[i].level > p->up[v] ? a->choices[i].level : p->up[v];
        p->down[v] = p->up[v] < fall ? p->up[v] : fall;
        if (p->rule[cell] == T4_RULE_NONE)
            p->by_rule[T4_RULE_UNION]++;
        p->rule[cell] = p->rule[cell] == T4_RULE_NONE ? T4_RULE_UNION : p->rule[cell];
        p->level[cell] = p->rule[cell] == T4_RULE_UNION ? p->up[v] : p->level[cell];
        variables[used++] = v;
    }
    return used;
}

static t4_status find_pattern(t4_protection *p, const t4_run *run, const uint8_t *others, t4_error *err)
{
    uint8_t *hidden;
    union_asker asker = {p, NULL, NULL, NULL};
    t4_status status = start_hidden(p, others, &hidden, err);
    t4_suppress_problem problem = {p->system, p->network, hidden ? hidden : p->primary, p->fixed, p->up, p->down,
                                   p->owner, p->weight, p->insiders,
                                   p->quick ? QUICK : p->system->variables > LARGE || !p->network->plain ? EFFORT / 2 : EFFORT,
                                   p->interval ? &p->stakes : NULL, NULL, NULL};

    if (!status && p->unions) {
        t4_unions_problem about;

        asker = (union_asker){p, t4_alloc_zero(p->system->variables, 1), NULL,
                              t4_alloc(T4_UNIONS_AT_ONCE, sizeof *asker.choices)};
        about = t4_protect_unions(p, asker.hidden);
        asker.unions = t4_unions_new(&about);
        problem.more = more_for_unions;
        problem.more_context = &asker;
        if (!asker.hidden || !asker.choices || !asker.unions)
            status = t4_fail_memory(err);
    }
    if (!status)
        status = t4_suppress(&p->suppression, run, &problem, err);
    t4_unions_free(asker.unions);
    t4_free(asker.hidden);
    t4_free(asker.choices);
    t4_free(hidden);
    if (status)
        return status;
    for (size_t v = 0; v < p->system->variables; v++)
        p->hidden[v] = p->suppression->state[v] == T4_STATE_PRIMARY ||
                       p->suppression->state[v] == T4_STATE_SECONDARY;
    for (size_t c = 0; c < p->system->cells && c < p->beyond_base; c++)
        p->secondary_cells += p->hidden[p->system->variable[c]] && !p->primary[p->system->variable[c]];
    return T4_OK;
}

t4_status t4_protect_measure(t4_protection **protection, const t4_run *run, const t4_cells *cells,
                             const t4_protect_input *input, int measure, const uint8_t *others,
                             const t4_link *link, t4_error *err)
{
    t4_protection *p = t4_alloc_zero(1, sizeof *p);
    double start = now();
    t4_status status;

    if (!p)
        return t4_fail_memory(err);
    p->cells = cells;
    p->domain = cells->domain;
    p->measure = measure;
    for (int field = T4_FIELD_VALUE; field < T4_FIELDS; field++)
        if (!strcmp(t4_field_name((t4_field)field), p->domain->measures[measure].name))
            p->step = input->template_->rounding_unit[field];
    p->rules = t4_protect_rules(input->template_);
    p->reasons = input->template_->conf_detail_full;
    if (input->template_->scope == T4_SCOPE_PASSIVE)
        p->rules = (t4_rules){.safety = p->rules.safety, .coalition = 1};
    p->insiders = input->template_->insiders != T4_INSIDERS_OFF;
    p->interval = input->template_->insiders == T4_INSIDERS_INTERVAL;
    p->unions = input->template_->unions;
    p->quick = input->quick;
    p->traders = (uint32_t)input->traders;
    p->must = input->must_count > 0;
    p->narrowest = 1;
    status = check_settings(input->template_, err);
    if (!status)
        status = t4_protect_system(p, run, input, err);
    if (!status)
        status = weigh(p, run, input, err);
    if (!status && link)
        t4_link_apply(link, p);
    if (!status)
        status = t4_network_new(&p->network, p->system, run, err);
    p->seconds_system = now() - start;
    if (!status)
        status = find_pattern(p, run, others, err);
    /* What is public gives some away: the others are protected without them. */
    while (!status && p->known && !p->must && p->suppression->unserved && t4_protect_yield(p)) {
        t4_suppression_free(p->suppression);
        p->suppression = NULL;
        p->secondary_cells = 0;
        status = find_pattern(p, run, others, err);
    }
    t4_network_free(p->network);  /* the audit does not look at it */
    p->network = NULL;
    p->seconds_pattern = now() - start - p->seconds_system;
    if (status) {
        t4_protection_free(p);
        p = NULL;
    }
    *protection = p;
    return status;
}
