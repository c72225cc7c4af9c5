/* SPDX-License-Identifier: MIT */
/* What insiders hold, in a certificate: written as far as its witnesses need, and looked at when it is checked. */
#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "sdc/certificate_read.h"
#include "sdc/certificate_write.h"

/* --- writing --------------------------------------------------------------------------- */

/* The least value to which a used witness takes each variable; INT64_MAX = none moves it. */
static int64_t *least_values(const t4_protection *p)
{
    const t4_audit *a = p->audit;
    int64_t *least = t4_alloc(p->system->variables, sizeof *least);

    for (size_t v = 0; least && v < p->system->variables; v++)
        least[v] = INT64_MAX;
    for (size_t i = 0; least && i < a->proof_count; i++) {
        uint32_t w = a->proofs[i].witness;

        for (size_t k = w == T4_NO_WITNESS ? 0 : a->start[w]; w != T4_NO_WITNESS && k < a->start[w + 1]; k++) {
            uint32_t v = a->shifts[k].variable;
            int64_t moved = p->system->value[v] + a->shifts[k].delta * a->proofs[i].witness_sign;

            if (moved < least[v])
                least[v] = moved;
        }
    }
    return least;
}

/* How many stakes of a variable are told: those whose holders doubt the least value, or lessen a level. */
static size_t told(const t4_protection *p, uint32_t v, int64_t least)
{
    const t4_stake *stake = t4_stakes_from(&p->stakes, v);
    size_t all = p->stakes.start[v + 1] - p->stakes.start[v], n;

    if (!p->hidden[v] || least == INT64_MAX)
        return 0;
    n = t4_stakes_doubting(&p->stakes, v, least);
    for (size_t i = n; p->primary[v] && i < all; i++)
        if (p->system->value[v] - stake[i].least < p->up[v])
            n = i + 1;
    return n;
}

bool t4_certificate_number(const t4_protection *p, uint32_t *number, uint32_t *next)
{
    int64_t *least = least_values(p);

    for (uint32_t v = 0; least && v < p->system->variables; v++)
        for (size_t i = 0, n = told(p, v, least[v]); i < n; i++) {
            uint32_t attacker = p->stakes.stake[p->stakes.start[v] + i].attacker;

            if (!number[attacker])
                number[attacker] = ++*next;
        }
    t4_free(least);
    return least != NULL;
}

t4_status t4_certificate_put_stakes(t4_certificate_out *to, const t4_protection *p, const uint32_t *number,
                                    t4_error *err)
{
    int64_t *least = least_values(p);
    t4_buffer *out = &to->text;
    t4_status status = least ? T4_OK : t4_fail_memory(err);

    for (uint32_t v = 0; v < p->system->variables && !status; v++) {
        const t4_stake *stake = t4_stakes_from(&p->stakes, v);
        size_t all = p->stakes.start[v + 1] - p->stakes.start[v], n;
        bool ok;

        if (!p->hidden[v] || least[v] == INT64_MAX)
            continue;
        n = told(p, v, least[v]);
        ok = t4_buffer_printf(out, "T\t%" PRIu32 "\t%" PRId64 "\t%" PRId64, v,
                              n < all ? stake[n].amount : -T4_SYSTEM_MOST, p->stakes.rows[v]);
        for (size_t i = 0; i < n && ok; i++)
            ok = t4_buffer_printf(out, "\t%" PRIu32 ":%" PRId64 ":%" PRId64 "%s", number[stake[i].attacker],
                                  stake[i].amount, stake[i].least, stake[i].alone ? "!" : "");
        status = t4_certificate_put(to, ok && t4_buffer_putc(out, '\n'), err);
    }
    t4_free(least);
    return status;
}

/* --- checking -------------------------------------------------------------------------- */

t4_status t4_certificate_index_stakes(t4_certificate *c, const uint32_t *ours, size_t theirs, t4_error *err)
{
    c->held_of = t4_alloc(c->system->variables, sizeof *c->held_of);
    if (!c->held_of)
        return t4_fail_memory(err);
    memset(c->held_of, 0xff, c->system->variables * sizeof *c->held_of);
    for (size_t i = 0; i < c->held_count; i++) {
        const t4_certified_stakes *h = &c->held[i];

        if (h->variable >= theirs || ours[h->variable] == T4_NO_INDEX)
            return t4_fail_at(err, T4_ERR_DATA, "certificate", h->line, 0, "no such hidden cell");
        c->held_of[ours[h->variable]] = (uint32_t)i;
    }
    return T4_OK;
}

const t4_stake *t4_certificate_stake(const t4_certificate *c, uint32_t variable, uint32_t attacker)
{
    const t4_certified_stakes *h;

    if (c->held_of[variable] == T4_NO_INDEX)
        return NULL;
    h = &c->held[c->held_of[variable]];
    for (size_t i = h->first; i < h->first + h->count; i++)
        if (c->stakes[i].attacker == attacker)
            return &c->stakes[i];
    return NULL;
}

bool t4_certificate_believes(const t4_certificate *c, uint32_t attacker, const t4_shift *shifts,
                             size_t count, int sign)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t v = shifts[i].variable;
        int64_t moved = c->system->value[v] + shifts[i].delta * sign;
        const t4_stake *stake = t4_certificate_stake(c, v, attacker);

        if (c->held_of[v] == T4_NO_INDEX || moved < c->held[c->held_of[v]].others ||
            (stake && (stake->alone || stake->amount > moved)))
            return false;
    }
    return true;
}

int64_t t4_certificate_insider_need(const t4_certificate *c, uint32_t variable, int sign, int64_t level,
                                    uint32_t attacker)
{
    const t4_stake *stake = t4_certificate_stake(c, variable, attacker);
    int64_t floor = c->system->lower[variable], least, room;

    least = stake ? stake->least : c->held_of[variable] == T4_NO_INDEX ? floor : c->held[c->held_of[variable]].rows;
    room = c->system->value[variable] - (least > floor ? least : floor);
    return sign > 0 || level < room ? level : room;
}
