/* SPDX-License-Identifier: MIT */
#include "solve/extent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "solve/lp.h"

enum {
    ROUNDS = 30,       /* passes over all relations that draw bounds from one another */
    DENOMINATORS = 6   /* multipliers may be halves, thirds, quarters, sixths, twelfths */
};

#define FAR ((int64_t)1 << 50)

static const int64_t denominators[DENOMINATORS] = {1, 2, 3, 4, 6, 12};

typedef struct {
    uint32_t variable;
    int64_t factor;
} term;

struct t4_extent {
    const t4_system *system;
    int64_t *up, *down;        /* by variable: bounds on moves */
    uint32_t *place;           /* by variable: within its part */
    /* parts */
    uint32_t *variables;
    size_t *start;
    size_t parts;
    /* relations of hidden variables: sum of factor * move = 0, by part */
    term *terms;
    size_t *row;               /* rows + 1 entries */
    size_t rows;
    size_t *row_start;         /* part -> its rows */
};

void t4_extent_free(t4_extent *x)
{
    if (!x)
        return;
    t4_free(x->up);
    t4_free(x->down);
    t4_free(x->place);
    t4_free(x->variables);
    t4_free(x->start);
    t4_free(x->terms);
    t4_free(x->row);
    t4_free(x->row_start);
    t4_free(x);
}

static uint32_t root_of(uint32_t *link, uint32_t v)
{
    while (link[v] != v)
        v = link[v] = link[link[v]];
    return v;
}

/* What a relation says of hidden variables; a variable that is in it twice counts once. Their number. */
static size_t read_row(const t4_system *s, const uint8_t *hidden, size_t r, term *out, size_t *where)
{
    size_t begin = s->relation_start[r], count = 0, kept = 0;

    for (size_t i = begin; i < s->relation_start[r + 1]; i++) {
        uint32_t v = s->variable[s->relation_cell[i]];

        if (!hidden[v])
            continue;
        if (where[v] == SIZE_MAX) {
            where[v] = count;
            out[count++] = (term){v, 0};
        }
        out[where[v]].factor += t4_system_factor(s, begin, i);
    }
    for (size_t i = 0; i < count; i++) {
        where[out[i].variable] = SIZE_MAX;
        if (out[i].factor)
            out[kept++] = out[i];
    }
    return kept;
}

/* All rows in the order of the system; link joins what is in one row. */
static bool read_rows(t4_extent *x, const uint8_t *hidden, uint32_t *link)
{
    const t4_system *s = x->system;
    size_t *where = t4_alloc(s->variables, sizeof *where);
    size_t used = 0;

    x->terms = t4_alloc(s->relations ? s->relation_start[s->relations] : 0, sizeof *x->terms);
    x->row = t4_alloc(s->relations + 1, sizeof *x->row);
    if (!where || !x->terms || !x->row) {
        t4_free(where);
        return false;
    }
    memset(where, 0xff, s->variables * sizeof *where);
    for (size_t r = 0; r < s->relations; r++) {
        size_t count = read_row(s, hidden, r, x->terms + used, where);

        for (size_t i = 1; i < count; i++) {
            uint32_t a = root_of(link, x->terms[used].variable), b = root_of(link, x->terms[used + i].variable);

            link[a > b ? a : b] = a > b ? b : a;
        }
        if (count)
            x->row[x->rows++] = used;
        used += count;
    }
    x->row[x->rows] = used;
    t4_free(where);
    return true;
}

