/* SPDX-License-Identifier: MIT */
#include "release/html.h"

#include <stdio.h>
#include <string.h>

bool t4_html_text(t4_buffer *out, const char *text)
{
    bool good = true;

    while (*text && good) {
        size_t n = strcspn(text, "&<>\"");

        good = t4_buffer_append(out, text, n);
        text += n;
        if (*text && good) {
            good = t4_buffer_puts(out, *text == '&' ? "&amp;" : *text == '<' ? "&lt;"
                                       : *text == '>' ? "&gt;" : "&quot;");
            text++;
        }
    }
    return good;
}

bool t4_html_script(t4_buffer *out, const t4_buffer *json)
{
    bool good = true;

    for (size_t i = 0; i < json->length && good;) {
        const char *hit = memchr(json->data + i, '<', json->length - i);
        size_t n = hit ? (size_t)(hit - json->data) - i : json->length - i;

        good = t4_buffer_append(out, json->data + i, n) && (!hit || t4_buffer_puts(out, "\\u003c"));
        i += n + (hit != NULL);
    }
    return good;
}

bool t4_html_each(t4_buffer *out, const t4_html_texts *texts)
{
    bool same = true, good = true;

    for (int l = 1; l < T4_PHRASES_LANGUAGES; l++)
        same = same && !strcmp(texts->in[l], texts->in[0]);
    if (same)
        return t4_html_text(out, texts->in[0]);
    for (int l = 0; l < T4_PHRASES_LANGUAGES && good; l++)
        good = t4_buffer_printf(out, "<span lang=\"%s\">", t4_phrases_languages[l]) &&
               t4_html_text(out, texts->in[l]) && t4_buffer_puts(out, "</span>");
    return good;
}

bool t4_html_say(t4_buffer *out, const char *english)
{
    t4_html_texts texts;

    for (int l = 0; l < T4_PHRASES_LANGUAGES; l++)
        texts.in[l] = t4_phrases_say(t4_phrases_languages[l], english);
    return t4_html_each(out, &texts);
}

/* The narrow blank that ISO 80000 puts between groups; no language reads it as a decimal sign. */
static bool grouped(t4_buffer *out, const char *text)
{
    size_t whole;
    bool good = true;

    if (*text == '-') {
        good = t4_buffer_puts(out, "\xE2\x88\x92");
        text++;
    }
    whole = strcspn(text, ".");
    for (size_t i = 0; i < whole && good; i++)
        good = (i == 0 || (whole - i) % 3 || t4_buffer_puts(out, "\xE2\x80\xAF")) &&
               t4_buffer_putc(out, text[i]);
    return good && t4_buffer_puts(out, text + whole);
}

bool t4_html_amount(t4_buffer *out, t4_int128 amount, int decimals)
{
    char text[T4_DECIMAL_TEXT];

    t4_decimal_print(amount, decimals, text);
    return t4_buffer_printf(out, "<data value=\"%s\">", text) && grouped(out, text) &&
           t4_buffer_puts(out, "</data>");
}

bool t4_html_count(t4_buffer *out, uint64_t count)
{
    return t4_html_amount(out, (t4_int128)count, 0);
}
