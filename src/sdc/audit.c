/* SPDX-License-Identifier: MIT */
#include "sdc/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sdc/audit_extent.h"
#include "sdc/audit_find.h"
#include "sdc/suppress.h"

enum { BLOCK = 1024 };

typedef struct {
    const t4_run *run;
    const t4_audit_problem *problem;
    t4_audit *audit;
    t4_audit_finder *finder;
    t4_witness_check *check;
    size_t start_room, shift_room, proof_room;
    uint32_t *kept;       /* by hint: the witness that it became, T4_NO_WITNESS = none yet; NULL without hints */
    uint32_t last_narrow; /* variable that was noted last */
    int64_t reached;      /* how far the last search went */
    uint32_t *proof_of;   /* by variable: its upward proof, the downward one follows */
} work;

void t4_audit_free(t4_audit *a)
{
    if (!a)
        return;
    t4_free(a->rises);
    t4_free(a->falls);
    t4_free(a->rises_exact);
    t4_free(a->falls_exact);
    t4_free(a->start);
    t4_free(a->shifts);
    t4_free(a->proofs);
    t4_free(a);
}

/* Keep shifts that were added up. */
static uint32_t keep(work *w, const t4_shift *shifts, size_t count)
{
    t4_audit *a = w->audit;
    size_t base = a->start[a->witnesses];

    if (a->witnesses >= T4_NO_WITNESS - 1 ||
        !t4_grow(&a->start, &w->start_room, a->witnesses + 1, sizeof *a->start))
        return T4_NO_WITNESS;
    for (size_t i = 0; i < count; i++) {
        if (!t4_grow(&a->shifts, &w->shift_room, base + i, sizeof *a->shifts))
            return T4_NO_WITNESS;
        a->shifts[base + i] = shifts[i];
    }
    a->start[++a->witnesses] = base + count;
    return (uint32_t)(a->witnesses - 1);
}

static void note_move(t4_audit *a, uint32_t v, int64_t by)
{
    if (by > a->rises[v])
        a->rises[v] = by;
    if (-by > a->falls[v])
        a->falls[v] = -by;
}

/* A proven witness widens what is known of all cells that it moves and may prove their claims. */
static void use(work *w, uint32_t witness, int sign)
{
    t4_audit *a = w->audit;
    const t4_audit_problem *p = w->problem;

    for (size_t i = a->start[witness]; i < a->start[witness + 1]; i++) {
        uint32_t v = a->shifts[i].variable;
        int64_t by = a->shifts[i].delta * sign;

        note_move(a, v, by);
        if (w->proof_of[v] == T4_NO_INDEX)
            continue;
        for (int down = 0; down < 2; down++) {
            t4_audit_proof *proof = &a->proofs[w->proof_of[v] + (uint32_t)down];
            int64_t need = down ? p->down[v] : p->up[v];

            if (proof->witness == T4_NO_WITNESS && (down ? -by : by) >= need && need > 0) {
                proof->witness = witness;
                proof->witness_sign = (int8_t)sign;
            }
        }
    }
}

/* Keep and use shifts if they add up, both ways round. */
static uint32_t accept(work *w, const t4_shift *shifts, size_t count)
{
    uint32_t witness;

    if (!count || !t4_witness_holds(w->check, shifts, count, 1))
        return T4_NO_WITNESS;
    witness = keep(w, shifts, count);
    if (witness == T4_NO_WITNESS)
        return witness;
    use(w, witness, 1);
    if (t4_witness_holds(w->check, shifts, count, -1))
        use(w, witness, -1);
    return witness;
}

static int64_t delta_of(const t4_shift *shifts, size_t count, uint32_t variable)
{
    for (size_t i = 0; i < count; i++)
        if (shifts[i].variable == variable)
            return shifts[i].delta;
    return 0;
}

int64_t t4_audit_need(const t4_audit_problem *p, const t4_audit_claim *claim)
{
    if (claim->owner == 0)
        return claim->sign > 0 ? p->up[claim->variable] : p->down[claim->variable];
    if (claim->sign == 0)
        return 1;
    return t4_suppress_insider_need(p->system, p->stakes, claim->variable, claim->sign,
                                    p->up[claim->variable], claim->owner);
}

