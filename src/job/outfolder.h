/* SPDX-License-Identifier: MIT */
/* A confidential folder of results that a command may replace only when it made it: told by its notice. */
#ifndef T4_JOB_OUTFOLDER_H
#define T4_JOB_OUTFOLDER_H

#include "base/status.h"

/* What tells the folder of a command; the notice is its name and its text. */
typedef struct {
    const char *command;   /* "cells" */
    const char *notice;    /* whole text of CONFIDENTIAL.txt */
} t4_outfolder_kind;

/* May results be written to `path`?  T4_ERR_USAGE where something else stands there, or force is needed. */
t4_status t4_outfolder_check(const char *path, const t4_outfolder_kind *kind, bool force, t4_error *err);
/* Make the folder (0700) and its notice (0600). */
t4_status t4_outfolder_make(const char *path, const t4_outfolder_kind *kind, t4_error *err);
/* Make a folder within it (0700), or take the one that is there. */
t4_status t4_outfolder_make_inner(const char *path, t4_error *err);
/* folder/name; T4_ERR_USAGE when it is too long. */
t4_status t4_outfolder_path(char path[4096], const char *folder, const char *name, t4_error *err);

#endif
