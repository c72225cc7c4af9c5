/* SPDX-License-Identifier: MIT */
#include "io/scan.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define WITH_SIMD 1
#endif

uint64_t t4_scan_inside_slowly(t4_quote_state *state, uint64_t structure, uint64_t quotes)
{
    uint64_t mask = 0;
    int from = 0, opens = state->boundary ? 0 : -1;  /* where a quote would open */
    bool inside = state->inside;

    for (uint64_t bits = structure | quotes; bits; bits &= bits - 1) {
        int place = __builtin_ctzll(bits);
        bool quote = quotes >> place & 1;

        if (inside && quote) {
            mask |= ((uint64_t)1 << place) - ((uint64_t)1 << from);
            inside = false;
            opens = place + 1;
        } else if (!inside && !quote) {
            opens = place + 1;
        } else if (!inside && place == opens) {
            inside = true;
            from = place;
        } else if (!inside) {
            state->stray = true;
        }
    }
    if (inside)
        mask |= ~(uint64_t)0 << from;
    state->inside = inside;
    state->boundary = !inside && opens == 64;
    return mask;
}

/* --- plain C: eight bytes at a time -------------------------------------------- */

/* Bit i is set when byte i of the eight is zero. */
static uint64_t zero_bytes(uint64_t word)
{
    const uint64_t low = 0x7F7F7F7F7F7F7F7Fu;
    uint64_t zero = ~(((word & low) + low) | word | low) >> 7;

    return (zero * 0x0102040810204080u) >> 56;
}

static uint64_t load(const char *bytes)
{
    uint64_t word = 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&word, bytes, sizeof word);
#else
    for (int i = 0; i < 8; i++)
        word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
#endif
    return word;
}

static uint64_t repeat(char byte)
{
    return (unsigned char)byte * 0x0101010101010101u;
}

static void plain_word(const char *bytes, uint64_t separator, size_t w, t4_scan *scan)
{
    uint64_t separators = 0, newlines = 0, quotes = 0;

    for (int i = 0; i < 64; i += 8) {
        uint64_t word = load(bytes + i);

        separators |= zero_bytes(word ^ separator) << i;
        newlines |= zero_bytes(word ^ repeat('\n')) << i;
        quotes |= zero_bytes(word ^ repeat('"')) << i;
    }
    scan->separators[w] = separators;
    scan->newlines[w] = newlines;
    scan->quotes[w] = quotes;
}

/* The last bytes, fewer than 64: through a copy, so that nothing behind the end is read. */
static size_t last_word(const char *bytes, size_t n, char separator, size_t w, t4_scan *scan)
{
    char copy[64];
    uint64_t real = ((uint64_t)1 << n) - 1;

    if (!n)
        return w;
    memset(copy, 0, sizeof copy);
    memcpy(copy, bytes, n);
    plain_word(copy, repeat(separator), w, scan);
    scan->separators[w] &= real;
    return w + 1;
}

static size_t masks_plain(const char *bytes, size_t n, char separator, t4_scan *scan)
{
    size_t words = n / 64;

    for (size_t w = 0; w < words; w++)
        plain_word(bytes + 64 * w, repeat(separator), w, scan);
    return last_word(bytes + 64 * words, n % 64, separator, words, scan);
}

static void count_bytes(const char *bytes, size_t i, size_t n, t4_scan_census *census)
{
    for (; i < n; i++) {
        census->newlines += bytes[i] == '\n';
        census->quote |= bytes[i] == '"';
        census->nul |= bytes[i] == '\0';
        census->foreign |= (unsigned char)bytes[i] >= 0x80;
    }
}

static t4_scan_census count_plain(const char *bytes, size_t n)
{
    t4_scan_census census = {0};

    count_bytes(bytes, 0, n, &census);
    return census;
}

/* --- x86: 16 or 32 bytes at a time ------------------------------------------------ */

#ifdef WITH_SIMD

static uint64_t equal_sse2(const __m128i part[4], char byte)
{
    __m128i wanted = _mm_set1_epi8(byte);
    uint64_t mask = 0;

    for (int i = 0; i < 4; i++)
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(part[i], wanted)) << (16 * i);
    return mask;
}

static size_t masks_sse2(const char *bytes, size_t n, char separator, t4_scan *scan)
{
    size_t words = n / 64;

    for (size_t w = 0; w < words; w++) {
        __m128i part[4];

        for (int i = 0; i < 4; i++)
            part[i] = _mm_loadu_si128((const __m128i *)(bytes + 64 * w) + i);
        scan->separators[w] = equal_sse2(part, separator);
        scan->newlines[w] = equal_sse2(part, '\n');
        scan->quotes[w] = equal_sse2(part, '"');
    }
    return last_word(bytes + 64 * words, n % 64, separator, words, scan);
}

