/* SPDX-License-Identifier: MIT */
/* What a release needs beyond reading: every description, and only settings that can be honoured. */
#include <stdio.h>
#include <string.h>

#include "model/template_build.h"

/* --- descriptions ------------------------------------------------------------------------- */

typedef struct {
    char text[800];
    size_t used;
} missing_keys;

static void missing(missing_keys *all, const char *key, const char *more)
{
    int n;

    if (all->used >= sizeof(all->text))
        return;
    n = snprintf(all->text + all->used, sizeof(all->text) - all->used, "%s%s%s", all->used ? ", " : "", key, more);
    all->used += n > 0 ? (size_t)n : 0;
}

static void mark_map(const t4_column *column, bool can[T4_FLOWS])
{
    for (size_t i = 0; i < column->map_count; i++) {
        t4_flow flow = t4_flow_parse(column->map[i].to, strlen(column->map[i].to));

        if (flow != T4_FLOWS)
            can[t4_flow_total(flow)] = true;
    }
}

/* One way of finding the flow: can it give M, X? Without a map the file may hold both. */
static void mark_flows(const t4_column *column, bool can[T4_FLOWS])
{
    t4_flow flow;

    if (!column->used)
        return;
    mark_map(column, can);
    if (column->constant) {
        flow = t4_flow_parse(column->constant, strlen(column->constant));
        if (flow != T4_FLOWS)
            can[t4_flow_total(flow)] = true;
    } else if (!column->map_count) {
        can[T4_M] = can[T4_X] = true;
    }
}

static void missing_by_flow(missing_keys *all, const t4_template *t)
{
    bool can[T4_FLOWS] = {false};

    mark_flows(&t->columns[T4_FIELD_FLOW], can);
    for (size_t i = 0; i < t->file_count; i++)
        mark_flows(&t->files[i].columns[T4_FIELD_FLOW], can);
    for (int flow = 0; flow < T4_FLOWS; flow++) {
        if (can[flow] && !t->valuation[flow])
            missing(all, "release.valuation.", t4_flow_text((t4_flow)flow));
        if (can[flow] && !t->partner_concept[flow])
            missing(all, "release.partner_concept.", t4_flow_text((t4_flow)flow));
    }
}

static void missing_units(missing_keys *all, const t4_template *t)
{
    for (int i = 0; i < t->measure_count; i++) {
        const t4_column *column = &t->columns[t->measure_fields[i]];

        char key[64];

        snprintf(key, sizeof(key), "input.columns.%s.unit", t->measures[i]);
        if (t->measure_kinds[i] == T4_MONEY && !column->unit)
            missing(all, key, "");
    }
}

static t4_status require_descriptions(const t4_template *t, t4_error *err)
{
    missing_keys all = {.used = 0};
    const struct {
        const char *key;
        const char *value;
    } texts[] = {
        {"release.id", t->id}, {"release.reporter", t->reporter},
        {"release.title", t->title.count ? t->title.text[0] : NULL}, {"release.vintage", t->vintage},
        {"release.trade_system", t->trade_system},
        {"release.source_type", t->columns[T4_FIELD_SOURCE_TYPE].used ? "by record" : t->source_type},
        {"release.licence", t->licence}, {"release.contact", t->contact}, {"release.status", t->status},
        {"protect", t->protect_given ? "given" : NULL},
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (!texts[i].value)
            missing(&all, texts[i].key, "");
    missing_by_flow(&all, t);
    missing_units(&all, t);
    if (!all.used)
        return T4_OK;
    return t4_fail_at(err, T4_ERR_USAGE, t->path, 0, 0,
                      "a release needs settings that are missing here: %s (they say what the numbers mean and how "
                      "traders are protected; doc/templates.md explains each)", all.text);
}

/* --- what cannot be honoured yet -------------------------------------------------------------- */

/* value NULL: any. Settings leave this table as the program learns to honour them. */
static const struct {
    const char *path, *value;
} later[] = {
    {"protect.method", "round"}, {"protect.method", "perturb"},
};

static t4_status not_yet(const t4_node *node, const char *path, const char *value, t4_error *err)
{
    return t4_node_fail(node, err, "%s%s%s%s is not available yet for a release; remove it%s", path,
                        value ? ": '" : "", value ? value : "", value ? "'" : "",
                        value ? " or choose another value" : "");
}

static t4_status refuse_later(const t4_template *t, t4_error *err)
{
    for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++) {
        const t4_node *node = t4_settings_find(t->settings.root, later[i].path);

        if (node && !later[i].value)
            return not_yet(node, later[i].path, NULL, err);
        if (node && node->kind == T4_NODE_SCALAR && !strcmp(node->text, later[i].value))
            return not_yet(node, later[i].path, later[i].value, err);
    }
    for (int i = 0; i < t->list_count; i++)
        if (t->lists[i].by_heading && t->method != T4_METHOD_NONE && !t->unions)
            return t4_node_fail(t4_settings_find(t->settings.root, "publish.lists"), err, "publish.lists[].by: heading tells "
                                "what is not listed of a heading too, by subtraction; only protect.unions: on guards that");
    return T4_OK;
}

t4_status t4_template_require_release(const t4_template *t, t4_error *err)
{
    t4_status status = require_descriptions(t, err);

    return status ? status : refuse_later(t, err);
}
