/* SPDX-License-Identifier: MIT */
/* The column names that a template expects, made comparable to what a header says. */
#ifndef T4_IO_WORDS_H
#define T4_IO_WORDS_H

#include "base/arena.h"
#include "base/buffer.h"

typedef struct {
    t4_arena arena;
    const char **items;   /* folded, without blanks */
    size_t count;
    size_t foreign;       /* how many of them have other characters than ASCII */
    t4_buffer scratch;
    bool failed;          /* an answer was wrong for lack of memory */
} t4_words;

/* Takes UTF-8. False without memory; release in any case. */
bool t4_words_init(t4_words *words, const char *const *texts, size_t count);
void t4_words_release(t4_words *words);
/* Is this name (UTF-8), compared without case and blanks, one of them? */
bool t4_words_has(t4_words *words, const char *name, size_t n);
/* How many of those with other characters than ASCII occur anywhere in a text (UTF-8). */
size_t t4_words_foreign_within(t4_words *words, const char *text, size_t n);

#endif
