/* SPDX-License-Identifier: MIT */
#include "solve/reconstruct.h"

#include <math.h>

#define CONVERGED 1e-13
#define AGREES 1e-9

static double sum_of(const double *x, const t4_reconstruct_sums *s, size_t which)
{
    double sum = 0;

    for (size_t i = s->start[which]; i < s->start[which + 1]; i++)
        sum += x[s->cell[i]];
    return sum;
}

static double relative(double have, double want)
{
    return fabs(have - want) / fmax(fabs(want), 1e-300);
}

/* Scale the cells of each sum in turn. False: a positive sum over zeros. */
static bool fit_once(double *x, const t4_reconstruct_sums *s)
{
    for (size_t which = 0; which < s->sums; which++) {
        double have = sum_of(x, s, which), factor;

        if (have <= 0 && s->total[which] > 0)
            return false;
        factor = have > 0 ? s->total[which] / have : 0;
        for (size_t i = s->start[which]; i < s->start[which + 1]; i++)
            x[s->cell[i]] *= factor;
    }
    return true;
}

static double residual_of(const double *x, const t4_reconstruct_sums *s)
{
    double most = 0;

    for (size_t which = 0; which < s->sums; which++) {
        double have = sum_of(x, s, which);
        double one = s->total[which] > 0 ? relative(have, s->total[which]) : have > 0;

        most = fmax(most, one);
    }
    return most;
}

static t4_status check(const double *x, size_t cells, const t4_reconstruct_sums *s, t4_error *err)
{
    bool good = true;

    for (size_t i = 0; i < cells; i++)
        good = good && x[i] >= 0 && x[i] <= 1e300;
    for (size_t i = 0; i < s->sums; i++)
        good = good && s->total[i] >= 0 && s->total[i] <= 1e300;
    return good ? T4_OK : t4_fail(err, T4_ERR_USAGE, "a reconstruction needs a prior and sums that are not negative");
}

t4_status t4_reconstruct_fit(double *x, size_t cells, const t4_reconstruct_sums *sums, const t4_run *run,
                             t4_reconstruct_result *result, t4_error *err)
{
    t4_status status = check(x, cells, sums, err);

    *result = (t4_reconstruct_result){.residual = status ? INFINITY : residual_of(x, sums)};
    while (!status && result->residual > CONVERGED && result->rounds < T4_RECONSTRUCT_ROUNDS) {
        status = t4_run_check(run, err);
        result->rounds++;
        if (!status && !fit_once(x, sums)) {
            result->infeasible = true;
            break;
        }
        result->residual = residual_of(x, sums);
    }
    result->infeasible = result->infeasible || (!status && result->residual > AGREES);
    return status;
}
