/* SPDX-License-Identifier: MIT */
/* Linked tables (months x groups x flows) at random: certified intervals against GLPK, whose programs are written from finest rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glpk.h>

#include "base/memory.h"
#include "base/random.h"
#include "budget.h"
#include "model/flow.h"
#include "sdc/audit.h"

enum {
    TABLES = T4_BUDGET(2000), CELLS_MOST = 24, ATOMS = 2 * 3 * 2 * 2, WORLD = 60000, GROUP = 50000, PUBLISHED = 200
};

/* A published figure: which finest rows (bits: code, partner, month, flow) it is the sum of. */
typedef struct {
    t4_place place;
    uint32_t atoms;
    int64_t value;
    bool hidden;
} figure;

typedef struct {
    int codes, partners, months, flows;   /* 1 or 2 of each, up to 3 partners */
    int group;                            /* 1 = the first two partners are a group too */
    int64_t atom[ATOMS];                  /* by code, partner, month, flow; 0 = no trade */
    figure figures[PUBLISHED];
    size_t count;
    t4_system *system;
} table;

static void add_figure(table *t, uint32_t node, uint32_t partner, t4_period period, uint32_t flow, uint32_t atoms)
{
    figure *f = &t->figures[t->count];
    t4_error err = {0};

    *f = (figure){{period, flow, 0, partner, node}, atoms, 0, false};
    for (int i = 0; i < ATOMS; i++)
        f->value += atoms >> i & 1 ? t->atom[i] : 0;
    if (f->value == 0)
        return;  /* an empty figure is a known zero: no row of any table */
    if (t4_system_add(t->system, &f->place, f->value, 1, &err))
        fail_msg("%s", err.text);
    t->count++;
}

/* The finest rows of a figure; -1 = all of an axis, partner -2 = the group. */
static uint32_t rows_of(int code, int partner, int month, int flow)
{
    uint32_t all = 0;

    for (int i = 0; i < ATOMS; i++) {
        int own = i / 4 % 3;

        if ((code < 0 || i / 12 == code) && (partner == -2 ? own < 2 : partner < 0 || own == partner) &&
            (month < 0 || i / 2 % 2 == month) && (flow < 0 || i % 2 == flow))
            all |= 1u << i;
    }
    return all;
}

/* Every figure of every table: codes and all goods, partners, group and world, months and year, DX, RX and X. */
static bool make(table *t, t4_random *random)
{
    static const int levels[] = {4, 0};
    static const uint32_t group_members[] = {1, 2};
    uint32_t nodes[3];
    t4_error err = {0};
    t4_run run;

    *t = (table){.codes = 1 + (int)t4_random_below(random, 2), .partners = 1 + (int)t4_random_below(random, 3),
                 .months = 1 + (int)t4_random_below(random, 2), .flows = 1 + (int)t4_random_below(random, 2)};
    t->group = (int)t4_random_below(random, 2);
    for (int i = 0; i < ATOMS; i++)
        if (i / 12 < t->codes && i / 4 % 3 < t->partners && i / 2 % 2 < t->months && i % 2 < t->flows)
            t->atom[i] = (int64_t)t4_random_below(random, 4) ? (int64_t)t4_random_below(random, 30) : 0;
    t4_run_init(&run);
    assert_int_equal(t4_system_new(&t->system, levels, 2, WORLD, NULL, NULL, &err), T4_OK);
    if (t->group)
        assert_int_equal(t4_system_group(t->system, GROUP, group_members, 2, &err), T4_OK);
    nodes[0] = t4_system_node(t->system, "0101", 4);
    nodes[1] = t4_system_node(t->system, "0202", 4);
    nodes[2] = t4_system_node(t->system, "TOTAL", 0);
    for (int c = -1; c < t->codes; c++)
        for (int p = -1 - t->group; p < t->partners; p++)
            for (int m = -1; m < t->months; m++)
                for (int f = t->flows == 1 ? 0 : -1; f < t->flows; f++)
                    add_figure(t, nodes[c < 0 ? 2 : c], p == -1 ? WORLD : p == -2 ? GROUP : (uint32_t)p + 1,
                               m < 0 ? t4_period_quarter(2020, 1) : t4_period_month(2020, m + 1),
                               f < 0 ? T4_X : f == 0 ? T4_DX : T4_RX,
                               rows_of(c, p, m, f));
    if (t4_system_close(t->system, &run, &err))
        fail_msg("%s", err.text);
    return t->count > 3 && t->system->variables <= CELLS_MOST;
}

