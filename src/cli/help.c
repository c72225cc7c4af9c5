/* SPDX-License-Identifier: MIT */
/* Help on the terminal, at most 79 columns wide. */
#include "cli/help.h"

#include <string.h>

#include "cli/terminal.h"

enum { WIDTH = 79, OPTION_COLUMN = 26 };

static const char *const exit_codes[] = {
    "done, also with warnings and with rejects up to checks.max_rejected",
    "the system refused: a file, memory or a stated limit",
    "wrong usage: command line, template, policy",
    "data: more rejects than allowed, no usable row, numbers that contradict",
    "would disclose; nothing was written",
    "what an option asked to be told (--fail-on and the like)",
};

const char *t4_help_exit_code(int code)
{
    return code >= 0 && code < (int)(sizeof exit_codes / sizeof *exit_codes) ? exit_codes[code]
                                                                            : NULL;
}

bool t4_help_option_words(t4_buffer *out, const t4_option *row)
{
    bool good = row->letter ? t4_buffer_printf(out, "-%c, --%s", row->letter, row->name)
                            : t4_buffer_printf(out, "    --%s", row->name);

    return good && (!t4_option_takes_value(row) || t4_buffer_printf(out, " %s", row->value));
}

bool t4_help_option_text(t4_buffer *out, const t4_option *row)
{
    bool good = t4_buffer_puts(out, row->help);

    if (row->choices) {
        good = good && t4_buffer_puts(out, ": ");
        for (const char *c = row->choices; *c && good; c++)
            good = *c == '|' ? t4_buffer_puts(out, ", ") : t4_buffer_putc(out, *c);
    }
    if (row->usual)
        good = good && t4_buffer_printf(out, " [%s]", row->usual);
    if (row->environment)
        good = good && t4_buffer_printf(out, " (%s)", row->environment);
    if (row->required)
        good = good && t4_buffer_puts(out, " (required)");
    return good;
}

void t4_help_wrap(FILE *out, const char *text, size_t indent, size_t column)
{
    bool first = true;

    while (*text) {
        size_t n = strcspn(text, " \n");
        char word[256];

        snprintf(word, sizeof word, "%.*s", (int)n, text);
        if (!first && column + 1 + t4_terminal_columns(word) > WIDTH) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
            first = true;
        }
        fprintf(out, "%s%s", first ? "" : " ", word);
        column += t4_terminal_columns(word) + (first ? 0 : 1);
        first = false;
        text += n;
        if (text[0] == '\n' && text[1] == '\n') {
            fprintf(out, "\n\n%*s", (int)indent, "");
            column = indent;
            first = true;
        }
        text += strspn(text, " \n");
    }
    fputc('\n', out);
}

bool t4_help_lines(FILE *out, const char *text)
{
    t4_buffer line;
    bool good = true;

    t4_buffer_init(&line, 0);
    while (good && *text) {
        size_t n = strcspn(text, "\n");

        t4_buffer_clear(&line);
        good = t4_buffer_append(&line, text, n) && t4_buffer_text(&line);
        if (good && (n == 0 || *text == ' '))
            fprintf(out, "%s\n", n ? line.data : "");
        else if (good)
            t4_help_wrap(out, line.data, 0, 0);
        text += n + (text[n] == '\n');
    }
    t4_buffer_release(&line);
    return good;
}

static void print_option(FILE *out, const t4_option *row)
{
    t4_buffer words, text;
    size_t column;

    t4_buffer_init(&words, 0);
    t4_buffer_init(&text, 0);
    if (t4_help_option_words(&words, row) && t4_help_option_text(&text, row)) {
        fprintf(out, "  %s", t4_buffer_text(&words));
        column = 2 + words.length;
        if (column + 2 > OPTION_COLUMN) {
            fputc('\n', out);
            column = 0;
        }
        fprintf(out, "%*s", (int)(OPTION_COLUMN - column), "");
        t4_help_wrap(out, t4_buffer_text(&text), OPTION_COLUMN, OPTION_COLUMN);
    }
    t4_buffer_release(&words);
    t4_buffer_release(&text);
}

static void print_options(FILE *out, const t4_command *command)
{
    t4_option_group groups[T4_COMMAND_GROUPS];
    t4_common common;
    const char *title = "";

    t4_command_groups(command, NULL, &common, groups);
    for (const t4_option_group *group = groups; group->rows; group++) {
        if (strcmp(group->title, title) != 0)
            fprintf(out, "\n%s:\n", group->title);
        title = group->title;
        for (const t4_option *row = group->rows; row->kind; row++)
            if (!row->hidden)
                print_option(out, row);
    }
}

void t4_help_command(FILE *out, const t4_command *command)
{
    fprintf(out, "tenfour %s - ", command->name);
    t4_help_wrap(out, command->purpose, 4, strlen(command->name) + 11);
    fprintf(out, "\nUsage: tenfour %s [options]%s%s\n", command->name,
            *command->arguments ? " " : "", command->arguments);
    if (command->description) {
        fputs("\n", out);
        t4_help_wrap(out, command->description, 0, 0);
    }
    print_options(out, command);
    if (command->examples[0].line)
        fputs("\nExamples:\n", out);
    for (int i = 0; i < T4_EXAMPLES_MAX && command->examples[i].line; i++) {
        fprintf(out, "  %s\n      ", command->examples[i].line);
        t4_help_wrap(out, command->examples[i].meaning, 6, 6);
    }
    fputs("\nExit status:\n", out);
    for (int code = 0; t4_help_exit_code(code); code++)
        fprintf(out, "  %d  %s\n", code, t4_help_exit_code(code));
    fputs("  128+n on signal n\n", out);
    if (command->see_also)
        fprintf(out, "\nSee also: %s\n", command->see_also);
}

static void print_commands(FILE *out, t4_heading heading)
{
    size_t count;
    const t4_command *const *commands = t4_commands(&count);
    bool titled = false;

    for (size_t i = 0; i < count; i++) {
        if (commands[i]->heading != heading || commands[i]->hidden)
            continue;
        if (!titled)
            fprintf(out, "\n%s\n", t4_command_heading(heading));
        titled = true;
        fprintf(out, "  %-12s ", commands[i]->name);
        t4_help_wrap(out, commands[i]->purpose, 15, 15);
    }
}

void t4_help_program(FILE *out)
{
    fputs("tenfour - protected releases of national trade records, at any granularity\n"
          "\n"
          "Usage: tenfour COMMAND [options] [FILE...]\n", out);
    for (int heading = 0; heading < T4_HEADINGS; heading++)
        print_commands(out, (t4_heading)heading);
    fputs("\n'tenfour help COMMAND' tells all about a command.\n", out);
}

void t4_help_usage(FILE *out)
{
    size_t count;
    const t4_command *const *commands = t4_commands(&count);
    size_t column = 10;

    fputs("Usage: tenfour COMMAND [options] [FILE...]\nCommands:", out);
    for (size_t i = 0; i < count; i++) {
        if (commands[i]->hidden)
            continue;
        if (column + strlen(commands[i]->name) + 1 > WIDTH) {
            fputs("\n         ", out);
            column = 9;
        }
        fprintf(out, " %s", commands[i]->name);
        column += strlen(commands[i]->name) + 1;
    }
    fputs("\n'tenfour help' tells what they do.\n", out);
}
