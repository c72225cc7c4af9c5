/* SPDX-License-Identifier: MIT */
#include "solve/guess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ROUNDS = 30, AGAIN = 1000 };

/* --- bounds ------------------------------------------------------------------------- */

/* A sum of bounds; endless ones are counted apart. */
typedef struct {
    double sum;
    int endless;
} bound;

static void add_bound(bound *b, double x)
{
    if (isinf(x))
        b->endless++;
    else
        b->sum += x;
}

/* What the others leave: rest less their sum of bounds; endless where one of them is. */
static double left(double rest, const bound *all, double own, int sign)
{
    int others = all->endless - (isinf(own) != 0);

    return others ? sign * HUGE_VAL : rest - (all->sum - (isinf(own) ? 0 : own));
}

/* One relation's say on its hidden variables. True when something moved. */
static bool tighten(const t4_system *s, size_t r, const uint8_t *hidden, double *low, double *high)
{
    size_t begin = s->relation_start[r], end = s->relation_start[r + 1];
    double rest = (double)s->relation_rest[r];
    bound least = {0, 0}, most = {0, 0};

    for (size_t i = begin; i < end; i++) {
        uint32_t v = s->variable[s->relation_cell[i]];
        double f = (double)t4_system_factor(s, begin, i);

        add_bound(&least, f > 0 ? f * low[v] : f * high[v]);
        add_bound(&most, f > 0 ? f * high[v] : f * low[v]);
    }
    for (size_t i = begin; i < end; i++) {
        uint32_t v = s->variable[s->relation_cell[i]];
        double f = (double)t4_system_factor(s, begin, i), top, bottom;

        if (!hidden[v])
            continue;
        top = left(rest, &least, f > 0 ? f * low[v] : f * high[v], 1) / f;
        bottom = left(rest, &most, f > 0 ? f * high[v] : f * low[v], -1) / f;
        if (f < 0) {
            double swap = top;

            top = bottom;
            bottom = swap;
        }
        if (top < high[v] - 0.5) {
            high[v] = fmax(top, low[v]);
            return true;  /* the sums above are old now: look again */
        }
        if (bottom > low[v] + 0.5) {
            low[v] = fmin(bottom, high[v]);
            return true;
        }
    }
    return false;
}

t4_status t4_guess_bounds(double *low, double *high, const t4_system *s, const uint8_t *hidden,
                          const t4_run *run, t4_error *err)
{
    bool moved = true;

    for (size_t v = 0; v < s->variables; v++) {
        low[v] = (double)(hidden[v] ? s->lower[v] : s->value[v]);
        high[v] = !hidden[v] ? (double)s->value[v] : s->upper[v] == T4_UNBOUNDED ? HUGE_VAL : (double)s->upper[v];
    }
    for (int round = 0; round < ROUNDS && moved; round++) {
        if (t4_run_check(run, err))
            return T4_ERR_STOPPED;
        moved = false;
        for (size_t r = 0; r < s->relations; r++)
            for (int again = 0; again < AGAIN && tighten(s, r, hidden, low, high); again++)
                moved = true;
    }
    return T4_OK;
}

t4_status t4_guess_midpoint(double *x, const t4_system *s, const uint8_t *hidden, const t4_run *run, t4_error *err)
{
    double *high = t4_alloc(s->variables, sizeof *high);
    t4_status status = high ? t4_guess_bounds(x, high, s, hidden, run, err) : t4_fail_memory(err);

    for (size_t v = 0; !status && v < s->variables; v++)
        if (!isinf(high[v]))
            x[v] = (x[v] + high[v]) / 2;
    t4_free(high);
    return status;
}

/* --- least distance from a prior -------------------------------------------------------- */

/* Open sums over hidden variables that have no parts. */
typedef struct {
    const t4_system *s;
    const uint8_t *hidden;
    size_t *parts;             /* by variable: the relation that divides it; NONE = no parts */
    uint32_t *stack;
    size_t stack_room;
    size_t *start;
    uint32_t *cell;
    double *total;
    size_t sums, start_room, total_room, entries, cell_room;
} fitting;

#define NONE SIZE_MAX

static void release(fitting *f)
{
    t4_free(f->parts);
    t4_free(f->stack);
    t4_free(f->start);
    t4_free(f->cell);
    t4_free(f->total);
}

/* Does the relation only say that two cells are one variable, or leave a rest that nobody knows? */
static bool says_nothing(const t4_system *s, size_t r)
{
    size_t begin = s->relation_start[r];

    return s->relation_rest[r] != 0 ||
           (s->relation_start[r + 1] - begin == 2 &&
            s->variable[s->relation_cell[begin]] == s->variable[s->relation_cell[begin + 1]]);
}

