/* SPDX-License-Identifier: MIT */
/* Read a watch list from a table: code, tier, since, until, edition under their usual names. */
#ifndef T4_IO_WATCHLIST_READ_H
#define T4_IO_WATCHLIST_READ_H

#include "base/run.h"
#include "model/watchlist.h"

/*
 * A delimited file with a header: code (or hs, hs6, hs_code ...), tier, since,
 * until, edition, all but the first optional.  The list's name is that of the
 * file without folder and extension.  T4_ERR_DATA with file and line.
 */
t4_status t4_watchlist_read(t4_watchlist **list, t4_run *run, const char *path, t4_error *err);

#endif
