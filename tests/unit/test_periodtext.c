/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "model/periodtext.h"

static void periods_are_read_in_the_words_of_many_offices(void **state)
{
    static const struct {
        const char *text;
        t4_periodtext_calendar calendar;
        t4_periodtext_result result;
        const char *period;
    } cases[] = {
        {"2023-06", 0, T4_PERIODTEXT_OK, "2023-06"}, {"202306", 0, T4_PERIODTEXT_OK, "2023-06"}, {"Aug. 2024", 0, T4_PERIODTEXT_OK, "2024-08"},
        {"May. 2024", 0, T4_PERIODTEXT_OK, "2024-05"}, {"06/2023", 0, T4_PERIODTEXT_OK, "2023-06"}, {"01.06.2023", 0, T4_PERIODTEXT_OK, "2023-06"},
        {"2017-01-01", 0, T4_PERIODTEXT_OK, "2017-01"}, {"2023-06-01 00:00:00", 0, T4_PERIODTEXT_OK, "2023-06"},
        {"январь 2022 г.", 0, T4_PERIODTEXT_OK, "2022-01"}, {"Июнь 2018", 0, T4_PERIODTEXT_OK, "2018-06"}, {"ИЮЛЬ 2018", 0, T4_PERIODTEXT_OK, "2018-07"},
        {"январь-декабрь 2022", 0, T4_PERIODTEXT_OK, "2022"}, {"Январь-дкабрь 2019 г.", 0, T4_PERIODTEXT_OK, "2019"},
        {"за январь - январь 2022 год", 0, T4_PERIODTEXT_OK, "2022-01"}, {"январь - март 2022", 0, T4_PERIODTEXT_OK, "2022-Q1"},
        {"апрель-июнь 2022", 0, T4_PERIODTEXT_OK, "2022-Q2"}, {"январь-май 2022", 0, T4_PERIODTEXT_OK, "2022-YTD05"},
        {"февраль-май 2022", 0, T4_PERIODTEXT_SUM, ""}, {"май-январь 2022", 0, T4_PERIODTEXT_NONE, ""},
        {"II квартал 2018", 0, T4_PERIODTEXT_OK, "2018-Q2"}, {"4 квартал 2018 года", 0, T4_PERIODTEXT_OK, "2018-Q4"}, {"2018-Q3", 0, T4_PERIODTEXT_OK, "2018-Q3"},
        {"Year 2021", 0, T4_PERIODTEXT_OK, "2021"}, {"7 2021", 0, T4_PERIODTEXT_OK, "2021-07"}, {"2081/082", 0, T4_PERIODTEXT_OK, "2081"},
        {"2081/082", T4_PERIODTEXT_BIKRAM_SAMBAT, T4_PERIODTEXT_OK, "2024"}, {"2019/20", 0, T4_PERIODTEXT_OK, "2019"},
        {"marzo 2020", 0, T4_PERIODTEXT_OK, "2020-03"}, {"dezembro 2020", 0, T4_PERIODTEXT_OK, "2020-12"},
        {"2022 2023", 0, T4_PERIODTEXT_NONE, ""}, {"13/2023", 0, T4_PERIODTEXT_NONE, ""}, {"темп роста, %", 0, T4_PERIODTEXT_NONE, ""},
        {"", 0, T4_PERIODTEXT_NONE, ""}, {"June", 0, T4_PERIODTEXT_NONE, ""}, {"2023 apples", 0, T4_PERIODTEXT_NONE, ""}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[T4_PERIOD_TEXT] = "";
        t4_period period = 0;
        t4_periodtext_result result = t4_periodtext_parse(cases[i].text, strlen(cases[i].text), cases[i].calendar, &period);

        if (result == T4_PERIODTEXT_OK)
            t4_period_print(period, text);
        if (result != cases[i].result || strcmp(text, cases[i].period))
            fail_msg("'%s' is %d, '%s'", cases[i].text, (int)result, text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(periods_are_read_in_the_words_of_many_offices)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
