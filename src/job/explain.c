/* SPDX-License-Identifier: MIT */
#include "job/explain.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/json.h"

enum { PATH_ROOM = 512, VALUE_WIDTH = 44 };

/* Called for every setting: a scalar, or a list or map that is shown in one line. */
typedef t4_status visit(void *context, const char *path, const t4_node *node, t4_error *err);

/* A list of scalars, or a map of scalars without known keys of its own, fits in one line. */
static bool flat(const t4_node *node)
{
    for (const t4_node *child = node->first; child; child = child->next)
        if (child->kind != T4_NODE_SCALAR)
            return false;
    return true;
}

static bool one_line(const t4_node *node, const char *path)
{
    if (node->kind == T4_NODE_SCALAR)
        return true;
    if (node->kind == T4_NODE_LIST)
        return flat(node) || !strncmp(path, "publish.partners", 16) || !strncmp(path, "protect.rules.dominance", 23);
    return (flat(node) && strstr(path, ".map")) || !node->first;
}

static t4_status walk(const t4_node *node, const char *path, visit *each, void *context,
                      t4_error *err)
{
    t4_status status = T4_OK;
    size_t item = 0;

    if (*path && one_line(node, path))
        return each(context, path, node, err);
    for (const t4_node *child = node->first; child && !status; child = child->next) {
        char below[PATH_ROOM];

        if (child->key)
            snprintf(below, sizeof(below), "%.300s%s%.200s", path, *path ? "." : "", child->key);
        else
            snprintf(below, sizeof(below), "%.300s[%zu]", path, item++);
        status = walk(child, below, each, context, err);
    }
    return status;
}

/* --- text ------------------------------------------------------------------------------ */

/* A scalar as YAML would read it back: quoted where it was, or where it has to be. */
static bool print_scalar(t4_buffer *out, const char *text, bool quoted)
{
    bool good;

    if (!quoted && *text && !text[strcspn(text, "\"'[]{},:#&*!|>%@`\n\t")])
        return t4_buffer_puts(out, text);
    good = t4_buffer_putc(out, '"');
    for (; *text && good; text++) {
        if (*text == '"' || *text == '\\')
            good = t4_buffer_putc(out, '\\') && t4_buffer_putc(out, *text);
        else if (*text == '\n')
            good = t4_buffer_puts(out, "\\n");
        else if (*text == '\t')
            good = t4_buffer_puts(out, "\\t");
        else
            good = t4_buffer_putc(out, *text);
    }
    return good && t4_buffer_putc(out, '"');
}

static bool print_value(t4_buffer *out, const t4_node *node)
{
    bool map = node->kind == T4_NODE_MAP, good;

    if (node->kind == T4_NODE_SCALAR)
        return print_scalar(out, node->text, node->quoted);
    good = t4_buffer_putc(out, map ? '{' : '[');
    for (const t4_node *child = node->first; child && good; child = child->next) {
        if (map)
            good = print_scalar(out, child->key, false) && t4_buffer_puts(out, ": ");
        good = good && print_value(out, child) && (!child->next || t4_buffer_puts(out, ", "));
    }
    return good && t4_buffer_putc(out, map ? '}' : ']');
}

/* Characters, not bytes, so that columns align for Cyrillic titles too. */
static size_t width(const char *text, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

typedef struct {
    t4_buffer *out;
    size_t widest;      /* of the keys */
    bool measuring;
} text_form;

static bool pad(t4_buffer *out, size_t from, size_t to)
{
    bool good = t4_buffer_puts(out, "  ");

    for (; from < to && good; from++)
        good = t4_buffer_putc(out, ' ');
    return good;
}

static t4_status text_line(void *context, const char *path, const t4_node *node, t4_error *err)
{
    text_form *form = context;
    const char *slash = strrchr(node->origin, '/');
    size_t n = width(path, strlen(path)), start;
    bool good;

    if (form->measuring) {
        form->widest = n > form->widest ? n : form->widest;
        return T4_OK;
    }
    good = t4_buffer_puts(form->out, path) && pad(form->out, n, form->widest);
    start = form->out->length;
    good = good && print_value(form->out, node);
    if (good)
        good = pad(form->out, width(form->out->data + start, form->out->length - start), VALUE_WIDTH);
    good = good && t4_buffer_puts(form->out, slash ? slash + 1 : node->origin);
    if (good && node->line)
        good = t4_buffer_printf(form->out, ":%llu", (unsigned long long)node->line);
    return good && t4_buffer_putc(form->out, '\n') ? T4_OK : t4_fail_memory(err);
}

t4_status t4_job_explain_text(const t4_template *template_, t4_buffer *out, t4_error *err)
{
    text_form form = {.out = out, .measuring = true};
    t4_status status = walk(template_->settings.root, "", text_line, &form, err);

    form.measuring = false;
    return status ? status : walk(template_->settings.root, "", text_line, &form, err);
}

/* --- JSON -------------------------------------------------------------------------------- */

static t4_json *json_value(const t4_node *node)
{
    t4_json *json;
    bool good = true;

    if (node->kind == T4_NODE_SCALAR)
        return t4_json_new_text(node->text);
    json = node->kind == T4_NODE_LIST ? t4_json_new_array() : t4_json_new_object();
    for (const t4_node *child = node->first; child && json && good; child = child->next)
        good = node->kind == T4_NODE_LIST ? t4_json_append(json, json_value(child))
                                          : t4_json_set(json, child->key, json_value(child));
    if (good)
        return json;
    t4_json_free(json);
    return NULL;
}

static t4_status json_entry(void *context, const char *path, const t4_node *node, t4_error *err)
{
    t4_json *entry = t4_json_new_object();
    bool good = entry && t4_json_set(entry, "key", t4_json_new_text(path)) &&
                t4_json_set(entry, "value", json_value(node)) &&
                t4_json_set(entry, "origin", t4_json_new_text(node->origin));

    if (good && node->line)
        good = t4_json_set(entry, "line", t4_json_new_integer((int64_t)node->line)) &&
               t4_json_set(entry, "column", t4_json_new_integer((int64_t)node->column));
    if (!good)
        t4_json_free(entry);
    return good && t4_json_append(context, entry) ? T4_OK : t4_fail_memory(err);
}

t4_status t4_job_explain_json(const t4_template *template_, t4_buffer *out, t4_error *err)
{
    t4_json *root = t4_json_new_object(), *list = t4_json_new_array();
    t4_status status = list ? walk(template_->settings.root, "", json_entry, list, err) : t4_fail_memory(err);

    if (!status && (!t4_json_set(root, "template", t4_json_new_text(template_->path)) ||
                    !t4_json_set(root, "settings", list))) {
        list = NULL;
        status = t4_fail_memory(err);
    } else if (!status) {
        status = t4_json_print(root, T4_JSON_INDENTED, out, err);
        list = NULL;
    }
    t4_json_free(list);
    t4_json_free(root);
    return status;
}
