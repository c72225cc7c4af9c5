/* SPDX-License-Identifier: MIT */
#include "solve/linear_route.h"

#include <string.h>

#include "base/memory.h"
#include "solve/linear.h"

enum { FEW = 300, MANY = 2500, MOST = 40000, MULTIPLES = 12 };

struct t4_linear_router {
    const t4_system *system;
    const uint8_t *state;
    const uint64_t *weight;
    const uint32_t *owner;
    size_t *start;             /* variable -> its cells */
    uint32_t *cells;
    uint8_t *still;            /* by variable, of the request at hand */
    uint32_t *near;            /* variables of the neighbourhood */
    uint32_t *stamp;
    uint32_t now;
    size_t near_count;
    t4_linear *linear;         /* of `near` */
    double *cost;
    uint32_t around;           /* the variable that `near` surrounds; T4_NO_INDEX = everything */
    size_t ring;
    t4_int128 *change;         /* by relation */
};

void t4_linear_router_free(t4_linear_router *r)
{
    if (!r)
        return;
    t4_linear_free(r->linear);
    t4_free(r->start);
    t4_free(r->cells);
    t4_free(r->still);
    t4_free(r->near);
    t4_free(r->stamp);
    t4_free(r->cost);
    t4_free(r->change);
    t4_free(r);
}

t4_linear_router *t4_linear_router_new(const t4_system *s, const uint8_t *state,
                                       const uint64_t *weight, const uint32_t *owner)
{
    t4_linear_router *r = t4_alloc_zero(1, sizeof *r);

    if (!r)
        return NULL;
    r->system = s;
    r->state = state;
    r->weight = weight;
    r->owner = owner;
    r->start = t4_alloc_zero(s->variables + 2, sizeof *r->start);
    r->cells = t4_alloc(s->cells, sizeof *r->cells);
    r->still = t4_alloc(s->variables, 1);
    r->near = t4_alloc(s->variables, sizeof *r->near);
    r->stamp = t4_alloc_zero(s->variables, sizeof *r->stamp);
    r->cost = t4_alloc(s->variables, sizeof *r->cost);
    r->change = t4_alloc_zero(s->relations, sizeof *r->change);
    if (!r->start || !r->cells || !r->still || !r->near || !r->stamp || !r->cost || !r->change) {
        t4_linear_router_free(r);
        return NULL;
    }
    for (size_t c = 0; c < s->cells; c++)
        r->start[s->variable[c] + 2]++;
    for (size_t v = 2; v < s->variables + 2; v++)
        r->start[v] += r->start[v - 1];
    for (size_t c = 0; c < s->cells; c++)
        r->cells[r->start[s->variable[c] + 1]++] = (uint32_t)c;
    return r;
}

/* Put the variables around one into `near`, nearest first, until there are `most` of them. */
static void gather(t4_linear_router *r, uint32_t variable, size_t most)
{
    const t4_system *s = r->system;

    r->now++;
    r->near_count = 0;
    r->near[r->near_count++] = variable;
    r->stamp[variable] = r->now;
    for (size_t at = 0; at < r->near_count && r->near_count < most; at++)
        for (size_t k = r->start[r->near[at]]; k < r->start[r->near[at] + 1]; k++)
            for (size_t u = s->use_start[r->cells[k]]; u < s->use_start[r->cells[k] + 1]; u++) {
                uint32_t rel = s->use_relation[u];

                for (size_t i = s->relation_start[rel]; i < s->relation_start[rel + 1]; i++) {
                    uint32_t v = s->variable[s->relation_cell[i]];

                    if (r->stamp[v] != r->now) {
                        r->stamp[v] = r->now;
                        r->near[r->near_count++] = v;
                    }
                }
            }
}

/* The program of a neighbourhood; kept while requests stay inside the same component. */
static bool load(t4_linear_router *r, uint32_t variable, size_t most)
{
    bool whole;

    if (r->linear && r->around == T4_NO_INDEX && most == MOST && r->stamp[variable] == r->now)
        return true;
    if (r->linear && r->around == variable && r->ring == most)
        return true;
    gather(r, variable, most);
    whole = r->near_count < most;
    t4_linear_free(r->linear);
    r->linear = NULL;
    if (t4_linear_new(&r->linear, r->system, r->near, r->near_count, r->owner, NULL))
        return false;
    r->around = whole ? T4_NO_INDEX : variable;
    r->ring = most;
    return true;
}

