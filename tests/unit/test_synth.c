/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/charset.h"
#include "base/digest.h"
#include "base/memory.h"
#include "io/sheet.h"
#include "job/codes.h"
#include "synth/synth.h"

static t4_run run;
static t4_codelist *hs;

static t4_status append(void *context, const char *bytes, size_t n, t4_error *err)
{
    return t4_buffer_append(context, bytes, n) ? T4_OK : t4_fail_memory(err);
}

typedef struct {
    t4_buffer rows, truth, mirror;
} outputs;

static void release(outputs *out)
{
    t4_buffer_release(&out->rows);
    t4_buffer_release(&out->truth);
    t4_buffer_release(&out->mirror);
}

static void make(const t4_synth_options *options, unsigned threads, outputs *out)
{
    t4_synth *synth = NULL;
    t4_error err = {0};

    *out = (outputs){.rows = {.maximum = 0}};
    run.threads = threads;
    if (t4_synth_new(&synth, options, hs, &err) || t4_synth_write(synth, &run, append, &out->rows, &err) ||
        t4_synth_truth(synth, &out->truth, &err) ||
        (options->mirror && t4_synth_mirror(synth, &out->mirror, &err)))
        fail_msg("%s", err.text);
    t4_synth_free(synth);
}

/* The text of an output as a sheet; the buffer is copied. */
static void sheet_of(t4_sheet *sheet, const t4_buffer *text, char separator)
{
    t4_sheet_options options = {.separator = separator};
    t4_buffer copy;

    t4_buffer_init(&copy, 0);
    assert_true(t4_buffer_append(&copy, text->data, text->length));
    t4_sheet_init(sheet, "synth");
    assert_int_equal(t4_sheet_delimited(sheet, &copy, &options, NULL), T4_OK);
    assert_int_equal(t4_sheet_lift_header(sheet, NULL), T4_OK);
    t4_buffer_release(&copy);
}

static t4_synth_options small(uint64_t rows)
{
    t4_synth_options options;

    t4_synth_options_init(&options);
    options.rows = rows;
    options.seed = 7;
    return options;
}

static void digest(const t4_buffer *text, char hex[T4_DIGEST_TEXT])
{
    t4_digest *d = t4_digest_new(NULL, 0);

    assert_true(t4_digest_add(d, text->data, text->length) && t4_digest_finish(d, hex));
    t4_digest_free(d);
}

static void the_same_seed_gives_the_same_bytes_for_any_number_of_threads(void **state)
{
    t4_synth_options options = small(60000);
    char first[T4_DIGEST_TEXT], second[T4_DIGEST_TEXT];
    outputs a, b;

    options.defects = 0.03;
    options.mirror = "CN";
    make(&options, 1, &a);
    make(&options, 3, &b);
    assert_int_equal(a.rows.length, b.rows.length);
    assert_memory_equal(a.rows.data, b.rows.data, a.rows.length);
    assert_memory_equal(a.truth.data, b.truth.data, a.truth.length);
    assert_memory_equal(a.mirror.data, b.mirror.data, a.mirror.length);
    digest(&a.rows, first);
    release(&b);
    options.seed = 8;
    make(&options, 1, &b);
    digest(&b.rows, second);
    assert_string_not_equal(first, second);
    release(&a);
    release(&b);
}

/* Taken once and kept: changes only when the records of a seed are meant to change. */
static void the_records_of_a_seed_never_change(void **state)
{
    t4_synth_options options = small(20000);
    char hex[T4_DIGEST_TEXT];
    outputs out;

    make(&options, 2, &out);
    digest(&out.rows, hex);
    assert_string_equal(hex, "4eb47181d5612b41d962cd2b810393133481e80884a5c2e5a91ee188ac2b2d03");
    release(&out);
}

