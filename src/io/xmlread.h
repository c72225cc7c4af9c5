/* SPDX-License-Identifier: MIT */
/* An XML file as events, packed or not, in bounded memory; no entity is expanded and nothing is fetched. */
#ifndef T4_IO_XMLREAD_H
#define T4_IO_XMLREAD_H

#include "base/run.h"

/* Attributes of an element: five pointers each (name, prefix, namespace, value, its end). */
typedef struct {
    const unsigned char **five;
    int count;
} t4_xmlread_attributes;

/* Names come without their prefix. A status ends the reading. */
typedef struct {
    t4_status (*start)(void *context, const char *name, const t4_xmlread_attributes *with, t4_error *err);
    t4_status (*end)(void *context, const char *name, t4_error *err);
} t4_xmlread_visitor;

/*
 * Parse a file from end to end, gzip unpacked by its magic bytes.  T4_ERR_DATA
 * with the line when it is not well-formed, damaged, or has a DOCTYPE.
 */
t4_status t4_xmlread_walk(t4_run *run, const char *path, const t4_xmlread_visitor *visitor, void *context,
                          t4_error *err);

/* Name and value of attribute `index`, the value copied and cut to the room there is; false past the last. */
bool t4_xmlread_attribute(const t4_xmlread_attributes *with, int index, const char **name, char *value,
                          size_t room);
/* Value of the attribute of this name; false and "" when absent. */
bool t4_xmlread_copy(const t4_xmlread_attributes *with, const char *name, char *value, size_t room);

#endif
