/* SPDX-License-Identifier: MIT */
/* tenfour explain: the settings of a template in force, or all keys that there are. */
#include "cli/cmd.h"
#include "cli/files.h"
#include "job/explain.h"
#include "job/input.h"

typedef struct {
    bool keys;
    int format;   /* 0 text, 1 json */
} values;

static const t4_option options[] = {
    {"keys", 0, T4_OPTION_FLAG, offsetof(values, keys),
     .help = "print the reference of all keys that a template may have"},
    {"format", 0, T4_OPTION_CHOICE, offsetof(values, format), .value = "FORM",
     .choices = "text|json", .usual = "text", .help = "form of the printed result"},
    {0}};

static t4_status explain(t4_program *program, const values *v, const char *path, t4_buffer *text,
                         t4_error *err)
{
    const t4_option_list *sets = &program->common.sets;
    t4_template *template_ = NULL;
    t4_status status = t4_files_require_template(path, err);

    if (!status)
        status = t4_job_template(&template_, path, sets->items, sets->count, err);
    if (!status)
        status = v->format ? t4_job_explain_json(template_, text, err)
                           : t4_job_explain_text(template_, text, err);
    t4_template_free(template_);
    return status;
}

static t4_status run(t4_program *program, const void *given, const t4_arguments *arguments,
                     t4_error *err)
{
    const values *v = given;
    t4_buffer text;
    t4_status status;

    t4_buffer_init(&text, 0);
    if (v->keys)
        status = t4_job_schema_reference(&text, err);
    else if (arguments->count == 0)
        status = t4_fail(err, T4_ERR_USAGE, "a TEMPLATE is missing; --keys lists all keys");
    else
        status = explain(program, v, arguments->items[0], &text, err);
    if (!status)
        fwrite(text.data, 1, text.length, program->out.file);
    t4_buffer_release(&text);
    return status;
}

const t4_command t4_cmd_explain = {
    .name = "explain",
    .heading = T4_HEADING_LOOKUP,
    .purpose = "prints the settings of a template in force and where each comes from",
    .arguments = "TEMPLATE",
    .most = 1,
    .description =
        "One line a setting: key, value, and the place that decided it: a line of the template, "
        "--set or the default.",
    .options = options,
    .values_size = sizeof(values),
    .common = T4_WITH_SETS | T4_WITH_OUTPUT,
    .examples = {{"tenfour explain national.yaml --set publish.levels=[4]",
                  "what a run with this --set would do"},
                 {"tenfour explain --keys", "every key, its values and its default"}},
    .see_also = "check, release, limits",
    .run = run,
};
