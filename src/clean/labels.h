/* SPDX-License-Identifier: MIT */
/* Labels compared folded: one id whatever the spelling, printed in the bytewise smallest one seen. */
#ifndef T4_CLEAN_LABELS_H
#define T4_CLEAN_LABELS_H

#include "base/dict.h"

typedef struct t4_labels t4_labels;

/* dict: where the ids live; borrowed.  While records are read it holds the first spelling. */
t4_labels *t4_labels_new(t4_dict *dict);
void t4_labels_free(t4_labels *labels);
/*
 * The id (in the dict) of a label with this folded key and this spelling;
 * T4_DICT_NONE without memory or when the dict is full.  Thread-safe.
 */
uint32_t t4_labels_add(t4_labels *labels, const char *key, size_t key_length, const char *spelling,
                       size_t n);
/* Does the label of this id have this key?  Thread-safe. */
bool t4_labels_is(t4_labels *labels, uint32_t id, const char *key, size_t n);
/* Rename every id to its smallest spelling.  Nothing may use labels or dict at the same time. */
bool t4_labels_finish(t4_labels *labels);

#endif
