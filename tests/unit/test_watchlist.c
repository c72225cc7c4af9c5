/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/watchlist_read.h"

static t4_run run;

static const char *const text = "hs6,tier,since,until\n"
                                "8542.31,1,2023-05-19,\n"
                                "854232,1,2023-05-19,2023-12-31\n"
                                "854232,2,2024-01-01,\n"
                                "8534,4.A,2023-09-26,\n";

static t4_status read_text(const char *content, t4_watchlist **list, t4_error *err)
{
    char path[] = "/tmp/watchlistXXXXXX";
    int file = mkstemp(path);
    t4_status status;

    assert_true(file >= 0);
    assert_int_equal(write(file, content, strlen(content)), (ssize_t)strlen(content));
    close(file);
    status = t4_watchlist_read(list, &run, path, err);
    unlink(path);
    return status;
}

static void codes_meet_the_list_in_three_ways(void **state)
{
    static const struct {
        const char *code;
        t4_watchday day;
        t4_watch_state expected;
    } cases[] = {
        {"8542310000", 20240101, T4_WATCH_LISTED}, {"854231", 20240101, T4_WATCH_LISTED},
        {"8542", 20240101, T4_WATCH_PART},         {"85", 20240101, T4_WATCH_PART},
        {"8534", 20240101, T4_WATCH_LISTED},       {"85340011", 20240101, T4_WATCH_LISTED},
        {"8534", 20230601, T4_WATCH_NONE},         {"8542", 20230101, T4_WATCH_NONE},
        {"8543", 20240101, T4_WATCH_NONE},         {"854290", 0, T4_WATCH_NONE},
    };
    t4_watchlist *list = NULL;
    t4_error err = {0};

    assert_int_equal(read_text(text, &list, &err), T4_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(t4_watchlist_state(list, cases[i].code, strlen(cases[i].code), cases[i].day),
                         cases[i].expected);
    assert_string_equal(t4_watchlist_find(list, "8542320001", 10, 20231231)->tier, "1");
    assert_string_equal(t4_watchlist_find(list, "8542320001", 10, 20240101)->tier, "2");
    assert_int_equal(t4_watchlist_size(list, 20230601), 2);
    assert_int_equal(t4_watchlist_size(list, 20240601), 3);
    assert_int_equal(t4_watchlist_size(list, 0), 3);
    t4_watchlist_free(list);
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
    static const struct {
        const char *content, *part;
        uint64_t line;
    } cases[] = {
        {"code\n85x2\n", "no code", 2},
        {"code,since\n8542,2023-02-30\n", "no day", 2},
        {"tier\n1\n", "no column 'code'", 1},
        {"code,since,until\n8542,2023-05-01,2023-04-01\n", "before", 2},
        {"code\n8542\n8542\n", "twice", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_watchlist *list = NULL;
        t4_error err = {0};

        assert_int_equal(read_text(cases[i].content, &list, &err), T4_ERR_DATA);
        assert_non_null(strstr(err.text, cases[i].part));
        assert_int_equal(err.line, cases[i].line);
        assert_null(list);
    }
}

static void days_are_read_in_four_forms(void **state)
{
    static const struct {
        const char *text;
        t4_watchday day;
    } cases[] = {{"2023-06-01", 20230601}, {"20230601", 20230601}, {"2023-06", 20230601}, {"202306", 20230601},
                 {"2023", 20230101},       {"2024-02-29", 20240229}, {"2023-02-29", 0},   {"2023-13-01", 0},
                 {"2023/06/01", 0},        {"23-06-01", 0},          {"", 0},             {"1899", 0}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(t4_watchday_parse(cases[i].text, strlen(cases[i].text)), cases[i].day);
}

/* The sizes that the list is known to have had (analytics: 9, 45, 50 codes). */
static void the_shipped_common_list_has_its_known_sizes(void **state)
{
    char path[4096];
    t4_watchlist *list = NULL;
    t4_error err = {0};

    snprintf(path, sizeof path, "%s/../shared/data/watchlists/chpl.csv", T4_SRCDIR);
    if (access(path, R_OK)) {
        printf("# skip: no ../shared/data here\n");
        skip();
    }
    assert_int_equal(t4_watchlist_read(&list, &run, path, &err), T4_OK);
    assert_string_equal(t4_watchlist_name(list), "chpl");
    assert_int_equal(t4_watchlist_size(list, 20230601), 9);
    assert_int_equal(t4_watchlist_size(list, 20231231), 45);
    assert_int_equal(t4_watchlist_size(list, 20240301), 50);
    t4_watchlist_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_meet_the_list_in_three_ways),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(days_are_read_in_four_forms),
        cmocka_unit_test(the_shipped_common_list_has_its_known_sizes),
    };

    t4_run_init(&run);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
