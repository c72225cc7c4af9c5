/* SPDX-License-Identifier: MIT */
#include "model/partner.h"

#include <string.h>

#include "base/arena.h"
#include "base/dict.h"
#include "base/fold.h"
#include "base/memory.h"
#include "base/suggest.h"

enum {
    MOST_KEYS = 1 << 20,   /* spellings in one set */
    AMBIGUOUS = -1,
    FORGOTTEN = -2,
    SHORTEST_NAME = 3
};

typedef struct {
    const char *spelling;  /* as given; borrowed from the arena */
    int32_t code;          /* index in codes, or AMBIGUOUS, or FORGOTTEN */
    uint32_t points;       /* length of the folded spelling in characters */
    uint64_t letters;      /* which characters it has, as letters_of() tells */
} known_key;

typedef struct {
    const char *code, *label_en, *label_ru;
} known_code;

/* Spellings of a coarser kind, and the code of each. */
typedef struct {
    t4_dict *names;
    int32_t *codes;
    size_t room;
} spellings;

/*
 * `exact` ids index keys; `code_ids` ids index codes.  `loose` has the keys as
 * t4_fold_loose() makes them, `plain` those without the words that say what
 * kind of state it is, and without blanks.
 */
struct t4_partners {
    t4_arena arena;
    t4_dict *exact, *code_ids;
    spellings loose, plain;
    known_key *keys;
    known_code *codes;
    size_t key_room, code_room;
    t4_buffer scratch;     /* of t4_partners_add() only */
};

t4_partners *t4_partners_new(void)
{
    t4_partners *partners = t4_alloc_zero(1, sizeof *partners);

    if (!partners)
        return NULL;
    partners->exact = t4_dict_new(MOST_KEYS);
    partners->loose.names = t4_dict_new(MOST_KEYS);
    partners->plain.names = t4_dict_new(MOST_KEYS);
    partners->code_ids = t4_dict_new(MOST_KEYS);
    if (partners->exact && partners->loose.names && partners->plain.names && partners->code_ids)
        return partners;
    t4_partners_free(partners);
    return NULL;
}

void t4_partners_free(t4_partners *partners)
{
    if (!partners)
        return;
    t4_dict_free(partners->exact);
    t4_dict_free(partners->loose.names);
    t4_dict_free(partners->plain.names);
    t4_dict_free(partners->code_ids);
    t4_free(partners->keys);
    t4_free(partners->loose.codes);
    t4_free(partners->plain.codes);
    t4_free(partners->codes);
    t4_buffer_release(&partners->scratch);
    t4_arena_release(&partners->arena);
    t4_free(partners);
}

static bool set_label(t4_partners *partners, const char **place, const char *label)
{
    if (!label || !*label || !strcmp(*place, label))
        return true;
    *place = t4_arena_strndup(&partners->arena, label, strlen(label));
    return *place != NULL;
}

/* The index of a published code, with its labels brought up to date; AMBIGUOUS without memory. */
static int32_t intern_code(t4_partners *partners, const char *code, const char *label_en,
                           const char *label_ru)
{
    size_t before = t4_dict_count(partners->code_ids);
    uint32_t id = t4_dict_add(partners->code_ids, code, strlen(code));
    known_code *known;

    if (id == T4_DICT_NONE)
        return AMBIGUOUS;
    if (id == before) {
        if (!t4_grow(&partners->codes, &partners->code_room, before, sizeof *partners->codes))
            return AMBIGUOUS;
        partners->codes[id] = (known_code){t4_dict_text(partners->code_ids, id, NULL), "", ""};
    }
    known = &partners->codes[id];
    if (!set_label(partners, &known->label_en, label_en) ||
        !set_label(partners, &known->label_ru, label_ru))
        return AMBIGUOUS;
    return (int32_t)id;
}

/* A bit for every character that occurs; characters share bits. */
static uint64_t letters_of(const int32_t *points, size_t n)
{
    uint64_t letters = 0;

    for (size_t i = 0; i < n; i++)
        letters |= (uint64_t)1 << (points[i] & 63);
    return letters;
}

static void describe_key(known_key *key, const t4_buffer *folded)
{
    int32_t points[T4_SUGGEST_LONGEST];

    key->points = 0;
    if (folded->length > T4_SUGGEST_LONGEST)
        return;
    key->points = (uint32_t)t4_fold_points(folded->data, folded->length, points);
    key->letters = letters_of(points, key->points);
}

