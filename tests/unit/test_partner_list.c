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

#include "base/memory.h"
#include "io/json.h"
#include "io/partner_list.h"
#include "io/sheet.h"
#include "io/wholefile.h"

static t4_run run;

static t4_partners *shipped(void)
{
    t4_partners *partners = t4_partners_new();
    t4_error err = {0};

    t4_run_init(&run);
    if (t4_partner_list_shipped(partners, &err) != T4_OK)
        fail_msg("%s:%d: %s", err.where, (int)err.line, err.text);
    return partners;
}

static const char *find(const t4_partners *partners, const char *text)
{
    const char *code = t4_partners_find(partners, text, strlen(text));

    return code ? code : "-";
}

/* A real file; false, with the reason printed, where it is not there. */
static bool shared_path(char path[4096], const char *file)
{
    const char *shared = getenv("T4_SHARED"), *srcdir = getenv("srcdir");

    if (shared)
        snprintf(path, 4096, "%s/%s", shared, file);
    else
        snprintf(path, 4096, "%s/../shared/data/%s", srcdir ? srcdir : T4_SRCDIR, file);
    if (!access(path, R_OK))
        return true;
    printf("# skipped: %s is not there\n", path);
    return false;
}

static bool load(t4_sheet *table, const char *file, const char *encoding)
{
    t4_sheet_options options = {0};
    t4_error err = {0};
    t4_buffer bytes;
    char path[4096];

    if (!shared_path(path, file))
        return false;
    t4_buffer_init(&bytes, 0);
    t4_sheet_init(table, file);
    if (t4_wholefile_read(&bytes, &run, path, &err) || t4_wholefile_decode(&bytes, encoding, path, &err) ||
        t4_sheet_delimited(table, &bytes, &options, &err) || t4_sheet_lift_header(table, &err))
        fail_msg("%s: %s", path, err.text);
    t4_buffer_release(&bytes);
    return true;
}

static void common_spellings_mean_their_partner(void **state)
{
    static const struct {
        const char *text, *code;
    } cases[] = {
        {"KG", "KG"}, {"kgz", "KG"}, {"417", "KG"}, {"Киргизия", "KG"}, {"Кыргыз Республикасы", "KG"},
        {"Korea, Republic of", "KR"}, {"USA", "US"}, {"UAE", "AE"}, {"Russian Federation", "RU"},
        {"Viet Nam", "VN"}, {"Congo, DR", "CD"}, {"Burma", "MM"}, {"Swaziland", "SZ"}, {"Eswatini", "SZ"},
        {"Macedonia", "MK"}, {"Cape Verde", "CV"}, {"Ivory Coast", "CI"}, {"COTE D'IVOIRE", "CI"},
        {"Côte d’Ivoire", "CI"}, {"SU", "SU"}, {"YU", "YU"}, {"CS", "CS"}, {"AN", "AN"}, {"XK", "XK"},
        {"XI", "XI"}, {"EU", "EU"}, {"842", "US"}, {"4", "AF"}, {"004", "AF"}, {"Bunkers", "QQ"},
        {"Areas, nes", "QN"}, {"High seas", "QP"}, {"ZZ", "QU"}, {"Free Zones", "XF"},
        {"Special Categories", "QX"}, {"Neutral Zone", "NT"}, {"РОССИЯ", "RU"}, {"КИТАЙ", "CN"},
        {"КОРЕЯ, РЕСПУБЛИКА", "KR"}, {"Соединенные Штаты", "US"}, {"Объединенные Арабские Эмираты", "AE"},
        {"Қазақстан", "KZ"}, {"Türkiye", "TR"}, {"TURKEY", "TR"}, {"Taiwan, Province of China", "TW"},
        {"492", "MC"}, {"World", "-"}, {"0", "-"}, {"W00", "-"}, {"G_EAEU", "-"},
    };
    t4_partners *partners = shipped();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(find(partners, cases[i].text), cases[i].code);
    assert_string_equal(t4_partners_label(partners, "KG", "en"), "Kyrgyzstan");
    assert_string_equal(t4_partners_label(partners, "KG", "ru"), "Кыргызстан");
    assert_string_equal(t4_partners_suggest(partners, "Kazahstan", 9), "Kazakhstan");
    t4_partners_free(partners);
}

