/* SPDX-License-Identifier: MIT */
/* The packed form of records and pairs: small keys and amounts of any width in a few bytes each. */
#ifndef T4_CUBE_PACKED_H
#define T4_CUBE_PACKED_H

#include <endian.h>
#include <string.h>

#include "base/decimal.h"

/*
 * A packed item is a control word, T4_PACK_KEYS keys and some amounts.  The
 * control word holds 2 bits for each key (0, 1, 2 or 4 bytes follow) and 4
 * bits for each amount (0..8, 9..14 or, for 15, 16 bytes of its zigzag form).
 * Bytes are little-endian; reading may touch T4_PACK_SLACK bytes behind an
 * item, writing too.  No step depends on a length through a branch, which is
 * what makes it fast (after the group varint of Dean, 2009).
 */
enum {
    T4_PACK_KEYS = 6,
    T4_PACK_AMOUNTS = 8,
    T4_PACK_MOST = 6 + 4 * T4_PACK_KEYS + 16 * T4_PACK_AMOUNTS,  /* longest item */
    T4_PACK_SLACK = 16
};

typedef struct {
    int amounts;
    uint8_t key_bytes[1 << (2 * T4_PACK_KEYS)];    /* all keys' bytes by their control bits */
} t4_pack;

/*
 * The functions below take the number of amounts apart from the pack: a
 * caller that knows it as a constant gets them unrolled.
 */
static inline unsigned t4_pack_control_bytes(int amounts)
{
    return amounts > 5 ? 6 : 4;
}

static const uint8_t t4_pack_key_length[4] = {0, 1, 2, 4};
static const uint32_t t4_pack_key_mask[4] = {0, 0xFF, 0xFFFF, 0xFFFFFFFF};
static const uint64_t t4_pack_mask[16] = {
    0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF,
    UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX,
};

static inline void t4_pack_init(t4_pack *pack, int amounts)
{
    pack->amounts = amounts;
    for (unsigned bits = 0; bits < sizeof pack->key_bytes; bits++) {
        pack->key_bytes[bits] = 0;
        for (int k = 0; k < T4_PACK_KEYS; k++)
            pack->key_bytes[bits] = (uint8_t)(pack->key_bytes[bits] +
                                              t4_pack_key_length[bits >> 2 * k & 3]);
    }
}

static inline uint64_t t4_pack_load(const uint8_t *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
    return le64toh(word);
}

static inline void t4_pack_store(uint8_t *p, uint64_t word)
{
    word = htole64(word);
    memcpy(p, &word, sizeof word);
}

static inline void t4_pack_store_control(uint8_t *p, int amounts, uint64_t control)
{
    uint32_t low = htole32((uint32_t)control);
    uint16_t high = htole16((uint16_t)(control >> 32));

    memcpy(p, &low, sizeof low);
    if (amounts > 5)
        memcpy(p + 4, &high, sizeof high);
}

static inline uint8_t *t4_pack_write_keys(uint8_t *p, const uint32_t keys[T4_PACK_KEYS],
                                          uint64_t *control)
{
#pragma GCC unroll 8
    for (int k = 0; k < T4_PACK_KEYS; k++) {
        uint32_t value = htole32(keys[k]);
        unsigned code = (keys[k] != 0) + (keys[k] > 0xFF) + (keys[k] > 0xFFFF);

        memcpy(p, &value, sizeof value);
        p += t4_pack_key_length[code];
        *control |= (uint64_t)code << 2 * k;
    }
    return p;
}

/* Bytes that hold a word, 0 for 0. */
static inline unsigned t4_pack_bytes(uint64_t word)
{
    return word ? (unsigned)(71 - __builtin_clzll(word)) >> 3 : 0;
}

/* One item with n 64-bit amounts; returns the end. */
static inline uint8_t *t4_pack_write(uint8_t *to, int n, const uint32_t keys[T4_PACK_KEYS],
                                     const int64_t *amounts)
{
    uint64_t control = 0;
    uint8_t *p = t4_pack_write_keys(to + t4_pack_control_bytes(n), keys, &control);

#pragma GCC unroll 8
    for (int a = 0; a < n; a++) {
        uint64_t zigzag = (uint64_t)amounts[a] << 1 ^ (uint64_t)(amounts[a] >> 63);
        unsigned bytes = t4_pack_bytes(zigzag);

        t4_pack_store(p, zigzag);
        p += bytes;
        control |= (uint64_t)bytes << (2 * T4_PACK_KEYS + 4 * a);
    }
    t4_pack_store_control(to, n, control);
    return p;
}

