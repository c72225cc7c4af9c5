/* SPDX-License-Identifier: MIT */
#include "base/lookalike.h"

#include <string.h>

typedef struct {
    uint16_t cyrillic;
    char latin;
} twin;

/* Twins in either case, as lower-case letters: B and V meet in their capitals only. */
static const twin twins[] = {
    {0x430, 'a'}, {0x432, 'b'}, {0x435, 'e'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x43D, 'h'},
    {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x442, 't'}, {0x443, 'y'}, {0x445, 'x'},
    {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'},
};

enum { TWINS = sizeof twins / sizeof *twins };

typedef struct {
    uint32_t point;
    int digit;
    const char *name;
} digit_twin;

static const digit_twin digit_twins[] = {
    {'O', 0, "Cyrillic О or Latin O"}, {'o', 0, "Cyrillic о or Latin o"},
    {0x41E, 0, "Cyrillic О or Latin O"}, {0x43E, 0, "Cyrillic о or Latin o"},
    {'I', 1, "Latin I or Ukrainian І"}, {0x406, 1, "Latin I or Ukrainian І"},
    {'l', 1, "Latin l"}, {'|', 1, "a vertical bar"},
    {'Z', 2, "Latin Z"}, {0x417, 3, "Cyrillic З"}, {0x437, 3, "Cyrillic з"},
    {0x427, 4, "Cyrillic Ч"}, {'S', 5, "Latin S"}, {0x431, 6, "Cyrillic б"},
    {'b', 6, "Latin b"}, {'B', 8, "Cyrillic В or Latin B"}, {0x412, 8, "Cyrillic В or Latin B"},
};

uint32_t t4_lookalike_point(const char *text, size_t n, size_t *length)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t need = s[0] < 0x80 ? 1 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC0 ? 2 : 1;
    uint32_t point = need == 1 ? s[0] : s[0] & (0xFFu >> (need + 1));

    *length = 1;
    if (need > n)
        return s[0];
    for (size_t i = 1; i < need; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return s[0];
        point = point << 6 | (s[i] & 0x3Fu);
    }
    *length = need;
    return point;
}

static bool is_latin(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
           (point >= 0xC0 && point < 0x250 && point != 0xD7 && point != 0xF7);
}

static bool is_cyrillic(uint32_t point)
{
    return point >= 0x400 && point < 0x530;
}

static const twin *find_twin(uint32_t point)
{
    for (int i = 0; i < TWINS; i++)
        if (twins[i].cyrillic == point || (uint32_t)twins[i].latin == point)
            return &twins[i];
    return NULL;
}

/* Which letters a text has. */
typedef struct {
    bool latin, cyrillic;            /* any */
    bool only_latin, only_cyrillic;  /* any without a twin */
} script_use;

static script_use look(const char *text, size_t n)
{
    script_use use = {0};
    size_t length;

    for (size_t i = 0; i < n; i += length) {
        uint32_t point = t4_lookalike_point(text + i, n - i, &length);
        bool latin = is_latin(point), cyrillic = is_cyrillic(point), twinned;

        if (!latin && !cyrillic)
            continue;
        twinned = find_twin(point) != NULL;
        use.latin |= latin;
        use.cyrillic |= cyrillic;
        use.only_latin |= latin && !twinned;
        use.only_cyrillic |= cyrillic && !twinned;
    }
    return use;
}

bool t4_lookalike_mixed(const char *text, size_t n)
{
    script_use use = look(text, n);

    return use.latin && use.cyrillic;
}

static bool put_cyrillic(uint16_t point, t4_buffer *out)
{
    char bytes[2] = {(char)(0xC0 | point >> 6), (char)(0x80 | (point & 0x3F))};

    return t4_buffer_append(out, bytes, 2);
}

static bool rewrite(const char *text, size_t n, bool to_cyrillic, t4_buffer *out)
{
    size_t length;
    bool good = true;

    t4_buffer_clear(out);
    for (size_t i = 0; good && i < n; i += length) {
        uint32_t point = t4_lookalike_point(text + i, n - i, &length);
        const twin *found = find_twin(point);

        if (!found)
            good = t4_buffer_append(out, text + i, length);
        else
            good = to_cyrillic ? put_cyrillic(found->cyrillic, out) : t4_buffer_putc(out, found->latin);
    }
    return good;
}

bool t4_lookalike_unify(const char *folded, size_t n, t4_buffer *out, bool *mixed)
{
    script_use use = look(folded, n);

    if (mixed)
        *mixed = use.latin && use.cyrillic;
    return rewrite(folded, n, use.only_cyrillic && !use.only_latin, out);
}

int t4_lookalike_digit(uint32_t point, const char **name)
{
    for (size_t i = 0; i < sizeof digit_twins / sizeof *digit_twins; i++)
        if (digit_twins[i].point == point) {
            *name = digit_twins[i].name;
            return digit_twins[i].digit;
        }
    *name = NULL;
    return -1;
}
