/* SPDX-License-Identifier: MIT */
/* Where the bytes that structure a file stand, as bit masks; vectorised, with a plain twin. */
#ifndef T4_IO_SCAN_H
#define T4_IO_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    T4_SCAN_WORDS = 64,                  /* words of a piece: its masks stay in the first cache */
    T4_SCAN_BYTES = T4_SCAN_WORDS * 64   /* bytes of a piece */
};

/* Bit b of word w tells of byte 64 * w + b. */
typedef struct {
    uint64_t separators[T4_SCAN_WORDS];
    uint64_t newlines[T4_SCAN_WORDS];
    uint64_t quotes[T4_SCAN_WORDS];
} t4_scan;

/* Fill the masks of n <= T4_SCAN_BYTES bytes; bits behind the end are 0. Returns the words filled. */
typedef size_t t4_scan_masks(const char *bytes, size_t n, char separator, t4_scan *scan);

typedef struct {
    size_t newlines;
    bool quote, nul, foreign;   /* does a quote, a NUL, a byte beyond ASCII occur? */
} t4_scan_census;

typedef t4_scan_census t4_scan_count(const char *bytes, size_t n);

typedef struct {
    const char *name;      /* "avx2", "sse2", "plain" */
    t4_scan_masks *masks;
    t4_scan_count *count;
} t4_scanner;

/* The fastest one that this processor has. */
const t4_scanner *t4_scan_best(void);
/* One by name; NULL when this processor or build does not have it. All give the same answers. */
const t4_scanner *t4_scan_named(const char *name);

/* What is known of the text before a word. Begins as {.boundary = true}: at the start of a field. */
typedef struct {
    bool inside;    /* within quotes */
    bool boundary;  /* a quote that came next would open: a field starts, or a quote has just closed */
    bool stray;     /* somewhere so far a quote stood that neither opens nor closes */
} t4_quote_state;

/*
 * The bytes of a word that stand within quotes, as a mask (quote characters
 * themselves are in neither way of use).  A quote opens only where a field
 * starts; within quotes the next one closes, and one right behind it opens
 * again (a doubled quote); any other quote is a character like any other.
 */
uint64_t t4_scan_inside_slowly(t4_quote_state *state, uint64_t structure, uint64_t quotes);

static inline uint64_t t4_scan_inside(t4_quote_state *state, uint64_t separators,
                                      uint64_t newlines, uint64_t quotes)
{
    uint64_t structure = separators | newlines, inside = quotes;

    if (!quotes) {
        state->boundary = !state->inside && structure >> 63;
        return state->inside ? ~(uint64_t)0 : 0;
    }
    /* Were every quote to open or close, the parity of quotes so far would tell. */
    for (int shift = 1; shift < 64; shift *= 2)
        inside ^= inside << shift;
    if (state->inside)
        inside = ~inside;
    /* That holds when those that open stand where they may. */
    if (quotes & inside & ~((structure | quotes) << 1 | state->boundary))
        return t4_scan_inside_slowly(state, structure, quotes);
    state->inside = inside >> 63;
    state->boundary = !state->inside && (structure | quotes) >> 63;
    return inside;
}

#endif
