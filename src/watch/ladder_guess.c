/* SPDX-License-Identifier: MIT */
#include "watch/ladder_guess.h"

#include "base/memory.h"
#include "solve/reconstruct.h"

/* Hidden cells split along one relation each until nothing splits them: the leaves are what is fitted. */
typedef struct {
    const t4_system *system;
    const uint8_t *hidden;
    size_t *split;             /* by cell: relation that it is the total of; SIZE_MAX = a leaf */
    uint32_t *leaf;            /* by cell: its number among the leaves; T4_NO_INDEX */
    uint32_t *cell;            /* leaves of the sums */
    size_t cells, cell_room;
    size_t *start;
    double *total;
    size_t sums, start_room, total_room;
} fit;

static bool is_hidden(const fit *f, uint32_t cell)
{
    return f->hidden[f->system->variable[cell]];
}

/* Append the leaves below a hidden cell; what is open below it is added to *open. */
static bool expand(fit *f, uint32_t cell, int64_t *open)
{
    const t4_system *s = f->system;
    bool good = true;

    if (f->split[cell] == SIZE_MAX) {
        if (!t4_grow(&f->cell, &f->cell_room, f->cells, sizeof *f->cell))
            return false;
        f->cell[f->cells++] = f->leaf[cell];
        return true;
    }
    for (size_t i = s->relation_start[f->split[cell]] + 1; i < s->relation_start[f->split[cell] + 1] && good; i++)
        if (is_hidden(f, s->relation_cell[i]))
            good = expand(f, s->relation_cell[i], open);
        else
            *open += s->amount[s->relation_cell[i]];
    return good;
}

/* What the hidden parts of an open total add up to. */
static bool add_sum(fit *f, size_t relation)
{
    const t4_system *s = f->system;
    size_t begin = s->relation_start[relation], before = f->cells;
    int64_t rest = s->amount[s->relation_cell[begin]] - s->relation_rest[relation], open = 0;

    for (size_t i = begin + 1; i < s->relation_start[relation + 1]; i++) {
        uint32_t cell = s->relation_cell[i];

        if (!is_hidden(f, cell))
            rest -= s->amount[cell];
        else if (!expand(f, cell, &open))
            return false;
    }
    rest -= open;
    if (f->cells == before)
        return true;
    if (!t4_grow(&f->total, &f->total_room, f->sums, sizeof *f->total) ||
        !t4_grow(&f->start, &f->start_room, f->sums + 1, sizeof *f->start))
        return false;
    f->total[f->sums++] = rest > 0 ? (double)rest : 0;
    f->start[f->sums] = f->cells;
    return true;
}

static bool prepare(fit *f, size_t *leaves)
{
    const t4_system *s = f->system;
    bool good = true;

    f->split = t4_alloc(s->cells + 1, sizeof *f->split);
    f->leaf = t4_alloc(s->cells + 1, sizeof *f->leaf);
    if (!f->split || !f->leaf || !t4_grow(&f->start, &f->start_room, 0, sizeof *f->start))
        return false;
    f->start[0] = 0;
    for (size_t c = 0; c < s->cells; c++)
        f->split[c] = SIZE_MAX;
    for (size_t r = s->relations; r > 0; r--)
        if (s->relation_start[r] - s->relation_start[r - 1] > 1)
            f->split[s->relation_cell[s->relation_start[r - 1]]] = r - 1;
    for (size_t c = 0; c < s->cells; c++)
        f->leaf[c] = is_hidden(f, (uint32_t)c) && f->split[c] == SIZE_MAX ? (uint32_t)(*leaves)++ : T4_NO_INDEX;
    for (size_t r = 0; r < s->relations && good; r++)
        if (!is_hidden(f, s->relation_cell[s->relation_start[r]]))
            good = add_sum(f, r);
    return good;
}

/* The fitted leaves back to the cells, totals as the sums of their parts. */
static bool spread(fit *f, const double *x, double *guess)
{
    const t4_system *s = f->system;

    for (size_t c = 0; c < s->cells; c++) {
        int64_t open = 0;

        if (!is_hidden(f, (uint32_t)c)) {
            guess[c] = (double)s->amount[c];
            continue;
        }
        f->cells = 0;
        if (!expand(f, (uint32_t)c, &open))
            return false;
        guess[c] = (double)open;
        for (size_t i = 0; i < f->cells; i++)
            guess[c] += x[f->cell[i]];
    }
    return true;
}

t4_status t4_ladder_guess(const t4_system *system, const uint8_t *hidden, double *guess, const t4_run *run,
                          t4_error *err)
{
    fit f = {.system = system, .hidden = hidden};
    size_t leaves = 0;
    double *x = NULL;
    t4_reconstruct_result result;
    t4_status status = prepare(&f, &leaves) ? T4_OK : t4_fail_memory(err);

    if (!status && !(x = t4_alloc(leaves + 1, sizeof *x)))
        status = t4_fail_memory(err);
    for (size_t c = 0; !status && c < system->cells; c++)
        if (f.leaf[c] != T4_NO_INDEX)
            x[f.leaf[c]] = guess[c];
    if (!status)
        status = t4_reconstruct_fit(x, leaves, &(t4_reconstruct_sums){f.sums, f.start, f.cell, f.total}, run, &result,
                                    err);
    if (!status && !spread(&f, x, guess))
        status = t4_fail_memory(err);
    t4_free(f.split);
    t4_free(f.leaf);
    t4_free(f.cell);
    t4_free(f.start);
    t4_free(f.total);
    t4_free(x);
    return status;
}
