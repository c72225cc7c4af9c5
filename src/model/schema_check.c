/* SPDX-License-Identifier: MIT */
/* Check a tree of settings against the table of keys, and fill in the table's defaults. */
#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "model/flow.h"
#include "model/issue.h"
#include "model/scalar.h"
#include "model/schema.h"

enum { PATH_ROOM = 512 };

/* Where the check stands: the path for look-ups, "*" for free keys, and the one that is shown. */
typedef struct {
    const t4_schema_table *table;
    char known[PATH_ROOM];
    char shown[PATH_ROOM];
} place;

static t4_status check_node(const t4_node *node, const t4_schema_row *row, const place *at,
                            t4_error *err);

static void below(place *child, const place *parent, const char *known, const char *shown)
{
    const char *dot = *parent->shown && *shown != '[' ? "." : "";

    child->table = parent->table;
    snprintf(child->known, PATH_ROOM, "%.300s%s%.200s", parent->known,
             *parent->known && *known != '[' ? "." : "", known);
    snprintf(child->shown, PATH_ROOM, "%.300s%s%.200s", parent->shown, dot, shown);
}

/* The one step from a path to a row's path below it ("" when the row is not directly below). */
static const char *step(const t4_schema_row *row, const char *path)
{
    const char *p = row->path;

    while (*path) {
        if (*p == '*') {
            path += strcspn(path, ".[");
            p++;
        } else if (*p++ != *path++) {
            return "";
        }
    }
    if (p != row->path && *p++ != '.')
        return "";
    return strpbrk(p, ".[*") ? "" : p;
}

/* --- unknown keys ---------------------------------------------------------------- */

typedef struct {
    t4_suggest suggest;
    char known[700];
    size_t used;
} candidates;

static void offer(candidates *all, const char *key)
{
    int n;

    t4_suggest_offer(&all->suggest, key);
    if (all->used >= sizeof(all->known))
        return;
    n = snprintf(all->known + all->used, sizeof(all->known) - all->used, "%s%s",
                 all->used ? ", " : "", key);
    all->used += n > 0 ? (size_t)n : 0;
}

static t4_status unknown_key(const t4_node *child, const place *at, bool flows, t4_error *err)
{
    candidates all = {.used = 0};
    const t4_schema_row *rows = at->table->rows;

    t4_suggest_init(&all.suggest, child->key);
    for (size_t i = 0; i < at->table->count && !flows; i++)
        if (*step(&rows[i], at->known))
            offer(&all, step(&rows[i], at->known));
    for (int kind = 0; kind < T4_ISSUE_KINDS && !strcmp(at->known, "checks"); kind++)
        offer(&all, t4_issue_info((t4_issue_kind)kind)->name);
    for (int flow = 0; flow < T4_FLOWS && flows; flow++)
        offer(&all, t4_flow_text((t4_flow)flow));
    return t4_fail_at(err, T4_ERR_USAGE, child->origin, child->key_line ? child->key_line : child->line,
                      child->key_column ? child->key_column : child->column,
                      "unknown key '%.80s'%s%s%s%s%s%s (allowed here: %s)", child->key,
                      *at->shown ? " in '" : "", at->shown, *at->shown ? "'" : "",
                      all.suggest.nearest ? "; did you mean '" : "",
                      all.suggest.nearest ? all.suggest.nearest : "",
                      all.suggest.nearest ? "'?" : "", all.known);
}

/* --- kinds of nodes ---------------------------------------------------------------- */

/* The action of one kind of issue, out of those that make sense for it. */
static t4_status check_action(const t4_node *child, const place *at, t4_error *err)
{
    t4_issue_kind kind = t4_issue_find(child->key);
    char choices[80] = "";
    int index;

    if (kind == T4_ISSUE_KINDS)
        return unknown_key(child, at, false, err);
    for (int action = 0; action <= T4_ACT_OFF; action++)
        if (t4_issue_info(kind)->allowed & 1u << action) {
            size_t n = strlen(choices);
            snprintf(choices + n, sizeof(choices) - n, "%s%s", n ? "|" : "",
                     t4_issue_action_key((t4_issue_action)action));
        }
    return t4_scalar_choice(child, child->key, choices, &index, err);
}

