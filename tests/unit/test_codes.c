/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "job/codes.h"

static t4_run run;
static char tree[] = "/tmp/t4-codes-tree-XXXXXX", watch[] = "/tmp/t4-codes-watch-XXXXXX";

static void write_list(char *path, const char *text)
{
    int fd = mkstemp(path);

    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
}

static int set_up(void **state)
{
    t4_run_init(&run);
    write_list(tree, "code,label,label_ru,unit,from,until\n"
               "85,Electrical goods,Электротехника,,,\n"
               "8541,Diodes,Диоды,,,\n8542,Integrated circuits,Микросхемы,,,\n"
               "854231,Processors,Процессоры,pcs,,\n854239,Other,Прочие,pcs,2022-01-01,\n"
               "854239,Others of old,Прочие старые,pcs,2012-01-01,2021-12-31\n"
               "84,Machinery,Машины,,,\n8471,Computers,Компьютеры,,,\n");
    write_list(watch, "code,tier\n8542,1\n854110,2\n854121,2\n847150,1\n");
    return 0;
}

static int tear_down(void **state)
{
    unlink(tree);
    unlink(watch);
    return 0;
}

/* The rows as "P85 P8542 C854231 S854239 ..." */
static void expect(const t4_codes_result *result, const char *rows)
{
    t4_buffer out;

    t4_buffer_init(&out, 0);
    for (size_t i = 0; i < result->count; i++) {
        const t4_codes_row *row = &result->rows[i];

        t4_buffer_printf(&out, "%s%c%s", i ? " " : "", "HPCSDL"[row->relation], row->entry->code);
        if (row->relation == T4_CODES_HOLDER)
            t4_buffer_printf(&out, "x%d", (int)row->count);
    }
    assert_string_equal(t4_buffer_text(&out), rows);
    t4_buffer_release(&out);
}

static void search_matches_words_on_the_way_down(void **state)
{
    static const struct {
        const char *text, *rows;
    } cases[] = {
        {"CIRCUITS", "H8542"}, {"процессоры", "H854231"}, {"integrated processors", "H854231"},
        {"electrical other", "H854239 H854239"}, {"machinery diodes", ""}, {"8542.3", "H854231 H854239 H854239"},
        {"comp", "H8471"}, {"nothing of the kind", ""},
    };
    const char *lists[] = {tree};
    t4_codes_input input = {.lists = lists, .list_count = 1};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_codes_result result;

        assert_int_equal(t4_job_codes_search(&run, &input, cases[i].text, &result, NULL), T4_OK);
        expect(&result, cases[i].rows);
        t4_codes_result_release(&result);
    }
}

static void show_tells_path_versions_siblings_and_holders(void **state)
{
    static const struct {
        const char *code, *rows;
    } cases[] = {
        {"854239", "P85 P8542 C854239 C854239 S854231 L8542x0"},
        {"8541", "P85 C8541 S8542 L854110x2"},
        {"8471", "P84 C8471 L847150x1"},
        {"84", "C84 S85 L847150x1"},
        {"854110", "C854110 S847150 S854121 S8542 L8541x0"},   /* only the watch list has it */
    };
    const char *lists[] = {tree, watch};
    t4_codes_input input = {.lists = lists, .list_count = 2};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_codes_result result;

        assert_int_equal(t4_job_codes_show(&run, &input, cases[i].code, &result, NULL), T4_OK);
        expect(&result, cases[i].rows);
        t4_codes_result_release(&result);
    }
}

static void children_are_one_level_down(void **state)
{
    const char *lists[] = {tree};
    t4_codes_input input = {.lists = lists, .list_count = 1};
    t4_codes_result result;

    assert_int_equal(t4_job_codes_children(&run, &input, "85.42", &result, NULL), T4_OK);
    expect(&result, "D854231 D854239");
    t4_codes_result_release(&result);
    assert_int_equal(t4_job_codes_children(&run, &input, "", &result, NULL), T4_OK);
    expect(&result, "D84 D85");
    t4_codes_result_release(&result);
    assert_int_equal(t4_job_codes_children(&run, &input, "8541", &result, NULL), T4_OK);
    expect(&result, "");
    t4_codes_result_release(&result);
}

static void an_unknown_code_tells_how_far_it_is_known(void **state)
{
    static const struct {
        const char *code, *said;
    } cases[] = {{"854299", "'8542'"}, {"0101", "nor is any beginning"}, {"85/42", "no code"}, {"", "missing"}};
    const char *lists[] = {tree};
    t4_codes_input input = {.lists = lists, .list_count = 1};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_codes_result result;
        t4_error err = {0};

        assert_int_equal(t4_job_codes_show(&run, &input, cases[i].code, &result, &err), T4_ERR_USAGE);
        assert_non_null(strstr(err.text, cases[i].said));
        t4_codes_result_release(&result);
    }
}

/* HS 2022 as the World Customs Organization counts it: 97 chapters but 77, 1,228 headings, 5,612 subheadings; and 99. */
static void the_built_in_list_is_the_whole_of_hs_2022(void **state)
{
    t4_codelist *list = NULL;
    size_t counts[3] = {0};

    assert_int_equal(t4_codes_load(&list, &run, NULL, NULL, NULL, NULL), T4_OK);
    for (size_t i = 0; i < t4_codelist_count(list); i++) {
        const t4_code_entry *e = t4_codelist_entry(list, i);
        size_t n = strlen(e->code);

        assert_true(n == 2 || n == 4 || n == 6);
        counts[n / 2 - 1]++;
        assert_true(n == 2 ? e->parent < 0 : e->parent >= 0);
        assert_true(n > 4 || *e->label);
        assert_true(n > 2 || *e->label_ru);
    }
    assert_int_equal(counts[0], 96 + 1);
    assert_int_equal(counts[1], 1228);
    assert_int_equal(counts[2], 5612);
    assert_int_equal(t4_codelist_find(list, "77", 2, 0), -1);
    t4_codelist_free(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(search_matches_words_on_the_way_down),
        cmocka_unit_test(show_tells_path_versions_siblings_and_holders),
        cmocka_unit_test(children_are_one_level_down),
        cmocka_unit_test(an_unknown_code_tells_how_far_it_is_known),
        cmocka_unit_test(the_built_in_list_is_the_whole_of_hs_2022),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