static t4_scan_census count_sse2(const char *bytes, size_t n)
{
    t4_scan_census census = {0};
    __m128i quotes = _mm_setzero_si128(), nuls = quotes, zero = quotes, sum = zero, all = zero;
    size_t i = 0;

    while (i + 16 <= n) {
        __m128i lines = zero;

        /* A lane counts to 255 at most. */
        for (int k = 0; k < 255 && i + 16 <= n; k++, i += 16) {
            __m128i part = _mm_loadu_si128((const __m128i *)(bytes + i));

            lines = _mm_sub_epi8(lines, _mm_cmpeq_epi8(part, _mm_set1_epi8('\n')));
            quotes = _mm_or_si128(quotes, _mm_cmpeq_epi8(part, _mm_set1_epi8('"')));
            nuls = _mm_or_si128(nuls, _mm_cmpeq_epi8(part, zero));
            all = _mm_or_si128(all, part);
        }
        sum = _mm_add_epi64(sum, _mm_sad_epu8(lines, zero));
    }
    census.newlines = (size_t)(_mm_cvtsi128_si64(sum) + _mm_cvtsi128_si64(_mm_srli_si128(sum, 8)));
    census.quote = _mm_movemask_epi8(quotes) != 0;
    census.nul = _mm_movemask_epi8(nuls) != 0;
    census.foreign = _mm_movemask_epi8(all) != 0;
    count_bytes(bytes, i, n, &census);
    return census;
}

__attribute__((target("avx2"))) static inline uint64_t equal_avx2(__m256i low, __m256i high,
                                                                  __m256i wanted)
{
    uint32_t a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint32_t b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));

    return a | (uint64_t)b << 32;
}

__attribute__((target("avx2"))) static size_t masks_avx2(const char *bytes, size_t n,
                                                         char separator, t4_scan *scan)
{
    __m256i by = _mm256_set1_epi8(separator), newline = _mm256_set1_epi8('\n');
    __m256i quote = _mm256_set1_epi8('"');
    size_t words = n / 64;

    for (size_t w = 0; w < words; w++) {
        __m256i low = _mm256_loadu_si256((const __m256i *)(bytes + 64 * w));
        __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 64 * w) + 1);

        scan->separators[w] = equal_avx2(low, high, by);
        scan->newlines[w] = equal_avx2(low, high, newline);
        scan->quotes[w] = equal_avx2(low, high, quote);
    }
    return last_word(bytes + 64 * words, n % 64, separator, words, scan);
}

__attribute__((target("avx2"))) static t4_scan_census count_avx2(const char *bytes, size_t n)
{
    t4_scan_census census = {0};
    __m256i quotes = _mm256_setzero_si256(), nuls = quotes, zero = quotes, sum = zero, all = zero;
    uint64_t lane[4];
    size_t i = 0;

    while (i + 32 <= n) {
        __m256i lines = zero;

        for (int k = 0; k < 255 && i + 32 <= n; k++, i += 32) {
            __m256i part = _mm256_loadu_si256((const __m256i *)(bytes + i));

            lines = _mm256_sub_epi8(lines, _mm256_cmpeq_epi8(part, _mm256_set1_epi8('\n')));
            quotes = _mm256_or_si256(quotes, _mm256_cmpeq_epi8(part, _mm256_set1_epi8('"')));
            nuls = _mm256_or_si256(nuls, _mm256_cmpeq_epi8(part, zero));
            all = _mm256_or_si256(all, part);
        }
        sum = _mm256_add_epi64(sum, _mm256_sad_epu8(lines, zero));
    }
    _mm256_storeu_si256((__m256i *)lane, sum);
    census.newlines = lane[0] + lane[1] + lane[2] + lane[3];
    census.quote = _mm256_movemask_epi8(quotes) != 0;
    census.nul = _mm256_movemask_epi8(nuls) != 0;
    census.foreign = _mm256_movemask_epi8(all) != 0;
    count_bytes(bytes, i, n, &census);
    return census;
}

#endif

/* --- which ----------------------------------------------------------------------------- */

static const t4_scanner scanners[] = {
#ifdef WITH_SIMD
    {"avx2", masks_avx2, count_avx2},
    {"sse2", masks_sse2, count_sse2},
#endif
    {"plain", masks_plain, count_plain},
};

const t4_scanner *t4_scan_named(const char *name)
{
#ifdef WITH_SIMD
    if (!strcmp(name, "avx2") && !__builtin_cpu_supports("avx2"))
        return NULL;
#endif
    for (size_t i = 0; i < sizeof scanners / sizeof *scanners; i++)
        if (!strcmp(scanners[i].name, name))
            return &scanners[i];
    return NULL;
}

const t4_scanner *t4_scan_best(void)
{
    for (size_t i = 0; i < sizeof scanners / sizeof *scanners; i++)
        if (t4_scan_named(scanners[i].name))
            return &scanners[i];
    return NULL;
}
