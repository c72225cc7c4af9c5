/* SPDX-License-Identifier: MIT */
/* The `publish:` and `outputs:` parts of a template, typed. */
#include <stdio.h>
#include <string.h>

#include "model/template_build.h"

/* --- levels ------------------------------------------------------------------------------ */

/* Where no levels are given: every even length from the complete code down to all goods. */
static t4_status usual_levels(t4_template *t, t4_error *err)
{
    t4_node *publish = t4_settings_child(t->settings.root, "publish");
    t4_node *list = t4_settings_node(&t->settings, T4_NODE_LIST, "levels", NULL, "default", 0, 0);
    char text[16];

    if (!list || t4_settings_append(&t->settings, publish, list, err))
        return t4_fail_memory(err);
    for (int level = t->columns[T4_FIELD_CODE].digits / 2 * 2; level >= 0; level -= 2) {
        t4_node *item;

        snprintf(text, sizeof(text), "%d", level);
        item = t4_settings_node(&t->settings, T4_NODE_SCALAR, NULL, text, "default", 0, 0);
        if (!item || t4_settings_append(&t->settings, list, item, err))
            return t4_fail_memory(err);
        t->plan.levels[t->plan.level_count++] = level;
    }
    return T4_OK;
}

/* Put a level in its place, longest codes first. */
static t4_status add_level(t4_template *t, const t4_node *node, t4_error *err)
{
    t4_cube_plan *plan = &t->plan;
    int digits = t->columns[T4_FIELD_CODE].digits, level = 0, at = plan->level_count;

    if (t4_scalar_integer(node, "publish.levels[]", 0, 12, &level, err))
        return T4_ERR_USAGE;
    if (level % 2)
        return t4_scalar_refuse(node, "publish.levels[]", "an even code length: 0, 2, 4, 6, 8, 10 or 12", err);
    if (level > digits)
        return t4_node_fail(node, err, "publish.levels[]: %d is finer than the codes of the records, which "
                            "have %d digits (input.columns.code.digits)", level, digits);
    for (int i = 0; i < plan->level_count; i++)
        if (plan->levels[i] == level)
            return t4_node_fail(node, err, "publish.levels[]: %d stands twice", level);
    while (at > 0 && plan->levels[at - 1] < level) {
        plan->levels[at] = plan->levels[at - 1];
        at--;
    }
    plan->levels[at] = level;
    plan->level_count++;
    return T4_OK;
}

static t4_status type_levels(t4_template *t, const t4_node *list, t4_error *err)
{
    t4_status status = T4_OK;

    if (!list)
        return usual_levels(t, err);
    if (!list->count)
        return t4_node_fail(list, err, "publish.levels: an empty list publishes nothing");
    for (const t4_node *node = list->first; node && !status; node = node->next)
        status = add_level(t, node, err);
    return status;
}

/* --- periods and partners --------------------------------------------------------------------- */

static t4_status type_periods(t4_template *t, const t4_node *list, t4_error *err)
{
    static const t4_period_kind kinds[] = {T4_MONTH, T4_QUARTER, T4_YEAR, T4_TO_DATE};

    if (!list->count)
        return t4_node_fail(list, err, "publish.periods: an empty list publishes nothing");
    for (const t4_node *node = list->first; node; node = node->next) {
        int index = 0;

        if (t4_scalar_choice(node, "publish.periods[]", "month|quarter|year|year_to_date", &index, err))
            return T4_ERR_USAGE;
        t->plan.periods[kinds[index]] = true;
    }
    return T4_OK;
}

static bool group_name(const char *name)
{
    size_t n = strlen(name);

    return n && n <= 24 && !name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")];
}