static void rows_look_as_the_layout_says(void **state)
{
    t4_synth_options options = small(20000);
    outputs out;
    t4_sheet rows;
    int months[24] = {0};
    size_t imports = 0;

    make(&options, 2, &out);
    assert_memory_equal(out.rows.data, "period,flow,hs10,partner,declarant_id,net_kg,qty,qty_unit,value_usd\n", 68);
    sheet_of(&rows, &out.rows, ',');
    assert_int_equal(rows.rows, 20000);
    for (size_t i = 0; i < rows.rows; i++) {
        const char *period = t4_sheet_field(&rows, i, 0), *code = t4_sheet_field(&rows, i, 2);
        const char *value = t4_sheet_field(&rows, i, 8), *net = t4_sheet_field(&rows, i, 5);
        t4_period month = t4_period_parse(period, strlen(period));

        assert_int_equal(rows.starts[i + 1] - rows.starts[i], 9);
        assert_int_equal(t4_period_kind_of(month), T4_MONTH);
        months[t4_period_first_month(month) - 2023 * 12]++;
        imports += *t4_sheet_field(&rows, i, 1) == 'M';
        assert_int_equal(strlen(code), 10);
        assert_true(t4_codelist_find(hs, code, 6, 0) >= 0);
        assert_int_equal(strlen(t4_sheet_field(&rows, i, 3)), 2);
        assert_int_equal(strlen(t4_sheet_field(&rows, i, 4)), 14);
        assert_true(strlen(value) > 3 && value[strlen(value) - 3] == '.');
        assert_true(strlen(net) > 4 && net[strlen(net) - 4] == '.' && atof(net) > 0);
        assert_true(!*t4_sheet_field(&rows, i, 6) == !*t4_sheet_field(&rows, i, 7));
        assert_true(!i || strcmp(period, t4_sheet_field(&rows, i - 1, 0)) >= 0);
    }
    for (int m = 0; m < 24; m++)
        assert_in_range(months[m], 600, 1100);
    assert_in_range(imports, 10000, 14000);
    t4_sheet_release(&rows);
    release(&out);
}

/* --- truths, counted again from the rows ------------------------------------------- */

static int64_t scaled(const char *text, int decimals)
{
    const char *sign = strchr(text, '.');
    int64_t value = strtoll(text, NULL, 10);

    for (int i = 0; i < decimals; i++)
        value = value * 10 + (sign && sign[1] ? *++sign - '0' : 0);
    return value;
}

static bool named(const char *list, const char *trader)
{
    return !*list || (*trader && strstr(list, trader));
}

enum { FACT, NUMBER, FROM, UNTIL, FLOW, CODE, TO_CODE, PARTNER, TO_PARTNER, TRADERS, ROWS, NET, VALUE, DETAIL };

/* Sums of the rows that one fact describes; `before`: rows at its old place from the month on. */
static void recount(const t4_sheet *rows, const t4_sheet *truth, size_t fact, int64_t sums[3], int64_t *before)
{
    const char *kind = t4_sheet_field(truth, fact, FACT), *from = t4_sheet_field(truth, fact, FROM);
    const char *code = t4_sheet_field(truth, fact, CODE), *to_code = t4_sheet_field(truth, fact, TO_CODE);
    const char *partner = t4_sheet_field(truth, fact, PARTNER);
    const char *to_partner = t4_sheet_field(truth, fact, TO_PARTNER);
    const char *traders = t4_sheet_field(truth, fact, TRADERS);
    const char *at_code = !strcmp(kind, "switch") ? to_code : code;
    const char *at_partner = !strcmp(kind, "diversion") ? to_partner : partner;

    memset(sums, 0, 3 * sizeof *sums);
    *before = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        const char *c = t4_sheet_field(rows, i, 2), *p = t4_sheet_field(rows, i, 3);

        if (strcmp(t4_sheet_field(rows, i, 0), from) < 0 || *t4_sheet_field(rows, i, 1) != 'M' ||
            !named(traders, t4_sheet_field(rows, i, 4)))
            continue;
        if (!strncmp(c, at_code, strlen(at_code)) && (!*at_partner || !strcmp(p, at_partner))) {
            sums[0]++;
            sums[1] += scaled(t4_sheet_field(rows, i, 5), 3);
            sums[2] += scaled(t4_sheet_field(rows, i, 8), 2);
        }
        if (strcmp(kind, "surge") && strcmp(kind, "mirror_gap") && !strcmp(c, code) &&
            (!*partner || !strcmp(p, partner)))
            (*before)++;
    }
}

