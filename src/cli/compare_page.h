/* SPDX-License-Identifier: MIT */
/* A comparison as a page of HTML. */
#ifndef T4_CLI_COMPARE_PAGE_H
#define T4_CLI_COMPARE_PAGE_H

#include "cli/compare_view.h"

/* paths: all files that were read. */
t4_status t4_compare_page_write(const char *path, const t4_compare_view *v, const char *const *paths, size_t count, bool force,
                                t4_error *err);
/* What a comparison cannot say, one line each. */
extern const char t4_compare_limits[];

#endif
