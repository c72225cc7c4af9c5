/* SPDX-License-Identifier: MIT */
/* How the parts of a template are typed: shared by template.c and its parts, by nobody else. */
#ifndef T4_MODEL_TEMPLATE_BUILD_H
#define T4_MODEL_TEMPLATE_BUILD_H

#include "model/scalar.h"
#include "model/template.h"

/*
 * Readers of members that the schema has checked; `otherwise` when the key is
 * not there (map may be NULL).
 */
const t4_node *t4_read_node(const t4_node *map, const char *key);
const char *t4_read_text(const t4_node *map, const char *key);
int t4_read_integer(const t4_node *map, const char *key, int otherwise);
double t4_read_number(const t4_node *map, const char *key, double otherwise);
bool t4_read_boolean(const t4_node *map, const char *key, bool otherwise);
int t4_read_choice(const t4_node *map, const char *key, const char *choices, int otherwise);
char t4_read_character(const t4_node *map, const char *key);

/* Is this a name that releases keep for totals, groups and lists? */
bool t4_reserved_label(const char *text);

/* The parts, in this order: later ones rely on earlier ones. */
t4_status t4_template_type_release(t4_template *t, t4_error *err);
t4_status t4_template_type_input(t4_template *t, t4_error *err);
t4_status t4_template_type_checks(t4_template *t, t4_error *err);
/* publish: finest, finest_by, never_finer, must_show; after partners. */
t4_status t4_template_type_finest(t4_template *t, const t4_node *publish, t4_error *err);
t4_status t4_template_type_publish(t4_template *t, t4_error *err);
t4_status t4_template_type_protect(t4_template *t, t4_error *err);

/* Add a group of partners, {NAME: [members]}, to a plan; key: under which it stands, for messages. */
t4_status t4_template_type_group(t4_template *t, t4_cube_plan *plan, const char *key, const t4_node *node,
                                 t4_error *err);

/* Bring the short forms of columns ("value: STOIM") into the long one, before defaults are filled in. */
t4_status t4_template_normalise_input(t4_settings *settings, t4_error *err);
/* Type one column from its map; a used *column is overridden (input.files), else filled anew. */
t4_status t4_template_type_column(t4_template *t, const t4_node *map, const char *path,
                                  t4_field field, t4_column *column, t4_error *err);

#endif
