/* SPDX-License-Identifier: MIT */
/* Exact decimals as scaled integers: parse, print, round; never a double, never a locale. */
#ifndef T4_BASE_DECIMAL_H
#define T4_BASE_DECIMAL_H

#include "base/status.h"

typedef __int128 t4_int128;
typedef unsigned __int128 t4_uint128;

enum {
    T4_DECIMALS_MAX = 18,       /* most digits behind the point */
    T4_DECIMAL_TEXT = 64        /* room for any printed decimal with its NUL */
};

typedef enum {
    T4_DECIMAL_OK = 0,
    T4_DECIMAL_EMPTY,      /* nothing but blanks */
    T4_DECIMAL_MALFORMED,  /* not a number in the given notation */
    T4_DECIMAL_OVERFLOW    /* does not fit in 127 bits at this scale */
} t4_decimal_result;

/* How numbers are written in a file. */
typedef struct {
    char point;      /* '.' or ',' */
    bool grouped;    /* thousands separators may stand in it */
} t4_notation;

/*
 * Parse text as a decimal scaled by 10^decimals.  Blanks around it are
 * skipped; thousands separators (space, NBSP in UTF-8 or as byte A0, thin and
 * narrow spaces, apostrophe, and whichever of '.' ',' is not the point) are
 * accepted between groups of three digits, or as in India of two before the
 * last three, when notation->grouped.  A sign may also be U+2212, stand behind
 * the number, or be parentheses around it.  Digits
 * beyond `decimals` are rounded half to even; *rest then gets
 * exact minus rounded in units of 10^-18 (0 when nothing was cut; digits
 * beyond the 18th are rounded into it).  rest may be NULL.
 */
t4_decimal_result t4_decimal_parse(const char *text, size_t n, const t4_notation *notation,
                                   int decimals, t4_int128 *value, int64_t *rest);

/* Take the sign off a trimmed number in any of these forms; true when it is negative. */
bool t4_decimal_take_sign(const char **text, size_t *n);

/* Print value / 10^decimals with exactly `decimals` digits; returns the length; NUL-terminates. */
size_t t4_decimal_print(t4_int128 value, int decimals, char text[T4_DECIMAL_TEXT]);
/* The same without zeros at its end: "80", "0.5". */
size_t t4_decimal_print_short(t4_int128 value, int decimals, char text[T4_DECIMAL_TEXT]);

/* Multiply or divide by powers of ten: from one scale to another, half to even. False on overflow. */
bool t4_decimal_rescale(t4_int128 value, int from, int to, t4_int128 *result);

/* a + b; false on overflow. */
static inline bool t4_add128(t4_int128 a, t4_int128 b, t4_int128 *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}

#endif