/* Every code, number and name of the table leads back to its own row. */
static void the_shipped_table_contradicts_itself_nowhere(void **state)
{
    static const char *const keys[] = {"code", "iso3", "m49", "name_en", "name_ru"};
    t4_sheet_options options = {.separator = ','};
    t4_partners *partners = shipped();
    t4_buffer bytes;
    t4_sheet table;
    size_t iso = 0;

    t4_buffer_init(&bytes, 0);
    t4_sheet_init(&table, "partners.csv");
    assert_int_equal(t4_wholefile_read(&bytes, &run, T4_SRCDIR "/templates/partners.csv", NULL), T4_OK);
    assert_int_equal(t4_sheet_delimited(&table, &bytes, &options, NULL), T4_OK);
    assert_int_equal(t4_sheet_lift_header(&table, NULL), T4_OK);
    for (size_t row = 0; row < table.rows; row++) {
        const char *code = t4_sheet_field(&table, row, 0), *others = t4_sheet_field(&table, row, 5);
        char *copy = t4_strdup(others), *rest = NULL;

        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
            const char *key = t4_sheet_field(&table, row, (long)k);

            if (*key)
                assert_string_equal(find(partners, key), code);
        }
        for (char *name = strtok_r(copy, "|", &rest); name; name = strtok_r(NULL, "|", &rest))
            assert_string_equal(find(partners, name), code);
        t4_free(copy);
        iso += strlen(t4_sheet_field(&table, row, 1)) == 3 && !strstr(t4_sheet_field(&table, row, 3), "former");
        assert_true(*t4_sheet_field(&table, row, 3) && *t4_sheet_field(&table, row, 4));
    }
    assert_int_equal(iso, 249 + 3);  /* ISO 3166-1; Kosovo, Neutral Zone, US Pacific islands */
    t4_sheet_release(&table);
    t4_buffer_release(&bytes);
    t4_partners_free(partners);
}

static void iso_codes_agree_with_the_public_list(void **state)
{
    t4_partners *partners = shipped();
    t4_sheet table;
    long iso2, iso3, m49;
    char number[16];

    if (!load(&table, "countries/country-codes.csv", NULL))
        goto done;
    iso2 = t4_sheet_column(&table, "ISO3166-1-Alpha-2");
    iso3 = t4_sheet_column(&table, "ISO3166-1-Alpha-3");
    m49 = t4_sheet_column(&table, "ISO3166-1-numeric");
    assert_int_equal(table.rows, 249);
    for (size_t row = 0; row < table.rows; row++) {
        const char *code = t4_sheet_field(&table, row, iso2);

        snprintf(number, sizeof number, "%03d", atoi(t4_sheet_field(&table, row, m49)));
        assert_string_equal(find(partners, code), code);
        assert_string_equal(find(partners, t4_sheet_field(&table, row, iso3)), code);
        assert_string_equal(find(partners, number), code);
    }
    t4_sheet_release(&table);
    assert_true(load(&table, "countries/unsd-m49-ru.csv", NULL));
    for (size_t row = 0; row < table.rows; row++)
        assert_string_equal(find(partners, t4_sheet_field(&table, row, 8)), t4_sheet_field(&table, row, 10));
    t4_sheet_release(&table);
done:
    t4_partners_free(partners);
}

