/* SPDX-License-Identifier: MIT */
/* Trader ids so near to each other that they may be one trader: listed, never changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "clean/state.h"

/*
 * Two methods.  Ids that are equal without punctuation and leading zeros; and,
 * for ids of 8 to 32 bytes, pairs one edit apart (a character replaced, left
 * out, put in, or two neighbours swapped), found by the hashes of an id and of
 * all its single deletions (the deletion neighbourhood of Garbe 2012).  Where
 * ids are dense, as registration numbers are, nearly every id has neighbours
 * and nearness means nothing: only pairs without a third id near them are
 * listed.  The stated limits bound time and memory.
 */
enum {
    SHORTEST = 8, LONGEST = 32,
    MOST_VARIANTS = 1 << 21,   /* past this the second method is left out */
    MOST_PAIRS = 1 << 20,      /* the same */
    MOST_GROUP = 64,           /* a variant shared by more ids tells nothing */
    MOST_LISTED = 1000
};

typedef struct {
    uint64_t hash;
    uint32_t rank;  /* place of the id in bytewise order */
} variant;

typedef struct {
    uint32_t a, b;  /* ranks, a < b */
    bool spelling;  /* by the first method */
} pair;

typedef struct {
    const t4_dict *traders;
    uint32_t *order;
    size_t count;
    variant *variants;
    size_t variant_count, variant_room;
    pair *pairs;
    size_t pair_count, pair_room;
} finder;

static const char *text_of(const finder *f, uint32_t rank, size_t *n)
{
    return t4_dict_text(f->traders, f->order[rank], n);
}

/* No id at all, or one made for a record without a trader. */
static bool is_stand_in(const char *text, size_t n)
{
    return !n || (n > 8 && !memcmp(text, "missing:", 8));
}

static bool add_pair(finder *f, uint32_t a, uint32_t b, bool spelling)
{
    if (!t4_grow(&f->pairs, &f->pair_room, f->pair_count, sizeof *f->pairs))
        return false;
    f->pairs[f->pair_count++] = (pair){a < b ? a : b, a < b ? b : a, spelling};
    return true;
}

/* Letters and digits of an id, without leading zeros. */
static size_t bare(const char *text, size_t n, char *out)
{
    size_t length = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == '0' && !length)
            continue;
        if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
            out[length++] = text[i];
    }
    return length;
}

static bool find_spellings(finder *f)
{
    t4_dict *keys = t4_dict_new(f->count + 1);
    uint32_t *first = t4_alloc(f->count + 1, sizeof *first);
    bool good = keys && first;
    char key[256];

    for (uint32_t rank = 0; good && rank < f->count; rank++) {
        size_t n, length;
        const char *text = text_of(f, rank, &n);
        size_t known;
        uint32_t id;

        if (is_stand_in(text, n) || n > sizeof key)
            continue;
        length = bare(text, n, key);
        if (!length)
            continue;
        known = t4_dict_count(keys);
        id = t4_dict_add(keys, key, length);
        good = id != T4_DICT_NONE;
        if (good && id == known)
            first[id] = rank;
        else if (good && f->pair_count < MOST_PAIRS)
            good = add_pair(f, first[id], rank, true);
    }
    t4_dict_free(keys);
    t4_free(first);
    return good;
}

static bool add_variant(finder *f, const char *text, size_t n, uint32_t rank)
{
    if (!t4_grow(&f->variants, &f->variant_room, f->variant_count, sizeof *f->variants))
        return false;
    f->variants[f->variant_count++] = (variant){t4_hash(text, n), rank};
    return true;
}

static bool add_variants(finder *f, uint32_t rank)
{
    size_t n;
    const char *text = text_of(f, rank, &n);
    char shorter[LONGEST];
    bool good;

    if (is_stand_in(text, n) || n < SHORTEST || n > LONGEST)
        return true;
    good = add_variant(f, text, n, rank);
    for (size_t i = 0; good && i < n; i++) {
        if (i && text[i] == text[i - 1])
            continue;  /* the same as without the one before */
        memcpy(shorter, text, i);
        memcpy(shorter + i, text + i + 1, n - i - 1);
        good = add_variant(f, shorter, n - 1, rank);
    }
    return good;
}

