/* SPDX-License-Identifier: MIT */
#include "sdc/agreement.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* One contributor's sum in one cell. */
typedef struct {
    uint32_t cell, trader;
    uint32_t request;          /* 1 + the first request that means a part of it; 0 = none */
    bool waived;               /* all of it, so far */
    int64_t amount;
} claim;

typedef struct {
    t4_agreement_problem *p;
    uint8_t *wanted;           /* by trader: 1 has a request, 2 a waiver */
    uint32_t *cells;           /* scratch */
    claim *claims;
    size_t count, room;
    uint8_t *rule;
    int64_t *level;
    t4_error *err;
} work;

/* --- what a row means ------------------------------------------------------------- */

static bool is_below(const t4_system *s, const char *code, uint32_t node)
{
    for (; node != T4_NO_INDEX; node = s->code[node].parent)
        if (!strcmp(t4_system_code_text(s, node), code))
            return true;
    return false;
}

static bool in_time(const t4_agreement *a, t4_period period)
{
    return (!a->from || t4_period_first_month(period) >= t4_period_first_month(a->from)) &&
           (!a->until || t4_period_last_month(period) <= t4_period_last_month(a->until));
}

/* Code, flow and partner of a place; partner NULL = any will do. */
static bool in_scope(const t4_agreement_problem *p, const t4_agreement *a, const t4_place *place,
                     const char *partner)
{
    return (a->flow == T4_FLOWS || a->flow == place->flow ||
            a->flow == (uint32_t)t4_flow_total((t4_flow)place->flow)) &&
           (!*a->partner || (partner && !strcmp(partner, a->partner))) &&
           is_below(p->system, a->code, place->node);
}

static uint32_t contributor(const t4_agreement_problem *p, uint32_t trader)
{
    return p->holding && trader < p->traders ? p->holding[trader] : trader;
}

/* --- sums of those who agreed something ------------------------------------------------ */

static int compare_claims(const void *left, const void *right)
{
    const claim *a = left, *b = right;

    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return (a->trader > b->trader) - (a->trader < b->trader);
}

/* Note what rows say of one contribution; whether it is requested by, whether it is waived. */
static void judge(work *w, const t4_share *share, uint32_t trader, const char *partner, uint32_t *request,
                  bool *waived)
{
    t4_agreement_problem *p = w->p;

    *request = 0;
    *waived = false;
    for (size_t i = 0; i < p->request_count && w->wanted[trader] & 1; i++) {
        t4_agreement *a = &p->requests[i];

        if (a->trader != trader || !in_scope(p, a, &share->place, partner))
            continue;
        if (!in_time(a, share->place.period)) {
            if (a->outcome == T4_REQUEST_UNMATCHED)
                a->outcome = T4_REQUEST_EXPIRED;
            continue;
        }
        if (a->outcome < T4_REQUEST_UNJUSTIFIED)
            a->outcome = T4_REQUEST_UNJUSTIFIED;
        if (!*request)
            *request = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < p->waiver_count && w->wanted[trader] & 2 && !*waived; i++) {
        t4_agreement *a = &p->waivers[i];

        if (a->trader != trader || !in_scope(p, a, &share->place, partner))
            continue;
        *waived = in_time(a, share->place.period);
        if (*waived || a->outcome == T4_REQUEST_UNMATCHED)
            a->outcome = *waived ? T4_REQUEST_JUSTIFIED : T4_REQUEST_EXPIRED;
    }
}

/* The partner text of a share's own place, else through any cell that it is in. */
static const char *partner_of(const work *w, const t4_share *share, size_t held)
{
    if (w->p->partner_name)
        return w->p->partner_name(w->p->context, share->place.partner);
    for (size_t k = 0; k < held; k++)
        if (w->p->system->place[w->cells[k]].partner == share->place.partner)
            return w->p->partner(w->p->context, w->cells[k]);
    return NULL;
}

