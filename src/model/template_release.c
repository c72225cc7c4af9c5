/* SPDX-License-Identifier: MIT */
/* The `release:` and `checks:` parts of a template, typed. */
#include <string.h>

#include "model/template_build.h"

enum { NAME_LONGEST = 64 };

/* A name that may stand in file names. */
static t4_status type_name(const t4_node *map, const char *key, const char *path, const char **name,
                           t4_error *err)
{
    const t4_node *node = t4_read_node(map, key);
    static const char signs[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

    if (!node)
        return T4_OK;
    if (node->text[strspn(node->text, signs)] || *node->text == '.' || *node->text == '-' ||
        strlen(node->text) > NAME_LONGEST)
        return t4_scalar_refuse(node, path,
                                "at most 64 Latin letters, digits, '.', '_' or '-', beginning with a "
                                "letter or digit", err);
    *name = node->text;
    return T4_OK;
}

/* An address of a folder, to which names of files are appended. */
static t4_status type_url(const t4_node *node, t4_error *err)
{
    size_t n = node ? strlen(node->text) : 0;
    bool web = node && (!strncmp(node->text, "https://", 8) || !strncmp(node->text, "http://", 7));

    if (!node || (web && n < 1024 && node->text[n - 1] == '/' && !strpbrk(node->text, " \"<>\\^`{|}\t")))
        return T4_OK;
    return t4_scalar_refuse(node, "release.url", "an address that begins with https:// and ends with '/'", err);
}

static t4_status type_title(t4_template *t, const t4_node *node, t4_error *err)
{
    t4_texts *title = &t->title;

    if (!node)
        return T4_OK;
    if (node->kind == T4_NODE_SCALAR) {
        *title = (t4_texts){.language = {"en"}, .text = {node->text}, .count = 1};
        return T4_OK;
    }
    for (const t4_node *child = node->first; child; child = child->next) {
        size_t letters = strspn(child->key, "abcdefghijklmnopqrstuvwxyz");

        if (letters < 2 || letters > 3 || child->key[letters])
            return t4_node_fail(child, err,
                                "release.title: '%.40s' is no language; expected a code such as en, ru, ky",
                                child->key);
        if (title->count == (int)(sizeof(title->text) / sizeof(*title->text)))
            return t4_node_fail(child, err, "release.title: more than %d languages", title->count);
        title->language[title->count] = child->key;
        title->text[title->count++] = child->text;
    }
    return T4_OK;
}

/* A text for every flow: its own, else that of the total it belongs to, else the one for all. */
static void type_flows(const t4_node *node, const char *texts[T4_FLOWS])
{
    for (int flow = 0; flow < T4_FLOWS && node; flow++) {
        if (node->kind == T4_NODE_SCALAR) {
            texts[flow] = node->text;
            continue;
        }
        texts[flow] = t4_read_text(node, t4_flow_text((t4_flow)flow));
        if (!texts[flow])
            texts[flow] = t4_read_text(node, t4_flow_text(t4_flow_total((t4_flow)flow)));
    }
}

static t4_status type_range(t4_template *t, const t4_node *map, t4_error *err)
{
    const t4_node *from = t4_read_node(map, "from"), *until = t4_read_node(map, "until");

    if (from && t4_scalar_period(from, "release.from", &t->from, err))
        return T4_ERR_USAGE;
    if (until && t4_scalar_period(until, "release.until", &t->until, err))
        return T4_ERR_USAGE;
    if (from && until && t4_period_first_month(t->from) > t4_period_last_month(t->until))
        return t4_node_fail(until, err, "release.until: '%s' lies before release.from '%s'",
                            until->text, from->text);
    return T4_OK;
}

t4_status t4_template_type_release(t4_template *t, t4_error *err)
{
    const t4_node *map = t4_read_node(t->settings.root, "release");
    t4_status status;

    t->reporter = t4_read_text(map, "reporter");
    t->trade_system = t4_read_text(map, "trade_system");
    t->source_type = t4_read_text(map, "source_type");
    t->licence = t4_read_text(map, "licence");
    t->contact = t4_read_text(map, "contact");
    t->status = t4_read_text(map, "status");
    t->url = t4_read_text(map, "url");
    type_flows(t4_read_node(map, "valuation"), t->valuation);
    type_flows(t4_read_node(map, "partner_concept"), t->partner_concept);
    status = type_url(t4_read_node(map, "url"), err);
    if (!status)
        status = type_name(map, "id", "release.id", &t->id, err);
    if (!status)
        status = type_name(map, "vintage", "release.vintage", &t->vintage, err);
    if (!status)
        status = type_title(t, t4_read_node(map, "title"), err);
    return status ? status : type_range(t, map, err);
}

/* --- checks ------------------------------------------------------------------------ */

static t4_issue_action action_of(const t4_node *node)
{
    for (int action = 0; action <= T4_ACT_OFF; action++)
        if (!strcmp(node->text, t4_issue_action_key((t4_issue_action)action)))
            return (t4_issue_action)action;
    return T4_ACT_KEEP;
}

/* Duplicates are only certain where declarations have ids. */
static t4_issue_action usual_action(const t4_template *t, t4_issue_kind kind)
{
    if (kind == T4_ISSUE_DUPLICATE && t->columns[T4_FIELD_DECLARATION].used)
        return T4_ACT_KEEP;
    return t4_issue_info(kind)->usual;
}

/* The action in force goes into the settings too, so that explain shows it. */
static t4_status fill_action(t4_template *t, t4_node *map, t4_issue_kind kind, t4_error *err)
{
    t4_node *node = t4_settings_node(&t->settings, T4_NODE_SCALAR, t4_issue_info(kind)->name,
                                     t4_issue_action_key(t->actions[kind]), "default", 0, 0);

    return node ? t4_settings_append(&t->settings, map, node, err) : t4_fail_memory(err);
}

t4_status t4_template_type_checks(t4_template *t, t4_error *err)
{
    t4_node *map = t4_settings_child(t->settings.root, "checks");
    t4_status status = T4_OK;

    t->max_rejected = t4_read_number(map, "max_rejected", 0);
    for (int k = 0; k < T4_ISSUE_KINDS && !status; k++) {
        t4_issue_kind kind = (t4_issue_kind)k;
        const t4_node *node = t4_read_node(map, t4_issue_info(kind)->name);
        const t4_node *other = kind == T4_ISSUE_DUPLICATE ? t4_read_node(map, "duplicates") : NULL;

        if (node && other)
            return t4_node_fail(other, err, "checks: 'duplicate' and 'duplicates' are the same check; "
                                "keep one of them");
        node = node ? node : other;
        t->actions[kind] = node ? action_of(node) : usual_action(t, kind);
        if (kind == T4_ISSUE_DUPLICATE)
            t->duplicates_set = node != NULL;
        if (!node)
            status = fill_action(t, map, kind, err);
    }
    return status;
}
