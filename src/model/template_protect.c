/* SPDX-License-Identifier: MIT */
/* The `protect:` part of a template, typed, and what only a release needs. */
#include <stdio.h>
#include <string.h>

#include "model/template_build.h"

/* --- rules ------------------------------------------------------------------------------- */

static t4_status type_dominance(t4_template *t, const t4_node *list, t4_error *err)
{
    const int most = (int)(sizeof(t->dominance) / sizeof(*t->dominance));

    for (const t4_node *node = list ? list->first : NULL; node; node = node->next) {
        t4_dominance rule = {t4_read_integer(node, "n", 0), t4_read_integer(node, "k", 0)};

        if (!rule.n || !rule.k)
            return t4_node_fail(node, err, "protect.rules.dominance[]: a rule needs both n and k, e.g. {n: 1, k: 75}");
        if (t->dominance_count == most)
            return t4_node_fail(node, err, "protect.rules.dominance: more than %d rules", most);
        t->dominance[t->dominance_count++] = rule;
    }
    return T4_OK;
}

static t4_status type_pq(t4_template *t, const t4_node *map, t4_error *err)
{
    if (!map)
        return T4_OK;
    t->pq_p = t4_read_number(map, "p", 0);
    t->pq_q = t4_read_number(map, "q", 0);
    if (t->pq_p > 0 && t->pq_q > t->pq_p)
        return T4_OK;
    return t4_node_fail(map, err, "protect.rules.pq: needs p and q, and q larger than p, e.g. {p: 10, q: 50}");
}

static t4_status type_requests(t4_template *t, const t4_node *node, t4_error *err)
{
    if (!node)
        return T4_OK;
    t->request_share = 75;
    if (node->kind == T4_NODE_SCALAR) {
        t->requests = node->text;
    } else if (node->kind == T4_NODE_MAP) {
        t->requests = t4_read_text(node, "file");
        t->request_share = t4_read_number(node, "share", 75);
    }
    t->request_share_continued = t4_read_number(node, "share_continued", t->request_share);
    if (t->requests)
        return T4_OK;
    return t4_scalar_refuse(node, "protect.rules.requests", "a file, or a map with file", err);
}

/* Rules that count or weigh traders have no meaning without a trader column (attack model, section 1). */
static t4_status check_trader(const t4_template *t, const t4_node *rules, t4_error *err)
{
    static const char *const keys[] = {"minimum_contributors", "dominance", "p_percent", "pq", "holdings", "waivers"};

    if (t->columns[T4_FIELD_TRADER].used)
        return T4_OK;
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        const t4_node *node = t4_read_node(rules, keys[i]);

        if (node)
            return t4_node_fail(node, err, "protect.rules.%s: counts or weighs traders, but no trader column is given; "
                                "add input.columns.trader, or use only never, must and requests", keys[i]);
    }
    return T4_OK;
}

static t4_status type_rules(t4_template *t, const t4_node *rules, t4_error *err)
{
    t4_status status;

    t->minimum_contributors = t4_read_integer(rules, "minimum_contributors", 0);
    t->p_percent = t4_read_number(rules, "p_percent", 0);
    t->coalition = t4_read_integer(rules, "coalition", 1);
    t->holdings = t4_read_text(rules, "holdings");
    t->waivers = t4_read_text(rules, "waivers");
    t->never = t4_read_text(rules, "never");
    t->must = t4_read_text(rules, "must");
    status = type_dominance(t, t4_read_node(rules, "dominance"), err);
    if (!status)
        status = type_pq(t, t4_read_node(rules, "pq"), err);
    if (!status)
        status = type_requests(t, t4_read_node(rules, "requests"), err);
    return status ? status : check_trader(t, rules, err);
}

/* Groups of other publications; one that this release has too is the same one. */
static t4_status type_elsewhere(t4_template *t, const t4_node *map, t4_error *err)
{
    t4_status status = T4_OK;

    for (const t4_node *group = map ? map->first : NULL; group && !status; group = group->next) {
        for (int g = 0; g < t->plan.group_count; g++)
            if (!strcmp(t->plan.groups[g].name, group->key))
                return t4_node_fail(group, err, "attacker.groups: the group '%s' stands in publish.partners; if its members "
                                    "are others, it needs another name", group->key);
        status = t4_template_type_group(t, &t->elsewhere, "attacker.groups", group, err);
    }
    return status;
}

