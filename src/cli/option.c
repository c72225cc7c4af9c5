/* SPDX-License-Identifier: MIT */
/* Read a command line by the rows of option tables. */
#include "cli/option.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/suggest.h"

typedef struct {
    const t4_option_group *groups;
    int argc;
    char *const *argv;
    int next;               /* index of the argument to read next */
    t4_arguments *arguments;
    t4_error *err;
} parser;

bool t4_option_takes_value(const t4_option *row)
{
    return row->kind >= T4_OPTION_TEXT;
}

size_t t4_option_choice(const char *choices, int index, const char **start)
{
    const char *at = choices;

    while (index-- > 0) {
        at = strchr(at, '|');
        if (!at)
            return 0;
        at++;
    }
    *start = at;
    return strcspn(at, "|");
}

static void *place(const t4_option_group *group, const t4_option *row)
{
    return (char *)group->values + row->offset;
}

/* "--threads" or, for a value that came from there, "TENFOUR_THREADS". */
static t4_status bad_value(const t4_option *row, const char *source, const char *text,
                           const char *expected, t4_error *err)
{
    if (source)
        return t4_fail(err, T4_ERR_USAGE, "variable %s has the value '%s'; expected %s", source,
                       text, expected);
    return t4_fail(err, T4_ERR_USAGE, "option --%s has the value '%s'; expected %s", row->name,
                   text, expected);
}

static void describe_range(const t4_option *row, const char *what, char out[128])
{
    if (row->least == 0 && row->most == 0)
        snprintf(out, 128, "%s", what);
    else
        snprintf(out, 128, "%s from %.15g to %.15g", what, row->least, row->most);
}

static bool in_range(const t4_option *row, double x)
{
    return (row->least == 0 && row->most == 0) || (x >= row->least && x <= row->most);
}

static t4_status set_integer(const t4_option *row, void *out, const char *source,
                             const char *text, t4_error *err)
{
    char expected[128], *end;
    long long number;

    errno = 0;
    number = strtoll(text, &end, 10);
    if (errno || end == text || *end || text[0] == ' ' || !in_range(row, (double)number)) {
        describe_range(row, "a whole number", expected);
        return bad_value(row, source, text, expected, err);
    }
    *(int64_t *)out = number;
    return T4_OK;
}

static t4_status set_number(const t4_option *row, void *out, const char *source,
                            const char *text, t4_error *err)
{
    char expected[128], *end;
    double number = strtod(text, &end);

    if (end == text || *end || !isfinite(number) || !in_range(row, number)) {
        describe_range(row, "a number", expected);
        return bad_value(row, source, text, expected, err);
    }
    *(double *)out = number;
    return T4_OK;
}

/* The shift of a size suffix: "" 0, K 10, M 20, G 30, T 40, each also as KB or KiB; -1 = none. */
static int suffix_shift(const char *suffix)
{
    static const char letters[] = "KMGT";
    const char *at;

    if (!*suffix || strcmp(suffix, "B") == 0)
        return 0;
    at = strchr(letters, *suffix & ~0x20);
    if (!at)
        return -1;
    if (suffix[1] && strcmp(suffix + 1, "B") != 0 && strcmp(suffix + 1, "iB") != 0)
        return -1;
    return 10 * (int)(at - letters + 1);
}

/* A power of 1024 as it would be typed: 1M, 1024T. */
static void print_size(double bytes, char out[32])
{
    static const char *const units[] = {"", "K", "M", "G", "T"};
    int unit = 0;

    while (unit < 4 && bytes >= 1024) {
        bytes /= 1024;
        unit++;
    }
    snprintf(out, 32, "%.15g%s", bytes, units[unit]);
}

static t4_status bad_size(const t4_option *row, const char *source, const char *text,
                          t4_error *err)
{
    char expected[128], low[32], high[32];

    print_size(row->least, low);
    print_size(row->most, high);
    snprintf(expected, sizeof expected, "a size such as 512M or 2G, from %s to %s", low, high);
    return bad_value(row, source, text, expected, err);
}

