/* SPDX-License-Identifier: MIT */
/* The XML parts of a zip file as events; the only file that knows minizip and libxml2. */
#ifndef T4_IO_ZIPXML_H
#define T4_IO_ZIPXML_H

#include "base/run.h"

/* Reaching a ceiling is T4_ERR_MEMORY with the name of the part. */
enum { T4_ZIPXML_RATIO = 200 };                  /* most bytes unpacked from one packed, in parts over 1 MiB */
#define T4_ZIPXML_PART_BYTES ((uint64_t)4 << 30) /* longest part when unpacked */

typedef struct t4_zipxml t4_zipxml;

/* Of an element: five pointers an attribute (name, prefix, namespace, value, its end). */
typedef struct {
    const unsigned char **five;
    int count;
} t4_zipxml_attributes;

/* Where one is, for messages. */
typedef struct {
    const char *path;    /* of the zip file */
    const char *name;    /* of the part */
} t4_zipxml_part;

/* What a reader wants to be told, in order; names without their prefix. text may be NULL. */
typedef struct {
    t4_status (*start)(void *context, const t4_zipxml_part *part, const char *name,
                       const t4_zipxml_attributes *with, t4_error *err);
    t4_status (*end)(void *context, const t4_zipxml_part *part, const char *name, t4_error *err);
    t4_status (*text)(void *context, const t4_zipxml_part *part, const char *bytes, size_t n,
                      t4_error *err);
} t4_zipxml_visitor;

t4_status t4_zipxml_open(t4_zipxml **zip, const char *path, t4_error *err);
void t4_zipxml_free(t4_zipxml *zip);
/*
 * Parse a part from end to end.  T4_ERR_DATA when it is missing, truncated,
 * damaged (its checksum is compared last), not well-formed, or has a DOCTYPE;
 * no entity is ever expanded and nothing is fetched.  run may be NULL.
 */
t4_status t4_zipxml_walk(t4_zipxml *zip, t4_run *run, const char *name,
                         const t4_zipxml_visitor *visitor, void *context, t4_error *err);
/* T4_ERR_DATA: "part NAME of the workbook WHAT". */
t4_status t4_zipxml_fail(const t4_zipxml_part *part, const char *what, t4_error *err);

/* Value of the attribute with this name (any namespace) and its length; NULL when absent. */
const char *t4_zipxml_attribute(const t4_zipxml_attributes *with, const char *name, size_t *n);
/* The same, copied and cut to the room there is; "" and false when absent. */
bool t4_zipxml_copy(const t4_zipxml_attributes *with, const char *name, char *text, size_t room);

#endif
