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
#include "model/template.h"

/* The least that is a template; tests add lines of their own below "columns:" or at the end. */
#define COLUMNS "tenfour: 1\ninput:\n  columns:\n    period: DATE\n    flow: NAPR\n    code: TNVED\n    partner: STRANA\n"
#define LEAST COLUMNS "    value: {column: STOIM, unit: USD}\n"

static t4_status build(t4_template **t, const char *text, t4_error *err)
{
    t4_settings settings;

    *err = (t4_error){0};
    *t = NULL;
    t4_settings_init(&settings);
    if (t4_yaml_parse(&settings, text, strlen(text), "in/t.yaml", err))
        fail_msg("'%s' is no YAML: %s", text, err->text);
    return t4_template_build(t, &settings, "in/t.yaml", err);
}

static t4_template *built(const char *text)
{
    t4_template *t;
    t4_error err;

    if (build(&t, text, &err))
        fail_msg("line %llu: %s", (unsigned long long)err.line, err.text);
    return t;
}

static void the_least_template_gets_sensible_defaults(void **state)
{
    static const int levels[] = {10, 8, 6, 4, 2, 0};
    t4_template *t = built(LEAST);

    assert_string_equal(t->folder, "in");
    assert_string_equal(t->columns[T4_FIELD_VALUE].columns[0], "STOIM");
    assert_int_equal(t->columns[T4_FIELD_VALUE].decimals, 2);
    assert_string_equal(t->columns[T4_FIELD_VALUE].unit, "USD");
    assert_int_equal(t->columns[T4_FIELD_CODE].digits, 10);
    assert_false(t->columns[T4_FIELD_TRADER].used);
    assert_false(t->plan.contributors);
    assert_int_equal(t->plan.level_count, 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(t->plan.levels[i], levels[i]);
    assert_true(t->plan.periods[T4_MONTH] && t->plan.periods[T4_QUARTER] && t->plan.periods[T4_YEAR]);
    assert_true(t->plan.each && t->plan.world && t->plan.flow_totals);
    assert_int_equal(t->measure_count, 1);
    assert_true(t->wanted[T4_OUTPUT_csv] && t->wanted[T4_OUTPUT_xlsx]);
    assert_true(t->max_rejected == 0.01);
    assert_int_equal(t->actions[T4_ISSUE_DUPLICATE], T4_ACT_OFF);
    assert_false(t->duplicates_set);
    assert_int_equal(t->actions[T4_ISSUE_CODE_ZERO], T4_ACT_REPAIR);
    assert_false(t->protect_given);
    assert_string_equal(t->encoding, "auto");
    assert_int_equal(t->separator, 0);
    assert_int_equal(t->decimal, 0);
    t4_template_free(t);
}

static void columns_are_typed_in_all_their_forms(void **state)
{
    t4_template *t = built(
        "tenfour: 1\ninput:\n  separator: semicolon\n  decimal: \",\"\n  columns:\n"
        "    period: {year_column: Y, month_column: M}\n"
        "    flow: {constant: M}\n"
        "    code: {file: \"x-([0-9]+)\", digits: 8}\n"
        "    partner: {column: [A, B], list: c.csv, open: true, map: {x: DE, 010: FR}}\n"
        "    trader: {M: POL, X: OTP, RX: RE, digits: 14, missing: each, missing_reason: pilots}\n"
        "    declaration: ND\n"
        "    value: [V1, V2]\n    net_mass: N\n    gross_mass: G\n"
        "    quantity: {column: Q, unit_column: U, decimals: 0}\n"
        "  dimensions: {office: {column: POST}, mode: {column: T, list: m.csv}}\n"
        "  files:\n    - match: \"*.gz\"\n      columns: {code: {column: HS}, flow: {column: F, map: {e: X}}}\n"
        "      dimensions: {mode: {constant: sea}}\n");
    const t4_column *c = t->columns;

    assert_int_equal(t->separator, ';');
    assert_int_equal(t->decimal, ',');
    assert_string_equal(c[T4_FIELD_PERIOD].year_column, "Y");
    assert_string_equal(c[T4_FIELD_PERIOD].month_column, "M");
    assert_string_equal(c[T4_FIELD_FLOW].constant, "M");
    assert_string_equal(c[T4_FIELD_CODE].file_pattern, "x-([0-9]+)");
    assert_int_equal(c[T4_FIELD_CODE].digits, 8);
    assert_int_equal(t->plan.levels[0], 8);
    assert_int_equal(c[T4_FIELD_PARTNER].column_count, 2);
    assert_string_equal(c[T4_FIELD_PARTNER].list, "c.csv");
    assert_true(c[T4_FIELD_PARTNER].open);
    assert_int_equal(c[T4_FIELD_PARTNER].map_count, 2);
    assert_string_equal(c[T4_FIELD_PARTNER].map[1].from, "010");
    assert_string_equal(c[T4_FIELD_TRADER].column_by_flow[T4_FM], "POL");
    assert_string_equal(c[T4_FIELD_TRADER].column_by_flow[T4_DX], "OTP");
    assert_string_equal(c[T4_FIELD_TRADER].column_by_flow[T4_RX], "RE");
    assert_int_equal(c[T4_FIELD_TRADER].digits, 14);
    assert_true(c[T4_FIELD_TRADER].missing_each);
    assert_int_equal(t->actions[T4_ISSUE_DUPLICATE], T4_ACT_KEEP);
    assert_int_equal(c[T4_FIELD_NET_MASS].decimals, 3);
    assert_string_equal(c[T4_FIELD_NET_MASS].unit, "kg");
    assert_string_equal(c[T4_FIELD_QUANTITY].unit_column, "U");
    assert_int_equal(c[T4_FIELD_QUANTITY].decimals, 0);
    assert_true(t->dimensions[0].open);
    assert_false(t->dimensions[1].open);
    assert_int_equal(t->file_count, 1);
    assert_true(t->files[0].columns[T4_FIELD_CODE].used);
    assert_false(t->files[0].columns[T4_FIELD_VALUE].used);
    assert_string_equal(t->files[0].columns[T4_FIELD_CODE].columns[0], "HS");
    assert_null(t->files[0].columns[T4_FIELD_CODE].file_pattern);
    assert_int_equal(t->files[0].columns[T4_FIELD_CODE].digits, 8);
    assert_null(t->files[0].columns[T4_FIELD_FLOW].constant);
    assert_string_equal(t->files[0].dimensions[1].constant, "sea");
    assert_false(t->files[0].dimensions[0].used);
    /* The gross mass serves the check of the net mass; it is published on request only. */
    assert_int_equal(t->measure_count, 3);
    assert_string_equal(t->measures[2], "quantity");
    t4_template_free(t);
}

static void levels_are_sorted_and_groups_listed(void **state)
{
    t4_template *t = built(LEAST "publish:\n  levels: [4, 10, 0, 2]\n  periods: [year]\n"
                           "  partners: [world, {EAEU: [AM, BY], EU27: [DE]}]\n"
                           "  units: {value: 1000}\n  finest: {default: 10, \"27\": 8, \"2709\": 10}\n");

    assert_int_equal(t->plan.level_count, 4);
    assert_int_equal(t->plan.levels[0], 10);
    assert_int_equal(t->plan.levels[1], 4);
    assert_int_equal(t->plan.levels[3], 0);
    assert_false(t->plan.each);
    assert_true(t->plan.world);
    assert_false(t->plan.periods[T4_MONTH]);
    assert_int_equal(t->plan.group_count, 2);
    assert_string_equal(t->plan.groups[0].name, "EAEU");
    assert_string_equal(t->plan.groups[0].members[1], "BY");
    assert_null(t->plan.groups[0].members[2]);
    assert_int_equal(t->rounding_unit[T4_FIELD_VALUE], 100000);
    assert_int_equal(t4_template_finest(t, "8542310000", 10), 10);
    assert_int_equal(t4_template_finest(t, "2710190000", 10), 8);
    assert_int_equal(t4_template_finest(t, "2709000000", 10), 10);
    assert_int_equal(t4_template_finest(t, "8542XX", 6), 6);
    t4_template_free(t);
}

static void contradictions_are_refused_where_they_stand(void **state)
{
    static const struct {
        const char *text;
        uint64_t line;
        const char *says;
    } cases[] = {
        {"input: {}\n", 0, "'tenfour' is missing"},
        {"tenfour: 1\n", 0, "'period' is missing"},
        {COLUMNS, 4, "no measure"},
        {COLUMNS "    quantity: {column: Q}\n", 8, "unit or unit_column"},
        {COLUMNS "    quantity: {column: Q, unit: l, unit_column: U}\n", 8, "beside unit"},
        {COLUMNS "    value: {column: Q, constant: 1}\n", 8, "in two ways"},
        {COLUMNS "    value: {unit: USD}\n", 8, "does not say where"},
        {LEAST "    trader: {M: A, missing: each}\n", 9, "missing_reason"},
        {LEAST "    trader: {M: A, column: B}\n", 9, "in two ways"},
        {"tenfour: 1\ninput: {columns: {period: {month_column: M}}}\n", 2, "year_column"},
        {"tenfour: 1\ninput: {columns: {period: {column: D, format: \"%d.%m\"}}}\n", 2, "a layout with a year"},
        {"tenfour: 1\ninput: {columns: {period: {constant: May}}}\n", 2, "a period such as"},
        {"tenfour: 1\ninput: {columns: {flow: {constant: E}}}\n", 2, "a flow: M, X"},
        {"tenfour: 1\ninput: {columns: {flow: {column: E, map: {a: M, b: T}}}}\n", 2, "found 'T'"},
        {"tenfour: 1\ninput: {columns: {partner: {column: E, map: {a: W00}}}}\n", 2, "'W00'"},
        {"tenfour: 1\ninput: {columns: {partner: {constant: G_EU}}}\n", 2, "'G_EU'"},
        {"tenfour: 1\ninput: {columns: {code: {file: \"x\"}}}\n", 2, "has no group"},
        {"tenfour: 1\ninput: {columns: {code: {file: \"(x\"}}}\n", 2, "no regular expression"},
        {LEAST "  dimensions: {period: {column: X}}\n", 9, "a column of every release"},
        {LEAST "  dimensions: {Office: {column: X}}\n", 9, "cannot name a column"},
        {LEAST "  dimensions: {a: A, b: A, c: A, d: A, e: A, f: A, g: A}\n", 9, "more than 6"},
        {LEAST "  files: [{columns: {value: A}}]\n", 9, "'match' is missing"},
        {LEAST "  files: [{match: a, columns: {value: {column: A, decimals: 3}}}]\n", 9, "one for all files"},
        {LEAST "  files: [{match: a, columns: {value: {column: A, unit: EUR}}}]\n", 9, "one for all files"},
        {LEAST "  files: [{match: a, columns: {code: {column: A, digits: 8}}}]\n", 9, "one for all files"},
        {LEAST "  files: [{match: a, columns: {net_mass: A}}]\n", 9, "under input.columns too"},
        {LEAST "  files: [{match: a, dimensions: {office: A}}]\n", 9, "not under input.dimensions"},
        {LEAST "  separator: comma\n  decimal: \",\"\n", 9, "cannot both"},
        {LEAST "classification: {edition: HS}\n", 9, "'file' is missing"},
        {LEAST "publish: {levels: [5]}\n", 9, "an even code length"},
        {LEAST "publish: {levels: [12]}\n", 9, "finer than the codes"},
        {LEAST "publish: {levels: [4, 4]}\n", 9, "stands twice"},
        {LEAST "publish: {levels: []}\n", 9, "empty"},
        {LEAST "publish: {periods: []}\n", 9, "empty"},
        {LEAST "publish: {partners: []}\n", 9, "empty"},
        {LEAST "publish: {partners: [all]}\n", 9, "found 'all'"},
        {LEAST "publish: {partners: [{eaeu: [AM]}]}\n", 9, "cannot name a group"},
        {LEAST "publish: {partners: [{A: [AM]}, {A: [AM]}]}\n", 9, "'A' stands twice"},
        {LEAST "publish: {partners: [{A: [AM, AM]}]}\n", 9, "'AM' stands twice"},
        {LEAST "publish: {partners: [{A: []}]}\n", 9, "no members"},
        {LEAST "publish: {partners: [{A: [W00]}]}\n", 9, "is a total"},
        {LEAST "publish: {measures: [value, net_mass]}\n", 9, "'net_mass' has no column"},
        {LEAST "publish: {measures: [value, value]}\n", 9, "stands twice"},
        {LEAST "publish: {measures: []}\n", 9, "empty"},
        {LEAST "publish: {units: {value: 0.001}}\n", 9, "at most 2 decimals"},
        {LEAST "publish: {units: {value: 0}}\n", 9, "positive"},
        {LEAST "publish: {units: {net_mass: 1}}\n", 9, "no published measure"},
        {LEAST "publish: {finest: {default: 7}}\n", 9, "even code length"},
        {LEAST "publish: {finest: {default: 8, x1: 6}}\n", 9, "no beginning of a code"},
        {LEAST "publish: {finest: fine}\n", 9, "found 'fine'"},
        {LEAST "publish: {finest: [8]}\n", 9, "list"},
        {LEAST "outputs: []\n", 9, "empty"}, {LEAST "outputs: [csv, csv]\n", 9, "stands twice"},
        {LEAST "release: {from: 2023-05, until: 2023-04}\n", 9, "lies before"},
        {LEAST "release: {id: ../x}\n", 9, "Latin letters"},
        {LEAST "release: {vintage: \"a b\"}\n", 9, "Latin letters"},
        {LEAST "release: {title: {english: x}}\n", 9, "no language"}, {LEAST "release: {title: {E: x}}\n", 9, "no language"},
        {LEAST "checks: {duplicate: off, duplicates: off}\n", 9, "same check"},
        {LEAST "protect: {method: none}\n", 9, "needs a reason"},
        {LEAST "protect: {}\n", 9, "no rule is given"},
        {LEAST "protect: {rules: {minimum_contributors: 3}}\n", 9, "no trader column"},
        {LEAST "protect: {rules: {p_percent: 10}}\n", 9, "no trader column"},
        {LEAST "protect: {rules: {dominance: [{n: 1, k: 80}]}}\n", 9, "no trader column"},
        {LEAST "protect: {rules: {pq: {p: 5, q: 50}}}\n", 9, "no trader column"},
        {LEAST "protect: {rules: {holdings: h.csv}}\n", 9, "no trader column"},
        {LEAST "protect: {rules: {never: n.csv, waivers: w.csv}}\n", 9, "no trader column"},
        {LEAST "protect: {rules: {never: n.csv}, scope: passive}\n", 9, "requests"},
        {LEAST "protect: {rules: {requests: {share: 80}}}\n", 9, "a map with file"},
        {LEAST "    trader: T\nprotect: {rules: {dominance: [{n: 1}]}}\n", 10, "both n and k"},
        {LEAST "    trader: T\nprotect: {rules: {pq: {p: 50, q: 5}}}\n", 10, "q larger than p"},
        {LEAST "    trader: T\nprotect: {rules: {p_percent: 5}, cost: beauty}\n", 10, "found 'beauty'"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        t4_template *t;
        t4_error err;
        t4_status status = build(&t, cases[i].text, &err);

        if (status != T4_ERR_USAGE || err.line != cases[i].line || !strstr(err.text, cases[i].says))
            fail_msg("case %zu (%s): %llu: %s", i, strrchr(cases[i].text, ':'), (unsigned long long)err.line, err.text);
        assert_null(t);
        t4_template_free(t);
    }
}

static void protection_is_typed(void **state)
{
    t4_template *t = built(LEAST "    trader: INN\nprotect:\n  rules:\n    minimum_contributors: 3\n"
                           "    dominance: [{n: 1, k: 75}, {n: 2, k: 90}]\n    p_percent: 12.5\n"
                           "    pq: {p: 5, q: 50}\n    coalition: 2\n    holdings: h.csv\n"
                           "    requests: {file: r.csv, share: 80}\n    never: n.csv\n    must: m.csv\n"
                           "  scope: both\n  insiders: off\n  unions: on\n  safety: 15\n  cost: log\n");

    assert_true(t->protect_given);
    assert_int_equal(t->method, T4_METHOD_SUPPRESS);
    assert_int_equal(t->minimum_contributors, 3);
    assert_int_equal(t->dominance_count, 2);
    assert_int_equal(t->dominance[1].n, 2);
    assert_int_equal(t->dominance[1].k, 90);
    assert_true(t->p_percent == 12.5 && t->pq_p == 5 && t->pq_q == 50);
    assert_int_equal(t->coalition, 2);
    assert_string_equal(t->requests, "r.csv");
    assert_true(t->request_share == 80 && t->request_share_continued == 80);
    assert_int_equal(t->scope, T4_SCOPE_BOTH);
    assert_int_equal(t->insiders, T4_INSIDERS_OFF);
    assert_true(t->unions);
    assert_int_equal(t->safety, 15);
    assert_string_equal(t->cost, "log");
    assert_true(t->plan.contributors);
    t4_template_free(t);
    t = built(LEAST "    trader: INN\nprotect: {rules: {p_percent: 10}}\n");
    assert_int_equal(t->insiders, T4_INSIDERS_INTERVAL);
    assert_true(t->unions);
    assert_int_equal(t->measures_mode, T4_MEASURES_JOINT);
    assert_int_equal(t->safety, 10);
    t4_template_free(t);
}

#define DESCRIBED LEAST \
    "    trader: INN\nrelease: {id: a, reporter: KG, title: T, vintage: v1, trade_system: general, valuation: {M: CIF, " \
    "X: FOB}, partner_concept: {M: origin, X: last_destination}, source_type: declarations, licence: CC0-1.0, " \
    "contact: c, status: final}\n"

static void a_release_names_all_missing_descriptions_at_once(void **state)
{
    static const char *const keys[] = {
        "release.id", "release.reporter", "release.title", "release.vintage", "release.trade_system",
        "release.source_type", "release.licence", "release.contact", "release.status", "release.valuation.M",
        "release.valuation.X", "release.partner_concept.M", "release.partner_concept.X", "protect",
        "input.columns.value.unit",
    };
    t4_template *t = built(COLUMNS "    value: STOIM\n");
    t4_error err = {0};

    assert_int_equal(t4_template_require_release(t, &err), T4_ERR_USAGE);
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        if (!strstr(err.text, keys[i]))
            fail_msg("'%s' is not in '%s'", keys[i], err.text);
    t4_template_free(t);
}

static void only_flows_that_can_occur_need_a_valuation(void **state)
{
    t4_template *t = built(
        "tenfour: 1\ninput:\n  columns: {period: D, flow: {column: F, map: {a: FM, b: RM}}, code: C, partner: P, "
        "value: {column: V, unit: USD}, source_type: S}\n"
        "release: {id: a, reporter: KG, title: T, vintage: v1, trade_system: general, valuation: {M: CIF}, "
        "partner_concept: {M: origin}, licence: CC0-1.0, contact: c, status: final}\n"
        "protect: {method: none, reason: open data}\n");
    t4_error err = {0};

    if (t4_template_require_release(t, &err))
        fail_msg("%s", err.text);
    assert_string_equal(t->valuation[T4_RM], "CIF");
    assert_null(t->valuation[T4_X]);
    t4_template_free(t);
}

static void what_cannot_be_honoured_yet_is_refused_for_a_release(void **state)
{
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"protect: {rules: {p_percent: 10}}\n", NULL},
        {"protect: {rules: {p_percent: 10}, insiders: interval}\n", NULL},
        {"protect: {rules: {p_percent: 10}, unions: on}\n", NULL},
        {"protect: {rules: {p_percent: 10}, method: perturb}\n", "'perturb' is not available"},
        {"protect: {rules: {p_percent: 10}}\nattacker: {bounds: b.csv}\n", NULL},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        char text[2000];
        t4_error err = {0};
        t4_template *t;
        t4_status status;

        snprintf(text, sizeof(text), "%s%s", DESCRIBED, cases[i].text);
        t = built(text);
        status = t4_template_require_release(t, &err);
        if ((status == T4_OK) != !cases[i].says || (cases[i].says && !strstr(err.text, cases[i].says)))
            fail_msg("case %zu: %s", i, err.text);
        t4_template_free(t);
    }
}