/* The same with 128-bit amounts. */
static inline uint8_t *t4_pack_write_wide(uint8_t *to, int n, const uint32_t keys[T4_PACK_KEYS],
                                          const t4_int128 *amounts)
{
    uint64_t control = 0;
    uint8_t *p = t4_pack_write_keys(to + t4_pack_control_bytes(n), keys, &control);

    for (int a = 0; a < n; a++) {
        t4_uint128 zigzag = (t4_uint128)amounts[a] << 1 ^ (t4_uint128)(amounts[a] >> 127);
        uint64_t high = (uint64_t)(zigzag >> 64);
        unsigned bytes = high ? 8 + t4_pack_bytes(high) : t4_pack_bytes((uint64_t)zigzag);

        t4_pack_store(p, (uint64_t)zigzag);
        if (high)
            t4_pack_store(p + 8, high);
        bytes = bytes > 14 ? 16 : bytes;
        p += bytes;
        control |= (uint64_t)(bytes == 16 ? 15 : bytes) << (2 * T4_PACK_KEYS + 4 * a);
    }
    t4_pack_store_control(to, n, control);
    return p;
}

static inline const uint8_t *t4_pack_read_keys(const uint8_t *p, int amounts, uint64_t control,
                                               uint32_t keys[T4_PACK_KEYS])
{
    p += t4_pack_control_bytes(amounts);
#pragma GCC unroll 8
    for (int k = 0; k < T4_PACK_KEYS; k++) {
        unsigned code = control >> 2 * k & 3;
        uint32_t value;

        memcpy(&value, p, sizeof value);
        keys[k] = le32toh(value) & t4_pack_key_mask[code];
        p += t4_pack_key_length[code];
    }
    return p;
}

/* Where an item's amounts begin. */
static inline const uint8_t *t4_pack_skip_keys(const uint8_t *p, const t4_pack *pack, int amounts,
                                               uint64_t control)
{
    return p + t4_pack_control_bytes(amounts) +
           pack->key_bytes[control & (sizeof pack->key_bytes - 1)];
}

static inline t4_int128 t4_pack_unzigzag(t4_uint128 zigzag)
{
    return (t4_int128)(zigzag >> 1 ^ -(zigzag & 1));
}

/* Amount number `index` of an item, at p; returns its end. */
static inline const uint8_t *t4_pack_read_amount(const uint8_t *p, uint64_t control, int index,
                                                 t4_int128 *amount)
{
    unsigned n = control >> (2 * T4_PACK_KEYS + 4 * index) & 15;
    uint64_t low = t4_pack_load(p) & t4_pack_mask[n];

    if (__builtin_expect(n > 8, 0)) {
        uint64_t high = n == 15 ? t4_pack_load(p + 8) : t4_pack_load(p + 8) & t4_pack_mask[n - 8];

        *amount = t4_pack_unzigzag((t4_uint128)high << 64 | low);
        return p + (n == 15 ? 16 : n);
    }
    *amount = (int64_t)(low >> 1 ^ -(low & 1));
    return p + n;
}

/* The same where every amount is known to fit in 64 bits. */
static inline const uint8_t *t4_pack_read_narrow(const uint8_t *p, uint64_t control, int index,
                                                 int64_t *amount)
{
    unsigned n = control >> (2 * T4_PACK_KEYS + 4 * index) & 15;
    uint64_t zigzag = t4_pack_load(p) & t4_pack_mask[n];

    *amount = (int64_t)(zigzag >> 1 ^ -(zigzag & 1));
    return p + n;
}

/* The end of an item whose amounts begin at p. */
static inline const uint8_t *t4_pack_skip_amounts(const uint8_t *p, int amounts, uint64_t control)
{
    uint64_t n = control >> 2 * T4_PACK_KEYS & (((uint64_t)1 << 4 * amounts) - 1);
    uint64_t long_ones = n & ((n & 0x7777777777777777u) + 0x7777777777777777u) & 0x8888888888888888u;

    if (__builtin_expect(long_ones != 0, 0)) {
        for (int a = 0; a < amounts; a++)
            p += (n >> 4 * a & 15) == 15 ? 16 : n >> 4 * a & 15;
        return p;
    }
    n = (n & 0x0F0F0F0F0F0F0F0Fu) + (n >> 4 & 0x0F0F0F0F0F0F0F0Fu);
    return p + (n * 0x0101010101010101u >> 56);
}

static inline uint64_t t4_pack_control(const uint8_t *p, int amounts)
{
    return t4_pack_load(p) & (amounts > 5 ? 0xFFFFFFFFFFFFu : 0xFFFFFFFFu);
}

#endif
