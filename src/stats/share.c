/* SPDX-License-Identifier: MIT */
#include "stats/share.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "stats/quiet.h"

/* A point of the beta; where the library's search ends without one, the nearest end. */
static double point(double chance, double a, double b)
{
    double x = gsl_cdf_beta_Pinv(chance, a, b);

    return x >= 0 && x <= 1 ? x : chance < 0.5 ? 0 : 1;
}

void t4_share_band(double share, double kappa, double *low, double *high)
{
    *low = *high = isnan(kappa) ? NAN : share;
    if (isnan(kappa) || !(share > 0) || !(share < 1) || !(kappa > 0))
        return;
    t4_quiet_gsl();
    *low = point(0.05, kappa * share, kappa * (1 - share));
    *high = point(0.95, kappa * share, kappa * (1 - share));
}
