/* SPDX-License-Identifier: MIT */
#include "clean/plain_number.h"

#include <endian.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define WITH_SIMD 1
#endif

static const int64_t powers[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
    100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
    10000000000000000, 100000000000000000, 1000000000000000000,
};

#define EACH(byte) (0x0101010101010101u * (uint64_t)(unsigned char)(byte))

/* Last n <= 8 characters as a word with '0' in front of them; the last one in the highest byte. */
static inline uint64_t padded(const char *end, size_t n)
{
    uint64_t word, front;

    if (!n)
        return EACH('0');
    memcpy(&word, end - 8, 8);
    word = le64toh(word);
    if (n == 8)
        return word;
    front = ((uint64_t)1 << (8 * (8 - n))) - 1;
    return (word & ~front) | (EACH('0') & front);
}

/* Place 0..7 of the first byte that equals the point, or 8. */
static inline unsigned find_point(uint64_t word, char point)
{
    uint64_t x = word ^ EACH(point);
    uint64_t hits = (x - EACH(1)) & ~x & EACH(0x80);

    return hits ? (unsigned)__builtin_ctzll(hits) >> 3 : 8;
}

/* The word without its byte at `place`; the bytes before it move up, `carry` comes in below. */
static inline uint64_t take_out(uint64_t word, unsigned place, uint64_t carry)
{
    uint64_t below = ((uint64_t)1 << (8 * place)) - 1;
    uint64_t above = place == 7 ? 0 : word & ~((below << 8) | 0xFF);

    return above | (word & below) << 8 | carry;
}

static inline bool all_digits(uint64_t word)
{
    return ((word & EACH(0xF0)) | ((word + EACH(0x06)) & EACH(0xF0)) >> 4) == EACH(0x33);
}

/* Eight digit characters, the first in the lowest byte (Lemire's multiplications). */
static inline uint64_t eight_digits(uint64_t word)
{
    word -= EACH('0');
    word = word * 10 + (word >> 8);
    return (uint32_t)(((word & 0x000000FF000000FF) * 0x000F424000000064 +
                       (word >> 16 & 0x000000FF000000FF) * 0x0000271000000001) >> 32);
}

bool t4_plain_number(const char *end, size_t n, size_t before, char point, int decimals,
                     int64_t *value)
{
    bool negative = n && end[-(ptrdiff_t)n] == '-';
    uint64_t low, high = EACH('0');
    unsigned place, fraction = 0;
    int64_t number;

    n -= negative;
    if (n == 0 || n > 16 || before < 16)
        return false;
    low = padded(end, n > 8 ? 8 : n);
    if (n > 8)
        high = padded(end - 8, n - 8);
    place = find_point(low, point);
    if (place < 8) {
        low = take_out(low, place, high >> 56);
        high = high << 8 | '0';
        fraction = 7 - place;
        n--;
    } else if (n > 8 && (place = find_point(high, point)) < 8) {
        high = take_out(high, place, '0');
        fraction = 15 - place;
        n--;
    }
    if (!n || !all_digits(low) || !all_digits(high) || fraction > (unsigned)decimals)
        return false;
    number = (int64_t)(eight_digits(high) * 100000000 + eight_digits(low));
    if (__builtin_mul_overflow(number, powers[(unsigned)decimals - fraction], &number) ||
        number == INT64_MAX)
        return false;
    *value = negative ? -number : number;
    return true;
}

/* --- plain C, one by one ------------------------------------------------------------ */

void t4_plain_scale_init(t4_plain_scale *scale, char point, int decimals)
{
    scale->point = point;
    scale->decimals = decimals;
    for (int place = 0; place < T4_PLAIN_DIGITS; place++) {
        int fraction = T4_PLAIN_DIGITS - 1 - place;

        scale->factor[place] = fraction > decimals ? 0 : powers[decimals - fraction];
    }
    scale->factor[T4_PLAIN_DIGITS] = powers[decimals];
}

static uint64_t read_plain(const t4_plain_column *column, uint32_t first, uint32_t count,
                           const t4_plain_scale *scale, int64_t *values)
{
    uint64_t hard = 0;

    for (uint32_t i = 0; i < count; i++) {
        size_t k = (size_t)(first + i) * column->stride, end = column->ends[k];

        values[i] = 0;
        if (!t4_plain_number(column->bytes + end, end - column->starts[k], end, scale->point,
                             scale->decimals, &values[i]) || column->bytes[column->starts[k]] == '-')
            hard |= (uint64_t)1 << i;
    }
    return hard;
}

