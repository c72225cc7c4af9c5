/* SPDX-License-Identifier: MIT */
/* The observations of an SDMX data file: SDMX-CSV 1.0 to 2.1, SDMX-ML 2.1 generic and structure-specific. */
#ifndef T4_IO_SDMXREAD_H
#define T4_IO_SDMXREAD_H

#include "base/run.h"

enum {
    T4_SDMXREAD_FIELDS_MAX = 64,        /* most dimensions and attributes of an observation */
    T4_SDMXREAD_TEXT_MAX = 4096         /* longest value in bytes; longer ones are cut in SDMX-ML */
};

/* One component of an observation: "FREQ", "M"; the value is OBS_VALUE. */
typedef struct {
    const char *id, *value;
} t4_sdmxread_field;

/* One observation; texts live until it returns. line: where it stands in the file, 0 = unknown. */
typedef t4_status t4_sdmxread_visit(void *context, const t4_sdmxread_field *fields, size_t count, uint64_t line,
                                    t4_error *err);

/*
 * Visit every observation in the order of the file; the form is told from its
 * first bytes.  SDMX-CSV: the columns of the structure, and ACTION where there
 * is one.  What the file tells to delete (ACTION D, a data set with the action
 * Delete) goes to `removed`, of which the fields are those that are given;
 * NULL = is passed over.  T4_ERR_DATA for a file that is no SDMX data.
 */
t4_status t4_sdmxread(t4_run *run, const char *path, t4_sdmxread_visit *visit, t4_sdmxread_visit *removed,
                      void *context, t4_error *err);
/* Does a file begin as SDMX-CSV (STRUCTURE or DATAFLOW as its first column) or as an SDMX-ML message? */
t4_status t4_sdmxread_is(const char *path, bool *yes, t4_error *err);
/* The value of a component; "" when the observation has none. */
const char *t4_sdmxread_value(const t4_sdmxread_field *fields, size_t count, const char *id);

#endif
