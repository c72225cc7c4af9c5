/* SPDX-License-Identifier: MIT */
/* The intervals behind a ladder as a confidential file: every published and every finest cell of every design. */
#ifndef T4_JOB_LADDER_INTERVALS_H
#define T4_JOB_LADDER_INTERVALS_H

#include "model/domain.h"
#include "watch/ladder.h"

typedef struct t4_ladder_writing t4_ladder_writing;

/* Open the file and let the ladder's options hand every interval to it. */
t4_status t4_ladder_writing_open(t4_ladder_writing **writing, const char *path, const t4_domain *domain,
                                 t4_ladder_options *options, t4_error *err);
/* All were taken: put the file in place. */
t4_status t4_ladder_writing_commit(t4_ladder_writing *writing, t4_error *err);
void t4_ladder_writing_free(t4_ladder_writing *writing);

#endif
