/* SPDX-License-Identifier: MIT */
/* One folder that is to be replaced in one step: its path, its lock, its staging folder beside it. */
#ifndef T4_RELEASE_PLACE_H
#define T4_RELEASE_PLACE_H

#include <sys/stat.h>

#include "base/status.h"

enum { T4_PLACE_PARENTS = 64 };

/*
 * For the folder /p/out: the lock is /p/.out.tenfour-lock, the staging folder
 * /p/.out.tenfour-staging (0700, always), which holds a marker file by which a
 * later run knows it as ours, and `content`, what becomes /p/out.  As
 * `content` and /p/out are exchanged inside 0700, the old folder is out of
 * reach for others from the same moment on.
 */
typedef struct {
    char *path;             /* absolute, without links in it */
    char *name;             /* its last part */
    char *parent_path;
    char *lock_name, *wrapper_name;
    char *content;          /* path of the staged folder */
    int parent, wrapper, lock;   /* descriptors, -1 = none */
    char *made[T4_PLACE_PARENTS];  /* parent folders that we made, outermost first */
    int made_count;
} t4_place;

/* Which folder it is, whatever its name. */
typedef struct {
    dev_t device;
    ino_t inode;
} t4_place_identity;

void t4_place_init(t4_place *place);
/* Settle the path without touching anything. Refuses (USAGE) "", ".", "..", "/", our own names, links, files. */
t4_status t4_place_resolve(t4_place *place, const char *path, t4_error *err);
/* Is b the same folder as a or inside it? */
bool t4_place_within(const t4_place *a, const t4_place *b);
/* Make missing parents and take the lock. T4_ERR_IO when another run holds it. */
t4_status t4_place_lock(t4_place *place, t4_error *err);
/* Unlock; `keep` false: also remove parent folders that were made for it, when empty. */
void t4_place_release(t4_place *place, bool keep);

bool t4_place_exists(const t4_place *place);
/* Identity of the folder itself or of the staged one; false when there is none. */
bool t4_place_identify(const t4_place *place, bool staged, t4_place_identity *identity);

/* Make the staging folder. */
t4_status t4_place_stage(t4_place *place, t4_error *err);
/* Open what a killed run left; *found false when there is nothing. USAGE when it is not ours. */
t4_status t4_place_find_stale(t4_place *place, bool *found, t4_error *err);
/* Remove the staging folder and all that is in it, the marker last. */
t4_status t4_place_clean(t4_place *place, t4_error *err);
/* Forget the staging folder, leaving it where it is. */
void t4_place_leave(t4_place *place);
/* Write, read the marker's text (at most n bytes, NUL-terminated). */
t4_status t4_place_note(t4_place *place, const char *text, t4_error *err);
bool t4_place_read_note(const t4_place *place, char *text, size_t n);
/* Can the file system exchange two folders in one step?  T4_ERR_IO when not. */
t4_status t4_place_probe(t4_place *place, t4_error *err);

/*
 * Put the staged folder in place, durably: exchanged with the one that is
 * there, or moved where there is none.
 */
t4_status t4_place_put(t4_place *place, t4_error *err);
/* Undo t4_place_put(). */
t4_status t4_place_take_back(t4_place *place, t4_error *err);

#endif
