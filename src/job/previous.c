/* SPDX-License-Identifier: MIT */
#include "job/previous.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/memory.h"
#include "io/csvrows.h"
#include "io/json.h"
#include "io/wholefile.h"
#include "model/listset.h"

enum { PATH_MOST = 4096 };

struct t4_previous {
    t4_run *run;
    t4_arena arena;
    t4_previous_release *releases;
    size_t count, room;
    struct { dev_t device; ino_t inode; } *seen;
    size_t seen_room;
};

void t4_previous_free(t4_previous *p)
{
    if (!p)
        return;
    t4_arena_release(&p->arena);
    t4_free(p->releases);
    t4_free(p->seen);
    t4_free(p);
}

size_t t4_previous_count(const t4_previous *p)
{
    return p ? p->count : 0;
}

const t4_previous_release *t4_previous_at(const t4_previous *p, size_t index)
{
    return &p->releases[index];
}

/* --- the manifest ------------------------------------------------------------------ */

static bool join(char path[PATH_MOST], const char *folder, const char *name)
{
    return snprintf(path, PATH_MOST, "%s/%s", folder, name) < PATH_MOST;
}

static const char *keep(t4_previous *p, const t4_json *json)
{
    const char *text = t4_json_text(json);

    return t4_arena_strndup(&p->arena, text ? text : "", text ? strlen(text) : 0);
}

static t4_period period_of(const t4_json *json)
{
    const char *text = t4_json_text(json);

    return text ? t4_period_parse(text, strlen(text)) : 0;
}

static void copy_name(char out[32], const t4_json *json)
{
    const char *text = t4_json_text(json);

    snprintf(out, 32, "%s", text ? text : "");
}

static void fill_periods(t4_previous_release *r, const t4_json *list)
{
    for (size_t i = 0; i < t4_json_count(list); i++)
        for (int kind = 0; kind < T4_PERIOD_KINDS; kind++)
            if (t4_json_text(t4_json_at(list, i)) &&
                !strcmp(t4_json_text(t4_json_at(list, i)), t4_period_kind_name((t4_period_kind)kind)))
                r->periods[kind] = true;
}

static bool fill_group(t4_previous *p, t4_previous_release *r, const t4_json *group)
{
    const char *name, **members;
    const t4_json *list;
    void *cursor = NULL;
    size_t count;

    if (r->group_count == T4_GROUPS_MAX || !t4_json_next(group, &cursor, &name, &list))
        return false;
    count = t4_json_count(list);
    members = t4_arena_alloc(&p->arena, (count + 1) * sizeof *members);
    r->groups[r->group_count].name = t4_arena_strndup(&p->arena, name, strlen(name));
    if (!members || !r->groups[r->group_count].name)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!(members[i] = keep(p, t4_json_at(list, i))))
            return false;
    members[count] = NULL;
    r->groups[r->group_count++].members = members;
    return true;
}

static bool fill_partners(t4_previous *p, t4_previous_release *r, const t4_json *list)
{
    bool good = true;

    for (size_t i = 0; i < t4_json_count(list) && good; i++) {
        const t4_json *item = t4_json_at(list, i);
        const char *text = t4_json_text(item);

        if (text && !strcmp(text, "each"))
            r->each = true;
        else if (text && !strcmp(text, "world"))
            r->world = true;
        else
            good = !text && fill_group(p, r, item);
    }
    return good;
}

