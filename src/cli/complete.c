/* SPDX-License-Identifier: MIT */
/* Write completion scripts. */
#include "cli/complete.h"

#include <string.h>

#include "cli/command.h"

typedef void option_visit(FILE *out, const t4_command *command, const t4_option *row);

static void each_option(FILE *out, const t4_command *command, option_visit *visit)
{
    t4_option_group groups[T4_COMMAND_GROUPS];
    t4_common common;

    t4_command_groups(command, NULL, &common, groups);
    for (const t4_option_group *group = groups; group->rows; group++)
        for (const t4_option *row = group->rows; row->kind; row++)
            if (!row->hidden)
                visit(out, command, row);
}

/* "a|b|c" with blanks between. */
static void put_choices(FILE *out, const char *choices)
{
    for (; *choices; choices++)
        fputc(*choices == '|' ? ' ' : *choices, out);
}

/* Text inside single quotes; characters of `marked` get a backslash. */
static void put_quoted(FILE *out, const char *text, const char *marked)
{
    for (; *text; text++) {
        if (*text == '\'') {
            fputs("'\\''", out);
            continue;
        }
        if (strchr(marked, *text))
            fputc('\\', out);
        fputc(*text, out);
    }
}

static bool is_folder(const t4_option *row)
{
    return row->value && strcmp(row->value, "DIR") == 0;
}

static bool is_file(const t4_option *row)
{
    return row->value && strcmp(row->value, "FILE") == 0;
}

/* --- bash ------------------------------------------------------------------ */

static void bash_word(FILE *out, const t4_command *command, const t4_option *row)
{
    fprintf(out, " --%s", row->name);
    if (row->letter)
        fprintf(out, " -%c", row->letter);
}

static void bash_value(FILE *out, const t4_command *command, const t4_option *row)
{
    if (!t4_option_takes_value(row))
        return;
    fprintf(out, "        '%s --%s'", command->name, row->name);
    if (row->letter)
        fprintf(out, "|'%s -%c'", command->name, row->letter);
    fputs(") ", out);
    if (row->choices) {
        fputs("mapfile -t COMPREPLY < <(compgen -W '", out);
        put_choices(out, row->choices);
        fputs("' -- \"$cur\")", out);
    } else if (is_folder(row)) {
        fputs("mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")", out);
    } else if (is_file(row)) {
        fputs("mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")", out);
    } else {
        fputs(":", out);  /* a free value: nothing to offer */
    }
    fputs("; return ;;\n", out);
}

static void bash_arguments(FILE *out, const t4_command *command)
{
    if (!command->choices && !*command->arguments)
        return;
    fprintf(out, "        %s) mapfile -t COMPREPLY < <(compgen ", command->name);
    if (command->choices) {
        fputs("-W '", out);
        put_choices(out, command->choices);
        fputs("'", out);
    } else {
        fputs("-f", out);
    }
    fputs(" -- \"$cur\") ;;\n", out);
}

void t4_complete_bash(FILE *out)
{
    size_t count;
    const t4_command *const *commands = t4_commands(&count);

    fputs("# bash completion of tenfour; try: source <(tenfour completions bash)\n"
          "_tenfour() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command=${COMP_WORDS[1]}\n"
          "    COMPREPLY=()\n"
          "    if [ \"$cur\" = '=' ]; then cur=''; fi\n"
          "    if [ \"$prev\" = '=' ]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        mapfile -t COMPREPLY < <(compgen -W '", out);
    for (size_t i = 0; i < count; i++)
        if (!commands[i]->hidden)
            fprintf(out, "%s ", commands[i]->name);
    fputs("--help --version' -- \"$cur\")\n        return\n    fi\n"
          "    case \"$command $prev\" in\n", out);
    for (size_t i = 0; i < count; i++)
        if (!commands[i]->hidden)
            each_option(out, commands[i], bash_value);
    fputs("    esac\n    if [ \"${cur#-}\" != \"$cur\" ]; then\n        case $command in\n", out);
    for (size_t i = 0; i < count; i++) {
        if (commands[i]->hidden)
            continue;
        fprintf(out, "        %s) mapfile -t COMPREPLY < <(compgen -W '", commands[i]->name);
        each_option(out, commands[i], bash_word);
        fputs("' -- \"$cur\") ;;\n", out);
    }
    fputs("        esac\n        return\n    fi\n    case $command in\n", out);
    for (size_t i = 0; i < count; i++)
        if (!commands[i]->hidden)
            bash_arguments(out, commands[i]);
    fputs("    esac\n}\ncomplete -o filenames -F _tenfour tenfour\n", out);
}

/* --- zsh ------------------------------------------------------------------- */

