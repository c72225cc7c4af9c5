/* SPDX-License-Identifier: MIT */
#include <locale.h>

#include "clean_case.h"

#include "clean/state.h"

typedef struct {
    const char *format, *text, *period;  /* period "" = none */
} date_case;

static void dates_are_read_in_any_layout(void **state)
{
    static const date_case cases[] = {
        {"%d.%m.%Y", "30.06.2023", "2023-06"}, {"%d.%m.%Y", "1.6.2023", "2023-06"},
        {"%d.%m.%Y", "31.06.2023", ""}, {"%d.%m.%Y", "29.02.2024", "2024-02"},
        {"%d.%m.%Y", "29.02.2100", ""}, {"%d.%m.%Y", "30.06.2023 ", ""},
        {"%d.%m.%Y", "30.06.23", ""}, {"%d.%m.%y", "30.06.23", "2023-06"}, {"%d.%m.%y", "30.06.69", "1969-06"},
        {"%Y-%m-%d", "2023-06-30", "2023-06"}, {"%Y-%m-%d", "2023-6-30x", ""}, {"%F", "2023-06-30", "2023-06"},
        {"%Y%m%d", "20230630", "2023-06"}, {"%Y%m", "202306", "2023-06"}, {"%Y%m", "202313", ""},
        {"%m/%d/%Y", "06/30/2023", "2023-06"}, {"%m/%d/%Y", "30/06/2023", ""}, {"%D", "06/30/23", "2023-06"},
        {"%Y-%m-%d %H:%M:%S", "2023-06-30 23:59:59", "2023-06"}, {"%Y-%m-%d %H:%M:%S", "2023-06-30 24:59:59", ""},
        {"%b %Y", "Jun 2023", "2023-06"}, {"%d %B %Y", "30 june 2023", "2023-06"}, {"%Y", "2023", "2023"},
        {"%Y-%j", "2023-181", "2023-06"}, {"Y%Y", "Y2023", "2023"}, {"%d.%m.%Y", "01.01.1899", ""},
        {"%d.%m.%Y", "01.01.2200", ""}, {"%d.%m.%Y", "", ""}, {NULL, "2023-06", "2023-06"}, {NULL, "202306", "2023-06"},
        {NULL, "2023-Q2", "2023-Q2"}, {NULL, "2023", "2023"}, {NULL, "2023-06-30", ""}, {NULL, "30.06.2023", ""},
    };

    setlocale(LC_ALL, "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_column column = {.format = cases[i].format};
        t4_period period = t4_period_field_read(&column, cases[i].text, strlen(cases[i].text));
        char text[T4_PERIOD_TEXT] = "";

        if (period)
            t4_period_print(period, text);
        if (strcmp(text, cases[i].period))
            fail_msg("'%s' by '%s' is '%s'", cases[i].text, cases[i].format ? cases[i].format : "-", text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_in_any_layout),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