/* Fill a release from its manifest; false when it is none of ours. */
static bool fill(t4_previous *p, t4_previous_release *r, const t4_json *manifest)
{
    const t4_json *about = t4_json_get(manifest, "release"), *levels = t4_json_get(about, "levels");
    const t4_json *measures = t4_json_get(about, "measures"), *dimensions = t4_json_get(about, "dimensions");

    if (!t4_json_text(t4_json_get(manifest, "tenfour")) || t4_json_count(levels) == 0 ||
        t4_json_count(levels) > T4_LEVELS_MAX || t4_json_count(measures) == 0 ||
        t4_json_count(measures) > T4_MEASURES_MAX || t4_json_count(dimensions) > T4_DIMENSIONS_MAX)
        return false;
    r->id = keep(p, t4_json_get(about, "id"));
    r->vintage = keep(p, t4_json_get(about, "vintage"));
    r->edition = keep(p, t4_json_get(about, "edition"));
    for (int flow = 0; flow < T4_FLOWS; flow++)
        r->valuation[flow] = keep(p, t4_json_get(t4_json_get(about, "valuation"), t4_flow_text((t4_flow)flow)));
    r->first = period_of(t4_json_get(about, "first"));
    r->last = period_of(t4_json_get(about, "last"));
    r->certified = t4_json_boolean(t4_json_get(t4_json_get(manifest, "protection"), "certified"), false);
    r->level_count = (int)t4_json_count(levels);
    for (int i = 0; i < r->level_count; i++)
        r->levels[i] = (int)t4_json_integer(t4_json_at(levels, (size_t)i), -1);
    r->measure_count = (int)t4_json_count(measures);
    for (int i = 0; i < r->measure_count; i++) {
        const t4_json *m = t4_json_at(measures, (size_t)i);
        int64_t decimals = t4_json_integer(t4_json_get(m, "decimals"), -1);

        if (decimals < 0 || decimals > T4_DECIMALS_MAX)
            return false;
        copy_name(r->measures[i].name, t4_json_get(m, "name"));
        copy_name(r->measures[i].unit, t4_json_get(m, "unit"));
        r->measures[i].decimals = (int)decimals;
    }
    r->dimension_count = (int)t4_json_count(dimensions);
    for (int i = 0; i < r->dimension_count; i++)
        copy_name(r->dimensions[i], t4_json_at(dimensions, (size_t)i));
    fill_periods(r, t4_json_get(about, "periods"));
    if (!fill_partners(p, r, t4_json_get(about, "partners")))
        return false;
    r->tables = r->folder;
    if (t4_json_get(manifest, "withdrawn")) {
        char path[PATH_MOST];

        if (snprintf(path, sizeof path, "%s.confidential/withdrawn", r->folder) >= (int)sizeof path)
            return false;
        r->tables = t4_arena_strndup(&p->arena, path, strlen(path));
    }
    return r->id && r->vintage && r->tables;
}

static t4_status add_release(t4_previous *p, const char *folder, t4_error *err)
{
    char path[PATH_MOST];
    t4_previous_release r = {.folder = t4_arena_strndup(&p->arena, folder, strlen(folder))};
    struct stat about;
    t4_buffer bytes;
    t4_json *manifest = NULL;
    t4_status status;

    if (!r.folder)
        return t4_fail_memory(err);
    if (!join(path, folder, "manifest.json"))
        return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", folder);
    if (stat(path, &about) == 0)
        for (size_t i = 0; i < p->count; i++)
            if (p->seen[i].device == about.st_dev && p->seen[i].inode == about.st_ino)
                return T4_OK;
    if (p->count == T4_PREVIOUS_MOST)
        return t4_fail(err, T4_ERR_USAGE, "more than %d earlier releases", T4_PREVIOUS_MOST);
    t4_buffer_init(&bytes, 0);
    status = t4_wholefile_read(&bytes, p->run, path, err);
    if (!status)
        status = t4_json_parse(&manifest, bytes.data, bytes.length, path, err);
    if (!status && !fill(p, &r, manifest))
        status = t4_fail_at(err, T4_ERR_DATA, path, 0, 0, "expected the manifest of a release by tenfour");
    if (!status && (!t4_grow(&p->releases, &p->room, p->count, sizeof *p->releases) ||
                    !t4_grow(&p->seen, &p->seen_room, p->count, sizeof *p->seen)))
        status = t4_fail_memory(err);
    if (!status) {
        p->seen[p->count].device = about.st_dev;
        p->seen[p->count].inode = about.st_ino;
        p->releases[p->count++] = r;
    }
    t4_json_free(manifest);
    t4_buffer_release(&bytes);
    return status;
}

