/* SPDX-License-Identifier: MIT */
#include "clean_case.h"

#include "base/random.h"

static void a_clean_row_becomes_one_row_of_the_batch(void **state)
{
    clean_case *c = usual_case(true);
    char text[600];

    run(c, "05.06.2023;ИМ;8471300000;DE;123;;1500.50;12.5;13;7;шт\n");
    if (c->report.issues.count)
        fail_msg("%s", case_issue(c, 0, text));
    assert_int_equal(c->batch.rows, 1);
    assert_int_equal(c->batch.period[0], t4_period_month(2023, 6));
    assert_int_equal(c->batch.flow[0], T4_M);
    assert_string_equal(t4_dict_text(c->domain.codes, c->batch.code[0], NULL), "8471300000");
    assert_string_equal(t4_dict_text(c->domain.partners, c->batch.partner[0], NULL), "DE");
    assert_string_equal(t4_dict_text(c->domain.traders, c->batch.trader[0], NULL), "000123");
    assert_string_equal(t4_dict_text(c->domain.units, c->batch.unit[0], NULL), "шт");
    assert_int_equal(c->batch.amounts[0][0], 150050);
    assert_int_equal(c->batch.amounts[1][0], 12500);
    assert_int_equal(c->batch.amounts[2][0], 7);
    assert_null(c->batch.wide[0]);
    assert_true(c->batch.position[0] == t4_position(0, 2));
    case_free(c);
}

static void rejected_rows_leave_no_gap(void **state)
{
    clean_case *c = usual_case(true);

    run(c, "01.01.2023;M;8471300000;DE;1;;1;1;2;1;шт\n"
           "01.02.2023;?;8471300000;DE;2;;2;1;2;1;шт\n"
           "01.03.2023;X;0101210000;KG;;3;99999999999999999999;1;2;1;шт\n"
           "01.04.2023;M;8471300000;??;4;;88888888888888888888;1;2;1;шт\n"
           "01.05.2023;X;8471300000;KG;;5;5;1;2;1;шт\n");
    assert_int_equal(c->batch.rows, 3);
    assert_int_equal(c->report.rejected_count, 2);
    assert_int_equal(c->report.rejected[0], 1);
    assert_int_equal(c->report.reason[0], T4_ISSUE_FLOW_UNKNOWN);
    assert_int_equal(c->report.rejected[1], 3);
    assert_int_equal(c->report.reason[1], T4_ISSUE_PARTNER_UNKNOWN);
    assert_int_equal(c->batch.period[1], t4_period_month(2023, 3));
    assert_int_equal(c->batch.flow[2], T4_X);
    assert_string_equal(t4_dict_text(c->domain.traders, c->batch.trader[2], NULL), "000005");
    assert_true(c->batch.position[2] == t4_position(0, 6));
    /* One amount is over 64 bits: all of the block in 128. */
    assert_non_null(c->batch.wide[0]);
    assert_true(c->batch.wide[0][0] == 100);
    assert_true(c->batch.wide[0][1] == (t4_int128)9999999999999999999u * 1000 + 900);
    assert_true(c->batch.wide[0][2] == 500);
    assert_true(c->batch.wide[1][1] == 1000);
    case_free(c);
}

static void totals_account_for_every_unit(void **state)
{
    clean_case *c = usual_case(true);
    const t4_control_row *rows;
    size_t count;

    run(c, "01.01.2023;M;8471300000;DE;1;;1.005;1;2;1;шт\n"      /* kept 1.00, half to even */
           "02.01.2023;M;8471990000;DE;1;;2.0151;1;2;1;шт\n"     /* residual 2.02 */
           "03.01.2023;M;8471300000;??;1;;4.00;1;2;1;шт\n"       /* rejected */
           "03.01.2023;M;8471300000;??;1;;x;1;2;1;шт\n"          /* rejected, value unreadable */
           "??;M;8471300000;DE;1;;8.00;1;2;1;шт\n"
           "??;?;8471300000;DE;1;;16.001;1;2;1;шт\n");
    case_finish(c);
    rows = t4_control_rows(c->control, &count);
    assert_int_equal(count, 3);
    assert_int_equal(rows[0].flow, T4_M);
    assert_int_equal(rows[0].period, 0);
    assert_true(rows[0].rejected[0] == 800 && rows[0].rows_rejected == 1);
    assert_int_equal(rows[1].period, t4_period_month(2023, 1));
    assert_int_equal(rows[1].rows_input, 4);
    assert_int_equal(rows[1].rows_kept, 2);
    assert_int_equal(rows[1].rows_rejected, 2);
    assert_int_equal(rows[1].rows_residual, 1);
    assert_true(rows[1].kept[0] == 302);
    assert_true(rows[1].residual[0] == 202);
    assert_true(rows[1].rejected[0] == 400);
    /* 1.005 - 1.00 = 0.005 and 2.0151 - 2.02 = -0.0049, in 10^-18. */
    assert_true(rows[1].rounding[0] == 100000000000000);
    assert_true(rows[1].kept[1] == 2000 && rows[1].rejected[1] == 2000);
    assert_int_equal(rows[2].flow, T4_FLOWS);
    assert_true(rows[2].rejected[0] == 1600 && rows[2].rounding[0] == 1000000000000000);
    case_free(c);
}

