/* SPDX-License-Identifier: MIT */
#include "io/profiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/memory.h"
#include "base/suggest.h"
#include "io/datadir.h"
#include "io/flows_grid.h"
#include "io/flows_text.h"
#include "io/recognise.h"
#include "io/source.h"
#include "io/wholefile.h"
#include "io/yaml.h"

struct t4_profiles {
    t4_profile **items;
    size_t count, room;
    size_t shipped;       /* the first ones; behind them those that were read from files */
};

/* --- reading ------------------------------------------------------------------------------------------ */

static t4_status add(t4_profiles *p, t4_profile *profile, t4_error *err)
{
    if (p->count < T4_PROFILES_MOST && t4_grow(&p->items, &p->room, p->count, sizeof *p->items)) {
        p->items[p->count++] = profile;
        return T4_OK;
    }
    t4_profile_free(profile);
    return p->count < T4_PROFILES_MOST ? t4_fail_memory(err)
                                       : t4_fail(err, T4_ERR_MEMORY, "more than %d profiles", T4_PROFILES_MOST);
}

/* "profiles/comtrade.yaml" -> "comtrade" */
static void plain_name(const char *path, char name[64])
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');

    snprintf(name, 64, "%.*s", dot ? (int)(dot - base) : (int)strlen(base), base);
}

static t4_status add_shipped(t4_profiles *p, const char *file, t4_error *err)
{
    t4_settings settings;
    t4_profile *profile = NULL;
    t4_buffer bytes;
    char name[64];
    t4_status status;

    t4_settings_init(&settings);
    t4_buffer_init(&bytes, 0);
    status = t4_datadir_read(file, &bytes, err);
    if (!status)
        status = t4_yaml_parse(&settings, bytes.data, bytes.length, file, err);
    t4_buffer_release(&bytes);
    if (status) {
        t4_settings_release(&settings);
        return status;
    }
    plain_name(file, name);
    status = t4_profile_build(&profile, &settings, name, err);
    return status ? status : add(p, profile, err);
}

t4_status t4_profiles_open(t4_profiles **profiles, t4_error *err)
{
    t4_profiles *p = t4_alloc_zero(1, sizeof *p);
    t4_status status = p ? T4_OK : t4_fail_memory(err);
    const char *name;

    for (size_t i = 0; !status && (name = t4_datadir_name(i)) != NULL; i++)
        if (!strncmp(name, "profiles/", 9))
            status = add_shipped(p, name, err);
    if (status) {
        t4_profiles_free(p);
        return status;
    }
    p->shipped = p->count;
    *profiles = p;
    return T4_OK;
}

void t4_profiles_free(t4_profiles *p)
{
    for (size_t i = 0; p && i < p->count; i++)
        t4_profile_free(p->items[i]);
    t4_free(p ? p->items : NULL);
    t4_free(p);
}

size_t t4_profiles_count(const t4_profiles *p)
{
    return p->shipped;
}

const t4_profile *t4_profiles_at(const t4_profiles *p, size_t index)
{
    return p->items[index];
}

static t4_status find_file(t4_profiles *p, const char *path, const t4_profile **found, t4_error *err)
{
    t4_settings settings;
    t4_profile *profile = NULL;
    t4_status status;

    for (size_t i = p->shipped; i < p->count; i++)
        if (!strcmp(p->items[i]->name, path)) {
            *found = p->items[i];
            return T4_OK;
        }
    t4_settings_init(&settings);
    status = t4_yaml_read(&settings, path, err);
    if (status) {
        t4_settings_release(&settings);
        return status;
    }
    status = t4_profile_build(&profile, &settings, path, err);
    *found = profile;
    return status ? status : add(p, profile, err);
}