static void planted_facts_are_what_the_rows_say(void **state)
{
    t4_synth_options options = small(300000);
    size_t seen[4] = {0};
    outputs out;
    t4_sheet rows, truth;

    options.mirror = "CN";
    options.defects = 0.02;
    make(&options, 2, &out);
    sheet_of(&rows, &out.rows, ',');
    sheet_of(&truth, &out.truth, ',');
    for (size_t i = 0; i < truth.rows && strcmp(t4_sheet_field(&truth, i, FACT), "defect"); i++) {
        const char *kind = t4_sheet_field(&truth, i, FACT);
        int64_t sums[3], before;

        recount(&rows, &truth, i, sums, &before);
        assert_int_equal(sums[0], atoll(t4_sheet_field(&truth, i, ROWS)));
        assert_int_equal(sums[1], scaled(t4_sheet_field(&truth, i, NET), 3));
        assert_int_equal(sums[2], scaled(t4_sheet_field(&truth, i, VALUE), 2));
        assert_int_equal(before, 0);
        if (strcmp(kind, "diversion"))
            assert_true(sums[0] > 5);
        seen[!strcmp(kind, "surge") ? 0 : !strcmp(kind, "switch") ? 1 : !strcmp(kind, "diversion") ? 2 : 3]++;
    }
    assert_int_equal(seen[0], 3);
    assert_int_equal(seen[1], 2);
    assert_int_equal(seen[2], 2);
    assert_int_equal(seen[3], 3);
    t4_sheet_release(&rows);
    t4_sheet_release(&truth);
    release(&out);
}

/* Monthly rows of a surge's market before and after: about as many times more as the truth expects. */
static void a_surge_is_visible_and_of_the_stated_size(void **state)
{
    t4_synth_options options = small(400000);
    outputs out;
    t4_sheet rows, truth;

    make(&options, 2, &out);
    sheet_of(&rows, &out.rows, ',');
    sheet_of(&truth, &out.truth, ',');
    for (size_t k = 0; k < 3; k++) {
        const char *from = t4_sheet_field(&truth, k, FROM);
        double before = 0, after = 0, factor, expected = atof(strstr(t4_sheet_field(&truth, k, DETAIL), "factor") + 6);
        int months = t4_period_first_month(t4_period_parse(from, 7)) - 2023 * 12;

        for (size_t i = 0; i < rows.rows; i++) {
            if (*t4_sheet_field(&rows, i, 1) != 'M' ||
                strcmp(t4_sheet_field(&rows, i, 2), t4_sheet_field(&truth, k, CODE)) ||
                strcmp(t4_sheet_field(&rows, i, 3), t4_sheet_field(&truth, k, PARTNER)))
                continue;
            if (strcmp(t4_sheet_field(&rows, i, 0), from) < 0)
                before++;
            else
                after++;
        }
        factor = after / (24 - months) / (before / months);
        assert_true(before > 100 && factor > expected * 0.75 && factor < expected * 1.25);
    }
    t4_sheet_release(&rows);
    t4_sheet_release(&truth);
    release(&out);
}

