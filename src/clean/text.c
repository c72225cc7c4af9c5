/* SPDX-License-Identifier: MIT */
/* Bytes of a field to trimmed UTF-8, its comparable forms, reserved labels and the template's maps. */
#include <string.h>
#include <strings.h>

#include "base/fold.h"
#include "base/memory.h"
#include "clean/state.h"

static bool is_ascii(const char *bytes, size_t n)
{
    unsigned char all = 0;

    for (size_t i = 0; i < n; i++)
        all |= (unsigned char)bytes[i];
    return all < 0x80;
}

/* Length of the blank at the beginning of text; 0 when there is none. */
static size_t blank_length(const char *text, size_t n)
{
    static const char *const wide[] = {"\xC2\xA0", "\xE2\x80\x89", "\xE2\x80\xAF", "\xE2\x80\x87",
                                       "\xEF\xBB\xBF", "\xE3\x80\x80", "\xE2\x80\x8B"};

    if (!n)
        return 0;
    if ((unsigned char)text[0] <= ' ' || text[0] == 0x7F)
        return 1;
    for (size_t i = 0; (unsigned char)text[0] >= 0xC2 && i < sizeof wide / sizeof *wide; i++) {
        size_t length = strlen(wide[i]);

        if (n >= length && !memcmp(text, wide[i], length))
            return length;
    }
    return 0;
}

void t4_text_trim(const char **text, size_t *n)
{
    size_t length;

    while ((length = blank_length(*text, *n)) > 0) {
        *text += length;
        *n -= length;
    }
    while (*n) {
        length = *n >= 3 && blank_length(*text + *n - 3, 3) == 3   ? 3
                 : *n >= 2 && blank_length(*text + *n - 2, 2) == 2 ? 2
                 : blank_length(*text + *n - 1, 1) == 1            ? 1 : 0;
        if (!length)
            return;
        *n -= length;
    }
}

bool t4_text_decode(t4_cleaner *cleaner, const t4_layout *layout, bool constant, const char *bytes,
                    size_t n, const char **text, size_t *length)
{
    const char *encoding = constant ? "UTF-8" : layout->encoding;
    t4_charset **charset = &cleaner->charsets[layout->id];
    bool good = true;

    *text = bytes;
    *length = n;
    if (!is_ascii(bytes, n) && !(t4_charset_is_utf8(encoding) && t4_utf8_valid(bytes, n) == n)) {
        if (!*charset)
            *charset = t4_charset_open(layout->encoding);
        t4_buffer_clear(&cleaner->text);
        good = *charset && t4_charset_convert(*charset, bytes, n, &cleaner->text);
        *text = cleaner->text.data;
        *length = cleaner->text.length;
    }
    t4_text_trim(text, length);
    return good;
}

bool t4_text_reserved(const char *text, size_t n)
{
    static const char *const whole[] = {"W00", "TOTAL", "_T"};
    static const char *const begin[] = {"G_", "LIST:", "REST:"};

    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (n == strlen(whole[i]) && !strncasecmp(text, whole[i], n))
            return true;
    for (size_t i = 0; i < sizeof begin / sizeof *begin; i++)
        if (n >= strlen(begin[i]) && !strncasecmp(text, begin[i], strlen(begin[i])))
            return true;
    return false;
}

bool t4_value_map_make(t4_value_map *map, const t4_map_pair *pairs, size_t count)
{
    t4_buffer folded;
    bool good;

    *map = (t4_value_map){0};
    if (!count)
        return true;
    t4_buffer_init(&folded, 0);
    map->keys = t4_dict_new(count);
    map->targets = t4_alloc(count, sizeof *map->targets);
    good = map->keys && map->targets;
    for (size_t i = 0; good && i < count; i++) {
        uint32_t id = T4_DICT_NONE;

        if (t4_fold(pairs[i].from, strlen(pairs[i].from), &folded))
            id = t4_dict_add(map->keys, folded.data ? folded.data : "", folded.length);
        good = id != T4_DICT_NONE;
        if (good)
            map->targets[id] = pairs[i].to;
    }
    t4_buffer_release(&folded);
    return good;
}

void t4_value_map_release(t4_value_map *map)
{
    t4_dict_free(map->keys);
    t4_free(map->targets);
    *map = (t4_value_map){0};
}

const char *t4_text_map(t4_cleaner *cleaner, const t4_value_map *map, const char *text, size_t n)
{
    uint32_t id;

    if (!map->keys || !t4_fold(text, n, &cleaner->folded))
        return NULL;
    id = t4_dict_find(map->keys, cleaner->folded.data ? cleaner->folded.data : "",
                      cleaner->folded.length);
    return id == T4_DICT_NONE ? NULL : map->targets[id];
}
