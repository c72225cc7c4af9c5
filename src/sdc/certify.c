/* SPDX-License-Identifier: MIT */
/* The one way to a certified release: the audit runs here, and only its verdict makes a t4_protected. */
#include <time.h>

#include "base/memory.h"
#include "sdc/protect_names.h"
#include "sdc/protected.h"
#include "sdc/protected_state.h"

enum { ROUNDS = 4 };

/* What rows need of a pattern: one bit a cell and measure. */
typedef struct {
    size_t *base;
    int levels;
    uint8_t *hidden[T4_MEASURES_MAX];   /* by measure of the domain; several may be one, `owned` has each once */
    uint8_t *owned[T4_MEASURES_MAX + 1];
    char *reason;              /* by cell; NULL = only that it is confidential */
} pattern;

static void free_pattern(void *context)
{
    pattern *p = context;

    if (!p)
        return;
    t4_free(p->base);
    for (int m = 0; m <= T4_MEASURES_MAX; m++)
        t4_free(p->owned[m]);
    t4_free(p->reason);
    t4_free(p);
}

static void hide(const void *context, size_t unit, int level, size_t k, t4_row *row)
{
    const pattern *p = context;
    size_t cell = p->base[unit * (size_t)p->levels + (size_t)level] + k;

    for (int m = 0; m < T4_MEASURES_MAX; m++) {
        if (!(p->hidden[m][cell / 8] >> cell % 8 & 1))
            continue;
        row->present[m] = false;
        row->amount[m] = 0;
        row->status[m] = 'Q';
        row->conf[m] = p->reason ? p->reason[cell] : 'C';
    }
}

/* The letter of SDMX CL_CONF_STATUS that says why a cell is hidden. */
static char reason_of(const t4_protection *p, size_t cell)
{
    const t4_rules *r = &p->rules;

    switch ((t4_rule)p->rule[cell]) {
    case T4_RULE_MINIMUM:
        return 'A';
    case T4_RULE_DOMINANCE:
        return r->dominance_count > 1 ? 'G' : r->dominance[0].n == 1 ? 'O' : r->dominance[0].n == 2 ? 'T' : 'M';
    case T4_RULE_P_PERCENT:
    case T4_RULE_PQ:
        return 'M';
    case T4_RULE_NEVER:
        return 'N';
    case T4_RULE_REQUEST:
        return 'C';
    default:
        return 'D';
    }
}

/*
 * Each measure of its own hides its own cells where measures are apart; without
 * a part of its own (a quantity, what is not published) all that any hides.
 */
static bool make_bits(pattern *made, const t4_protection *first)
{
    size_t bytes = first->system->cells / 8 + 1;
    uint8_t *any = made->owned[0] = t4_alloc_zero(bytes, 1);
    int owned = 1;

    if (!any)
        return false;
    for (int m = 0; m < T4_MEASURES_MAX; m++)
        made->hidden[m] = any;
    for (const t4_protection *p = first; p; p = p->next) {
        uint8_t *own = first->apart ? t4_alloc_zero(bytes, 1) : any;

        if (!own)
            return false;
        if (own != any)
            made->hidden[p->measure] = made->owned[owned++] = own;
        for (size_t c = 0; c < first->system->cells && c < p->system->cells; c++)
            if (p->hidden[p->system->variable[c]]) {
                own[c / 8] |= (uint8_t)(1 << c % 8);
                any[c / 8] |= (uint8_t)(1 << c % 8);
            }
    }
    return true;
}

/* For `levels` runs of cells a unit, numbered by base. */
static pattern *make_pattern(const t4_protection *p, const size_t *base, size_t units, int levels)
{
    size_t runs = units * (size_t)levels;
    pattern *made = t4_alloc_zero(1, sizeof *made);

    if (!made)
        return NULL;
    made->levels = levels;
    made->base = t4_alloc(runs + 1, sizeof *made->base);
    if (!made->base || !make_bits(made, p)) {
        free_pattern(made);
        return NULL;
    }
    for (size_t i = 0; i < runs; i++)
        made->base[i] = base[i];
    if (p->reasons && !(made->reason = t4_alloc(p->system->cells, 1))) {
        free_pattern(made);
        return NULL;
    }
    for (size_t c = 0; p->reasons && c < p->system->cells; c++)
        made->reason[c] = reason_of(p, c);
    return made;
}

