/* SPDX-License-Identifier: MIT */
/* Cut a block of records into the fields that are used; vectorised, with a plain twin. */
#ifndef T4_IO_SLICER_H
#define T4_IO_SLICER_H

#include "io/source.h"

typedef struct t4_slicer t4_slicer;

/* used: header column indices, in the order in which slices shall hold them. One slicer a thread. */
t4_status t4_slicer_new(t4_slicer **slicer, const t4_dialect *dialect, const uint32_t *used,
                        size_t used_count, t4_error *err);
void t4_slicer_free(t4_slicer *slicer);
/*
 * Cut; slices borrow from block and slicer until the next call.  May append to
 * block->bytes behind block->record_bytes (fields with doubled quotes).  The
 * same block may be cut again, by this or another slicer.
 */
t4_status t4_slicer_cut(t4_slicer *slicer, t4_block *block, t4_slices *slices, t4_error *err);

/* For tests and the bench: scan with "avx2", "sse2" or "plain"; false when this machine has it not. */
bool t4_slicer_scan_with(t4_slicer *slicer, const char *name);

#endif