/* Variables and rows by part, parts by their first variable. */
static bool sort_parts(t4_extent *x, const uint8_t *hidden, uint32_t *link)
{
    const t4_system *s = x->system;
    uint32_t *part = t4_alloc(s->variables, sizeof *part);
    term *terms = t4_alloc(x->row[x->rows], sizeof *terms);
    size_t *row = t4_alloc(x->rows + 1, sizeof *row), *fill = NULL;
    size_t used = 0, rows = 0, count = 0;
    bool good = part && terms && row;

    for (size_t v = 0; v < s->variables && good; v++) {
        if (!hidden[v])
            continue;
        count++;
        part[v] = root_of(link, (uint32_t)v) == v ? (uint32_t)x->parts++ : part[root_of(link, (uint32_t)v)];
    }
    x->variables = t4_alloc(count, sizeof *x->variables);
    x->start = t4_alloc_zero(x->parts + 2, sizeof *x->start);
    x->row_start = t4_alloc_zero(x->parts + 2, sizeof *x->row_start);
    fill = t4_alloc(x->rows + 1, sizeof *fill);
    good = good && x->variables && x->start && x->row_start && fill;
    for (size_t v = 0; v < s->variables && good; v++)
        if (hidden[v])
            x->start[part[v] + 2]++;
    for (size_t r = 0; r < x->rows && good; r++)
        x->row_start[part[x->terms[x->row[r]].variable] + 2]++;
    for (size_t p = 2; p < x->parts + 2 && good; p++) {
        x->start[p] += x->start[p - 1];
        x->row_start[p] += x->row_start[p - 1];
    }
    for (size_t v = 0; v < s->variables && good; v++)
        if (hidden[v])
            x->variables[x->start[part[v] + 1]++] = (uint32_t)v;
    for (size_t p = 0; p < x->parts && good; p++)
        for (size_t i = x->start[p]; i < x->start[p + 1]; i++)
            x->place[x->variables[i]] = (uint32_t)(i - x->start[p]);
    for (size_t r = 0; r < x->rows && good; r++)  /* which old row comes at each place */
        fill[x->row_start[part[x->terms[x->row[r]].variable] + 1]++] = r;
    for (; rows < x->rows && good; rows++) {
        size_t old = fill[rows], length = x->row[old + 1] - x->row[old];

        row[rows] = used;
        memcpy(terms + used, x->terms + x->row[old], length * sizeof *terms);
        used += length;
    }
    if (good) {
        row[rows] = used;
        t4_free(x->terms);
        t4_free(x->row);
        x->terms = terms;
        x->row = row;
    } else {
        t4_free(terms);
        t4_free(row);
    }
    t4_free(part);
    t4_free(fill);
    return good;
}

/* The most that factor * move of a term can be; T4_UNBOUNDED without bound. */
static int64_t reach(const t4_extent *x, const term *t)
{
    int64_t by = t->factor > 0 ? x->up[t->variable] : x->down[t->variable];
    int64_t size = t->factor > 0 ? t->factor : -t->factor;

    return by >= T4_UNBOUNDED / size ? T4_UNBOUNDED : by * size;
}

/* What the others of a row leave for each of it: factor * move is at least minus all that they reach. */
static bool tighten(t4_extent *x, size_t r)
{
    const term *t = x->terms + x->row[r];
    size_t count = x->row[r + 1] - x->row[r], open = 0;
    t4_int128 sum = 0;
    bool changed = false;

    for (size_t i = 0; i < count; i++) {
        int64_t by = reach(x, &t[i]);

        if (by >= T4_UNBOUNDED)
            open++;
        else
            sum += by;
    }
    for (size_t i = 0; i < count && open <= 1; i++) {
        int64_t own = reach(x, &t[i]);
        int64_t *bound = t[i].factor > 0 ? &x->down[t[i].variable] : &x->up[t[i].variable];
        int64_t size = t[i].factor > 0 ? t[i].factor : -t[i].factor;
        t4_int128 others = own >= T4_UNBOUNDED ? sum : sum - own;

        /* rounded up: what fractions could reach is not cut off */
        if (open > (own >= T4_UNBOUNDED ? 1u : 0u) || (others + size - 1) / size >= *bound)
            continue;
        *bound = (int64_t)((others + size - 1) / size);
        changed = true;
    }
    return changed;
}

/* One relation after another, until nothing follows any more. */
static void draw_bounds(t4_extent *x)
{
    bool changed = true;

    for (int round = 0; round < ROUNDS && changed; round++) {
        changed = false;
        for (size_t r = 0; r < x->rows; r++) {
            size_t at = round % 2 ? x->rows - 1 - r : r;

            changed |= tighten(x, at);
        }
    }
}

static void begin_bounds(t4_extent *x, const uint8_t *hidden)
{
    const t4_system *s = x->system;

    for (size_t v = 0; v < s->variables; v++) {
        bool free_above = s->upper[v] == T4_UNBOUNDED;

        x->up[v] = !hidden[v] ? 0 : free_above ? T4_UNBOUNDED : s->upper[v] > s->value[v] ? s->upper[v] - s->value[v] : 0;
        x->down[v] = !hidden[v] ? 0 : s->value[v] > s->lower[v] ? s->value[v] - s->lower[v] : 0;
    }
    draw_bounds(x);
}

