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

#include "io/codelist_read.h"
#include "job/input.h"

typedef struct {
    const char *file;
    t4_list_layout layout;
    size_t entries, by_length[5], units, parents, labels, labels_ru, begins;
    struct {
        const char *code, *parent, *label, *unit;  /* label: Russian where there is no other */
    } sample;
} real_list;

/*
 * Every figure was computed from the same files by a separate script (csv and
 * json modules of Python), by the rules of codelist_read.h.
 */
static const real_list lists[] = {
    {"tnved-eaeu-10digit-ru.csv.gz", {0}, 13768, {96, 957, 0, 0, 12715}, 0, 13672, 0, 13768, 13768,
     {"0101210000", "0101", "-\xC2\xA0-\xC2\xA0чистопородные племенные животные", ""}},
    {"hs2022-datasets.csv.gz", {0}, 6939, {97, 1229, 5613, 0, 0}, 0, 6842, 6939, 0, 0,
     {"010130", "0101", "Asses; live", ""}},
    {"hs2022-comtrade-H6.json.gz", {0}, 6939, {97, 1229, 5613, 0, 0}, 0, 6842, 6939, 0, 0,
     {"01", "", "Animals; live", ""}},
    {"hs2017-comtrade-H5.json.gz", {0}, 6708, {97, 1223, 5388, 0, 0}, 0, 6611, 6708, 0, 0,
     {"0101", "01", "Horses, asses, mules and hinnies; live", ""}},
    {"eu-uk-cn8-2021.csv.gz", {.digits = 8}, 12310, {97, 942, 1777, 9494, 0}, 0, 12213, 12310,
     0, 0, {"01012100", "0101", "Pure-bred breeding animals", ""}},
    {"br-ncm8-2025-latin1.csv.gz", {.encoding = "ISO-8859-1", .label = "NO_NCM_POR", .unit = "CO_UNID"},
     13720, {0, 0, 0, 13720, 0}, 13720, 0, 13720, 0, 0,
     {"49019100", "", "Dicionários e enciclopédias, mesmo em fascículos", "10"}},
    {"et-hs8-tariff-2017.csv.gz", {0}, 6503, {0, 0, 0, 6503, 0}, 3173, 0, 6503, 0, 0,
     {"01013000", "", "-ASSES", "UN"}},
    {"us-hts10-descriptions.csv.gz", {.code = "hs10", .label = "description"},
     18700, {0, 0, 0, 0, 18700}, 0, 0, 18700, 0, 0,
     {"0101300000", "", "Live horses, asses, mules and hinnies : Asses", ""}},
    {"us-scheduleB-2019-fixedwidth.txt.gz",
     {.code = "1-10", .label = "15-65", .unit = "225-230"}, 9356, {0, 0, 0, 0, 9356}, 8781, 0, 9356, 0, 0,
     {"0101300000", "", "ASSES, LIVE", "NO"}},
    {"hs4-labels-ru-en.json.gz", {0}, 1480, {0, 1480, 0, 0, 0}, 0, 0, 1445, 1480, 0,
     {"0101", "", "Horses, asses, mules and hinnies; live", ""}},
    {"tnved-headings-history-cp866.txt.gz",
     {.encoding = "CP866", .separator = '|', .header = "no", .skip = 1, .code = "1+2", .label_ru = "3",
      .from = "4", .until = "5"}, 6591, {0, 6591, 0, 0, 0}, 0, 0, 0, 6591, 6591,
     {"0101", "", "ЛОШАДИ, ОСЛЫ, МУЛЫ И ЛОШАКИ ЖИВЫЕ", ""}},
};

/* The folder of real lists; NULL, with the reason printed, where it is not there. */
static const char *folder(void)
{
    static char path[4096];
    const char *shared = getenv("T4_SHARED"), *srcdir = getenv("srcdir");

    if (shared)
        snprintf(path, sizeof path, "%s/nomenclature", shared);
    else
        snprintf(path, sizeof path, "%s/../shared/data/nomenclature", srcdir ? srcdir : T4_SRCDIR);
    if (!access(path, R_OK))
        return path;
    printf("# skipped: %s is not there\n", path);
    return NULL;
}

