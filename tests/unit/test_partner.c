/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/partner.h"

static t4_partners *sample(void)
{
    static const struct {
        const char *key, *code, *en, *ru;
    } rows[] = {
        {"KR", "KR", "South Korea", "Республика Корея"},
        {"KOR", "KR", "", ""},
        {"410", "KR", "", ""},
        {"Korea, Republic of", "KR", "", ""},
        {"Республика Корея", "KR", "", ""},
        {"KP", "KP", "North Korea", "КНДР"},
        {"Korea, Democratic People's Republic of", "KP", "", ""},
        {"NA", "NA", "Namibia", "Намибия"},
        {"Germany", "DE", "Germany", "Германия"},
        {"Германия", "DE", NULL, NULL},
        {"Côte d'Ivoire", "CI", "Côte d'Ivoire", ""},
        {"Kyrgyzstan", "KG", "Kyrgyzstan", "Кыргызстан"},
        {"A.B", "XA", "", ""},
        {"A-B", "XB", "", ""},
        {"AB", "XC", "", ""},
    };
    t4_partners *partners = t4_partners_new();

    assert_non_null(partners);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(t4_partners_add(partners, rows[i].key, rows[i].code, rows[i].en, rows[i].ru,
                                         NULL), T4_OK);
    return partners;
}

static const char *find(const t4_partners *partners, const char *text)
{
    const char *code = t4_partners_find(partners, text, strlen(text));

    return code ? code : "-";
}

static void a_partner_is_found_by_any_spelling(void **state)
{
    static const struct {
        const char *text, *code;
    } cases[] = {
        {"kr", "KR"}, {" KOR ", "KR"}, {"410", "KR"}, {"KOREA,  REPUBLIC OF", "KR"},
        {"Korea Republic of", "KR"}, {"республика корея", "KR"}, {"GERMANY", "DE"}, {"германия", "DE"},
        {"COTE D’IVOIRE", "CI"}, {"Cote dIvoire", "CI"}, {"Korea", "-"}, {"", "-"}, {"  ", "-"},
        {"a.b", "XA"}, {"a-b", "XB"}, {"A B", "XB"}, {"ab", "XC"}, {"\xFF", "-"},
        /* Words that say what kind of state it is, and blanks, may be more or fewer; two letters stay a code. */
        {"Federal Republic of Germany", "DE"}, {"the Republic of  Kyrgyzstan", "KG"}, {"K yrgyz stan", "KG"},
        {"Республика Кыргызстан", "-"}, {"Королевство Германия", "DE"}, {"the Republic", "-"},
        {"NA", "NA"}, {"N.A.", "-"}, {"n/a", "-"},
    };
    t4_partners *partners = sample();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(find(partners, cases[i].text), cases[i].code);
    assert_string_equal(find(partners, "A'B"), "-");  /* XA and XC: no choice is made */
    t4_partners_free(partners);
}

static void labels_are_kept_by_language(void **state)
{
    t4_partners *partners = sample();

    assert_string_equal(t4_partners_label(partners, "KR", "en"), "South Korea");
    assert_string_equal(t4_partners_label(partners, "KR", "ru"), "Республика Корея");
    assert_string_equal(t4_partners_label(partners, "CI", "ru"), "");
    assert_string_equal(t4_partners_label(partners, "ZZ", "en"), "");
    assert_int_equal(t4_partners_count(partners), 9);
    assert_string_equal(t4_partners_code(partners, 0), "KR");
    t4_partners_free(partners);
}

static void a_national_list_overrides_and_takes_over_the_numbers(void **state)
{
    t4_partners *partners = sample();

    assert_string_equal(find(partners, "410"), "KR");
    t4_partners_forget_numbers(partners);
    assert_string_equal(find(partners, "410"), "-");
    assert_int_equal(t4_partners_add(partners, "410", "DE", "", "", NULL), T4_OK);
    assert_int_equal(t4_partners_add(partners, "Germany", "KG", "", "", NULL), T4_OK);
    assert_string_equal(find(partners, "410"), "DE");
    assert_string_equal(find(partners, "germany"), "KG");
    assert_int_equal(t4_partners_add(partners, "x", "", "", "", NULL), T4_ERR_DATA);
    t4_partners_free(partners);
}

static void the_nearest_spelling_is_suggested(void **state)
{
    static const struct {
        const char *text, *spelling;
    } cases[] = {
        {"Germny", "Germany"}, {"GEMRANY", "Germany"}, {"Kirgizstan", "Kyrgyzstan"},
        {"герамния", "Германия"}, {"Korea, Republc of", "Korea, Republic of"}, {"Atlantis", NULL},
        {"KQ", NULL}, {"", NULL}, {"419", NULL},
    };
    t4_partners *partners = sample();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = t4_partners_suggest(partners, cases[i].text, strlen(cases[i].text));

        if (cases[i].spelling) {
            assert_non_null(got);
            assert_string_equal(got, cases[i].spelling);
        } else
            assert_null(got);
    }
    t4_partners_free(partners);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_partner_is_found_by_any_spelling),
        cmocka_unit_test(labels_are_kept_by_language),
        cmocka_unit_test(a_national_list_overrides_and_takes_over_the_numbers),
        cmocka_unit_test(the_nearest_spelling_is_suggested),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