t4_status t4_profiles_find(t4_profiles *p, const char *name, const t4_profile **found, t4_error *err)
{
    size_t n = strlen(name);
    t4_suggest suggest;

    if (strchr(name, '/') || (n > 5 && !strcmp(name + n - 5, ".yaml")) || (n > 4 && !strcmp(name + n - 4, ".yml")))
        return find_file(p, name, found, err);
    t4_suggest_init(&suggest, name);
    for (size_t i = 0; i < p->shipped; i++) {
        if (!strcmp(p->items[i]->name, name)) {
            *found = p->items[i];
            return T4_OK;
        }
        t4_suggest_offer(&suggest, p->items[i]->name);
    }
    return t4_fail(err, T4_ERR_USAGE, "--profile: there is no profile '%.60s'%s%s%s; 'tenfour convert --profiles' lists them, and a "
                   "file of your own is named with its path", name, suggest.nearest ? "; did you mean '" : "",
                   suggest.nearest ? suggest.nearest : "", suggest.nearest ? "'?" : "");
}

/* --- recognising ----------------------------------------------------------------------------------------- */

/* A cell of the first rows. */
typedef struct {
    size_t sheet, row;
    const char *folded, *squeezed;
} first_cell;

/* What is known of a file before a profile is chosen. */
typedef struct {
    const char *path;
    t4_book_kind kind;
    t4_book book;              /* of workbooks and DBF; of text its header alone */
    t4_buffer folded;
    t4_arena arena;
    first_cell *cells;
    size_t cell_count, cell_room;
    const t4_profile *profile; /* the best so far */
    int conditions;
    char rivals[300];          /* names of those that fit equally well */
    size_t fitting;
} looking;

/* The cells of the first rows, folded and squeezed once for all profiles; at most T4_PROFILES_CELLS of them. */
static t4_status gather(looking *l, t4_error *err)
{
    char squeezed[T4_FLOWS_GRID_NAME];

    for (size_t s = 0; s < l->book.count; s++) {
        const t4_sheet *sheet = &l->book.sheets[s].sheet;

        for (size_t row = 0; row < sheet->rows && row < T4_PROFILES_ROWS; row++)
            for (size_t at = sheet->starts[row]; at < sheet->starts[row + 1] && l->cell_count < T4_PROFILES_CELLS; at++) {
                const char *text = sheet->fields[at], *folded;
                size_t n = strlen(text);

                if (!n || n > T4_PROFILES_TEXT)
                    continue;
                folded = t4_fold(text, n, &l->folded) ? t4_buffer_text(&l->folded) : NULL;
                if (!folded || !t4_grow(&l->cells, &l->cell_room, l->cell_count, sizeof *l->cells))
                    return t4_fail_memory(err);
                t4_flows_grid_squeeze(text, n, squeezed);
                l->cells[l->cell_count] = (first_cell){s, row, t4_arena_strndup(&l->arena, folded, strlen(folded)),
                                                       t4_arena_strndup(&l->arena, squeezed, strlen(squeezed))};
                if (!l->cells[l->cell_count].folded || !l->cells[l->cell_count].squeezed)
                    return t4_fail_memory(err);
                l->cell_count++;
            }
    }
    return T4_OK;
}

static bool matches(looking *l, const t4_profile_pattern *pattern, const char *text)
{
    const char *folded = t4_fold(text, strlen(text), &l->folded) ? t4_buffer_text(&l->folded) : NULL;
    size_t start, n;

    return folded && t4_profile_match(pattern, folded, &start, &n);
}

static bool has_text(const looking *l, const t4_profile_pattern *pattern)
{
    size_t start, n;

    for (size_t i = 0; i < l->cell_count; i++)
        if (t4_profile_match(pattern, l->cells[i].folded, &start, &n))
            return true;
    return false;
}

static bool has_sheet(looking *l, const t4_profile_pattern *pattern)
{
    for (size_t s = 0; s < l->book.count; s++)
        if (matches(l, pattern, l->book.sheets[s].name))
            return true;
    return false;
}

/* Does one of the first rows of a sheet have all names? */
static bool has_columns(const looking *l, const char *const *names, int count)
{
    t4_flows_grid_wanted wanted;
    uint64_t found = 0, all = ((uint64_t)1 << count) - 1;

    t4_flows_grid_names(&wanted, names, count);
    for (size_t i = 0; i < l->cell_count; i++) {
        if (i && (l->cells[i].row != l->cells[i - 1].row || l->cells[i].sheet != l->cells[i - 1].sheet))
            found = 0;
        found |= t4_flows_grid_which(&wanted, l->cells[i].squeezed);
        if (found == all)
            return true;
    }
    return false;
}

