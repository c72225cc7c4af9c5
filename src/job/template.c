/* SPDX-License-Identifier: MIT */
/* A template file with the --set options of the command line, read, checked and typed. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "io/datadir.h"
#include "io/yaml.h"
#include "job/input.h"

/* A ready-made template by its bare name, with or without ".yaml"; *found says whether there is one. */
static t4_status read_ready_made(t4_settings *settings, const char *name, bool *found, t4_error *err)
{
    static const char *const endings[] = {"", ".yaml"};
    t4_buffer bytes, full;
    t4_status status = T4_OK;

    *found = false;
    t4_buffer_init(&bytes, 0);
    t4_buffer_init(&full, 0);
    for (size_t i = 0; i < 2 && !*found && !strchr(name, '/'); i++) {
        const char *file;

        t4_buffer_clear(&full);
        file = t4_buffer_printf(&full, "%s%s", name, endings[i]) ? t4_buffer_text(&full) : NULL;
        *found = file && strlen(file) > 5 && !strcmp(file + strlen(file) - 5, ".yaml") &&
                 !t4_datadir_read(file, &bytes, NULL);
    }
    t4_buffer_clear(&full);
    if (*found && t4_buffer_printf(&full, "ready-made %s", name) && t4_buffer_text(&full))
        status = t4_yaml_parse(settings, bytes.data, bytes.length, full.data, err);
    else if (*found)
        status = t4_fail_memory(err);
    t4_buffer_release(&bytes);
    t4_buffer_release(&full);
    return status;
}

static t4_status read_file(t4_settings *settings, const char *path, t4_error *err)
{
    struct stat st;
    bool found = false;
    t4_status status;

    if (!stat(path, &st) && S_ISDIR(st.st_mode))
        return t4_fail(err, T4_ERR_IO, "cannot read '%s': it is a folder; name the template file in it", path);
    if (stat(path, &st) && errno == ENOENT) {
        status = read_ready_made(settings, path, &found, err);
        return found ? status : t4_fail(err, T4_ERR_IO, "cannot read '%s': no such file, and no ready-made "
                                        "template has that name", path);
    }
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
