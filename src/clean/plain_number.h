/* SPDX-License-Identifier: MIT */
/* Plain numbers (digits with at most one point) to scaled integers; vectorised, with a plain twin. */
#ifndef T4_CLEAN_PLAIN_NUMBER_H
#define T4_CLEAN_PLAIN_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    T4_PLAIN_DIGITS = 16,   /* characters of the longest plain number */
    T4_PLAIN_ROWS = 64      /* rows of one call */
};

/* How the numbers of a column are written and scaled. */
typedef struct {
    char point;
    int decimals;
    /* What to multiply by when the point is character `place` of the last 16 (16 = none); 0 = too many decimals. */
    int64_t factor[T4_PLAIN_DIGITS + 1];
} t4_plain_scale;

void t4_plain_scale_init(t4_plain_scale *scale, char point, int decimals);

/* Field r ends at bytes + ends[r * stride] and begins at starts[r * stride]. */
typedef struct {
    const char *bytes;
    const uint32_t *starts, *ends;
    size_t stride;
} t4_plain_column;

/*
 * Read rows first .. first + count - 1 (count <= T4_PLAIN_ROWS) to values[0 ..].
 * Bit i of the result: that row is not plain (a sign, another character, too
 * long, too fine, too large, too near the beginning of the bytes), its value
 * means nothing.
 */
typedef uint64_t t4_plain_read(const t4_plain_column *column, uint32_t first, uint32_t count,
                               const t4_plain_scale *scale, int64_t *values);

/* The fastest one that this processor has. */
t4_plain_read *t4_plain_best(void);
/* "sse4.1" or "plain"; NULL when this processor or build does not have it. All give the same values. */
t4_plain_read *t4_plain_named(const char *name);

/* One number, also with a minus; `before` bytes up to its end may be read. False: left to the exact parser. */
bool t4_plain_number(const char *end, size_t n, size_t before, char point, int decimals,
                     int64_t *value);

#endif