static void set_prices(t4_linear_router *r, const t4_request *q)
{
    const t4_system *s = r->system;
    size_t count;
    const uint32_t *variables = t4_linear_variables(r->linear, &count);

    for (size_t i = 0; i < count; i++) {
        uint32_t v = variables[i];
        int64_t room = s->value[v] - s->lower[v];
        double price = (double)r->weight[v] / (double)(room < 1 ? 1 : room > q->need ? q->need : room);

        r->cost[i] = r->state[v] == T4_STATE_OPEN && price > 1e-6 ? price : 1e-6;
    }
}

/* Integers that keep every relation? */
static bool adds_up(t4_linear_router *r, const t4_shift *shifts, size_t count)
{
    const t4_system *s = r->system;
    bool good = true;

    for (int pass = 0; pass < 3; pass++)  /* add, look, clear */
        for (size_t i = 0; i < count; i++)
            for (size_t k = r->start[shifts[i].variable]; k < r->start[shifts[i].variable + 1]; k++)
                for (size_t u = s->use_start[r->cells[k]]; u < s->use_start[r->cells[k] + 1]; u++) {
                    uint32_t rel = s->use_relation[u];
                    size_t begin = s->relation_start[rel];

                    for (size_t e = begin; pass == 0 && e < s->relation_start[rel + 1]; e++)
                        if (s->relation_cell[e] == r->cells[k])
                            r->change[rel] += (t4_int128)t4_system_factor(s, begin, e) * shifts[i].delta;
                    if (pass == 1)
                        good = good && r->change[rel] == 0;
                    else if (pass == 2)
                        r->change[rel] = 0;
                }
    for (size_t i = 0; i < count && good; i++) {
        uint32_t v = shifts[i].variable;
        int64_t moved = s->value[v] + shifts[i].delta;

        good = moved >= s->lower[v] && (s->upper[v] == T4_UNBOUNDED || moved <= s->upper[v]);
    }
    return good;
}

static bool try_ring(t4_linear_router *r, const t4_request *q, size_t most, const t4_shift **shifts,
                     size_t *count)
{
    if (!load(r, q->variable, most))
        return false;
    t4_linear_afresh(r->linear);
    t4_linear_still(r->linear, r->still);
    set_prices(r, q);
    for (int64_t factor = 1; factor <= MULTIPLES; factor += factor < 4 ? 1 : 2) {
        t4_request more = *q;
        bool whole;

        more.need *= factor;
        if (!t4_linear_route(r->linear, &more, r->cost, shifts, count, &whole))
            return false;
        if (whole && adds_up(r, *shifts, *count))
            return true;
    }
    return false;
}

bool t4_linear_router_route(t4_linear_router *r, const t4_request *q, const t4_shift **shifts,
                            size_t *count, uint64_t *cost)
{
    static const size_t rings[] = {FEW, MANY, MOST};
    const t4_system *s = r->system;

    *count = 0;
    if (q->barred && r->owner && r->owner[q->variable] == q->barred)
        return false;
    for (size_t v = 0; v < s->variables; v++)
        r->still[v] = r->state[v] == T4_STATE_FIXED || (q->hidden_only && r->state[v] == T4_STATE_OPEN);
    for (size_t i = s->variables <= MANY ? 2 : 0; i < sizeof rings / sizeof *rings; i++) {
        uint64_t sum = 0;

        if (!try_ring(r, q, rings[i], shifts, count)) {
            if (r->around == T4_NO_INDEX)
                return false;
            continue;
        }
        for (size_t k = 0; k < *count; k++)
            if (r->state[(*shifts)[k].variable] == T4_STATE_OPEN)
                sum += r->weight[(*shifts)[k].variable];
        *cost = sum;
        return sum <= q->limit;
    }
    return false;
}