/* --- folders ------------------------------------------------------------------------ */

static bool is_release(const char *folder)
{
    char path[PATH_MOST];

    return join(path, folder, "manifest.json") && access(path, F_OK) == 0;
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static t4_status add_folder_of(t4_previous *p, const char *folder, t4_error *err)
{
    DIR *dir = opendir(folder);
    const char **names = NULL;
    size_t count = 0, room = 0, before = p->count;
    t4_status status = T4_OK;

    if (!dir)
        return t4_fail(err, T4_ERR_USAGE, "cannot read '%s': expected an earlier release or a folder of them", folder);
    for (struct dirent *entry; !status && (entry = readdir(dir));) {
        char path[PATH_MOST];

        if (entry->d_name[0] == '.' || !join(path, folder, entry->d_name) || !is_release(path))
            continue;
        if (!t4_grow(&names, &room, count, sizeof *names) ||
            !(names[count++] = t4_arena_strndup(&p->arena, path, strlen(path))))
            status = t4_fail_memory(err);
    }
    closedir(dir);
    if (count)
        qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 0; i < count && !status; i++)
        status = add_release(p, names[i], err);
    t4_free(names);
    if (!status && p->count == before && !count)
        status = t4_fail(err, T4_ERR_USAGE, "'%s' is no release and holds none: there is no manifest.json", folder);
    return status;
}

t4_status t4_previous_open(t4_previous **list, t4_run *run, const char *const *paths, size_t count,
                           t4_error *err)
{
    t4_previous *p = t4_alloc_zero(1, sizeof *p);
    t4_status status = p ? T4_OK : t4_fail_memory(err);

    if (p) {
        p->run = run;
        t4_arena_init(&p->arena);
    }
    for (size_t i = 0; i < count && !status; i++)
        status = is_release(paths[i]) ? add_release(p, paths[i], err) : add_folder_of(p, paths[i], err);
    if (status) {
        t4_previous_free(p);
        p = NULL;
    }
    *list = p;
    return status;
}

/* --- rows ------------------------------------------------------------------------------ */

enum { PERIOD, FLOW, CODE, PARTNER, KEYS };

/* Columns of a table by what they are; -1 = not there. */
typedef struct {
    int key[KEYS];
    int dimension[T4_DIMENSIONS_MAX];
    int amount[T4_MEASURES_MAX], status[T4_MEASURES_MAX], conf[T4_MEASURES_MAX];
    int unit;
} layout;

static int column(char *const *header, size_t count, const char *name, const char *suffix)
{
    char whole[64];

    snprintf(whole, sizeof whole, "%s%s", name, suffix);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(header[i], whole))
            return (int)i;
    return -1;
}

/* The name of the first column that is missing, or NULL. */
static const char *find_columns(layout *l, const t4_previous_release *r, char *const *header, size_t count)
{
    static const char *const keys[KEYS] = {"period", "flow", "code", "partner"};

    for (int i = 0; i < KEYS; i++)
        if ((l->key[i] = column(header, count, keys[i], "")) < 0)
            return keys[i];
    for (int i = 0; i < r->dimension_count; i++)
        if ((l->dimension[i] = column(header, count, r->dimensions[i], "")) < 0)
            return r->dimensions[i];
    for (int i = 0; i < r->measure_count; i++) {
        l->amount[i] = column(header, count, r->measures[i].name, "");
        l->status[i] = column(header, count, r->measures[i].name, "_status");
        l->conf[i] = column(header, count, r->measures[i].name, "_conf");
        if (l->amount[i] < 0 || l->status[i] < 0 || l->conf[i] < 0)
            return r->measures[i].name;
    }
    l->unit = column(header, count, "unit", "");
    return NULL;
}

