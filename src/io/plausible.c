/* SPDX-License-Identifier: MIT */
#include "io/plausible.h"

#include <stdbool.h>

/*
 * 10 * log2(32 * share) of the letters U+0430 .. U+044F in Russian text, from
 * the letter shares of the Russian National Corpus (as given by Lyashevskaya
 * and Sharov, 2009); the rarest are raised, since names and goods use them more.
 */
static const int8_t cyrillic_weight[32] = {
    14, -10, 5, -9, -1, 14, -17, -9, 12, -14, 2, 5, 0, 11, 18, -2,
    6, 8, 10, -3, -25, -17, -25, -11, -21, -30, -50, -7, -8, -30, -23, -6,
};

enum {
    MIXED_SCRIPTS = -60, CAPITAL_WITHIN = -40, BETWEEN_DIGITS = -60, RARE_CYRILLIC = -25,
    LATIN_LONELY = -30, LATIN_AT_HOME = 5, SPACE_IN_NUMBER = 10, TYPOGRAPHY = -5, SYMBOL = -25,
    NEVER_WRITTEN = -60, NO_TEXT = -200
};

typedef enum { OTHER, DIGIT, LATIN, ACCENTED, CYRILLIC } script;

typedef struct {
    uint32_t point;
    script script;
    bool upper;
} character;

static script script_of(uint32_t point)
{
    if (point < 0x80) {
        uint32_t letter = point | 0x20;

        return point >= '0' && point <= '9' ? DIGIT : letter >= 'a' && letter <= 'z' ? LATIN : OTHER;
    }
    if (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7)
        return ACCENTED;
    return point >= 0x400 && point <= 0x52F ? CYRILLIC : OTHER;
}

static bool is_upper(uint32_t point, script of)
{
    if (of == LATIN)
        return point < 'a';
    if (of == ACCENTED)
        return point <= 0xDE || (point >= 0x100 && !(point & 1));
    return of == CYRILLIC && (point < 0x430 || (point > 0x45F && !(point & 1)));
}

/* The character at text[*i], which moves behind it; {0} at the end. */
static character take(const char *text, size_t n, size_t *i)
{
    const unsigned char *s = (const unsigned char *)text + *i;
    character c = {0};

    if (*i >= n)
        return c;
    if (s[0] < 0x80) {
        c.point = s[0];
        *i += 1;
    } else if (s[0] < 0xE0 && n - *i >= 2) {
        c.point = (uint32_t)(s[0] & 0x1F) << 6 | (s[1] & 0x3F);
        *i += 2;
    } else if (s[0] < 0xF0 && n - *i >= 3) {
        c.point = (uint32_t)(s[0] & 0x0F) << 12 | (uint32_t)(s[1] & 0x3F) << 6 | (s[2] & 0x3F);
        *i += 3;
    } else {
        c.point = 0x10000;
        *i = n - *i >= 4 ? *i + 4 : n;
    }
    c.script = script_of(c.point);
    c.upper = is_upper(c.point, c.script);
    return c;
}

static int score_cyrillic(character before, character here, character after)
{
    uint32_t lower = here.point >= 0x410 && here.point <= 0x42F ? here.point + 0x20 : here.point;
    int score = lower >= 0x430 && lower <= 0x44F ? cyrillic_weight[lower - 0x430] : RARE_CYRILLIC;

    if ((here.point | 0x50) == 0x456)  /* the Ukrainian and Belarusian i is as common as any */
        score = 0;
    if (before.script == LATIN || after.script == LATIN || before.script == ACCENTED ||
        after.script == ACCENTED)
        score += MIXED_SCRIPTS;
    if (before.script == DIGIT && after.script == DIGIT)
        score += BETWEEN_DIGITS;
    if (before.script == CYRILLIC && !before.upper && here.upper)
        score += CAPITAL_WITHIN;
    return score;
}

static int score_accented(character before, character here, character after)
{
    int score = before.script == LATIN || after.script == LATIN ? LATIN_AT_HOME : LATIN_LONELY;

    if (before.script == ACCENTED || after.script == ACCENTED)
        score += LATIN_LONELY;
    if ((before.script == LATIN || before.script == ACCENTED) && !before.upper && here.upper)
        score += CAPITAL_WITHIN;
    return score;
}

static int score_other(character before, character here, character after)
{
    uint32_t point = here.point;

    if (point == 0xA0)
        return before.script == DIGIT && after.script == DIGIT ? SPACE_IN_NUMBER : 0;
    if (point == 0xFFFD)
        return NO_TEXT;
    if (point < 0xA0 || (point >= 0x2500 && point <= 0x259F))
        return NEVER_WRITTEN;
    if ((point >= 0x2010 && point <= 0x203A) || point == 0xAB || point == 0xBB || point == 0xB0 ||
        point == 0xB2 || point == 0xB3 || point == 0x2116)
        return TYPOGRAPHY;
    return SYMBOL;
}

int64_t t4_plausible_score(const char *text, size_t n)
{
    character before = {0}, here, after;
    size_t i = 0;
    int64_t sum = 0;

    here = take(text, n, &i);
    while (here.point) {
        after = take(text, n, &i);
        if (here.script == CYRILLIC)
            sum += score_cyrillic(before, here, after);
        else if (here.script == ACCENTED)
            sum += score_accented(before, here, after);
        else if (here.point >= 0x80)
            sum += score_other(before, here, after);
        before = here;
        here = after;
    }
    return sum;
}
