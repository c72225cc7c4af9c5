/* SPDX-License-Identifier: MIT */
/* Cells of random small cubes against plain sums. */
#include "cube_world.h"

#include "base/memory.h"
#include "base/parallel.h"

static void cells_equal_plain_sums_whatever_the_records_hold(void **state)
{
    static const world worlds[] = {
        {"plain", 1, 700, 0, 3, 12, .no_trader = false},
        {"wide amounts", 2, 500, 0, 2, 5, .wide = true},
        {"yearly and quarterly records", 3, 500, 1, 2, 30, .coarse_periods = true},
        {"residual codes", 4, 600, 2, 3, 9, .residuals = true},
        {"caps", 5, 500, 1, 3, 9, .residuals = true, .caps = true},
        {"a list whose parents are not prefixes", 6, 600, 0, 2, 9, .list = true},
        {"no trader at all", 7, 300, 0, 2, 9, .no_trader = true},
        {"one chapter", 8, 1800, 0, 1, 400, .residuals = true, .wide = true},
    };
    t4_cube_plan plan;

    world_full_plan(&plan);
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++)
        world_check(&worlds[i], &plan);
}

static void plans_yield_what_they_ask_for(void **state)
{
    static const world w = {"plans", 11, 400, 1, 3, 9, .residuals = true, .coarse_periods = true};
    t4_cube_plan plan;

    world_full_plan(&plan);
    plan.each = false;
    world_check(&w, &plan);
    world_full_plan(&plan);
    plan.world = plan.flow_totals = plan.contributors = false;
    plan.group_count = 0;
    world_check(&w, &plan);
    world_full_plan(&plan);
    plan.periods[T4_MONTH] = plan.periods[T4_YEAR] = false;
    plan.levels[0] = 6;
    plan.levels[1] = 2;
    plan.level_count = 2;
    world_check(&w, &plan);
    world_full_plan(&plan);
    plan.levels[0] = 0;
    plan.level_count = 1;
    world_check(&w, &plan);
    world_full_plan(&plan);
    plan.from = t4_period_month(2021, 3);
    plan.until = t4_period_month(2022, 9);
    world_check(&w, &plan);
}

/* --- limits -------------------------------------------------------------------------------------- */

static void sums_over_127_bits_are_refused(void **state)
{
    static const world w = {"overflow", 31, 2, 0, 1, 4, .wide = true};

    for (int bits = 100; bits < 127; bits++)
        for (int sign = -1; sign <= 1; sign += 2) {
            record *records = world_make_records(&w);
            t4_cube_options options = {0};
            cube_case c = {.world = &w, .records = records, .count = 2, .rows_a_batch = 1};
            machine m = {2, 1 << 20, 1};
            t4_error err = {0};
            t4_status status;
            t4_run run;

            world_full_plan(&options.plan);
            for (int i = 0; i < 2; i++) {
                records[i].amount[0] = sign * ((t4_int128)1 << bits);
                records[i].amount[1] = records[i].amount[2] = 0;
            }
            world_start_run(&run, &m);
            world_fill_domain(&c.domain, &w);
            assert_int_equal(t4_cube_new(&c.cube, &run, &c.domain, &options, &err), T4_OK);
            status = t4_parallel_for(&run, 2, world_add_task, &c, &err);
            if (!status)
                status = t4_cube_close(c.cube, &err);
            assert_int_equal(status, bits < 126 ? T4_OK : T4_ERR_DATA);
            if (bits == 126)
                assert_non_null(strstr(err.text, "'value'"));
            t4_cube_free(c.cube);
            t4_domain_release(&c.domain);
            free(records);
        }
}

static t4_status count_visit(void *count, const t4_contribution *item, t4_error *err)
{
    ++*(size_t *)count;
    return T4_OK;
}

static void an_empty_cube_has_no_cells(void **state)
{
    static const world w = {"empty", 41, 0, 2, 1, 4, .wide = false};
    t4_cube_options options = {.duplicates = true, .unit_values = true};
    cube_case c = {.world = &w, .rows_a_batch = 1};
    size_t visited = 0;
    t4_period from, until;
    t4_cells cells;
    size_t count;
    t4_run run;

    world_full_plan(&options.plan);
    world_start_run(&run, &world_machines[1]);
    world_open_case(&c, &run, &options);
    assert_int_equal(t4_cube_cells(c.cube, &cells, NULL), T4_OK);
    assert_int_equal(cells.units, 0);
    assert_int_equal(t4_cube_contributions(c.cube, count_visit, &visited, NULL),
                     T4_OK);
    assert_int_equal(visited, 0);
    t4_cube_findings(c.cube, &count);
    assert_int_equal(count, 0);
    t4_cube_span(c.cube, &from, &until);
    assert_int_equal(from, 0);
    t4_cube_free(c.cube);
    t4_domain_release(&c.domain);
}

