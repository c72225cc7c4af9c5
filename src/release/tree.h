/* SPDX-License-Identifier: MIT */
/* Whole folder trees: make, seal to disk, remove, list; a symbolic link is never followed. */
#ifndef T4_RELEASE_TREE_H
#define T4_RELEASE_TREE_H

#include <sys/types.h>

#include "base/status.h"

enum {
    T4_TREE_DEPTH = 16,     /* deepest nesting that is walked; more is an error */
    T4_TREE_FILES = 65536   /* most files that t4_tree_list() returns */
};

/* Make a folder of mode 0700 whatever the umask. An existing one is an error. */
t4_status t4_tree_make(const char *path, t4_error *err);

/*
 * Set the modes of everything below and including parent_fd/name and fsync
 * every file and folder, children first.  Anything but plain files and
 * folders is an error: a release holds nothing else.
 */
t4_status t4_tree_seal(int parent_fd, const char *name, mode_t file_mode, mode_t folder_mode,
                       t4_error *err);

/* Remove parent_fd/name and everything below it; nothing there is fine. */
t4_status t4_tree_remove(int parent_fd, const char *name, t4_error *err);

/*
 * Copy every plain file of `from` into the folder `to`, folders made where
 * they are missing (0700, files 0600), but for the paths in `except` (NULL-terminated; may be
 * NULL).  What is there already is an error.
 */
t4_status t4_tree_copy(const char *from, const char *to, const char *const *except, t4_error *err);

/* A plain file of a tree, its path relative to the top ("data/hs4.csv"). */
typedef struct {
    char *path;
    uint64_t bytes;
} t4_tree_file;

/* Every file below folder, sorted bytewise by path; released with t4_tree_files_free(). */
t4_status t4_tree_list(const char *folder, t4_tree_file **files, size_t *count, t4_error *err);
void t4_tree_files_free(t4_tree_file *files, size_t count);

#endif