static void unknown_partners_are_listed_at_the_end_with_counts(void **state)
{
    clean_case *c = usual_case(true);

    run(c, "01.01.2023;M;8471300000;Germny;1;;1;1;2;1;шт\n"
           "01.01.2023;M;8471300000;Atlantis;1;;1;1;2;1;шт\n"
           "01.01.2023;M;8471300000;Germny;1;;1;1;2;1;шт\n");
    case_finish(c);
    assert_int_equal(c->closing.count, 2);
    assert_string_equal(c->closing.items[0].found, "Germny");
    assert_string_equal(c->closing.items[0].expected, "a partner; in 2 rows; did you mean 'Germany' (DE)?");
    assert_int_equal(c->closing.items[0].line, 0);
    assert_string_equal(c->closing.items[1].found, "Atlantis");
    assert_string_equal(c->closing.items[1].expected, "a partner; in 1 row");
    case_free(c);
}

static void texts_in_other_encodings_are_read_and_units_printed_in_the_smallest_spelling(void **state)
{
    /* ИМ and ШТ, шт in windows-1251; KG names Germany by its map's "Deutschland". */
    static const char lines[] = "01.01.2023;\xC8\xCC;8471300000;DE;1;;1\xA0" "000.5;1;2;1;\xF8\xF2\n"
                                "01.01.2023;\xFD\xEA;8471300000;DE;;2;1;1;2;1;\xD8\xD2\n";
    clean_case *c = usual_case(false);
    char text[2000];

    assert_int_equal(case_file(c, "a.csv", usual_header, "WINDOWS-1251", lines, sizeof lines - 1), T4_OK);
    assert_string_equal(all_issues(c, text, sizeof text), "");
    assert_int_equal(c->batch.rows, 2);
    assert_int_equal(c->batch.flow[0], T4_M);
    assert_int_equal(c->batch.flow[1], T4_X);
    assert_int_equal(c->batch.amounts[0][0], 100050);
    assert_int_equal(c->batch.unit[0], c->batch.unit[1]);
    case_finish(c);
    assert_string_equal(t4_dict_text(c->domain.units, c->batch.unit[0], NULL), "ШТ");
    case_free(c);
}

/* The byte C0 is a letter in one encoding and a line in the other; both files share one cleaner. */
static void files_in_several_encodings_do_not_mix(void **state)
{
    clean_case *c = case_new("tenfour: 1\ninput:\n  columns:\n    period: {constant: 2023}\n    flow: {constant: M}\n"
                             "    code: {constant: '010121', digits: 6}\n    partner: {column: P, open: true}\n"
                             "    value: {column: V}\npublish: {levels: [6], measures: [value]}\n");
    static const char line[] = "\xC0;1\n";
    uint32_t first;

    case_open(c, false);
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(case_file(c, "a.csv", "P;V", "WINDOWS-1251", line, sizeof line - 1), T4_OK);
        first = c->batch.partner[0];
        assert_int_equal(case_file(c, "b.csv", "P;V", "CP866", line, sizeof line - 1), T4_OK);
        assert_string_equal(t4_dict_text(c->domain.partners, first, NULL), "А");
        assert_string_equal(t4_dict_text(c->domain.partners, c->batch.partner[0], NULL), "└");
    }
    case_free(c);
}

static void traders_appear_in_secret_issues_only(void **state)
{
    clean_case *c = usual_case(true);
    static const char bad[] = "01.06.2023;M;8471300000;DE;12\xFF;;1;1;2;1;шт\n";

    assert_int_equal(case_file(c, "a.csv", usual_header, "UTF-8", bad, sizeof bad - 1), T4_OK);
    assert_int_equal(c->report.issues.count, 1);
    assert_true(c->report.issues.items[0].secret);
    run(c, "01.06.2023;M;8471300000;DE;AB-1234567;;1;1;2;1;шт\n"
           "01.06.2023;M;8471300000;DE;ab1234567;;1;1;2;1;шт\n");
    assert_int_equal(c->report.issues.count, 0);
    case_finish(c);
    assert_int_equal(c->closing.count, 1);
    assert_int_equal(c->closing.items[0].kind, T4_ISSUE_TRADER_SIMILAR);
    assert_true(c->closing.items[0].secret);
    assert_string_equal(c->closing.items[0].found, "AB-1234567 and AB1234567");
    case_free(c);
}