static void the_mirror_tells_the_true_value_and_coarsens_when_told(void **state)
{
    t4_synth_options options = small(200000);
    outputs out;
    t4_sheet rows, truth, mirror;
    int64_t imports = 0, exports = 0, theirs = 0;
    uint64_t coarse = 0;

    options.mirror = "CN";
    options.coarsens = t4_period_month(2024, 7);
    make(&options, 2, &out);
    sheet_of(&rows, &out.rows, ',');
    sheet_of(&truth, &out.truth, ',');
    sheet_of(&mirror, &out.mirror, ',');
    for (size_t i = 0; i < rows.rows; i++)
        if (!strcmp(t4_sheet_field(&rows, i, 3), "CN"))
            *(*t4_sheet_field(&rows, i, 1) == 'M' ? &imports : &exports) += scaled(t4_sheet_field(&rows, i, 5), 3);
    for (size_t i = 0; i < mirror.rows; i++) {
        bool late = strcmp(t4_sheet_field(&mirror, i, 0), "2024-07") >= 0;

        assert_int_equal(strlen(t4_sheet_field(&mirror, i, 2)), late ? 4 : 6);
        assert_string_equal(t4_sheet_field(&mirror, i, 3), "KG");
        coarse += late;
        /* What we import they export; masses agree to the gram. */
        *(*t4_sheet_field(&mirror, i, 1) == 'X' ? &imports : &exports) -= scaled(t4_sheet_field(&mirror, i, 4), 3);
    }
    assert_int_equal(imports, 0);
    assert_int_equal(exports, 0);
    for (size_t k = 0; k < truth.rows; k++) {
        const char *kind = t4_sheet_field(&truth, k, FACT);

        if (!strcmp(kind, "coarsening")) {
            assert_string_equal(t4_sheet_field(&truth, k, FROM), "2024-07");
            assert_int_equal(atoll(t4_sheet_field(&truth, k, ROWS)), coarse);
        }
        if (!strcmp(kind, "mirror_gap")) {
            double ratio = atof(t4_sheet_field(&truth, k, VALUE)) /
                           atof(t4_sheet_field(&truth, k, DETAIL) + strlen("mirror value "));

            /* 45 to 65 % of a value that is 3 to 9 % above the one at the border. */
            assert_true(ratio > 0.46 && ratio < 0.71);
            theirs++;
        }
    }
    assert_int_equal(theirs, 3);
    t4_sheet_release(&rows);
    t4_sheet_release(&truth);
    t4_sheet_release(&mirror);
    release(&out);
}

/* --- defects, layouts ---------------------------------------------------------------- */

/* The n-th line of a text, counted from 1. */
static const char *line(const t4_buffer *text, size_t number, size_t *n)
{
    const char *at = text->data, *end = text->data + text->length;

    while (--number)
        at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
    *n = (size_t)((const char *)memchr(at, '\n', (size_t)(end - at)) - at);
    return at;
}

static void defects_stand_at_the_lines_that_the_truth_tells(void **state)
{
    t4_synth_options options = small(30000);
    outputs clean, spoilt;
    t4_sheet truth;
    size_t defects = 0, kinds = 0;
    char seen[32][24];

    options.layout = T4_SYNTH_DECLARATIONS;
    make(&options, 2, &clean);
    options.defects = 0.05;
    make(&options, 2, &spoilt);
    sheet_of(&truth, &spoilt.truth, ',');
    for (size_t k = 0; k < truth.rows; k++) {
        const char *kind = t4_sheet_field(&truth, k, DETAIL), *a, *b;
        size_t number = (size_t)atoll(t4_sheet_field(&truth, k, NUMBER)), n, m, i;

        if (strcmp(t4_sheet_field(&truth, k, FACT), "defect"))
            continue;
        defects++;
        for (i = 0; i < kinds && strcmp(seen[i], kind); i++)
            ;
        if (i == kinds)
            strcpy(seen[kinds++], kind);
        if (defects % 16)
            continue;
        a = line(&clean.rows, number, &n);
        b = line(&spoilt.rows, number, &m);
        assert_true(n != m || memcmp(a, b, n));
        if (!strcmp(kind, "duplicate")) {
            a = line(&clean.rows, number - 1, &n);
            assert_true(n == m && !memcmp(a, b, n));
        }
    }
    assert_in_range(defects, 1350, 1650);
    assert_int_equal(kinds, 27);
    /* Every other line is as it was. */
    assert_int_equal(truth.rows, defects + 7);
    t4_sheet_release(&truth);
    release(&clean);
    release(&spoilt);
}

static void other_encodings_hold_the_same_text(void **state)
{
    static const char *const encodings[] = {"windows-1251", "CP866", "UTF-16LE", "UTF-16BE", "UTF-8-BOM"};
    t4_synth_options options = small(2000);
    outputs plain, other;

    options.russian = true;
    options.separator = ';';
    options.decimal = ',';
    options.layout = T4_SYNTH_DECLARATIONS;
    make(&options, 1, &plain);
    assert_non_null(memmem(plain.rows.data, plain.rows.length, "СТОИМ_НАЦ", strlen("СТОИМ_НАЦ")));
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        const char *name = i == 4 ? "UTF-8" : encodings[i];
        t4_charset *charset = t4_charset_open(name);
        t4_buffer text;
        size_t mark = i >= 2 ? 3 : 0;  /* the byte order mark as UTF-8 */

        options.encoding = encodings[i];
        make(&options, 1, &other);
        t4_buffer_init(&text, 0);
        assert_true(t4_charset_convert(charset, other.rows.data, other.rows.length, &text));
        assert_int_equal(text.length - mark, plain.rows.length);
        assert_memory_equal(text.data + mark, plain.rows.data, plain.rows.length);
        t4_buffer_release(&text);
        t4_charset_free(charset);
        release(&other);
    }
    release(&plain);
}

