/* SPDX-License-Identifier: MIT */
/* An option is a table row: parsing, help, completion and the man page come from the rows. */
#ifndef T4_CLI_OPTION_H
#define T4_CLI_OPTION_H

#include "base/status.h"

/* What a row's value is, and the type it is stored as. */
typedef enum {
    T4_OPTION_END = 0,  /* closes a table */
    T4_OPTION_FLAG,     /* bool; --no-NAME clears it */
    T4_OPTION_SWITCH,   /* int: 0 not said, 1 --NAME, -1 --no-NAME */
    T4_OPTION_COUNT,    /* int: how often it was given (-vv) */
    T4_OPTION_TEXT,     /* const char * */
    T4_OPTION_LIST,     /* t4_option_list: each use appends */
    T4_OPTION_INTEGER,  /* int64_t, least .. most */
    T4_OPTION_NUMBER,   /* double, least .. most */
    T4_OPTION_SIZE,     /* uint64_t bytes, least .. most: 1048576, 512M, 2G */
    T4_OPTION_CHOICE    /* int: index into choices */
} t4_option_kind;

typedef struct {
    const char **items;  /* each borrowed from argv; the array is owned, see t4_option_release() */
    size_t count;
} t4_option_list;

typedef struct {
    const char *name;         /* long name without dashes */
    char letter;              /* short form; 0 = none */
    t4_option_kind kind;
    size_t offset;            /* of the value in the command's struct of values */
    const char *value;        /* placeholder; FILE and DIR are completed as such */
    const char *choices;      /* CHOICE: "text|csv|json" */
    double least, most;       /* INTEGER, NUMBER, SIZE; both 0 = any */
    const char *usual;        /* default: set before parsing and shown in help; NULL = zero */
    const char *environment;  /* variable that replaces the default; NULL = none */
    bool required;
    bool hidden;              /* not in help, completion or documents */
    const char *help;         /* one phrase, lower case, no full stop */
} t4_option;

/* A table of rows with the struct that its values go to. */
typedef struct {
    const char *title;        /* "Options", "Common options" */
    const t4_option *rows;    /* closed by a row of kind T4_OPTION_END; NULL = none */
    void *values;
} t4_option_group;

/* What is left beside options, in order; items borrowed from argv, the array owned. */
typedef struct {
    const char **items;
    size_t count;
} t4_arguments;

/*
 * Set defaults (rows, then environment), then read argv[0 .. argc-1]: --name
 * value, --name=value, -n value, -nvalue, bundled flags -qv, --no-name, and
 * -- to end options; a lone - is an argument.  groups ends with rows == NULL.
 * A bad value names option, value and range; an unknown option the nearest.
 */
t4_status t4_option_parse(const t4_option_group *groups, int argc, char *const *argv,
                          t4_arguments *arguments, t4_error *err);
/* Free what parsing allocated: lists and the array of arguments. */
void t4_option_release(const t4_option_group *groups, t4_arguments *arguments);

/* Item number index of "a|b|c": its length, *start set; 0 past the end. */
size_t t4_option_choice(const char *choices, int index, const char **start);
/* Does the option take a value? */
bool t4_option_takes_value(const t4_option *row);

#endif
