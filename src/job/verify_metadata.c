/* SPDX-License-Identifier: MIT */
/* Check that what describes the tables (Data Package, CSV on the Web) describes these tables. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvrows.h"
#include "io/json.h"
#include "job/verify_checks.h"

/* A JSON file of the release; NULL when it is not there. */
static t4_status read_json(const t4_verifying *v, const char *name, t4_json **json, t4_error *err)
{
    t4_buffer text;
    t4_status status = T4_OK;

    *json = NULL;
    if (!t4_verify_has(v, name))
        return T4_OK;
    t4_buffer_init(&text, 0);
    status = t4_verify_read(v, name, &text, err);
    if (!status)
        status = t4_json_parse(json, text.data ? text.data : "", text.length, name, err);
    t4_buffer_release(&text);
    return status;
}

/* Are the names of these columns, in order, the header of the table? */
static t4_status compare_header(const t4_verifying *v, const char *said_by, const char *table, const t4_json *columns,
                                t4_error *err)
{
    char path[T4_VERIFY_PATH];
    t4_csvrows *rows = NULL;
    char *const *fields = NULL;
    size_t count = 0;
    t4_status status = t4_verify_path(v, table, path, err);

    if (!status)
        status = t4_csvrows_open(&rows, v->run, path, err);
    if (!status)
        status = t4_csvrows_next(rows, &fields, &count, err);
    if (!status && t4_json_count(columns) != count)
        status = t4_fail_at(err, T4_ERR_DATA, said_by, 0, 0, "describes %zu columns of %s, which has %zu",
                            t4_json_count(columns), table, count);
    for (size_t i = 0; i < count && !status; i++) {
        const char *name = t4_json_text(t4_json_get(t4_json_at(columns, i), "name"));

        if (!name || strcmp(name, fields[i]) != 0)
            status = t4_fail_at(err, T4_ERR_DATA, said_by, 0, 0, "calls column %zu of %s '%.60s'; it is '%.60s'", i + 1,
                                table, name ? name : "", fields[i]);
    }
    t4_csvrows_free(rows);
    return status;
}

/* --- Data Package ---------------------------------------------------------- */

/* The digest that SHA256SUMS has for a file; NULL when it has none. */
static const char *digest_in(const char *sums, const char *name, size_t *n)
{
    for (const char *line = sums; line && *line; line = strchr(line, '\n'), line = line ? line + 1 : NULL) {
        size_t length = strcspn(line, "\n");

        if (length == 66 + strlen(name) && !memcmp(line + 66, name, strlen(name))) {
            *n = 64;
            return line;
        }
    }
    return NULL;
}

static t4_status check_resource(const t4_verifying *v, const t4_json *resource, const char *sums, t4_error *err)
{
    const char *path = t4_json_text(t4_json_get(resource, "path")), *hash = t4_json_text(t4_json_get(resource, "hash"));
    const t4_json *fields = t4_json_get(t4_json_get(resource, "schema"), "fields");
    int64_t bytes = t4_json_integer(t4_json_get(resource, "bytes"), -1);
    size_t n;
    const char *digest;

    if (!path || !t4_verify_has(v, path))
        return t4_fail_at(err, T4_ERR_DATA, "datapackage.json", 0, 0, "names '%.200s', which is not in the folder",
                          path ? path : "");
    for (size_t i = 0; i < v->file_count; i++)
        if (!strcmp(v->files[i].path, path) && v->files[i].bytes != (uint64_t)bytes)
            return t4_fail_at(err, T4_ERR_DATA, "datapackage.json", 0, 0, "says that %s has %lld bytes; it has %llu", path,
                              (long long)bytes, (unsigned long long)v->files[i].bytes);
    digest = digest_in(sums, path, &n);
    if (digest && (!hash || strncmp(hash, "sha256:", 7) || strncmp(hash + 7, digest, n)))
        return t4_fail_at(err, T4_ERR_DATA, "datapackage.json", 0, 0, "has another hash of %s than SHA256SUMS", path);
    return fields ? compare_header(v, "datapackage.json", path, fields, err) : T4_OK;
}

static t4_status check_package(const t4_verifying *v, size_t *checked, t4_error *err)
{
    t4_json *package = NULL;
    const t4_json *resources;
    t4_buffer sums;
    t4_status status = read_json(v, "datapackage.json", &package, err);

    t4_buffer_init(&sums, 0);
    if (!status && package && t4_verify_has(v, "SHA256SUMS"))
        status = t4_verify_read(v, "SHA256SUMS", &sums, err);
    resources = t4_json_get(package, "resources");
    for (size_t i = 0; i < t4_json_count(resources) && !status; i++)
        status = check_resource(v, t4_json_at(resources, i), sums.data ? sums.data : "", err);
    *checked += package != NULL;
    t4_buffer_release(&sums);
    t4_json_free(package);
    return status;
}

/* --- CSV on the Web -------------------------------------------------------- */

static t4_status check_csvw(const t4_verifying *v, const char *name, size_t *checked, t4_error *err)
{
    t4_json *metadata = NULL;
    const t4_json *tables;
    t4_status status = read_json(v, name, &metadata, err);

    tables = t4_json_get(metadata, "tables");
    if (!status && !t4_json_count(tables))
        status = t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "describes no table");
    for (size_t i = 0; i < t4_json_count(tables) && !status; i++) {
        const t4_json *table = t4_json_at(tables, i);
        const char *url = t4_json_text(t4_json_get(table, "url"));
        char path[T4_VERIFY_PATH];

        snprintf(path, sizeof path, "%s%.200s", url && !strncmp(url, "../", 3) ? "" : "data/",
                 url ? url + (strncmp(url, "../", 3) ? 0 : 3) : "");
        if (!t4_verify_has(v, path))
            status = t4_fail_at(err, T4_ERR_DATA, name, 0, 0, "names '%.200s', which is not in the folder", path);
        else
            status = compare_header(v, name, path, t4_json_get(t4_json_get(table, "tableSchema"), "columns"), err);
    }
    ++*checked;
    t4_json_free(metadata);
    return status;
}

t4_status t4_verify_metadata(t4_verifying *v, t4_error *err)
{
    static const char ending[] = "-metadata.json";
    size_t checked = 0;
    t4_status status = check_package(v, &checked, err);

    for (size_t i = 0; i < v->file_count && !status; i++) {
        size_t n = strlen(v->files[i].path);

        if (n > sizeof ending && !strcmp(v->files[i].path + n - sizeof ending + 1, ending))
            status = check_csvw(v, v->files[i].path, &checked, err);
    }
    if (!status && checked)
        t4_verify_tell(v, "holds", "%zu descriptions name the files, sizes, hashes and columns that are there", checked);
    else if (!status)
        t4_verify_tell(v, "not checked", "no file describes the tables");
    return status;
}
