/* SPDX-License-Identifier: MIT */
/* The components of a release's SDMX structure and the codes that each may have. */
#ifndef T4_RELEASE_SDMX_STRUCTURE_H
#define T4_RELEASE_SDMX_STRUCTURE_H

#include "release/phrases.h"
#include "release/sdmx.h"

/* The labels of a code by language (release/phrases.h); "" where there is none. */
typedef const char *t4_sdmx_labels[T4_PHRASES_LANGUAGES];

/* A code of a list; parent may be NULL. False stops. */
typedef bool t4_sdmx_visit(void *context, const char *code, const t4_sdmx_labels labels,
                           const char *parent);

typedef enum { T4_SDMX_DIMENSION, T4_SDMX_TIME, T4_SDMX_MEASURE_VALUE, T4_SDMX_ATTRIBUTE,
               T4_SDMX_SET_ATTRIBUTE } t4_sdmx_role;

typedef struct t4_sdmx_component {
    char id[48];
    char list[56];            /* id of its code list; "" = it is free text */
    const char *name;         /* in English (release/phrases.h has the others) */
    t4_sdmx_role role;
    bool shares_list;         /* the list stands at an earlier component */
    bool mandatory;           /* of attributes */
    int index;                /* of a further dimension */
    t4_dict *gone;            /* codes of cells that are gone since the release before; NULL = none */
    /* Walk its codes; NULL = it has none. */
    bool (*codes)(const t4_draft *draft, const struct t4_sdmx_component *component,
                  t4_sdmx_visit *visit, void *context);
} t4_sdmx_component;

enum { T4_SDMX_COMPONENTS = 16 + T4_DIMENSIONS_MAX };

/*
 * The components in the order of the structure.  One whose codes in use are
 * not all valid SDMX ids (labels of records, units in Cyrillic) is free text.
 */
typedef struct {
    t4_sdmx names;
    t4_sdmx_component items[T4_SDMX_COMPONENTS];
    int count;
} t4_sdmx_structure_list;

/* The codes of cells that are gone since the release before: data files delete them, so that lists must have them. */
typedef struct {
    t4_dict *codes[T4_SDMX_COMPONENTS];   /* by component */
} t4_sdmx_gone;

t4_status t4_sdmx_gone_find(t4_sdmx_gone *gone, const t4_draft *draft, t4_error *err);
void t4_sdmx_gone_release(t4_sdmx_gone *gone);

/* structure.xml and dsd.xsd; both need the survey. */
t4_status t4_sdmx_structure(t4_draft *draft, const t4_sdmx_gone *gone, t4_error *err);
t4_status t4_sdmx_schema(t4_draft *draft, const t4_sdmx_gone *gone, t4_error *err);

/* The labels of a phrase of ours. */
void t4_sdmx_phrase(t4_sdmx_labels labels, const char *english);
void t4_sdmx_components(t4_sdmx_structure_list *list, const t4_draft *draft, const t4_sdmx_gone *gone);
/* Walk the codes of a component, those that are gone behind those in use. */
bool t4_sdmx_codes(const t4_draft *draft, const t4_sdmx_component *component, t4_sdmx_visit *visit, void *context);

#endif
