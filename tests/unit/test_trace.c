/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "budget.h"
#include "watch/trace.h"

enum { LEDGERS = 10000, EVENTS = 30, HOLDERS = 4, UNITS = 2, CODES = 8 };

static t4_run run;
static const char *const codes[CODES] = {"8542319010", "8542319020", "8542310000", "8542900000",
                                         "8517620003", "8517130000", "8471300000", "84713001"};

/* An event as the test knows it. */
typedef struct {
    int day, type, from, to, code, unit, quantity;
} simple;

static int pick(t4_random *random, int below)
{
    return (int)t4_random_below(random, (uint64_t)below);
}

static void make(t4_random *random, simple *events, int count)
{
    for (int i = 0; i < count; i++)
        events[i] = (simple){pick(random, 6), pick(random, T4_TRACE_EAEU_OUT + 1), pick(random, HOLDERS),
                             pick(random, HOLDERS), pick(random, CODES), pick(random, UNITS), 1 + pick(random, 50)};
}

static void add(t4_trace_ledger *ledger, const simple *s, int number)
{
    static const char *const units[UNITS] = {"pcs", "kg"};
    char holder[2] = "A", id[16];
    t4_trace_event e = {.date = s->day, .due = T4_TRACE_NO_DAY, .type = (uint8_t)s->type, .lot = T4_DICT_NONE,
                        .from = T4_DICT_NONE, .to = T4_DICT_NONE, .quantity = s->quantity};
    t4_error err = {0};

    holder[0] = (char)('A' + s->from);
    if (s->type >= T4_TRACE_TRANSFER)
        assert_int_equal(t4_trace_name(ledger, holder, 1, &e.from, &err), T4_OK);
    holder[0] = (char)('A' + s->to);
    if (s->type <= T4_TRACE_TRANSFER)
        assert_int_equal(t4_trace_name(ledger, holder, 1, &e.to, &err), T4_OK);
    assert_int_equal(t4_trace_name(ledger, codes[s->code], strlen(codes[s->code]), &e.code, &err), T4_OK);
    assert_int_equal(t4_trace_place(ledger, units[s->unit], strlen(units[s->unit]), &e.unit, &err), T4_OK);
    snprintf(id, sizeof id, "%d", number);
    assert_int_equal(t4_trace_add(ledger, &e, id, strlen(id), "", 0, &err), T4_OK);
}

/* Booked by hand: day, what comes in first, number.  Returns unexplained; *closing too. */
static int by_hand(const simple *events, int count, int unit, int digits, int *closing)
{
    int unexplained = 0;

    *closing = 0;
    for (int holder = 0; holder < HOLDERS; holder++)
        for (int code = 0; code < CODES; code++) {
            int stock = 0;
            bool first = true;

            for (int other = 0; other < code; other++)
                first &= strncmp(codes[other], codes[code], (size_t)digits) != 0;
            for (int day = 0; first && day < 6; day++)
                for (int pass = 0; pass < 2; pass++)
                    for (int i = 0; i < count; i++) {
                        const simple *e = &events[i];

                        if (e->day != day || (e->type >= T4_TRACE_TRANSFER) != pass || e->unit != unit ||
                            strncmp(codes[e->code], codes[code], (size_t)digits))
                            continue;
                        if (e->type >= T4_TRACE_TRANSFER && e->from == holder) {
                            unexplained += e->quantity > stock ? e->quantity - stock : 0;
                            stock = e->quantity > stock ? 0 : stock - e->quantity;
                        }
                        if (e->type <= T4_TRACE_TRANSFER && e->to == holder)
                            stock += e->quantity;
                    }
            *closing += first ? stock : 0;
        }
    return unexplained;
}

static void check_identity(const t4_trace_sum *s)
{
    t4_int128 in = s->opening + s->unexplained, out = s->closing;

    for (int type = T4_TRACE_IMPORT; type <= T4_TRACE_RETURN; type++)
        in += s->moved[type];
    for (int type = T4_TRACE_RETAIL; type <= T4_TRACE_EAEU_OUT; type++)
        out += s->moved[type];
    assert_true(in == out);
}

static void random_ledgers_add_up_and_never_rise_as_digits_fall(void **state)
{
    static const t4_trace_question question = {.digits = 10, .idle_days = 365, .as_of = T4_TRACE_NO_DAY};
    t4_random random;

    t4_random_seed(&random, 20230601);
    for (int ledger_number = 0; ledger_number < T4_BUDGET(LEDGERS); ledger_number++) {
        simple events[EVENTS];
        int count = 1 + pick(&random, EVENTS);
        t4_trace_ledger *ledger = NULL;
        t4_trace_result result;
        t4_error err = {0};

        make(&random, events, count);
        assert_int_equal(t4_trace_ledger_new(&ledger, 0, &err), T4_OK);
        for (int i = count; i-- > 0;)  /* the order of adding does not matter */
            add(ledger, &events[i], i + 1);
        assert_int_equal(t4_trace(&result, &run, ledger, &question, &err), T4_OK);
        for (size_t u = 0; u < result.unit_count; u++)
            for (int level = 0; level < T4_TRACE_LEVELS; level++) {
                const t4_trace_sum *s = &result.sums[level][u];
                int unit = strcmp(t4_trace_place_text(ledger, s->unit), "pcs") != 0, closing;

                assert_int_equal((int)s->unexplained, by_hand(events, count, unit, t4_trace_levels[level], &closing));
                assert_int_equal((int)s->closing, closing);
                check_identity(s);
                assert_true(level == 0 || s->unexplained <= result.sums[level - 1][u].unexplained);
            }
        t4_trace_result_release(&result);
        t4_trace_ledger_free(ledger);
    }
}

static void a_ledger_refuses_what_would_break_a_balance(void **state)
{
    t4_trace_ledger *ledger = NULL;
    t4_error err = {0};
    t4_trace_event e = {.type = T4_TRACE_EXPORT, .due = T4_TRACE_NO_DAY, .quantity = 5, .lot = T4_DICT_NONE,
                        .from = T4_DICT_NONE, .to = T4_DICT_NONE, .code = 0};

    assert_int_equal(t4_trace_ledger_new(&ledger, 3, &err), T4_OK);
    assert_int_equal(t4_trace_name(ledger, "8542319010", 10, &e.code, &err), T4_OK);
    assert_int_equal(t4_trace_add(ledger, &e, "1", 1, "", 0, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "from"));
    assert_int_equal(t4_trace_name(ledger, "A", 1, &e.from, &err), T4_OK);
    assert_int_equal(t4_trace_add(ledger, &e, "1", 1, "", 0, &err), T4_OK);
    err = (t4_error){0};
    assert_int_equal(t4_trace_add(ledger, &e, "1", 1, "", 0, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "twice"));
    e.quantity = 0;
    assert_int_equal(t4_trace_add(ledger, &e, "2", 1, "", 0, &err), T4_ERR_DATA);
    t4_trace_ledger_free(ledger);
}

static void days_go_there_and_back(void **state)
{
    assert_int_equal(t4_trace_day_of(19700101), 0);
    assert_int_equal(t4_trace_day_of(20000301), 11017);
    assert_int_equal(t4_trace_day_of(20240229), 19782);
    for (t4_trace_day day = -20000; day < 80000; day++)
        assert_int_equal(t4_trace_day_of(t4_trace_watchday(day)), day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_ledgers_add_up_and_never_rise_as_digits_fall),
        cmocka_unit_test(a_ledger_refuses_what_would_break_a_balance),
        cmocka_unit_test(days_go_there_and_back),
    };

    t4_run_init(&run);
    run.threads = 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
