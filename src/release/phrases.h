/* SPDX-License-Identifier: MIT */
/* What a release says in English, Russian and Kyrgyz: one table of sentences, looked up by the English one. */
#ifndef T4_RELEASE_PHRASES_H
#define T4_RELEASE_PHRASES_H

#include <stddef.h>

enum { T4_PHRASES_LANGUAGES = 3 };

/* "en", "ru", "ky"; English first. */
extern const char *const t4_phrases_languages[T4_PHRASES_LANGUAGES];

/*
 * The sentence in a language; the English one itself for "en", for a language
 * that we do not speak and for a sentence that the table has not.  Formats
 * keep their conversions and their order.
 */
const char *t4_phrases_say(const char *language, const char *english)
    __attribute__((format_arg(2)));

/* One row of the table, for tests; NULL past the end.  Texts in the order of the languages. */
const char *const *t4_phrases_row(size_t index);

/* Said where totals are sums of what is published (release/headline.h). */
#define T4_PHRASES_SUMS "totals that the release has no cells for are sums of its published cells; where one of these is " \
                        "hidden, the sum is not known"

#endif