/* Can an owner, or an insider with stakes, take it for possible? */
static bool spares(const work *w, const t4_shift *shifts, size_t count, int sign, uint32_t owner)
{
    const t4_audit_problem *p = w->problem;

    for (size_t i = 0; i < count; i++) {
        uint32_t v = shifts[i].variable;

        if (p->stakes ? !t4_stakes_allow(p->stakes, v, owner, p->system->value[v] + shifts[i].delta * sign)
                      : p->owner[v] == owner)
            return false;
    }
    return true;
}

/* Linked systems: let every claim lean on the deviation that served it when the pattern was made. */
static bool adopt_hints(work *w)
{
    const t4_store *hints = w->problem->hints;
    t4_audit *a = w->audit;
    uint32_t *kept;

    if (!hints || t4_audit_finder_network(w->finder))
        return true;
    kept = w->kept = t4_alloc(hints->witness_count, sizeof *kept);
    if (!kept)
        return false;
    memset(kept, 0xff, hints->witness_count * sizeof *kept);
    for (size_t g = 0; g < hints->guard_count; g++) {
        const t4_guard *guard = &hints->guards[g];
        uint32_t first = w->proof_of[guard->variable];
        const t4_witness *x;
        const t4_shift *shifts;
        t4_audit_proof *proof;
        int64_t need, by;

        if (guard->barred || guard->witness == T4_NO_WITNESS || first == T4_NO_INDEX)
            continue;
        x = &hints->witnesses[guard->witness];
        shifts = hints->shifts + x->start;
        proof = &a->proofs[first + (guard->sign < 0)];
        need = guard->sign < 0 ? w->problem->down[guard->variable] : w->problem->up[guard->variable];
        by = delta_of(shifts, x->count, guard->variable) * guard->witness_sign * guard->sign;
        if (by < need || !t4_witness_holds(w->check, shifts, x->count, guard->witness_sign))
            continue;
        if (kept[guard->witness] == T4_NO_WITNESS)
            kept[guard->witness] = keep(w, shifts, x->count);
        if (kept[guard->witness] == T4_NO_WITNESS)
            break;
        proof->witness = kept[guard->witness];
        proof->witness_sign = guard->witness_sign;
    }
    for (size_t i = 0; i < hints->witness_count; i++)
        if (kept[i] != T4_NO_WITNESS) {
            use(w, kept[i], 1);
            if (t4_witness_holds(w->check, a->shifts + a->start[kept[i]],
                                 a->start[kept[i] + 1] - a->start[kept[i]], -1))
                use(w, kept[i], -1);
        }
    return true;
}

/* Try the hints that move a variable; for insiders the owner's cells must stand still. */
static uint32_t from_hints(work *w, const t4_audit_claim *claim, int64_t need, int *sign)
{
    const t4_store *hints = w->problem->hints;

    if (!hints || t4_audit_finder_network(w->finder))
        return T4_NO_WITNESS;
    for (uint32_t l = hints->head[claim->variable]; l != T4_NO_INDEX; l = hints->links[l].next) {
        uint32_t *kept = &w->kept[hints->links[l].witness];
        const t4_witness *x = &hints->witnesses[hints->links[l].witness];
        const t4_shift *shifts = hints->shifts + x->start;
        int64_t by;

        if (x->guards == 0)
            continue;
        by = delta_of(shifts, x->count, claim->variable);
        for (*sign = 1; *sign >= -1; *sign -= 2) {
            bool far = claim->sign ? by * *sign * claim->sign >= need : by != 0;

            if (!far || (claim->owner && !spares(w, shifts, x->count, *sign, claim->owner)) ||
                !t4_witness_holds(w->check, shifts, x->count, *sign))
                continue;
            if (*kept == T4_NO_WITNESS)
                *kept = keep(w, shifts, x->count);
            if (*kept != T4_NO_WITNESS)
                use(w, *kept, *sign);
            return *kept;
        }
    }
    return T4_NO_WITNESS;
}