static t4_status set_size(const t4_option *row, void *out, const char *source, const char *text,
                          t4_error *err)
{
    char *end;
    unsigned long long number;
    int shift;

    errno = 0;
    number = strtoull(text, &end, 10);
    shift = suffix_shift(end);
    if (errno || end == text || *text < '0' || *text > '9' || shift < 0 ||
        number > UINT64_MAX >> shift || !in_range(row, (double)(number << shift)))
        return bad_size(row, source, text, err);
    *(uint64_t *)out = number << shift;
    return T4_OK;
}

static t4_status set_choice(const t4_option *row, void *out, const char *source,
                            const char *text, t4_error *err)
{
    const char *start;
    char expected[128] = "";
    size_t n;

    for (int i = 0; (n = t4_option_choice(row->choices, i, &start)) > 0; i++) {
        if (strlen(text) == n && memcmp(text, start, n) == 0) {
            *(int *)out = i;
            return T4_OK;
        }
    }
    for (size_t i = 0, k = 0; row->choices[i] && k + 3 < sizeof expected; i++) {
        if (row->choices[i] == '|') {
            expected[k++] = ',';
            expected[k++] = ' ';
        } else {
            expected[k++] = row->choices[i];
        }
        expected[k] = '\0';
    }
    return bad_value(row, source, text, expected, err);
}

static t4_status set_list(void *out, const char *text, t4_error *err)
{
    t4_option_list *list = out;
    const char **grown = t4_realloc(list->items, list->count + 1, sizeof *grown);

    if (!grown)
        return t4_fail_memory(err);
    list->items = grown;
    list->items[list->count++] = text;
    return T4_OK;
}

/* source: the environment variable that text comes from, or NULL. */
static t4_status set_value(const t4_option *row, void *out, const char *source,
                           const char *text, t4_error *err)
{
    switch (row->kind) {
    case T4_OPTION_TEXT:
        if (!*text)
            return t4_fail(err, T4_ERR_USAGE, "option --%s has an empty value; expected %s",
                           row->name, row->value);
        *(const char **)out = text;
        return T4_OK;
    case T4_OPTION_LIST:    return set_list(out, text, err);
    case T4_OPTION_INTEGER: return set_integer(row, out, source, text, err);
    case T4_OPTION_NUMBER:  return set_number(row, out, source, text, err);
    case T4_OPTION_SIZE:    return set_size(row, out, source, text, err);
    case T4_OPTION_CHOICE:  return set_choice(row, out, source, text, err);
    default:                return T4_OK;
    }
}

static t4_status set_defaults(const parser *p)
{
    t4_status status = T4_OK;

    for (const t4_option_group *group = p->groups; group->rows; group++) {
        for (const t4_option *row = group->rows; !status && row->kind; row++) {
            const char *given = row->environment ? getenv(row->environment) : NULL;

            if (given && *given)
                status = set_value(row, place(group, row), row->environment, given, p->err);
            else if (row->usual && t4_option_takes_value(row))
                status = set_value(row, place(group, row), NULL, row->usual, p->err);
        }
    }
    return status;
}

static const t4_option *find_long(const parser *p, const char *name, size_t n,
                                  const t4_option_group **group)
{
    for (*group = p->groups; (*group)->rows; (*group)++)
        for (const t4_option *row = (*group)->rows; row->kind; row++)
            if (strlen(row->name) == n && memcmp(row->name, name, n) == 0)
                return row;
    return NULL;
}

static const t4_option *find_short(const parser *p, char letter, const t4_option_group **group)
{
    for (*group = p->groups; (*group)->rows; (*group)++)
        for (const t4_option *row = (*group)->rows; row->kind; row++)
            if (row->letter == letter)
                return row;
    return NULL;
}

static t4_status unknown(const parser *p, const char *name, size_t n)
{
    char word[T4_SUGGEST_LONGEST + 1] = "";
    t4_suggest suggest;

    if (n < sizeof word)
        memcpy(word, name, n);
    t4_suggest_init(&suggest, word);
    for (const t4_option_group *group = p->groups; group->rows; group++)
        for (const t4_option *row = group->rows; row->kind; row++)
            if (!row->hidden)
                t4_suggest_offer(&suggest, row->name);
    if (suggest.nearest)
        return t4_fail(p->err, T4_ERR_USAGE, "unknown option '--%.*s'; did you mean '--%s'?",
                       (int)n, name, suggest.nearest);
    return t4_fail(p->err, T4_ERR_USAGE, "unknown option '--%.*s'", (int)n, name);
}