t4_status t4_template_type_group(t4_template *t, t4_cube_plan *plan, const char *key, const t4_node *node, t4_error *err)
{
    const char **members;
    size_t used = 0;

    if (!group_name(node->key))
        return t4_node_fail(node, err, "%s: '%.40s' cannot name a group; expected at most 24 capital "
                            "Latin letters, digits, '_' (it is published as G_NAME)", key, node->key);
    if (plan->group_count == T4_GROUPS_MAX)
        return t4_node_fail(node, err, "%s: more than %d groups", key, T4_GROUPS_MAX);
    if (!node->count)
        return t4_node_fail(node, err, "%s: the group '%s' has no members", key, node->key);
    for (int i = 0; i < plan->group_count; i++)
        if (!strcmp(plan->groups[i].name, node->key))
            return t4_node_fail(node, err, "%s: the group '%s' stands twice", key, node->key);
    members = t4_arena_alloc(&t->settings.arena, (node->count + 1) * sizeof(*members));
    if (!members)
        return t4_fail_memory(err);
    for (const t4_node *member = node->first; member; member = member->next) {
        if (t4_reserved_label(member->text))
            return t4_node_fail(member, err, "%s: '%s' is a total and cannot be a member", key, member->text);
        for (size_t i = 0; i < used; i++)
            if (!strcmp(members[i], member->text))
                return t4_node_fail(member, err, "%s: '%s' stands twice in the group '%s'", key, member->text,
                                    node->key);
        members[used++] = member->text;
    }
    members[used] = NULL;
    snprintf(plan->groups[plan->group_count].name, sizeof(plan->groups[0].name), "%s", node->key);
    plan->groups[plan->group_count++].members = members;
    return T4_OK;
}

static t4_status type_partners(t4_template *t, const t4_node *list, t4_error *err)
{
    t4_status status = T4_OK;

    if (!list->count)
        return t4_node_fail(list, err, "publish.partners: an empty list publishes nothing");
    for (const t4_node *node = list->first; node && !status; node = node->next) {
        int index = 0;

        if (node->kind == T4_NODE_MAP) {
            for (const t4_node *group = node->first; group && !status; group = group->next)
                status = t4_template_type_group(t, &t->plan, "publish.partners", group, err);
            continue;
        }
        status = t4_scalar_choice(node, "publish.partners[]", "each|world", &index, NULL);
        if (status)
            return t4_scalar_refuse(node, "publish.partners[]",
                                    "each, world, or a group such as {EAEU: [AM, BY, KZ, RU]}", err);
        if (index)
            t->plan.world = true;
        else
            t->plan.each = true;
    }
    return status;
}

/* --- measures ------------------------------------------------------------------------------------- */

static t4_measure_kind kind_of(t4_field field)
{
    return field == T4_FIELD_QUANTITY ? T4_QUANTITY :
           field == T4_FIELD_NET_MASS || field == T4_FIELD_GROSS_MASS ? T4_MASS : T4_MONEY;
}

static void add_measure(t4_template *t, t4_field field)
{
    t->measures[t->measure_count] = t4_field_name(field);
    t->measure_fields[t->measure_count] = field;
    t->measure_kinds[t->measure_count++] = kind_of(field);
}

/* Where no measures are given: all that are mapped, but the gross mass, which serves to check the net mass. */
static t4_status usual_measures(t4_template *t, t4_error *err)
{
    t4_node *publish = t4_settings_child(t->settings.root, "publish");
    t4_node *list = t4_settings_node(&t->settings, T4_NODE_LIST, "measures", NULL, "default", 0, 0);
    bool only_gross = true;

    if (!list || t4_settings_append(&t->settings, publish, list, err))
        return t4_fail_memory(err);
    for (int f = T4_FIELD_VALUE; f <= T4_FIELD_QUANTITY; f++)
        only_gross = only_gross && (!t->columns[f].used || f == T4_FIELD_GROSS_MASS);
    for (int f = T4_FIELD_VALUE; f <= T4_FIELD_QUANTITY; f++) {
        t4_node *item;

        if (!t->columns[f].used || (f == T4_FIELD_GROSS_MASS && !only_gross))
            continue;
        item = t4_settings_node(&t->settings, T4_NODE_SCALAR, NULL, t4_field_name((t4_field)f), "default", 0, 0);
        if (!item || t4_settings_append(&t->settings, list, item, err))
            return t4_fail_memory(err);
        add_measure(t, (t4_field)f);
    }
    return T4_OK;
}

