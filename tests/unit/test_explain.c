/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "io/datadir.h"
#include "io/json.h"
#include "job/explain.h"
#include "job/input.h"

static char folder[] = "/tmp/t4-explain-XXXXXX";
static char path[100];

static int make_template(void **state)
{
    FILE *file;

    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/national.yaml", folder);
    file = fopen(path, "wb");
    if (!file)
        return -1;
    fputs("tenfour: 1\ninput:\n  columns:\n    period: {column: D, format: \"%d.%m.%Y\"}\n    flow: {constant: M}\n"
          "    code: [A, B]\n    partner: P\n    value: V\nrelease:\n  title: {ru: \"Торговля: всё\"}\n"
          "publish:\n  partners: [each, {EAEU: [AM, BY]}]\n", file);
    return fclose(file);
}

static int remove_template(void **state)
{
    return unlink(path) || rmdir(folder);
}

/* The line of a key in the text form. */
static void assert_line(const char *text, const char *key, const char *value, const char *origin)
{
    size_t n = strlen(key);

    for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
        char line[400];
        const char *v, *end;

        snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
        if (strncmp(line, key, n) || line[n] != ' ')
            continue;
        v = line + n + strspn(line + n, " ");
        end = line + strlen(line) - strlen(origin);
        if (strncmp(v, value, strlen(value)) || v[strlen(value)] != ' ' || strcmp(end, origin))
            fail_msg("'%s'", line);
        return;
    }
    fail_msg("no line for '%s'", key);
}

static void every_setting_tells_its_value_and_origin(void **state)
{
    const char *const sets[] = {"publish.levels=[4]", "input.columns.value={column: W, unit: EUR}",
                                "release.id=x", "checks.unit_value=off"};
    t4_template *t = NULL;
    t4_buffer out;
    t4_error err = {0};

    t4_buffer_init(&out, 0);
    assert_int_equal(t4_job_template(&t, path, sets, 4, &err), T4_OK);
    assert_int_equal(t4_job_explain_text(t, &out, &err), T4_OK);
    t4_buffer_text(&out);
    assert_line(out.data, "publish.levels", "[4]", "--set");
    assert_line(out.data, "publish.partners", "[each, {EAEU: [AM, BY]}]", "national.yaml:12");
    assert_line(out.data, "publish.periods", "[month, quarter, year]", "default");
    assert_line(out.data, "input.columns.value.column", "W", "--set");
    assert_line(out.data, "input.columns.value.decimals", "2", "default");
    assert_line(out.data, "input.columns.code.column", "[A, B]", "national.yaml:6");
    assert_line(out.data, "input.columns.period.format", "\"%d.%m.%Y\"", "national.yaml:4");
    assert_line(out.data, "release.title.ru", "\"Торговля: всё\"", "national.yaml:10");
    assert_line(out.data, "checks.unit_value", "off", "--set");
    assert_line(out.data, "checks.ragged", "reject", "default");
    t4_buffer_release(&out);
    t4_template_free(t);
}

static void json_tells_the_same(void **state)
{
    t4_template *t = NULL;
    t4_json *json = NULL;
    const t4_json *list;
    bool seen = false;
    t4_buffer out;
    t4_error err = {0};

    t4_buffer_init(&out, 0);
    assert_int_equal(t4_job_template(&t, path, NULL, 0, &err), T4_OK);
    assert_int_equal(t4_job_explain_json(t, &out, &err), T4_OK);
    assert_int_equal(t4_json_parse(&json, out.data, out.length, "x", &err), T4_OK);
    assert_string_equal(t4_json_text(t4_json_get(json, "template")), path);
    list = t4_json_get(json, "settings");
    for (size_t i = 0; i < t4_json_count(list); i++) {
        const t4_json *entry = t4_json_at(list, i);

        if (strcmp(t4_json_text(t4_json_get(entry, "key")), "publish.partners"))
            continue;
        seen = true;
        assert_string_equal(t4_json_text(t4_json_at(t4_json_get(t4_json_at(t4_json_get(entry, "value"), 1), "EAEU"), 1)),
                            "BY");
        assert_int_equal(t4_json_integer(t4_json_get(entry, "line"), 0), 12);
        assert_int_equal(t4_json_integer(t4_json_get(entry, "column"), 0), 13);
    }
    assert_true(seen);
    t4_json_free(json);
    t4_buffer_release(&out);
    t4_template_free(t);
}

static void a_wrong_set_or_file_name_is_explained(void **state)
{
    static const struct {
        const char *set, *says;
    } cases[] = {
        {"publish.levels", "expected KEY=VALUE"}, {"=4", "expected KEY=VALUE"}, {"publish.levels=[4", "'[4'"},
        {"publish.level=[4]", "did you mean 'levels'"}, {"publish.levels=4", "found '4', expected a list"},
        {"tenfour.x=4", "cannot set 'tenfour.x'"}, {"publish.levels=&a [4]", "found '&a [4]'"},
    };
    char wrong[100];
    t4_template *t = NULL;
    t4_error err = {0};

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        err = (t4_error){0};
        assert_int_equal(t4_job_template(&t, path, &cases[i].set, 1, &err), T4_ERR_USAGE);
        if (!strstr(err.text, cases[i].says) || strcmp(err.where, "--set"))
            fail_msg("'%s': %s", cases[i].set, err.text);
    }
    snprintf(wrong, sizeof(wrong), "%s/natoinal.yaml", folder);
    err = (t4_error){0};
    assert_int_equal(t4_job_template(&t, wrong, NULL, 0, &err), T4_ERR_IO);
    assert_non_null(strstr(err.text, "no such file"));
    err = (t4_error){0};
    assert_int_equal(t4_job_template(&t, folder, NULL, 0, &err), T4_ERR_IO);
    assert_non_null(strstr(err.text, "it is a folder"));
    assert_null(t);
}