static bool plain_word(const char *key)
{
    return *key && !strpbrk(key, ".[]*");
}

/* A member of a map with known keys: its own row, or that of "any key". */
static t4_status check_member(const t4_node *child, const place *at, bool flows, t4_error *err)
{
    const t4_schema_row *row = NULL;
    place under;

    if (flows && t4_flow_parse(child->key, strlen(child->key)) == T4_FLOWS)
        return unknown_key(child, at, true, err);
    if (plain_word(child->key)) {
        below(&under, at, child->key, child->key);
        row = t4_schema_find_in(at->table, under.known);
    }
    if (!row || row->path[strlen(row->path) - 1] == '*') {
        below(&under, at, "*", child->key);
        row = t4_schema_find_in(at->table, under.known);
    }
    if (!row && !strcmp(at->known, "checks"))
        return check_action(child, at, err);
    if (!row)
        return unknown_key(child, at, false, err);
    return check_node(child, row, &under, err);
}

static t4_status check_map(const t4_node *node, const place *at, bool flows, t4_error *err)
{
    t4_status status = T4_OK;

    if (node->kind == T4_NODE_SCALAR && !*node->text && !node->quoted)
        return T4_OK;  /* "checks:" with nothing below it, or only comments */
    if (node->kind != T4_NODE_MAP)
        return t4_scalar_refuse(node, at->shown, "keys below it", err);
    for (const t4_node *child = node->first; child && !status; child = child->next)
        status = check_member(child, at, flows, err);
    return status;
}

static t4_status check_items(const t4_node *node, const place *at, t4_error *err)
{
    const t4_schema_row *row;
    t4_status status = T4_OK;
    place under;

    if (node->kind != T4_NODE_LIST)
        return t4_scalar_refuse(node, at->shown, "a list such as [a, b]", err);
    below(&under, at, "[]", "[]");
    row = t4_schema_find_in(at->table, under.known);
    if (!row)
        return t4_scalar_refuse(node, at->shown, "no list", err);
    for (const t4_node *child = node->first; child && !status; child = child->next)
        status = check_node(child, row, &under, err);
    return status;
}

/* A flow map, or one value for all flows. */
static t4_status check_flows(const t4_node *node, const place *at, t4_error *err)
{
    place under;

    if (node->kind == T4_NODE_MAP)
        return check_map(node, at, true, err);
    below(&under, at, "*", "M");
    return check_node(node, t4_schema_find_in(at->table, under.known), at, err);
}

static t4_status check_same(const t4_node *node, const t4_schema_row *row, const place *at,
                            t4_error *err)
{
    place other = *at;

    snprintf(other.known, PATH_ROOM, "%s", row->choices);
    return check_map(node, &other, false, err);
}

static t4_status check_mixed(const t4_node *node, const t4_schema_row *row, const place *at,
                             t4_error *err)
{
    const char *text;

    if (node->kind == T4_NODE_MAP)
        return check_map(node, at, false, err);
    if (node->kind == T4_NODE_LIST && strncmp(at->known, "input.", 6))
        return check_items(node, at, err);
    if (node->kind == T4_NODE_LIST) {
        /* A list of column names, or of names under "column". */
        t4_status status = node->first ? T4_OK : t4_scalar_refuse(node, at->shown, row->choices, err);

        for (const t4_node *child = node->first; child && !status; child = child->next)
            status = t4_scalar_text(child, at->shown, &text, err);
        return status;
    }
    return *node->text ? T4_OK : t4_scalar_refuse(node, at->shown, row->choices, err);
}

