/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include <cmocka.h>

#include "job/previous.h"

static char dir[256];

static void put(const char *name, const char *text)
{
    char path[600];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void make_folder(const char *name)
{
    char path[600];

    snprintf(path, sizeof path, "%s/%s", dir, name);
    mkdir(path, 0700);
}

static void put_release(const char *name, const char *vintage)
{
    char text[1024], path[300];

    make_folder(name);
    snprintf(path, sizeof path, "%s/data", name);
    make_folder(path);
    snprintf(path, sizeof path, "%s/manifest.json", name);
    snprintf(text, sizeof text, "{\"tenfour\": \"0\", \"release\": {\"id\": \"x\", \"vintage\": \"%s\", \"first\": \"2023-01\", "
             "\"last\": \"2023-02\", \"levels\": [2, 0], \"measures\": [{\"name\": \"value\", \"unit\": \"USD\", \"decimals\": 2}, "
             "{\"name\": \"quantity\", \"decimals\": 0}], \"dimensions\": [\"office\"]}, \"protection\": {\"certified\": true}}",
             vintage);
    put(path, text);
}

typedef struct {
    size_t rows;
    t4_previous_row row[8];
    char texts[8][3][16];
} seen;

static t4_status note(void *context, const t4_previous_row *row, t4_error *err)
{
    seen *s = context;

    assert_true(s->rows < 8);
    s->row[s->rows] = *row;
    snprintf(s->texts[s->rows][0], 16, "%s", row->code);
    snprintf(s->texts[s->rows][1], 16, "%s", row->partner);
    snprintf(s->texts[s->rows++][2], 16, "%s", row->dimension[0]);
    return T4_OK;
}

static t4_status open_at(t4_previous **list, const char *name, t4_error *err)
{
    static t4_run run;
    char path[600];
    const char *paths[] = {path};

    t4_run_init(&run);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return t4_previous_open(list, &run, paths, 1, err);
}

#define HEADER "period,flow,code,partner,office,value,value_status,value_conf,quantity,quantity_status,quantity_conf,unit\n"

static void every_row_comes_back_as_it_was_published(void **state)
{
    t4_previous *list;
    t4_error err = {0};
    seen s = {0};
    char path[600];
    gzFile packed;

    put_release("one", "v1");
    put("one/data/hs2.csv", HEADER "2023-01,M,01,DE,\"a, \"\"b\"\"\",12.50,A,F,3,A,F,PCS\n2023,M,01,W00,c,,Q,C,,Q,C,\n");
    snprintf(path, sizeof path, "%s/one/data/hs0.csv.gz", dir);
    packed = gzopen(path, "wb");
    gzputs(packed, HEADER "2023-Q1,X,TOTAL,G_EU,c,-0.01,P,F,,M,F,mixed\n");
    gzclose(packed);
    assert_int_equal(open_at(&list, "one", &err), T4_OK);
    assert_int_equal(t4_previous_count(list), 1);
    assert_string_equal(t4_previous_at(list, 0)->vintage, "v1");
    assert_true(t4_previous_at(list, 0)->certified);
    assert_int_equal(t4_previous_rows(list, 0, note, &s, &err), T4_OK);
    assert_int_equal(s.rows, 3);
    assert_true(s.row[0].amount[0] == 1250 && s.row[0].present[0] && s.row[0].amount[1] == 3);
    assert_string_equal(s.texts[0][2], "a, \"b\"");
    assert_int_equal(s.row[1].period, t4_period_year(2023));
    assert_false(s.row[1].present[0]);
    assert_int_equal(s.row[1].status[0], 'Q');
    assert_int_equal(s.row[1].conf[0], 'C');
    assert_int_equal(s.row[2].level, 0);
    assert_true(s.row[2].amount[0] == -1);
    assert_string_equal(s.texts[2][1], "G_EU");
    t4_previous_free(list);
}

static void a_folder_of_releases_is_taken_in_the_order_of_names(void **state)
{
    t4_previous *list;
    t4_error err = {0};
    static t4_run run;
    char all[512], again[600];
    const char *paths[] = {all, again};

    make_folder("all");
    put_release("all/b", "v2");
    put_release("all/a", "v1");
    make_folder("all/a.confidential");
    t4_run_init(&run);
    snprintf(all, sizeof all, "%s/all", dir);
    snprintf(again, sizeof again, "%s/b", all);
    assert_int_equal(t4_previous_open(&list, &run, paths, 2, &err), T4_OK);
    assert_int_equal(t4_previous_count(list), 2);  /* b came twice */
    assert_string_equal(t4_previous_at(list, 0)->vintage, "v1");
    assert_string_equal(t4_previous_at(list, 1)->vintage, "v2");
    t4_previous_free(list);
}

static void what_is_no_release_is_refused_with_the_place(void **state)
{
    static const struct {
        const char *rows, *says;
    } cases[] = {
        {HEADER "2023-01,M,01,DE,x,12.5x,A,F,3,A,F,PCS\n", "hs2.csv"},
        {HEADER "2023-01,M,01,DE,x,12.50,A,F\n", "expected a row"},
        {HEADER "2023-01,Z,01,DE,x,12.50,A,F,3,A,F,PCS\n", "expected a row"},
        {HEADER "2023-01,M,01,DE,x,12.50,A,F,3,A,F,\"PC", "does not end"},
        {"period,flow,code\n", "'partner'"},
    };
    t4_previous *list;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_error err = {0};
        seen s = {0};
        char text[1700];

        put_release("bad", "v1");
        put("bad/data/hs2.csv", cases[i].rows);
        assert_int_equal(open_at(&list, "bad", &err), T4_OK);
        assert_int_equal(t4_previous_rows(list, 0, note, &s, &err), T4_ERR_DATA);
        snprintf(text, sizeof text, "%s: %s", err.where, err.text);
        if (!strstr(text, cases[i].says))
            fail_msg("case %zu: %s", i, text);
        t4_previous_free(list);
    }
    {
        t4_error err = {0};

        make_folder("empty");
        assert_int_equal(open_at(&list, "empty", &err), T4_ERR_USAGE);
        put("empty/manifest.json", "{\"a\": 1}");
        assert_int_equal(open_at(&list, "empty", &err), T4_ERR_DATA);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_comes_back_as_it_was_published),
        cmocka_unit_test(a_folder_of_releases_is_taken_in_the_order_of_names),
        cmocka_unit_test(what_is_no_release_is_refused_with_the_place),
    };
    char command[300];
    int failed;

    snprintf(dir, sizeof dir, "%s/t4-previous-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(dir))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    return system(command) ? 1 : failed;
}
