/* SPDX-License-Identifier: MIT */
/* Delimited files: any bytes opened, cut into blocks of two sizes and into fields; both must tell the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/memfile.h"
#include "../unit/reading.h"
#include "hold.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static t4_status read_in_blocks(const uint8_t *bytes, size_t n, size_t block_bytes, t4_buffer *text, t4_error *err)
{
    static const char *const words[] = {"code", "ТН ВЭД", "страна", "país"};
    t4_source_options options = {.block_bytes = block_bytes, .header_words = words, .header_word_count = 4};
    char path[MEMFILE_PATH];
    int fd = memfile(bytes, n, path);
    t4_status status = read_path(path, &options, text, err);

    close(fd);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    t4_error first = {0}, second = {0};
    t4_buffer whole, pieces;

    hold_charsets();
    t4_buffer_init(&whole, 0);
    t4_buffer_init(&pieces, 0);
    if (read_in_blocks(bytes, n, 0, &whole, &first) !=
        read_in_blocks(bytes, n, n ? 1 + bytes[n / 2] % 100 : 1, &pieces, &second))
        abort();
    if (strcmp(first.text, second.text) || first.line != second.line || first.column != second.column)
        abort();
    if (!first.code && strcmp(t4_buffer_text(&whole), t4_buffer_text(&pieces)))
        abort();
    t4_buffer_release(&whole);
    t4_buffer_release(&pieces);
    return 0;
}
