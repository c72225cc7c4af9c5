/* SPDX-License-Identifier: MIT */
#include "model/profile.h"

#include <stdio.h>
#include <string.h>

#include "base/fold.h"
#include "base/memory.h"
#include "model/template_build.h"

static const char *const field_names[T4_PROFILE_FIELDS] = {
    "period", "year", "month", "reporter", "partner", "flow", "code", "goods", "unit", "status", "edition", "valuation",
    "value", "net_mass", "quantity"};
static const int powers[] = {T4_PROFILE_SCALE_AUTO, 0, 3, 6, 9};

#define SCALES "auto|one|thousand|million|billion"

const char *t4_profile_field_name(t4_profile_field field)
{
    return field_names[field];
}

/* --- texts and expressions --------------------------------------------------------------- */

static t4_status compile(t4_profile_pattern *pattern, const t4_node *node, t4_error *err)
{
    char reason[160];
    int bad;

    if (!node)
        return T4_OK;
    bad = regcomp(&pattern->regex, node->text, REG_EXTENDED | REG_ICASE);
    pattern->there = !bad;
    if (!bad)
        return T4_OK;
    regerror(bad, &pattern->regex, reason, sizeof reason);
    return t4_node_fail(node, err, "'%.80s' is no extended regular expression: %s", node->text, reason);
}

static t4_status compile_key(t4_profile_pattern *pattern, const t4_node *map, const char *key, t4_error *err)
{
    return compile(pattern, map ? t4_read_node(map, key) : NULL, err);
}

bool t4_profile_match(const t4_profile_pattern *pattern, const char *text, size_t *start, size_t *length)
{
    regmatch_t found[2];
    int which;

    if (regexec(&pattern->regex, text, 2, found, 0))
        return false;
    which = found[1].rm_so >= 0 ? 1 : 0;
    *start = (size_t)found[which].rm_so;
    *length = (size_t)(found[which].rm_eo - found[which].rm_so);
    return true;
}

static t4_status add_name(const char **names, int *count, int most, const t4_node *node, t4_error *err)
{
    if (*count == most)
        return t4_node_fail(node, err, "more than %d names", most);
    names[(*count)++] = node->text;
    return T4_OK;
}

static t4_status add_names(const char **names, int *count, int most, const t4_node *node, t4_error *err)
{
    t4_status status = T4_OK;

    if (!node)
        return T4_OK;
    if (node->kind == T4_NODE_SCALAR)
        return add_name(names, count, most, node, err);
    for (const t4_node *child = node->first; child && !status; child = child->next)
        status = add_name(names, count, most, child, err);
    return status;
}

/* --- a column -------------------------------------------------------------------------------- */

static t4_status build_map(t4_profile *p, t4_profile_column *c, const t4_node *map, t4_error *err)
{
    t4_arena *arena = &p->settings.arena;
    t4_buffer folded;
    t4_status status = T4_OK;

    if (!map || !map->count)
        return T4_OK;
    if (map->count > T4_PROFILE_MAP)
        return t4_node_fail(map, err, "a map of more than %d entries", T4_PROFILE_MAP);
    c->from = t4_arena_alloc(arena, map->count * sizeof *c->from);
    c->to = t4_arena_alloc(arena, map->count * sizeof *c->to);
    if (!c->from || !c->to)
        return t4_fail_memory(err);
    t4_buffer_init(&folded, 0);
    for (const t4_node *child = map->first; child && !status; child = child->next) {
        if (!t4_fold_loose(child->key, strlen(child->key), &folded))
            status = t4_fail_memory(err);
        c->from[c->map_count] = t4_arena_strndup(arena, folded.length ? folded.data : "", folded.length);
        c->to[c->map_count] = child->text;
        if (!c->from[c->map_count++])
            status = t4_fail_memory(err);
    }
    t4_buffer_release(&folded);
    return status;
}

