/* SPDX-License-Identifier: MIT */
/* A command is a table row: its words, options and function; dispatch, help and documents come from the rows. */
#ifndef T4_CLI_COMMAND_H
#define T4_CLI_COMMAND_H

#include "cli/option.h"
#include "cli/program.h"

/* Headings of `tenfour help`, in the order in which work flows. */
typedef enum {
    T4_HEADING_RECORDS,   /* from records to a release */
    T4_HEADING_RELEASES,  /* reading releases */
    T4_HEADING_TRACKING,  /* goods on their way */
    T4_HEADING_LOOKUP,    /* looking things up */
    T4_HEADING_TRYOUT,    /* making data to try with */
    T4_HEADING_PROGRAM,   /* the program itself */
    T4_HEADINGS
} t4_heading;

/* Groups of common options that a command takes beside -q, -v, --color, --log-format, --help. */
enum {
    T4_WITH_RUN = 1,      /* --threads --memory --tmp --progress */
    T4_WITH_SETS = 2,     /* --set */
    T4_WITH_FORMAT = 4,   /* --format */
    T4_WITH_RECORDS = 16, /* --from --summed: where records come from beside FILEs */
    T4_WITH_OUTPUT = 8    /* -o FILE and --force for what is else printed on stdout */
};

enum { T4_EXAMPLES_MAX = 4 };

typedef struct {
    const char *line;     /* "tenfour check national.yaml june.csv" */
    const char *meaning;  /* what it does */
} t4_example;

struct t4_command {
    const char *name;
    t4_heading heading;
    const char *purpose;           /* one phrase: "reads records through a template ..." */
    const char *arguments;         /* usage: "TEMPLATE [FILE...]"; "" = none */
    const char *choices;           /* values of the first argument "bash|zsh|fish"; NULL = files */
    size_t least, most;            /* number of arguments; most SIZE_MAX = any */
    const char *description;       /* a paragraph or more, separated by "\n\n"; NULL = none */
    const t4_option *options;      /* NULL = none of its own */
    size_t values_size;            /* of the struct that options fill; given zeroed to run() */
    unsigned common;               /* T4_WITH_... */
    bool confidential;             /* reads traders: no core dumps */
    bool hidden;                   /* not in help, completion or documents */
    t4_example examples[T4_EXAMPLES_MAX];
    const char *see_also;          /* "release, cells" or NULL */
    t4_status (*run)(t4_program *program, const void *values, const t4_arguments *arguments,
                     t4_error *err);
};

/* All commands by heading; *count is their number. */
const t4_command *const *t4_commands(size_t *count);
/* NULL when there is none of that name. */
const t4_command *t4_command_find(const char *name);
/* The title of a heading: "From records to a release". */
const char *t4_command_heading(t4_heading heading);

enum { T4_COMMAND_GROUPS = 8 };
/* The option groups of a command with the places for their values; closed by rows NULL. */
void t4_command_groups(const t4_command *command, void *values, t4_common *common,
                       t4_option_group groups[T4_COMMAND_GROUPS]);

#endif