/* A variable is divided along one axis: the first that divides it, codes before partners before the rest. */
static bool divide(fitting *f)
{
    const t4_system *s = f->s;
    int *axis = t4_alloc(s->variables, sizeof *axis);

    f->parts = t4_alloc(s->variables, sizeof *f->parts);
    if (!axis || !f->parts) {
        t4_free(axis);
        return false;
    }
    for (size_t v = 0; v < s->variables; v++)
        f->parts[v] = NONE;
    for (size_t r = 0; r < s->relations; r++) {
        uint32_t v = s->variable[s->relation_cell[s->relation_start[r]]];

        if (says_nothing(s, r) || (f->parts[v] != NONE && axis[v] <= (int)s->relation_axis[r]))
            continue;
        f->parts[v] = r;
        axis[v] = s->relation_axis[r];
    }
    t4_free(axis);
    return true;
}

/* The finest variables of one: hidden ones are appended to cell, the open ones' values to *open. */
static bool unfold(fitting *f, uint32_t variable, double *open)
{
    const t4_system *s = f->s;
    size_t used = 0;

    *open = 0;
    if (!t4_grow(&f->stack, &f->stack_room, used, sizeof *f->stack))
        return false;
    f->stack[used++] = variable;
    while (used) {
        uint32_t v = f->stack[--used];

        if (f->parts[v] == NONE || (!f->hidden[v] && v != variable)) {
            if (!f->hidden[v]) {
                *open += (double)s->value[v];
                continue;
            }
            if (!t4_grow(&f->cell, &f->cell_room, f->entries, sizeof *f->cell))
                return false;
            f->cell[f->entries++] = v;
            continue;
        }
        for (size_t i = s->relation_start[f->parts[v]] + 1; i < s->relation_start[f->parts[v] + 1]; i++) {
            if (!t4_grow(&f->stack, &f->stack_room, used, sizeof *f->stack))
                return false;
            f->stack[used++] = s->variable[s->relation_cell[i]];
        }
    }
    return true;
}

/* Every open variable with hidden ones below it, nearest ones first: what is open is not unfolded further. */
static bool list_sums(fitting *f)
{
    const t4_system *s = f->s;

    if (!t4_grow(&f->start, &f->start_room, 0, sizeof *f->start))
        return false;
    f->start[0] = 0;
    for (size_t r = 0; r < s->relations; r++) {
        uint32_t v = s->variable[s->relation_cell[s->relation_start[r]]];
        size_t before = f->entries, kept = f->parts[v];
        double open;
        bool ok;

        if (f->hidden[v] || says_nothing(s, r))
            continue;
        f->parts[v] = r;  /* every axis along which it is divided says something */
        ok = unfold(f, v, &open);
        f->parts[v] = kept;
        if (!ok)
            return false;
        if (f->entries == before || (double)s->value[v] - open < 0) {
            f->entries = before;
            continue;
        }
        if (!t4_grow(&f->start, &f->start_room, f->sums + 1, sizeof *f->start) ||
            !t4_grow(&f->total, &f->total_room, f->sums, sizeof *f->total))
            return false;
        f->total[f->sums] = (double)s->value[v] - open;
        f->start[++f->sums] = f->entries;
    }
    return true;
}

static t4_status prepare(fitting *f, t4_error *err)
{
    if (f->s->relation_factor)
        return t4_fail(err, T4_ERR_USAGE, "guesses are for tables whose relations are plain sums");
    return divide(f) && list_sums(f) ? T4_OK : t4_fail_memory(err);
}

/* Open variables, and hidden ones that have parts. */
static bool fill_in(fitting *f, double *x)
{
    const t4_system *s = f->s;

    for (uint32_t v = 0; v < s->variables; v++) {
        double sum;

        if (!f->hidden[v]) {
            x[v] = (double)s->value[v];
            continue;
        }
        if (f->parts[v] == NONE)
            continue;
        f->entries = 0;
        if (!unfold(f, v, &sum))
            return false;
        for (size_t i = 0; i < f->entries; i++)
            sum += x[f->cell[i]];
        x[v] = sum;
    }
    return true;
}

t4_status t4_guess_entropy(double *x, const t4_system *system, const uint8_t *hidden, const t4_run *run,
                           t4_reconstruct_result *result, t4_error *err)
{
    fitting f = {.s = system, .hidden = hidden};
    t4_status status = prepare(&f, err);

    if (!status) {
        t4_reconstruct_sums sums = {f.sums, f.start, f.cell, f.total};

        status = t4_reconstruct_fit(x, system->variables, &sums, run, result, err);
    }
    if (!status && !fill_in(&f, x))
        status = t4_fail_memory(err);
    release(&f);
    return status;
}

t4_status t4_guess_even(double *x, const t4_system *system, const uint8_t *hidden, t4_error *err)
{
    fitting f = {.s = system, .hidden = hidden};
    t4_status status = prepare(&f, err);

    for (size_t v = 0; !status && v < system->variables; v++)
        x[v] = hidden[v] ? HUGE_VAL : (double)system->value[v];
    for (size_t i = 0; !status && i < f.sums; i++) {
        double share = f.total[i] / (double)(f.start[i + 1] - f.start[i]);

        for (size_t k = f.start[i]; k < f.start[i + 1]; k++)
            x[f.cell[k]] = fmin(x[f.cell[k]], fmax(share, 1));
    }
    for (size_t v = 0; !status && v < system->variables; v++)
        if (isinf(x[v]))
            x[v] = 1;
    release(&f);
    return status;
}
