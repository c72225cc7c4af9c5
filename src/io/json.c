/* SPDX-License-Identifier: MIT */
#include "io/json.h"

#include <jansson.h>
#include <stdarg.h>
#include <string.h>

#include "base/decimal.h"

/* t4_json is jansson's value under a name of ours; it is never looked into elsewhere. */
static const json_t *in(const t4_json *json)
{
    return (const json_t *)(const void *)json;
}

static json_t *own(t4_json *json)
{
    return (json_t *)(void *)json;
}

static t4_json *out(json_t *value)
{
    return (t4_json *)(void *)value;
}

static const t4_json *lend(const json_t *value)
{
    return (const t4_json *)(const void *)value;
}

t4_status t4_json_parse(t4_json **json, const char *bytes, size_t n, const char *name,
                        t4_error *err)
{
    json_error_t fault;
    json_t *value;

    if (n > T4_JSON_BYTES_MAX)
        return t4_fail_at(err, T4_ERR_MEMORY, name, 0, 0,
                          "the JSON text has %zu bytes; at most %d are read", n, T4_JSON_BYTES_MAX);
    if (n >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) {
        bytes += 3;
        n -= 3;
    }
    value = json_loadb(bytes, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (!value) {
        if (json_error_code(&fault) == json_error_out_of_memory)
            return t4_fail_memory(err);
        return t4_fail_at(err, T4_ERR_DATA, name, fault.line > 0 ? (uint64_t)fault.line : 0,
                          fault.column > 0 ? (uint64_t)fault.column : 0,
                          "not readable as JSON: %s", fault.text);
    }
    *json = out(value);
    return T4_OK;
}

void t4_json_free(t4_json *json)
{
    json_decref(own(json));
}

t4_json_kind t4_json_kind_of(const t4_json *json)
{
    if (!json)
        return T4_JSON_NULL;
    switch (json_typeof(in(json))) {
    case JSON_OBJECT: return T4_JSON_OBJECT;
    case JSON_ARRAY: return T4_JSON_ARRAY;
    case JSON_STRING: return T4_JSON_TEXT;
    case JSON_INTEGER: return T4_JSON_INTEGER;
    case JSON_REAL: return T4_JSON_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE: return T4_JSON_BOOLEAN;
    default: return T4_JSON_NULL;
    }
}

const t4_json *t4_json_get(const t4_json *json, const char *key)
{
    return lend(json_object_get(in(json), key));
}

size_t t4_json_count(const t4_json *json)
{
    return json_is_object(in(json)) ? json_object_size(in(json)) : json_array_size(in(json));
}

const t4_json *t4_json_at(const t4_json *json, size_t index)
{
    return lend(json_array_get(in(json), index));
}

bool t4_json_next(const t4_json *object, void **cursor, const char **key, const t4_json **value)
{
    json_t *o = (json_t *)(uintptr_t)object;  /* jansson's iterators want it writable, but do not write */

    *cursor = *cursor ? json_object_iter_next(o, *cursor) : json_object_iter(o);
    if (!*cursor)
        return false;
    *key = json_object_iter_key(*cursor);
    *value = lend(json_object_iter_value(*cursor));
    return true;
}

const char *t4_json_text(const t4_json *json)
{
    return json_string_value(in(json));
}

int64_t t4_json_integer(const t4_json *json, int64_t otherwise)
{
    return json_is_integer(in(json)) ? json_integer_value(in(json)) : otherwise;
}

double t4_json_number(const t4_json *json, double otherwise)
{
    return json_is_number(in(json)) ? json_number_value(in(json)) : otherwise;
}

bool t4_json_boolean(const t4_json *json, bool otherwise)
{
    return json_is_boolean(in(json)) ? json_is_true(in(json)) : otherwise;
}

t4_json *t4_json_new_object(void) { return out(json_object()); }
t4_json *t4_json_new_array(void) { return out(json_array()); }
t4_json *t4_json_new_null(void) { return out(json_null()); }
t4_json *t4_json_new_boolean(bool value) { return out(json_boolean(value)); }
t4_json *t4_json_new_integer(int64_t value) { return out(json_integer(value)); }
t4_json *t4_json_new_number(double value) { return out(json_real(value)); }
t4_json *t4_json_new_text(const char *text) { return out(json_string(text)); }
t4_json *t4_json_new_textn(const char *text, size_t n) { return out(json_stringn(text, n)); }

t4_json *t4_json_new_decimal(__int128 value, int decimals)
{
    char text[T4_DECIMAL_TEXT];

    t4_decimal_print(value, decimals, text);
    return t4_json_new_text(text);
}

bool t4_json_set(t4_json *object, const char *key, t4_json *value)
{
    return !json_object_set_new(own(object), key, own(value));
}

bool t4_json_append(t4_json *array, t4_json *value)
{
    return !json_array_append_new(own(array), own(value));
}

t4_json *t4_json_new_pairs(const char *key, ...)
{
    t4_json *object = t4_json_new_object();
    bool good = object != NULL;
    va_list rest;

    va_start(rest, key);
    for (; key; key = va_arg(rest, const char *)) {
        t4_json *value = va_arg(rest, t4_json *);

        if (good)
            good = t4_json_set(object, key, value);
        else
            t4_json_free(value);
    }
    va_end(rest);
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static int append(const char *bytes, size_t n, void *buffer)
{
    return t4_buffer_append(buffer, bytes, n) ? 0 : -1;
}

t4_status t4_json_print(const t4_json *json, unsigned style, t4_buffer *buffer, t4_error *err)
{
    size_t flags = JSON_ENCODE_ANY | JSON_REAL_PRECISION(9);

    if (style & T4_JSON_INDENTED)
        flags |= JSON_INDENT(2);
    else
        flags |= JSON_COMPACT;
    if (style & T4_JSON_SORTED)
        flags |= JSON_SORT_KEYS;
    if (json_dump_callback(in(json), append, buffer, flags))
        return t4_fail_memory(err);
    if (style & T4_JSON_INDENTED && !t4_buffer_putc(buffer, '\n'))
        return t4_fail_memory(err);
    return T4_OK;
}
