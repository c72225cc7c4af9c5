/* SPDX-License-Identifier: MIT */
#include "model/scalar.h"

#include <stdio.h>
#include <string.h>

#include "base/decimal.h"

enum { NUMBER_DECIMALS = 9 };

t4_status t4_node_fail(const t4_node *node, t4_error *err, const char *format, ...)
{
    char text[1000];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return t4_fail_at(err, T4_ERR_USAGE, node->origin, node->line, node->column, "%s", text);
}

t4_status t4_scalar_refuse(const t4_node *node, const char *path, const char *expected,
                           t4_error *err)
{
    if (node->kind != T4_NODE_SCALAR)
        return t4_node_fail(node, err, "%s: found a %s, expected %s", path,
                            node->kind == T4_NODE_LIST ? "list" : "map", expected);
    if (!*node->text && !node->quoted)
        return t4_node_fail(node, err, "%s: nothing is given; expected %s, or remove the key", path,
                            expected);
    return t4_node_fail(node, err, "%s: found '%.100s', expected %s", path, node->text, expected);
}

static bool scalar(const t4_node *node)
{
    return node->kind == T4_NODE_SCALAR && *node->text;
}

t4_status t4_scalar_text(const t4_node *node, const char *path, const char **text, t4_error *err)
{
    if (!scalar(node))
        return t4_scalar_refuse(node, path, "a text", err);
    *text = node->text;
    return T4_OK;
}

t4_status t4_scalar_integer(const t4_node *node, const char *path, double least, double most,
                            int *value, t4_error *err)
{
    static const t4_notation notation = {'.', false};
    char expected[100];
    t4_int128 wide;

    if (scalar(node) && node->text[strspn(node->text, "+-0123456789")] == 0 &&
        t4_decimal_parse(node->text, strlen(node->text), &notation, 0, &wide, NULL) ==
            T4_DECIMAL_OK &&
        wide >= (t4_int128)least && wide <= (t4_int128)most) {
        *value = (int)wide;
        return T4_OK;
    }
    if (least == most)
        snprintf(expected, sizeof(expected), "%.0f", least);
    else
        snprintf(expected, sizeof(expected), "a whole number from %.0f to %.0f", least, most);
    return t4_scalar_refuse(node, path, expected, err);
}

t4_status t4_scalar_number(const t4_node *node, const char *path, double least, double most,
                           double *value, t4_error *err)
{
    static const t4_notation notation = {'.', false};
    char expected[100];
    t4_int128 wide;
    int64_t rest;

    if (scalar(node) &&
        t4_decimal_parse(node->text, strlen(node->text), &notation, NUMBER_DECIMALS, &wide, &rest) ==
            T4_DECIMAL_OK && !rest) {
        double number = (double)wide / 1e9;

        if (number >= least && number <= most) {
            *value = number;
            return T4_OK;
        }
    }
    snprintf(expected, sizeof(expected), "a number from %g to %g (point, no separators)", least,
             most);
    return t4_scalar_refuse(node, path, expected, err);
}

t4_status t4_scalar_boolean(const t4_node *node, const char *path, bool *value, t4_error *err)
{
    int index;

    if (scalar(node) &&
        !t4_scalar_choice(node, path, "true|yes|on|false|no|off", &index, NULL)) {
        *value = index < 3;
        return T4_OK;
    }
    return t4_scalar_refuse(node, path, "true or false (also yes, on, no, off)", err);
}

/* "a|b|c" as "a, b or c". */
static void spell(const char *choices, char *text, size_t room)
{
    size_t used = 0;

    text[0] = 0;
    while (*choices && used < room) {
        size_t n = strcspn(choices, "|");
        const char *after = choices + n;
        const char *between = !*after ? "" : strchr(after + 1, '|') ? ", " : " or ";
        int written = snprintf(text + used, room - used, "%.*s%s", (int)n, choices, between);

        used += written > 0 ? (size_t)written : room;
        choices = *after ? after + 1 : after;
    }
}

t4_status t4_scalar_choice(const t4_node *node, const char *path, const char *choices, int *index,
                           t4_error *err)
{
    char expected[400];
    const char *at = choices;

    for (int i = 0; scalar(node) && *at; i++) {
        size_t n = strcspn(at, "|");

        if (strlen(node->text) == n && !memcmp(node->text, at, n)) {
            *index = i;
            return T4_OK;
        }
        at += n + (at[n] == '|');
    }
    if (!err)
        return T4_ERR_USAGE;
    spell(choices, expected, sizeof(expected));
    return t4_scalar_refuse(node, path, expected, err);
}

t4_status t4_scalar_character(const t4_node *node, const char *path, char *value, t4_error *err)
{
    static const char names[] = "auto|tab|comma|semicolon|pipe|space|\\t";
    static const char signs[] = {0, '\t', ',', ';', '|', ' ', '\t'};
    int index;

    if (node->kind == T4_NODE_SCALAR && !t4_scalar_choice(node, path, names, &index, NULL)) {
        *value = signs[index];
        return T4_OK;
    }
    if (scalar(node) && !node->text[1] && (*node->text == '\t' || *node->text >= ' ') &&
        !strchr("\"'.-+", *node->text) && !(*node->text >= '0' && *node->text <= '9') &&
        !((*node->text | 32) >= 'a' && (*node->text | 32) <= 'z')) {
        *value = *node->text;
        return T4_OK;
    }
    return t4_scalar_refuse(node, path,
                            "auto, one sign such as \";\" that is no letter, digit or quote, or its "
                            "name: tab, comma, semicolon, pipe, space", err);
}

t4_status t4_scalar_period(const t4_node *node, const char *path, t4_period *value, t4_error *err)
{
    t4_period period = scalar(node) ? t4_period_parse(node->text, strlen(node->text)) : 0;

    if (!period)
        return t4_scalar_refuse(node, path, "a month, quarter or year such as 2023-06, 2023-Q2, 2023",
                                err);
    *value = period;
    return T4_OK;
}
