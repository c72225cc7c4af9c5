/* SPDX-License-Identifier: MIT */
/* The page of a release: the numbers of its tables, nothing from elsewhere, within its size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "io/json.h"
#include "release/explorer.h"
#include "release/html.h"
#include "release_case.h"

static const char *folder_named(const char *name)
{
    const char *path = case_path(name);

    assert_int_equal(t4_tree_make(path, NULL), T4_OK);
    return path;
}

static char *page_of(release_case *c, const char *name)
{
    const char *out = folder_named(name);
    char path[1024], *text;

    assert_int_equal(case_write(c, out, NULL, NULL, NULL), T4_OK);
    snprintf(path, sizeof path, "%s/index.html", out);
    text = case_read(path, NULL);
    assert_non_null(text);
    return text;
}

/* The explorer's data of a page, parsed. */
static t4_json *data_of(const char *page)
{
    static const char open[] = "id=\"explorer-data\">";
    const char *from = strstr(page, open), *until;
    t4_json *json = NULL;

    assert_non_null(from);
    from += sizeof open - 1;
    until = strstr(from, "</script>");
    assert_non_null(until);
    assert_int_equal(t4_json_parse(&json, from, (size_t)(until - from), "data", NULL), T4_OK);
    return json;
}

static size_t rows_in(const char *packed)
{
    size_t rows = 0;

    for (const char *line = packed; *line; line += strcspn(line, ";") + 1)
        rows += *line != '@';
    return rows;
}

static void every_row_of_a_small_release_is_in_its_page(void **state)
{
    release_case *c = case_new(true);
    const char *packed;
    char *page;
    t4_json *data;

    case_fill(c, 300, 7);
    page = page_of(c, "small");
    data = data_of(page);
    packed = t4_json_text(t4_json_get(data, "rows"));
    assert_int_equal(rows_in(packed), c->count);
    assert_int_equal(t4_json_count(t4_json_get(data, "absent")), 0);
    assert_int_equal(t4_json_count(t4_json_get(data, "dimensions")), 1);
    t4_json_free(data);
    t4_free(page);
    case_free(c);
}

/* Two records whose packed rows were written by hand. */
static void rows_are_packed_as_the_header_says(void **state)
{
    static const case_record records[] = {
        {"2023-01", "M", "0101210000", "DE", "Osh", "pcs", 123456, 2500, 3000},
        {"2023-01", "M", "0101210000", "KZ", "Osh", "pcs", 44, 1, 2000}};
    release_case *c = case_new(false);
    char *page;
    t4_json *data;

    c->plan.levels[0] = 4;
    c->plan.level_count = 1;
    c->plan.periods[T4_QUARTER] = c->plan.periods[T4_MONTH] = false;
    for (size_t i = 0; i < 2; i++)
        case_add(c, &records[i]);
    case_finish(c);
    page = page_of(c, "packed");
    data = data_of(page);
    /* partners: the world, the group, then DE and KZ; units: none, pcs; the code is the first. */
    assert_string_equal(t4_json_text(t4_json_get(data, "rows")),
                        "@0,0;,2,,1234.56,2.500,3.000,1;,1,,0.44,0.001,2.000,1;"
                        ",3,,0.44,0.001,2.000,1;,,,1235.00,2.501,5.000,1;");
    assert_string_equal(t4_json_text(t4_json_at(t4_json_get(data, "states"), 0)), "AFAFAF");
    t4_json_free(data);
    t4_free(page);
    case_free(c);
}

static void a_page_asks_nobody_and_names_what_is_not_certified(void **state)
{
    static const char *const never[] = {"http://", "src=", "@import", "url(http", "fetch(", "XMLHttp"};
    release_case *c = case_new(true);
    char *page;

    case_fill(c, 100, 3);
    page = page_of(c, "alone");
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        const char *hit = strstr(page, never[i]);

        /* The name of a namespace is no address. */
        if (hit && !strncmp(hit, "http://www.w3.org/2000/svg", 26))
            hit = strstr(hit + 1, never[i]);
        if (hit)
            fail_msg("'%s' stands in the page", never[i]);
    }
    assert_non_null(strstr(page, case_reason));
    assert_non_null(strstr(page, "НЕ ЗАВЕРЕНО"));
    assert_null(strstr(page, "{{"));
    t4_free(page);
    case_free(c);
}

