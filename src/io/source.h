/* SPDX-License-Identifier: MIT */
/* A delimited input file as blocks of whole records: opened, unpacked, decoded, its dialect known. */
#ifndef T4_IO_SOURCE_H
#define T4_IO_SOURCE_H

#include "base/buffer.h"
#include "base/run.h"
#include "model/batch.h"

typedef struct t4_source t4_source;

typedef struct {
    const char *encoding;            /* "auto" or an iconv name */
    char separator;                  /* 0 = auto */
    const char *const *header_words; /* UTF-8 column names that the template expects; for detection */
    size_t header_word_count;
    size_t block_bytes;              /* 0 = T4_BLOCK_BYTES; tests cut finer */
    size_t record_bytes;             /* 0 = T4_RECORD_BYTES */
} t4_source_options;

/* What was found out about the file; valid while the source lives. */
typedef struct {
    const char *name;          /* for messages; "standard input" for "-" */
    const char *encoding;      /* iconv name, e.g. "UTF-8", "WINDOWS-1251"; of a file that begins as ASCII, told
                                  from the first block that is not, and then already decoded in blocks */
    bool encoding_detected;
    bool ascii_safe;           /* block bytes are in `encoding`; else they are already UTF-8 */
    const char *block_encoding;  /* of the bytes in blocks: `encoding` when ascii_safe, else "UTF-8" */
    char separator;
    bool trailing_separator;   /* records, unlike the header, end with one: the empty field behind it is none */
    size_t column_count;
    const char *const *columns;  /* header names in UTF-8, quotes off, trimmed */
    uint64_t header_line;
    uint64_t bytes_total;        /* of the file as stored; 0 when unknown (a stream) */
} t4_dialect;

/*
 * Bytes of whole records, from the first byte of one to the line end of
 * another.  A line ends with LF or CR LF; the lone CRs of a file that ends its
 * lines so are LF here.  Where the file was decoded, a sequence that was no
 * text is the byte FF, which clean/ finds because it is not UTF-8.
 */
typedef struct {
    t4_buffer bytes;           /* owned by the holder of the block, reused */
    size_t record_bytes;       /* of the records in it; behind them the slicer keeps unquoted fields */
    uint64_t first_line;       /* 1-based physical line */
    uint64_t sequence;         /* 0, 1, 2 ... within the file */
    uint32_t file;
    bool quotes;               /* a quote occurs in it */
    bool last;                 /* nothing follows; bytes may be empty */
} t4_block;

/*
 * Open a file ("-" = standard input), unpack gzip by its magic bytes, settle
 * encoding and separator, read the header.  Refuses with a clear error: a
 * directory, an empty file, an HTML page, a workbook or zip, NUL bytes,
 * too many columns, an ambiguous encoding.
 */
t4_status t4_source_open(t4_source **source, t4_run *run, const char *path, uint32_t file,
                         const t4_source_options *options, t4_error *err);
void t4_source_free(t4_source *source);
const t4_dialect *t4_source_dialect(const t4_source *source);
/*
 * The next block.  One caller at a time (job/ holds a lock); cutting into
 * fields is the slicer's, in parallel.  Errors (T4_ERR_DATA) are final for the
 * run: NUL bytes, a record over T4_RECORD_BYTES, a quote that never closes,
 * and a damaged gzip file, whose rows so far must not count either; damage
 * wins over the errors that it brings about.
 */
t4_status t4_source_next(t4_source *source, t4_block *block, t4_error *err);
/* Bytes of the stored file consumed so far, for progress. */
uint64_t t4_source_consumed(const t4_source *source);
/* Ask, before the first block, for a keyed digest of the stored bytes. */
t4_status t4_source_key(t4_source *source, const void *key, size_t n, t4_error *err);
/* The digest, after the last block; NULL before that or when it was not asked for. */
const char *t4_source_digest(const t4_source *source);

#endif
