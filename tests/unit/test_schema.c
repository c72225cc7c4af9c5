/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/yaml.h"
#include "model/scalar.h"
#include "model/schema.h"

static void every_row_has_a_parent_a_kind_that_fits_and_a_default_that_is_allowed(void **state)
{
    size_t count;
    const t4_schema_row *rows = t4_schema_rows(&count);

    for (size_t i = 0; i < count; i++) {
        const t4_schema_row *row = &rows[i];
        const char *dot = strrchr(row->path, '.');
        char parent[200];
        int index;

        assert_ptr_equal(t4_schema_find(row->path), row);
        assert_non_null(row->help);
        assert_int_equal(row->help[strlen(row->help) - 1], '.');
        if (dot && strcmp(dot, ".*") && !strchr(row->path, '*')) {
            snprintf(parent, sizeof(parent), "%.*s", (int)(dot - row->path), row->path);
            assert_non_null(t4_schema_find(parent));
        }
        if (row->kind == T4_KEY_CHOICE && row->usual) {
            t4_node node = {.kind = T4_NODE_SCALAR, .text = row->usual, .origin = "x"};

            assert_int_equal(t4_scalar_choice(&node, "x", row->choices, &index, NULL), T4_OK);
        }
        if (row->kind == T4_KEY_SAME)
            assert_non_null(t4_schema_find(row->choices));
    }
}

static void the_most_exact_row_is_found(void **state)
{
    assert_string_equal(t4_schema_find("input.columns.value.unit")->path, "input.columns.value.unit");
    assert_string_equal(t4_schema_find("input.columns.value.column")->path, "input.columns.*.column");
    assert_string_equal(t4_schema_find("release.title.ky")->path, "release.title.*");
    assert_null(t4_schema_find("input.columns.code.unit"));
    assert_null(t4_schema_find("input.columns.code.digits.x"));
    assert_null(t4_schema_find("publish.levels.x"));
    assert_null(t4_schema_find(""));
}

/* Check a text; the message in err. */
static t4_status check(const char *text, t4_error *err)
{
    t4_settings settings;
    t4_status status;

    *err = (t4_error){0};
    t4_settings_init(&settings);
    status = t4_yaml_parse(&settings, text, strlen(text), "t.yaml", err);
    if (status)
        fail_msg("'%s' is no YAML: %s", text, err->text);
    status = t4_schema_check(&settings, err);
    t4_settings_release(&settings);
    return status;
}

