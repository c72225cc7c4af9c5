/* SPDX-License-Identifier: MIT */
/* The inside of a source, shared by source_open.c (what the file is) and source.c (its blocks). */
#ifndef T4_IO_SOURCE_STATE_H
#define T4_IO_SOURCE_STATE_H

#include "base/arena.h"
#include "base/charset.h"
#include "io/encoding.h"
#include "io/inflate.h"
#include "io/scan.h"
#include "io/source.h"

struct t4_source {
    t4_run *run;
    uint32_t file;
    t4_arena arena;              /* column names */
    t4_dialect dialect;
    t4_encoding encoding;
    t4_intake *intake;
    t4_inflate *inflate;         /* NULL = stored plainly */
    t4_charset *decoder;         /* NULL = blocks stay in the file's encoding */
    t4_buffer encoded;           /* read and not decoded yet */
    t4_buffer carry;             /* text read ahead: what comes next begins at carry.data + front */
    size_t front;
    const t4_scanner *scanner;
    size_t block_bytes, record_bytes;
    unsigned open_encoding;      /* all is ASCII so far: that many blocks may still tell another encoding */
    bool lone_returns;           /* lines end with CR alone */
    bool ended;                  /* nothing follows behind carry */
    bool damaged;                /* the gzip reader has said so */
    uint64_t line;               /* of the byte that comes next */
    uint64_t sequence;
};

static inline const char *t4_source_name(const t4_source *source)
{
    return t4_intake_name(source->intake);
}

/* Append unpacked bytes to `out`, at most `room`; *got = 0 only at the end. */
t4_status t4_source_read_into(t4_source *source, t4_buffer *out, size_t room, size_t *got,
                              t4_error *err);
/* Decode what was read into source->encoded, as far as it goes. */
t4_status t4_source_decode(t4_source *source, bool last, t4_buffer *out, t4_error *err);
/* Lone CRs to LFs, from byte `from` on; a CR at the very end waits for what follows it. */
void t4_source_settle_returns(const t4_source *source, t4_buffer *text, size_t from);
/* Read the file on until `text` holds `wanted` bytes or there are no more. */
t4_status t4_source_fill(t4_source *source, t4_buffer *text, size_t wanted, t4_error *err);
/*
 * Damage of a gzip file shows at the end of a member only, after the errors
 * that it causes: before one of those is told, look for damage to the end.
 */
t4_status t4_source_blame_damage(t4_source *source, t4_status status, t4_error *err);
t4_status t4_source_refuse_nul(const t4_source *source, const t4_buffer *text, t4_error *err);
/* A record that does not end: by a quote that never closes, or just too long. */
t4_status t4_source_refuse_open(const t4_source *source, const t4_buffer *text, bool open,
                                char separator, t4_error *err);

#endif