static t4_status type_measures(t4_template *t, const t4_node *list, t4_error *err)
{
    if (!list)
        return usual_measures(t, err);
    if (!list->count)
        return t4_node_fail(list, err, "publish.measures: an empty list publishes nothing");
    for (const t4_node *node = list->first; node; node = node->next) {
        int index = 0;
        t4_field field;

        if (t4_scalar_choice(node, "publish.measures[]", "value|value_nat|net_mass|gross_mass|quantity", &index, err))
            return T4_ERR_USAGE;
        field = (t4_field)(T4_FIELD_VALUE + index);
        if (!t->columns[field].used)
            return t4_node_fail(node, err, "publish.measures[]: '%s' has no column; add input.columns.%s or remove it here",
                                node->text, node->text);
        for (int i = 0; i < t->measure_count; i++)
            if (t->measure_fields[i] == field)
                return t4_node_fail(node, err, "publish.measures[]: '%s' stands twice", node->text);
        add_measure(t, field);
    }
    return T4_OK;
}

/* Rounding units in the measure's own scale: 1 USD with two decimals is 100. */
static t4_status type_units(t4_template *t, const t4_node *map, t4_error *err)
{
    static const t4_notation notation = {'.', false};

    for (const t4_node *node = map ? map->first : NULL; node; node = node->next) {
        t4_int128 unit = 0;
        int64_t rest = 0;
        int i = 0, decimals;

        while (i < t->measure_count && strcmp(t->measures[i], node->key))
            i++;
        if (i == t->measure_count)
            return t4_node_fail(node, err, "publish.units: '%.40s' is no published measure (publish.measures)", node->key);
        decimals = t->columns[t->measure_fields[i]].decimals;
        if (t4_decimal_parse(node->text, strlen(node->text), &notation, decimals, &unit, &rest) || rest ||
            unit <= 0 || unit > INT64_MAX)
            return t4_node_fail(node, err, "publish.units.%s: found '%.60s', expected a positive number with at most %d "
                                "decimals, as the measure has", node->key, node->text, decimals);
        t->rounding_unit[t->measure_fields[i]] = (int64_t)unit;
    }
    return T4_OK;
}

/* --- lists -------------------------------------------------------------------------------------------- */

static t4_status type_lists(t4_template *t, const t4_node *list, t4_error *err)
{
    for (const t4_node *node = list ? list->first : NULL; node; node = node->next) {
        const t4_node *by = t4_read_node(node, "by");
        const char *file = t4_read_text(node, "file");

        if (!file)
            return t4_node_fail(node, err, "publish.lists[]: a list needs a file, e.g. {file: chpl.csv, by: [tier, all]}");
        if (t->list_count == (int)(sizeof(t->lists) / sizeof(*t->lists)))
            return t4_node_fail(node, err, "publish.lists: more than %d lists", t->list_count);
        t->lists[t->list_count].file = file;
        t->lists[t->list_count].all = !by;
        for (const t4_node *word = by ? by->first : NULL; word; word = word->next) {
            int index = 0;

            if (t4_scalar_choice(word, "publish.lists[].by[]", "tier|all|heading|rest", &index, err))
                return T4_ERR_USAGE;
            *(index >= 2 ? &t->lists[t->list_count].by_heading : index ? &t->lists[t->list_count].all
                         : &t->lists[t->list_count].by_tier) = true;
            t->lists[t->list_count].by_rest = t->lists[t->list_count].by_rest || index == 3;
        }
        t->list_count++;
    }
    return T4_OK;
}

/* --- outputs ------------------------------------------------------------------------------------------ */

#define FORMAT(name, place, about, needs_csv) {#name, needs_csv},
static const struct {
    const char *name;
    bool needs_csv;
} formats[T4_OUTPUT_COUNT] = {T4_OUTPUTS(FORMAT)};
#undef FORMAT

