/* SPDX-License-Identifier: MIT */
#include "release/edition.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "io/json.h"
#include "io/wholefile.h"

void t4_edition_release(t4_edition *edition)
{
    t4_arena_release(&edition->arena);
    *edition = (t4_edition){0};
}

static const char *keep(t4_edition *e, const char *text)
{
    return t4_arena_strndup(&e->arena, text ? text : "", text ? strlen(text) : 0);
}

static void copy(char out[32], const char *text)
{
    snprintf(out, 32, "%s", text ? text : "");
}

/* --- from a manifest ------------------------------------------------------------- */

static void read_partners(t4_edition *e, const t4_json *list)
{
    for (size_t i = 0; i < t4_json_count(list); i++) {
        const t4_json *item = t4_json_at(list, i), *members;
        const char *text = t4_json_text(item), *name;
        void *cursor = NULL;

        if (text && !strcmp(text, "each"))
            e->each = true;
        else if (text && !strcmp(text, "world"))
            e->world = true;
        else if (!text && e->group_count < T4_GROUPS_MAX &&
                 t4_json_next(item, &cursor, &name, &members))
            copy(e->groups[e->group_count++], name);
    }
}

static void read_periods(t4_edition *e, const t4_json *list)
{
    for (size_t i = 0; i < t4_json_count(list); i++)
        for (int kind = 0; kind < T4_PERIOD_KINDS; kind++)
            if (t4_json_text(t4_json_at(list, i)) &&
                !strcmp(t4_period_kind_name((t4_period_kind)kind), t4_json_text(t4_json_at(list, i))))
                e->periods[kind] = true;
}

static bool read_measures(t4_edition *e, const t4_json *list)
{
    for (size_t i = 0; i < t4_json_count(list); i++) {
        const t4_json *m = t4_json_at(list, i);
        t4_edition_measure *to = &e->measures[e->measure_count++];
        int64_t decimals = t4_json_integer(t4_json_get(m, "decimals"), -1);

        copy(to->name, t4_json_text(t4_json_get(m, "name")));
        copy(to->unit, t4_json_text(t4_json_get(m, "unit")));
        to->decimals = (int)decimals;
        if (decimals < 0 || decimals > T4_DECIMALS_MAX || !to->name[0])
            return false;
    }
    return true;
}

static bool read_manifest(t4_edition *e, const t4_json *manifest)
{
    const t4_json *about = t4_json_get(manifest, "release"), *levels = t4_json_get(about, "levels");
    const t4_json *measures = t4_json_get(about, "measures"), *dimensions = t4_json_get(about, "dimensions");

    if (!t4_json_text(t4_json_get(manifest, "tenfour")) || t4_json_count(levels) > T4_LEVELS_MAX ||
        !t4_json_count(levels) || t4_json_count(measures) > T4_MEASURES_MAX ||
        t4_json_count(dimensions) > T4_DIMENSIONS_MAX)
        return false;
    e->id = keep(e, t4_json_text(t4_json_get(about, "id")));
    e->vintage = keep(e, t4_json_text(t4_json_get(about, "vintage")));
    e->withdrawn = t4_json_get(manifest, "withdrawn") != NULL;
    for (size_t i = 0; i < t4_json_count(levels); i++)
        e->levels[e->level_count++] = (int)t4_json_integer(t4_json_at(levels, i), -1);
    for (size_t i = 0; i < t4_json_count(dimensions); i++)
        copy(e->dimensions[e->dimension_count++], t4_json_text(t4_json_at(dimensions, i)));
    read_partners(e, t4_json_get(about, "partners"));
    read_periods(e, t4_json_get(about, "periods"));
    return e->id && e->vintage && read_measures(e, measures);
}

static t4_status digest_of(const t4_buffer *bytes, char text[T4_DIGEST_TEXT], t4_error *err)
{
    t4_digest *digest = t4_digest_new(NULL, 0);
    bool good = digest && t4_digest_add(digest, bytes->data, bytes->length) &&
                t4_digest_finish(digest, text);

    t4_digest_free(digest);
    return good ? T4_OK : t4_fail_memory(err);
}

/* What was withdrawn still is public knowledge: its tables are kept in the office. */
static const char *tables_of(t4_edition *e)
{
    char path[T4_DRAFT_PATH];

    if (!e->withdrawn)
        return e->folder;
    snprintf(path, sizeof path, "%.3000s.confidential/withdrawn", e->folder);
    return keep(e, path);
}

