/* SPDX-License-Identifier: MIT */
#include "io/codelist_json.h"

#include <stdio.h>
#include <string.h>

#include "io/json.h"

enum { MOST_KEYS = 64 };  /* different keys of the objects */

typedef struct {
    const char *names[MOST_KEYS];
    size_t count;
} key_list;

static const t4_json *find_list(const t4_json *root)
{
    const t4_json *value = t4_json_get(root, "results");
    void *cursor = NULL;
    const char *key;

    if (t4_json_kind_of(root) == T4_JSON_ARRAY)
        return root;
    if (t4_json_kind_of(value) == T4_JSON_ARRAY)
        return value;
    while (t4_json_next(root, &cursor, &key, &value))
        if (t4_json_kind_of(value) == T4_JSON_ARRAY)
            return value;
    return NULL;
}

/* Keys in order of first appearance; those beyond the limit are left out. */
static void add_keys(key_list *keys, const t4_json *object)
{
    const t4_json *value;
    void *cursor = NULL;
    const char *key;
    size_t i;

    while (t4_json_next(object, &cursor, &key, &value)) {
        for (i = 0; i < keys->count && strcmp(keys->names[i], key); i++)
            ;
        if (i == keys->count && i < MOST_KEYS)
            keys->names[keys->count++] = key;
    }
}

static t4_status add_value(t4_sheet *sheet, const t4_json *value, t4_error *err)
{
    const char *text = t4_json_text(value);
    char number[32] = "";

    if (t4_json_kind_of(value) == T4_JSON_INTEGER) {
        snprintf(number, sizeof number, "%lld", (long long)t4_json_integer(value, 0));
        text = number;
    }
    return t4_sheet_add(sheet, text ? text : "", text ? strlen(text) : 0, err);
}

static t4_status add_records(t4_sheet *sheet, const t4_json *list, t4_error *err)
{
    key_list keys = {.count = 0};
    size_t count = t4_json_count(list);
    t4_status status;

    for (size_t i = 0; i < count; i++)
        add_keys(&keys, t4_json_at(list, i));
    if (!keys.count)
        return t4_fail_at(err, T4_ERR_DATA, sheet->name, 0, 0,
                          "the JSON list holds no objects; expected [{\"id\": ..., \"text\": ...}]");
    status = t4_sheet_set_columns(sheet, keys.names, keys.count, err);
    for (size_t i = 0; !status && i < count; i++) {
        for (size_t k = 0; !status && k < keys.count; k++)
            status = add_value(sheet, t4_json_get(t4_json_at(list, i), keys.names[k]), err);
        if (!status)
            status = t4_sheet_end_row(sheet, 0, err);
    }
    return status;
}

t4_status t4_codelist_json(t4_sheet *sheet, const t4_buffer *text, t4_error *err)
{
    t4_json *root = NULL;
    const t4_json *list;
    t4_status status = t4_json_parse(&root, text->data, text->length, sheet->name, err);

    if (status)
        return status;
    list = find_list(root);
    status = list ? add_records(sheet, list, err)
                  : t4_fail_at(err, T4_ERR_DATA, sheet->name, 0, 0,
                               "the JSON holds no list of codes; expected {\"results\": [...]}");
    t4_json_free(root);
    return status;
}
