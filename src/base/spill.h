/* SPDX-License-Identifier: MIT */
/* Temporary files: nameless from birth (O_TMPFILE), so that nothing is left even after kill -9. */
#ifndef T4_BASE_SPILL_H
#define T4_BASE_SPILL_H

#include "base/run.h"

typedef struct t4_spill t4_spill;

/* Open a nameless file, mode 0600, in run->tmpdir. */
t4_status t4_spill_open(t4_spill **spill, t4_run *run, t4_error *err);
void t4_spill_free(t4_spill *spill);
/* Append n bytes; *offset gets where they begin.  Thread-safe. */
t4_status t4_spill_append(t4_spill *spill, const void *bytes, size_t n, uint64_t *offset,
                          t4_error *err);
/* Read exactly n bytes at offset.  Thread-safe. */
t4_status t4_spill_read(t4_spill *spill, uint64_t offset, void *bytes, size_t n, t4_error *err);
uint64_t t4_spill_size(const t4_spill *spill);

#endif
