/* SPDX-License-Identifier: MIT */
/* The contract between siblings at speed: slices (io -> clean) and batches (clean -> cube). */
#ifndef T4_MODEL_BATCH_H
#define T4_MODEL_BATCH_H

#include "model/domain.h"

enum {
    T4_BLOCK_BYTES = 256 * 1024,        /* usual size of a block: stays in cache */
    T4_RECORD_BYTES = 16 * 1024 * 1024, /* longest record; longer ones are an error with file and line */
    T4_COLUMNS_MAX = 4096               /* most columns of a file */
};

/*
 * A block of whole records cut into fields (made by io/slicer).
 *
 * Field c of record r is bytes[start .. end) with
 *     start = starts[r * columns + c], end = ends[r * columns + c],
 * for c < columns, the number of USED columns, in the order that the caller of
 * the slicer asked for.  Quotes are already taken off and doubled quotes
 * undone (such fields point into a side area behind the block, still
 * addressed through `bytes`).  Bytes are in the file's encoding when that
 * keeps ASCII bytes for themselves (UTF-8, windows-125x, CP866, KOI8, ISO
 * 8859 ...), else already UTF-8.
 *
 * fields[r] is the number of fields that the record really has; when it is
 * not the header's, the record is ragged, missing fields are empty, and
 * clean/ reports it.  raw_start/raw_end give the record's own bytes without
 * its line end, for the file of rejected rows.  Blank lines, and rows of
 * nothing but separators, are skipped and are no record.
 */
typedef struct {
    const char *bytes;
    uint32_t rows;
    uint32_t columns;
    const uint32_t *starts;
    const uint32_t *ends;
    const uint32_t *fields;
    const uint32_t *raw_start;
    const uint32_t *raw_end;
    const uint32_t *line;      /* physical line of each record's first byte, counted from block_line */
    uint64_t block_line;       /* 1-based line of the block's first byte */
    uint32_t file;             /* index of the input file */
    uint32_t expected_fields;  /* of the header */
} t4_slices;

static inline const char *t4_slices_field(const t4_slices *s, uint32_t row, uint32_t column,
                                          size_t *n)
{
    size_t k = (size_t)row * s->columns + column;

    *n = s->ends[k] - s->starts[k];
    return s->bytes + s->starts[k];
}

/*
 * Accepted records of one block, a typed column each (made by clean/,
 * consumed by cube/).  All arrays have `rows` entries and belong to the
 * cleaner; they are valid until its next block.
 *
 * Amounts are scaled integers of the domain's measures.  When every amount of
 * the block fits in 64 bits, `amounts` holds them and `wide` is NULL; else
 * `wide` holds all of them in 128 bits and `amounts` is not filled.
 */
typedef struct {
    uint32_t rows;
    uint32_t *period;                        /* t4_period, of the finest kind that the record gives */
    uint8_t *flow;                           /* t4_flow */
    uint32_t *code;                          /* id in domain->codes */
    uint32_t *partner;
    uint32_t *trader;                        /* 0 = none */
    uint32_t *unit;                          /* of the quantity; 0 = none */
    uint32_t *dimension[T4_DIMENSIONS_MAX];
    int64_t *amounts[T4_MEASURES_MAX];
    t4_int128 *wide[T4_MEASURES_MAX];        /* wide[0] != NULL: use these instead */
    uint64_t *position;                      /* t4_position(): which file and line */
    uint32_t *records;                       /* how many records a row stands for; NULL = one each */
    uint64_t *fingerprint;                   /* two words a row, of the whole item; NULL = not wanted */
} t4_batch;

/* File index and line in one number that sorts by place. */
static inline uint64_t t4_position(uint32_t file, uint64_t line)
{
    return (uint64_t)file << 40 | (line & 0xFFFFFFFFFFu);
}

#endif