static t4_status set_pattern(t4_protected *made, const t4_protection *p, const size_t *base, size_t units,
                             int levels, t4_error *err)
{
    made->pattern = make_pattern(p, base, units, levels);
    made->free_pattern = free_pattern;
    made->hide = hide;
    return made->pattern ? T4_OK : t4_fail_memory(err);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Where insiders are held to points alone: how many primaries one of them can narrow all the same. */
static t4_status measure_insiders(t4_protection *p, const t4_run *run, t4_error *err)
{
    t4_audit_problem problem = {.system = p->system, .hidden = p->hidden, .primary = p->primary, .up = p->up,
                                .down = p->down, .owner = p->owner, .insiders = true,
                                .hints = &p->suppression->store, .stakes = &p->stakes, .hints_only = true};
    t4_audit *audit = NULL;
    t4_status status = t4_audit_run(&audit, run, &problem, err);

    if (!status) {
        p->narrowed = audit->narrowed;
        p->narrowest = audit->narrowest;
        p->narrowed_exactly = audit->network;
    }
    t4_audit_free(audit);
    return status;
}

/* No implied total of the pattern may break a rule. */
static t4_status check_unions(t4_protection *p, t4_error *err)
{
    t4_unions_problem problem = t4_protect_unions(p, p->hidden);
    t4_unions *unions = t4_unions_new(&problem);
    size_t unsafe;

    if (!unions)
        return t4_fail_memory(err);
    t4_unions_count(unions, &p->implied, &unsafe, &p->implied_unjudged);
    t4_unions_free(unions);
    if (unsafe == 0)
        return T4_OK;
    return t4_fail(err, T4_ERR_UNSAFE, "%zu of %zu implied totals (a published total minus its open members) are "
                   "unsafe, and what would have to be hidden for them must be published; nothing was written",
                   unsafe, p->implied);
}

/* The verdict on one measure. */
static t4_status audit(t4_protection *p, const t4_run *run, bool *more, t4_error *err)
{
    t4_audit_problem problem = {.system = p->system, .hidden = p->hidden, .primary = p->primary, .up = p->up,
                                .down = p->down, .owner = p->owner, .insiders = p->insiders, .exact = true, .linked = true,
                                .hints = &p->suppression->store, .stakes = p->interval ? &p->stakes : NULL};
    double start = now();
    t4_status status = t4_audit_run(&p->audit, run, &problem, err);

    if (!status)
        status = t4_protect_given_away(p, run, more, err);
    p->seconds_audit = now() - start;
    if (status)
        return status;
    if (p->must_unsafe)
        return t4_fail(err, T4_ERR_UNSAFE, "%zu figures that must be published are unsafe themselves; nothing was "
                       "published: take what the confidential report lists off the must-publish list",
                       p->must_unsafe);
    if (p->unions)
        status = check_unions(p, err);
    if (!status && p->insiders && !p->interval)
        status = measure_insiders(p, run, err);
    if (status)
        return status;
    if (p->audit->failures)
        return t4_fail(err, T4_ERR_UNSAFE, "%zu of %zu protection intervals cannot be reached, whatever "
                       "else is hidden; nothing was published: %s", p->audit->failures, p->audit->proof_count,
                       p->apart ? "what one measure shows bounds the other by the unit values that are open; use "
                                  "protect.measures: joint, or linked, which hides both where that is needed"
                                : "coarsen what the confidential report lists, or take it off the must-publish list");
    return T4_OK;
}

static t4_status audit_once(t4_protection *first, const t4_run *run, bool *more, t4_error *err)
{
    t4_status status = T4_OK;

    *more = false;
    for (t4_protection *p = first; p; p = p->next) {
        bool wants = false;
        t4_status verdict = audit(p, run, &wants, err);

        if (verdict && verdict != T4_ERR_UNSAFE)
            return verdict;
        status = status ? status : verdict;
        *more |= wants;
    }
    return status;
}

/* The verdict; where it shows that more has to be hidden, that is done and all is looked at anew. */
static t4_status audit_all(t4_protection *first, const t4_run *run, t4_error *err)
{
    bool more = true;
    t4_status status = T4_OK;

    for (int round = 0; more && round < ROUNDS; round++) {
        t4_error mine = {0};

        for (t4_protection *p = first; p && round; p = p->next) {
            t4_audit_free(p->audit);
            p->audit = NULL;
        }
        status = audit_once(first, run, &more, &mine);
        if (status && status != T4_ERR_UNSAFE)
            more = false;
        if (more && round + 1 < ROUNDS)
            t4_protect_spread(first);
        else if (status && err)
            *err = mine;
    }
    for (t4_protection *p = first; p; p = p->next)
        if (!p->interval)
            t4_stakes_release(&p->stakes);  /* told of nowhere, and much */
    return status;
}

t4_status t4_protected_certify(t4_protected **protected_, t4_protection *protection,
                               const t4_run *run, const t4_template *template_, t4_error *err)
{
    t4_protection *p = protection;
    t4_protected *made = NULL;
    t4_status status = T4_OK;

    status = audit_all(p, run, err);
    if (status)
        return status;
    status = t4_protected_new(&made, p->cells, template_, err);
    if (status)
        return status;
    status = set_pattern(made, p, p->base, p->cells->units, p->levels, err);
    if (!status && p->lists)
        status = t4_protected_open_lists(made, p->lists, template_, err);
    if (!status && p->lists)
        status = set_pattern(made->lists, p, p->list_base, p->lists->units, 1, err);
    if (status) {
        t4_protected_free(made);
        made = NULL;
    }
    *protected_ = made;
    return status;
}