/* How many conditions of a profile a file meets; -1 when it misses one. */
static int score(looking *l, const t4_profile *p)
{
    static const unsigned formats[] = {T4_PROFILE_TEXT, T4_PROFILE_XLSX, T4_PROFILE_XLS, T4_PROFILE_DBF};
    const char *slash = strrchr(l->path, '/'), *base = slash ? slash + 1 : l->path;

    if (!(p->formats & formats[l->kind]) || !(p->has_count + p->text_count + p->file_name.there + p->sheet_name.there))
        return -1;
    if ((p->file_name.there && !matches(l, &p->file_name, base)) || (p->sheet_name.there && !has_sheet(l, &p->sheet_name)))
        return -1;
    if (p->has_count && !has_columns(l, p->has, p->has_count))
        return -1;
    for (int i = 0; i < p->lacks_count; i++)
        if (has_columns(l, &p->lacks[i], 1))
            return -1;
    for (int i = 0; i < p->text_count; i++)
        if (!has_text(l, &p->texts[i]))
            return -1;
    return p->has_count + p->lacks_count + 2 * p->text_count + p->file_name.there + p->sheet_name.there;
}

static void look(looking *l, const t4_profiles *profiles)
{
    for (size_t i = 0; i < profiles->shipped; i++) {
        const t4_profile *p = profiles->items[i];
        int conditions = score(l, p);
        size_t used = strlen(l->rivals);

        if (conditions < 0 || conditions < l->conditions)
            continue;
        if (conditions > l->conditions)
            used = 0;
        snprintf(l->rivals + used, sizeof l->rivals - used, "%s%s", used ? ", " : "", p->name);
        l->fitting = conditions > l->conditions ? 1 : l->fitting + 1;
        l->profile = p;
        l->conditions = conditions;
    }
}

/* The header of a text file as a sheet of one row. */
static t4_status peek_text(looking *l, t4_run *run, t4_error *err)
{
    t4_source_options options = {.encoding = "auto"};
    t4_source *source = NULL;
    const t4_dialect *dialect;
    t4_status status = t4_source_open(&source, run, l->path, 0, &options, err);

    l->book = (t4_book){.path = l->path};
    if (!status)
        status = t4_book_begin(&l->book, "", 0, err);
    dialect = status ? NULL : t4_source_dialect(source);
    for (size_t c = 0; !status && c < dialect->column_count && c < T4_SHEET_COLUMNS_MAX; c++)
        status = t4_book_cell(&l->book, (uint32_t)c, dialect->columns[c], strlen(dialect->columns[c]), false, err);
    if (!status)
        status = t4_book_row(&l->book, 1, err);
    t4_source_free(source);
    return status;
}

/* --- reading a file ------------------------------------------------------------------------------------------ */

/* The profile of which the most columns are there, at least half of them; *missing: one that is not. */
static const t4_profile *nearest(const looking *l, const t4_profiles *profiles, const char **missing)
{
    const t4_profile *best = NULL;
    int most = 0;

    for (size_t i = 0; i < profiles->shipped; i++) {
        const t4_profile *p = profiles->items[i];
        const char *lacking = NULL;
        int have = 0;

        for (int c = 0; c < p->has_count; c++) {
            bool there = has_columns(l, &p->has[c], 1);

            have += there;
            lacking = there ? lacking : p->has[c];
        }
        if (have > most && 2 * have >= p->has_count) {
            most = have;
            best = p;
            *missing = lacking;
        }
    }
    return best;
}

#define WHAT_TO_DO "name a profile with --profile ('tenfour convert --profiles' lists them), or describe the file in a short one of " \
                   "your own (--profile FILE)"

static t4_status fail_none(const looking *l, const t4_profiles *profiles, t4_error *err)
{
    const char *missing = NULL;
    const t4_profile *near = nearest(l, profiles, &missing);

    if (!near)
        return t4_fail_at(err, T4_ERR_DATA, l->path, 0, 0, "no profile fits this file: " WHAT_TO_DO);
    return t4_fail_at(err, T4_ERR_DATA, l->path, 0, 0, "no profile fits this file; the nearest is '%s', which also wants '%s': "
                      WHAT_TO_DO, near->name, missing ? missing : "other texts");
}