static int compare_variants(const void *a, const void *b)
{
    const variant *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Exactly one replacement, insertion, deletion or swap of neighbours apart? */
static bool one_edit(const char *a, size_t n, const char *b, size_t m)
{
    size_t head = 0, tail = 0, least = n < m ? n : m;

    while (head < least && a[head] == b[head])
        head++;
    while (tail < least - head && a[n - 1 - tail] == b[m - 1 - tail])
        tail++;
    if (n != m)
        return (n > m ? n - m : m - n) == 1 && head + tail >= least;
    if (head + tail + 1 == n)
        return true;
    return head + tail + 2 == n && a[head] == b[head + 1] && a[head + 1] == b[head];
}

static bool pair_group(finder *f, size_t begin, size_t end)
{
    bool good = true;

    for (size_t i = begin; i < end; i++)
        for (size_t k = i + 1; good && k < end; k++) {
            uint32_t x = f->variants[i].rank, y = f->variants[k].rank;
            size_t n, m;
            const char *a = text_of(f, x, &n), *b = text_of(f, y, &m);

            if (x != y && f->pair_count < MOST_PAIRS && one_edit(a, n, b, m))
                good = add_pair(f, x, y, false);
        }
    return good;
}

static bool find_edits(finder *f)
{
    bool good = true;

    for (uint32_t rank = 0; good && rank < f->count && f->variant_count <= MOST_VARIANTS; rank++)
        good = add_variants(f, rank);
    if (!good || f->variant_count > MOST_VARIANTS || !f->variant_count)
        return good;
    qsort(f->variants, f->variant_count, sizeof *f->variants, compare_variants);
    for (size_t i = 0, end; good && i < f->variant_count; i = end) {
        for (end = i + 1; end < f->variant_count && f->variants[end].hash == f->variants[i].hash;)
            end++;
        if (end - i <= MOST_GROUP)
            good = pair_group(f, i, end);
    }
    return good;
}

static int compare_pairs(const void *a, const void *b)
{
    const pair *x = a, *y = b;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return (int)y->spelling - (int)x->spelling;
}

/* Sort; the same pair once, as what the first method said. */
static void unite(finder *f)
{
    size_t kept = 0;

    if (f->pair_count)
        qsort(f->pairs, f->pair_count, sizeof *f->pairs, compare_pairs);
    for (size_t i = 0; i < f->pair_count; i++)
        if (!kept || f->pairs[kept - 1].a != f->pairs[i].a || f->pairs[kept - 1].b != f->pairs[i].b)
            f->pairs[kept++] = f->pairs[i];
    f->pair_count = kept;
}

static bool list_pair(const finder *f, const pair *p, t4_issues *closing)
{
    size_t n, m;
    const char *a = text_of(f, p->a, &n), *b = text_of(f, p->b, &m);
    char found[256];
    t4_issue issue = {.kind = T4_ISSUE_TRADER_SIMILAR, .action = T4_ACT_KEEP, .field = "trader",
                      .found = found, .secret = true};

    snprintf(found, sizeof found, "%.90s and %.90s", a, b);
    issue.expected = p->spelling
        ? "one spelling: the ids differ in punctuation or leading zeros only"
        : "two traders: the ids differ by one character";
    return t4_issues_add(closing, &issue);
}

static bool list_pairs(finder *f, t4_issues *closing)
{
    uint32_t *near = t4_alloc_zero(f->count + 1, sizeof *near);
    size_t listed = 0, left_out = 0;
    bool good = near != NULL;
    char expected[80];
    t4_issue issue = {.kind = T4_ISSUE_TRADER_SIMILAR, .action = T4_ACT_KEEP, .field = "trader",
                      .expected = expected};

    for (size_t i = 0; good && i < f->pair_count; i++)
        if (!f->pairs[i].spelling) {
            near[f->pairs[i].a]++;
            near[f->pairs[i].b]++;
        }
    for (size_t i = 0; good && i < f->pair_count; i++) {
        const pair *p = &f->pairs[i];

        if (!p->spelling && (near[p->a] > 1 || near[p->b] > 1))
            continue;
        if (listed++ < MOST_LISTED)
            good = list_pair(f, p, closing);
        else
            left_out++;
    }
    if (good && left_out) {
        snprintf(expected, sizeof expected, "%zu more pairs of similar ids are not listed", left_out);
        good = t4_issues_add(closing, &issue);
    }
    t4_free(near);
    return good;
}

t4_status t4_similar_traders(const t4_dict *traders, t4_issues *closing, t4_error *err)
{
    finder f = {.traders = traders, .count = t4_dict_count(traders)};
    bool good;

    f.order = t4_dict_order(traders);
    good = f.order && find_spellings(&f);
    if (good) {
        size_t sure = f.pair_count;

        good = find_edits(&f);
        if (f.pair_count >= MOST_PAIRS)
            f.pair_count = sure;
    }
    if (good) {
        unite(&f);
        good = list_pairs(&f, closing);
    }
    t4_free(f.order);
    t4_free(f.variants);
    t4_free(f.pairs);
    return good ? T4_OK : t4_fail_memory(err);
}
