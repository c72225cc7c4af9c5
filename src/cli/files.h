/* SPDX-License-Identifier: MIT */
/* Files that the user named: they must be there, and a near name is offered when they are not. */
#ifndef T4_CLI_FILES_H
#define T4_CLI_FILES_H

#include "cli/program.h"

/*
 * "cannot read 'x': no such file; did you mean 'y'?" (T4_ERR_IO) when path is
 * not there.  "-" is always there.
 */
t4_status t4_files_require(const char *path, t4_error *err);
/* The same for a template, which may also be the bare name of a ready-made one. */
t4_status t4_files_require_template(const char *path, t4_error *err);
/* The same for every file; says on a terminal that standard input is awaited where it is. */
t4_status t4_files_require_all(const t4_program *program, const char *const *files, size_t count,
                               t4_error *err);
/* A file of the same folder whose name is near path's, written as path was; false when there is none. */
bool t4_files_suggest(const char *path, char *out, size_t room);

#endif