static void prove(work *w, t4_audit_proof *proof, int64_t need)
{
    const t4_shift *shifts;
    t4_audit_claim claim = proof->claim;
    size_t index = (size_t)(proof - w->audit->proofs), count;
    int sign = 1;
    uint32_t witness = from_hints(w, &claim, need, &sign);

    for (int way = 0; witness == T4_NO_WITNESS && way < (claim.sign ? 1 : 2); way++) {
        int direction = claim.sign ? claim.sign : way ? -1 : 1;

        sign = 1;
        w->reached = t4_audit_find(w->finder, claim.variable, direction, need, claim.owner, &shifts, &count);
        if (w->reached >= need)
            witness = accept(w, shifts, count);
    }
    w->audit->proofs[index].witness = witness;
    w->audit->proofs[index].witness_sign = (int8_t)sign;
}

typedef struct {
    int64_t need;
    uint32_t proof;
} order_item;

static int compare_order(const void *left, const void *right)
{
    const order_item *a = left, *b = right;

    if (a->need != b->need)
        return a->need > b->need ? -1 : 1;
    return (a->proof > b->proof) - (a->proof < b->proof);
}

static bool add_proof(work *w, uint32_t variable, uint32_t owner, int sign)
{
    t4_audit *a = w->audit;

    if (!t4_grow(&a->proofs, &w->proof_room, a->proof_count, sizeof *a->proofs))
        return false;
    a->proofs[a->proof_count++] = (t4_audit_proof){{variable, owner, sign}, T4_NO_WITNESS, 1};
    return true;
}

/* Every primary, both sides, largest levels first: their witnesses prove most others. */
static t4_status prove_levels(work *w, t4_error *err)
{
    const t4_audit_problem *p = w->problem;
    t4_audit *a = w->audit;
    t4_status status = T4_OK;
    order_item *order;
    size_t count = 0;

    for (size_t v = 0; v < p->system->variables; v++) {
        w->proof_of[v] = T4_NO_INDEX;
        if (!p->primary[v])
            continue;
        w->proof_of[v] = (uint32_t)a->proof_count;
        if (!add_proof(w, (uint32_t)v, 0, 1) || !add_proof(w, (uint32_t)v, 0, -1))
            return t4_fail_memory(err);
    }
    order = t4_alloc(a->proof_count, sizeof *order);
    if (!order || !adopt_hints(w)) {
        t4_free(order);
        return t4_fail_memory(err);
    }
    for (size_t i = 0; i < a->proof_count; i++) {
        uint32_t v = a->proofs[i].claim.variable;
        int64_t need = a->proofs[i].claim.sign > 0 ? p->up[v] : p->down[v];

        if (need > 0)
            order[count++] = (order_item){need, (uint32_t)i};
    }
    qsort(order, count, sizeof *order, compare_order);
    for (size_t i = 0; i < count && !status; i++) {
        if (i % BLOCK == 0)
            status = t4_run_check(w->run, err);
        if (a->proofs[order[i].proof].witness == T4_NO_WITNESS)
            prove(w, &a->proofs[order[i].proof], order[i].need);
        a->failures += a->proofs[order[i].proof].witness == T4_NO_WITNESS;
    }
    t4_free(order);
    return status;
}

