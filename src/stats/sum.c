/* SPDX-License-Identifier: MIT */
#include "stats/sum.h"

#include <math.h>
#include <string.h>

enum { LOWEST = -1152, PENDING_MOST = 1 << 28 };

/* Bring all digits but the last into 0 .. 2^32-1. */
static void carry(t4_sum *s)
{
    for (int i = 0; i + 1 < T4_SUM_DIGITS; i++) {
        int64_t over = s->digit[i] >> 32;

        s->digit[i] -= over * ((int64_t)1 << 32);
        s->digit[i + 1] += over;
    }
    s->pending = 0;
}

void t4_sum_add(t4_sum *s, double term)
{
    int exponent, place;
    int64_t mantissa;
    unsigned __int128 shifted;
    uint64_t low;

    if (!isfinite(term)) {
        s->undefined = 1;
        return;
    }
    if (term == 0)
        return;
    mantissa = (int64_t)ldexp(frexp(fabs(term), &exponent), 53);
    place = exponent - 53 - LOWEST;
    shifted = (unsigned __int128)(uint64_t)mantissa << (place % 32);
    for (int i = place / 32; shifted; i++, shifted >>= 32) {
        low = (uint64_t)shifted & UINT32_MAX;
        s->digit[i] += term < 0 ? -(int64_t)low : (int64_t)low;
    }
    if (++s->pending >= PENDING_MOST)
        carry(s);
}

void t4_sum_merge(t4_sum *s, const t4_sum *other)
{
    t4_sum copy = *other;

    carry(&copy);
    carry(s);
    for (int i = 0; i < T4_SUM_DIGITS; i++)
        s->digit[i] += copy.digit[i];
    s->pending = 2;
    s->undefined |= copy.undefined;
}

/* Magnitude in normal digits; returns whether it is negative. */
static int magnitude(t4_sum *s)
{
    carry(s);
    if (s->digit[T4_SUM_DIGITS - 1] >= 0)
        return 0;
    for (int i = 0; i < T4_SUM_DIGITS; i++)
        s->digit[i] = -s->digit[i];
    carry(s);
    return 1;
}

double t4_sum_value(const t4_sum *sum)
{
    t4_sum s = *sum;
    int negative = magnitude(&s), top = T4_SUM_DIGITS - 1;
    unsigned __int128 head = 0;
    double value;

    if (s.undefined)
        return NAN;
    while (top > 0 && s.digit[top] == 0)
        top--;
    for (int i = 0; i < 4; i++)
        head = head << 32 | (top - i >= 0 ? (uint64_t)s.digit[top - i] : 0);
    for (int i = top - 4; i >= 0; i--)
        if (s.digit[i]) {
            head |= 1;   /* the rest decides a tie only */
            break;
        }
    value = ldexp((double)head, (top - 3) * 32 + LOWEST);
    return negative ? -value : value;
}
