/* SPDX-License-Identifier: MIT */
/* One column of a template: where a field stands and how its text is read. */
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "model/template_build.h"

/* What is being typed, for messages. */
typedef struct {
    t4_template *t;
    const t4_node *map;
    const char *path;      /* "input.columns.value" */
    t4_field field;        /* T4_FIELDS: a further dimension */
    t4_column *column;
    bool overrides;        /* of a file rule over a column that is there already */
    t4_error *err;
} typing;

static bool is_measure(t4_field field)
{
    return field >= T4_FIELD_VALUE && field <= T4_FIELD_QUANTITY;
}

static t4_status fail(const typing *c, const char *key, const char *text)
{
    const t4_node *node = key ? t4_read_node(c->map, key) : NULL;

    return t4_node_fail(node ? node : c->map, c->err, "%s%s%s: %s", c->path, key ? "." : "",
                        key ? key : "", text);
}

/* --- where the text stands ------------------------------------------------------------ */

static t4_status add_name(const typing *c, const t4_node *name)
{
    t4_column *column = c->column;

    if (column->column_count == (int)(sizeof(column->columns) / sizeof(*column->columns)))
        return t4_node_fail(name, c->err, "%s.column: more than %d names", c->path,
                            column->column_count);
    column->columns[column->column_count++] = name->text;
    return T4_OK;
}

static t4_status type_names(const typing *c, const t4_node *node)
{
    t4_status status = T4_OK;

    if (!node)
        return T4_OK;
    if (node->kind == T4_NODE_SCALAR)
        return add_name(c, node);
    if (node->kind == T4_NODE_LIST && !node->first)
        return fail(c, "column", "an empty list names no column");
    for (const t4_node *name = node->first; name && !status; name = name->next)
        status = add_name(c, name);
    return status;
}

/* The pattern must compile and have the group that gives the text. */
static t4_status type_pattern(const typing *c)
{
    const char *pattern = t4_read_text(c->map, "file");
    regex_t compiled;
    char reason[200];
    size_t groups;
    int code;

    if (!pattern)
        return T4_OK;
    if (strlen(pattern) > 500)
        return fail(c, "file", "longer than 500 characters");
    code = regcomp(&compiled, pattern, REG_EXTENDED);
    if (code) {
        regerror(code, &compiled, reason, sizeof(reason));
        return t4_node_fail(t4_read_node(c->map, "file"), c->err,
                            "%s.file: '%.100s' is no regular expression (%s)", c->path, pattern, reason);
    }
    groups = compiled.re_nsub;
    regfree(&compiled);
    if (!groups)
        return fail(c, "file", "has no group; put the part that is wanted in ( )");
    c->column->file_pattern = pattern;
    return T4_OK;
}

static int type_by_flow(const typing *c)
{
    int count = 0;

    for (int flow = 0; flow < T4_FLOWS && c->field == T4_FIELD_TRADER; flow++) {
        c->column->column_by_flow[flow] = t4_read_text(c->map, t4_flow_text((t4_flow)flow));
        count += c->column->column_by_flow[flow] != NULL;
    }
    /* M also serves FM and RM, X also DX and RX. */
    for (int flow = 0; flow < T4_FLOWS && count; flow++)
        if (!c->column->column_by_flow[flow])
            c->column->column_by_flow[flow] = c->column->column_by_flow[t4_flow_total((t4_flow)flow)];
    return count;
}

static bool names_a_source(const typing *c)
{
    static const char *const keys[] = {"column", "constant", "file", "year_column", "month_column"};

    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        if (t4_read_node(c->map, keys[i]))
            return true;
    for (int flow = 0; flow < T4_FLOWS && c->field == T4_FIELD_TRADER; flow++)
        if (t4_read_node(c->map, t4_flow_text((t4_flow)flow)))
            return true;
    return false;
}

static t4_status type_source(const typing *c)
{
    t4_column *column = c->column;
    int sources = 0;

    if (c->overrides && !names_a_source(c))
        return T4_OK;
    column->column_count = 0;
    column->format = NULL;
    if (type_names(c, t4_read_node(c->map, "column")))
        return T4_ERR_USAGE;
    sources += column->column_count > 0;
    column->constant = t4_read_text(c->map, "constant");
    sources += column->constant != NULL;
    column->file_pattern = NULL;
    if (type_pattern(c))
        return T4_ERR_USAGE;
    sources += column->file_pattern != NULL;
    column->year_column = t4_read_text(c->map, "year_column");
    column->month_column = t4_read_text(c->map, "month_column");
    if (!column->year_column && column->month_column)
        return fail(c, "month_column", "needs year_column beside it");
    sources += column->year_column != NULL;
    sources += type_by_flow(c) > 0;
    if (sources == 1)
        return T4_OK;
    if (sources)
        return fail(c, NULL, "says in two ways where the text stands; give one of column, constant, file"
                             " (period: or year_column with month_column; trader: or one a flow)");
    return fail(c, NULL, "does not say where the text stands; give one of column, constant, file");
}

/* --- how the text is read ------------------------------------------------------------- */

static t4_status check_meaning(const typing *c, const t4_node *node, const char *meaning)
{
    if (c->field == T4_FIELD_FLOW && t4_flow_parse(meaning, strlen(meaning)) == T4_FLOWS)
        return t4_scalar_refuse(node, c->path, "a flow: M, X, FM, RM, DX or RX", c->err);
    if ((c->field == T4_FIELD_PARTNER || c->field == T4_FIELDS) && t4_reserved_label(meaning))
        return t4_node_fail(node, c->err, "%s: '%.60s' is a name that releases keep for totals",
                            c->path, meaning);
    return T4_OK;
}