/* Contributors who appear in every known witness of a primary must not know it by that. */
static t4_status prove_insiders(work *w, t4_error *err)
{
    const t4_audit_problem *p = w->problem;
    t4_audit *a = w->audit;
    size_t outsiders = a->proof_count;

    for (size_t i = 0; i + 1 < outsiders; i += 2) {
        uint32_t v = a->proofs[i].claim.variable;
        uint32_t lead = a->proofs[i].witness != T4_NO_WITNESS ? a->proofs[i].witness
                                                              : a->proofs[i + 1].witness;
        uint32_t other = a->proofs[i + 1].witness;
        size_t before = a->proof_count;

        if (i % BLOCK == 0 && t4_run_check(w->run, err))
            return T4_ERR_STOPPED;
        if (lead == T4_NO_WITNESS) {
            if (p->up[v] > 0)
                continue;  /* a failure already */
            lead = other;
        }
        for (size_t k = lead == T4_NO_WITNESS ? 0 : a->start[lead];
             lead != T4_NO_WITNESS && k < a->start[lead + 1]; k++) {
            uint32_t owner = p->owner[a->shifts[k].variable];
            bool known = owner == 0 || owner == p->owner[v];

            if (!known && other != T4_NO_WITNESS && other != lead)
                known = spares(w, a->shifts + a->start[other], a->start[other + 1] - a->start[other], 1, owner);
            for (size_t j = before; j < a->proof_count && !known; j++)
                known = a->proofs[j].claim.owner == owner;
            if (known)
                continue;
            if (!add_proof(w, v, owner, 0))
                return t4_fail_memory(err);
            prove(w, &a->proofs[a->proof_count - 1], 1);
            a->failures += a->proofs[a->proof_count - 1].witness == T4_NO_WITNESS;
            a->insider_claims++;
        }
    }
    return T4_OK;
}

/* A witness that a claim of the same variable and side found, if this insider can take it for possible. */
static bool borrow(work *w, size_t from, t4_audit_proof *proof)
{
    const t4_audit *a = w->audit;
    int64_t need = t4_audit_need(w->problem, &proof->claim);

    for (size_t i = from; i + 1 < a->proof_count; i++) {
        const t4_audit_proof *other = &a->proofs[i];
        const t4_shift *shifts;
        size_t count;

        if (other->witness == T4_NO_WITNESS)
            continue;
        shifts = a->shifts + a->start[other->witness];
        count = a->start[other->witness + 1] - a->start[other->witness];
        if (delta_of(shifts, count, proof->claim.variable) * other->witness_sign * proof->claim.sign < need ||
            !spares(w, shifts, count, other->witness_sign, proof->claim.owner))
            continue;
        proof->witness = other->witness;
        proof->witness_sign = other->witness_sign;
        return true;
    }
    return false;
}

/* An insider leaves less of a level than it should have. */
static void note_narrow(work *w, const t4_audit_claim *claim)
{
    t4_audit *a = w->audit;
    double left = (double)w->reached / (double)t4_audit_need(w->problem, claim);

    if (a->narrowest > left)
        a->narrowest = left;
    a->narrowed += w->last_narrow != claim->variable;
    w->last_narrow = claim->variable;
}

/* Claims against every insider who cannot believe the witness of an outsiders' claim. */
static bool prove_side(work *w, const t4_audit_proof given)
{
    const t4_audit_problem *p = w->problem;
    const t4_stakes *k = p->stakes;
    t4_audit *a = w->audit;
    size_t before = a->proof_count;

    for (size_t i = a->start[given.witness]; i < a->start[given.witness + 1]; i++) {
        uint32_t u = a->shifts[i].variable;
        int64_t moved = p->system->value[u] + a->shifts[i].delta * given.witness_sign;

        size_t first = k->start[u], doubting = t4_stakes_doubting(k, u, moved);

        for (size_t j = first; j < first + doubting; j++) {
            t4_audit_claim claim = {given.claim.variable, k->stake[j].attacker, given.claim.sign};
            const t4_own_stake *own = t4_stakes_of(k, claim.variable, claim.owner);
            bool known = (own && own->alone) || t4_audit_need(p, &claim) <= 0;

            for (size_t n = before; n < a->proof_count && !known; n++)
                known = a->proofs[n].claim.owner == claim.owner;
            if (known)
                continue;
            if (!add_proof(w, claim.variable, claim.owner, claim.sign))
                return false;
            w->reached = 0;
            if (!borrow(w, before, &a->proofs[a->proof_count - 1]))
                prove(w, &a->proofs[a->proof_count - 1], t4_audit_need(p, &claim));
            if (a->proofs[a->proof_count - 1].witness == T4_NO_WITNESS)
                note_narrow(w, &claim);
            a->failures += a->proofs[a->proof_count - 1].witness == T4_NO_WITNESS;
            a->insider_claims++;
        }
    }
    return true;
}