static void levels_that_make_no_sense_are_refused(void **state)
{
    static const int bad[][3] = {{10, 10, 2}, {2, 4, 6}, {10, 4, 1}, {13, 4, 2}, {4, 2, -2}};
    t4_domain domain;
    t4_run run;

    t4_run_init(&run);
    assert_int_equal(t4_domain_init(&domain, NULL), T4_OK);
    domain.measure_count = 1;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        t4_cube_options options = {.plan.level_count = 3};
        t4_cube *cube = NULL;

        memcpy(options.plan.levels, bad[i], sizeof bad[i]);
        assert_int_equal(t4_cube_new(&cube, &run, &domain, &options, NULL), T4_ERR_USAGE);
        assert_null(cube);
    }
    t4_domain_release(&domain);
}

/* Everything once, on one thread; the status of the first thing that failed. fail_after: allocation to fail. */
static t4_status try_all(const world *w, const record *records, t4_run *run, size_t fail_after)
{
    t4_cube_options options = {.duplicates = true, .unit_values = true};
    cube_case c = {.world = w, .records = records, .count = w->records, .rows_a_batch = 50};
    t4_cell_block block = {0};
    t4_cells cells = {0};
    size_t visited = 0;
    t4_status status;

    world_full_plan(&options.plan);
    world_fill_domain(&c.domain, w);
    for (size_t i = 0; i < w->records; i++) {   /* so that only the cube allocates below */
        world_id(c.domain.codes, records[i].code);
        world_id(c.domain.partners, records[i].partner);
        world_id(c.domain.traders, records[i].trader);
        world_id(c.domain.units, records[i].unit);
        world_id(c.domain.labels[0], records[i].label[0]);
    }
    t4_alloc_fail_after(fail_after);
    status = t4_cube_new(&c.cube, run, &c.domain, &options, NULL);
    for (size_t i = 0; i * c.rows_a_batch < c.count && !status; i++)
        status = world_add_task(&c, 0, i, NULL);
    if (!status)
        status = t4_cube_close(c.cube, NULL);
    if (!status)
        status = t4_cube_cells(c.cube, &cells, NULL);
    for (size_t i = 0; i < cells.units && !status; i++)
        status = cells.load(&cells, 0, i, &block, NULL);
    if (!status)
        status = t4_cube_contributions(c.cube, count_visit, &visited, NULL);
    t4_alloc_fail_after(0);
    t4_cell_block_release(&block);
    t4_cube_free(c.cube);
    assert_int_equal(run->held, 0);
    t4_domain_release(&c.domain);
    return status;
}

static void memory_that_runs_out_anywhere_is_an_error_and_no_more(void **state)
{
    static const world w = {"memory", 71, 150, 1, 2, 5, .wide = true, .residuals = true};
    record *records = world_make_records(&w);
    t4_status status = T4_ERR_MEMORY;
    size_t n = 1;

    for (; status; n += 1 + n / 100) {
        t4_run run;

        world_start_run(&run, &world_machines[4]);
        status = try_all(&w, records, &run, n);
        assert_true(status == T4_OK || status == T4_ERR_MEMORY);
    }
    assert_true(n > 100);
    free(records);
}

static void a_spill_that_fails_is_an_error(void **state)
{
    static const world w = {"spill", 72, 300, 1, 2, 5, .wide = false};
    record *records = world_make_records(&w);
    t4_run run;

    world_start_run(&run, &world_machines[4]);
    run.tmpdir = "/nonexistent/folder";
    assert_int_equal(try_all(&w, records, &run, 0), T4_ERR_IO);
    free(records);
}

static void a_raised_stop_flag_stops(void **state)
{
    static const world w = {"stop", 73, 60, 1, 2, 5, .wide = false};
    record *records = world_make_records(&w);
    volatile sig_atomic_t stop = 1;
    t4_run run;

    world_start_run(&run, &world_machines[0]);
    run.stop = &stop;
    assert_int_equal(try_all(&w, records, &run, 0), T4_ERR_STOPPED);
    free(records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_equal_plain_sums_whatever_the_records_hold),
        cmocka_unit_test(plans_yield_what_they_ask_for),
        cmocka_unit_test(sums_over_127_bits_are_refused),
        cmocka_unit_test(an_empty_cube_has_no_cells),
        cmocka_unit_test(levels_that_make_no_sense_are_refused),
        cmocka_unit_test(memory_that_runs_out_anywhere_is_an_error_and_no_more),
        cmocka_unit_test(a_spill_that_fails_is_an_error),
        cmocka_unit_test(a_raised_stop_flag_stops),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
