/* SPDX-License-Identifier: MIT */
/* Codes that are published at another place than their own beginning: "8542XX!8542900000" counts in 8542XX. */
#ifndef T4_MODEL_PLACED_H
#define T4_MODEL_PLACED_H

#include <stddef.h>
#include <stdint.h>

#include "base/dict.h"
#include "model/codelist.h"

/* How many bytes of a domain's code are the published one: all of a plain code. */
size_t t4_placed_published(const char *text, size_t n);
/* The code as it was reported: the text itself, or what stands behind '!'. n: its length, in and out. */
const char *t4_placed_own(const char *text, size_t *n);
/* The id of a code that is published as another; of the code itself where they are the same. T4_DICT_NONE without memory. */
uint32_t t4_placed_add(t4_dict *codes, const char *published, const char *own);
/* "8542" at 4 digits with the next length 6: "8542XX". */
void t4_placed_residual(const char *code, int level, char out[16]);

#endif