void t4_extent_confine(t4_extent *x, const int64_t *up, const int64_t *down)
{
    for (size_t v = 0; v < x->system->variables; v++) {
        x->up[v] = up[v] < x->up[v] ? up[v] : x->up[v];
        x->down[v] = down[v] < x->down[v] ? down[v] : x->down[v];
    }
    draw_bounds(x);
}

void t4_extent_bring(t4_extent *x, uint32_t variable, int sign, int64_t most)
{
    int64_t *bound = sign > 0 ? &x->up[variable] : &x->down[variable];

    *bound = most < *bound ? most : *bound;
}

t4_status t4_extent_new(t4_extent **extent, const t4_system *s, const uint8_t *hidden, t4_error *err)
{
    t4_extent *x = t4_alloc_zero(1, sizeof *x);
    uint32_t *link = t4_alloc(s->variables, sizeof *link);
    bool good = x && link;

    for (size_t v = 0; v < s->variables && good; v++)
        link[v] = (uint32_t)v;
    if (good) {
        x->system = s;
        x->up = t4_alloc(s->variables, sizeof *x->up);
        x->down = t4_alloc(s->variables, sizeof *x->down);
        x->place = t4_alloc(s->variables, sizeof *x->place);
        good = x->up && x->down && x->place && read_rows(x, hidden, link) && sort_parts(x, hidden, link);
    }
    if (good)
        begin_bounds(x, hidden);
    t4_free(link);
    if (!good) {
        t4_extent_free(x);
        return t4_fail_memory(err);
    }
    *extent = x;
    return T4_OK;
}

size_t t4_extent_parts(const t4_extent *x)
{
    return x->parts;
}

const uint32_t *t4_extent_part(const t4_extent *x, size_t part, size_t *count)
{
    *count = x->start[part + 1] - x->start[part];
    return x->variables + x->start[part];
}

int64_t t4_extent_bound(const t4_extent *x, uint32_t variable, int sign)
{
    return sign > 0 ? x->up[variable] : x->down[variable];
}

/* --- the program of one part --------------------------------------------------------------- */

struct t4_extent_program {
    const t4_extent *extent;
    size_t part, count, rows;
    t4_lp *lp;
    int64_t *multiplier;       /* by row */
    t4_int128 *reduced;        /* by column: what the multipliers leave of the cost */
    t4_shift *result;
    bool started;
};

void t4_extent_program_free(t4_extent_program *g)
{
    if (!g)
        return;
    t4_lp_free(g->lp);
    t4_free(g->multiplier);
    t4_free(g->reduced);
    t4_free(g->result);
    t4_free(g);
}

/* One column for each variable, one row for each relation; false without memory or where moves are too far for doubles. */
static bool load(t4_extent_program *g)
{
    const t4_extent *x = g->extent;
    size_t first = x->row_start[g->part], nonzero = x->row[first + g->rows] - x->row[first];
    const uint32_t *v = x->variables + x->start[g->part];
    int *start = t4_alloc_zero(g->count + 2, sizeof *start), *index = t4_alloc(nonzero, sizeof *index);
    double *value = t4_alloc(nonzero, sizeof *value), *lower = t4_alloc(g->count, sizeof *lower);
    double *upper = t4_alloc(g->count, sizeof *upper), *zero = t4_alloc_zero(g->count + g->rows, sizeof *zero);
    bool good = start && index && value && lower && upper && zero;

    for (size_t i = 0; i < g->count && good; i++) {
        good = x->down[v[i]] <= FAR && (x->up[v[i]] <= FAR || x->up[v[i]] == T4_UNBOUNDED);
        lower[i] = -(double)x->down[v[i]];
        upper[i] = x->up[v[i]] == T4_UNBOUNDED ? T4_LP_INFINITY : (double)x->up[v[i]];
    }
    for (size_t k = 0; k < nonzero && good; k++)
        start[x->place[x->terms[x->row[first] + k].variable] + 2]++;
    for (size_t i = 2; i < g->count + 2 && good; i++)
        start[i] += start[i - 1];
    for (size_t r = 0; r < g->rows && good; r++)
        for (size_t k = x->row[first + r]; k < x->row[first + r + 1]; k++) {
            int at = start[x->place[x->terms[k].variable] + 1]++;

            index[at] = (int)r;
            value[at] = (double)x->terms[k].factor;
        }
    if (good)
        g->lp = t4_lp_new((int)g->count, (int)g->rows, start, index, value, lower, upper, zero, zero, zero);
    t4_free(start);
    t4_free(index);
    t4_free(value);
    t4_free(lower);
    t4_free(upper);
    t4_free(zero);
    return g->lp != NULL;
}

