/* SPDX-License-Identifier: MIT */
/* The `input:` and `classification:` parts of a template, typed. */
#include <stdio.h>
#include <string.h>

#include "model/template_build.h"

static const char *const field_names[T4_FIELDS] = {
    "period", "flow", "code", "partner", "trader", "declaration", "source_type", "records",
    "value", "value_nat", "net_mass", "gross_mass", "quantity",
};

const char *t4_field_name(t4_field field)
{
    return field < T4_FIELDS ? field_names[field] : "?";
}

/* --- short forms ------------------------------------------------------------------------ */

/* "value: STOIM" and "value: [A, B]" become "value: {column: ...}" at the same place. */
static t4_status lengthen(t4_settings *settings, t4_node *node, t4_error *err)
{
    t4_node *column = t4_settings_node(settings, node->kind, "column", node->text, node->origin,
                                       node->line, node->column);

    if (!column)
        return t4_fail_memory(err);
    column->quoted = node->quoted;
    column->first = node->first;
    column->last = node->last;
    column->count = node->count;
    column->key_line = node->key_line;
    column->key_column = node->key_column;
    node->kind = T4_NODE_MAP;
    node->text = NULL;
    node->first = node->last = NULL;
    node->count = 0;
    return t4_settings_append(settings, node, column, err);
}

static t4_status lengthen_members(t4_settings *settings, const t4_node *map, t4_error *err)
{
    t4_status status = T4_OK;

    for (t4_node *node = map ? map->first : NULL; node && !status; node = node->next)
        if (node->kind != T4_NODE_MAP)
            status = lengthen(settings, node, err);
    return status;
}

t4_status t4_template_normalise_input(t4_settings *settings, t4_error *err)
{
    const t4_node *input = t4_read_node(settings->root, "input");
    const t4_node *files = t4_read_node(input, "files");
    t4_status status = lengthen_members(settings, t4_read_node(input, "columns"), err);

    if (!status)
        status = lengthen_members(settings, t4_read_node(input, "dimensions"), err);
    for (const t4_node *rule = files ? files->first : NULL; rule && !status; rule = rule->next) {
        status = lengthen_members(settings, t4_read_node(rule, "columns"), err);
        if (!status)
            status = lengthen_members(settings, t4_read_node(rule, "dimensions"), err);
    }
    return status;
}

/* --- columns ------------------------------------------------------------------------------ */

static t4_status type_columns(t4_template *t, const t4_node *map, const char *path,
                              t4_column columns[T4_FIELDS], t4_error *err)
{
    t4_status status = T4_OK;
    char name[200];

    for (int f = 0; f < T4_FIELDS && !status; f++) {
        const t4_node *node = t4_read_node(map, field_names[f]);

        snprintf(name, sizeof(name), "%s.%s", path, field_names[f]);
        if (node)
            status = t4_template_type_column(t, node, name, (t4_field)f, &columns[f], err);
    }
    return status;
}

/* Dimensions become columns of the published tables, so their names must not clash. */
static t4_status check_dimension(const t4_template *t, const t4_node *node, t4_error *err)
{
    static const char *const taken[] = {"unit", "records", "contributors", "top1", "top2", "reporter"};
    const char *name = node->key;
    size_t n = strlen(name);
    bool clash = false;

    for (int f = 0; f < T4_FIELDS; f++)
        clash = clash || !strcmp(name, field_names[f]);
    for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
        clash = clash || !strcmp(name, taken[i]);
    if (clash)
        return t4_node_fail(node, err, "input.dimensions: '%s' is a column of every release; take another name",
                            name);
    if (n > 31 || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] || *name < 'a' || *name > 'z')
        return t4_node_fail(node, err, "input.dimensions: '%.60s' cannot name a column; expected at most 31 "
                            "lower-case Latin letters, digits, '_', beginning with a letter", name);
    if (t->dimension_count == T4_DIMENSIONS_MAX)
        return t4_node_fail(node, err, "input.dimensions: more than %d", T4_DIMENSIONS_MAX);
    return T4_OK;
}

static t4_status type_dimensions(t4_template *t, const t4_node *map, t4_error *err)
{
    t4_status status = T4_OK;
    char path[100];

    for (const t4_node *node = map ? map->first : NULL; node && !status; node = node->next) {
        int i = t->dimension_count;

        status = check_dimension(t, node, err);
        snprintf(path, sizeof(path), "input.dimensions.%.60s", node->key);
        if (!status)
            status = t4_template_type_column(t, node, path, T4_FIELDS, &t->dimensions[i], err);
        if (!status)
            t->dimension_names[t->dimension_count++] = node->key;
    }
    return status;
}

/* --- files ------------------------------------------------------------------------------------ */

static t4_status type_file_dimensions(t4_template *t, const t4_node *map, t4_file_rule *rule,
                                      t4_error *err)
{
    t4_status status = T4_OK;

    for (const t4_node *node = map ? map->first : NULL; node && !status; node = node->next) {
        int i = 0;

        while (i < t->dimension_count && strcmp(t->dimension_names[i], node->key))
            i++;
        if (i == t->dimension_count)
            return t4_node_fail(node, err, "input.files: the dimension '%.60s' is not under input.dimensions",
                                node->key);
        status = t4_template_type_column(t, node, "input.files[].dimensions", T4_FIELDS,
                                         &rule->dimensions[i], err);
    }
    return status;
}

