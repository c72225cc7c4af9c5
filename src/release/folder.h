/* SPDX-License-Identifier: MIT */
/* A release folder, all or nothing: staging beside the target, fsync, one exchange. */
#ifndef T4_RELEASE_FOLDER_H
#define T4_RELEASE_FOLDER_H

#include "base/run.h"

typedef struct t4_folder t4_folder;

typedef struct {
    const char *target;        /* the release folder */
    const char *confidential;  /* NULL = "<target>.confidential" */
    bool force;                /* replace a folder that has a tenfour manifest */
} t4_folder_options;

/*
 * Take the lock, remove what a killed run left (staging, swapped-out folder),
 * make both staging folders (0700).  Refuses (exit 2) a target that exists
 * and is not --force'd or has no tenfour manifest, a confidential folder
 * inside the target or the other way round, a target that is a link.
 */
t4_status t4_folder_open(t4_folder **folder, const t4_folder_options *options, t4_error *err);
/* Paths of the staging folders, to write into; without a closing slash. */
const char *t4_folder_public(const t4_folder *folder);
const char *t4_folder_confidential(const t4_folder *folder);
/*
 * Make it so: fsync everything, put the confidential folder in place, then
 * exchange the release folder in one step, then remove the old one.  Public
 * files become 0644 and folders 0755 whatever the umask; confidential ones
 * 0600 and 0700.
 */
t4_status t4_folder_commit(t4_folder *folder, t4_error *err);
/* Not committed: everything staged is removed. */
void t4_folder_free(t4_folder *folder);

#endif
