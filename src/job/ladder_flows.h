/* SPDX-License-Identifier: MIT */
/* Publications of any office as the ladder compares them: an old one as cells, a new one as a design. */
#ifndef T4_JOB_LADDER_FLOWS_H
#define T4_JOB_LADDER_FLOWS_H

#include "job/flows.h"
#include "model/hsedition.h"
#include "watch/ladder_published.h"

enum { T4_LADDER_OLD = 0, T4_LADDER_NEW = 1, T4_LADDER_SIDES = 2 };

/* Files and folders of both sides. */
typedef struct {
    const char *const *paths[T4_LADDER_SIDES];
    size_t counts[T4_LADDER_SIDES];             /* OLD 0: there are no publications; NEW 0: only an old one */
    const char *edition[T4_LADDER_SIDES];       /* of codes that do not say theirs; NULL = not said */
    t4_job_flows_defaults defaults;
} t4_ladder_sides_input;

typedef struct {
    t4_flows flows[T4_LADDER_SIDES];
    t4_published published[T4_LADDER_SIDES];
    t4_hsedition edition[T4_LADDER_SIDES];      /* name "" = not said, or mixed */
    t4_shown *shown;                            /* NEW's cells; NULL = none, or of another edition */
    bool has_new, other_edition;
    bool common, beyond;                        /* periods of OLD that NEW has, that it has not */
    char name[64];                              /* of NEW */
} t4_ladder_sides;

/* Is the path a publication, not a template?  A folder, "-", or a file without the key `tenfour` in its first 4 KiB. */
bool t4_job_ladder_is_publication(const char *path);
/* Release sides also after failure. */
t4_status t4_job_ladder_sides(t4_ladder_sides *sides, t4_run *run, const t4_ladder_sides_input *input, t4_error *err);
void t4_job_ladder_sides_release(t4_ladder_sides *sides);

#endif
