/* SPDX-License-Identifier: MIT */
#include "io/sdmxread.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvrows.h"
#include "io/inflate.h"
#include "io/xmlread.h"

const char *t4_sdmxread_value(const t4_sdmxread_field *fields, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(fields[i].id, id))
            return fields[i].value;
    return "";
}

/* --- SDMX-CSV -------------------------------------------------------------- */

typedef struct {
    char *header[T4_SDMXREAD_FIELDS_MAX];
    size_t columns;
    t4_sdmxread_visit *visit, *removed;
    void *context;
} table;

static bool is_structure(const char *name)
{
    return !strncmp(name, "STRUCTURE", 9) || !strncmp(name, "DATAFLOW", 8) || !strcmp(name, "SERIES_KEY") ||
           !strcmp(name, "OBS_KEY");
}

static t4_status read_header(table *t, const char *path, char *const *fields, size_t count, t4_error *err)
{
    if (!count || (strncmp(fields[0], "STRUCTURE", 9) && strncmp(fields[0], "DATAFLOW", 8)))
        return t4_fail_at(err, T4_ERR_DATA, path, 1, 0,
                          "not SDMX-CSV: the first column is '%.40s'; expected STRUCTURE or DATAFLOW",
                          count ? fields[0] : "");
    if (count > T4_SDMXREAD_FIELDS_MAX)
        return t4_fail_at(err, T4_ERR_DATA, path, 1, 0, "%zu columns; at most %d are read", count,
                          T4_SDMXREAD_FIELDS_MAX);
    for (; t->columns < count; t->columns++) {
        t->header[t->columns] = t4_strdup(fields[t->columns]);
        if (!t->header[t->columns])
            return t4_fail_memory(err);
    }
    return T4_OK;
}

static t4_status visit_record(const table *t, const char *path, char *const *fields, size_t count, uint64_t line,
                              t4_error *err)
{
    t4_sdmxread_field out[T4_SDMXREAD_FIELDS_MAX];
    t4_sdmxread_visit *visit = t->visit;
    size_t n = 0;

    if (count != t->columns)
        return t4_fail_at(err, T4_ERR_DATA, path, line, 0, "%zu fields; expected %zu as in the header", count,
                          t->columns);
    for (size_t i = 0; i < count; i++)
        if (!is_structure(t->header[i]))
            out[n++] = (t4_sdmxread_field){t->header[i], fields[i]};
    if (!strcmp(t4_sdmxread_value(out, n, "ACTION"), "D"))
        visit = t->removed;
    return visit ? visit(t->context, out, n, line, err) : T4_OK;
}

static t4_status read_csv(t4_run *run, const char *path, t4_sdmxread_visit *visit, t4_sdmxread_visit *removed,
                          void *context, t4_error *err)
{
    table t = {.visit = visit, .removed = removed, .context = context};
    t4_csvrows *rows = NULL;
    char *const *fields;
    size_t count = 1;
    t4_status status = t4_csvrows_open(&rows, run, path, err);

    if (!status)
        status = t4_csvrows_next(rows, &fields, &count, err);
    if (!status)
        status = read_header(&t, path, fields, count, err);
    while (!status && count) {
        status = t4_csvrows_next(rows, &fields, &count, err);
        if (!status && count)
            status = visit_record(&t, path, fields, count, t4_csvrows_line(rows), err);
    }
    for (size_t i = 0; i < t.columns; i++)
        t4_free(t.header[i]);
    t4_csvrows_free(rows);
    return status;
}

/* --- SDMX-ML --------------------------------------------------------------- */

/* A component with its texts in place. */
typedef struct {
    char id[64];
    char value[T4_SDMXREAD_TEXT_MAX];
} kept;

typedef struct {
    const char *path;
    t4_sdmxread_visit *visit, *removed;
    void *context;
    kept fields[T4_SDMXREAD_FIELDS_MAX];   /* of the series, then of the observation */
    size_t count, series;
    char at_observation[64];               /* dimensionAtObservation */
    bool deleting;                         /* the data set has the action Delete */
    bool generic, specific, in_series, in_set_attributes, in_group;
    int depth_in_obs;
} message;

static t4_status keep(message *m, const char *id, const char *value, t4_error *err)
{
    kept *k = &m->fields[m->count];

    if (m->count == T4_SDMXREAD_FIELDS_MAX)
        return t4_fail_at(err, T4_ERR_DATA, m->path, 0, 0, "an observation has more than %d components",
                          T4_SDMXREAD_FIELDS_MAX);
    snprintf(k->id, sizeof k->id, "%s", id);
    snprintf(k->value, sizeof k->value, "%s", value);
    m->count++;
    return T4_OK;
}

static t4_status visit_kept(message *m, t4_error *err)
{
    t4_sdmxread_field out[T4_SDMXREAD_FIELDS_MAX];
    t4_sdmxread_visit *visit = m->deleting ? m->removed : m->visit;

    for (size_t i = 0; i < m->count; i++)
        out[i] = (t4_sdmxread_field){m->fields[i].id, m->fields[i].value};
    return visit ? visit(m->context, out, m->count, 0, err) : T4_OK;
}

/* Every attribute without a prefix of ours is a component. */
static t4_status keep_attributes(message *m, const t4_xmlread_attributes *with, t4_error *err)
{
    char value[T4_SDMXREAD_TEXT_MAX];
    const char *name;
    t4_status status = T4_OK;

    for (int i = 0; !status && t4_xmlread_attribute(with, i, &name, value, sizeof value); i++)
        status = keep(m, name, value, err);
    return status;
}