static t4_status type_file(t4_template *t, const t4_node *node, t4_file_rule *rule, t4_error *err)
{
    const t4_node *columns = t4_read_node(node, "columns");
    const t4_node *dimensions = t4_read_node(node, "dimensions");
    t4_status status;

    *rule = (t4_file_rule){.match = t4_read_text(node, "match")};
    if (!rule->match)
        return t4_node_fail(node, err, "input.files[]: 'match' is missing; say to which files this applies");
    for (int f = T4_FIELD_VALUE; f <= T4_FIELD_QUANTITY; f++)
        if (t4_read_node(columns, field_names[f]) && !t->columns[f].used)
            return t4_node_fail(t4_read_node(columns, field_names[f]), err,
                                "input.files[].columns: '%s' has to stand under input.columns too, with its "
                                "unit and decimals", field_names[f]);
    memcpy(rule->columns, t->columns, sizeof(rule->columns));
    memcpy(rule->dimensions, t->dimensions, sizeof(rule->dimensions));
    status = type_columns(t, columns, "input.files[].columns", rule->columns, err);
    if (!status)
        status = type_file_dimensions(t, dimensions, rule, err);
    for (int f = 0; f < T4_FIELDS; f++)
        rule->columns[f].used = t4_read_node(columns, field_names[f]) != NULL;
    for (int i = 0; i < t->dimension_count; i++)
        rule->dimensions[i].used = t4_read_node(dimensions, t->dimension_names[i]) != NULL;
    return status;
}

static t4_status type_files(t4_template *t, const t4_node *list, t4_error *err)
{
    t4_status status = T4_OK;

    if (!list || !list->count)
        return T4_OK;
    if (list->count > T4_FILE_RULES_MAX)
        return t4_node_fail(list, err, "input.files: more than %d rules", T4_FILE_RULES_MAX);
    t->files = t4_arena_alloc(&t->settings.arena, list->count * sizeof(*t->files));
    if (!t->files)
        return t4_fail_memory(err);
    for (const t4_node *node = list->first; node && !status; node = node->next)
        status = type_file(t, node, &t->files[t->file_count++], err);
    return status;
}

/* --- the whole part ----------------------------------------------------------------------------- */

static bool mapped(const t4_template *t, t4_field field)
{
    bool used = t->columns[field].used;

    for (size_t i = 0; i < t->file_count; i++)
        used = used || t->files[i].columns[field].used;
    return used;
}

static t4_status check_complete(const t4_template *t, const t4_node *columns, t4_error *err)
{
    static const t4_field needed[] = {T4_FIELD_PERIOD, T4_FIELD_FLOW, T4_FIELD_CODE, T4_FIELD_PARTNER};
    bool measure = false;
    t4_node nowhere = {.origin = t->path};

    columns = columns ? columns : &nowhere;
    for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
        if (!mapped(t, needed[i]))
            return t4_node_fail(columns, err,
                                "input.columns: '%s' is missing; name its column, or give {constant: ...} or "
                                "{file: ...}", field_names[needed[i]]);
    for (int f = T4_FIELD_VALUE; f <= T4_FIELD_QUANTITY; f++)
        measure = measure || t->columns[f].used;
    if (measure)
        return T4_OK;
    return t4_node_fail(columns, err, "input.columns: no measure is given; name at least one of value, "
                        "value_nat, net_mass, gross_mass, quantity");
}

static t4_status type_classification(t4_template *t, const t4_node *map, t4_error *err)
{
    const t4_node *columns = t4_read_node(map, "columns");

    if (!map || map->kind != T4_NODE_MAP)
        return T4_OK;
    t->classification_file = t4_read_text(map, "file");
    t->edition = t4_read_text(map, "edition");
    t->classification = (t4_list_layout){
        .format = t4_read_text(map, "format"),
        .encoding = t4_read_text(map, "encoding"),
        .separator = t4_read_character(map, "separator"),
        .header = t4_read_text(map, "header"),
        .skip = t4_read_integer(map, "skip", 0),
        .digits = t4_read_integer(map, "digits", 0),
        .code = t4_read_text(columns, "code"),
        .label = t4_read_text(columns, "label"),
        .label_ru = t4_read_text(columns, "label_ru"),
        .parent = t4_read_text(columns, "parent"),
        .unit = t4_read_text(columns, "unit"),
        .from = t4_read_text(columns, "from"),
        .until = t4_read_text(columns, "until"),
    };
    if (!t->classification_file)
        return t4_node_fail(map, err, "classification: 'file' is missing; name the list of codes or remove "
                            "the part");
    return T4_OK;
}

t4_status t4_template_type_input(t4_template *t, t4_error *err)
{
    const t4_node *map = t4_read_node(t->settings.root, "input");
    const t4_node *columns = t4_read_node(map, "columns");
    static const char decimals[] = {0, '.', ','};
    t4_status status;

    t->encoding = t4_read_text(map, "encoding");
    t->separator = t4_read_character(map, "separator");
    t->decimal = decimals[t4_read_choice(map, "decimal", "auto|.|,", 0)];
    status = type_columns(t, columns, "input.columns", t->columns, err);
    if (!status)
        status = type_dimensions(t, t4_read_node(map, "dimensions"), err);
    if (!status)
        status = type_files(t, t4_read_node(map, "files"), err);
    if (!status)
        status = check_complete(t, columns, err);
    if (!status && t->separator && t->separator == t->decimal)
        status = t4_node_fail(t4_read_node(map, "separator"), err,
                              "input.separator: fields and decimals cannot both be marked by '%c'",
                              t->separator);
    return status ? status : type_classification(t, t4_read_node(t->settings.root, "classification"), err);
}