static void the_reference_names_every_key_and_every_defect(void **state)
{
    static const char *const parts[] = {"`publish.levels`", "`protect.rules.p_percent`", "`checks.code_unknown`",
                                        "`input.columns.period.format`", "## protect", "`month, quarter, year`"};
    t4_buffer out;
    t4_error err = {0};

    t4_buffer_init(&out, 0);
    assert_int_equal(t4_job_schema_reference(&out, &err), T4_OK);
    t4_buffer_text(&out);
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
        assert_non_null(strstr(out.data, parts[i]));
    t4_buffer_release(&out);
}

/* Read a template of the project; what a release says of it. */
static void shipped(const char *where, const char *name, t4_error *err)
{
    char file[4096];
    t4_template *t = NULL;

    *err = (t4_error){0};
    snprintf(file, sizeof(file), T4_SRCDIR "/%s/%s", where, name);
    if (t4_job_template(&t, file, NULL, 0, err))
        fail_msg("%s:%llu: %s", file, (unsigned long long)err->line, err->text);
    t4_template_require_release(t, err);
    t4_template_free(t);
}

static void every_shipped_template_can_release(void **state)
{
    static const char *const real[] = {"ethiopia-exports.yaml", "korea-declarations.yaml", "tnved-declarations.yaml",
                                       "us-imports-hts10.yaml"};
    const char *name;
    t4_error err;
    int count = 0;

    for (size_t i = 0; (name = t4_datadir_name(i)); i++) {
        if (strlen(name) < 5 || strcmp(name + strlen(name) - 5, ".yaml") || strchr(name, '/'))
            continue;
        shipped("templates", name, &err);
        count++;
        if (*err.text)
            fail_msg("%s: %s", name, err.text);
    }
    assert_true(count >= 6);
    for (size_t i = 0; i < sizeof(real) / sizeof(*real); i++) {
        shipped("tests/data", real[i], &err);
        if (*err.text)
            fail_msg("%s: %s", real[i], err.text);
    }
}

static void a_bare_name_finds_a_ready_made_template(void **state)
{
    static const char *const names[] = {"national-10-digit", "national-10-digit.yaml"};
    t4_error err = {0};
    t4_template *t = NULL;

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(t4_job_template(&t, names[i], NULL, 0, &err), T4_OK);
        assert_string_equal(t->id, "national-trade");
        assert_string_equal(t->folder, ".");
        assert_non_null(strstr(t4_settings_find(t->settings.root, "release.id")->origin, "ready-made"));
        t4_template_free(t);
    }
    assert_int_equal(t4_job_template(&t, "partners.csv", NULL, 0, &err), T4_ERR_IO);
    err = (t4_error){0};
    assert_int_equal(t4_job_template(&t, "nowhere/national-10-digit", NULL, 0, &err), T4_ERR_IO);
}

/* The n-th allocation fails, for n = 1, 2, 3 ... until all goes well (nothing leaks: see the sanitizers). */
static void every_failed_allocation_is_an_error_of_memory(void **state)
{
    static const char *const sets[] = {"publish.levels=[4, 2]", "input.files=[{match: a, columns: {code: X}}]"};
    t4_status status = T4_ERR_MEMORY;
    size_t n = 0;

    while (status == T4_ERR_MEMORY) {
        t4_template *t = NULL;
        t4_buffer out;
        t4_error err = {0};

        t4_buffer_init(&out, 0);
        t4_alloc_fail_after(++n);
        status = t4_job_template(&t, path, sets, 2, &err);
        if (!status)
            status = t4_job_explain_text(t, &out, &err);
        if (!status)
            status = t4_job_explain_json(t, &out, &err);
        t4_alloc_fail_after(0);
        assert_int_equal(err.code, status);
        t4_template_free(t);
        t4_buffer_release(&out);
        assert_true(n < 10000);
    }
    assert_int_equal(status, T4_OK);
    assert_true(n > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_tells_its_value_and_origin),
        cmocka_unit_test(json_tells_the_same),
        cmocka_unit_test(a_wrong_set_or_file_name_is_explained),
        cmocka_unit_test(the_reference_names_every_key_and_every_defect),
        cmocka_unit_test(every_shipped_template_can_release),
        cmocka_unit_test(a_bare_name_finds_a_ready_made_template),
        cmocka_unit_test(every_failed_allocation_is_an_error_of_memory),
    };

    return cmocka_run_group_tests(tests, make_template, remove_template);
}