static bool add_exact(t4_partners *partners, const char *key, int32_t code)
{
    size_t before = t4_dict_count(partners->exact);
    uint32_t id;

    if (!t4_fold(key, strlen(key), &partners->scratch))
        return false;
    id = t4_dict_add(partners->exact, partners->scratch.data, partners->scratch.length);
    if (id == T4_DICT_NONE)
        return false;
    if (id == before) {
        if (!t4_grow(&partners->keys, &partners->key_room, before, sizeof *partners->keys))
            return false;
        partners->keys[id].spelling = t4_arena_strndup(&partners->arena, key, strlen(key));
        describe_key(&partners->keys[id], &partners->scratch);
    }
    partners->keys[id].code = code;
    return partners->keys[id].spelling != NULL;
}

static bool is_number(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return n > 0;
}

/* Two codes under one spelling: neither is found by it. */
static bool add_spelling(spellings *all, const t4_buffer *spelling, int32_t code)
{
    size_t before = t4_dict_count(all->names);
    uint32_t id;

    if (!spelling->length)
        return true;
    id = t4_dict_add(all->names, spelling->data, spelling->length);
    if (id == T4_DICT_NONE)
        return false;
    if (id == before) {
        if (!t4_grow(&all->codes, &all->room, before, sizeof *all->codes))
            return false;
        all->codes[id] = code;
    } else if (all->codes[id] == FORGOTTEN)
        all->codes[id] = code;
    else if (all->codes[id] != code)
        all->codes[id] = AMBIGUOUS;
    return true;
}

static int32_t find_spelling(const spellings *all, const t4_buffer *spelling)
{
    uint32_t id = spelling->length ? t4_dict_find(all->names, spelling->data, spelling->length)
                                   : T4_DICT_NONE;

    return id == T4_DICT_NONE ? AMBIGUOUS : all->codes[id];
}

/* What a name may say or leave out without meaning another country; loosely folded. */
static bool is_style(const char *word, size_t n)
{
    static const char words[] =
        " the of republic rep kingdom principality grand duchy sultanate emirate commonwealth state"
        " islamic federal federative fed democratic dem people peoples socialist cooperative"
        " plurinational bolivarian arab islands island isds isd isl is"
        " республика респ королевство княжество герцогство великое султанат эмират содружество"
        " государство исламская федеративная демократическая народная социалистическая"
        " кооперативная многонациональное боливарианская арабская ";
    char wanted[64];

    if (n + 2 >= sizeof wanted)
        return false;
    wanted[0] = ' ';
    memcpy(wanted + 1, word, n);
    memcpy(wanted + 1 + n, " ", 2);
    return strstr(words, wanted) != NULL;
}

/* Take the words of style and all blanks out of a loosely folded name; what is short or a number is no name. */
static void make_plain(t4_buffer *folded)
{
    size_t kept = 0, length;

    for (size_t at = 0; at < folded->length; at += length + 1) {
        const char *word = folded->data + at, *blank = memchr(word, ' ', folded->length - at);

        length = blank ? (size_t)(blank - word) : folded->length - at;
        if (is_style(word, length))
            continue;
        memmove(folded->data + kept, word, length);
        kept += length;
    }
    folded->length = kept < SHORTEST_NAME || is_number(folded->data, kept) ? 0 : kept;
}

static bool add_loose(t4_partners *partners, const char *key, int32_t code)
{
    t4_buffer *scratch = &partners->scratch;

    if (!t4_fold_loose(key, strlen(key), scratch))
        return false;
    /* "n.a." is not Namibia: a code of two letters is written so. */
    if (scratch->length == 2 && !is_number(scratch->data, 2))
        return true;
    if (!add_spelling(&partners->loose, scratch, code))
        return false;
    make_plain(scratch);
    return add_spelling(&partners->plain, scratch, code);
}

t4_status t4_partners_add(t4_partners *partners, const char *key, const char *code,
                          const char *label_en, const char *label_ru, t4_error *err)
{
    int32_t index;

    if (!*code)
        return t4_fail(err, T4_ERR_DATA, "partner '%s' has no code", key);
    index = intern_code(partners, code, label_en, label_ru);
    if (index < 0 || !add_exact(partners, key, index) || !add_loose(partners, key, index))
        return t4_fail_memory(err);
    return T4_OK;
}