/* --- x86: all 16 characters at once ------------------------------------------------ */

#ifdef WITH_SIMD

/* From byte 16 - n on: which of the last 16 characters belong to a number of n. */
static const unsigned char kept[32] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

/* The moves that take a point at `place` out (16 = none); 128 makes a zero. */
#define UP_TO(place, i) ((i) > (place) ? (i) : (i) == 0 ? 128 : (i) - 1)
#define MOVES(p)                                                                               \
    {UP_TO(p, 0), UP_TO(p, 1), UP_TO(p, 2), UP_TO(p, 3), UP_TO(p, 4), UP_TO(p, 5), UP_TO(p, 6), \
     UP_TO(p, 7), UP_TO(p, 8), UP_TO(p, 9), UP_TO(p, 10), UP_TO(p, 11), UP_TO(p, 12),          \
     UP_TO(p, 13), UP_TO(p, 14), UP_TO(p, 15)}
static const unsigned char moves[T4_PLAIN_DIGITS + 1][T4_PLAIN_DIGITS] = {
    MOVES(0), MOVES(1), MOVES(2), MOVES(3), MOVES(4), MOVES(5), MOVES(6), MOVES(7), MOVES(8),
    MOVES(9), MOVES(10), MOVES(11), MOVES(12), MOVES(13), MOVES(14), MOVES(15),
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
};

/* 16 digits to two numbers of eight: the first ones in the low half. */
__attribute__((target("sse4.1"))) static inline uint64_t two_eights(__m128i digits)
{
    __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010A));
    __m128i quarters = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));
    __m128i words = _mm_packus_epi32(quarters, quarters);

    return (uint64_t)_mm_cvtsi128_si64(_mm_madd_epi16(words, _mm_set1_epi32(0x00012710)));
}

__attribute__((target("sse4.1"))) static uint64_t
read_sse41(const t4_plain_column *column, uint32_t first, uint32_t count,
           const t4_plain_scale *scale, int64_t *values)
{
    const __m128i zeros = _mm_set1_epi8('0'), nine = _mm_set1_epi8(9);
    const __m128i point = _mm_set1_epi8((char)(scale->point - '0'));
    uint64_t hard = 0;

    for (uint32_t i = 0; i < count; i++) {
        size_t k = (size_t)(first + i) * column->stride, end = column->ends[k];
        size_t n = end - column->starts[k];
        unsigned points, place;
        bool good = n - 1 < T4_PLAIN_DIGITS && end >= T4_PLAIN_DIGITS;
        uint64_t eights;
        __m128i digits, most;

        if (__builtin_expect(!good, 0)) {
            hard |= (uint64_t)1 << i;
            continue;
        }
        digits = _mm_loadu_si128((const __m128i *)(column->bytes + end - T4_PLAIN_DIGITS));
        digits = _mm_and_si128(_mm_sub_epi8(digits, zeros),
                               _mm_loadu_si128((const __m128i *)(kept + n)));
        points = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(digits, point));
        place = (unsigned)__builtin_ctz(points | 1u << T4_PLAIN_DIGITS);
        digits = _mm_shuffle_epi8(digits, _mm_loadu_si128((const __m128i *)moves[place]));
        most = _mm_max_epu8(digits, nine);   /* a second point is no digit either */
        good = _mm_movemask_epi8(_mm_cmpeq_epi8(most, nine)) == 0xFFFF && n > (points != 0);
        eights = two_eights(digits);
        good = good && scale->factor[place] &&
               !__builtin_mul_overflow((int64_t)((uint32_t)eights * (uint64_t)100000000 + (eights >> 32)),
                                       scale->factor[place], &values[i]) &&
               values[i] != INT64_MAX;
        hard |= (uint64_t)!good << i;
    }
    return hard;
}

#endif

/* --- which ----------------------------------------------------------------------------- */

t4_plain_read *t4_plain_named(const char *name)
{
#ifdef WITH_SIMD
    if (!strcmp(name, "sse4.1"))
        return __builtin_cpu_supports("sse4.1") ? read_sse41 : NULL;
#endif
    return !strcmp(name, "plain") ? read_plain : NULL;
}

t4_plain_read *t4_plain_best(void)
{
    t4_plain_read *best = t4_plain_named("sse4.1");

    return best ? best : read_plain;
}