static void the_domain_takes_measures_and_dimensions(void **state)
{
    t4_template *t = built(COLUMNS "    value_nat: {column: A, unit: KGS, decimals: 4}\n    net_mass: N\n"
                           "    quantity: {column: Q, unit_column: U}\n    trader: INN\n"
                           "  dimensions: {office: POST}\npublish: {measures: [quantity, value_nat, net_mass]}\n");
    t4_domain domain;

    assert_int_equal(t4_domain_init(&domain, NULL), T4_OK);
    assert_int_equal(t4_template_domain(t, &domain, NULL), T4_OK);
    assert_int_equal(domain.measure_count, 3);
    assert_string_equal(domain.measures[0].name, "quantity");
    assert_string_equal(domain.measures[0].unit, "");
    assert_int_equal(domain.quantity, 0);
    assert_int_equal(domain.value, 1);
    assert_int_equal(domain.measures[1].decimals, 4);
    assert_string_equal(domain.measures[1].unit, "KGS");
    assert_int_equal(domain.net_mass, 2);
    assert_int_equal(domain.measures[2].kind, T4_MASS);
    assert_string_equal(domain.dimensions[0], "office");
    assert_true(domain.has_trader);
    t4_domain_release(&domain);
    t4_template_free(t);
}

static void files_are_looked_for_beside_the_template(void **state)
{
    t4_template *t = built(LEAST);
    t4_buffer path;

    t4_buffer_init(&path, 0);
    assert_int_equal(t4_template_path(t, "lists/c.csv", &path, NULL), T4_OK);
    assert_string_equal(path.data, "in/lists/c.csv");
    t4_buffer_clear(&path);
    assert_int_equal(t4_template_path(t, "/x/c.csv", &path, NULL), T4_OK);
    assert_string_equal(path.data, "/x/c.csv");
    t4_buffer_release(&path);
    t4_template_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_template_gets_sensible_defaults),
        cmocka_unit_test(columns_are_typed_in_all_their_forms),
        cmocka_unit_test(levels_are_sorted_and_groups_listed),
        cmocka_unit_test(contradictions_are_refused_where_they_stand),
        cmocka_unit_test(protection_is_typed),
        cmocka_unit_test(a_release_names_all_missing_descriptions_at_once),
        cmocka_unit_test(only_flows_that_can_occur_need_a_valuation),
        cmocka_unit_test(what_cannot_be_honoured_yet_is_refused_for_a_release),
        cmocka_unit_test(the_domain_takes_measures_and_dimensions),
        cmocka_unit_test(files_are_looked_for_beside_the_template),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