static t4_codelist *read_real(const char *file, const t4_list_layout *layout)
{
    t4_codelist *list = NULL;
    t4_error err = {0};
    char path[8192];
    t4_run run;

    t4_run_init(&run);
    snprintf(path, sizeof path, "%s/%s", folder(), file);
    if (t4_codelist_read(&list, &run, path, layout, "test", &err) != T4_OK)
        fail_msg("%s:%d: %s", err.where, (int)err.line, err.text);
    return list;
}

static void check_real(const real_list *want, const t4_codelist *list)
{
    size_t by_length[5] = {0}, units = 0, parents = 0, labels = 0, labels_ru = 0, begins = 0, n;
    int64_t found;

    for (size_t i = 0; i < t4_codelist_count(list); i++) {
        const t4_code_entry *e = t4_codelist_entry(list, i);

        n = strlen(e->code);
        assert_true(n % 2 == 0 && n <= 10);
        by_length[n / 2 - 1]++;
        units += *e->unit != '\0';
        parents += e->parent >= 0;
        labels += *e->label != '\0';
        labels_ru += *e->label_ru != '\0';
        begins += e->from != 0;
    }
    assert_int_equal(t4_codelist_count(list), want->entries);
    for (int i = 0; i < 5; i++)
        assert_int_equal(by_length[i], want->by_length[i]);
    assert_int_equal(units, want->units);
    assert_int_equal(parents, want->parents);
    assert_int_equal(labels, want->labels);
    assert_int_equal(labels_ru, want->labels_ru);
    assert_int_equal(begins, want->begins);
    found = t4_codelist_find(list, want->sample.code, strlen(want->sample.code), 0);
    assert_true(found >= 0);
    const t4_code_entry *e = t4_codelist_entry(list, (size_t)found);
    assert_string_equal(want->labels ? e->label : e->label_ru, want->sample.label);
    assert_string_equal(e->unit, want->sample.unit);
    assert_string_equal(e->parent < 0 ? "" : t4_codelist_entry(list, (size_t)e->parent)->code,
                        want->sample.parent);
}

static void every_real_list_is_read_as_an_independent_count_says(void **state)
{
    for (size_t i = 0; folder() && i < sizeof lists / sizeof *lists; i++) {
        t4_codelist *list = read_real(lists[i].file, &lists[i].layout);

        check_real(&lists[i], list);
        t4_codelist_free(list);
    }
}

/* "key=value" as --set takes it, when there is a value. */
static void add_set(char sets[16][4300], const char *items[16], size_t *count, const char *key, const char *value)
{
    if (!value)
        return;
    snprintf(sets[*count], sizeof sets[0], "classification.%s=\"%s\"", key, value);
    items[*count] = sets[*count];
    ++*count;
}

