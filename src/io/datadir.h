/* SPDX-License-Identifier: MIT */
/* Find the project's own tables and templates: an office's edited copy, or the one built in. */
#ifndef T4_IO_DATADIR_H
#define T4_IO_DATADIR_H

#include "base/buffer.h"

/*
 * Names are relative to templates/: "partners.csv", "editions/hs.csv".  The
 * order, the first that has the name wins:
 *   1. the folder $TENFOUR_DATADIR, for copies that an office edits
 *   2. what is built into the program (so it runs as one file, from anywhere)
 *   3. "templates", "../templates" or "../share/tenfour/templates" beside the program
 *   4. templates/ in the folder of the installed package
 */

enum { T4_DATADIR_BYTES_MAX = 64 * 1024 * 1024 };  /* largest file that is read */

/* Append the whole file to bytes.  T4_ERR_IO names every place that was tried. */
t4_status t4_datadir_read(const char *name, t4_buffer *bytes, t4_error *err);
/* Append the path of the file where it lies on disk, with a NUL.  T4_ERR_IO when it is only built in or nowhere. */
t4_status t4_datadir_path(const char *name, t4_buffer *path, t4_error *err);
/* Name of the i-th built-in file, sorted; NULL past the end. */
const char *t4_datadir_name(size_t index);

#endif