/* Every level of every primary against every trader, holding and coalition. */
static t4_status prove_against_stakes(work *w, t4_error *err)
{
    size_t outsiders = w->audit->proof_count;

    for (size_t i = 0; i < outsiders; i++) {
        if (i % BLOCK == 0 && t4_run_check(w->run, err))
            return T4_ERR_STOPPED;
        if (w->audit->proofs[i].witness != T4_NO_WITNESS && !prove_side(w, w->audit->proofs[i]))
            return t4_fail_memory(err);
    }
    return T4_OK;
}

/* How far each hidden cell of a network can move at all; no witness that adds up goes further. */
static t4_status whole_intervals(work *w, t4_error *err)
{
    t4_audit *a = w->audit;
    int64_t *rises = t4_alloc(a->variables, sizeof *rises), *falls = t4_alloc(a->variables, sizeof *falls);
    t4_status status = rises && falls ? t4_audit_spans(w->finder, w->run, rises, falls, err) : t4_fail_memory(err);

    for (size_t v = 0; v < a->variables && !status; v++) {
        if (!w->problem->hidden[v])
            continue;
        note_move(a, (uint32_t)v, rises[v]);
        note_move(a, (uint32_t)v, -falls[v]);
        a->rises_exact[v] = rises[v] < T4_UNBOUNDED / 2 && rises[v] == a->rises[v];
        a->falls_exact[v] = falls[v] < T4_UNBOUNDED / 2 && falls[v] == a->falls[v];
    }
    t4_free(rises);
    t4_free(falls);
    return status;
}

static t4_status run_steps(work *w, t4_error *err)
{
    t4_audit *a = w->audit;
    t4_status status = t4_audit_finder_new(&w->finder, w->problem, err);

    if (status)
        return status;
    a->network = t4_audit_finder_network(w->finder);
    if (!a->network || !w->problem->no_claims)
        status = prove_levels(w, err);
    if (!status && w->problem->insiders)
        status = w->problem->stakes ? prove_against_stakes(w, err) : prove_insiders(w, err);
    if (!status && a->network && w->problem->exact)
        status = whole_intervals(w, err);
    else if (!status && !a->network && (w->problem->linked || w->problem->outer))
        status = t4_audit_extent(a, w->run, w->problem, w->finder, w->check, err);
    return status;
}

t4_status t4_audit_run(t4_audit **audit, const t4_run *run, const t4_audit_problem *problem,
                       t4_error *err)
{
    size_t n = problem->system->variables;
    work w = {.run = run, .problem = problem, .audit = t4_alloc_zero(1, sizeof(t4_audit))};
    t4_audit *a = w.audit;
    t4_status status = T4_OK;

    if (a) {
        a->variables = n;
        a->rises = t4_alloc_zero(n, sizeof *a->rises);
        a->falls = t4_alloc_zero(n, sizeof *a->falls);
        a->rises_exact = t4_alloc_zero(n, 1);
        a->falls_exact = t4_alloc_zero(n, 1);
    }
    w.proof_of = t4_alloc(n, sizeof *w.proof_of);
    w.check = t4_witness_check_new(problem->system, problem->hidden);
    if (!a || !a->rises || !a->falls || !a->rises_exact || !a->falls_exact || !w.proof_of ||
        !w.check || !t4_grow(&a->start, &w.start_room, 0, sizeof *a->start)) {
        status = t4_fail_memory(err);
    } else {
        a->start[0] = 0;
        a->narrowest = 1;
        w.last_narrow = T4_NO_INDEX;
        status = run_steps(&w, err);
    }
    t4_audit_finder_free(w.finder);
    t4_witness_check_free(w.check);
    t4_free(w.proof_of);
    t4_free(w.kept);
    if (status) {
        t4_audit_free(a);
        a = NULL;
    }
    *audit = a;
    return status;
}
