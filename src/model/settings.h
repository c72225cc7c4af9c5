/* SPDX-License-Identifier: MIT */
/* A tree of settings as written (YAML, --set), every node with its place; knows no schema. */
#ifndef T4_MODEL_SETTINGS_H
#define T4_MODEL_SETTINGS_H

#include "base/arena.h"
#include "base/status.h"

typedef enum { T4_NODE_SCALAR, T4_NODE_LIST, T4_NODE_MAP } t4_node_kind;

typedef struct t4_node {
    t4_node_kind kind;
    const char *key;        /* of a map member; NULL in a list or at the root */
    const char *text;       /* scalar: its characters */
    bool quoted;
    const char *origin;     /* file name, or "--set", or "default" */
    uint64_t line, column;  /* of the value, 1-based; 0 for --set */
    uint64_t key_line, key_column;  /* of the key; 0 where there is none */
    struct t4_node *first, *next;  /* children in order of writing */
    struct t4_node *last;   /* of the children */
    size_t count;           /* of the children */
    struct t4_node **index; /* children of a large map by hash of the key; NULL while it is small */
    size_t index_room;
} t4_node;

enum { T4_SETTINGS_DEPTH = 32 };  /* deepest nesting, and most parts of a path */

typedef struct {
    t4_arena arena;         /* owns every node and text */
    t4_node *root;          /* a map */
} t4_settings;

void t4_settings_init(t4_settings *settings);
void t4_settings_release(t4_settings *settings);
t4_node *t4_settings_node(t4_settings *settings, t4_node_kind kind, const char *key,
                          const char *text, const char *origin, uint64_t line, uint64_t column);
/* Add child at the end of parent. T4_ERR_USAGE (with place) when a map has the key already. */
t4_status t4_settings_append(t4_settings *settings, t4_node *parent, t4_node *child,
                             t4_error *err);
/* Child of a map, or NULL. */
t4_node *t4_settings_child(const t4_node *map, const char *key);
/* Node at a dotted path "publish.levels" or "input.files[0].match", or NULL. */
t4_node *t4_settings_find(const t4_node *root, const char *path);
/*
 * Apply one --set: "publish.levels=[4]".  `value` is the parsed right side
 * (io/yaml parses flow style); missing maps on the way are made, an existing
 * node is replaced, "[0]" names an item of a list that is there ("[n]" behind
 * the last one adds an item).  An empty unquoted value removes the key, so
 * that its default holds.  T4_ERR_USAGE when the path leads through a scalar.
 */
t4_status t4_settings_set(t4_settings *settings, const char *path, t4_node *value, t4_error *err);

#endif
