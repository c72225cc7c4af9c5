/* SPDX-License-Identifier: MIT */
/* Sentences in three languages: none is missing, none twice, and formats agree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "release/facts.h"
#include "release/kyrgyz.h"
#include "release/phrases.h"

/* The conversions of a format, one after the other: "%s%d". */
static void conversions(const char *text, char out[64])
{
    size_t n = 0;

    for (; *text; text++) {
        if (*text != '%')
            continue;
        do
            out[n++] = *text++;
        while (*text && !strchr("sdc%", *text) && n < 60);
        out[n++] = *text;
    }
    out[n] = '\0';
}

static void every_sentence_is_said_in_every_language(void **state)
{
    const char *const *row;
    size_t count = 0;

    for (; (row = t4_phrases_row(count)); count++)
        for (int i = 0; i < T4_PHRASES_LANGUAGES; i++) {
            char english[64], here[64];

            assert_non_null(row[i]);
            assert_true(*row[i]);
            conversions(row[0], english);
            conversions(row[i], here);
            assert_string_equal(english, here);
            assert_string_equal(t4_phrases_say(t4_phrases_languages[i], row[0]), row[i]);
        }
    assert_true(count > 50);
}

static void no_sentence_stands_twice(void **state)
{
    for (size_t i = 0; t4_phrases_row(i); i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(t4_phrases_row(i)[0], t4_phrases_row(j)[0]);
}

static void what_is_not_known_stays_english(void **state)
{
    assert_string_equal(t4_phrases_say("ru", "no such sentence"), "no such sentence");
    assert_string_equal(t4_phrases_say("de", "exports"), "exports");
    assert_string_equal(t4_phrases_say("ky", "exports"), "экспорт");
}

static void statuses_and_flows_are_in_the_table(void **state)
{
    for (const t4_fact_status *row = t4_fact_statuses; row->code; row++)
        assert_string_not_equal(t4_phrases_say("ru", row->label), row->label);
    for (const t4_fact_status *row = t4_fact_confs; row->code; row++)
        assert_string_not_equal(t4_phrases_say("ky", row->label), row->label);
    for (int flow = 0; flow < T4_FLOWS; flow++)
        assert_string_not_equal(t4_phrases_say("ru", t4_facts_flow((t4_flow)flow)),
                                t4_facts_flow((t4_flow)flow));
}

static void countries_have_kyrgyz_names(void **state)
{
    static const char *const known[][2] = {{"AD", "Андорра"}, {"CN", "Кытай"}, {"KZ", "Казакстан"},
                                           {"ZW", "Зимбабве"}, {"W00", ""}, {"", ""}, {"KG", "Кыргызстан"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_string_equal(t4_kyrgyz_partner(known[i][0]), known[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sentence_is_said_in_every_language),
        cmocka_unit_test(no_sentence_stands_twice),
        cmocka_unit_test(what_is_not_known_stays_english),
        cmocka_unit_test(statuses_and_flows_are_in_the_table),
        cmocka_unit_test(countries_have_kyrgyz_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
