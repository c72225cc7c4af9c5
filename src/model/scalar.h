/* SPDX-License-Identifier: MIT */
/* One scalar of a template read as a number, a choice, a period ...: the only place that does it. */
#ifndef T4_MODEL_SCALAR_H
#define T4_MODEL_SCALAR_H

#include "model/period.h"
#include "model/settings.h"

/*
 * path is the key in words for messages, e.g. "publish.levels[]".  All fail
 * with T4_ERR_USAGE and the node's place, telling what was found and what is
 * allowed; outputs are written on success only.
 */
t4_status t4_scalar_text(const t4_node *node, const char *path, const char **text, t4_error *err);
t4_status t4_scalar_integer(const t4_node *node, const char *path, double least, double most,
                            int *value, t4_error *err);
/* A decimal with at most nine digits behind the point. */
t4_status t4_scalar_number(const t4_node *node, const char *path, double least, double most,
                           double *value, t4_error *err);
/* true yes on, false no off. */
t4_status t4_scalar_boolean(const t4_node *node, const char *path, bool *value, t4_error *err);
/* choices "a|b|c"; *index is 0, 1, 2 ... */
t4_status t4_scalar_choice(const t4_node *node, const char *path, const char *choices, int *index,
                           t4_error *err);
/* One character of ASCII, or its name (tab, comma, semicolon, pipe, space); "auto" gives 0. */
t4_status t4_scalar_character(const t4_node *node, const char *path, char *value, t4_error *err);
t4_status t4_scalar_period(const t4_node *node, const char *path, t4_period *value, t4_error *err);

/* "found 'x', expected ..." at the node's place. */
t4_status t4_scalar_refuse(const t4_node *node, const char *path, const char *expected,
                           t4_error *err);
/* The same place with a text of its own. */
t4_status t4_node_fail(const t4_node *node, t4_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