static t4_status check_node(const t4_node *node, const t4_schema_row *row, const place *at,
                            t4_error *err)
{
    const char *text;
    int whole;
    double number;
    bool yes;
    char sign;
    t4_period period;

    switch (row->kind) {
    case T4_KEY_MAP:
    case T4_KEY_ANY_MAP: return check_map(node, at, false, err);
    case T4_KEY_FLOWS: return check_flows(node, at, err);
    case T4_KEY_LIST: return check_items(node, at, err);
    case T4_KEY_TEXT:
        if (row->choices && node->kind == T4_NODE_SCALAR && node->quoted)
            return T4_OK;  /* "" means: empty for every record */
        return t4_scalar_text(node, at->shown, &text, err);
    case T4_KEY_FILE: return t4_scalar_text(node, at->shown, &text, err);
    case T4_KEY_INTEGER:
        return t4_scalar_integer(node, at->shown, row->least, row->most, &whole, err);
    case T4_KEY_NUMBER:
        return t4_scalar_number(node, at->shown, row->least, row->most, &number, err);
    case T4_KEY_BOOLEAN: return t4_scalar_boolean(node, at->shown, &yes, err);
    case T4_KEY_CHOICE: return t4_scalar_choice(node, at->shown, row->choices, &whole, err);
    case T4_KEY_CHARACTER: return t4_scalar_character(node, at->shown, &sign, err);
    case T4_KEY_PERIOD: return t4_scalar_period(node, at->shown, &period, err);
    case T4_KEY_MIXED: return check_mixed(node, row, at, err);
    case T4_KEY_SAME: return check_same(node, row, at, err);
    }
    return T4_OK;
}

t4_status t4_schema_check_by(const t4_schema_table *table, const t4_settings *settings, t4_error *err)
{
    place root = {table, "", ""};

    return check_map(settings->root, &root, false, err);
}

t4_status t4_schema_check(const t4_settings *settings, t4_error *err)
{
    t4_schema_table table;

    table.rows = t4_schema_rows(&table.count);
    return t4_schema_check_by(&table, settings, err);
}

/* --- defaults ------------------------------------------------------------------------ */

/* The node of a default: a scalar, or a list from "a, b". */
static t4_node *usual_node(t4_settings *settings, const t4_schema_row *row, const char *key,
                           t4_error *err)
{
    t4_node *list, *item;
    const char *at = row->usual;

    if (row->kind != T4_KEY_LIST)
        return t4_settings_node(settings, T4_NODE_SCALAR, key, row->usual, "default", 0, 0);
    list = t4_settings_node(settings, T4_NODE_LIST, key, NULL, "default", 0, 0);
    while (list && *at) {
        size_t n = strcspn(at, ",");
        char text[64];

        snprintf(text, sizeof(text), "%.*s", (int)n, at);
        item = t4_settings_node(settings, T4_NODE_SCALAR, NULL, text, "default", 0, 0);
        if (!item || t4_settings_append(settings, list, item, err))
            return NULL;
        at += n + strspn(at + n, ", ");
    }
    return list;
}

t4_status t4_schema_fill(t4_settings *settings, t4_error *err)
{
    size_t count;
    const t4_schema_row *rows = t4_schema_rows(&count);

    for (size_t i = 0; i < count; i++) {
        const char *dot = strrchr(rows[i].path, '.');
        const char *key = dot ? dot + 1 : rows[i].path;
        char parent_path[PATH_ROOM];
        t4_node *parent, *node;

        if (!rows[i].usual || strpbrk(rows[i].path, "*["))
            continue;
        snprintf(parent_path, sizeof(parent_path), "%.*s",
                 dot ? (int)(dot - rows[i].path) : 0, rows[i].path);
        parent = dot ? t4_settings_find(settings->root, parent_path) : settings->root;
        if (!parent || parent->kind != T4_NODE_MAP || t4_settings_child(parent, key))
            continue;
        node = usual_node(settings, &rows[i], key, err);
        if (!node || t4_settings_append(settings, parent, node, err))
            return t4_fail_memory(err);
    }
    return T4_OK;
}
