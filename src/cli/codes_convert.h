/* SPDX-License-Identifier: MIT */
/* tenfour codes convert: codes of one edition as codes of another, with their families. */
#ifndef T4_CLI_CODES_CONVERT_H
#define T4_CLI_CODES_CONVERT_H

#include "base/buffer.h"
#include "cli/program.h"
#include "model/correlation.h"

typedef struct {
    const char *from, *to;             /* editions */
    t4_option_list maps;
    int families;                      /* t4_families */
    const char *const *codes;          /* as they were given */
    size_t code_count;
    const char *list;                  /* else those of a watch list; NULL = none */
} t4_convert_wish;

t4_status t4_codes_convert(t4_program *program, const t4_convert_wish *wish, t4_error *err);
/*
 * Append "HS2017 to HS2022, material families: 9,812 of 15,657 links set aside" and a line for each fact that
 * was used.  False without memory.
 */
bool t4_codes_convert_tell(t4_buffer *out, const t4_correlation *c);

#endif