/* The same lists by way of a template: what its classification says arrives at the reader. */
static void every_real_list_is_read_through_a_template(void **state)
{
    static char sets[16][4300];

    for (size_t i = 0; folder() && i < sizeof lists / sizeof *lists; i++) {
        const t4_list_layout *l = &lists[i].layout;
        char path[4200], sign[2] = {l->separator}, skip[12], digits[12];
        t4_template *template_ = NULL;
        t4_codelist *list = NULL;
        const char *items[16];
        size_t count = 0;
        t4_error err = {0};
        t4_run run;

        t4_run_init(&run);
        snprintf(path, sizeof path, "%s/%s", folder(), lists[i].file);
        snprintf(skip, sizeof skip, "%d", l->skip);
        snprintf(digits, sizeof digits, "%d", l->digits);
        add_set(sets, items, &count, "file", path);
        add_set(sets, items, &count, "edition", "TEST");
        add_set(sets, items, &count, "encoding", l->encoding);
        add_set(sets, items, &count, "separator", *sign ? sign : NULL);
        add_set(sets, items, &count, "header", l->header);
        add_set(sets, items, &count, "skip", l->skip ? skip : NULL);
        add_set(sets, items, &count, "digits", l->digits ? digits : NULL);
        add_set(sets, items, &count, "columns.code", l->code);
        add_set(sets, items, &count, "columns.label", l->label);
        add_set(sets, items, &count, "columns.label_ru", l->label_ru);
        add_set(sets, items, &count, "columns.unit", l->unit);
        add_set(sets, items, &count, "columns.from", l->from);
        add_set(sets, items, &count, "columns.until", l->until);
        if (t4_job_template(&template_, T4_SRCDIR "/templates/national-10-digit.yaml", items, count, &err) ||
            t4_codelist_read(&list, &run, template_->classification_file, &template_->classification,
                             template_->edition, &err))
            fail_msg("%s: %s:%d: %s", lists[i].file, err.where, (int)err.line, err.text);
        check_real(&lists[i], list);
        assert_string_equal(t4_codelist_edition(list), "TEST");
        t4_codelist_free(list);
        t4_template_free(template_);
    }
}

static void the_history_of_headings_answers_by_month(void **state)
{
    static const t4_list_layout layout = {.encoding = "CP866", .separator = '|', .header = "no",
                                          .skip = 1, .code = "1+2", .label_ru = "3", .from = "4",
                                          .until = "5"};
    t4_codelist *list;
    size_t codes = 0, valid = 0, open_ended = 0;

    if (!folder())
        return;
    list = read_real("tnved-headings-history-cp866.txt.gz", &layout);
    for (size_t i = 0; i < t4_codelist_count(list); i++) {
        const t4_code_entry *e = t4_codelist_entry(list, i);

        if (i && !strcmp(e->code, t4_codelist_entry(list, i - 1)->code))
            continue;
        codes++;
        valid += t4_codelist_find(list, e->code, 4, t4_period_month(2009, 6)) >= 0;
        open_ended += t4_codelist_find(list, e->code, 4, t4_period_month(2023, 1)) >= 0;
    }
    assert_int_equal(codes, 981);
    assert_int_equal(valid, 926);             /* awk over the decoded file */
    assert_int_equal(open_ended, 981 - 24);   /* 24 headings have no version without an end */
    assert_int_equal(t4_codelist_find(list, "2528", 4, t4_period_month(2023, 1)), -1);
    assert_true(t4_codelist_find(list, "2528", 4, 0) >= 0);
    t4_codelist_free(list);
}

/* --- small lists, made here ------------------------------------------------- */

static t4_status read_text(t4_codelist **list, const char *text, const t4_list_layout *layout,
                           t4_error *err)
{
    t4_buffer bytes;
    t4_status status;

    t4_buffer_init(&bytes, 0);
    assert_true(t4_buffer_puts(&bytes, text));
    status = t4_codelist_read_bytes(list, &bytes, "list", layout, "E", err);
    t4_buffer_release(&bytes);
    return status;
}

static void russian_headers_and_dotted_codes_are_understood(void **state)
{
    t4_codelist *list = NULL;
    const t4_code_entry *e;

    assert_int_equal(read_text(&list, "Код ТН ВЭД;Наименование;Доп. единица;Действует с;Действует до\n"
                               "01;ЖИВОТНЫЕ;-;;\n0101.21.000.0;племенные;шт;01.01.2022;31.12.2099\n"
                               "9999.00;старое;шт;01.03.2010;15.08.2012\n;без кода;;;\n", NULL, NULL), T4_OK);
    assert_int_equal(t4_codelist_count(list), 3);
    e = t4_codelist_entry(list, (size_t)t4_codelist_find(list, "0101210000", 10, 0));
    assert_string_equal(e->label_ru, "племенные");
    assert_string_equal(e->label, "");
    assert_string_equal(e->unit, "шт");
    assert_int_equal(e->from, t4_period_month(2022, 1));
    assert_int_equal(e->until, t4_period_month(2099, 12));
    assert_int_equal(t4_codelist_find(list, "999900", 6, t4_period_month(2012, 9)), -1);
    assert_true(t4_codelist_find(list, "999900", 6, t4_period_month(2012, 8)) >= 0);
    assert_string_equal(t4_codelist_entry(list, 0)->unit, "");
    t4_codelist_free(list);
}

