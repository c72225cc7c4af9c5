/* SPDX-License-Identifier: MIT */
/* Contributions: their order, and reading them back in place of records. */
#include "cube_world.h"

#include "base/memory.h"
#include "base/parallel.h"

typedef struct {
    const cube_case *from;
    cube_case *to;              /* fed with what is visited; NULL = not */
    char last[KEY_BYTES * 2];
    size_t count;
    uint64_t records;
    t4_int128 value;
} visit_context;

static t4_status visit(void *context_pointer, const t4_contribution *item, t4_error *err)
{
    visit_context *context = context_pointer;
    const t4_domain *from = &context->from->domain;
    char key[KEY_BYTES * 2], period[T4_PERIOD_TEXT];
    const char *labels[2] = {"", ""};

    t4_period_print(item->period, period);
    for (int d = 0; d < from->dimension_count; d++)
        labels[d] = t4_dict_text(from->labels[d], item->dimension[d], NULL);
    snprintf(key, sizeof key, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s", period,
             t4_flow_text((t4_flow)item->flow), t4_dict_text(from->codes, item->code, NULL),
             t4_dict_text(from->partners, item->partner, NULL), labels[0], labels[1],
             t4_dict_text(from->traders, item->trader, NULL),
             t4_dict_text(from->units, item->unit, NULL));
    assert_true(strcmp(context->last, key) < 0);
    strcpy(context->last, key);
    context->count++;
    context->records += item->records;
    context->value += item->amount[0];
    if (context->to) {
        t4_contribution copy = *item;

        copy.code = world_id(context->to->domain.codes, t4_dict_text(from->codes, item->code, NULL));
        copy.partner = world_id(context->to->domain.partners,
                             t4_dict_text(from->partners, item->partner, NULL));
        copy.trader = world_id(context->to->domain.traders,
                            t4_dict_text(from->traders, item->trader, NULL));
        copy.unit = world_id(context->to->domain.units, t4_dict_text(from->units, item->unit, NULL));
        for (int d = 0; d < from->dimension_count; d++)
            copy.dimension[d] = world_id(context->to->domain.labels[d], labels[d]);
        return t4_cube_add_contribution(context->to->cube, 0, &copy, err);
    }
    return T4_OK;
}

static void contributions_come_in_key_order_and_can_be_read_back(void **state)
{
    static const world w = {"contributions", 21, 900, 2, 3, 4, .wide = true, .residuals = true,
                            .coarse_periods = true};
    record *records = world_make_records(&w);
    t4_cube_options options = {0};
    t4_int128 value = 0;
    size_t first_count = 0;

    world_full_plan(&options.plan);
    for (size_t i = 0; i < w.records; i++)
        value += records[i].amount[0];
    for (size_t i = 0; i < WORLD_MACHINES; i++) {
        cube_case a = {.world = &w, .records = records, .count = w.records,
                       .rows_a_batch = world_machines[i].rows_a_batch};
        cube_case b = a;
        plain p = {.world = &w, .options = &options, .records = records, .count = w.records};
        visit_context context = {.from = &a, .to = &b};
        loaded l = {0};
        t4_run run, other;

        world_start_run(&run, &world_machines[i]);
        world_start_run(&other, &world_machines[i]);
        world_open_case(&a, &run, &options);
        world_fill_domain(&b.domain, &w);
        assert_int_equal(t4_cube_new(&b.cube, &other, &b.domain, &options, NULL), T4_OK);
        assert_int_equal(t4_cube_contributions(a.cube, visit, &context, NULL), T4_OK);
        assert_int_equal(context.records, w.records);
        assert_true(context.value == value);
        first_count = first_count ? first_count : context.count;
        assert_int_equal(context.count, first_count);
        assert_int_equal(t4_cube_close(b.cube, NULL), T4_OK);
        assert_int_equal(t4_cube_records(b.cube), w.records);
        assert_int_equal(t4_cube_cells(b.cube, &l.cells, NULL), T4_OK);
        l.blocks = calloc(l.cells.units + 1, sizeof *l.blocks);
        assert_int_equal(t4_parallel_for(&other, l.cells.units, world_load_task, &l, NULL), T4_OK);
        world_make_parts(&p);
        assert_int_equal(world_count_loaded(&l), world_count_plain(&p));
        world_compare_lines(&p, &b, &l);
        for (size_t u = 0; u < l.cells.units; u++)
            t4_cell_block_release(&l.blocks[u]);
        free(l.blocks);
        t4_free(p.parts);
        t4_cube_free(a.cube);
        t4_cube_free(b.cube);
        t4_domain_release(&a.domain);
        t4_domain_release(&b.domain);
    }
    free(records);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contributions_come_in_key_order_and_can_be_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
