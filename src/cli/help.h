/* SPDX-License-Identifier: MIT */
/* Help, man page and command reference, all written from the rows of commands and options. */
#ifndef T4_CLI_HELP_H
#define T4_CLI_HELP_H

#include <stdio.h>

#include "base/buffer.h"
#include "cli/command.h"

/* Short usage for a call without a command. */
void t4_help_usage(FILE *out);
/* The commands under their headings. */
void t4_help_program(FILE *out);
/* One command: purpose, usage, description, options, examples, exit status. */
void t4_help_command(FILE *out, const t4_command *command);

/* "-o, --output DIR" into out; false without memory. */
bool t4_help_option_words(t4_buffer *out, const t4_option *row);
/* Its help with the values that it may have and the default in brackets. */
bool t4_help_option_text(t4_buffer *out, const t4_option *row);
/* Print text wrapped at blanks; the cursor stands at `column`, further lines begin at `indent`. */
void t4_help_wrap(FILE *out, const char *text, size_t indent, size_t column);
/* Print each line of the text wrapped; lines that begin with a blank stay as they are.  False without memory. */
bool t4_help_lines(FILE *out, const char *text);
/* What each exit code means: index is the code; NULL past the end. */
const char *t4_help_exit_code(int code);

/* The man page tenfour.1 (mdoc is not assumed: plain man macros). */
void t4_document_man(FILE *out);
/* doc/commands.md. */
void t4_document_markdown(FILE *out);

#endif
