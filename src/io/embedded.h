/* SPDX-License-Identifier: MIT */
/* The project's own tables and templates, built into the program (see embed.sh). */
#ifndef T4_IO_EMBEDDED_H
#define T4_IO_EMBEDDED_H

#include <stddef.h>

typedef struct {
    const char *name;            /* relative to templates/: "partners.csv" */
    const unsigned char *bytes;  /* a NUL follows them */
    size_t n;
} t4_embedded;

/* Sorted bytewise by name. */
extern const t4_embedded t4_embedded_files[];
extern const size_t t4_embedded_count;

#endif
