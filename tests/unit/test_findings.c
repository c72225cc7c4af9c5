/* SPDX-License-Identifier: MIT */
/* Duplicates and unit-value outliers, planted. */
#include "cube_world.h"

static void items_that_occur_twice_are_found(void **state)
{
    static const world w = {"duplicates", 51, 3000, 0, 3, 4, .wide = false};
    record *records = world_make_records(&w);
    t4_cube_options options = {.duplicates = true};
    size_t planted = 0;

    world_full_plan(&options.plan);
    for (size_t i = 1; i < w.records; i++)
        if (i % 7 == 0) {   /* like the item half as far: chains of like items */
            memcpy(records[i].mark, records[i / 14 * 7].mark, sizeof records[i].mark);
            planted++;
        } else if (i % 7 == 1) {   /* one word alike is not enough */
            records[i].mark[i % 2] = records[i - 1].mark[i % 2];
        }
    for (size_t k = 0; k < WORLD_MACHINES; k++) {
        cube_case c = {.world = &w, .records = records, .count = w.records,
                       .rows_a_batch = world_machines[k].rows_a_batch};
        const t4_finding *findings;
        size_t count;
        t4_run run;

        options.findings_only = k % 2;   /* makes no difference to findings */
        world_start_run(&run, &world_machines[k]);
        world_open_case(&c, &run, &options);
        findings = t4_cube_findings(c.cube, &count);
        assert_int_equal(count, planted);
        assert_int_equal(t4_cube_finding_total(c.cube, T4_ISSUE_DUPLICATE), planted);
        for (size_t i = 0; i < count; i++) {
            size_t index = 7 * (i + 1), first = index;

            while (first && !memcmp(records[first / 14 * 7].mark, records[index].mark, 16) &&
                   first / 14 * 7 != first)
                first = first / 14 * 7;
            assert_int_equal(findings[i].kind, T4_ISSUE_DUPLICATE);
            assert_int_equal(findings[i].position, records[index].position);
            assert_int_equal(findings[i].other, records[first].position);
        }
        t4_cube_free(c.cube);
        assert_int_equal(run.held, 0);
        t4_domain_release(&c.domain);
    }
    free(records);
}

static void unit_values_far_from_the_usual_are_found(void **state)
{
    static const world w = {"prices", 61, 2000, 0, 1, 4, .wide = false};
    record *records = world_make_records(&w);
    t4_cube_options options = {.unit_values = true};
    t4_random random;

    world_full_plan(&options.plan);
    t4_random_seed(&random, 62);
    for (size_t i = 0; i < w.records; i++) {   /* about 100 a unit of mass, +-20 %; one code of two flows, */
        strcpy(records[i].code, i % 100 == 1 ? "2701000001" : "2701000000");   /* one too rare to judge */
        records[i].flow = i % 2 ? T4_M : T4_X;
        records[i].amount[1] = 1000 + (t4_int128)t4_random_below(&random, 1000000);
        records[i].amount[0] = records[i].amount[1] * (80 + (t4_int128)t4_random_below(&random, 41));
        if (i % 500 == 250)
            records[i].amount[0] *= 1000;
        if (i % 500 == 251)
            records[i].amount[0] /= 10;
        if (i % 100 == 1 && i > 1500)
            strcpy(records[i].code, "2701000002");
        if (i % 500 == 252)
            records[i].amount[1] = 0;
    }
    for (size_t k = 0; k < WORLD_MACHINES; k++) {
        cube_case c = {.world = &w, .records = records, .count = w.records,
                       .rows_a_batch = world_machines[k].rows_a_batch};
        const t4_finding *findings;
        size_t count;
        t4_run run;

        options.findings_only = k % 2;   /* makes no difference to findings */
        world_start_run(&run, &world_machines[k]);
        world_open_case(&c, &run, &options);
        findings = t4_cube_findings(c.cube, &count);
        assert_int_equal(count, 8);
        for (size_t i = 0; i < count; i++) {
            size_t index = i / 2 * 500 + 250 + i % 2;

            assert_int_equal(findings[i].kind, T4_ISSUE_UNIT_VALUE);
            assert_int_equal(findings[i].position, records[index].position);
            assert_true(i % 2 ? findings[i].ratio > 0.075 && findings[i].ratio < 0.125
                              : findings[i].ratio > 750 && findings[i].ratio < 1250);
        }
        t4_cube_free(c.cube);
        t4_domain_release(&c.domain);
    }
    free(records);
}

static void a_cube_for_findings_has_neither_cells_nor_records(void **state)
{
    static const world w = {"findings", 71, 3000, 0, 3, 4, .wide = false};
    record *records = world_make_records(&w);
    t4_cube_options options = {.findings_only = true};
    cube_case c = {.world = &w, .records = records, .count = w.records, .rows_a_batch = 64};
    t4_period from, until;
    t4_cells cells;
    t4_run run;

    world_full_plan(&options.plan);
    world_start_run(&run, &world_machines[0]);
    world_open_case(&c, &run, &options);
    assert_int_equal(t4_cube_cells(c.cube, &cells, NULL), T4_ERR_USAGE);
    assert_int_equal(t4_cube_records(c.cube), w.records);
    t4_cube_span(c.cube, &from, &until);
    assert_true(from && until);
    assert_int_equal(run.held, 0);
    assert_int_equal(run.held_peak, 0);
    t4_cube_free(c.cube);
    t4_domain_release(&c.domain);
    free(records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_that_occur_twice_are_found),
        cmocka_unit_test(unit_values_far_from_the_usual_are_found),
        cmocka_unit_test(a_cube_for_findings_has_neither_cells_nor_records),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
