/* SPDX-License-Identifier: MIT */
/* Encodings: any bytes told apart; what was told decodes the same in one piece and in two. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/charset.h"
#include "io/encoding.h"
#include "hold.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void decode(const char *name, const char *bytes, size_t n, size_t cut, t4_buffer *out)
{
    t4_charset *charset = t4_charset_open(name);
    uint64_t bad = 0;
    size_t used;

    if (!charset || !t4_charset_stream(charset, bytes, cut, cut == n, &used, out, &bad) || used > cut)
        abort();
    if (cut < n && !t4_charset_stream(charset, bytes + used, n - used, true, &used, out, &bad))
        abort();
    t4_charset_free(charset);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const texts[] = {"ТН ВЭД", "страна", "país", "国"};
    const char *text = (const char *)bytes;
    t4_encoding encoding;
    t4_error err = {0};
    t4_buffer whole, pieces;
    t4_words words;

    hold_charsets();
    t4_buffer_init(&whole, 0);
    t4_buffer_init(&pieces, 0);
    if (!t4_words_init(&words, texts, 4))
        abort();
    if (t4_encoding_settle(&encoding, NULL, text, n, n & 1, &words, "file", &err) == T4_OK) {
        decode(encoding.name, text, n, n, &whole);
        decode(encoding.name, text, n, n ? bytes[n / 2] % n : 0, &pieces);
        if (whole.length != pieces.length || (whole.length && memcmp(whole.data, pieces.data, whole.length)))
            abort();
    } else if (!*err.text)
        abort();
    t4_words_release(&words);
    t4_buffer_release(&whole);
    t4_buffer_release(&pieces);
    return 0;
}