static t4_status start_generic(message *m, const char *name, const t4_xmlread_attributes *with, t4_error *err)
{
    char id[64], value[T4_SDMXREAD_TEXT_MAX];

    (void)t4_xmlread_copy(with, "id", id, sizeof id);
    (void)t4_xmlread_copy(with, "value", value, sizeof value);
    if (!strcmp(name, "Value") && !m->in_set_attributes && !m->in_group)
        return keep(m, id, value, err);
    if (!strcmp(name, "ObsDimension"))
        return keep(m, id[0] ? id : m->at_observation, value, err);
    if (!strcmp(name, "ObsValue"))
        return keep(m, "OBS_VALUE", value, err);
    return T4_OK;
}

static t4_status start(void *context, const char *name, const t4_xmlread_attributes *with, t4_error *err)
{
    message *m = context;
    char action[16];

    if (!strcmp(name, "DataSet")) {
        (void)t4_xmlread_copy(with, "action", action, sizeof action);
        m->deleting = !strcmp(action, "Delete");
    } else if (!strcmp(name, "GenericData") || !strcmp(name, "GenericTimeSeriesData"))
        m->generic = true;
    else if (!strncmp(name, "StructureSpecific", 17))
        m->specific = true;
    else if (!strcmp(name, "Structure") && !m->at_observation[0])
        (void)t4_xmlread_copy(with, "dimensionAtObservation", m->at_observation, sizeof m->at_observation);
    else if (!strcmp(name, "Group"))
        m->in_group = true;
    else if (!strcmp(name, "Series")) {
        m->in_series = true;
        m->count = 0;
        if (m->specific)
            return keep_attributes(m, with, err);
    } else if (!strcmp(name, "Obs")) {
        m->series = m->in_series ? m->count : 0;
        m->count = m->series;
        m->depth_in_obs = 1;
        if (m->specific)
            return keep_attributes(m, with, err);
    } else if (!strcmp(name, "Attributes") && !m->in_series && !m->depth_in_obs)
        m->in_set_attributes = true;
    else if (m->generic)
        return start_generic(m, name, with, err);
    return T4_OK;
}

static t4_status end(void *context, const char *name, t4_error *err)
{
    message *m = context;
    t4_status status = T4_OK;

    if (!strcmp(name, "Obs")) {
        status = visit_kept(m, err);
        m->count = m->series;
        m->depth_in_obs = 0;
    } else if (!strcmp(name, "Series"))
        m->in_series = false;
    else if (!strcmp(name, "Group"))
        m->in_group = false;
    else if (!strcmp(name, "Attributes"))
        m->in_set_attributes = false;
    return status;
}

static t4_status read_ml(t4_run *run, const char *path, t4_sdmxread_visit *visit, t4_sdmxread_visit *removed,
                         void *context, t4_error *err)
{
    static const t4_xmlread_visitor visitor = {start, end};
    message *m = t4_alloc_zero(1, sizeof *m);
    t4_status status;

    if (!m)
        return t4_fail_memory(err);
    m->path = path;
    m->visit = visit;
    m->removed = removed;
    m->context = context;
    status = t4_xmlread_walk(run, path, &visitor, m, err);
    if (!status && !m->generic && !m->specific)
        status = t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "XML, but no data message of SDMX-ML 2.1");
    t4_free(m);
    return status;
}

/* --- which ----------------------------------------------------------------- */

/* The beginning of a file behind blanks and byte order mark, NUL-terminated. */
static t4_status beginning(const char *path, char *text, size_t room, t4_error *err)
{
    char block[4096], plain[4096];
    t4_intake *intake = NULL;
    t4_inflate *inflate = NULL;
    size_t got = 0, at = 0;
    const char *from = block;
    t4_status status = t4_intake_open(&intake, path, err);

    if (!status)
        status = t4_intake_read(intake, block, sizeof block, &got, err);
    if (!status && t4_inflate_magic(block, got)) {
        status = t4_inflate_new(&inflate, intake, block, got, err);
        if (!status)
            status = t4_inflate_read(inflate, plain, sizeof plain, &got, err);
        from = plain;
    }
    while (!status && at < got && from[at] && strchr(" \t\r\n\xEF\xBB\xBF", from[at]))
        at++;
    snprintf(text, room, "%.*s", status ? 0 : (int)(got - at), from + at);
    t4_inflate_free(inflate);
    t4_intake_free(intake);
    return status;
}

t4_status t4_sdmxread_is(const char *path, bool *yes, t4_error *err)
{
    char text[1024];
    t4_status status = beginning(path, text, sizeof text, err);
    const char *name = text + (*text == '"');

    *yes = !status && (!strncmp(name, "STRUCTURE", 9) || !strncmp(name, "DATAFLOW", 8) ||
                       (*text == '<' && strstr(text, "SDMX")));
    return status;
}

t4_status t4_sdmxread(t4_run *run, const char *path, t4_sdmxread_visit *visit, t4_sdmxread_visit *removed,
                      void *context, t4_error *err)
{
    char text[64];
    t4_status status = beginning(path, text, sizeof text, err);

    if (status)
        return status;
    return *text == '<' ? read_ml(run, path, visit, removed, context, err)
                        : read_csv(run, path, visit, removed, context, err);
}
