/* SPDX-License-Identifier: MIT */
/* The reference of all template keys, made from the schema table and the table of issues. */
#include <stdio.h>
#include <string.h>

#include "job/explain.h"
#include "model/schema.h"

static const char *const head =
    "# Template reference\n\n"
    "<!-- Made from the schema table by the program; do not edit (tests compare it). -->\n\n"
    "A template is a YAML file that says how the records are written, what is published and how traders are\n"
    "protected. Ready-made ones are in `templates/`. Aliases, anchors, tags, a second document and duplicate or\n"
    "unknown keys are refused with their place; texts stay as they are written (`010` is \"010\", `no` is \"no\").\n"
    "`--set KEY=VALUE` sets any key for one run (`--set publish.levels=[4]`; `--set release.from=` removes one),\n"
    "`tenfour explain TEMPLATE` shows every setting in force and where it comes from.\n\n"
    "In the keys below `*` stands for any name and `[]` for the items of a list.\n";

static const char *kind_name(const t4_schema_row *row)
{
    switch (row->kind) {
    case T4_KEY_MAP: return "map";
    case T4_KEY_ANY_MAP: return "map with free keys";
    case T4_KEY_FLOWS: return "map by flow, or one value for all";
    case T4_KEY_LIST: return "list";
    case T4_KEY_TEXT: return "text";
    case T4_KEY_INTEGER: return "whole number";
    case T4_KEY_NUMBER: return "number";
    case T4_KEY_BOOLEAN: return "true or false";
    case T4_KEY_CHARACTER: return "sign";
    case T4_KEY_PERIOD: return "period";
    case T4_KEY_FILE: return "file name";
    default: return "";
    }
}

/* "a|b" with the bar escaped for a table. */
static bool put_choices(t4_buffer *out, const char *choices)
{
    bool good = true;

    for (const char *at = choices; *at && good; at += strcspn(at, "|") + (at[strcspn(at, "|")] == '|'))
        good = t4_buffer_printf(out, "%s`%.*s`", at == choices ? "" : ", ", (int)strcspn(at, "|"), at);
    return good;
}

static bool put_kind(t4_buffer *out, const t4_schema_row *row)
{
    if (row->kind == T4_KEY_CHOICE)
        return put_choices(out, row->choices);
    if (row->kind == T4_KEY_MIXED)
        return t4_buffer_puts(out, row->choices);
    if (row->kind == T4_KEY_SAME)
        return t4_buffer_printf(out, "as `%s`", row->choices);
    if (row->kind == T4_KEY_INTEGER && row->least == row->most)
        return t4_buffer_printf(out, "`%.0f`", row->least);
    if (row->kind == T4_KEY_INTEGER || row->kind == T4_KEY_NUMBER)
        return t4_buffer_printf(out, "%s, %g to %g", kind_name(row), row->least, row->most);
    return t4_buffer_puts(out, kind_name(row));
}

static bool put_row(t4_buffer *out, const t4_schema_row *row)
{
    bool good = t4_buffer_printf(out, "| `%s` | ", row->path) && put_kind(out, row) && t4_buffer_puts(out, " | ");

    if (row->usual)
        good = good && t4_buffer_printf(out, "`%s`", row->usual);
    return good && t4_buffer_printf(out, " | %s |\n", row->help);
}

static bool put_actions(t4_buffer *out, const t4_issue_row *row)
{
    bool good = true, first = true;

    for (int action = 0; action <= T4_ACT_OFF && good; action++)
        if (row->allowed & 1u << action) {
            good = t4_buffer_printf(out, "%s`%s`", first ? "" : ", ", t4_issue_action_key((t4_issue_action)action));
            first = false;
        }
    return good;
}

static bool put_issues(t4_buffer *out)
{
    bool good = t4_buffer_puts(out,
        "\n## Kinds of defects\n\nEach is a key under `checks:` (`duplicates` is another name of `duplicate`).\n\n"
        "| key | severity | default | allowed | meaning |\n| --- | --- | --- | --- | --- |\n");

    for (int kind = 0; kind < T4_ISSUE_KINDS && good; kind++) {
        const t4_issue_row *row = t4_issue_info((t4_issue_kind)kind);

        good = t4_buffer_printf(out, "| `checks.%s` | %s | `%s` | ", row->name, t4_issue_severity_name(row->severity),
                                t4_issue_action_key(row->usual)) &&
               put_actions(out, row) && t4_buffer_printf(out, " | %s |\n", row->meaning);
    }
    return good;
}

t4_status t4_job_schema_reference(t4_buffer *out, t4_error *err)
{
    size_t count;
    const t4_schema_row *rows = t4_schema_rows(&count);
    bool good = t4_buffer_puts(out, head);

    for (size_t i = 0; i < count && good; i++) {
        bool part = !strchr(rows[i].path, '.') && !strchr(rows[i].path, '[');

        if (part)
            good = t4_buffer_printf(out, "\n## %s\n\n%s\n\n| key | value | default | meaning |\n"
                                    "| --- | --- | --- | --- |\n", rows[i].path, rows[i].help);
        if (good && (!part || rows[i].kind != T4_KEY_MAP))
            good = put_row(out, &rows[i]);
    }
    return good && put_issues(out) ? T4_OK : t4_fail_memory(err);
}