static t4_status collect(work *w, const t4_run *run, bool all_of_special)
{
    t4_agreement_problem *p = w->p;
    size_t held = 0;

    for (size_t i = 0; i < p->count; i++) {
        const t4_share *share = &p->shares[i];
        uint32_t trader = contributor(p, share->trader), request = 0;
        bool waived = false;

        if (i % 65536 == 0 && t4_run_check(run, w->err))
            return T4_ERR_STOPPED;
        if (!all_of_special && !w->wanted[trader])
            continue;
        held = t4_tops_holding(p->system, &share->place, w->cells);
        if (trader && w->wanted[trader])
            judge(w, share, trader, partner_of(w, share, held), &request, &waived);
        for (size_t k = 0; k < held; k++) {
            if (all_of_special && !w->p->waived[w->cells[k]])
                continue;
            if (!t4_grow(&w->claims, &w->room, w->count, sizeof *w->claims))
                return t4_fail_memory(w->err);
            w->claims[w->count++] = (claim){w->cells[k], trader, request, waived, share->amount};
        }
    }
    return T4_OK;
}

/* One claim for each cell and contributor. */
static void merge(work *w)
{
    size_t out = 0;

    if (w->count)
        qsort(w->claims, w->count, sizeof *w->claims, compare_claims);
    for (size_t i = 0; i < w->count; i++) {
        claim *last = out ? &w->claims[out - 1] : NULL;

        if (!last || compare_claims(last, &w->claims[i])) {
            w->claims[out++] = w->claims[i];
            continue;
        }
        last->amount += w->claims[i].amount;
        last->waived = last->waived && w->claims[i].waived;
        if (w->claims[i].request && (!last->request || w->claims[i].request < last->request))
            last->request = w->claims[i].request;
    }
    w->count = out;
}

static void set_request(work *w, size_t cell, t4_agreement *request)
{
    int64_t level = t4_rules_safety(w->p->rules, w->p->tops->cell[cell].sum);

    request->outcome = T4_REQUEST_JUSTIFIED;
    request->cells++;
    if (level > w->level[cell]) {
        w->level[cell] = level;
        w->rule[cell] = T4_RULE_REQUEST;
    }
}

/* Requests with enough of the cell behind them. */
static void apply_requests(work *w)
{
    const t4_agreement_problem *p = w->p;

    for (size_t i = 0; i < w->count; i++) {
        const claim *c = &w->claims[i];
        bool continued = p->hidden_before && p->hidden_before[c->cell];
        int64_t share = continued ? p->share_continued : p->share;
        t4_int128 amount = c->amount < 0 ? -(t4_int128)c->amount : c->amount;

        if (c->request && amount * 100 * T4_PERCENT >= (t4_int128)share * (t4_int128)p->tops->cell[c->cell].sum)
            set_request(w, c->cell, &p->requests[c->request - 1]);
    }
}

/* Without traders: every cell that a request means, at its code and below. */
static void apply_untraded(work *w)
{
    t4_agreement_problem *p = w->p;

    for (size_t i = 0; i < p->request_count; i++)
        for (size_t c = 0; c < p->system->cells; c++) {
            t4_agreement *a = &p->requests[i];
            const t4_place *place = &p->system->place[c];

            if (!in_scope(p, a, place, *a->partner ? p->partner(p->context, (uint32_t)c) : NULL))
                continue;
            if (in_time(a, place->period))
                set_request(w, c, a);
            else if (a->outcome == T4_REQUEST_UNMATCHED)
                a->outcome = T4_REQUEST_EXPIRED;
        }
}

/* --- waivers ---------------------------------------------------------------------------- */

static int compare_sizes(const void *left, const void *right)
{
    const claim *a = left, *b = right;
    uint64_t x = a->amount < 0 ? 0 - (uint64_t)a->amount : (uint64_t)a->amount;
    uint64_t y = b->amount < 0 ? 0 - (uint64_t)b->amount : (uint64_t)b->amount;

    if (x != y)
        return x > y ? -1 : 1;
    return (a->trader > b->trader) - (a->trader < b->trader);
}

/* All contributors of one cell are known: the rules anew. */
static t4_status judge_cell(work *w, claim *claims, size_t count)
{
    t4_rules_part *parts = t4_alloc(count, sizeof *parts);
    size_t cell = claims[0].cell;

    if (!parts)
        return t4_fail_memory(w->err);
    qsort(claims, count, sizeof *claims, compare_sizes);
    for (size_t i = 0; i < count; i++)
        parts[i] = (t4_rules_part){claims[i].amount < 0 ? 0 - (uint64_t)claims[i].amount : (uint64_t)claims[i].amount,
                                   claims[i].trader != 0, claims[i].waived};
    w->rule[cell] = (uint8_t)t4_rules_waived(w->p->rules, parts, count, &w->level[cell]);
    t4_free(parts);
    return T4_OK;
}

