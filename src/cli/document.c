/* SPDX-License-Identifier: MIT */
/* The man page and the command reference, from the same rows as the help. */
#include <string.h>

#include "cli/help.h"
#include "config.h"

static bool listed(const t4_command *command, int heading)
{
    return (int)command->heading == heading && !command->hidden;
}

/* Text for the man page: backslashes, leading dots and quotes, minus signs as typed. */
static void man_text(FILE *out, const char *text)
{
    bool line_start = true;

    for (; *text; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        if (text[0] == '\n' && text[1] == '\n') {
            fputs("\n.PP\n", out);
            text++;
            line_start = true;
            continue;
        }
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
        line_start = *text == '\n';
    }
}

static void man_option(FILE *out, const t4_option *row)
{
    t4_buffer text;

    fputs(".TP\n\\fB", out);
    if (row->letter)
        fprintf(out, "\\-%c\\fR, \\fB", row->letter);
    fputs("\\-\\-", out);
    man_text(out, row->name);
    fputs("\\fR", out);
    if (t4_option_takes_value(row))
        fprintf(out, " \\fI%s\\fR", row->value);
    fputc('\n', out);
    t4_buffer_init(&text, 0);
    if (t4_help_option_text(&text, row))
        man_text(out, t4_buffer_text(&text));
    fputc('\n', out);
    t4_buffer_release(&text);
}

static void man_command(FILE *out, const t4_command *command)
{
    fprintf(out, ".SS tenfour %s [options]%s%s\n", command->name,
            *command->arguments ? " " : "", command->arguments);
    man_text(out, command->purpose);
    fputs(".\n", out);
    if (command->description) {
        fputs(".PP\n", out);
        man_text(out, command->description);
        fputc('\n', out);
    }
    for (const t4_option *row = command->options; row && row->kind; row++)
        if (!row->hidden)
            man_option(out, row);
    for (int i = 0; i < T4_EXAMPLES_MAX && command->examples[i].line; i++) {
        fputs(".PP\n", out);
        man_text(out, command->examples[i].meaning);
        fputs(":\n.RS\n.nf\n", out);
        man_text(out, command->examples[i].line);
        fputs("\n.fi\n.RE\n", out);
    }
}

/* A command that takes every common option, to list them from. */
static const t4_command every_option = {
    .name = "", .arguments = "",
    .common = T4_WITH_RUN | T4_WITH_SETS | T4_WITH_FORMAT | T4_WITH_OUTPUT};

static void man_common(FILE *out)
{
    t4_option_group groups[T4_COMMAND_GROUPS];
    t4_common common;

    fputs(".SH COMMON OPTIONS\nThe same option means the same thing in every command that "
          "takes it.\n", out);
    t4_command_groups(&every_option, NULL, &common, groups);
    for (const t4_option_group *group = groups; group->rows; group++)
        for (const t4_option *row = group->rows; row->kind; row++)
            if (!row->hidden)
                man_option(out, row);
}