static void declarations_have_dates_items_and_a_second_currency(void **state)
{
    t4_synth_options options = small(5000);
    outputs out;
    t4_sheet rows;
    size_t later_items = 0;

    options.layout = T4_SYNTH_DECLARATIONS;
    options.detailed_flows = true;
    make(&options, 1, &out);
    sheet_of(&rows, &out.rows, ',');
    for (size_t i = 0; i < rows.rows; i++) {
        const char *date = t4_sheet_field(&rows, i, 2);
        bool later = atoi(t4_sheet_field(&rows, i, 1)) > 1;
        double rate = atof(t4_sheet_field(&rows, i, 13)) / atof(t4_sheet_field(&rows, i, 12));

        assert_true(strlen(date) == 10 && date[2] == '.' && date[5] == '.' && atoi(date) >= 1 && atoi(date) <= 31);
        assert_true(scaled(t4_sheet_field(&rows, i, 8), 3) >= scaled(t4_sheet_field(&rows, i, 9), 3));
        assert_true(atof(t4_sheet_field(&rows, i, 12)) < 100 || (rate > 80 && rate < 95));
        later_items += later;
        for (int c = 0; later && c < 8; c++)  /* id, date, office, flow, partner and trader stay */
            if (c != 1 && c != 5)
                assert_string_equal(t4_sheet_field(&rows, i, c), t4_sheet_field(&rows, i - 1, c));
    }
    assert_in_range(later_items, 1200, 1800);
    assert_non_null(memmem(out.rows.data, out.rows.length, ",FM,", 4));
    assert_non_null(memmem(out.rows.data, out.rows.length, ",RX,", 4));
    t4_sheet_release(&rows);
    release(&out);
}

static void impossible_options_are_refused(void **state)
{
    t4_synth_options bad[12];
    size_t count = 0;

    for (size_t i = 0; i < 12; i++)
        bad[i] = small(1000);
    bad[count++].rows = 0;
    bad[count++].months = 0;
    bad[count++].partners = 1;
    bad[count++].partners = 201;
    bad[count++].traders = 0;
    bad[count++].defects = 0.6;
    bad[count++].encoding = "EBCDIC";
    bad[count++].decimal = ',';          /* as the separator */
    bad[count++].mirror = "Atlantis";
    bad[count++].diverters = 21;
    bad[count++].surges = 65;
    bad[count++].coarsens = t4_period_month(2024, 1);  /* without a mirror */
    for (size_t i = 0; i < count; i++) {
        t4_synth *synth = NULL;
        t4_error err = {0};

        assert_int_equal(t4_synth_new(&synth, &bad[i], hs, &err), T4_ERR_USAGE);
        assert_true(*err.text);
        assert_null(synth);
    }
}

static int set_up(void **state)
{
    t4_run_init(&run);
    return t4_codes_load(&hs, &run, NULL, NULL, NULL, NULL);
}

static int tear_down(void **state)
{
    t4_codelist_free(hs);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_bytes_for_any_number_of_threads),
        cmocka_unit_test(the_records_of_a_seed_never_change),
        cmocka_unit_test(rows_look_as_the_layout_says),
        cmocka_unit_test(planted_facts_are_what_the_rows_say),
        cmocka_unit_test(a_surge_is_visible_and_of_the_stated_size),
        cmocka_unit_test(the_mirror_tells_the_true_value_and_coarsens_when_told),
        cmocka_unit_test(defects_stand_at_the_lines_that_the_truth_tells),
        cmocka_unit_test(other_encodings_hold_the_same_text),
        cmocka_unit_test(declarations_have_dates_items_and_a_second_currency),
        cmocka_unit_test(impossible_options_are_refused),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