/* A label that would end the script, an id that would end an attribute. */
static void hostile_texts_stay_texts(void **state)
{
    release_case *c = case_new(true);
    char *page;
    t4_json *data;

    case_fill(c, 50, 3);
    c->template_.title = (t4_texts){{"en"}, {"</script><script>alert(1)</script>\"&"}, 1};
    c->template_.id = "</script>\"";
    page = page_of(c, "hostile");
    assert_null(strstr(page, "<script>alert"));
    assert_non_null(strstr(page, "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;"));
    data = data_of(page);
    assert_string_equal(t4_json_text(t4_json_get(data, "id")), "</script>\"");
    t4_json_free(data);
    t4_free(page);
    case_free(c);
}

static void a_large_release_is_cut_to_its_budget_and_says_so(void **state)
{
    static const size_t budgets[] = {8000, 20000, 60000};
    release_case *c = case_new(false);
    t4_protected *p = NULL;
    t4_draft draft;
    t4_package package = {.run = &c->run, .template_ = &c->template_};
    uint64_t before = 0;

    case_fill(c, 3000, 5);
    assert_int_equal(t4_protected_waive(&p, &c->cells, &c->template_, case_reason, NULL), T4_OK);
    package.protected_ = p;
    package.folder = folder_named("budget");
    assert_int_equal(t4_draft_init(&draft, &package, NULL), T4_OK);
    assert_int_equal(t4_tables_write(&draft, NULL, NULL), T4_OK);
    for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++) {
        t4_explorer_extent extent;
        t4_json *data = NULL;
        t4_buffer out;

        t4_buffer_init(&out, 0);
        assert_int_equal(t4_explorer_write(&draft, budgets[i], &out, &extent, NULL), T4_OK);
        assert_true(out.length <= budgets[i]);
        assert_true(extent.rows >= before);
        assert_true(extent.left_out > 0);
        assert_int_equal(extent.rows + extent.left_out, c->count);
        assert_int_equal(t4_json_parse(&data, out.data, out.length, "data", NULL), T4_OK);
        assert_int_equal(rows_in(t4_json_text(t4_json_get(data, "rows"))), extent.rows);
        assert_true(t4_json_count(t4_json_get(data, "absent")) > 0);
        before = extent.rows;
        t4_json_free(data);
        t4_buffer_release(&out);
    }
    t4_draft_release(&draft);
    t4_protected_free(p);
    case_free(c);
}

static void numbers_keep_every_digit(void **state)
{
    t4_buffer out;

    t4_buffer_init(&out, 0);
    assert_true(t4_html_amount(&out, (t4_int128)-1234567890123456789, 2));
    assert_string_equal(t4_buffer_text(&out),
                        "<data value=\"-12345678901234567.89\">\xE2\x88\x92" "12\xE2\x80\xAF" "345\xE2\x80\xAF"
                        "678\xE2\x80\xAF" "901\xE2\x80\xAF" "234\xE2\x80\xAF" "567.89</data>");
    t4_buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_a_small_release_is_in_its_page),
        cmocka_unit_test(rows_are_packed_as_the_header_says),
        cmocka_unit_test(a_page_asks_nobody_and_names_what_is_not_certified),
        cmocka_unit_test(hostile_texts_stay_texts),
        cmocka_unit_test(a_large_release_is_cut_to_its_budget_and_says_so),
        cmocka_unit_test(numbers_keep_every_digit),
    };

    return cmocka_run_group_tests(tests, case_make_scratch, case_remove_scratch);
}
