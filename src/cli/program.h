/* SPDX-License-Identifier: MIT */
/* One invocation of the program: common options, streams, messages, the run that jobs are given. */
#ifndef T4_CLI_PROGRAM_H
#define T4_CLI_PROGRAM_H

#include "base/run.h"
#include "cli/message.h"
#include "cli/option.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/terminal.h"

typedef struct t4_command t4_command;

/* Values of the common options. */
typedef struct {
    int64_t threads;        /* 0 = all allowed */
    uint64_t memory;        /* 0 = half of the machine's */
    const char *tmp;
    const char *from;      /* --from */
    bool summed;           /* --summed */
    int progress;
    t4_option_list sets;
    int format;             /* t4_format */
    const char *output;
    bool force;
    int quiet, verbose;
    int color;              /* t4_color */
    int log_format;         /* 0 text, 1 json */
    bool fake_terminal;
    bool help;
} t4_common;

typedef struct t4_program {
    const t4_command *command;
    t4_common common;
    t4_terminal out;        /* where results go: stdout or -o FILE */
    t4_terminal err;        /* stderr */
    t4_output output;
    t4_bar bar;
    t4_messages messages;
    t4_run run;
    volatile sig_atomic_t *stop;
    bool started;           /* the command line was understood */
    bool noticed;           /* what the user asked to be told by exit 5 was seen */
} t4_program;

/* Exit codes: names that scripts in offices depend on. */
enum {
    T4_EXIT_DONE = 0,
    T4_EXIT_SYSTEM = 1,
    T4_EXIT_USAGE = 2,
    T4_EXIT_DATA = 3,
    T4_EXIT_UNSAFE = 4,
    T4_EXIT_NOTICED = 5
};

/* The one place where a status becomes an exit code (128 + n is the signals' matter). */
int t4_program_exit_code(t4_status status, bool noticed);

/* Parse the words after the command's name, run it, tell what went wrong; the exit code. */
int t4_program_run(const t4_command *command, int argc, char *const *argv);

#endif