static t4_status type_map(const typing *c)
{
    const t4_node *map = t4_read_node(c->map, "map");
    t4_map_pair *pairs;
    size_t used = 0;

    if (!map || !map->count)
        return T4_OK;
    pairs = t4_arena_alloc(&c->t->settings.arena, map->count * sizeof(*pairs));
    if (!pairs)
        return t4_fail_memory(c->err);
    for (const t4_node *child = map->first; child; child = child->next) {
        if (check_meaning(c, child, child->text))
            return T4_ERR_USAGE;
        pairs[used++] = (t4_map_pair){child->key, child->text};
    }
    c->column->map = pairs;
    c->column->map_count = used;
    return T4_OK;
}

static t4_status type_constant(const typing *c)
{
    const char *text = c->column->constant;
    const t4_node *node = t4_read_node(c->map, "constant");

    if (!node || c->column->map_count)
        return T4_OK;
    if (c->field == T4_FIELD_PERIOD && !c->column->format && !t4_period_parse(text, strlen(text)))
        return t4_scalar_refuse(node, c->path, "a period such as 2023-06, 2023-Q2 or 2023", c->err);
    return check_meaning(c, node, text);
}

static t4_status type_format(const typing *c)
{
    const char *format = t4_read_text(c->map, "format");

    if (!format)
        return T4_OK;
    if (!strstr(format, "%Y") && !strstr(format, "%y") && !strstr(format, "%F") &&
        !strstr(format, "%D") && !strstr(format, "%C"))
        return t4_scalar_refuse(t4_read_node(c->map, "format"), "input.columns.period.format",
                                "a layout with a year, such as \"%d.%m.%Y\" or \"%Y%m\"", c->err);
    if (c->column->year_column)
        return fail(c, "format", "has no meaning beside year_column");
    c->column->format = format;
    return T4_OK;
}

/* A property that is one for all files: an override may repeat, not change it. */
static t4_status same_for_all(const typing *c, const char *key, bool changed)
{
    if (!c->overrides || !changed)
        return T4_OK;
    return fail(c, key, "is one for all files; change it under input.columns");
}

static t4_status type_measure(const typing *c)
{
    t4_column *column = c->column;
    const char *unit = t4_read_text(c->map, "unit");
    const char *unit_column = t4_read_text(c->map, "unit_column");
    int decimals = t4_read_integer(c->map, "decimals", column->decimals);

    if (!is_measure(c->field))
        return T4_OK;
    if (same_for_all(c, "decimals", decimals != column->decimals) ||
        same_for_all(c, "unit", unit && (!column->unit || strcmp(unit, column->unit))))
        return T4_ERR_USAGE;
    column->decimals = decimals;
    if (unit && strlen(unit) >= sizeof(((t4_measure *)0)->unit))
        return fail(c, "unit", "longer than 31 bytes");
    if (unit && unit_column)
        return fail(c, "unit_column", "cannot stand beside unit; keep one of them");
    if (unit || unit_column) {
        column->unit = unit;
        column->unit_column = unit_column;
    }
    if (c->field == T4_FIELD_QUANTITY && !column->unit && !column->unit_column)
        return fail(c, NULL, "a quantity needs its unit: give unit or unit_column");
    return T4_OK;
}

static t4_status type_trader(const typing *c)
{
    t4_column *column = c->column;

    if (c->field != T4_FIELD_TRADER)
        return T4_OK;
    column->missing_each = t4_read_choice(c->map, "missing", "one|each", column->missing_each) == 1;
    if (t4_read_text(c->map, "missing_reason"))
        column->missing_reason = t4_read_text(c->map, "missing_reason");
    if (column->missing_each && !column->missing_reason)
        return fail(c, "missing", "'each' needs a missing_reason that says why every record without an "
                                  "id is another trader");
    return T4_OK;
}

static t4_status type_labels(const typing *c)
{
    t4_column *column = c->column;

    if (t4_read_text(c->map, "list"))
        column->list = t4_read_text(c->map, "list");
    if (c->field == T4_FIELDS)
        column->open = t4_read_boolean(c->map, "open", c->overrides ? column->open : !column->list);
    else
        column->open = t4_read_boolean(c->map, "open", column->open);
    return T4_OK;
}

static t4_status type_digits(const typing *c)
{
    int digits = t4_read_integer(c->map, "digits", c->column->digits);

    if (c->field == T4_FIELD_CODE && same_for_all(c, "digits", digits != c->column->digits))
        return T4_ERR_USAGE;
    c->column->digits = digits;
    return T4_OK;
}

t4_status t4_template_type_column(t4_template *t, const t4_node *map, const char *path,
                                  t4_field field, t4_column *column, t4_error *err)
{
    typing c = {t, map, path, field, column, column->used, err};
    t4_status status;

    if (!column->used && field == T4_FIELD_CODE)
        column->digits = 10;
    status = type_source(&c);
    if (!status)
        status = type_format(&c);
    if (!status)
        status = type_digits(&c);
    if (!status)
        status = type_map(&c);
    if (!status)
        status = type_constant(&c);
    if (!status)
        status = type_labels(&c);
    if (!status)
        status = type_trader(&c);
    if (!status)
        status = type_measure(&c);
    column->line = map->line;
    column->used = true;
    return status;
}