static void unknown_keys_are_refused_with_place_nearest_and_allowed_keys(void **state)
{
    static const struct {
        const char *text;
        uint64_t line, column;
        const char *says;
    } cases[] = {
        {"tenfour: 1\npublis:\n  levels: [4]\n", 2, 1, "unknown key 'publis'; did you mean 'publish'?"},
        {"publish:\n  level: [4]\n", 2, 3, "unknown key 'level' in 'publish'; did you mean 'levels'?"},
        {"publish: {xyz: 1}\n", 1, 11, "(allowed here: levels, finest, adaptive, finest_by"},
        {"input:\n  columns:\n    value: {column: A, digits: 3}\n", 3, 24, "'digits' in 'input.columns.value'"},
        {"input:\n  columns:\n    price: A\n", 3, 5, "'price' in 'input.columns'"},
        {"input:\n  columns: {code: {colunm: A}}\n", 2, 20, "did you mean 'column'"},
        {"input:\n  files: [{match: x, columns: {code: {digit: 8}}}]\n", 2, 39, "did you mean 'digits'"},
        {"input: {dimensions: {office: {colum: A}}}\n", 1, 31, "did you mean 'column'"},
        {"release: {valuation: {I: CIF}}\n", 1, 23, "(allowed here: DX, FM, M, RM, RX, X)"},
        {"checks: {duplicat: off}\n", 1, 10, "did you mean 'duplicate'"},
        {"protect: {rules: {dominance: [{n: 1, p: 2}]}}\n", 1, 38, "'p' in 'protect.rules.dominance[]'"},
        {"release:\n  title: {en: {a: b}}\n", 2, 15, "found a map"},
        {"a.b: 1\n", 1, 1, "unknown key 'a.b'"}, {"\"*\": 1\n", 1, 1, "unknown key '*'"},
        {"\"\": 1\n", 1, 1, "unknown key ''"}, {"\"[]\": 1\n", 1, 1, "unknown key '[]'"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        t4_error err;

        assert_int_equal(check(cases[i].text, &err), T4_ERR_USAGE);
        if (!strstr(err.text, cases[i].says) || err.line != cases[i].line || err.column != cases[i].column)
            fail_msg("case %zu: %llu:%llu: %s", i, (unsigned long long)err.line,
                     (unsigned long long)err.column, err.text);
    }
}

static void values_are_checked_for_kind_and_range(void **state)
{
    static const struct {
        const char *text, *says;  /* says NULL: accepted */
    } cases[] = {
        {"tenfour: 1", NULL}, {"tenfour: 2", "found '2', expected 1"}, {"tenfour: \"1\"", NULL},
        {"publish: {levels: 4}", "found '4', expected a list"}, {"publish: {levels: [14]}", "from 0 to 12"},
        {"publish: {levels: [4.0]}", "whole number"}, {"publish: {levels: [1e1]}", "whole number"},
        {"publish: {levels: [99999999999999999999999]}", "whole number"}, {"publish: {levels: [010]}", NULL},
        {"publish: {levels: [[4]]}", "found a list"}, {"publish: {compress: zip}", "none or gz"},
        {"checks: {max_rejected: 1.5}", "from 0 to 1"}, {"checks: {max_rejected: \"0,5\"}", "found '0,5'"},
        {"checks: {max_rejected: 0.25}", NULL}, {"checks: {ragged: repair}", "keep or reject"},
        {"checks: {duplicates: off, unit_value: keep}", NULL}, {"checks: {code_unknown: residual}", NULL},
        {"checks: {period_invalid: keep}", "expected reject"}, {"checks:", NULL}, {"checks: x", "keys below it"},
        {"protect: {unions: maybe}", "true or false"}, {"protect: {unions: on}", NULL},
        {"protect: {insiders: off}", NULL}, {"protect: {rules: {p_percent: 0}}", "p_percent"},
        {"release: {from: 2023-13}", "a month, quarter or year"}, {"release: {from: 2023-Q1}", NULL},
        {"release: {valuation: CIF}", NULL}, {"release: {valuation: CFI}", "found 'CFI'"},
        {"release: {valuation: {M: CIF, RX: FOB}}", NULL}, {"release: {id: }", "nothing is given"},
        {"release: {status: old}", "provisional, preliminary, estimated, revised or final"},
        {"input: {separator: ab}", "expected auto"}, {"input: {separator: \"\\t\"}", NULL},
        {"input: {separator: tab}", NULL}, {"input: {separator: \"5\"}", "expected auto"},
        {"input: {separator: \"|\"}", NULL}, {"input: {decimal: \",\"}", NULL}, {"input: {decimal: x}", "auto, . or ,"},
        {"input: {columns: {code: [a, b]}}", NULL}, {"input: {columns: {code: [a, [b]]}}", "found a list"},
        {"input: {columns: {code: []}}", "column name"}, {"input: {columns: {code: \"\"}}", "column name"},
        {"input: {columns: {flow: {column: A, map: {\"1.0\": M}}}}", NULL},
        {"input: {columns: {flow: {column: A, map: {a: \"\"}}}}", NULL},
        {"input: {columns: {flow: {column: A, map: {a: }}}}", "nothing is given"},
        {"input: {columns: {gross_mass: {constant: \"\"}}}", NULL},
        {"input: {columns: {flow: {column: A, map: [M]}}}", "keys below it"},
        {"publish: {partners: [each, {EAEU: [AM]}]}", NULL}, {"publish: {partners: [{EAEU: AM}]}", "a list such as"},
        {"publish: {finest: {default: 10, \"27\": 8}}", NULL}, {"publish: {finest: adaptive}", NULL},
        {"outputs: csv", "a list such as"}, {"outputs: [pdf]", "found 'pdf'"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        t4_error err;
        t4_status status = check(cases[i].text, &err);

        if ((status == T4_OK) != !cases[i].says || (cases[i].says && !strstr(err.text, cases[i].says)))
            fail_msg("case %zu '%s': %s", i, cases[i].text, err.text);
    }
}

static void defaults_are_added_where_their_map_is(void **state)
{
    static const char text[] = "publish: {compress: gz}\ninput: {columns: {code: {column: A}}}\n";
    t4_settings settings;

    t4_settings_init(&settings);
    assert_int_equal(t4_yaml_parse(&settings, text, sizeof(text) - 1, "t.yaml", NULL), T4_OK);
    assert_int_equal(t4_schema_fill(&settings, NULL), T4_OK);
    assert_string_equal(t4_settings_find(settings.root, "publish.compress")->text, "gz");
    assert_string_equal(t4_settings_find(settings.root, "publish.periods[2]")->text, "year");
    assert_string_equal(t4_settings_find(settings.root, "publish.periods")->origin, "default");
    assert_string_equal(t4_settings_find(settings.root, "input.columns.code.digits")->text, "10");
    assert_string_equal(t4_settings_find(settings.root, "outputs[1]")->text, "xlsx");
    assert_null(t4_settings_find(settings.root, "protect"));
    assert_null(t4_settings_find(settings.root, "input.columns.value"));
    t4_settings_release(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_a_parent_a_kind_that_fits_and_a_default_that_is_allowed),
        cmocka_unit_test(the_most_exact_row_is_found),
        cmocka_unit_test(unknown_keys_are_refused_with_place_nearest_and_allowed_keys),
        cmocka_unit_test(values_are_checked_for_kind_and_range),
        cmocka_unit_test(defaults_are_added_where_their_map_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
