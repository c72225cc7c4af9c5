/* SPDX-License-Identifier: MIT */
#include "io/deflate.h"

#include <isa-l/igzip_lib.h>

#include "base/memory.h"

/* Level 1 packs about as well as the next two, which take longer, and a tenth better than 0. */
enum { LEVEL = 1, EDGES = 64, STORED_BLOCK = 32 * 1024, STORED_EDGE = 8 };

/* Room that always suffices: what does not shrink is stored in blocks. */
static size_t bound(size_t n)
{
    return n + (n / STORED_BLOCK + 1) * STORED_EDGE + EDGES;
}

t4_status t4_deflate_member(const void *bytes, size_t n, t4_buffer *out, t4_error *err)
{
    unsigned char *work = t4_alloc(ISAL_DEF_LVL1_DEFAULT, 1);
    struct isal_zstream stream;
    bool good = work && n <= T4_DEFLATE_MEMBER && t4_buffer_reserve(out, bound(n));

    if (good) {
        isal_deflate_stateless_init(&stream);
        stream.level = LEVEL;
        stream.level_buf = work;
        stream.level_buf_size = ISAL_DEF_LVL1_DEFAULT;
        stream.gzip_flag = IGZIP_GZIP;
        stream.end_of_stream = 1;
        stream.flush = NO_FLUSH;
        stream.next_in = (uint8_t *)bytes;
        stream.avail_in = (uint32_t)n;
        stream.next_out = (uint8_t *)out->data + out->length;
        stream.avail_out = (uint32_t)bound(n);
        good = isal_deflate_stateless(&stream) == COMP_OK;
    }
    if (good)
        out->length += stream.total_out;
    t4_free(work);
    return good ? T4_OK : t4_fail_memory(err);
}
