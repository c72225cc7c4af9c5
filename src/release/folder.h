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
    bool closed;               /* the release folder stays the office's own: 0700, files 0600 */
} t4_folder_options;

enum { T4_FOLDER_KEY_BYTES = 32 };

/*
 * Take the locks, remove what a killed run left (staging, swapped-out
 * folders) and take back a confidential folder whose release never came,
 * make both staging folders (0700).  Missing parent folders are made, and
 * removed again when nothing is committed.
 *
 * Refuses (exit 2) a target or confidential folder that exists without
 * --force, a target without a tenfour manifest, a confidential folder that is
 * not tenfour's (one that holds nothing, or only a `key`, may be there), one
 * inside the other, and links.  Refuses (exit 1) a file system that cannot
 * exchange two folders when there is one to replace, and a second run on the
 * same folders.
 *
 * Test hook: when the environment variable TENFOUR_CRASH_AT names one of these
 * points, the process raises SIGKILL there:
 *     after-lock           locks are held, nothing else is done
 *     after-open           both staging folders are made
 *     after-write          every file is written, nothing is on disk for sure
 *     after-sync           modes set, everything fsynced
 *     before-confidential, after-confidential   around its exchange
 *     before-exchange, after-exchange           around that of the release
 *     during-remove        the old release is removed, the old confidential folder not
 *     after-remove         all done but the locks
 */
t4_status t4_folder_open(t4_folder **folder, const t4_folder_options *options, t4_error *err);
/* Paths of the staging folders, to write into; without a closing slash. */
const char *t4_folder_public(const t4_folder *folder);
const char *t4_folder_confidential(const t4_folder *folder);
/* Where they will be, for messages. */
const char *t4_folder_target(const t4_folder *folder);
const char *t4_folder_confidential_target(const t4_folder *folder);
/*
 * The office's key for commitments, T4_FOLDER_KEY_BYTES random bytes: that of
 * the confidential folder that is replaced (file `key`, 0600), else a new
 * one.  It is in the staged confidential folder already.
 */
const unsigned char *t4_folder_key(const t4_folder *folder);
/*
 * Make it so: fsync everything, put the confidential folder in place, then
 * exchange the release folder in one step, then remove the old one.  Public
 * files become 0644 and folders 0755 whatever the umask; confidential ones
 * 0600 and 0700.  What cannot be removed stays 0700 for the next run.
 */
t4_status t4_folder_commit(t4_folder *folder, t4_error *err);
/*
 * Nothing may be published: keep the papers only, in the folder
 * "<confidential>.refused" (0700; an earlier one is replaced), without the
 * key.  What was published before, and its papers, stay as they are.  A
 * commit removes that folder.
 */
t4_status t4_folder_refuse(t4_folder *folder, t4_error *err);
/* Not committed: everything staged is removed. */
void t4_folder_free(t4_folder *folder);

#endif
