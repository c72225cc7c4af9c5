/* SPDX-License-Identifier: MIT */
#include "synth/curve.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;

/* 2^n for -1022 <= n <= 1023. */
static double power_of_two(int n)
{
    uint64_t bits = (uint64_t)(n + 1023) << 52;
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

double t4_curve_exp(double x)
{
    double n, r, sum = 1.0;

    if (x < -700.0)
        return 0.0;
    if (x > 700.0)
        x = 700.0;
    n = x * 1.44269504088896340736;
    n = (double)(int)(n < 0 ? n - 0.5 : n + 0.5);
    r = (x - n * ln2_high) - n * ln2_low;
    /* |r| < 0.3466: the Taylor series to the 13th power. */
    for (int k = 13; k > 0; k--)
        sum = 1.0 + sum * r / (double)k;
    return sum * power_of_two((int)n);
}

double t4_curve_log(double x)
{
    uint64_t bits;
    double m, t, square, sum = 0.0;
    int exponent;

    memcpy(&bits, &x, sizeof bits);
    exponent = (int)(bits >> 52) - 1023;
    bits = (bits & 0xFFFFFFFFFFFFFu) | 0x3FF0000000000000u;
    memcpy(&m, &bits, sizeof m);
    if (m > 1.41421356237309504880) {
        m *= 0.5;
        exponent++;
    }
    /* ln m = 2 artanh t with |t| < 0.1716. */
    t = (m - 1.0) / (m + 1.0);
    square = t * t;
    for (int k = 19; k > 0; k -= 2)
        sum = sum * square + 1.0 / (double)k;
    return 2.0 * t * sum + (double)exponent * ln2_low + (double)exponent * ln2_high;
}

double t4_curve_normal(double u)
{
    double q = u - 0.5, r;

    if (q >= -0.425 && q <= 0.425) {
        r = 0.180625 - q * q;
        return q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179) /
               (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0);
    }
    r = sqrt(-t4_curve_log(q < 0 ? u : 1.0 - u));
    if (r <= 5.0) {
        r -= 1.6;
        r = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) /
            ((0.12021132975 * r + 0.73700164250) * r + 1.0);
    } else {
        r -= 5.0;
        r = (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150) /
            ((0.012258202635 * r + 0.24197894225) * r + 1.0);
    }
    return q < 0 ? -r : r;
}