static void build_of_flow(t4_profile_column *c, const t4_node *node)
{
    for (int flow = 0; node && flow < T4_FLOWS; flow++)
        c->of_flow[flow] = node->kind == T4_NODE_SCALAR ? node->text : t4_read_text(node, t4_flow_text((t4_flow)flow));
}

static t4_status build_column(t4_profile *p, t4_profile_column *c, const t4_node *node, t4_error *err)
{
    t4_status status;

    c->there = true;
    if (node->kind != T4_NODE_MAP)
        return add_names(c->names, &c->name_count, T4_PROFILE_NAMES, node, err);
    status = add_names(c->names, &c->name_count, T4_PROFILE_NAMES, t4_read_node(node, "column"), err);
    c->index = t4_read_integer(node, "index", 0);
    c->constant = t4_read_text(node, "constant");
    if (!status)
        status = compile_key(&c->file, node, "file", err);
    if (!status)
        status = compile_key(&c->sheet, node, "sheet", err);
    if (!status)
        status = compile_key(&c->text, node, "text", err);
    if (!status)
        status = compile_key(&c->pattern, node, "pattern", err);
    if (!status)
        status = build_map(p, c, t4_read_node(node, "map"), err);
    build_of_flow(c, t4_read_node(node, "of_flow"));
    c->fill = t4_read_boolean(node, "fill", false);
    c->scale = powers[t4_read_choice(node, "scale", SCALES, 1)];
    c->scale_column = t4_read_text(node, "scale_column");
    c->unit = t4_read_text(node, "unit");
    c->digits = t4_read_integer(node, "digits", 0);
    c->stripped = t4_read_choice(node, "zeros", "kept|stripped", 0) == 1;
    c->calendar = (t4_periodtext_calendar)t4_read_choice(node, "calendar", "gregorian|bikram_sambat", 0);
    return status;
}

static t4_status build_columns(t4_profile *p, t4_profile_table *table, const t4_node *map, t4_error *err)
{
    t4_status status = T4_OK;

    for (const t4_node *child = map ? map->first : NULL; child && !status; child = child->next) {
        int field = 0;

        while (field < T4_PROFILE_FIELDS && strcmp(child->key, field_names[field]))
            field++;
        if (field == T4_PROFILE_FIELDS)
            return t4_node_fail(child, err, "'%.40s' is no field of flows; expected period, year, month, reporter, partner, "
                                "flow, code, goods, unit, status, edition, valuation, value, net_mass or quantity", child->key);
        status = build_column(p, &table->columns[field], child, err);
    }
    return status;
}

/* --- a table --------------------------------------------------------------------------------- */

static t4_status build_series(t4_profile_table *table, const t4_node *list, t4_error *err)
{
    static const t4_profile_field measures[] = {T4_PROFILE_VALUE, T4_PROFILE_NET_MASS, T4_PROFILE_QUANTITY};
    t4_status status = T4_OK;

    for (const t4_node *node = list ? list->first : NULL; node && !status; node = node->next) {
        t4_profile_series *s = &table->series[table->series_count];
        const char *flow = t4_read_text(node, "flow");
        const t4_profile_column *measure;

        if (table->series_count == T4_PROFILE_SERIES)
            return t4_node_fail(node, err, "more than %d series", T4_PROFILE_SERIES);
        if (!t4_read_node(node, "header"))
            return t4_node_fail(node, err, "a series needs 'header', an expression on the headings of its columns");
        table->series_count++;
        status = compile_key(&s->header, node, "header", err);
        s->measure = measures[t4_read_choice(node, "measure", "value|net_mass|quantity", 0)];
        measure = &table->columns[s->measure];
        s->flow = flow ? t4_flow_parse(flow, strlen(flow)) : T4_FLOWS;
        s->period = t4_read_text(node, "period");
        s->unit = t4_read_text(node, "unit");
        s->unit = s->unit ? s->unit : measure->unit;
        s->scale = t4_read_node(node, "scale") ? powers[t4_read_choice(node, "scale", SCALES, 1)] : measure->scale;
    }
    return status;
}

