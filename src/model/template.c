/* SPDX-License-Identifier: MIT */
#include "model/template.h"

#include <string.h>

#include "base/memory.h"
#include "model/schema.h"
#include "model/template_build.h"

/* A part that is missing, or "checks:" with nothing below it, becomes an empty map. */
static t4_status section(t4_settings *settings, const char *key, bool make, t4_error *err)
{
    t4_node *node = t4_settings_child(settings->root, key);

    if (node && node->kind == T4_NODE_SCALAR) {
        node->kind = T4_NODE_MAP;
        node->text = NULL;
    }
    if (node || !make)
        return T4_OK;
    node = t4_settings_node(settings, T4_NODE_MAP, key, NULL, "default", 0, 0);
    return node ? t4_settings_append(settings, settings->root, node, err) : t4_fail_memory(err);
}

static t4_status check_version(const t4_settings *settings, const char *path, t4_error *err)
{
    if (t4_settings_child(settings->root, "tenfour"))
        return T4_OK;
    return t4_fail_at(err, T4_ERR_USAGE, path, 0, 0,
                      "the key 'tenfour' is missing; a template begins with the line 'tenfour: 1'");
}

static t4_status prepare(t4_settings *settings, const char *path, t4_error *err)
{
    static const struct {
        const char *key;
        bool make;
    } parts[] = {{"release", true}, {"input", true}, {"checks", true}, {"publish", true},
                 {"classification", false}, {"protect", false}, {"attacker", false}, {"bounds", false}};
    t4_status status = check_version(settings, path, err);

    if (!status)
        status = t4_schema_check(settings, err);
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && !status; i++)
        status = section(settings, parts[i].key, parts[i].make, err);
    if (!status)
        status = t4_template_normalise_input(settings, err);
    return status ? status : t4_schema_fill(settings, err);
}

/* The folder of the template, in which the files that it names are looked for. */
static t4_status place(t4_template *t, const char *path, t4_error *err)
{
    const char *slash = strrchr(path, '/');
    t4_arena *arena = &t->settings.arena;

    t->path = t4_arena_strndup(arena, path, strlen(path));
    t->folder = !slash ? t4_arena_strndup(arena, ".", 1)
                       : t4_arena_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path));
    return t->path && t->folder ? T4_OK : t4_fail_memory(err);
}

t4_status t4_template_build(t4_template **template_, t4_settings *settings, const char *path,
                            t4_error *err)
{
    t4_template *t = t4_alloc_zero(1, sizeof(*t));
    t4_status status;

    if (!t) {
        t4_settings_release(settings);
        return t4_fail_memory(err);
    }
    t->settings = *settings;
    t4_settings_init(settings);
    status = place(t, path, err);
    if (!status)
        status = prepare(&t->settings, path, err);
    if (!status)
        status = t4_template_type_release(t, err);
    if (!status)
        status = t4_template_type_input(t, err);
    if (!status)
        status = t4_template_type_checks(t, err);
    if (!status)
        status = t4_template_type_publish(t, err);
    if (!status)
        status = t4_template_type_protect(t, err);
    if (status)
        t4_template_free(t);
    else
        *template_ = t;
    return status;
}

void t4_template_free(t4_template *template_)
{
    if (!template_)
        return;
    t4_settings_release(&template_->settings);
    t4_free(template_);
}

t4_status t4_template_domain(const t4_template *t, t4_domain *domain, t4_error *err)
{
    for (int i = 0; i < t->measure_count; i++) {
        const t4_column *column = &t->columns[t->measure_fields[i]];
        t4_measure *measure = &domain->measures[i];

        *measure = (t4_measure){.kind = t->measure_kinds[i], .decimals = column->decimals};
        strncpy(measure->name, t->measures[i], sizeof(measure->name) - 1);
        if (column->unit)
            strncpy(measure->unit, column->unit, sizeof(measure->unit) - 1);
        if (t->measure_kinds[i] == T4_MONEY && domain->value < 0)
            domain->value = i;
        if (t->measure_fields[i] == T4_FIELD_NET_MASS)
            domain->net_mass = i;
        if (t->measure_fields[i] == T4_FIELD_QUANTITY)
            domain->quantity = i;
    }
    domain->measure_count = t->measure_count;
    for (int i = 0; i < t->dimension_count; i++)
        strncpy(domain->dimensions[i], t->dimension_names[i], sizeof(domain->dimensions[i]) - 1);
    domain->dimension_count = t->dimension_count;
    domain->has_trader = t->columns[T4_FIELD_TRADER].used;
    return T4_OK;
}

t4_status t4_template_path(const t4_template *t, const char *name, t4_buffer *path, t4_error *err)
{
    bool good = *name == '/' ? t4_buffer_puts(path, name)
                             : t4_buffer_printf(path, "%s/%s", t->folder, name);

    return good && t4_buffer_putc(path, 0) ? T4_OK : t4_fail_memory(err);
}
