/* SPDX-License-Identifier: MIT */
/* Unknowns that may change places, and the intervals of sums that are alike: each is worked out once. */
#include <string.h>

#include "base/memory.h"
#include "solve/premises_state.h"

static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9u;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

static t4_premises_twin digest(uint64_t x, uint64_t y)
{
    uint64_t a = mix(x + 0x9E3779B97F4A7C15u), b = mix(y + 0xD1B54A32D192ED03u);

    return (t4_premises_twin){mix(a + 3 * b), mix(b + 5 * a)};
}

static void add(t4_premises_twin *sum, t4_premises_twin other)
{
    sum->a += other.a;
    sum->b += other.b;
}

bool t4_premises_twins(t4_premises *f)
{
    f->twin = t4_alloc_zero(f->unknowns + 1, sizeof *f->twin);
    if (!f->twin)
        return false;
    for (size_t i = 0; i < f->unknowns; i++) {
        add(&f->twin[i], digest((uint64_t)f->low[i], (uint64_t)f->high[i]));
        add(&f->twin[i], digest((uint64_t)f->low_tag[i] << 32 | f->high_tag[i], 1));
        add(&f->twin[i], digest((uint64_t)f->component[i], 2));
    }
    for (size_t r = 0; r < f->rows; r++)
        for (size_t k = f->row_start[r]; k < f->row_start[r + 1]; k++)
            add(&f->twin[f->term[k].unknown], digest(((uint64_t)r << 2) + 3, (uint64_t)f->term[k].factor));
    for (size_t i = 0; i < f->unknowns; i++)   /* sums of these are no sums of their parts */
        f->twin[i] = digest(f->twin[i].a, f->twin[i].b);
    return true;
}

static bool same(t4_premises_twin x, t4_premises_twin y)
{
    return x.a == y.a && x.b == y.b;
}

const t4_premises_range *t4_premises_like(const t4_premises *f, t4_premises_twin key)
{
    for (size_t at = key.a & f->told_mask; f->told && f->told[at].used; at = (at + 1) & f->told_mask)
        if (same(f->told[at].key, key))
            return &f->told[at].range;
    return NULL;
}

static void put(t4_premises_told *table, size_t mask, const t4_premises_told *one)
{
    size_t at = one->key.a & mask;

    while (table[at].used)
        at = (at + 1) & mask;
    table[at] = *one;
}

/* Without memory nothing is kept: it is worked out again. */
static bool grow(t4_premises *f)
{
    size_t size = f->told ? 2 * (f->told_mask + 1) : 256;
    t4_premises_told *larger;

    if (f->told && 2 * f->told_count <= f->told_mask)
        return true;
    larger = t4_alloc_zero(size, sizeof *larger);
    if (!larger)
        return false;
    for (size_t i = 0; f->told && i <= f->told_mask; i++)
        if (f->told[i].used)
            put(larger, size - 1, &f->told[i]);
    t4_free(f->told);
    f->told = larger;
    f->told_mask = size - 1;
    return true;
}

void t4_premises_keep(t4_premises *f, t4_premises_twin key, const t4_premises_range *range)
{
    const t4_premises_told one = {key, *range, true};

    if (!grow(f))
        return;
    put(f->told, f->told_mask, &one);
    f->told_count++;
}