/* The program over finest rows: open figures are known, hidden ones at least one. */
static glp_prob *program_of(const table *t)
{
    glp_prob *lp = glp_create_prob();

    glp_add_cols(lp, ATOMS);
    glp_add_rows(lp, (int)t->count);
    for (int i = 0; i < ATOMS; i++)
        if (t->atom[i])
            glp_set_col_bnds(lp, i + 1, GLP_FR, 0, 0);
        else
            glp_set_col_bnds(lp, i + 1, GLP_FX, 0, 0);
    for (size_t r = 0; r < t->count; r++) {
        int index[ATOMS + 1], used = 0;
        double value[ATOMS + 1];

        for (int i = 0; i < ATOMS; i++)
            if (t->figures[r].atoms >> i & 1) {
                index[++used] = i + 1;
                value[used] = 1;
            }
        glp_set_mat_row(lp, (int)r + 1, used, index, value);
        if (t->figures[r].hidden)
            glp_set_row_bnds(lp, (int)r + 1, GLP_LO, 1, 0);
        else
            glp_set_row_bnds(lp, (int)r + 1, GLP_FX, (double)t->figures[r].value, 0);
    }
    return lp;
}

/* How far a figure can be by the program; infinite = without limit. */
static double ends(glp_prob *lp, const table *t, size_t r, int sign)
{
    glp_smcp control;

    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_OFF;
    glp_set_obj_dir(lp, sign > 0 ? GLP_MAX : GLP_MIN);
    for (int i = 0; i < ATOMS; i++)
        glp_set_obj_coef(lp, i + 1, t->figures[r].atoms >> i & 1);
    assert_int_equal(glp_simplex(lp, &control), 0);
    if (glp_get_status(lp) == GLP_UNBND)
        return sign * 1e300;
    assert_int_equal(glp_get_status(lp), GLP_OPT);
    return glp_get_obj_val(lp);
}

static t4_audit *audit_of(const table *t, const uint8_t *hidden)
{
    static const uint8_t none[PUBLISHED];
    static const int64_t nothing[PUBLISHED];
    static const uint32_t nobody[PUBLISHED];
    t4_audit_problem problem = {.system = t->system, .hidden = hidden, .primary = none, .up = nothing, .down = nothing,
                                .owner = nobody, .exact = true, .linked = true};
    t4_error err = {0};
    t4_audit *a;
    t4_run run;

    t4_run_init(&run);
    if (t4_audit_run(&a, &run, &problem, &err))
        fail_msg("%s", err.text);
    return a;
}

typedef struct {
    size_t ends, exact, linked, endless;
} tally;

static void compare(const table *t, const t4_audit *a, uint64_t seed, tally *n)
{
    glp_prob *lp = program_of(t);

    for (size_t r = 0; r < t->count; r++) {
        uint32_t v = t->system->variable[r];

        if (!t->figures[r].hidden)
            continue;
        for (int sign = -1; sign <= 1; sign += 2) {
            double truth = ends(lp, t, r, sign) * sign;
            double told = (double)(t->figures[r].value * sign + (sign > 0 ? a->rises[v] : a->falls[v]));
            bool exact = sign > 0 ? a->rises_exact[v] : a->falls_exact[v];

            if (told > truth + 1e-6 || (exact && told < truth - 1e-6))
                fail_msg("seed %llu, figure %zu = %lld, %s: told %g%s, by GLPK %g", (unsigned long long)seed, r,
                         (long long)t->figures[r].value, sign > 0 ? "most" : "least", told * sign,
                         exact ? " exactly" : "", truth * sign);
            n->ends++;
            n->exact += exact;
            n->endless += truth > 1e299;
        }
    }
    glp_delete_prob(lp);
}

static void glpk_agrees_with_every_certified_interval(void **state)
{
    tally n = {0};
    size_t done = 0;
    uint64_t seed = 1;

    (void)state;
    glp_term_out(GLP_OFF);
    for (; done < TABLES; seed++) {
        uint8_t hidden[PUBLISHED] = {0};
        t4_random random;
        t4_audit *a;
        table t;

        t4_random_seed(&random, seed);
        if (make(&t, &random)) {
            for (size_t v = 0; v < t.system->variables; v++)
                hidden[v] = t4_random_below(&random, 5) < 3;
            for (size_t r = 0; r < t.count; r++)
                t.figures[r].hidden = hidden[t.system->variable[r]];
            a = audit_of(&t, hidden);
            n.linked += !a->network;
            compare(&t, a, seed, &n);
            t4_audit_free(a);
            done++;
        }
        t4_system_free(t.system);
    }
    print_message("# seeds 1 to %llu: %zu ends, %zu exact, %zu without limit; %zu tables are no network\n",
                  (unsigned long long)seed - 1, n.ends, n.exact, n.endless, n.linked);
    assert_true(n.linked * 2 > done);
    assert_true((n.exact + n.endless) * 20 > n.ends * 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glpk_agrees_with_every_certified_interval),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