static const char labels[] =
    "tenfour: 1\n"
    "input:\n"
    "  decimal: '.'\n"
    "  columns:\n"
    "    period: {column: P}\n"
    "    flow: {constant: M}\n"
    "    code: {column: C, digits: 6}\n"
    "    partner: {column: LAND, open: true}\n"
    "    trader: {column: T, missing: each, missing_reason: small parcels}\n"
    "    declaration: {column: D}\n"
    "    source_type: {column: S}\n"
    "    value: {column: V, unit: USD, decimals: 2}\n"
    "    quantity: {column: Q, unit: pcs, decimals: 0}\n"
    "  dimensions: {office: {column: OFFICE}, mode: {column: MODE, list: modes.csv}}\n"
    "publish: {levels: [6], measures: [value, quantity]}\n";

static const char label_header[] = "P;C;LAND;T;D;S;V;Q;OFFICE;MODE";

static clean_case *label_case(t4_partners **modes)
{
    clean_case *c = case_new(labels);
    t4_clean_options options = {.partners = c->partners, .fingerprints = true};

    *modes = t4_partners_new();
    t4_partners_add(*modes, "10", "sea", "Sea", "", &c->err);
    t4_partners_add(*modes, "20", "rail", "Rail", "", &c->err);
    options.labels[1] = *modes;
    if (t4_clean_new(&c->clean, c->template_, &c->domain, &options, &c->err))
        fail_msg("%s", c->err.text);
    assert_int_equal(t4_cleaner_new(&c->cleaner, c->clean, 0, &c->err), T4_OK);
    return c;
}

static void labels_are_open_or_from_a_list(void **state)
{
    t4_partners *modes;
    clean_case *c = label_case(&modes);
    char text[2000];
    static const char lines[] =
        "2023-01;010121;berlin;7;1;declarations;1;2;North;10\n"
        "2023-01;010121; Berlin ;7;1;surveys;1;2;NORTH;20\n"
        "2023-01;010121;Bonn;7;1;declarations;1;2;north  ;30\n"
        "2023-01;010121;_T;7;1;gossip;1;2;TOTAL;10\n";

    assert_int_equal(case_file(c, "a.csv", label_header, "UTF-8", lines, strlen(lines)), T4_OK);
    assert_string_equal(all_issues(c, text, sizeof text),
        "4:10 mode label_unknown rejected '30' (a label of the list) / "
        "5:3 partner partner_reserved rejected '_T' (a partner; this name is kept for totals and groups) / "
        "5:6 source_type label_unknown rejected 'gossip' (one of declarations|surveys|estimates|administrative|mixed) / "
        "5:9 office label_reserved rejected 'TOTAL' (a label; this name is kept for totals and groups)");
    assert_int_equal(c->batch.rows, 2);
    assert_int_equal(c->batch.partner[0], c->batch.partner[1]);
    assert_int_equal(c->batch.dimension[0][0], c->batch.dimension[0][1]);
    case_finish(c);
    assert_string_equal(t4_dict_text(c->domain.partners, c->batch.partner[0], NULL), "Berlin");
    assert_string_equal(t4_dict_text(c->domain.labels[0], c->batch.dimension[0][0], NULL), "NORTH");
    assert_string_equal(t4_dict_text(c->domain.labels[1], c->batch.dimension[1][0], NULL), "sea");
    assert_string_equal(t4_dict_text(c->domain.labels[1], c->batch.dimension[1][1], NULL), "rail");
    assert_string_equal(t4_dict_text(c->domain.units, c->batch.unit[0], NULL), "pcs");
    case_free(c);
    t4_partners_free(modes);
}