static t4_status type_outputs(t4_template *t, const t4_node *list, t4_error *err)
{
    if (!list->count)
        return t4_node_fail(list, err, "outputs: an empty list writes nothing");
    for (const t4_node *node = list->first; node; node = node->next) {
        for (int i = 0; i < t->output_count; i++)
            if (!strcmp(t->outputs[i], node->text))
                return t4_node_fail(node, err, "outputs: '%s' stands twice", node->text);
        if (t->output_count == (int)(sizeof(t->outputs) / sizeof(*t->outputs)))
            return t4_node_fail(node, err, "outputs: too many");
        t->outputs[t->output_count++] = node->text;
        for (int k = 0; k < T4_OUTPUT_COUNT; k++)
            t->wanted[k] = t->wanted[k] || !strcmp(node->text, formats[k].name);
    }
    for (const t4_node *node = list->first; node && !t->wanted[T4_OUTPUT_csv]; node = node->next)
        for (int k = 0; k < T4_OUTPUT_COUNT; k++)
            if (formats[k].needs_csv && !strcmp(node->text, formats[k].name))
                return t4_node_fail(node, err, "outputs: '%s' describes the CSV tables; add csv", node->text);
    return T4_OK;
}

static t4_status type_sdmx(t4_template *t, t4_error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    const t4_node *map = t4_read_node(t->settings.root, "sdmx");
    const t4_node *agency = t4_read_node(map, "agency"), *version = t4_read_node(map, "version");
    const t4_node *trade = t4_read_node(map, "merchandise_trade");

    if (agency && (agency->text[strspn(agency->text, letters)] || strlen(agency->text) > 60 ||
                   strspn(agency->text, "0123456789_-.")))
        return t4_scalar_refuse(agency, "sdmx.agency", "an SDMX id: letters, digits, '_', '-', '.', "
                                "beginning with a letter, at most 60 signs", err);
    if (version && (version->text[strspn(version->text, "0123456789.")] || strlen(version->text) > 20 ||
                    !strspn(version->text, "0123456789") || strstr(version->text, "..") ||
                    version->text[strlen(version->text) - 1] == '.'))
        return t4_scalar_refuse(version, "sdmx.version", "numbers and points such as 1.0.0", err);
    t->sdmx_agency = t4_read_text(map, "agency");
    t->sdmx_version = t4_read_text(map, "version");
    t->sdmx_csv = t4_read_text(map, "csv");
    t->sdmx_merchandise_trade = t4_read_boolean(map, "merchandise_trade", false);
    if (t->sdmx_merchandise_trade && t->dimension_count)
        return t4_node_fail(trade, err, "sdmx.merchandise_trade: that structure has no room for the "
                            "dimension '%s'; leave out one of them", t->dimension_names[0]);
    return T4_OK;
}

t4_status t4_template_type_publish(t4_template *t, t4_error *err)
{
    const t4_node *map = t4_read_node(t->settings.root, "publish");
    t4_status status = type_levels(t, t4_read_node(map, "levels"), err);

    if (!status)
        status = type_periods(t, t4_read_node(map, "periods"), err);
    if (!status)
        status = type_partners(t, t4_read_node(map, "partners"), err);
    if (!status)
        status = t4_template_type_finest(t, map, err);
    if (!status)
        status = type_measures(t, t4_read_node(map, "measures"), err);
    if (!status)
        status = type_units(t, t4_read_node(map, "units"), err);
    if (!status)
        status = type_lists(t, t4_read_node(map, "lists"), err);
    if (!status)
        status = type_outputs(t, t4_read_node(t->settings.root, "outputs"), err);
    if (!status)
        status = type_sdmx(t, err);
    t->compress = t4_read_choice(map, "compress", "none|gz", 0) == 1;
    t->minimum_level = t4_read_integer(map, "minimum_level", -1);
    t->plan.from = t->from;
    t->plan.until = t->until;
    t->plan.flow_totals = true;
    t->plan.contributors = t->columns[T4_FIELD_TRADER].used;
    return status;
}
