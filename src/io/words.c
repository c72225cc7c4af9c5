/* SPDX-License-Identifier: MIT */
#include "io/words.h"

#include <string.h>

#include "base/fold.h"

/* The folded text without its blanks, in words->scratch, NUL-terminated. */
static const char *squeeze(t4_words *words, const char *text, size_t n)
{
    const char *squeezed;
    size_t kept = 0;

    words->failed |= !t4_fold(text, n, &words->scratch);
    for (size_t i = 0; i < words->scratch.length; i++)
        if (words->scratch.data[i] != ' ')
            words->scratch.data[kept++] = words->scratch.data[i];
    words->scratch.length = kept;
    squeezed = t4_buffer_text(&words->scratch);
    words->failed |= !squeezed;
    return squeezed;
}

static bool is_foreign(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return true;
    return false;
}

bool t4_words_init(t4_words *words, const char *const *texts, size_t count)
{
    *words = (t4_words){0};
    t4_arena_init(&words->arena);
    t4_buffer_init(&words->scratch, 0);
    words->items = t4_arena_alloc(&words->arena, (count + 1) * sizeof *words->items);
    if (!words->items)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *word = squeeze(words, texts[i], strlen(texts[i]));

        word = word ? t4_arena_strndup(&words->arena, word, words->scratch.length) : NULL;
        if (!word)
            return false;
        if (!*word)
            continue;
        words->foreign += is_foreign(word);
        words->items[words->count++] = word;
    }
    return true;
}

void t4_words_release(t4_words *words)
{
    t4_arena_release(&words->arena);
    t4_buffer_release(&words->scratch);
}

bool t4_words_has(t4_words *words, const char *name, size_t n)
{
    const char *squeezed = squeeze(words, name, n);

    for (size_t i = 0; squeezed && i < words->count; i++)
        if (!strcmp(words->items[i], squeezed))
            return true;
    return false;
}

size_t t4_words_foreign_within(t4_words *words, const char *text, size_t n)
{
    const char *squeezed = words->foreign ? squeeze(words, text, n) : NULL;
    size_t found = 0;

    for (size_t i = 0; squeezed && i < words->count; i++)
        found += is_foreign(words->items[i]) && strstr(squeezed, words->items[i]) != NULL;
    return found;
}
