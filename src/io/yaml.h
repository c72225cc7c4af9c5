/* SPDX-License-Identifier: MIT */
/* Templates from YAML: a strict, small part of the language; the only file that knows libyaml. */
#ifndef T4_IO_YAML_H
#define T4_IO_YAML_H

#include "model/settings.h"

/*
 * Read: maps, lists and scalars in block or flow style, comments.  Scalars
 * stay text with their quoting noted; "no" is "no" and 010 is "010".  Refused
 * with line and column (in characters): aliases, anchors, tags, a second
 * document, duplicate and non-scalar keys, nesting over T4_SETTINGS_DEPTH, more
 * than T4_YAML_BYTES_MAX bytes, control characters, what is not UTF-8 (or
 * UTF-16 with a byte order mark).
 */
enum { T4_YAML_BYTES_MAX = 1024 * 1024 };

/* Parse n bytes into settings->root, which must be a map.  name stands in messages and origins. */
t4_status t4_yaml_parse(t4_settings *settings, const char *bytes, size_t n, const char *name,
                        t4_error *err);
/* The same from a file.  T4_ERR_IO when it cannot be read. */
t4_status t4_yaml_read(t4_settings *settings, const char *path, t4_error *err);
/*
 * The right side of --set: flow style when it begins with [ { " or ', else the
 * text as it stands.  The node's origin is "--set".
 */
t4_status t4_yaml_value(t4_settings *settings, t4_node **node, const char *text, t4_error *err);

#endif