void t4_partners_forget_numbers(t4_partners *partners)
{
    const char *text;
    size_t n;

    for (uint32_t id = 0; id < t4_dict_count(partners->exact); id++) {
        text = t4_dict_text(partners->exact, id, &n);
        if (is_number(text, n))
            partners->keys[id].code = FORGOTTEN;
    }
    for (uint32_t id = 0; id < t4_dict_count(partners->loose.names); id++) {
        text = t4_dict_text(partners->loose.names, id, &n);
        if (is_number(text, n))
            partners->loose.codes[id] = FORGOTTEN;
    }
}

const char *t4_partners_find(const t4_partners *partners, const char *text, size_t n)
{
    t4_buffer folded;
    int32_t code = AMBIGUOUS;
    uint32_t id;

    t4_buffer_init(&folded, 0);
    if (t4_fold(text, n, &folded) && folded.length) {
        id = t4_dict_find(partners->exact, folded.data, folded.length);
        if (id != T4_DICT_NONE)
            code = partners->keys[id].code;
        else if (t4_fold_loose(text, n, &folded)) {
            code = find_spelling(&partners->loose, &folded);
            if (code < 0) {
                make_plain(&folded);
                code = find_spelling(&partners->plain, &folded);
            }
        }
    }
    t4_buffer_release(&folded);
    return code < 0 ? NULL : partners->codes[code].code;
}

const char *t4_partners_label(const t4_partners *partners, const char *code, const char *language)
{
    uint32_t id = t4_dict_find(partners->code_ids, code, strlen(code));

    if (id == T4_DICT_NONE)
        return "";
    return strcmp(language, "ru") ? partners->codes[id].label_en : partners->codes[id].label_ru;
}

size_t t4_partners_count(const t4_partners *partners)
{
    return t4_dict_count(partners->code_ids);
}

const char *t4_partners_code(const t4_partners *partners, size_t index)
{
    return partners->codes[index].code;
}

typedef struct {
    int32_t points[T4_SUGGEST_LONGEST];
    size_t n;
} point_name;

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Names of four letters may have one edit, longer ones one in three, at most six. */
static size_t edits_allowed(size_t length)
{
    return length < 4 ? 0 : length < 6 ? 1 : least(length / 3, 6);
}

/*
 * Can the key lie within `limit` edits?  An edit changes the length by one at
 * most, and takes out and brings in one character at most.  This spares nearly
 * all of the exact comparisons.
 */
static bool may_be_near(const known_key *key, size_t points, uint64_t letters, size_t limit)
{
    size_t difference = key->points > points ? key->points - points : points - key->points;

    return difference <= limit &&
           (size_t)__builtin_popcountll(key->letters ^ letters) <= 2 * limit;
}

const char *t4_partners_suggest(const t4_partners *partners, const char *text, size_t n)
{
    point_name wanted, known;
    t4_buffer folded;
    const char *best = NULL, *best_key = NULL;
    uint64_t letters;
    size_t limit = 0;

    t4_buffer_init(&folded, 0);
    wanted.n = 0;
    if (t4_fold(text, n, &folded) && folded.length && folded.length <= T4_SUGGEST_LONGEST)
        wanted.n = t4_fold_points(folded.data, folded.length, wanted.points);
    limit = edits_allowed(wanted.n);
    letters = letters_of(wanted.points, wanted.n);
    for (uint32_t id = 0; limit && id < t4_dict_count(partners->exact); id++) {
        size_t length, distance;
        const char *key;

        if (!may_be_near(&partners->keys[id], wanted.n, letters, limit))
            continue;
        key = t4_dict_text(partners->exact, id, &length);
        if (length < 4 || length > T4_SUGGEST_LONGEST || partners->keys[id].code < 0 ||
            is_number(key, length))
            continue;
        known.n = t4_fold_points(key, length, known.points);
        distance = t4_suggest_edits(wanted.points, wanted.n, known.points, known.n, limit);
        if (distance > limit || (best && distance == limit && strcmp(key, best_key) >= 0))
            continue;
        limit = distance;
        best = partners->keys[id].spelling;
        best_key = key;
        if (!distance)
            break;
    }
    t4_buffer_release(&folded);
    return best;
}
