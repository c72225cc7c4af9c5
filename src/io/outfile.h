/* SPDX-License-Identifier: MIT */
/* One output file: written beside its name, checked at every write, put in place by commit. */
#ifndef T4_IO_OUTFILE_H
#define T4_IO_OUTFILE_H

#include "base/buffer.h"

typedef struct t4_outfile t4_outfile;

/*
 * "-" is standard output, written as it goes; so are pipes and devices.  Any
 * other path is written to a file in the same folder that has no name (where
 * the file system cannot do that, a hidden one) until commit renames it over
 * the path; mode holds whatever the umask says.  A path that ends in ".gz"
 * gets gzip members.
 */
t4_status t4_outfile_open(t4_outfile **file, const char *path, unsigned mode, t4_error *err);
t4_status t4_outfile_write(t4_outfile *file, const void *bytes, size_t n, t4_error *err);
/* Compress a text to gzip members (replacing packed's contents): what workers do beside each other. */
t4_status t4_outfile_pack(const t4_buffer *text, t4_buffer *packed, t4_error *err);
/* Append members made by t4_outfile_pack() to a file whose path ends in ".gz". */
t4_status t4_outfile_write_packed(t4_outfile *file, const t4_buffer *packed, t4_error *err);
/* Bytes written so far, as stored. */
uint64_t t4_outfile_bytes(const t4_outfile *file);
/* Everything is written: flush, close, rename into place.  A full disk is an error here at the latest. */
t4_status t4_outfile_commit(t4_outfile *file, t4_error *err);
/* Frees; what was not committed is removed. */
void t4_outfile_free(t4_outfile *file);
/* The whole of one file, folder/name (folder NULL: name is the path). T4_ERR_USAGE when the path is too long. */
t4_status t4_outfile_save(const char *folder, const char *name, const t4_buffer *text, unsigned mode, t4_error *err);

#endif