/* What else is known outside. */
static t4_status type_attacker(t4_template *t, const t4_node *map, t4_error *err)
{
    const t4_node *tables = t4_read_node(map, "also_public"), *mirror = t4_read_node(map, "mirror");

    for (const t4_node *file = tables ? tables->first : NULL; file; file = file->next) {
        if (t->also_public_count == sizeof t->also_public / sizeof *t->also_public)
            return t4_node_fail(file, err, "attacker.also_public: more than %zu files",
                                sizeof t->also_public / sizeof *t->also_public);
        t->also_public[t->also_public_count++] = file->text;
    }
    t->known_bounds = t4_read_text(map, "bounds");
    t->mirror = t4_read_text(mirror, "file");
    t->mirror_tolerance = t4_read_number(mirror, "tolerance", 10);
    t->revision = t4_read_number(map, "revision", 10);
    t->earlier_contributions = t4_read_text(map, "earlier_contributions");
    t->hide_changes = t4_read_choice(map, "changes", "list|hide", 0) == 1;
    return type_elsewhere(t, t4_read_node(map, "groups"), err);
}

/* --- the whole part -------------------------------------------------------------------------- */

static t4_status check_method(const t4_template *t, const t4_node *map, t4_error *err)
{
    bool weighs = t->minimum_contributors || t->dominance_count || t->p_percent > 0 || t->pq_p > 0;
    const t4_node *method = t4_read_node(map, "method");

    if (t->method == T4_METHOD_NONE && !t->reason)
        return t4_node_fail(method, err, "protect.method: 'none' needs a reason beside it, which stamps every file: "
                            "{method: none, reason: \"...\"}");
    if (t->method == T4_METHOD_NONE)
        return T4_OK;
    if (t->scope != T4_SCOPE_ACTIVE && !t->requests)
        return t4_node_fail(t4_read_node(map, "scope"), err, "protect.scope: passive confidentiality needs the file of "
                            "requests in protect.rules.requests");
    if (t->scope == T4_SCOPE_ACTIVE && !weighs && !t->never && !t->requests)
        return t4_node_fail(map, err, "protect.rules: no rule is given, so nothing would be protected; add one such as "
                            "minimum_contributors: 3, or say {method: none, reason: \"...\"}");
    return T4_OK;
}

static t4_status check_cost(const t4_template *t, const t4_node *node, t4_error *err)
{
    static const char *const words[] = {"value", "count", "log"};

    if (!node)
        return T4_OK;
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (!strcmp(node->text, words[i]))
            return T4_OK;
    for (int i = 0; i < t->measure_count; i++)
        if (!strcmp(node->text, t->measures[i]))
            return T4_OK;
    return t4_scalar_refuse(node, "protect.cost", "value, count, log, or a published measure", err);
}

t4_status t4_template_type_protect(t4_template *t, t4_error *err)
{
    const t4_node *map = t4_read_node(t->settings.root, "protect");
    t4_status status;

    t->coalition = 1;
    t->insiders = T4_INSIDERS_INTERVAL;
    t->unions = true;
    if (!map || map->kind != T4_NODE_MAP)
        return T4_OK;
    t->protect_given = true;
    status = type_attacker(t, t4_read_node(t->settings.root, "attacker"), err);
    if (status)
        return status;
    t->coalitions = t4_read_text(t4_read_node(t->settings.root, "attacker"), "coalitions");
    t->method = (t4_method)t4_read_choice(map, "method", "none|suppress|rollup|round|perturb", T4_METHOD_SUPPRESS);
    t->reason = t4_read_text(map, "reason");
    t->scope = (t4_scope)t4_read_choice(map, "scope", "active|passive|both", T4_SCOPE_ACTIVE);
    t->insiders = (t4_insiders)t4_read_choice(map, "insiders", "off|exact|interval", T4_INSIDERS_INTERVAL);
    t->unions = t4_read_boolean(map, "unions", true);
    t->measures_mode = (t4_measures_mode)t4_read_choice(map, "measures", "joint|apart|linked", T4_MEASURES_JOINT);
    t->conf_detail_full = t4_read_choice(map, "conf_detail", "generic|full", 0) == 1;
    t->safety = t4_read_integer(map, "safety", 10);
    t->cost = t4_read_text(map, "cost");
    t->negative_bound_given = t4_settings_find(t->settings.root, "bounds.negative") != NULL;
    t->negative_bound = t4_read_number(t4_read_node(t->settings.root, "bounds"), "negative", 0);
    status = type_rules(t, t4_read_node(map, "rules"), err);
    if (!status)
        status = check_method(t, map, err);
    return status ? status : check_cost(t, t4_read_node(map, "cost"), err);
}