static void labels_and_ids_have_a_longest_length(void **state)
{
    t4_partners *modes;
    clean_case *c = label_case(&modes);
    char lines[12000], long_text[1002];
    size_t n = 0;

    memset(long_text, 'x', sizeof long_text - 1);
    long_text[1001] = 0;
    n += (size_t)sprintf(lines + n, "2023-01;010121;%s;7;1;mixed;1;2;N;10\n", long_text);
    n += (size_t)sprintf(lines + n, "2023-01;010121;A;%s;1;mixed;1;2;N;10\n", long_text);
    n += (size_t)sprintf(lines + n, "2023-01;010121;A;7;1;mixed;1;2;%s;10\n", long_text);
    n += (size_t)sprintf(lines + n, "2023-01;010121;A;7;1;mixed;1;2;%s;10\n", long_text + 1);
    assert_int_equal(case_file(c, "a.csv", label_header, "UTF-8", lines, n), T4_OK);
    assert_int_equal(c->batch.rows, 1);
    assert_int_equal(c->report.issues.count, 3);
    assert_int_equal(c->report.issues.items[0].kind, T4_ISSUE_PARTNER_UNKNOWN);
    assert_string_equal(c->report.issues.items[1].expected, "a trader's id of at most 1000 bytes");
    assert_true(c->report.issues.items[1].secret);
    assert_int_equal(c->report.issues.items[2].kind, T4_ISSUE_LABEL_UNKNOWN);
    assert_int_equal(strlen(c->report.issues.items[2].found), 200);
    case_free(c);
    t4_partners_free(modes);
}

static void records_without_a_trader_may_each_be_one(void **state)
{
    t4_partners *modes;
    clean_case *c = label_case(&modes);
    static const char lines[] = "2023-01;010121;A;;1;mixed;1;2;N;10\n2023-01;010121;A;;1;mixed;1;2;N;10\n"
                                "2023-01;010121;A;9;1;mixed;1;2;N;10\n";

    assert_int_equal(case_file(c, "a.csv", label_header, "UTF-8", lines, strlen(lines)), T4_OK);
    assert_int_equal(c->batch.rows, 3);
    assert_true(c->batch.trader[0] && c->batch.trader[1] && c->batch.trader[0] != c->batch.trader[1]);
    assert_string_equal(t4_dict_text(c->domain.traders, c->batch.trader[1], NULL),
                        "missing:00000000:0000000000003");
    case_free(c);
    t4_partners_free(modes);
}

/* Items are equal when all their fields are, however they are spelled; the day and the declaration count. */
static void equal_items_have_equal_fingerprints(void **state)
{
    static const char lines[] =
        "2023-01;010121;A;7;1;mixed;1;2;N;10\n"
        "2023-01;0101.21;a;7;1;mixed;1.00;2;n;10\n"   /* the same */
        "2023-01;010121;A;7;2;mixed;1;2;N;10\n"
        "2023-01;010121;A;8;1;mixed;1;2;N;10\n"
        "2023-01;010121;A;7;1;mixed;1.01;2;N;10\n"
        "2023-01;010121;A;7;1;mixed;2;1;N;10\n"
        "2023-01;010121;A;7;1;mixed;1;2;N;20\n"
        "2023-01;010121;B;7;1;mixed;1;2;N;10\n"
        "2023-02;010121;A;7;1;mixed;1;2;N;10\n";
    t4_partners *modes;
    clean_case *c = label_case(&modes);

    assert_int_equal(case_file(c, "a.csv", label_header, "UTF-8", lines, strlen(lines)), T4_OK);
    assert_int_equal(c->batch.rows, 9);
    for (uint32_t i = 0; i < 9; i++)
        for (uint32_t k = 0; k < i; k++)
            assert_int_equal(!memcmp(&c->batch.fingerprint[2 * i], &c->batch.fingerprint[2 * k], 16),
                             i == 1 && k == 0);
    case_free(c);
    t4_partners_free(modes);
}

static const char *random_text(t4_random *random, const char *const *texts, size_t count)
{
    return texts[t4_random_below(random, count)];
}

