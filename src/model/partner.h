/* SPDX-License-Identifier: MIT */
/* Partners: shipped facts (ISO2, ISO3, M49, names, trade-only codes) and lists by file. */
#ifndef T4_MODEL_PARTNER_H
#define T4_MODEL_PARTNER_H

#include "base/status.h"

typedef struct t4_partners t4_partners;

/* An empty set; io/ adds the shipped table (templates/partners.csv) and national lists to it. */
t4_partners *t4_partners_new(void);
void t4_partners_free(t4_partners *partners);
/*
 * key: any spelling by which input may name the partner (compared trimmed, case-folded,
 * inner blanks collapsed); code: the published code (ISO2 or a trade-only code); the label: for the code files.
 * A later addition of the same key wins (national lists override).
 */
t4_status t4_partners_add(t4_partners *partners, const char *key, const char *code,
                          const char *label_en, const char *label_ru, t4_error *err);
/*
 * Take out every key that is a number (M49): a national list whose own codes
 * are numbers must not be completed by numbers that mean something else.
 */
void t4_partners_forget_numbers(t4_partners *partners);
/*
 * The published code, or NULL. Text is UTF-8.  A spelling that is not a key
 * as it stands is looked up once more without accents and punctuation, unless
 * that would leave a choice.  Thread-safe once nothing is being added.
 */
const char *t4_partners_find(const t4_partners *partners, const char *text, size_t n);
/* Label of a published code in "en" or "ru"; "" when unknown. */
const char *t4_partners_label(const t4_partners *partners, const char *code, const char *language);
/* The nearest known spelling (as it was added), for suggestions; NULL when none is near. */
const char *t4_partners_suggest(const t4_partners *partners, const char *text, size_t n);

/* The published codes, 0 .. count-1, in order of first addition. */
size_t t4_partners_count(const t4_partners *partners);
const char *t4_partners_code(const t4_partners *partners, size_t index);

#endif