static t4_status build_rules(t4_profile_rule *rules, int *count, const t4_node *map, t4_error *err)
{
    t4_status status = T4_OK;

    for (const t4_node *node = map ? map->first : NULL; node && !status; node = node->next) {
        if (*count == T4_PROFILE_RULES)
            return t4_node_fail(node, err, "more than %d conditions", T4_PROFILE_RULES);
        rules[*count].names[rules[*count].name_count++] = node->key;
        status = compile(&rules[*count].pattern, node, err);
        ++*count;
    }
    return status;
}

static t4_status build_rows(t4_profile_table *table, const t4_node *rows, t4_error *err)
{
    struct {
        t4_profile_pattern *pattern;
        const char *key;
    } patterns[] = {{&table->groups, "groups"}, {&table->reporter_groups, "reporter_groups"}, {&table->world, "world"},
                    {&table->total, "total"}, {&table->nil, "nil"}, {&table->hidden, "hidden"}};
    t4_status status = T4_OK;

    if (!rows)
        return T4_OK;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns && !status; i++)
        status = compile_key(patterns[i].pattern, rows, patterns[i].key, err);
    if (!status)
        status = build_rules(table->only, &table->only_count, t4_read_node(rows, "only"), err);
    if (!status)
        status = build_rules(table->skip, &table->skip_count, t4_read_node(rows, "skip"), err);
    table->hierarchy = (t4_profile_hierarchy)t4_read_choice(rows, "hierarchy", "flat|products|partners", 0);
    table->sum = t4_read_boolean(rows, "sum", false);
    return status;
}

static t4_status build_table(t4_profile *p, t4_profile_table *table, const t4_node *node, t4_error *err)
{
    t4_status status = build_columns(p, table, t4_read_node(node, "columns"), err);

    table->header_rows = t4_read_integer(node, "header_rows", 1);
    table->no_header = t4_read_boolean(node, "no_header", false);
    table->repeat = t4_read_boolean(node, "repeat", false);
    if (!status)
        status = compile_key(&table->sheets, node, "sheets", err);
    if (!status)
        status = compile_key(&table->header, node, "header", err);
    if (!status)
        status = compile_key(&table->end, node, "end", err);
    if (!status)
        status = build_series(table, t4_read_node(node, "series"), err);
    if (!status)
        status = build_rows(table, t4_read_node(node, "rows"), err);
    return status;
}

static t4_status build_tables(t4_profile *p, t4_error *err)
{
    const t4_node *list = t4_read_node(p->settings.root, "tables");
    t4_status status = T4_OK;

    if (!list || !list->count || list->count > T4_PROFILE_TABLES)
        return t4_fail_at(err, T4_ERR_USAGE, p->name, 1, 0, "a profile needs 'tables', a list of 1 to %d", T4_PROFILE_TABLES);
    p->tables = t4_alloc_zero(list->count, sizeof *p->tables);
    if (!p->tables)
        return t4_fail_memory(err);
    for (const t4_node *node = list->first; node && !status; node = node->next)
        status = build_table(p, &p->tables[p->table_count++], node, err);
    return status;
}

/* --- recognition -------------------------------------------------------------------------------- */

static t4_status build_recognise(t4_profile *p, const t4_node *map, t4_error *err)
{
    static const char *const kinds[] = {"text", "xlsx", "xls", "dbf"};
    const t4_node *formats = map ? t4_read_node(map, "formats") : NULL, *texts = map ? t4_read_node(map, "text") : NULL;
    t4_status status = T4_OK;

    for (const t4_node *node = formats ? formats->first : NULL; node; node = node->next)
        for (int k = 0; k < 4; k++)
            p->formats |= !strcmp(kinds[k], node->text) ? 1u << k : 0;
    p->formats = p->formats ? p->formats : T4_PROFILE_TEXT;
    if (!map)
        return T4_OK;
    status = compile_key(&p->file_name, map, "name", err);
    if (!status)
        status = compile_key(&p->sheet_name, map, "sheet", err);
    if (!status)
        status = add_names(p->has, &p->has_count, T4_PROFILE_RULES, t4_read_node(map, "columns"), err);
    if (!status)
        status = add_names(p->lacks, &p->lacks_count, T4_PROFILE_RULES, t4_read_node(map, "without"), err);
    for (const t4_node *node = texts ? texts->first : NULL; node && !status; node = node->next) {
        if (p->text_count == T4_PROFILE_RULES)
            return t4_node_fail(node, err, "more than %d expressions", T4_PROFILE_RULES);
        status = compile(&p->texts[p->text_count++], node, err);
    }
    return status;
}

