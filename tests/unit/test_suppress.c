/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "instance.h"
#include "sdc/audit.h"

static bool open_instance(instance *in, const char *name)
{
    char path[1024];
    t4_error err = {0};
    t4_run run;

    t4_run_init(&run);
    snprintf(path, sizeof path, "%s/sdc/%s.micro.csv.gz", instance_shared(), name);
    if (!instance_read(in, path)) {
        print_message("# skipped: no '%s'; set T4_SHARED to the shared data\n", path);
        return false;
    }
    if (instance_close(in, &run, NULL, 0, &err))
        fail_msg("%s", err.text);
    return true;
}

/* The reference file's cells, primaries and levels are ours, cell by cell. */
static void primaries_and_levels_equal_the_reference(void **state)
{
    static const char *const names[] = {"tiny", "small", "small3d", "mid"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        instance in;
        char path[1024], line[256];
        gzFile file;
        size_t cells = 0;

        if (!open_instance(&in, names[i]))
            return;
        snprintf(path, sizeof path, "%s/sdc/%s.cells.csv.gz", instance_shared(), names[i]);
        file = gzopen(path, "rb");
        assert_non_null(file);
        gzgets(file, line, sizeof line);
        while (gzgets(file, line, sizeof line)) {
            char code[16], partner[16], period[16];
            long long value, first, second;
            unsigned firms, primary;
            double upl;
            int64_t level;
            t4_place place = {t4_period_year(2020), 2, 0, INSTANCE_WORLD, 0};
            uint32_t cell;

            assert_int_equal(sscanf(line, "%15[^,],%15[^,],%15[^,],%lld,%u,%lld,%lld,%u,%lf", code,
                                    partner, period, &value, &firms, &first, &second, &primary, &upl), 9);
            if (strcmp(partner, "T"))
                place.partner = (uint32_t)atoi(partner + 1);
            if (strcmp(period, "T"))
                place.period = t4_period_quarter(2020, atoi(period + 1));
            place.node = strcmp(code, "T") ? t4_system_node(in.system, code, (int)strlen(code))
                                           : t4_system_node(in.system, "TOTAL", 0);
            cell = t4_system_find(in.system, &place);
            assert_int_not_equal(cell, T4_NO_INDEX);
            assert_int_equal(in.system->amount[cell], value);
            assert_int_equal(in.tops.cell[cell].contributors, firms);
            assert_int_equal(in.tops.top[2 * (size_t)cell], first);
            assert_int_equal(in.tops.top[2 * (size_t)cell + 1], second);
            assert_int_equal(t4_rules_cell(&in.rules, &in.tops, cell, false, &level) != T4_RULE_NONE, primary);
            if (primary)  /* rounded up to units; the file has four decimals */
                assert_true((double)level >= upl - 1e-3 && (double)level < upl + 1.0 + 1e-3);
            cells++;
        }
        gzclose(file);
        assert_int_equal(cells, in.system->cells);
        instance_release(&in);
    }
}

typedef struct {
    const char *name;
    double best;      /* millions to stay under: the README of the instances; 0 = none known */
    bool network;
} quality_case;

static double hidden_value(const instance *in, const t4_suppression *s, bool leaves)
{
    double value = 0;

    for (size_t c = 0; c < in->system->cells; c++)
        if (s->state[in->system->variable[c]] == T4_STATE_SECONDARY &&
            (!leaves || in->system->code[in->system->place[c].node].level == 10))
            value += (double)in->system->amount[c];
    return value / 1e6;
}

static t4_audit *audit(const instance *in, const t4_suppression *s, bool insiders, uint8_t *hidden)
{
    t4_error err = {0};
    t4_run run;
    t4_audit *a;
    t4_audit_problem problem = {.system = in->system, .hidden = hidden, .primary = in->primary, .up = in->up,
                                .down = in->down, .owner = in->owner, .insiders = insiders, .exact = true,
                                .hints = &s->store};

    t4_run_init(&run);
    for (size_t v = 0; v < in->system->variables; v++)
        hidden[v] = s->state[v] == T4_STATE_PRIMARY || s->state[v] == T4_STATE_SECONDARY;
    if (t4_audit_run(&a, &run, &problem, &err))
        fail_msg("%s", err.text);
    return a;
}

static void patterns_are_certified_and_cheaper_than_the_best_known(void **state)
{
    static const quality_case cases[] = {
        {"tiny", 19.59, true}, {"small", 85.09, true}, {"mid", 156.1, true}, {"small3d", 0, false},
    };
    t4_run run;

    t4_run_init(&run);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        instance in;
        t4_suppression *s;
        t4_suppress_problem problem;
        t4_audit *a;
        uint8_t *hidden;

        if (!open_instance(&in, cases[i].name))
            return;
        problem = instance_problem(&in, true, 1);
        assert_int_equal(t4_suppress(&s, &run, &problem, NULL), T4_OK);
        assert_int_equal(s->unserved, 0);
        hidden = t4_alloc(in.system->variables, 1);
        a = audit(&in, s, true, hidden);
        assert_int_equal(a->failures, 0);
        assert_int_equal(a->network, cases[i].network);
        for (size_t v = 0; v < in.system->variables; v++)
            if (in.primary[v]) {
                assert_true(a->rises[v] >= in.up[v]);
                assert_true(a->falls[v] >= in.down[v]);
            }
        print_message("# %s: %.3f M hidden besides primaries (%.3f M at 10 digits), %zu variables\n",
                      cases[i].name, hidden_value(&in, s, false), hidden_value(&in, s, true),
                      s->store.secondaries);
        if (cases[i].best > 0)
            assert_true(hidden_value(&in, s, false) < cases[i].best);
        t4_audit_free(a);
        t4_free(hidden);
        t4_suppression_free(s);
        instance_release(&in);
    }
}

/* Protecting the pattern again, its hidden cells free of charge, adds nothing. */
static void protecting_again_adds_no_cell(void **state)
{
    t4_run run;
    instance in;
    t4_suppression *once, *twice;
    t4_suppress_problem problem;

    t4_run_init(&run);
    if (!open_instance(&in, "small"))
        return;
    problem = instance_problem(&in, true, 1);
    assert_int_equal(t4_suppress(&once, &run, &problem, NULL), T4_OK);
    for (size_t v = 0; v < in.system->variables; v++)
        if (once->state[v] == T4_STATE_SECONDARY)
            in.weight[v] = 0;
    assert_int_equal(t4_suppress(&twice, &run, &problem, NULL), T4_OK);
    assert_int_equal(twice->unserved, 0);
    for (size_t v = 0; v < in.system->variables; v++)
        assert_true(twice->state[v] != T4_STATE_SECONDARY || once->state[v] == T4_STATE_SECONDARY);
    t4_suppression_free(once);
    t4_suppression_free(twice);
    instance_release(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(primaries_and_levels_equal_the_reference),
        cmocka_unit_test(patterns_are_certified_and_cheaper_than_the_best_known),
        cmocka_unit_test(protecting_again_adds_no_cell),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