static void zsh_row(FILE *out, const t4_option *row, const char *words)
{
    bool repeats = row->kind == T4_OPTION_LIST || row->kind == T4_OPTION_COUNT;

    fprintf(out, "            '%s%s[", repeats ? "*" : "", words);
    put_quoted(out, row->help, "[]:\\");
    fputs("]", out);
    if (t4_option_takes_value(row)) {
        fprintf(out, ":%s:", row->value);
        if (row->choices) {
            fputs("(", out);
            put_choices(out, row->choices);
            fputs(")", out);
        } else if (is_folder(row)) {
            fputs("_files -/", out);
        } else if (is_file(row)) {
            fputs("_files", out);
        }
    }
    fputs("' \\\n", out);
}

static void zsh_option(FILE *out, const t4_command *command, const t4_option *row)
{
    char words[64];

    snprintf(words, sizeof words, "--%s%s", row->name, t4_option_takes_value(row) ? "=" : "");
    zsh_row(out, row, words);
    if (row->letter) {
        snprintf(words, sizeof words, "-%c%s", row->letter,
                 t4_option_takes_value(row) ? "+" : "");
        zsh_row(out, row, words);
    }
}

void t4_complete_zsh(FILE *out)
{
    size_t count;
    const t4_command *const *commands = t4_commands(&count);

    fputs("#compdef tenfour\n# zsh completion of tenfour; try: source <(tenfour completions zsh)\n"
          "_tenfour() {\n    local -a commands\n    commands=(\n", out);
    for (size_t i = 0; i < count; i++) {
        if (commands[i]->hidden)
            continue;
        fprintf(out, "        '%s:", commands[i]->name);
        put_quoted(out, commands[i]->purpose, ":\\");
        fputs("'\n", out);
    }
    fputs("    )\n    if (( CURRENT == 2 )); then\n"
          "        _describe command commands\n        return\n    fi\n"
          "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n"
          "    case $command in\n", out);
    for (size_t i = 0; i < count; i++) {
        if (commands[i]->hidden)
            continue;
        fprintf(out, "    %s)\n        _arguments -S \\\n", commands[i]->name);
        each_option(out, commands[i], zsh_option);
        if (commands[i]->choices) {
            fputs("            '1:value:(", out);
            put_choices(out, commands[i]->choices);
            fputs(")' ;;\n", out);
        } else {
            fputs(*commands[i]->arguments ? "            '*:file:_files' ;;\n"
                                          : "            && return ;;\n", out);
        }
    }
    fputs("    esac\n}\n"
          "if [ \"$funcstack[1]\" = _tenfour ]; then\n    _tenfour \"$@\"\nelse\n"
          "    compdef _tenfour tenfour\nfi\n", out);
}

/* --- fish ------------------------------------------------------------------ */

static void fish_option(FILE *out, const t4_command *command, const t4_option *row)
{
    fprintf(out, "complete -c tenfour -n '__fish_seen_subcommand_from %s' -l %s", command->name,
            row->name);
    if (row->letter)
        fprintf(out, " -s %c", row->letter);
    if (row->choices) {
        fputs(" -x -a '", out);
        put_choices(out, row->choices);
        fputs("'", out);
    } else if (is_folder(row)) {
        fputs(" -x -a '(__fish_complete_directories)'", out);
    } else if (is_file(row)) {
        fputs(" -r -F", out);
    } else if (t4_option_takes_value(row)) {
        fputs(" -x", out);
    }
    fputs(" -d '", out);
    for (const char *c = row->help; *c; c++)
        fprintf(out, *c == '\'' || *c == '\\' ? "\\%c" : "%c", *c);
    fputs("'\n", out);
}

void t4_complete_fish(FILE *out)
{
    size_t count;
    const t4_command *const *commands = t4_commands(&count);

    fputs("# fish completion of tenfour; try: tenfour completions fish | source\n"
          "complete -c tenfour -f\n", out);
    for (size_t i = 0; i < count; i++) {
        if (commands[i]->hidden)
            continue;
        fprintf(out, "complete -c tenfour -n __fish_use_subcommand -a %s -d '", commands[i]->name);
        for (const char *c = commands[i]->purpose; *c; c++)
            fprintf(out, *c == '\'' || *c == '\\' ? "\\%c" : "%c", *c);
        fputs("'\n", out);
        each_option(out, commands[i], fish_option);
        if (commands[i]->choices) {
            fprintf(out, "complete -c tenfour -n '__fish_seen_subcommand_from %s' -a '",
                    commands[i]->name);
            put_choices(out, commands[i]->choices);
            fputs("'\n", out);
        } else if (*commands[i]->arguments) {
            fprintf(out, "complete -c tenfour -n '__fish_seen_subcommand_from %s' -F\n",
                    commands[i]->name);
        }
    }
}