t4_extent_program *t4_extent_program_new(const t4_extent *x, size_t part)
{
    t4_extent_program *g = t4_alloc_zero(1, sizeof *g);

    if (!g)
        return NULL;
    g->extent = x;
    g->part = part;
    g->count = x->start[part + 1] - x->start[part];
    g->rows = x->row_start[part + 1] - x->row_start[part];
    if (g->count > T4_EXTENT_MOST || g->rows > INT32_MAX / 4) {
        t4_free(g);
        return NULL;
    }
    g->multiplier = t4_alloc(g->rows, sizeof *g->multiplier);
    g->reduced = t4_alloc(g->count, sizeof *g->reduced);
    g->result = t4_alloc(g->count, sizeof *g->result);
    if (!g->multiplier || !g->reduced || !g->result || !load(g)) {
        t4_extent_program_free(g);
        return NULL;
    }
    return g;
}

/*
 * sign * move of column `at`, times q, is reduced * moves summed up, whatever
 * the multipliers: no table has more than the sum of what each term reaches.
 * Integers only.  False: a term is without bound, or the sum too large to be one.
 */
static bool add_up(t4_extent_program *g, size_t at, int sign, int64_t q, t4_int128 *sum)
{
    const t4_extent *x = g->extent;
    size_t first = x->row_start[g->part];
    const uint32_t *v = x->variables + x->start[g->part];

    memset(g->reduced, 0, g->count * sizeof *g->reduced);
    g->reduced[at] = sign * q;
    for (size_t r = 0; r < g->rows; r++)
        for (size_t k = x->row[first + r]; g->multiplier[r] && k < x->row[first + r + 1]; k++)
            g->reduced[x->place[x->terms[k].variable]] -= (t4_int128)g->multiplier[r] * x->terms[k].factor;
    *sum = 0;
    for (size_t i = 0; i < g->count; i++) {
        t4_int128 d = g->reduced[i];
        int64_t by = d > 0 ? x->up[v[i]] : x->down[v[i]];

        if (d == 0)
            continue;
        if (by >= T4_UNBOUNDED || d > FAR || d < -FAR)
            return false;
        *sum += (d > 0 ? d : -d) * by;
    }
    return true;
}

/* The least bound that the solver's prices give, as integers over small denominators. */
static void prove(t4_extent_program *g, size_t at, int sign, int64_t *most, bool *whole)
{
    const double *price = t4_lp_prices(g->lp);

    for (int i = 0; i < DENOMINATORS; i++) {
        int64_t q = denominators[i];
        bool near = true, small = true;
        t4_int128 sum;

        for (size_t r = 0; r < g->rows && small; r++) {
            double exact = -price[r] * (double)q, rounded = nearbyint(exact);

            near = near && fabs(exact - rounded) <= 1e-6;
            small = fabs(rounded) < 1e9;
            g->multiplier[r] = small ? (int64_t)rounded : 0;
        }
        if (small && add_up(g, at, sign, q, &sum) && sum / q < *most) {
            *most = (int64_t)(sum / q);
            *whole = sum % q == 0;
        }
        if (near)
            return;
    }
}

bool t4_extent_most(t4_extent_program *g, uint32_t variable, int sign, int64_t *most, bool *whole,
                    const t4_shift **shifts, size_t *count)
{
    const t4_extent *x = g->extent;
    size_t at = x->place[variable];
    double *cost = t4_lp_cost(g->lp);
    const double *moved;
    t4_lp_result result;

    *most = t4_extent_bound(x, variable, sign);
    *whole = true;
    *count = 0;
    *shifts = g->result;
    memset(cost, 0, g->count * sizeof *cost);
    cost[at] = -sign;
    result = t4_lp_solve(g->lp, !g->started);
    g->started = true;
    if (result != T4_LP_OPTIMAL)
        return false;
    moved = t4_lp_solution(g->lp);
    for (size_t i = 0; i < g->count; i++)
        if (nearbyint(moved[i]) != 0)
            g->result[(*count)++] = (t4_shift){x->variables[x->start[g->part] + i], (int64_t)nearbyint(moved[i])};
    prove(g, at, sign, most, whole);
    return true;
}
