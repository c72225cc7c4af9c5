/* SPDX-License-Identifier: MIT */
#include "model/settings.h"

#include <string.h>

#include "base/dict.h"

enum {
    SMALL_MAP = 16,          /* children that are searched one by one */
    LIST_ITEMS_MAX = 100000  /* highest item number that --set reads */
};

void t4_settings_init(t4_settings *settings)
{
    *settings = (t4_settings){0};
    t4_arena_init(&settings->arena);
}

void t4_settings_release(t4_settings *settings)
{
    t4_arena_release(&settings->arena);
    *settings = (t4_settings){0};
}

t4_node *t4_settings_node(t4_settings *settings, t4_node_kind kind, const char *key,
                          const char *text, const char *origin, uint64_t line, uint64_t column)
{
    t4_node *node = t4_arena_alloc(&settings->arena, sizeof(*node));

    if (!node)
        return NULL;
    *node = (t4_node){.kind = kind, .line = line, .column = column};
    node->key = key ? t4_arena_strndup(&settings->arena, key, strlen(key)) : NULL;
    node->text = text ? t4_arena_strndup(&settings->arena, text, strlen(text)) : NULL;
    node->origin = t4_arena_strndup(&settings->arena, origin, strlen(origin));
    if ((key && !node->key) || (text && !node->text) || !node->origin)
        return NULL;
    return node;
}

/* --- look-up ----------------------------------------------------------------- */

/* The place of key in a map's index: its own, or the free one where it would go. */
static t4_node **place(const t4_node *map, const char *key)
{
    size_t at = t4_hash(key, strlen(key)) & (map->index_room - 1);

    while (map->index[at] && strcmp(map->index[at]->key, key))
        at = (at + 1) & (map->index_room - 1);
    return &map->index[at];
}

t4_node *t4_settings_child(const t4_node *map, const char *key)
{
    if (!map || map->kind != T4_NODE_MAP)
        return NULL;
    if (map->index)
        return *place(map, key);
    for (t4_node *child = map->first; child; child = child->next)
        if (!strcmp(child->key, key))
            return child;
    return NULL;
}

/* Give a large map an index with room for twice its children. */
static bool grow_index(t4_settings *settings, t4_node *map)
{
    size_t room = 4 * SMALL_MAP;

    while (room < 4 * (map->count + 1))
        room *= 2;
    map->index = t4_arena_alloc(&settings->arena, room * sizeof(*map->index));
    if (!map->index)
        return false;
    memset(map->index, 0, room * sizeof(*map->index));
    map->index_room = room;
    for (t4_node *child = map->first; child; child = child->next)
        *place(map, child->key) = child;
    return true;
}

t4_status t4_settings_append(t4_settings *settings, t4_node *parent, t4_node *child,
                             t4_error *err)
{
    if (parent->kind == T4_NODE_MAP) {
        t4_node *earlier = t4_settings_child(parent, child->key);

        if (earlier)
            return t4_fail_at(err, T4_ERR_USAGE, child->origin, child->key_line, child->key_column,
                              "the key '%s' stands twice in one map, first in line %llu; "
                              "remove one of them", child->key,
                              (unsigned long long)earlier->key_line);
        if (parent->count >= SMALL_MAP && 2 * (parent->count + 1) > parent->index_room &&
            !grow_index(settings, parent))
            return t4_fail_memory(err);
        if (parent->index)
            *place(parent, child->key) = child;
    }
    child->next = NULL;
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
    return T4_OK;
}

/* --- paths ------------------------------------------------------------------- */

/* One part of a path: a key or, where text is NULL, an item number. */
typedef struct {
    const char *text;
    size_t n;
    size_t item;
} path_part;

/* "[12]" at **at; false when it is none. */
static bool item_part(const char **at, path_part *part)
{
    const char *p = *at + 1;

    *part = (path_part){0};
    if (*p < '0' || *p > '9')
        return false;
    for (; *p >= '0' && *p <= '9'; p++) {
        part->item = part->item * 10 + (size_t)(*p - '0');
        if (part->item > LIST_ITEMS_MAX)
            return false;
    }
    if (*p != ']')
        return false;
    *at = p + 1;
    return true;
}

/* Cut a path into parts; 0 when it is malformed or too long. */
static size_t split(const char *path, path_part parts[T4_SETTINGS_DEPTH])
{
    size_t count = 0;

    while (count < T4_SETTINGS_DEPTH) {
        size_t n = strcspn(path, ".[");

        if (!n)
            return 0;
        parts[count++] = (path_part){path, n, 0};
        path += n;
        while (*path == '[') {
            if (count == T4_SETTINGS_DEPTH || !item_part(&path, &parts[count++]))
                return 0;
        }
        if (!*path)
            return count;
        if (*path++ != '.')
            return 0;
    }
    return 0;
}

