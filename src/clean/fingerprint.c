/* SPDX-License-Identifier: MIT */
/* A 128-bit fingerprint of every accepted item, by which equal items are found. */
#include <string.h>

#include "clean/state.h"

typedef struct {
    uint64_t a, b;
} print_state;

static inline uint64_t fold128(uint64_t x, uint64_t y)
{
    unsigned __int128 product = (unsigned __int128)x * y;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Two independent multiply-and-fold chains. */
static inline void mix(print_state *state, uint64_t word)
{
    state->a = fold128(state->a ^ word, 0x9E3779B97F4A7C15u) + 0xA0761D6478BD642Fu;
    state->b = fold128(state->b ^ word, 0xE7037ED1A0B428DBu) + 0x8EBC6AF09C88C6E3u;
}

static void mix_bytes(print_state *state, const char *bytes, size_t n)
{
    uint64_t word;

    mix(state, n);
    for (; n >= 8; bytes += 8, n -= 8) {
        memcpy(&word, bytes, 8);
        mix(state, word);
    }
    word = 0;
    memcpy(&word, bytes, n);
    mix(state, word);
}

/* The field as it stands: the day of a date counts, which the period has lost. */
static void mix_text(print_state *state, const t4_origin *origin, const t4_slices *slices,
                     uint32_t row)
{
    size_t n;
    const char *bytes;

    if (!origin->present || origin->slot < 0)
        return;
    bytes = t4_slices_field(slices, row, (uint32_t)origin->slot, &n);
    mix_bytes(state, bytes, n);
}

void t4_fingerprint_rows(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                         uint32_t accepted)
{
    const t4_domain *domain = cleaner->clean->domain;

    for (uint32_t i = 0; i < accepted; i++) {
        print_state state = {0x589965CC75374CC3u, 0x1D8E4E27C47D124Fu};

        mix(&state, (uint64_t)cleaner->ids[T4_FIELD_PERIOD][i] << 32 | cleaner->ids[T4_FIELD_FLOW][i]);
        mix(&state, (uint64_t)cleaner->ids[T4_FIELD_CODE][i] << 32 | cleaner->ids[T4_FIELD_PARTNER][i]);
        mix(&state, (uint64_t)cleaner->ids[T4_FIELD_TRADER][i] << 32 | cleaner->ids[T4_PLACE_UNIT][i]);
        for (int d = 0; d < domain->dimension_count; d++)
            mix(&state, cleaner->ids[T4_PLACE_DIMENSION + d][i]);
        for (unsigned a = 0; a < T4_AMOUNTS; a++) {
            t4_int128 value = binding->origins[T4_FIELD_VALUE + a].present ? t4_amount_at(cleaner, a, i)
                                                                           : 0;

            mix(&state, (uint64_t)value);
            mix(&state, (uint64_t)(value >> 64));
        }
        mix_text(&state, &binding->origins[T4_FIELD_PERIOD], slices, cleaner->origin[i]);
        mix_text(&state, &binding->origins[T4_FIELD_DECLARATION], slices, cleaner->origin[i]);
        cleaner->fingerprint[2 * (size_t)i] = state.a;
        cleaner->fingerprint[2 * (size_t)i + 1] = state.b;
    }
}