static void a_list_without_header_has_code_then_label(void **state)
{
    t4_codelist *list = NULL;

    assert_int_equal(read_text(&list, "01,Live animals\n0101,Horses\n", NULL, NULL), T4_OK);
    assert_int_equal(t4_codelist_count(list), 2);
    assert_string_equal(t4_codelist_entry(list, 1)->label, "Horses");
    t4_codelist_free(list);
}

static void what_is_wrong_is_said_with_its_place(void **state)
{
    static const struct {
        const char *text;
        t4_list_layout layout;
        t4_status status;
        uint64_t line;
        const char *said;
    } cases[] = {
        {"a,b\n01,x\n", {0}, T4_ERR_USAGE, 0, "'a', 'b'"},
        {"code\n01\n", {.code = "Nothing"}, T4_ERR_USAGE, 0, "'Nothing'"},
        {"code\n01\n", {.label = "Nothing"}, T4_ERR_USAGE, 0, "columns.label"},
        {"code\n01\n", {.code = "code+7"}, T4_ERR_USAGE, 0, "'7'"},
        {"code\n01\n", {.code = "1-2", .label = "x-10"}, T4_ERR_USAGE, 0, "columns.label 'x-10'"},
        {"code\n01\n", {.format = "fixed"}, T4_ERR_USAGE, 0, "columns.code"},
        {"code\n01\n", {.encoding = "KOI9"}, T4_ERR_USAGE, 0, "KOI9"},
        {"code,label\nXX,x\n", {0}, T4_ERR_DATA, 0, "'XX'"},
        {"code,valid from\n01,2022-01-01\n02,soon\n", {0}, T4_ERR_DATA, 3, "'soon'"},
        {"code,from,to\n01,2022-01-01,2021-01-01\n", {0}, T4_ERR_DATA, 2, "ends before"},
        {"code\n01\n\xE4\n", {0}, T4_ERR_DATA, 3, "not UTF-8"},
        {"<html><body>", {0}, T4_ERR_DATA, 0, "web page"},
        {"{\"a\": 1}", {0}, T4_ERR_DATA, 0, "no list"},
        {"[1, 2]", {0}, T4_ERR_DATA, 0, "no objects"},
        {"{\"results\": [", {0}, T4_ERR_DATA, 1, ""},
        {"", {0}, T4_ERR_DATA, 0, "empty"},
        {"\n \n", {.code = "1-10"}, T4_ERR_DATA, 0, "empty"},
        {"code,parent\n0101,0102\n0102,0101\n", {0}, T4_ERR_DATA, 0, "circle"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t4_codelist *list = NULL;
        t4_error err = {0};

        assert_int_equal(read_text(&list, cases[i].text, &cases[i].layout, &err), cases[i].status);
        assert_null(list);
        assert_int_equal(err.line, cases[i].line);
        if (!strstr(err.text, cases[i].said))
            fail_msg("'%s' does not say '%s'", err.text, cases[i].said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_real_list_is_read_as_an_independent_count_says),
        cmocka_unit_test(every_real_list_is_read_through_a_template),
        cmocka_unit_test(the_history_of_headings_answers_by_month),
        cmocka_unit_test(russian_headers_and_dotted_codes_are_understood),
        cmocka_unit_test(a_list_without_header_has_code_then_label),
        cmocka_unit_test(what_is_wrong_is_said_with_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
