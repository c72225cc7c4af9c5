/* SPDX-License-Identifier: MIT */
/* Command lines read by option rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/option.h"

typedef struct {
    bool force;
    int progress, verbose, form;
    const char *output;
    t4_option_list sets;
    int64_t threads;
    double share;
    uint64_t memory;
} values;

static const t4_option rows[] = {
    {"force", 'f', T4_OPTION_FLAG, offsetof(values, force), .help = "h"},
    {"progress", 0, T4_OPTION_SWITCH, offsetof(values, progress), .help = "h"},
    {"verbose", 'v', T4_OPTION_COUNT, offsetof(values, verbose), .help = "h"},
    {"form", 0, T4_OPTION_CHOICE, offsetof(values, form), .value = "FORM",
     .choices = "text|csv|json", .usual = "csv", .help = "h"},
    {"output", 'o', T4_OPTION_TEXT, offsetof(values, output), .value = "FILE", .help = "h"},
    {"set", 's', T4_OPTION_LIST, offsetof(values, sets), .value = "K=V", .help = "h"},
    {"threads", 0, T4_OPTION_INTEGER, offsetof(values, threads), .value = "N", .least = 0,
     .most = 1024, .usual = "3", .environment = "T4_TEST_THREADS", .help = "h"},
    {"share", 0, T4_OPTION_NUMBER, offsetof(values, share), .value = "X", .least = 0, .most = 1,
     .help = "h"},
    {"memory", 0, T4_OPTION_SIZE, offsetof(values, memory), .value = "SIZE", .least = 1024,
     .most = 1099511627776.0, .help = "h"},
    {0}};

enum { WORDS = 8 };

static t4_status parse(const char *const *words, values *got, t4_arguments *arguments,
                       t4_option_group groups[2], t4_error *err)
{
    char *argv[WORDS];
    int argc = 0;

    memset(got, 0, sizeof *got);
    memset(err, 0, sizeof *err);
    groups[0] = (t4_option_group){"Options", rows, got};
    groups[1] = (t4_option_group){0};
    while (words[argc]) {
        argv[argc] = (char *)words[argc];
        argc++;
    }
    return t4_option_parse(groups, argc, argv, arguments, err);
}

static void every_form_of_a_value_is_read(void **state)
{
    static const char *const forms[][WORDS] = {
        {"--output=x", "--memory", "2K"}, {"--output", "x", "--memory=2048"},
        {"-ox", "--memory=2KiB"}, {"-o", "x", "--memory=2KB"}, {"-fvox", "--memory=2k"},
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        t4_option_group groups[2];
        t4_arguments arguments;
        values got;
        t4_error err;

        assert_int_equal(parse(forms[i], &got, &arguments, groups, &err), T4_OK);
        assert_string_equal(got.output, "x");
        assert_true(got.memory == 2048);
        assert_int_equal(got.threads, 3);
        assert_int_equal(got.form, 1);
        assert_int_equal(arguments.count, 0);
        t4_option_release(groups, &arguments);
    }
}

static void flags_count_switch_and_are_negated(void **state)
{
    static const char *const words[] = {"-vv", "--verbose", "--no-progress", "--force",
                                        "--no-force", NULL};
    t4_option_group groups[2];
    t4_arguments arguments;
    values got;
    t4_error err;

    assert_int_equal(parse(words, &got, &arguments, groups, &err), T4_OK);
    assert_int_equal(got.verbose, 3);
    assert_int_equal(got.progress, -1);
    assert_false(got.force);
    t4_option_release(groups, &arguments);
}

static void arguments_keep_their_order_and_lists_grow(void **state)
{
    static const char *const words[] = {"a", "--set=k=1", "-", "-s", "k=2", "--", "--force", NULL};
    t4_option_group groups[2];
    t4_arguments arguments;
    values got;
    t4_error err;

    assert_int_equal(parse(words, &got, &arguments, groups, &err), T4_OK);
    assert_int_equal(arguments.count, 3);
    assert_string_equal(arguments.items[0], "a");
    assert_string_equal(arguments.items[1], "-");
    assert_string_equal(arguments.items[2], "--force");
    assert_int_equal(got.sets.count, 2);
    assert_string_equal(got.sets.items[0], "k=1");
    assert_string_equal(got.sets.items[1], "k=2");
    assert_false(got.force);
    t4_option_release(groups, &arguments);
}

static void an_option_wins_over_the_environment_over_the_default(void **state)
{
    static const char *const plain[] = {NULL}, *const given[] = {"--threads=5", NULL};
    t4_option_group groups[2];
    t4_arguments arguments;
    values got;
    t4_error err;

    setenv("T4_TEST_THREADS", "7", 1);
    assert_int_equal(parse(plain, &got, &arguments, groups, &err), T4_OK);
    assert_int_equal(got.threads, 7);
    t4_option_release(groups, &arguments);
    assert_int_equal(parse(given, &got, &arguments, groups, &err), T4_OK);
    assert_int_equal(got.threads, 5);
    t4_option_release(groups, &arguments);
    unsetenv("T4_TEST_THREADS");
}

static void a_bad_value_names_option_value_and_range(void **state)
{
    static const struct {
        const char *word, *text;
    } cases[] = {
        {"--threads=-1", "option --threads has the value '-1'; expected a whole number from 0 to 1024"},
        {"--threads=1025", "option --threads has the value '1025'; expected a whole number from 0 to 1024"},
        {"--threads=2x", "option --threads has the value '2x'; expected a whole number from 0 to 1024"},
        {"--threads= 2", "option --threads has the value ' 2'; expected a whole number from 0 to 1024"},
        {"--threads=99999999999999999999",
         "option --threads has the value '99999999999999999999'; expected a whole number from 0 to 1024"},
        {"--share=1.5", "option --share has the value '1.5'; expected a number from 0 to 1"},
        {"--share=nan", "option --share has the value 'nan'; expected a number from 0 to 1"},
        {"--memory=1", "option --memory has the value '1'; expected a size such as 512M or 2G, from 1K to 1T"},
        {"--memory=2X", "option --memory has the value '2X'; expected a size such as 512M or 2G, from 1K to 1T"},
        {"--memory=-2G", "option --memory has the value '-2G'; expected a size such as 512M or 2G, from 1K to 1T"},
        {"--memory=99999999T",
         "option --memory has the value '99999999T'; expected a size such as 512M or 2G, from 1K to 1T"},
        {"--form=xls", "option --form has the value 'xls'; expected text, csv, json"},
        {"--outptu=x", "unknown option '--outptu'; did you mean '--output'?"},
        {"--set", "option --set needs a value: --set K=V"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *const words[] = {cases[i].word, NULL};
        t4_option_group groups[2];
        t4_arguments arguments;
        values got;
        t4_error err;

        assert_int_equal(parse(words, &got, &arguments, groups, &err), T4_ERR_USAGE);
        assert_string_equal(err.text, cases[i].text);
        t4_option_release(groups, &arguments);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_a_value_is_read),
        cmocka_unit_test(flags_count_switch_and_are_negated),
        cmocka_unit_test(arguments_keep_their_order_and_lists_grow),
        cmocka_unit_test(an_option_wins_over_the_environment_over_the_default),
        cmocka_unit_test(a_bad_value_names_option_value_and_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