static void every_partner_of_real_records_is_known(void **state)
{
    static const struct {
        const char *file, *columns[2];
    } files[] = {
        {"trade-et-hs8/et-export-2005.csv.gz", {"Destination"}},
        {"trade-et-hs8/et-export-2010.csv.gz", {"Destination"}},
        {"trade-et-hs8/et-export-2011.csv.gz", {"Destination"}},
        {"trade-et-hs8/et-export-2013.csv.gz", {"Destination"}},
        {"trade-et-hs8/et-export-2014.csv.gz", {"Destination"}},
        {"trade-et-hs8/et-export-2015.csv.gz", {"Destination"}},
        {"trade-et-hs8/et-export-2016.csv.gz", {"Destination"}},
        {"trade-et-hs8/et-import-1998.csv.gz", {"Country (Origin)", "Country (Consignment)"}},
        {"trade-et-hs8/et-import-1999.csv.gz", {"Country (Origin)", "Country (Consignment)"}},
        {"microdata-declarations/kr-synthetic-declarations-train.csv.gz",
         {"Country of Departure", "Country of Origin"}},
        {"microdata-declarations/kr-synthetic-declarations-valid.csv.gz",
         {"Country of Departure", "Country of Origin"}},
    };
    t4_partners *partners = shipped();

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        t4_sheet table;

        if (!load(&table, files[i].file, NULL))
            break;
        for (int k = 0; k < 2 && files[i].columns[k]; k++) {
            long column = t4_sheet_column(&table, files[i].columns[k]);

            assert_true(column >= 0 && table.rows > 1000);
            for (size_t row = 0; row < table.rows; row++)
                if (!strcmp(find(partners, t4_sheet_field(&table, row, column)), "-"))
                    fail_msg("'%s' of %s", t4_sheet_field(&table, row, column), files[i].file);
        }
        t4_sheet_release(&table);
    }
    t4_partners_free(partners);
}

static void comtrade_areas_are_known_by_name_and_number(void **state)
{
    static const char *const files[] = {"countries/comtrade-partnerAreas.json",
                                        "countries/comtrade-reporterAreas.json"};
    t4_partners *partners = shipped();

    for (int i = 0; i < 2; i++) {
        t4_json *json;
        t4_buffer bytes;
        char path[4096];
        const t4_json *list;

        if (!shared_path(path, files[i]))
            break;
        t4_buffer_init(&bytes, 0);
        assert_int_equal(t4_wholefile_read(&bytes, &run, path, NULL), T4_OK);
        assert_int_equal(t4_wholefile_decode(&bytes, NULL, path, NULL), T4_OK);
        assert_int_equal(t4_json_parse(&json, bytes.data, bytes.length, path, NULL), T4_OK);
        list = t4_json_get(json, "results");
        assert_true(t4_json_count(list) > 200);
        for (size_t k = 0; k < t4_json_count(list); k++) {
            const char *id = t4_json_text(t4_json_get(t4_json_at(list, k), "id"));
            const char *name = t4_json_text(t4_json_get(t4_json_at(list, k), "text"));

            if (!strcmp(id, "all") || !strcmp(id, "0")) {
                assert_string_equal(find(partners, name), "-");  /* sums are no partners */
                continue;
            }
            if (strcmp(id, "841"))  /* "USA (before 1981)": by number only */
                assert_string_not_equal(find(partners, name), "-");
            assert_string_not_equal(find(partners, id), "-");
            if (strcmp(id, "841") && strcmp(id, "492"))
                assert_string_equal(find(partners, name), find(partners, id));
        }
        t4_json_free(json);
        t4_buffer_release(&bytes);
    }
    t4_partners_free(partners);
}

