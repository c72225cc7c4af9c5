/* SPDX-License-Identifier: MIT */
/* JSON as a tree, read and written; the only file that knows jansson. */
#ifndef T4_IO_JSON_H
#define T4_IO_JSON_H

#include "base/buffer.h"

/*
 * A value of any kind.  A value that was added to an object or array belongs
 * to it; values got out of one are borrowed and live as long as it does.
 * Texts are UTF-8 without NUL.
 */
typedef struct t4_json t4_json;

typedef enum {
    T4_JSON_NULL = 0, T4_JSON_BOOLEAN, T4_JSON_INTEGER, T4_JSON_NUMBER, T4_JSON_TEXT,
    T4_JSON_ARRAY, T4_JSON_OBJECT
} t4_json_kind;

enum {
    T4_JSON_BYTES_MAX = 256 * 1024 * 1024  /* longest text that is parsed: the tree is several times larger */
};

/* --- reading ------------------------------------------------------------- */

/*
 * Parse n bytes.  name stands in messages.  T4_ERR_DATA with line and column
 * for anything that is not one JSON value, for a key that occurs twice, NUL
 * or bad UTF-8, nesting over 2048; T4_ERR_MEMORY over T4_JSON_BYTES_MAX.
 */
t4_status t4_json_parse(t4_json **json, const char *bytes, size_t n, const char *name,
                        t4_error *err);
void t4_json_free(t4_json *json);

t4_json_kind t4_json_kind_of(const t4_json *json);  /* of NULL: T4_JSON_NULL */
/* Member of an object; NULL when there is none or json is no object (so that look-ups chain). */
const t4_json *t4_json_get(const t4_json *json, const char *key);
/* Items of an array or members of an object; 0 for anything else. */
size_t t4_json_count(const t4_json *json);
/* Item of an array, or NULL. */
const t4_json *t4_json_at(const t4_json *json, size_t index);
/* Walk an object: *cursor starts as NULL; false at the end.  Members come in the order of writing. */
bool t4_json_next(const t4_json *object, void **cursor, const char **key, const t4_json **value);
/* The characters of a text; NULL when json is none. */
const char *t4_json_text(const t4_json *json);
/* The whole number or `otherwise`. */
int64_t t4_json_integer(const t4_json *json, int64_t otherwise);
/* The number, whole or not, or `otherwise`. */
double t4_json_number(const t4_json *json, double otherwise);
bool t4_json_boolean(const t4_json *json, bool otherwise);

/* --- making -------------------------------------------------------------- */

/* New values; NULL without memory (or, for a text, when it is not UTF-8).  The caller owns them until they are added. */
t4_json *t4_json_new_object(void);
t4_json *t4_json_new_array(void);
t4_json *t4_json_new_null(void);
t4_json *t4_json_new_boolean(bool value);
t4_json *t4_json_new_integer(int64_t value);
t4_json *t4_json_new_number(double value);  /* printed with 9 significant digits; NULL when not finite */
t4_json *t4_json_new_text(const char *text);
t4_json *t4_json_new_textn(const char *text, size_t n);
/* An exact amount, value / 10^decimals, as a text: a JSON number would lose digits in most readers. */
t4_json *t4_json_new_decimal(__int128 value, int decimals);

/*
 * Add a value, which then belongs to the object or array; an older member of
 * the key is replaced.  False when value is NULL or memory is out; the value is
 * freed then.  So `ok = ok && t4_json_set(o, "rows", t4_json_new_integer(n))`
 * needs no further test than the last one.
 */
bool t4_json_set(t4_json *object, const char *key, t4_json *value);
bool t4_json_append(t4_json *array, t4_json *value);

/*
 * A new object of keys and values in turn, ended by NULL: t4_json_new_pairs("name",
 * t4_json_new_text("a"), NULL).  NULL when any value is NULL or memory is
 * out; the values are freed then.
 */
t4_json *t4_json_new_pairs(const char *key, ...) __attribute__((sentinel));

typedef enum {
    T4_JSON_COMPACT = 0,
    T4_JSON_INDENTED = 1,  /* two blanks a level */
    T4_JSON_SORTED = 2     /* keys bytewise; else in the order of adding */
} t4_json_style;

/* Append the text and, when indented, a line end.  The same bytes for the same tree in every locale. */
t4_status t4_json_print(const t4_json *json, unsigned style, t4_buffer *out, t4_error *err);

#endif