static t4_node *item(const t4_node *list, size_t number)
{
    t4_node *node = list->kind == T4_NODE_LIST ? list->first : NULL;

    while (node && number--)
        node = node->next;
    return node;
}

static t4_node *member(const t4_node *map, const path_part *part)
{
    char key[256];

    if (part->n >= sizeof(key))
        return NULL;
    memcpy(key, part->text, part->n);
    key[part->n] = 0;
    return t4_settings_child(map, key);
}

t4_node *t4_settings_find(const t4_node *root, const char *path)
{
    path_part parts[T4_SETTINGS_DEPTH];
    size_t count = split(path, parts);
    const t4_node *node = count ? root : NULL;

    for (size_t i = 0; i < count && node; i++)
        node = parts[i].text ? member(node, &parts[i]) : item(node, parts[i].item);
    return (t4_node *)(uintptr_t)node;
}

/* --- setting ----------------------------------------------------------------- */

/* Take a child out of its parent. */
static t4_status remove_child(t4_settings *settings, t4_node *parent, t4_node *child, t4_error *err)
{
    t4_node *before = NULL;

    for (t4_node *at = parent->first; at && at != child; at = at->next)
        before = at;
    if (before)
        before->next = child->next;
    else
        parent->first = child->next;
    if (parent->last == child)
        parent->last = before;
    parent->count--;
    if (parent->index && !grow_index(settings, parent))
        return t4_fail_memory(err);
    return T4_OK;
}

/* Put the contents of value where `old` stands; the key and the neighbours stay. */
static void replace(t4_node *old, const t4_node *value)
{
    t4_node *next = old->next;
    const char *key = old->key;

    *old = *value;
    old->next = next;
    old->key = key;
    old->key_line = old->key_column = 0;
}

static t4_status leads_nowhere(const char *path, const t4_node *parent, t4_error *err)
{
    static const char *const kinds[] = {"a single value", "a list", "a map"};

    return t4_fail_at(err, T4_ERR_USAGE, "--set", 0, 0,
                      "cannot set '%s': %s%s%s is %s (%s, line %llu); give it whole instead", path,
                      parent->key ? "'" : "", parent->key ? parent->key : "an item",
                      parent->key ? "'" : "", kinds[parent->kind], parent->origin,
                      (unsigned long long)parent->line);
}

/* A new child at a part that is not there yet. */
static t4_status add(t4_settings *settings, t4_node *parent, const path_part *part,
                     const t4_node *value, t4_node **child, t4_error *err)
{
    t4_node *node = t4_settings_node(settings, T4_NODE_MAP, NULL, NULL, "--set", 0, 0);

    if (node && value)
        *node = *value;
    if (node)
        node->key = part->text ? t4_arena_strndup(&settings->arena, part->text, part->n) : NULL;
    if (!node || (part->text && !node->key))
        return t4_fail_memory(err);
    *child = node;
    return t4_settings_append(settings, parent, node, err);
}

static bool removes(const t4_node *value)
{
    return value->kind == T4_NODE_SCALAR && !value->quoted && !*value->text;
}

t4_status t4_settings_set(t4_settings *settings, const char *path, t4_node *value, t4_error *err)
{
    path_part parts[T4_SETTINGS_DEPTH];
    size_t count = split(path, parts);
    t4_node *parent = settings->root;
    t4_status status = T4_OK;

    if (!count)
        return t4_fail_at(err, T4_ERR_USAGE, "--set", 0, 0,
                          "'%s' names no key; expected KEY=VALUE with a key such as publish.levels",
                          path);
    for (size_t i = 0; i < count && !status; i++) {
        bool last = i + 1 == count;
        t4_node *child = parts[i].text ? member(parent, &parts[i]) : item(parent, parts[i].item);

        if (parent->kind != (parts[i].text ? T4_NODE_MAP : T4_NODE_LIST) ||
            (!child && !parts[i].text && parts[i].item != parent->count))
            return leads_nowhere(path, parent, err);
        if (last && removes(value))
            return child ? remove_child(settings, parent, child, err) : T4_OK;
        if (last && child)
            replace(child, value);
        else if (!child)
            status = add(settings, parent, &parts[i], last ? value : NULL, &child, err);
        parent = child;
    }
    return status;
}
