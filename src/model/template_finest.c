/* SPDX-License-Identifier: MIT */
/* The granularity of a release as the template says it: publish.finest, publish.finest_by, lists of codes. */
#include <stdio.h>
#include <string.h>

#include "model/flow.h"
#include "model/template_build.h"

/* --- finest --------------------------------------------------------------------------------- */

static t4_status add_finest(t4_template *t, const t4_node *node, const char *prefix, t4_error *err)
{
    t4_finest *entry = &t->finest[t->finest_count];

    *entry = (t4_finest){prefix, 0};
    if (t4_scalar_integer(node, "publish.finest", 0, 12, &entry->level, err))
        return T4_ERR_USAGE;
    if (entry->level % 2)
        return t4_scalar_refuse(node, "publish.finest", "an even code length, or adaptive", err);
    t->finest_count++;
    return T4_OK;
}

static t4_status type_finest_map(t4_template *t, const t4_node *map, t4_error *err)
{
    const t4_node *first = t4_read_node(map, "default");
    t4_status status = T4_OK;

    if (first)
        status = add_finest(t, first, "", err);
    for (const t4_node *node = map->first; node && !status; node = node->next) {
        if (node == first)
            continue;
        if (!*node->key || node->key[strspn(node->key, "0123456789")] || strlen(node->key) > T4_CODE_MAX)
            return t4_node_fail(node, err, "publish.finest: '%.40s' is no beginning of a code; expected digits "
                                "such as \"27\", or default", node->key);
        status = add_finest(t, node, node->key, err);
    }
    return status;
}

static t4_status type_finest(t4_template *t, const t4_node *node, t4_error *err)
{
    size_t room = node && node->kind == T4_NODE_MAP ? node->count : 1;

    if (!node)
        return T4_OK;
    if (node->kind == T4_NODE_SCALAR && !strcmp(node->text, "adaptive")) {
        t->finest_adaptive = true;
        return T4_OK;
    }
    if (node->kind == T4_NODE_LIST)
        return t4_scalar_refuse(node, "publish.finest", "a length, a map such as {default: 10, \"27\": 8}, "
                                "or adaptive", err);
    t->finest = t4_arena_alloc(&t->settings.arena, (room + 1) * sizeof(*t->finest));
    if (!t->finest)
        return t4_fail_memory(err);
    return node->kind == T4_NODE_MAP ? type_finest_map(t, node, err) : add_finest(t, node, "", err);
}

int t4_template_finest(const t4_template *t, const char *code, size_t n)
{
    int level = t->columns[T4_FIELD_CODE].digits;
    size_t longest = 0;

    for (size_t i = 0; i < t->finest_count; i++) {
        size_t length = strlen(t->finest[i].prefix);

        if (length <= n && length >= longest && !memcmp(t->finest[i].prefix, code, length)) {
            longest = length;
            level = t->finest[i].level;
        }
    }
    return level < (int)n ? level : (int)n;
}

/* --- finest_by ------------------------------------------------------------------------------ */

/* Which group of publish.partners a name means: EAEU or G_EAEU; -1 = none. */
static int group_of(const t4_template *t, const char *name)
{
    for (int g = 0; g < t->plan.group_count; g++)
        if (!strcmp(t->plan.groups[g].name, name) || (!strncmp(name, "G_", 2) && !strcmp(t->plan.groups[g].name, name + 2)))
            return g;
    return -1;
}

/* Codes of partners; the name of a group stands for its members. */
static t4_status type_line_partners(t4_template *t, const t4_node *list, t4_finest_line *line, t4_error *err)
{
    size_t room = 1, used = 0;

    for (const t4_node *node = list->first; node; node = node->next) {
        int g = group_of(t, node->text);

        room += 1;
        for (const char *const *m = g >= 0 ? t->plan.groups[g].members : NULL; m && *m; m++)
            room++;
    }
    line->partners = t4_arena_alloc(&t->settings.arena, room * sizeof *line->partners);
    if (!line->partners)
        return t4_fail_memory(err);
    for (const t4_node *node = list->first; node; node = node->next) {
        int g = group_of(t, node->text);

        if (g < 0 && t4_reserved_label(node->text))
            return t4_node_fail(node, err, "publish.finest_by[].partners: '%.40s' is no group of publish.partners", node->text);
        for (const char *const *m = g >= 0 ? t->plan.groups[g].members : NULL; m && *m; m++)
            line->partners[used++] = *m;
        if (g < 0)
            line->partners[used++] = node->text;
    }
    line->partners[used] = NULL;
    return used ? T4_OK : t4_node_fail(list, err, "publish.finest_by[].partners: an empty list means nobody");
}

static t4_status type_line(t4_template *t, const t4_node *map, t4_finest_line *line, t4_error *err)
{
    const t4_node *level = t4_read_node(map, "level"), *partners = t4_read_node(map, "partners");
    const char *flow = t4_read_text(map, "flow");

    *line = (t4_finest_line){.code = t4_read_text(map, "code"), .list = t4_read_text(map, "list"),
                             .tier = t4_read_text(map, "tier"), .flow = T4_FLOWS};
    if (!level)
        return t4_node_fail(map, err, "publish.finest_by[]: a line needs a level, e.g. {flow: X, level: 6}");
    if (t4_scalar_integer(level, "publish.finest_by[].level", 0, 12, &line->level, err))
        return T4_ERR_USAGE;
    if (line->level % 2)
        return t4_scalar_refuse(level, "publish.finest_by[].level", "an even code length", err);
    if (line->code && (!*line->code || line->code[strspn(line->code, "0123456789")] || strlen(line->code) > T4_CODE_MAX))
        return t4_node_fail(map, err, "publish.finest_by[].code: '%.40s' is no beginning of a code; expected digits such "
                            "as \"27\"", line->code);
    if (line->code && line->list)
        return t4_node_fail(map, err, "publish.finest_by[]: a line names a code or a list, not both");
    if (line->tier && !line->list)
        return t4_node_fail(map, err, "publish.finest_by[].tier: '%.40s' belongs to no list; add list: FILE", line->tier);
    if (flow)
        line->flow = (uint32_t)t4_flow_parse(flow, strlen(flow));
    return partners ? type_line_partners(t, partners, line, err) : T4_OK;
}

static t4_status type_lines(t4_template *t, const t4_node *list, t4_error *err)
{
    t4_status status = T4_OK;

    if (!list)
        return T4_OK;
    t->finest_lines = t4_arena_alloc(&t->settings.arena, (list->count + 1) * sizeof *t->finest_lines);
    if (!t->finest_lines)
        return t4_fail_memory(err);
    for (const t4_node *node = list->first; node && !status; node = node->next)
        status = type_line(t, node, &t->finest_lines[t->finest_line_count++], err);
    return status;
}

t4_status t4_template_type_finest(t4_template *t, const t4_node *publish, t4_error *err)
{
    const t4_node *lines = t4_read_node(publish, "finest_by");
    t4_status status = type_finest(t, t4_read_node(publish, "finest"), err);

    if (!status)
        status = type_lines(t, lines, err);
    t->never_finer = t4_read_text(publish, "never_finer");
    t->must_show = t4_read_text(publish, "must_show");
    t->adaptive_hierarchy = t4_read_choice(publish, "adaptive", "partition|hierarchy", 0) == 1;
    for (size_t i = 0; i < t->finest_line_count && t->finest_adaptive && !status; i++)
        if (t->finest_lines[i].partners)
            status = t4_node_fail(lines, err, "publish.finest_by[].partners: adaptive granularity chooses one length for all "
                                  "partners; leave it out");
    return status;
}