static void national_lists_lead_to_the_same_partners(void **state)
{
    static const struct {
        const char *file, *encoding, *key, *code;
    } cases[] = {
        {"countries/us-census-country-codes.csv", NULL, "5700", "CN"},
        {"countries/us-census-country-codes.csv", NULL, "4621", "RU"},
        {"countries/us-census-country-codes.csv", NULL, "7660", "CD"},
        {"countries/us-census-country-codes.csv", NULL, "4803", "XK"},
        {"countries/us-census-country-codes.csv", NULL, "840", "-"},  /* M49 no longer counts */
        {"countries/us-census-country-codes.csv", NULL, "China", "CN"},
        {"countries/br-paises-latin1.csv", "ISO-8859-1", "023", "DE"},
        {"countries/br-paises-latin1.csv", "ISO-8859-1", "23", "DE"},
        {"countries/br-paises-latin1.csv", "ISO-8859-1", "292", "GS"},  /* its alpha-3 is "NA" */
        {"countries/br-paises-latin1.csv", "ISO-8859-1", "393", "JE"},  /* its alpha-3 is "ZZZ" */
        {"countries/br-paises-latin1.csv", "ISO-8859-1", "990", "QQ"},
        {"countries/br-paises-latin1.csv", "ISO-8859-1", "999", "QU"},
        {"countries/br-paises-latin1.csv", "ISO-8859-1", "004", "-"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_partners *partners = shipped();
        t4_error err = {0};
        char path[4096];

        if (!shared_path(path, cases[i].file)) {
            t4_partners_free(partners);
            break;
        }
        if (t4_partner_list_read(partners, &run, path, cases[i].encoding, &err) != T4_OK)
            fail_msg("%s:%d: %s", err.where, (int)err.line, err.text);
        assert_string_equal(find(partners, cases[i].key), cases[i].code);
        assert_string_equal(t4_partners_label(partners, "DE", "en"), "Germany");
        t4_partners_free(partners);
    }
}

static t4_status read_list(t4_partners *partners, const char *text, bool labels, t4_error *err)
{
    char path[] = "/tmp/t4-partners-XXXXXX";
    int fd = mkstemp(path);
    t4_status status;

    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    status = labels ? t4_label_list_read(partners, &run, path, NULL, err)
                    : t4_partner_list_read(partners, &run, path, NULL, err);
    unlink(path);
    return status;
}

static void a_list_may_define_partners_of_its_own(void **state)
{
    t4_partners *partners = shipped();
    t4_error err = {0};

    assert_int_equal(read_list(partners, "code;iso2;label;label_ru\n1;KG;Home;Дом\n77;XZ1;Offshore depot;Склад\n",
                               false, NULL), T4_OK);
    assert_string_equal(find(partners, "1"), "KG");
    assert_string_equal(find(partners, "77"), "XZ1");
    assert_string_equal(find(partners, "offshore depot"), "XZ1");
    assert_string_equal(t4_partners_label(partners, "XZ1", "ru"), "Склад");
    assert_string_equal(t4_partners_label(partners, "KG", "en"), "Home");
    assert_int_equal(read_list(partners, "code,name\n1,Kyrgyzstan\n2,Atlantis\n", false, &err), T4_ERR_DATA);
    assert_int_equal(err.line, 3);
    assert_non_null(strstr(err.text, "'Atlantis'"));
    err = (t4_error){0};
    assert_int_equal(read_list(partners, "code,iso2\n1,G_EAEU\n", false, &err), T4_ERR_DATA);
    assert_int_equal(read_list(partners, "code,colour\n1,red\n", false, NULL), T4_ERR_DATA);
    t4_partners_free(partners);
}

static void labels_of_a_dimension_are_read(void **state)
{
    t4_partners *labels = t4_partners_new();
    t4_error err = {0};

    assert_int_equal(read_list(labels, "code,label,label_ru\n10,Sea,Море\n30,Road,Дорога\n", true, NULL), T4_OK);
    assert_string_equal(find(labels, "30"), "30");
    assert_string_equal(find(labels, "ROAD"), "30");
    assert_string_equal(t4_partners_label(labels, "10", "ru"), "Море");
    assert_string_equal(find(labels, "KG"), "-");
    assert_int_equal(read_list(labels, "code,label\n_T,All\n", true, &err), T4_ERR_DATA);
    t4_partners_free(labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(common_spellings_mean_their_partner),
        cmocka_unit_test(the_shipped_table_contradicts_itself_nowhere),
        cmocka_unit_test(iso_codes_agree_with_the_public_list),
        cmocka_unit_test(every_partner_of_real_records_is_known),
        cmocka_unit_test(comtrade_areas_are_known_by_name_and_number),
        cmocka_unit_test(national_lists_lead_to_the_same_partners),
        cmocka_unit_test(a_list_may_define_partners_of_its_own),
        cmocka_unit_test(labels_of_a_dimension_are_read),
    };

    t4_run_init(&run);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