static t4_status apply_waivers(work *w, const t4_run *run)
{
    t4_agreement_problem *p = w->p;
    work whole = *w;           /* all contributors of the cells in question */
    size_t special = 0;
    t4_status status;

    for (size_t i = 0; i < w->count; i++)
        if (w->claims[i].waived) {
            special += !w->p->waived[w->claims[i].cell];
            w->p->waived[w->claims[i].cell] = 1;
        }
    for (size_t i = 0; i < w->count; i++)
        for (size_t k = 0; k < p->waiver_count && w->claims[i].waived; k++)
            p->waivers[k].cells += p->waivers[k].trader == w->claims[i].trader &&
                                   p->waivers[k].outcome == T4_REQUEST_JUSTIFIED;
    if (!special || !p->active)
        return T4_OK;
    whole.claims = NULL;
    whole.count = whole.room = 0;
    status = collect(&whole, run, true);
    if (!status)
        merge(&whole);
    for (size_t i = 0, k; i < whole.count && !status; i = k) {
        for (k = i; k < whole.count && whole.claims[k].cell == whole.claims[i].cell; k++)
            ;
        if (w->rule[whole.claims[i].cell] != T4_RULE_NEVER)
            status = judge_cell(w, whole.claims + i, k - i);
    }
    t4_free(whole.claims);
    return status;
}

/* --- all ------------------------------------------------------------------------------------ */

/* A request for a code that no table shows means the published code above it. */
static void lift_request(const t4_system *s, t4_agreement *a)
{
    char code[T4_CODE_MAX + 4];

    for (size_t i = 0; i < s->codes; i++)
        if (s->code[i].level == (int)strnlen(a->code, T4_CODE_MAX))
            return;  /* such codes are published: without a figure it was not traded */
    for (size_t n = strnlen(a->code, T4_CODE_MAX); n > 0; n--) {
        uint32_t node;

        memcpy(code, a->code, n);
        code[n] = '\0';
        node = t4_system_known(s, code, (int)n);
        if (node != T4_NO_INDEX) {
            a->code = t4_system_code_text(s, node);
            return;
        }
    }
    if (t4_system_known(s, "TOTAL", 0) != T4_NO_INDEX && *a->code >= '0' && *a->code <= '9' && s->codes == 1)
        a->code = "TOTAL";
}

static void want(work *w, const t4_agreement *list, size_t count, uint8_t bit)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].trader && list[i].trader < w->p->traders)
            w->wanted[list[i].trader] |= bit;
}

/* Another measure may have been looked at before. */
static void begin(t4_agreement *a)
{
    a->cells_before = a->cells;
    a->cells = 0;
}

static void end(t4_agreement *a)
{
    if (a->cells < a->cells_before)
        a->cells = a->cells_before;
}

static t4_status apply(work *w, const t4_run *run)
{
    t4_agreement_problem *p = w->p;
    t4_status status;

    for (size_t i = 0; i < p->request_count; i++) {
        begin(&p->requests[i]);
        lift_request(p->system, &p->requests[i]);
    }
    for (size_t i = 0; i < p->waiver_count; i++)
        begin(&p->waivers[i]);
    if (!p->by_trader) {
        apply_untraded(w);
        return T4_OK;
    }
    want(w, p->requests, p->request_count, 1);
    want(w, p->waivers, p->waiver_count, 2);
    status = collect(w, run, false);
    if (status)
        return status;
    merge(w);
    status = apply_waivers(w, run);  /* first: a request stands above a waiver's verdict */
    if (!status)
        apply_requests(w);
    return status;
}

t4_status t4_agreement_apply(t4_agreement_problem *problem, const t4_run *run, uint8_t *rule,
                             int64_t *level, t4_error *err)
{
    work w = {.p = problem, .rule = rule, .level = level, .err = err,
              .wanted = t4_alloc_zero(problem->traders + 1, 1),
              .cells = t4_alloc(T4_TOPS_CELLS, sizeof *w.cells)};
    t4_status status = w.wanted && w.cells ? apply(&w, run) : t4_fail_memory(err);

    for (size_t i = 0; i < problem->request_count; i++)
        end(&problem->requests[i]);
    for (size_t i = 0; i < problem->waiver_count; i++)
        end(&problem->waivers[i]);
    t4_free(w.wanted);
    t4_free(w.cells);
    t4_free(w.claims);
    return status;
}
