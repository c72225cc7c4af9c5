/* SPDX-License-Identifier: MIT */
/* Members of checked settings as plain values. */
#include <string.h>

#include "model/listset.h"
#include "model/template_build.h"

const t4_node *t4_read_node(const t4_node *map, const char *key)
{
    return t4_settings_child(map, key);
}

const char *t4_read_text(const t4_node *map, const char *key)
{
    const t4_node *node = t4_settings_child(map, key);

    return node && node->kind == T4_NODE_SCALAR ? node->text : NULL;
}

int t4_read_integer(const t4_node *map, const char *key, int otherwise)
{
    const t4_node *node = t4_settings_child(map, key);

    if (node)
        t4_scalar_integer(node, key, INT32_MIN, INT32_MAX, &otherwise, NULL);
    return otherwise;
}

double t4_read_number(const t4_node *map, const char *key, double otherwise)
{
    const t4_node *node = t4_settings_child(map, key);

    if (node)
        t4_scalar_number(node, key, -1e18, 1e18, &otherwise, NULL);
    return otherwise;
}

bool t4_read_boolean(const t4_node *map, const char *key, bool otherwise)
{
    const t4_node *node = t4_settings_child(map, key);

    if (node)
        t4_scalar_boolean(node, key, &otherwise, NULL);
    return otherwise;
}

int t4_read_choice(const t4_node *map, const char *key, const char *choices, int otherwise)
{
    const t4_node *node = t4_settings_child(map, key);

    if (node)
        t4_scalar_choice(node, key, choices, &otherwise, NULL);
    return otherwise;
}

char t4_read_character(const t4_node *map, const char *key)
{
    const t4_node *node = t4_settings_child(map, key);
    char value = 0;

    if (node)
        t4_scalar_character(node, key, &value, NULL);
    return value;
}

bool t4_reserved_label(const char *text)
{
    return !strcmp(text, "W00") || !strcmp(text, "_T") || !strcmp(text, "TOTAL") ||
           !strncmp(text, "G_", 2) || t4_listset_names(text);
}
