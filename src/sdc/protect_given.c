/* SPDX-License-Identifier: MIT */
/* Claims that failed: what is public gives the figure away whatever is hidden, or more has to be hidden. */
#include "base/memory.h"
#include "sdc/protect_names.h"

enum { VARIABLES_MOST = 200000 };   /* beyond, hiding everything is too much to look at */

/* The claims that failed, asked again where all is hidden that is not public. */
typedef struct {
    uint8_t *hidden, *primary, *lost;
    int64_t *up, *down;
} asking;

static bool begin(asking *a, const t4_protection *p)
{
    size_t n = p->system->variables;

    a->hidden = t4_alloc_zero(n, 1);
    a->primary = t4_alloc_zero(n, 1);
    a->lost = t4_alloc_zero(n, 1);
    a->up = t4_alloc_zero(n, sizeof *a->up);
    a->down = t4_alloc_zero(n, sizeof *a->down);
    if (!a->hidden || !a->primary || !a->lost || !a->up || !a->down)
        return false;
    for (size_t v = 0; v < n; v++)
        a->hidden[v] = !p->fixed[v];
    for (size_t i = 0; i < p->audit->proof_count; i++) {
        uint32_t v = p->audit->proofs[i].claim.variable;

        if (p->audit->proofs[i].witness == T4_NO_WITNESS && p->primary[v]) {
            a->primary[v] = 1;
            a->up[v] = p->up[v];
            a->down[v] = p->down[v];
        }
    }
    return true;
}

static void end(asking *a)
{
    t4_free(a->hidden);
    t4_free(a->primary);
    t4_free(a->lost);
    t4_free(a->up);
    t4_free(a->down);
}

/* Drop what is lost; the claims about the others stay as they are. */
static void drop(t4_protection *p, const uint8_t *lost)
{
    t4_audit_problem problem = {.system = p->system, .up = p->up, .down = p->down, .insiders = p->insiders,
                                .stakes = p->interval ? &p->stakes : NULL};

    for (size_t v = 0; v < p->system->variables; v++) {
        if (!lost[v])
            continue;
        p->known[v] |= T4_KNOWN_EXPOSED | T4_KNOWN_NARROW;
        p->public.narrowed++;
        p->public.exposed++;
        p->primary[v] = 0;
        p->up[v] = p->down[v] = 0;
    }
    p->audit->failures = 0;
    for (size_t i = 0; i < p->audit->proof_count; i++) {
        const t4_audit_proof *proof = &p->audit->proofs[i];

        p->audit->failures += proof->witness == T4_NO_WITNESS && p->primary[proof->claim.variable] &&
                              t4_audit_need(&problem, &proof->claim) > 0;
    }
}

/* What a proof moves has to be hidden for it to hold. */
static bool hide_moved(t4_protection *p, const t4_audit *audit, uint32_t witness)
{
    bool more = false;

    for (size_t i = audit->start[witness]; i < audit->start[witness + 1]; i++) {
        uint32_t v = audit->shifts[i].variable;

        if (p->hidden[v])
            continue;
        p->hidden[v] = 1;
        p->suppression->state[v] = T4_STATE_PRIMARY;
        more = true;
    }
    return more;
}

t4_status t4_protect_given_away(t4_protection *p, const t4_run *run, bool *more, t4_error *err)
{
    asking a = {0};
    t4_audit *audit = NULL;
    t4_status status;

    *more = false;
    if (!p->audit->failures || p->apart || p->must || p->system->variables > VARIABLES_MOST)
        return T4_OK;
    status = begin(&a, p) ? T4_OK : t4_fail_memory(err);
    if (!status) {
        t4_audit_problem problem = {.system = p->system, .hidden = a.hidden, .primary = a.primary, .up = a.up,
                                    .down = a.down, .owner = p->owner, .insiders = p->insiders,
                                    .stakes = p->interval ? &p->stakes : NULL};

        status = t4_audit_run(&audit, run, &problem, err);
        for (size_t i = 0; !status && i < audit->proof_count; i++) {
            const t4_audit_proof *proof = &audit->proofs[i];

            if (!a.primary[proof->claim.variable] || t4_audit_need(&problem, &proof->claim) <= 0)
                continue;
            if (proof->witness != T4_NO_WITNESS)
                *more |= hide_moved(p, audit, proof->witness);
            else
                a.lost[proof->claim.variable] = p->known != NULL;
        }
    }
    if (!status)
        drop(p, a.lost);
    t4_audit_free(audit);
    end(&a);
    return status;
}
