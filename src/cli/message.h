/* SPDX-License-Identifier: MIT */
/* Messages on stderr, as text or one JSON object a line; safe to read on any terminal. */
#ifndef T4_CLI_MESSAGE_H
#define T4_CLI_MESSAGE_H

#include "base/status.h"
#include "cli/progress.h"
#include "cli/terminal.h"

typedef struct {
    const t4_terminal *terminal;  /* of stderr; borrowed */
    t4_bar *bar;                  /* erased before anything is written; NULL = none */
    const char *command;          /* for JSON; NULL = none */
    int quiet;                    /* 1: errors only, 2: nothing */
    int verbose;
    bool json;
} t4_messages;

/* "tenfour: file:line:column: text". */
void t4_message_error(const t4_messages *messages, const t4_error *err);
/* A warning; gone with -q. */
void t4_message_warn(const t4_messages *messages, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Something worth knowing; gone with -q. */
void t4_message_note(const t4_messages *messages, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Only with -v. */
void t4_message_detail(const t4_messages *messages, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Now, or SOURCE_DATE_EPOCH, as 2023-06-30T12:00:00Z. */
void t4_message_time(char text[32]);
/* "usage", "data", ...: how a status is called in JSON messages. */
const char *t4_message_code(t4_status code);

#endif
