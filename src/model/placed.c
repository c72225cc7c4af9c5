/* SPDX-License-Identifier: MIT */
#include "model/placed.h"

#include <stdio.h>
#include <string.h>

/* The sign sorts before every digit and letter, so that a code lies where its published one does. */
enum { SIGN = '!', ROOM = 40 };

size_t t4_placed_published(const char *text, size_t n)
{
    const char *sign = memchr(text, SIGN, n);

    return sign ? (size_t)(sign - text) : n;
}

const char *t4_placed_own(const char *text, size_t *n)
{
    size_t published = t4_placed_published(text, *n);

    if (published == *n)
        return text;
    *n -= published + 1;
    return text + published + 1;
}

uint32_t t4_placed_add(t4_dict *codes, const char *published, const char *own)
{
    char text[ROOM];
    int n = strcmp(published, own) ? snprintf(text, sizeof text, "%s%c%s", published, SIGN, own)
                                   : snprintf(text, sizeof text, "%s", own);

    return n > 0 && n < ROOM ? t4_dict_add(codes, text, (size_t)n) : T4_DICT_NONE;
}

void t4_placed_residual(const char *code, int level, char out[16])
{
    size_t n = strnlen(code, 15);

    memcpy(out, code, n);
    while (n < (size_t)level && n < 15)
        out[n++] = 'X';
    out[n] = '\0';
}