/* Rows of good and bad texts: one cleaner over all of them, and a new one for every row, say the same. */
static void memory_of_texts_changes_nothing(void **state)
{
    static const char *const dates[] = {"01.06.2023", "30.06.2023", "1.7.2023", "x", "01.01.2022", ""};
    static const char *const flows[] = {"M", "X", "ИМ", "?"};
    static const char *const some_codes[] = {"8471300000", "847130OOOO", "101210000", "8471410000", "84.71", "",
                                             "0101210000", "9999999999", "an over-long text for a code"};
    static const char *const partners[] = {"DE", "Germany", " germany", "Germny", "276", "W00", "",
                                           "a country with a name of more than sixteen bytes"};
    static const char *const traders[] = {"1", "2", "000001", "", "a trader with a rather long name", "-"};
    static const char *const amounts[] = {"1", "0", "1.005", "-3", "", "x", "99999999999999999999", "1 000"};
    static const char *const units[] = {"шт", "ШТ", "шT", "kg", ""};
    clean_case *all = usual_case(true);
    char lines[64 * 300], one[600], other[600];
    t4_random random;
    uint32_t kept = 0;
    size_t issues = 0, n = 0;

    t4_random_seed(&random, 11);
    for (int i = 0; i < 64; i++)
        n += (size_t)sprintf(lines + n, "%s;%s;%s;%s;%s;%s;%s;%s;%s;%s;%s\n", random_text(&random, dates, 6),
                             random_text(&random, flows, 4), random_text(&random, some_codes, 9),
                             random_text(&random, partners, 8), random_text(&random, traders, 6),
                             random_text(&random, traders, 6), random_text(&random, amounts, 8),
                             random_text(&random, amounts, 8), random_text(&random, amounts, 8),
                             random_text(&random, amounts, 8), random_text(&random, units, 5));
    for (int turn = 0; turn < 3; turn++)
        run(all, lines);
    for (char *line = lines; *line; line = strchr(line, '\n') + 1) {
        clean_case *c = usual_case(true);
        size_t length = (size_t)(strchr(line, '\n') - line) + 1;

        assert_int_equal(case_file(c, "june.csv", usual_header, "UTF-8", line, length), T4_OK);
        for (size_t i = 0; i < c->report.issues.count; i++) {
            assert_string_equal(strchr(case_issue(c, i, one), ':'), strchr(case_issue(all, issues, other), ':'));
            issues++;
        }
        if (c->batch.rows) {
            assert_int_equal(c->batch.period[0], all->batch.period[kept]);
            assert_string_equal(t4_dict_text(c->domain.codes, c->batch.code[0], NULL),
                                t4_dict_text(all->domain.codes, all->batch.code[kept], NULL));
            assert_string_equal(t4_dict_text(c->domain.traders, c->batch.trader[0], NULL),
                                t4_dict_text(all->domain.traders, all->batch.trader[kept], NULL));
            for (int m = 0; m < 3; m++) {
                t4_int128 x = c->batch.wide[0] ? c->batch.wide[m][0] : c->batch.amounts[m][0];
                t4_int128 y = all->batch.wide[0] ? all->batch.wide[m][kept] : all->batch.amounts[m][kept];

                assert_true(x == y);
            }
            kept++;
        }
        case_free(c);
    }
    assert_int_equal(issues, all->report.issues.count);
    assert_int_equal(kept, all->batch.rows);
    case_free(all);
}

/* Every allocation that can fail, failing once: an error, no crash, nothing lost. */
static void lack_of_memory_is_an_error(void **state)
{
    static const char line[] = "01.06.2023;ИМ;847130OOOO;Germny;123;;1.005;12.5;13;7;шT\n"
                               "01.06.2023;ИМ;8471300000;DE;123;;99999999999999999999;12.5;13;7;шт\n";
    bool passed = false;

    for (size_t n = 1; !passed; n++) {
        clean_case *c = usual_case(true);
        t4_binding *binding = NULL;
        t4_status status;

        assert_int_equal(case_file(c, "a.csv", usual_header, "UTF-8", "", 0), T4_OK);
        case_cut(c, line, strlen(line));
        t4_alloc_fail_after(n);
        status = t4_clean_bind(&binding, c->clean, "a.csv", 0, c->columns, c->column_count, "UTF-8", NULL, &c->err);
        if (!status) {
            t4_binding_free(c->binding);
            c->binding = binding;
            case_select(c);
            status = t4_cleaner_block(c->cleaner, binding, &c->slices, &c->batch, &c->report, &c->err);
        }
        if (!status)
            status = t4_clean_finish(c->clean, &c->cleaner, 1, &c->control, &c->closing, &c->err);
        t4_alloc_fail_after(0);
        passed = !status;
        if (status)
            assert_int_equal(status, T4_ERR_MEMORY);
        case_free(c);
        assert_true(n < 5000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_row_becomes_one_row_of_the_batch),
        cmocka_unit_test(rejected_rows_leave_no_gap),
        cmocka_unit_test(totals_account_for_every_unit),
        cmocka_unit_test(unknown_partners_are_listed_at_the_end_with_counts),
        cmocka_unit_test(texts_in_other_encodings_are_read_and_units_printed_in_the_smallest_spelling),
        cmocka_unit_test(files_in_several_encodings_do_not_mix),
        cmocka_unit_test(traders_appear_in_secret_issues_only),
        cmocka_unit_test(labels_are_open_or_from_a_list),
        cmocka_unit_test(labels_and_ids_have_a_longest_length),
        cmocka_unit_test(records_without_a_trader_may_each_be_one),
        cmocka_unit_test(equal_items_have_equal_fingerprints),
        cmocka_unit_test(memory_of_texts_changes_nothing),
        cmocka_unit_test(lack_of_memory_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