static bool parse_row(t4_previous_row *row, const layout *l, const t4_previous_release *r, char *const *fields)
{
    static const t4_notation plain = {'.', false};
    const char *period = fields[l->key[PERIOD]], *flow = fields[l->key[FLOW]];

    row->period = t4_period_parse(period, strlen(period));
    row->flow = t4_flow_parse(flow, strlen(flow));
    row->code = fields[l->key[CODE]];
    row->partner = fields[l->key[PARTNER]];
    row->unit = l->unit < 0 ? "" : fields[l->unit];
    for (int i = 0; i < r->dimension_count; i++)
        row->dimension[i] = fields[l->dimension[i]];
    for (int i = 0; i < r->measure_count; i++) {
        const char *text = fields[l->amount[i]];

        row->amount[i] = 0;
        row->present[i] = *text;
        row->status[i] = fields[l->status[i]][0];
        row->conf[i] = fields[l->conf[i]][0];
        if (*text && t4_decimal_parse(text, strlen(text), &plain, r->measures[i].decimals, &row->amount[i], NULL))
            return false;
    }
    return row->period && row->flow != T4_FLOWS && *row->code && *row->partner;
}

static t4_status read_table(const t4_previous *p, const t4_previous_release *r, const char *path, int level,
                            t4_previous_visit *visit, void *context, t4_error *err)
{
    t4_csvrows *rows = NULL;
    t4_previous_row row = {.level = level};
    layout l = {.unit = -1};
    char *const *fields;
    size_t count, header = 0;
    const char *missing;
    t4_status status = t4_csvrows_open(&rows, p->run, path, err);

    if (!status)
        status = t4_csvrows_next(rows, &fields, &header, err);
    if (!status && (missing = find_columns(&l, r, fields, header)))
        status = t4_fail_at(err, T4_ERR_DATA, path, 1, 0, "the column '%s' of the manifest is not in this table", missing);
    while (!status) {
        status = t4_csvrows_next(rows, &fields, &count, err);
        if (status || !count)
            break;
        if (count != header || !parse_row(&row, &l, r, fields))
            status = t4_fail_at(err, T4_ERR_DATA, path, t4_csvrows_line(rows), 0, "expected a row as a release writes it");
        if (!status)
            status = visit(context, &row, err);
    }
    t4_csvrows_free(rows);
    return status;
}

/* Read a table, packed or not; *found when it is there. */
static t4_status find_table(const t4_previous *p, const t4_previous_release *r, const char *table, int level,
                            t4_previous_visit *visit, void *context, bool *found, t4_error *err)
{
    char path[PATH_MOST];

    for (int packed = 0; packed < 2; packed++) {
        if (snprintf(path, sizeof path, "%s/data/%s.csv%s", r->tables, table, packed ? ".gz" : "") >= (int)sizeof path)
            return t4_fail(err, T4_ERR_USAGE, "the path '%s' is too long", r->folder);
        if (access(path, F_OK) != 0)
            continue;
        *found = true;
        return read_table(p, r, path, level, visit, context, err);
    }
    return T4_OK;
}

t4_status t4_previous_rows(const t4_previous *p, size_t index, t4_previous_visit *visit,
                           void *context, t4_error *err)
{
    const t4_previous_release *r = &p->releases[index];
    bool any = false;
    t4_status status = T4_OK;

    for (int i = 0; i < r->level_count && !status; i++) {
        char table[16];

        snprintf(table, sizeof table, "hs%d", r->levels[i]);
        status = find_table(p, r, table, r->levels[i], visit, context, &any, err);
    }
    if (!status && !any)
        return t4_fail(err, T4_ERR_USAGE, "'%s' has no data/hs*.csv: without the tables of an earlier release it cannot "
                       "be told what is public already", r->tables);
    return status;
}

t4_status t4_previous_lists(const t4_previous *p, size_t index, t4_previous_visit *visit, void *context, t4_error *err)
{
    bool found = false;

    return find_table(p, &p->releases[index], "lists", T4_LEVEL_LIST, visit, context, &found, err);
}
