/* SPDX-License-Identifier: MIT */
/* How far arcs of random circulations can move, against GLPK, whose programs know nothing of ways, blocks or joints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <glpk.h>

#include "base/random.h"
#include "budget.h"
#include "solve/blocks.h"
#include "solve/span.h"
#include "solve/system.h"

enum { GRAPHS = T4_BUDGET(6000), NODES = 8, ARCS = 20 };

typedef struct {
    size_t nodes, count;
    t4_flow_arc arc[ARCS];
} graph;

/* Kinds in turn: no arc without bound; some, along an order of the nodes, so that nothing goes round for ever; anyhow. */
static void make(graph *g, t4_random *random, int kind)
{
    g->nodes = 2 + t4_random_below(random, NODES - 1);
    g->count = 1 + t4_random_below(random, ARCS);
    for (size_t a = 0; a < g->count; a++) {
        uint32_t tail = (uint32_t)t4_random_below(random, g->nodes), head = (uint32_t)t4_random_below(random, g->nodes);
        bool free_up = kind > 0 && t4_random_below(random, 3) > 0, free_down = kind == 2 && !t4_random_below(random, 12);

        if (kind == 1 && head < tail) {
            uint32_t swap = tail;

            tail = head;
            head = swap;
        }
        g->arc[a] = (t4_flow_arc){tail, head, free_up ? T4_UNBOUNDED : (int64_t)t4_random_below(random, 20),
                                  free_down ? T4_UNBOUNDED : (int64_t)t4_random_below(random, 20)};
        if (tail == head && free_up && kind == 1)
            g->arc[a].up = 7;
    }
}

static glp_prob *program_of(const graph *g)
{
    glp_prob *lp = glp_create_prob();

    glp_add_rows(lp, (int)g->nodes);
    for (int n = 1; n <= (int)g->nodes; n++)
        glp_set_row_bnds(lp, n, GLP_FX, 0, 0);
    glp_add_cols(lp, (int)g->count);
    for (size_t a = 0; a < g->count; a++) {
        const t4_flow_arc *arc = &g->arc[a];
        int index[] = {0, (int)arc->tail + 1, (int)arc->head + 1};
        double value[] = {0, -1, 1};
        bool up = arc->up < T4_UNBOUNDED, down = arc->down < T4_UNBOUNDED;

        glp_set_col_bnds(lp, (int)a + 1, up && down ? arc->up == -arc->down ? GLP_FX : GLP_DB : up ? GLP_UP : down ? GLP_LO : GLP_FR,
                         -(double)arc->down, (double)arc->up);
        glp_set_mat_col(lp, (int)a + 1, arc->tail == arc->head ? 0 : 2, index, value);
    }
    return lp;
}

/* -1 = without limit. */
static double far(glp_prob *lp, size_t arc, int sign)
{
    glp_smcp control;
    double most;

    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    glp_set_obj_dir(lp, GLP_MAX);
    glp_set_obj_coef(lp, (int)arc + 1, sign);
    glp_std_basis(lp);
    assert_int_equal(glp_simplex(lp, &control), 0);
    most = glp_get_status(lp) == GLP_OPT ? glp_get_obj_val(lp) : -1;
    glp_set_obj_coef(lp, (int)arc + 1, 0);
    return most;
}

static void agree(const graph *g, size_t arc, int64_t found, double most)
{
    if (most < 0 ? found >= T4_UNBOUNDED : (double)found > most - 0.01 && (double)found < most + 0.01)
        return;
    for (size_t a = 0; a < g->count; a++)
        print_message("%u -> %u: %lld, %lld\n", g->arc[a].tail, g->arc[a].head, (long long)g->arc[a].up, (long long)g->arc[a].down);
    fail_msg("arc %zu moves by %lld, GLPK says %g", arc, (long long)found, most);
}

static void test_against_programs(void **state)
{
    t4_random random;
    size_t ends = 0, unbounded = 0;

    (void)state;
    t4_random_seed(&random, 5);
    for (int i = 0; i < GRAPHS; i++) {
        graph g;
        int64_t rise[ARCS], fall[ARCS];
        glp_prob *lp;
        t4_error err = {0};
        t4_run run;

        make(&g, &random, i % 3);
        t4_run_init(&run);
        run.threads = 1 + (unsigned)i % 2;
        assert_int_equal(t4_span(&run, g.nodes, g.arc, g.count, rise, fall, &err), T4_OK);
        lp = program_of(&g);
        for (size_t a = 0; a < g.count; a++) {
            double up = far(lp, a, 1), down = far(lp, a, -1);

            agree(&g, a, rise[a], up);
            agree(&g, a, fall[a], down);
            unbounded += (size_t)(up < 0) + (down < 0);
            ends += 2;
        }
        glp_delete_prob(lp);
    }
    print_message("# %zu ends, %zu of them without limit\n", ends, unbounded);
    assert_true(unbounded > ends / 50 && unbounded < ends / 2);
}

/* Two triangles that share a node, a bridge to a pair of arcs side by side, a loop: by hand. */
static void test_blocks_by_hand(void **state)
{
    const uint32_t tail[] = {0, 1, 2, 2, 3, 4, 4, 5, 6, 6}, head[] = {1, 2, 0, 3, 4, 2, 5, 6, 5, 6};
    size_t block_of[10];
    t4_blocks b;

    (void)state;
    assert_true(t4_blocks_make(&b, 8, tail, head, 10));
    for (size_t i = 0; i < b.count; i++)
        for (size_t k = b.start[i]; k < b.start[i + 1]; k++)
            block_of[b.arc[k]] = i;
    assert_int_equal(b.start[b.count], 10);
    for (size_t a = 0; a < 9; a++)
        for (size_t o = 0; o < 9; o++) {
            static const int block[] = {0, 0, 0, 1, 1, 1, 2, 3, 3};

            assert_int_equal(block_of[a] == block_of[o], block[a] == block[o]);
        }
    t4_blocks_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_programs),
        cmocka_unit_test(test_blocks_by_hand),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
