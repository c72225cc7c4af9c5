/* SPDX-License-Identifier: MIT */
/* A template file with the --set options of the command line, read, checked and typed. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/suggest.h"
#include "io/yaml.h"
#include "job/input.h"

enum { FOLDER_ENTRIES_MAX = 10000 };  /* names looked at for a suggestion */

/* "no such file; did you mean 'national.yaml'?" */
static t4_status no_such_file(const char *path, t4_error *err)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    char *folder = slash ? t4_strndup(path, (size_t)(slash - path) + 1) : t4_strdup(".");
    DIR *entries = folder ? opendir(folder) : NULL;
    struct dirent *entry;
    t4_suggest suggest;
    char nearest[256] = "";

    t4_suggest_init(&suggest, name);
    for (int i = 0; entries && i < FOLDER_ENTRIES_MAX && (entry = readdir(entries)); i++) {
        suggest.nearest = NULL;
        t4_suggest_offer(&suggest, entry->d_name);
        if (suggest.nearest)
            memcpy(nearest, entry->d_name, strnlen(entry->d_name, sizeof(nearest) - 1) + 1);
    }
    if (entries)
        closedir(entries);
    t4_free(folder);
    if (*nearest)
        return t4_fail(err, T4_ERR_IO, "cannot read '%s': no such file; did you mean '%.*s%s'?", path,
                       slash ? (int)(slash - path + 1) : 0, path, nearest);
    return t4_fail(err, T4_ERR_IO, "cannot read '%s': no such file; ready-made templates are in templates/",
                   path);
}

static t4_status read_file(t4_settings *settings, const char *path, t4_error *err)
{
    struct stat st;

    if (stat(path, &st))
        return errno == ENOENT || errno == ENOTDIR ? no_such_file(path, err)
                                                   : t4_fail_errno(err, "read", path);
    if (S_ISDIR(st.st_mode))
        return t4_fail(err, T4_ERR_IO, "cannot read '%s': it is a folder; name the template file in it", path);
    return t4_yaml_read(settings, path, err);
}

/* One "publish.levels=[4]". */
static t4_status apply(t4_settings *settings, const char *set, t4_error *err)
{
    const char *equals = strchr(set, '=');
    t4_node *value;
    char *key;
    t4_status status;

    if (!equals || equals == set)
        return t4_fail_at(err, T4_ERR_USAGE, "--set", 0, 0,
                          "found '%.100s', expected KEY=VALUE such as publish.levels=[4]", set);
    status = t4_yaml_value(settings, &value, equals + 1, err);
    if (status)
        return status;
    key = t4_strndup(set, (size_t)(equals - set));
    status = key ? t4_settings_set(settings, key, value, err) : t4_fail_memory(err);
    t4_free(key);
    return status;
}

t4_status t4_job_template(t4_template **template_, const char *path, const char *const *sets,
                          size_t set_count, t4_error *err)
{
    t4_settings settings;
    t4_status status;

    t4_settings_init(&settings);
    status = read_file(&settings, path, err);
    for (size_t i = 0; i < set_count && !status; i++)
        status = apply(&settings, sets[i], err);
    if (status)
        t4_settings_release(&settings);
    else
        status = t4_template_build(template_, &settings, path, err);
    return status;
}
