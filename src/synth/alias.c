/* SPDX-License-Identifier: MIT */
#include "synth/alias.h"

#include "base/memory.h"
#include "synth/curve.h"

void t4_alias_release(t4_alias *alias)
{
    t4_free(alias->threshold);
    t4_free(alias->other);
    *alias = (t4_alias){0};
}

/* Pair every item of less than the mean with one of more, until all slots are level. */
static void pair_up(t4_alias *alias, double *weights, uint32_t *order)
{
    uint32_t n = alias->count, small = 0, large = n;

    for (uint32_t i = 0; i < n; i++) {
        if (weights[i] < 1.0)
            order[small++] = i;
        else
            order[--large] = i;
    }
    while (small > 0 && large < n) {
        uint32_t low = order[--small], high = order[large];

        alias->threshold[low] = (uint32_t)(weights[low] * 4294967295.0);
        alias->other[low] = high;
        weights[high] -= 1.0 - weights[low];
        if (weights[high] < 1.0) {
            large++;
            order[small++] = high;
        }
    }
    /* Left over by rounding: they fill their own slots. */
    for (; small > 0; small--) {
        alias->threshold[order[small - 1]] = UINT32_MAX;
        alias->other[order[small - 1]] = order[small - 1];
    }
    for (; large < n; large++) {
        alias->threshold[order[large]] = UINT32_MAX;
        alias->other[order[large]] = order[large];
    }
}

t4_status t4_alias_init(t4_alias *alias, double *weights, uint32_t count, t4_error *err)
{
    uint32_t *order = t4_alloc(count, sizeof *order);
    double sum = 0.0;

    *alias = (t4_alias){count, t4_alloc(count, sizeof(uint32_t)), t4_alloc(count, sizeof(uint32_t))};
    if (!order || !alias->threshold || !alias->other) {
        t4_free(order);
        t4_alias_release(alias);
        return t4_fail_memory(err);
    }
    for (uint32_t i = 0; i < count; i++)
        sum += weights[i];
    for (uint32_t i = 0; i < count; i++)
        weights[i] *= (double)count / sum;
    pair_up(alias, weights, order);
    t4_free(order);
    return T4_OK;
}

static double zipf_weight(uint32_t item, double slope, double shift)
{
    return t4_curve_exp(-slope * t4_curve_log((double)item + 1.0 + shift));
}

double t4_alias_zipf_share(uint32_t item, uint32_t count, double slope, double shift)
{
    double sum = 0.0;

    for (uint32_t i = 0; i < count; i++)
        sum += zipf_weight(i, slope, shift);
    return zipf_weight(item, slope, shift) / sum;
}

t4_status t4_alias_zipf(t4_alias *alias, uint32_t count, double slope, double shift, t4_error *err)
{
    double *weights = t4_alloc(count, sizeof *weights);
    t4_status status;

    if (!weights)
        return t4_fail_memory(err);
    for (uint32_t i = 0; i < count; i++)
        weights[i] = zipf_weight(i, slope, shift);
    status = t4_alias_init(alias, weights, count, err);
    t4_free(weights);
    return status;
}