static t4_status build_read(t4_profile *p, const t4_node *map)
{
    const char *encoding = map ? t4_read_text(map, "encoding") : NULL;

    p->encoding = encoding ? encoding : "auto";
    p->separator = map ? t4_read_character(map, "separator") : 0;
    p->decimal = map ? t4_read_character(map, "decimal") : 0;
    return T4_OK;
}

t4_status t4_profile_build(t4_profile **profile, t4_settings *settings, const char *name, t4_error *err)
{
    t4_profile *p = t4_alloc_zero(1, sizeof *p);
    t4_status status;

    if (!p) {
        t4_settings_release(settings);
        return t4_fail_memory(err);
    }
    p->settings = *settings;
    t4_settings_init(settings);
    p->name = t4_arena_strndup(&p->settings.arena, name, strlen(name));
    status = p->name ? t4_schema_check_by(&t4_profile_schema, &p->settings, err) : t4_fail_memory(err);
    if (!status && !t4_read_node(p->settings.root, "profile"))
        status = t4_fail_at(err, T4_ERR_USAGE, name, 1, 0, "the key 'profile' is missing; a profile begins with the line "
                            "'profile: 1'");
    p->title = status ? NULL : t4_read_text(p->settings.root, "title");
    if (!status)
        status = build_recognise(p, t4_read_node(p->settings.root, "recognise"), err);
    if (!status)
        status = build_read(p, t4_read_node(p->settings.root, "read"));
    if (!status)
        status = build_tables(p, err);
    if (status)
        t4_profile_free(p);
    else
        *profile = p;
    return status;
}

bool t4_profile_is_wide(const t4_profile *profile)
{
    const t4_profile_table *table = &profile->tables[0];

    return profile->table_count > 1 || table->series_count || table->header.there || table->no_header ||
           table->header_rows > 1 || table->hierarchy || table->end.there || profile->text_count;
}

/* --- life ------------------------------------------------------------------------------------ */

static void release(t4_profile_pattern *pattern)
{
    if (pattern->there)
        regfree(&pattern->regex);
    pattern->there = false;
}

static void release_table(t4_profile_table *table)
{
    t4_profile_pattern *patterns[] = {&table->sheets, &table->header, &table->end, &table->groups, &table->reporter_groups,
                                      &table->world, &table->total, &table->nil, &table->hidden};

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        release(patterns[i]);
    for (int f = 0; f < T4_PROFILE_FIELDS; f++) {
        release(&table->columns[f].file);
        release(&table->columns[f].sheet);
        release(&table->columns[f].text);
        release(&table->columns[f].pattern);
    }
    for (int i = 0; i < table->series_count; i++)
        release(&table->series[i].header);
    for (int i = 0; i < table->only_count; i++)
        release(&table->only[i].pattern);
    for (int i = 0; i < table->skip_count; i++)
        release(&table->skip[i].pattern);
}

void t4_profile_free(t4_profile *p)
{
    if (!p)
        return;
    for (int t = 0; t < p->table_count; t++)
        release_table(&p->tables[t]);
    for (int i = 0; i < p->text_count; i++)
        release(&p->texts[i]);
    release(&p->file_name);
    release(&p->sheet_name);
    t4_free(p->tables);
    t4_settings_release(&p->settings);
    t4_free(p);
}
