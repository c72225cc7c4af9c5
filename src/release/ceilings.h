/* SPDX-License-Identifier: MIT */
/* How much of a release its page and its overviews hold. */
#ifndef T4_RELEASE_CEILINGS_H
#define T4_RELEASE_CEILINGS_H

enum {
    T4_EXPLORER_BYTES_MAX = 4 * 1024 * 1024,   /* most bytes of the explorer's data: the page stays under 5 MB */
    T4_EXPLORER_LABEL_MAX = 160,               /* longest label there, in bytes; code lists have all of it */
    T4_CHANGES_LOSSES_MAX = 4096,              /* most losses of detail that are listed */
    T4_REMOVED_LISTS_MAX = 1 << 24,            /* most totals over lists that are compared with the release before */
    T4_HEADLINE_MOST = 1 << 20                 /* most rows of the latest period in an overview */
};

#endif
