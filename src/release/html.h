/* SPDX-License-Identifier: MIT */
/* Text on its way into an HTML page: escaped, and in every language of ours at once. */
#ifndef T4_RELEASE_HTML_H
#define T4_RELEASE_HTML_H

#include "base/buffer.h"
#include "base/decimal.h"
#include "release/phrases.h"

/* One text for each language, in the order of t4_phrases_languages. */
typedef struct {
    const char *in[T4_PHRASES_LANGUAGES];
} t4_html_texts;

/* Append text with what means something in HTML escaped, also inside quotes. False without memory. */
bool t4_html_text(t4_buffer *out, const char *text);
/* Append a text that goes inside a script element: JSON in which no "<" can end it. */
bool t4_html_script(t4_buffer *out, const t4_buffer *json);
/* A span for each language, of which the page shows one; one plain text where all are the same. */
bool t4_html_each(t4_buffer *out, const t4_html_texts *texts);
/* The same for a phrase of ours. */
bool t4_html_say(t4_buffer *out, const char *english);
/* A number with its thousands apart, and as it is in the tables in the element's value. */
bool t4_html_amount(t4_buffer *out, t4_int128 amount, int decimals);
bool t4_html_count(t4_buffer *out, uint64_t count);

#endif