static bool can_be_negated(const t4_option *row)
{
    return row->kind == T4_OPTION_FLAG || row->kind == T4_OPTION_SWITCH ||
           row->kind == T4_OPTION_COUNT;
}

static void set_flag(const t4_option *row, void *out, bool yes)
{
    if (row->kind == T4_OPTION_FLAG)
        *(bool *)out = yes;
    else if (row->kind == T4_OPTION_SWITCH)
        *(int *)out = yes ? 1 : -1;
    else
        *(int *)out = yes ? *(int *)out + 1 : 0;
}

/* `glued` is a value in the same word (after = or the letter), else NULL. */
static t4_status apply(parser *p, const t4_option_group *group, const t4_option *row,
                       const char *glued)
{
    if (!t4_option_takes_value(row)) {
        if (glued)
            return t4_fail(p->err, T4_ERR_USAGE, "option --%s takes no value; found '%s'",
                           row->name, glued);
        set_flag(row, place(group, row), true);
        return T4_OK;
    }
    if (!glued) {
        if (p->next >= p->argc)
            return t4_fail(p->err, T4_ERR_USAGE, "option --%s needs a value: --%s %s", row->name,
                           row->name, row->value);
        glued = p->argv[p->next++];
    }
    return set_value(row, place(group, row), NULL, glued, p->err);
}

static t4_status read_long(parser *p, const char *name)
{
    size_t n = strcspn(name, "=");
    const char *glued = name[n] == '=' ? name + n + 1 : NULL;
    const t4_option_group *group;
    const t4_option *row = find_long(p, name, n, &group);

    if (row)
        return apply(p, group, row, glued);
    if (n > 3 && memcmp(name, "no-", 3) == 0 && !glued) {
        row = find_long(p, name + 3, n - 3, &group);
        if (row && can_be_negated(row)) {
            set_flag(row, place(group, row), false);
            return T4_OK;
        }
    }
    return unknown(p, name, n);
}

/* A bundle of letters: flags, then at most one option with a value. */
static t4_status read_short(parser *p, const char *letters)
{
    t4_status status = T4_OK;

    while (*letters && !status) {
        const t4_option_group *group;
        const t4_option *row = find_short(p, *letters, &group);

        if (!row)
            return t4_fail(p->err, T4_ERR_USAGE, "unknown option '-%c'", *letters);
        letters++;
        if (t4_option_takes_value(row)) {
            status = apply(p, group, row, *letters ? letters : NULL);
            break;
        }
        status = apply(p, group, row, NULL);
    }
    return status;
}

static t4_status check_required(const parser *p)
{
    for (const t4_option_group *group = p->groups; group->rows; group++)
        for (const t4_option *row = group->rows; row->kind; row++)
            if (row->required && !*(const char **)place(group, row))
                return t4_fail(p->err, T4_ERR_USAGE, "option --%s %s is missing: %s", row->name,
                               row->value, row->help);
    return T4_OK;
}

t4_status t4_option_parse(const t4_option_group *groups, int argc, char *const *argv,
                          t4_arguments *arguments, t4_error *err)
{
    parser p = {groups, argc, argv, 0, arguments, err};
    bool ended = false;
    t4_status status = set_defaults(&p);

    *arguments = (t4_arguments){0};
    arguments->items = t4_alloc_zero((size_t)argc + 1, sizeof *arguments->items);
    if (!arguments->items)
        return t4_fail_memory(err);
    while (!status && p.next < argc) {
        const char *word = argv[p.next++];

        if (ended || word[0] != '-' || word[1] == '\0')
            arguments->items[arguments->count++] = word;
        else if (strcmp(word, "--") == 0)
            ended = true;
        else if (word[1] == '-')
            status = read_long(&p, word + 2);
        else
            status = read_short(&p, word + 1);
    }
    return status ? status : check_required(&p);
}

void t4_option_release(const t4_option_group *groups, t4_arguments *arguments)
{
    for (const t4_option_group *group = groups; group->rows; group++) {
        for (const t4_option *row = group->rows; row->kind; row++) {
            if (row->kind == T4_OPTION_LIST) {
                t4_option_list *list = place(group, row);

                t4_free(list->items);
                *list = (t4_option_list){0};
            }
        }
    }
    t4_free(arguments->items);
    *arguments = (t4_arguments){0};
}
