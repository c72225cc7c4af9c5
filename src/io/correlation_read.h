/* SPDX-License-Identifier: MIT */
/* Read correlation tables between editions of a nomenclature, and the shipped facts about their links. */
#ifndef T4_IO_CORRELATION_READ_H
#define T4_IO_CORRELATION_READ_H

#include "base/run.h"
#include "model/correlation.h"

/*
 * Add all pairs of a file, a workbook (XLSX, XLS) or delimited text of any dialect, packed or not:
 *   - two columns headed by their editions ("HS2022", "HS 2017"; "Relationship" beside them is not needed),
 *   - "code.before" and "code.after" with "adjustment" ("2022 to 2017"): several steps in one file,
 *   - "Origin code", "Destination code" with "Period" ("20212022"): changes alone,
 *   - "from" and "to", or "old" and "new": of the editions `from` and `to`.
 * Blanks and points in codes are taken off, a lost leading zero is put back.  T4_ERR_DATA names file and line.
 */
t4_status t4_correlation_read(t4_correlation *c, t4_run *run, const char *path, const t4_hsedition *from,
                              const t4_hsedition *to, t4_error *err);
/* Facts about one step of the chain: "editions/hs2017-hs2022.csv" of the data folder; none is no error. */
t4_status t4_correlation_read_facts(t4_correlation *c, size_t step, t4_error *err);

#endif
