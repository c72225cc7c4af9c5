/* SPDX-License-Identifier: MIT */
/* The shipped profiles, profiles from files, and which of them a file is of. */
#ifndef T4_IO_PROFILES_H
#define T4_IO_PROFILES_H

#include "io/book.h"
#include "io/flows_read.h"
#include "model/profile.h"

enum {
    T4_PROFILES_MOST = 500,
    T4_PROFILES_ROWS = 60,     /* first rows of a sheet in which column names and texts are looked for */
    T4_PROFILES_CELLS = 50000, /* most cells of all sheets in which they are */
    T4_PROFILES_TEXT = 1000    /* longest such cell in bytes */
};

typedef struct t4_profiles t4_profiles;

/* Read every shipped profile. */
t4_status t4_profiles_open(t4_profiles **profiles, t4_error *err);
void t4_profiles_free(t4_profiles *profiles);
size_t t4_profiles_count(const t4_profiles *profiles);
const t4_profile *t4_profiles_at(const t4_profiles *profiles, size_t index);  /* by name */
/* One by name, or read from a file (a name with '/' or ending in .yaml). T4_ERR_USAGE with the nearest name. */
t4_status t4_profiles_find(t4_profiles *profiles, const char *name, const t4_profile **profile, t4_error *err);

/*
 * Read a file by the profile that is named, or by the one whose every
 * condition it meets; of several the one with the most conditions.  Text that
 * no profile claims is read by its usual column names.  T4_ERR_DATA, with the
 * candidates and what to do, where two fit equally well or none does.
 */
t4_status t4_profiles_read(t4_profiles *profiles, t4_flows *flows, t4_run *run, const char *path, const char *name,
                           const t4_flows_defaults *defaults, t4_error *err);

#endif