void t4_document_man(FILE *out)
{
    size_t count;
    const t4_command *const *commands = t4_commands(&count);

    fputs(".\\\" Written by `make docs` from the program's option tables; do not edit.\n"
          ".TH TENFOUR 1 \"\" \"tenfour " PACKAGE_VERSION "\" \"User commands\"\n"
          ".SH NAME\ntenfour \\- protected releases of national trade records, at any "
          "granularity\n"
          ".SH SYNOPSIS\n\\fBtenfour\\fR \\fICOMMAND\\fR [options] [\\fIFILE\\fR...]\n"
          ".SH DESCRIPTION\n"
          "tenfour reads raw trade records through a template, checks them, adds them up at\n"
          "any level of the Harmonized System, and publishes releases that do not expose a\n"
          "trader.  Results go to standard output or to \\-o, messages to standard error;\n"
          "a FILE of \\- is a stream.\n", out);
    for (int heading = 0; heading < T4_HEADINGS; heading++) {
        bool titled = false;

        for (size_t i = 0; i < count; i++) {
            if (!listed(commands[i], heading))
                continue;
            if (!titled)
                fprintf(out, ".SH %s\n", t4_command_heading((t4_heading)heading));
            titled = true;
            man_command(out, commands[i]);
        }
    }
    man_common(out);
    fputs(".SH EXIT STATUS\n", out);
    for (int code = 0; t4_help_exit_code(code); code++)
        fprintf(out, ".TP\n\\fB%d\\fR\n%s\n", code, t4_help_exit_code(code));
    fputs(".TP\n\\fB128+n\\fR\nended by signal n\n"
          ".SH ENVIRONMENT\n"
          ".TP\n\\fBTENFOUR_THREADS\\fR, \\fBTENFOUR_LOG\\fR\n"
          "defaults of \\-\\-threads and \\-\\-log\\-format\n"
          ".TP\n\\fBTMPDIR\\fR\nfolder for temporary files\n"
          ".TP\n\\fBNO_COLOR\\fR, \\fBCLICOLOR_FORCE\\fR\nno colour; colour anywhere\n"
          ".TP\n\\fBSOURCE_DATE_EPOCH\\fR\nthe time to write instead of now\n", out);
}

static void markdown_option(FILE *out, const t4_option *row)
{
    t4_buffer words, text;

    t4_buffer_init(&words, 0);
    t4_buffer_init(&text, 0);
    if (t4_help_option_words(&words, row) && t4_help_option_text(&text, row)) {
        const char *start = t4_buffer_text(&words);

        fprintf(out, "| `%s` | ", start + strspn(start, " "));
        for (const char *c = t4_buffer_text(&text); *c; c++)
            fprintf(out, *c == '|' ? "\\|" : "%c", *c);
        fputs(" |\n", out);
    }
    t4_buffer_release(&words);
    t4_buffer_release(&text);
}

static void markdown_options(FILE *out, const t4_option *rows)
{
    bool titled = false;

    for (const t4_option *row = rows; row && row->kind; row++) {
        if (row->hidden)
            continue;
        if (!titled)
            fputs("\n| option | meaning |\n| --- | --- |\n", out);
        titled = true;
        markdown_option(out, row);
    }
}

static void markdown_command(FILE *out, const t4_command *command)
{
    fprintf(out, "\n### tenfour %s\n\n%s.\n\n    tenfour %s [options]%s%s\n", command->name,
            command->purpose, command->name, *command->arguments ? " " : "",
            command->arguments);
    if (command->description)
        fprintf(out, "\n%s\n", command->description);
    markdown_options(out, command->options);
    for (int i = 0; i < T4_EXAMPLES_MAX && command->examples[i].line; i++)
        fprintf(out, "\n%s:\n\n    %s\n", command->examples[i].meaning,
                command->examples[i].line);
}

void t4_document_markdown(FILE *out)
{
    size_t count;
    const t4_command *const *commands = t4_commands(&count);
    t4_option_group groups[T4_COMMAND_GROUPS];
    t4_common common;

    fputs("# Commands\n\nWritten by `make docs` from the program's option tables; do not edit.\n",
          out);
    for (int heading = 0; heading < T4_HEADINGS; heading++) {
        bool titled = false;

        for (size_t i = 0; i < count; i++) {
            if (!listed(commands[i], heading))
                continue;
            if (!titled)
                fprintf(out, "\n## %s\n", t4_command_heading((t4_heading)heading));
            titled = true;
            markdown_command(out, commands[i]);
        }
    }
    fputs("\n## Common options\n\nThe same option means the same thing in every command that "
          "takes it.\n", out);
    t4_command_groups(&every_option, NULL, &common, groups);
    for (const t4_option_group *group = groups; group->rows; group++)
        markdown_options(out, group->rows);
    fputs("\n## Exit status\n\n| code | meaning |\n| --- | --- |\n", out);
    for (int code = 0; t4_help_exit_code(code); code++)
        fprintf(out, "| %d | %s |\n", code, t4_help_exit_code(code));
    fputs("| 128+n | ended by signal n |\n", out);
}
