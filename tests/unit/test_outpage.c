/* SPDX-License-Identifier: MIT */
/* Pages of results: every text is escaped, numbers keep their digits, charts scale, a page is whole or not there. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/outpage.h"

static char path[64];

static const char *read_page(t4_outpage *page, t4_buffer *text)
{
    t4_error err = {0};
    FILE *file;
    int c;

    snprintf(path, sizeof path, "/tmp/t4_outpage_%d.html", (int)getpid());
    assert_int_equal(t4_outpage_save(page, path, 0644, true, &err), T4_OK);
    t4_outpage_release(page);
    t4_buffer_init(text, 0);
    file = fopen(path, "r");
    assert_non_null(file);
    while ((c = getc(file)) != EOF)
        t4_buffer_putc(text, (char)c);
    fclose(file);
    unlink(path);
    return t4_buffer_text(text);
}

static void texts_of_input_cannot_become_markup(void **state)
{
    static const char evil[] = "</script><script>alert(1)</script>\"&\n";
    t4_error err = {0};
    t4_outpage page;
    t4_table table;
    t4_buffer text;
    t4_outpage_bar bar = {.label = evil, .note = evil, .from = 1, .to = 2, .mark = 1.5};
    t4_outpage_point point = {.series = evil, .x = evil, .y = 3};
    const char *html, *paths[] = {evil};

    t4_outpage_begin(&page, evil, evil);
    t4_outpage_heading(&page, evil);
    t4_outpage_sentences(&page, evil);
    assert_int_equal(t4_table_init(&table, "name|#count", &err), T4_OK);
    t4_table_text(&table, evil);
    t4_table_text(&table, evil);
    t4_outpage_table(&page, "t", &table, 0, NULL);
    t4_outpage_bars(&page, evil, evil, &bar, 1);
    t4_outpage_lines(&page, evil, evil, &point, 1);
    t4_outpage_sources(&page, paths, 1);
    t4_outpage_limits(&page, evil);
    html = read_page(&page, &text);
    assert_null(strstr(html, "<script>alert"));
    assert_null(strstr(html, "alert(1)</script>"));
    assert_non_null(strstr(html, "&lt;/script&gt;"));
    assert_non_null(strstr(html, T4_OUTPAGE_LEADS));
    t4_table_release(&table);
    t4_buffer_release(&text);
}

static void numbers_keep_their_digits_beside_what_is_shown(void **state)
{
    t4_error err = {0};
    t4_outpage page;
    t4_table table;
    t4_buffer text;
    const char *html;

    t4_outpage_begin(&page, "t", NULL);
    assert_int_equal(t4_table_init(&table, "#a|b", &err), T4_OK);
    t4_table_text(&table, "-1234567.89");
    t4_table_text(&table, "1234567");
    t4_table_text(&table, "999");
    t4_table_text(&table, "x");
    t4_outpage_table(&page, "t", &table, 1, "more here");
    html = read_page(&page, &text);
    assert_non_null(strstr(html, "<td data-value=\"-1234567.89\">\u22121,234,567.89</td><td class=\"left\">1234567</td>"));
    assert_null(strstr(html, "999"));
    assert_non_null(strstr(html, "1 more: more here"));
    t4_table_release(&table);
    t4_buffer_release(&text);
}

static size_t count_of(const char *text, const char *word)
{
    size_t n = 0;

    for (; (text = strstr(text, word)); text++)
        n++;
    return n;
}

static void charts_take_constant_negative_and_missing_values(void **state)
{
    t4_outpage page;
    t4_buffer text;
    t4_outpage_bar bars[] = {{.label = "a", .from = 0, .to = 0, .mark = NAN}, {.label = "b", .from = -5, .to = 1e12, .mark = 0}};
    t4_outpage_point points[] = {{"s", "2020", 5}, {"s", "2021", NAN}, {"s", "2022", 5}, {"s", "2023", 6}};
    const char *html;

    t4_outpage_begin(&page, "t", NULL);
    t4_outpage_bars(&page, "bars", "x", bars, 2);
    t4_outpage_bars(&page, "one bar", "x", bars, 1);
    t4_outpage_bars(&page, "no bars", "x", bars, 0);
    t4_outpage_lines(&page, "lines", "y", points, 4);
    html = read_page(&page, &text);
    assert_int_equal(count_of(html, "<figure>"), 3);
    assert_null(strstr(html, "=\"nan"));
    assert_null(strstr(html, "=\"-nan"));
    assert_null(strstr(html, "=\"inf"));
    /* The path is broken where a value is missing. */
    html = strstr(html, "stroke-width=\"2\" d=\"M");
    assert_non_null(html);
    assert_int_equal(count_of(strndupa(html, strcspn(html, ">")), "M"), 2);
    assert_int_equal(count_of(strndupa(html, strcspn(html, ">")), "L"), 1);
    t4_buffer_release(&text);
}

static void a_file_that_is_there_is_kept(void **state)
{
    t4_error err = {0};
    t4_outpage page;

    t4_outpage_begin(&page, "t", NULL);
    assert_int_equal(t4_outpage_save(&page, "/dev/null", 0644, false, &err), T4_ERR_USAGE);
    t4_outpage_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_input_cannot_become_markup),
        cmocka_unit_test(numbers_keep_their_digits_beside_what_is_shown),
        cmocka_unit_test(charts_take_constant_negative_and_missing_values),
        cmocka_unit_test(a_file_that_is_there_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
