/* SPDX-License-Identifier: MIT */
#include "io/header.h"

#include <string.h>

#include "io/cut.h"

enum { RECORDS_LOOKED_AT = 200, FIELDS_LOOKED_AT = 10000 };

/* --- names ---------------------------------------------------------------------- */

static size_t blank_at(const char *text, size_t n)
{
    if (n && (*text == ' ' || *text == '\t'))
        return 1;
    return n >= 2 && !memcmp(text, "\xC2\xA0", 2) ? 2 : 0;
}

static void trim(const char **text, size_t *n)
{
    size_t blank;

    while ((blank = blank_at(*text, *n)) > 0) {
        *text += blank;
        *n -= blank;
    }
    while (*n && (blank_at(*text + *n - 1, 1) || (*n >= 2 && blank_at(*text + *n - 2, 2) == 2)))
        *n -= blank_at(*text + *n - 1, 1) ? 1 : 2;
}

/* A field's text: quotes off, doubled ones undone; bytes as in the file. */
static bool strip_quotes(const char *field, size_t n, t4_buffer *out)
{
    bool inside = n && field[0] == '"';

    t4_buffer_clear(out);
    for (size_t i = inside; i < n; i++) {
        if (inside && field[i] == '"') {
            if (i + 1 >= n || field[i + 1] != '"') {
                inside = false;
                continue;
            }
            i++;
        }
        if (!t4_buffer_putc(out, field[i]))
            return false;
    }
    return true;
}

/* The field's name in UTF-8, in `name`. */
static bool read_name(const char *field, size_t n, t4_charset *charset, t4_buffer *bare,
                      t4_buffer *name)
{
    if (!strip_quotes(field, n, bare))
        return false;
    t4_buffer_clear(name);
    t4_charset_convert(charset, bare->data, bare->length, name);
    return t4_buffer_text(name) != NULL;
}

static size_t count_fields(const char *record, size_t n, char separator)
{
    size_t at = 0, count = 0, length;

    for (;; at++) {
        t4_cut_field(record, n, separator, &at, &length);
        count++;
        if (at >= n || record[at] == '\n')
            return count;
    }
}

bool t4_header_read(t4_header *header, const char *record, size_t n, char separator, size_t most,
                    t4_charset *charset, t4_arena *arena)
{
    t4_buffer bare, name;
    size_t at = 0, length;
    bool good = true;

    header->count = count_fields(record, n, separator);
    header->names = NULL;
    if (header->count > most)
        return true;
    header->names = t4_arena_alloc(arena, header->count * sizeof *header->names);
    if (!header->names)
        return false;
    t4_buffer_init(&bare, 0);
    t4_buffer_init(&name, 0);
    for (size_t i = 0; i < header->count && good; i++, at++) {
        const char *field = t4_cut_field(record, n, separator, &at, &length);

        good = read_name(field, length, charset, &bare, &name);
        if (!good)
            break;
        field = name.data;
        length = name.length;
        trim(&field, &length);
        header->names[i] = t4_arena_strndup(arena, field, length);
        good = header->names[i] != NULL;
    }
    t4_buffer_release(&bare);
    t4_buffer_release(&name);
    return good;
}

/* Of a record with its line end: has it one field more than the header, and that empty? */
static bool has_empty_field_more(const char *record, size_t length, char separator, size_t fields)
{
    if (count_fields(record, length, separator) != fields + 1)
        return false;
    while (length && (record[length - 1] == '\n' || record[length - 1] == '\r'))
        length--;
    return length && record[length - 1] == separator;
}

bool t4_header_trailing(const char *bytes, size_t n, char separator, size_t fields)
{
    size_t records = 0, length;
    bool open;

    while (records < RECORDS_LOOKED_AT && (length = t4_cut_first(bytes, n, separator, &open)) > 0) {
        bool blank = *bytes == '\n' || *bytes == '\r';

        if (!blank && !has_empty_field_more(bytes, length, separator, fields))
            return false;
        records += !blank;
        bytes += length;
        n -= length;
    }
    return records > 0;
}

/* --- separator -------------------------------------------------------------------- */

/*
 * The usual ones first, the comma last of them since texts hold commas too;
 * the others only count when they make the header's words appear.
 */
static const char separators[] = "\t;|,:^~\x1F\x01 !#";
enum { USUAL = 4 };

typedef struct {
    char separator;
    size_t fields;     /* of the header */
    size_t words;      /* of the template among them */
    size_t alike;      /* per mille of the records with as many fields */
} guess;

size_t t4_header_names(const char *record, size_t n, char separator, t4_charset *charset,
                       t4_words *words)
{
    t4_buffer bare, name;
    size_t at = 0, found = 0, length;

    if (!words->count)
        return 0;
    t4_buffer_init(&bare, 0);
    t4_buffer_init(&name, 0);
    for (int i = 0; i < FIELDS_LOOKED_AT; i++, at++) {
        const char *field = t4_cut_field(record, n, separator, &at, &length);

        if (read_name(field, length, charset, &bare, &name))
            found += t4_words_has(words, name.data, name.length);
        if (at >= n || record[at] == '\n')
            break;
    }
    t4_buffer_release(&bare);
    t4_buffer_release(&name);
    return found;
}

static size_t count_alike(const char *bytes, size_t n, char separator, size_t fields)
{
    size_t records = 0, alike = 0, length;
    bool open;

    while (records < RECORDS_LOOKED_AT && (length = t4_cut_first(bytes, n, separator, &open)) > 0) {
        if (length > 2) {
            records++;
            alike += count_fields(bytes, length, separator) == fields;
        }
        bytes += length;
        n -= length;
    }
    return records ? alike * 1000 / records : 1000;
}

static guess try_separator(char separator, const char *bytes, size_t n, t4_charset *charset,
                           t4_words *words)
{
    guess g = {.separator = separator};
    bool open;
    size_t length = t4_cut_first(bytes, n, separator, &open);

    if (!length)
        length = n;
    g.fields = count_fields(bytes, length, separator);
    if (g.fields < 2)
        return g;
    g.words = t4_header_names(bytes, length, separator, charset, words);
    g.alike = count_alike(bytes + length, n - length, separator, g.fields);
    return g;
}

static bool is_better(const guess *a, const guess *b)
{
    if (a->words != b->words)
        return a->words > b->words;
    return a->alike != b->alike ? a->alike > b->alike : a->fields > b->fields;
}

char t4_header_separator(const char *bytes, size_t n, t4_charset *charset, t4_words *words)
{
    guess best = {.separator = ',', .fields = 1};

    for (size_t i = 0; i < sizeof separators - 1; i++) {
        guess g = try_separator(separators[i], bytes, n, charset, words);

        if (g.fields >= 2 && (i < USUAL ? best.fields < 2 || is_better(&g, &best)
                                        : g.words > best.words))
            best = g;
    }
    return best.separator;
}