/* The usual columns were not there either: say what else can be done. */
static t4_status advise(t4_status status, t4_error *err)
{
    size_t n = err ? strlen(err->text) : 0;

    if (status == T4_ERR_DATA && err && err->line == 1 && n + 1 < sizeof err->text)
        snprintf(err->text + n, sizeof err->text - n, "; " WHAT_TO_DO);
    return status;
}

static t4_status fail_tie(const looking *l, t4_error *err)
{
    return t4_fail_at(err, T4_ERR_DATA, l->path, 0, 0, "%zu profiles fit this file equally well: %s; name one with --profile",
                      l->fitting, l->rivals);
}

static t4_status read_by(looking *l, t4_flows *flows, t4_run *run, const t4_profile *profile, const char *why,
                         const t4_flows_defaults *defaults, t4_error *err)
{
    t4_status status = T4_OK;

    if (l->kind == T4_BOOK_TEXT && !t4_profile_is_wide(profile))
        return t4_flows_text_read(flows, run, l->path, profile, why, defaults, err);
    if (l->kind == T4_BOOK_TEXT || (l->kind == T4_BOOK_DBF && strcmp(profile->encoding, "auto"))) {
        t4_book_release(&l->book);
        status = t4_book_read(&l->book, run, l->path, l->kind, profile->encoding, profile->separator, err);
    }
    return status ? status : t4_flows_grid_read(flows, run, &l->book, profile, why, defaults, err);
}

/* "columns typeCode, reporterCode, ...", "its texts". */
static void say_why(const t4_profile *p, char why[200])
{
    size_t used = (size_t)snprintf(why, 200, "%s%s", p->file_name.there ? "file name" : p->sheet_name.there ? "names of sheets"
                                   : p->text_count ? "texts of the headings" : "", p->text_count && p->has_count ? ", " : "");

    for (int i = 0; i < p->has_count && used < 120; i++)
        used += (size_t)snprintf(why + used, 200 - used, "%s%.30s", i ? ", " : "columns ", p->has[i]);
}

static t4_status read_found(looking *l, const t4_profiles *profiles, t4_flows *flows, t4_run *run,
                            const t4_flows_defaults *defaults, t4_error *err)
{
    char why[200];
    t4_status status = gather(l, err);

    if (status)
        return status;
    look(l, profiles);
    if (l->fitting > 1)
        return fail_tie(l, err);
    if (l->profile) {
        say_why(l->profile, why);
        return read_by(l, flows, run, l->profile, why, defaults, err);
    }
    if (l->kind == T4_BOOK_TEXT)
        return advise(t4_flows_read(flows, run, l->path, defaults, err), err);
    return fail_none(l, profiles, err);
}

t4_status t4_profiles_read(t4_profiles *profiles, t4_flows *flows, t4_run *run, const char *path, const char *name,
                           const t4_flows_defaults *defaults, t4_error *err)
{
    looking l = {.path = path, .book = {.path = path}};
    const t4_profile *profile = NULL;
    t4_status status = name && strcmp(name, "flows") ? t4_profiles_find(profiles, name, &profile, err) : T4_OK;

    if (!status && !profile && (name || !strcmp(path, "-")))
        return t4_flows_read(flows, run, path, defaults, err);
    t4_buffer_init(&l.folded, 0);
    t4_arena_init(&l.arena);
    if (!status && strcmp(path, "-"))
        status = t4_book_probe(path, &l.kind, err);
    if (!status && l.kind != T4_BOOK_TEXT)
        status = t4_book_read(&l.book, run, path, l.kind, NULL, 0, err);
    else if (!status && !profile)
        status = peek_text(&l, run, err);
    if (!status && profile)
        status = read_by(&l, flows, run, profile, "named with --profile", defaults, err);
    else if (!status)
        status = read_found(&l, profiles, flows, run, defaults, err);
    t4_book_release(&l.book);
    t4_buffer_release(&l.folded);
    t4_arena_release(&l.arena);
    t4_free(l.cells);
    return status;
}