t4_status t4_edition_read(t4_edition *edition, t4_run *run, const char *folder, t4_error *err)
{
    char path[T4_DRAFT_PATH];
    t4_buffer bytes;
    t4_json *manifest = NULL;
    t4_status status = T4_OK;

    *edition = (t4_edition){0};
    t4_arena_init(&edition->arena);
    t4_buffer_init(&bytes, 0);
    if (snprintf(path, sizeof path, "%s/manifest.json", folder) >= (int)sizeof path)
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", folder);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = digest_of(&bytes, edition->digest, err);
    if (!status)
        status = t4_json_parse(&manifest, bytes.data, bytes.length, path, err);
    if (!status && !read_manifest(edition, manifest))
        status = t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "is not the manifest of a release of tenfour");
    edition->folder = keep(edition, folder);
    edition->tables = edition->folder ? tables_of(edition) : NULL;
    if (!status && !edition->tables)
        status = t4_fail_memory(err);
    t4_json_free(manifest);
    t4_buffer_release(&bytes);
    return status;
}

/* --- from a draft -------------------------------------------------------------------- */

t4_status t4_edition_of_draft(t4_edition *edition, const t4_draft *draft, t4_error *err)
{
    const t4_cube_plan *plan = draft->rows->plan;
    const t4_domain *domain = draft->rows->domain;
    t4_edition *e = edition;

    *e = (t4_edition){.level_count = plan->level_count, .each = plan->each, .world = plan->world,
                      .group_count = plan->group_count, .dimension_count = domain->dimension_count};
    t4_arena_init(&e->arena);
    e->folder = e->tables = keep(e, draft->package->folder);
    e->id = keep(e, draft->package->template_->id);
    e->vintage = keep(e, draft->package->template_->vintage);
    memcpy(e->levels, plan->levels, sizeof e->levels);
    memcpy(e->periods, plan->periods, sizeof e->periods);
    for (int g = 0; g < plan->group_count; g++)
        copy(e->groups[g], plan->groups[g].name);
    for (int d = 0; d < domain->dimension_count; d++)
        copy(e->dimensions[d], domain->dimensions[d]);
    for (int i = 0; i < draft->columns.count; i++) {
        const t4_measure *m = &domain->measures[draft->columns.measures[i]];
        t4_edition_measure *to = &e->measures[e->measure_count++];

        copy(to->name, m->name);
        copy(to->unit, m->unit);
        to->decimals = draft->rows->decimals[draft->columns.measures[i]];
    }
    return e->folder && e->id && e->vintage ? T4_OK : t4_fail_memory(err);
}

/* --- asking ---------------------------------------------------------------------------- */

int t4_edition_level(const t4_edition *edition, int digits)
{
    for (int i = 0; i < edition->level_count; i++)
        if (edition->levels[i] == digits)
            return i;
    return -1;
}

int t4_edition_measure_named(const t4_edition *edition, const char *name)
{
    for (int i = 0; i < edition->measure_count; i++)
        if (!strcmp(edition->measures[i].name, name))
            return i;
    return -1;
}

int t4_edition_dimension(const t4_edition *edition, const char *name)
{
    for (int i = 0; i < edition->dimension_count; i++)
        if (!strcmp(edition->dimensions[i], name))
            return i;
    return -1;
}

int t4_edition_group(const t4_edition *edition, const char *name)
{
    for (int i = 0; i < edition->group_count; i++)
        if (!strcmp(edition->groups[i], name))
            return i;
    return -1;
}

static bool find_table(const t4_edition *edition, const char *name, char path[T4_DRAFT_PATH])
{
    static const char *const endings[] = {"", ".gz"};

    for (int i = 0; i < 2; i++)
        if (snprintf(path, T4_DRAFT_PATH, "%s/data/%s.csv%s", edition->tables, name, endings[i]) <
                T4_DRAFT_PATH && access(path, R_OK) == 0)
            return true;
    return false;
}

t4_status t4_edition_table(const t4_edition *edition, int digits, char path[T4_DRAFT_PATH],
                           t4_error *err)
{
    char name[16] = "lists";

    if (digits != T4_LEVEL_LIST)
        snprintf(name, sizeof name, "hs%d", digits);
    if (find_table(edition, name, path))
        return T4_OK;
    return t4_fail_at(err, T4_ERR_USAGE, edition->folder, 0, 0,
                      "the release has no table data/%s.csv, so that its changes cannot be told; "
                      "add csv to 'outputs'", name);
}

bool t4_edition_has_lists(const t4_edition *edition)
{
    char path[T4_DRAFT_PATH];

    return find_table(edition, "lists", path);
}
