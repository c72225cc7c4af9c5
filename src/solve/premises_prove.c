/* SPDX-License-Identifier: MIT */
/* Multipliers added up in integers: what they prove holds, however they were found. */
#include <math.h>

#include "base/memory.h"
#include "solve/premises_state.h"

#define TOO_LARGE 4.6e18

enum { BITS = 122, BITS_MOST = 58 };

void t4_premises_note(uint32_t tag, uint32_t binding[T4_PREMISES_BINDING], int *bindings)
{
    if (tag == T4_PREMISES_NO_TAG || *bindings == T4_PREMISES_BINDING)
        return;
    for (int i = 0; i < *bindings; i++)
        if (binding[i] == tag)
            return;
    binding[(*bindings)++] = tag;
}

/* sum += a * b */
static bool add_product(t4_int128 *sum, t4_int128 a, t4_int128 b)
{
    t4_int128 product;

    return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(*sum, product, sum);
}

typedef struct {
    const t4_premises *facts;
    const t4_premises_part *part;
    const uint8_t *wanted;
    int sign;
    int64_t *multiplier;       /* by row, in parts of `unit` */
    t4_int128 *rest;           /* by column: what the multipliers leave of its factor in the sum */
    t4_int128 unit;
    t4_int128 least;
} proof;

/* A row carries its multiplier only from the side on which it is closed. */
static bool set_multiplier(proof *p, size_t i, double price)
{
    uint32_t row = p->part->row[i];
    double y = price * (double)p->unit;

    if (!(fabs(y) < TOO_LARGE))
        return false;
    p->multiplier[i] = llrint(y);
    if ((p->multiplier[i] > 0 && p->facts->row_low[row] == T4_PREMISES_FREE) ||
        (p->multiplier[i] < 0 && p->facts->row_high[row] == T4_PREMISES_FREE))
        p->multiplier[i] = 0;
    return true;
}

/* The least of sum over rows (multiplier * side) and over columns (rest * bound). */
static bool add_up(proof *p, const double *prices)
{
    const t4_premises *f = p->facts;

    p->least = 0;
    for (size_t j = 0; j < p->part->columns; j++)
        p->rest[j] = p->wanted && p->wanted[j] ? p->sign * p->unit : 0;
    for (size_t i = 0; i < p->part->rows; i++) {
        uint32_t row = p->part->row[i];

        if (!set_multiplier(p, i, prices[i]))
            return false;
        if (!p->multiplier[i])
            continue;
        if (!add_product(&p->least, p->multiplier[i], p->multiplier[i] > 0 ? f->row_low[row] : f->row_high[row]))
            return false;
        for (size_t k = f->row_start[row]; k < f->row_start[row + 1]; k++)
            if (!add_product(&p->rest[f->place[f->term[k].unknown]], -(t4_int128)p->multiplier[i], f->term[k].factor))
                return false;
    }
    for (size_t j = 0; j < p->part->columns; j++) {
        uint32_t u = p->part->unknown[j];

        if (p->rest[j] < 0 && f->high[u] == T4_PREMISES_FREE)
            return false;
        if (!add_product(&p->least, p->rest[j], p->rest[j] > 0 ? f->low[u] : f->high[u]))
            return false;
    }
    return true;
}

/* Which facts a proof rests on: those with weight; bounds that add nothing are none. */
static void name(const proof *p, uint32_t binding[T4_PREMISES_BINDING], int *bindings)
{
    t4_int128 little = p->unit >> 30;   /* 0 where multipliers are small fractions */

    *bindings = 0;
    for (size_t i = 0; i < p->part->rows; i++)
        if (p->multiplier[i] > little || -p->multiplier[i] > little)
            t4_premises_note(p->facts->row_tag[p->part->row[i]], binding, bindings);
    for (size_t j = 0; j < p->part->columns; j++)
        if (p->rest[j] > little || -p->rest[j] > little)
            t4_premises_note(p->rest[j] > 0 ? p->facts->low_tag[p->part->unknown[j]] : p->facts->high_tag[p->part->unknown[j]],
                          binding, bindings);
}

/* Parts of 1 in which multipliers can be written so that the sums fit in 127 bits. */
static int bits_for(const proof *p, const double *prices)
{
    const t4_premises *f = p->facts;
    double most = 1;
    int bits;

    for (size_t j = 0; j < p->part->columns; j++)
        if (f->high[p->part->unknown[j]] != T4_PREMISES_FREE)
            most += fabs((double)f->high[p->part->unknown[j]]);
    for (size_t i = 0; i < p->part->rows; i++) {
        uint32_t row = p->part->row[i];
        double side = fmax(f->row_low[row] == T4_PREMISES_FREE ? 0 : fabs((double)f->row_low[row]),
                           f->row_high[row] == T4_PREMISES_FREE ? 0 : fabs((double)f->row_high[row]));

        most += fabs(prices[i]) * side;
        for (size_t k = f->row_start[row]; k < f->row_start[row + 1]; k++)
            if (f->high[f->term[k].unknown] != T4_PREMISES_FREE)
                most += fabs(prices[i] * (double)f->term[k].factor) * (double)f->high[f->term[k].unknown];
    }
    bits = BITS - ilogb(most);
    return bits > BITS_MOST ? BITS_MOST : bits;
}

static bool all_whole(const proof *p, const double *prices, int parts)
{
    for (size_t i = 0; i < p->part->rows; i++)
        if (fabs(prices[i] * parts - nearbyint(prices[i] * parts)) > 1e-6)
            return false;
    return true;
}

/* Whole multipliers, as networks have them, or small fractions: they lose nothing. */
static bool add_up_exactly(proof *p, const double *prices)
{
    static const int parts[] = {1, 2, 3, 4, 5, 6, 8, 10, 12, 24, 60};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        p->unit = parts[i];
        if (all_whole(p, prices, parts[i]))
            return add_up(p, prices);
    }
    return false;
}

bool t4_premises_prove(const t4_premises *facts, const t4_premises_part *part, const uint8_t *wanted, int sign, const double *prices,
                    t4_int128 *least, t4_int128 *unit, uint32_t binding[T4_PREMISES_BINDING], int *bindings)
{
    proof p = {.facts = facts, .part = part, .wanted = wanted, .sign = sign,
               .multiplier = t4_alloc(part->rows + 1, sizeof *p.multiplier),
               .rest = t4_alloc(part->columns + 1, sizeof *p.rest)};
    bool proven = false;

    if (p.multiplier && p.rest) {
        proven = add_up_exactly(&p, prices);
        for (int bits = bits_for(&p, prices); !proven && bits > 4; bits -= 8) {
            p.unit = (t4_int128)1 << bits;
            proven = add_up(&p, prices);
        }
    }
    if (proven) {
        *least = p.least;
        *unit = p.unit;
        if (bindings)
            name(&p, binding, bindings);
    }
    t4_free(p.multiplier);
    t4_free(p.rest);
    return proven;
}
