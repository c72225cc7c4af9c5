/* SPDX-License-Identifier: MIT */
#include "stats/change.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

size_t t4_change_cusum(const double *z, size_t n, double k, double h, double *path)
{
    size_t alarm = T4_CHANGE_NONE;
    double s = 0;

    for (size_t i = 0; i < n; i++) {
        s = fmax(0, s + z[i] - k);
        if (path)
            path[i] = s;
        if (s > h && alarm == T4_CHANGE_NONE)
            alarm = i;
    }
    return alarm;
}

t4_change_break t4_change_sup_f(const double *y, size_t n, double trim)
{
    t4_change_break best = {.f = 0, .at = T4_CHANGE_NONE};
    size_t least = (size_t)ceil(trim * (double)n - 1e-9);
    double mean = 0, total = 0, before = 0, sum = 0;

    least = least < 2 ? 2 : least;
    if (n < 2 * least || n < 5)
        return best;
    for (size_t i = 0; i < n; i++)
        mean += y[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        sum += y[i] - mean;
        total += (y[i] - mean) * (y[i] - mean);
    }
    if (!(total > 1e-24 * mean * mean * (double)n))
        return best;
    for (size_t at = 1; at <= n - least; at++) {
        double left = (double)at, right = (double)(n - at), after, gained, rest, f;

        before += y[at - 1] - mean;
        if (at < least)
            continue;
        after = sum - before;
        gained = before * before / left + after * after / right - sum * sum / (double)n;
        rest = total - sum * sum / (double)n - gained;
        f = rest > 1e-14 * total ? gained / (rest / (double)(n - 2)) : INFINITY;
        if (best.at == T4_CHANGE_NONE || f > best.f)
            best = (t4_change_break){f, at, mean + before / left, mean + after / right};
    }
    return best;
}

/* Whole blocks in another order; the last one may be short. */
static void permute(const double *y, size_t n, size_t block, t4_random *random, size_t *order, double *out)
{
    size_t blocks = (n + block - 1) / block, filled = 0;

    for (size_t i = 0; i < blocks; i++)
        order[i] = i;
    for (size_t i = blocks; i > 1; i--) {
        size_t j = (size_t)t4_random_below(random, i), kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
    for (size_t i = 0; i < blocks; i++) {
        size_t from = order[i] * block, count = from + block < n ? block : n - from;

        memcpy(out + filled, y + from, count * sizeof *out);
        filled += count;
    }
}

t4_status t4_change_p(double *p, const double *y, size_t n, double trim, size_t block, size_t runs, uint64_t seed)
{
    t4_change_break seen = t4_change_sup_f(y, n, trim);
    double *permuted;
    size_t *order, larger = 0;
    t4_random random;

    *p = NAN;
    if (seen.at == T4_CHANGE_NONE)
        return T4_OK;
    permuted = t4_alloc(n, sizeof *permuted);
    order = t4_alloc(n, sizeof *order);
    if (!permuted || !order) {
        t4_free(permuted);
        t4_free(order);
        return T4_ERR_MEMORY;
    }
    t4_random_seed(&random, seed);
    for (size_t run = 0; run < runs; run++) {
        permute(y, n, block, &random, order, permuted);
        larger += t4_change_sup_f(permuted, n, trim).f >= seen.f * (1 - 1e-12);
    }
    *p = (1.0 + (double)larger) / (1.0 + (double)runs);
    t4_free(permuted);
    t4_free(order);
    return T4_OK;
}
