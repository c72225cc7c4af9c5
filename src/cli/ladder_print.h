/* SPDX-License-Identifier: MIT */
/* A ladder as text, CSV and JSON, and the plain sentences that its numbers give. */
#ifndef T4_CLI_LADDER_PRINT_H
#define T4_CLI_LADDER_PRINT_H

#include "base/buffer.h"
#include "cli/program.h"
#include "io/json.h"
#include "job/ladder.h"

/* What is shown of it. */
typedef struct {
    bool public_only;     /* nothing but what published numbers give */
    bool by_given;        /* the groups were asked for */
    t4_ladder_by by;
    int level;
} t4_ladder_view_options;

/* Which kinds of columns there is something for. */
typedef struct {
    bool risk, watch, power, planted, all;   /* all: more than what published numbers give */
} t4_ladder_columns;

t4_ladder_columns t4_ladder_columns_of(const t4_ladder_result *result, const t4_ladder_view_options *view);
/* The designs as tables that fit a page: what is published; detail and risk; the list and what would be seen. */
t4_status t4_ladder_text_designs(t4_program *program, const t4_ladder_result *result, const t4_ladder_view_options *view,
                                 t4_error *err);
/* The plain design of so many digits, of all periods and partners, open or suppressed; NULL = there is none. */
const t4_ladder_row *t4_ladder_find_row(const t4_ladder_row *rows, size_t count, int level, bool suppress);
/* Of the designs that beat one, that which exposes least to an insider, then keeps most; NULL = none does. */
const t4_ladder_row *t4_ladder_rival(const t4_ladder_row *rows, size_t count, const t4_ladder_row *beaten);
t4_status t4_ladder_print(t4_program *program, const t4_ladder_result *result, const t4_ladder_view_options *view,
                          t4_error *err);
/* One sentence a line; each number in it stands in the tables too. */
t4_status t4_ladder_sentences(t4_buffer *out, const t4_ladder_result *result, const t4_ladder_view_options *view,
                              t4_error *err);
/* Of publications: what was read, and what was assumed. */
void t4_ladder_sides_sentences(t4_buffer *out, const t4_ladder_result *result);
/* The same as the key "publications". */
bool t4_ladder_sides_json(t4_json *top, const t4_ladder_result *result);
/* "57.9 %": a share with three digits. */
const char *t4_ladder_percent_text(double share, char text[32]);
/* Are there risks, a watch list, series long enough to test? */
bool t4_ladder_has_power(const t4_ladder_row *rows, size_t count);

#endif
