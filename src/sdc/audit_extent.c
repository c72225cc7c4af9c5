/* SPDX-License-Identifier: MIT */
#include "sdc/audit_extent.h"

#include "base/memory.h"
#include "solve/extent.h"
#include "solve/linear.h"

enum {
    BLOCK = 16,
    ROUTE_WORK = 10    /* programs that one least deviation takes the time of */
};

static void note(t4_audit *a, const t4_shift *shifts, size_t count, int sign)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t v = shifts[i].variable;
        int64_t by = shifts[i].delta * sign;

        if (by > a->rises[v])
            a->rises[v] = by;
        if (-by > a->falls[v])
            a->falls[v] = -by;
    }
}

/* Bounds that a witness reaches need no program. */
static bool settled(t4_audit *a, uint32_t v, int sign, int64_t most)
{
    bool exact = (sign > 0 ? a->rises[v] : a->falls[v]) >= most && most < T4_UNBOUNDED;

    if (exact)
        (sign > 0 ? a->rises_exact : a->falls_exact)[v] = 1;
    return exact;
}

typedef struct {
    t4_audit *audit;
    t4_extent *extent;
    const t4_system *system;
    t4_witness_check *check;
    size_t at;                   /* the component */
    t4_extent_program *program;
    t4_linear *linear;           /* made where it is needed */
    size_t count;                /* its variables */
    uint64_t *work;              /* what is left of it for all components: squares of count */
    bool tried;
} part;

/* Shifts that add up widen intervals, both ways round. */
static void use(part *p, const t4_shift *shifts, size_t count)
{
    for (int way = 1; way >= -1; way -= 2)
        if (count && t4_witness_holds(p->check, shifts, count, way))
            note(p->audit, shifts, count, way);
}

/* Time grows with the square of a component; false when there is none left. */
static bool spend(part *p, uint64_t programs)
{
    uint64_t price = programs * p->count * p->count;

    if (price > *p->work)
        return false;
    *p->work -= price;
    return true;
}

/*
 * The farthest corner often has fractions, and rounded it adds up no more: look
 * for a table that is as far out and moves little else, which is mostly whole.
 */
static void make_whole(part *p, uint32_t variable, int sign, int64_t most)
{
    t4_request q = {variable, sign, most, 0, true, UINT64_MAX};
    const t4_shift *shifts;
    size_t count;
    bool whole;

    if (!spend(p, ROUTE_WORK))
        return;
    if (!p->linear) {
        const uint32_t *v = t4_extent_part(p->extent, p->at, &count);

        if (t4_linear_new(&p->linear, p->system, v, count, NULL, NULL))
            return;
        t4_linear_afresh(p->linear);
    }
    if (t4_linear_route(p->linear, &q, NULL, &shifts, &count, &whole) && whole)
        use(p, shifts, count);
}

static void find_end(part *p, uint32_t variable, int sign)
{
    const t4_shift *shifts;
    size_t count;
    int64_t most;
    bool whole;

    if (!spend(p, 1))
        return;
    if (!p->tried)
        p->program = t4_extent_program_new(p->extent, p->at);
    p->tried = true;
    if (!p->program || !t4_extent_most(p->program, variable, sign, &most, &whole, &shifts, &count))
        return;
    use(p, shifts, count);
    t4_extent_bring(p->extent, variable, sign, most);
    if (!whole || most >= T4_UNBOUNDED || settled(p->audit, variable, sign, most))
        return;
    make_whole(p, variable, sign, most);
    settled(p->audit, variable, sign, most);
}

/* A network of some relations, no arc further than all let it go: what it cannot do, no table can. */
static t4_status confine(t4_extent *x, const t4_run *run, t4_audit_finder *finder, size_t variables, t4_error *err)
{
    int64_t *rises = t4_alloc(variables, sizeof *rises), *falls = t4_alloc(variables, sizeof *falls);
    t4_status status = rises && falls ? T4_OK : t4_fail_memory(err);

    if (!status) {
        t4_audit_limit(finder, x);
        status = t4_audit_spans(finder, run, rises, falls, err);
    }
    if (!status)
        t4_extent_confine(x, rises, falls);
    t4_free(rises);
    t4_free(falls);
    return status;
}

/* Program after program, for what no known table takes to its bound. */
static t4_status by_programs(t4_audit *a, const t4_run *run, const t4_audit_problem *problem, t4_extent *x,
                             t4_witness_check *check, t4_error *err)
{
    uint64_t work = (uint64_t)T4_EXTENT_WORK * 1000000;
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < t4_extent_parts(x); i++) {
        part p = {.audit = a, .extent = x, .system = problem->system, .check = check, .at = i, .work = &work};
        const uint32_t *v = t4_extent_part(x, i, &p.count);

        for (size_t k = 0; k < 2 * p.count && !status; k++) {
            int sign = k % 2 ? -1 : 1;

            if (settled(a, v[k / 2], sign, t4_extent_bound(x, v[k / 2], sign)))
                continue;
            find_end(&p, v[k / 2], sign);
            if (k % BLOCK == 0)
                status = t4_run_check(run, err);
        }
        t4_extent_program_free(p.program);
        t4_linear_free(p.linear);
    }
    return status;
}

/* Where no table reaches the bound, the bound counts. */
static void take_bounds(t4_audit *a, const t4_extent *x, const uint8_t *hidden)
{
    for (uint32_t v = 0; v < a->variables; v++)
        for (int sign = 1; hidden[v] && sign >= -1; sign -= 2) {
            int64_t most = t4_extent_bound(x, v, sign);

            if (!settled(a, v, sign, most))
                *(sign > 0 ? &a->rises[v] : &a->falls[v]) = most;
        }
}

t4_status t4_audit_extent(t4_audit *a, const t4_run *run, const t4_audit_problem *problem, t4_audit_finder *finder,
                          t4_witness_check *check, t4_error *err)
{
    t4_extent *x = NULL;
    t4_status status = t4_extent_new(&x, problem->system, problem->hidden, err);

    if (!status && t4_audit_relaxed(finder))
        status = confine(x, run, finder, a->variables, err);
    if (!status && problem->linked)
        status = by_programs(a, run, problem, x, check, err);
    if (!status && problem->outer)
        take_bounds(a, x, problem->hidden);
    t4_extent_free(x);
    return status;
}
