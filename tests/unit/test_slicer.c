/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/random.h"
#include "io/cut.h"
#include "io/slicer.h"

/* --- a straightforward parser, one character at a time ------------------------------ */

enum { MOST_FIELDS = 4096, MOST_ROWS = 4096 };

typedef struct {
    char text[65536];                /* fields, quotes off */
    size_t start[MOST_FIELDS], end[MOST_FIELDS];
    size_t first_field[MOST_ROWS], fields[MOST_ROWS];
    size_t raw_start[MOST_ROWS], raw_end[MOST_ROWS];
    uint32_t line[MOST_ROWS];
    size_t rows, whole;              /* whole: bytes up to the end of the last ended record */
    bool open;
} reference;

/* One field from byte i on: its text to r->text; returns the byte behind it. */
static size_t read_field(const char *bytes, size_t n, size_t i, char separator, size_t *out,
                         reference *r)
{
    if (i < n && bytes[i] == '"') {
        for (i++;; i++) {
            if (i >= n) {
                r->open = true;
                return n;
            }
            if (bytes[i] == '"' && (i + 1 >= n || bytes[i + 1] != '"'))
                break;
            i += bytes[i] == '"';
            r->text[(*out)++] = bytes[i];
        }
        i++;
    }
    while (i < n && bytes[i] != separator && bytes[i] != '\n')
        r->text[(*out)++] = bytes[i++];
    return i;
}

static bool is_blank(const char *bytes, size_t n, char separator)
{
    while (n && (bytes[n - 1] == separator || strchr(" \t\"", bytes[n - 1])) && bytes[n - 1])
        n--;
    return !n;
}

static void read_plainly(const char *bytes, size_t n, char separator, size_t expected, bool trailing,
                         reference *r)
{
    size_t i = 0, out = 0, field = 0;
    uint32_t line = 0;

    memset(r, 0, sizeof *r);
    while (i < n) {
        size_t begin = i, end, field_begin;

        r->first_field[r->rows] = field;
        for (;; i++) {
            field_begin = i;
            r->start[field] = out;
            i = read_field(bytes, n, i, separator, &out, r);
            r->end[field++] = out;
            if (i >= n || bytes[i] == '\n')
                break;
        }
        for (end = i; end > field_begin && bytes[end - 1] == '\r'; end--)
            r->end[field - 1]--;
        if (!is_blank(bytes + begin, end - begin, separator)) {
            r->fields[r->rows] = field - r->first_field[r->rows];
            r->fields[r->rows] -= trailing && r->fields[r->rows] == expected + 1 && end == field_begin;
            r->raw_start[r->rows] = begin;
            r->raw_end[r->rows] = end;
            r->line[r->rows++] = line;
        }
        if (i++ < n)
            r->whole = i;
        for (size_t k = begin; k < i && k < n; k++)
            line += bytes[k] == '\n';
    }
}

/* --- comparing --------------------------------------------------------------------------- */

static void assert_same(const t4_slices *s, const reference *r, const uint32_t *used, size_t columns,
                        uint32_t expected)
{
    assert_int_equal(s->rows, r->rows);
    assert_int_equal(s->columns, columns);
    assert_int_equal(s->expected_fields, expected);
    for (uint32_t row = 0; row < s->rows; row++) {
        assert_int_equal(s->fields[row], r->fields[row]);
        assert_int_equal(s->raw_start[row], r->raw_start[row]);
        assert_int_equal(s->raw_end[row], r->raw_end[row]);
        assert_int_equal(s->line[row], r->line[row]);
        for (uint32_t c = 0; c < columns; c++) {
            size_t n, field = r->first_field[row] + used[c];
            const char *text = t4_slices_field(s, row, c, &n);
            size_t wanted = used[c] < r->fields[row] ? r->end[field] - r->start[field] : 0;

            assert_int_equal(n, wanted);
            assert_memory_equal(text, r->text + r->start[field], wanted);
        }
    }
}

static void cut_and_compare(const char *bytes, size_t n, char separator, size_t fields)
{
    static const char *const scanners[] = {"avx2", "sse2", "plain"};
    static const uint32_t wishes[] = {2, 0, 1, 3, 7};
    static reference wanted;
    uint32_t used[5];
    size_t columns = 0;
    t4_dialect dialect = {.separator = separator, .column_count = fields, .trailing_separator = n % 2};
    t4_block block = {.record_bytes = n, .first_line = 1, .quotes = memchr(bytes, '"', n) != NULL};

    for (size_t i = 0; i < 5; i++)
        if (wishes[i] < fields)
            used[columns++] = wishes[i];
    read_plainly(bytes, n, separator, fields, n % 2, &wanted);
    t4_buffer_init(&block.bytes, 0);
    assert_true(t4_buffer_append(&block.bytes, bytes, n));
    for (size_t k = 0; k < sizeof scanners / sizeof *scanners; k++) {
        t4_slicer *slicer;
        t4_slices slices;
        bool open;

        if (!t4_scan_named(scanners[k]))
            continue;
        assert_int_equal(t4_slicer_new(&slicer, &dialect, used, columns, NULL), T4_OK);
        assert_true(t4_slicer_scan_with(slicer, scanners[k]));
        for (int again = 0; again < 2; again++) {
            assert_int_equal(t4_slicer_cut(slicer, &block, &slices, NULL), T4_OK);
            assert_same(&slices, &wanted, used, columns, (uint32_t)fields);
        }
        assert_int_equal(t4_cut_records(t4_scan_named(scanners[k]), bytes, n, separator,
                                        block.quotes, &open), wanted.whole);
        assert_int_equal(open, wanted.open);
        t4_slicer_free(slicer);
    }
    t4_buffer_release(&block.bytes);
}

/* --- tests ----------------------------------------------------------------------------------- */

static void records_are_cut_into_fields(void **state)
{
    static const char *const texts[] = {
        "a,b,c\n1,2,3\n", "a,b,c\r\n1,2,3\r\n", "a,b", "", "\n\n\n", "\r\n\r\n1,2,3\r\n", ",,\n,,,\n,\n",
        "\"a\",\"b\",\"c\"\n", "\"a,1\",\"b\n2\",c\nd,e,f\n", "\"a\"\"b\",\"\"\"\",\"\"\n",
        "\"a\"b,c\"d\",e\"\n", "\"a\"b\"c,\"d\" \"e\",f\n", "a,\"b\r\nc\",d\r\n", "\"a\",\"b", "\"", "\"\"", "\"\"\"",
        "x,\"\n\",y\n\n\nz,z,z\n", "a\r\r\n", "\r", "a,\r\n", "\"a\"\r\n", "1,2,3,4,5,6,7,8,9\n", "a\"\"b,\"\"c\n",
        "\"a\rb\",c\n", "1,2,3,\n4,5,6,\r\n7,8,9,\"\"\n1,2,3,,\n",
        "1,2,3,\n4,5,6,\r\n7,8,9,\"\"\n1,2,3,,\n\n",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cut_and_compare(texts[i], strlen(texts[i]), ',', 3);
}

static void hostile_text_is_cut_like_a_plain_parser_does(void **state)
{
    /* Few different bytes, so that every sequence of them occurs, over the seams of words too. */
    static const char *const alphabets[] = {"a,\"\n", "aaaa,,\n", "aaaaaaaaaaaa,,\"\r\n", ",\n", "\"\"\"\",\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaa\","};
    t4_random random;

    t4_random_seed(&random, 1);
    for (int round = 0; round < 6000; round++) {
        const char *alphabet = alphabets[round % 6];
        size_t n = t4_random_below(&random, round % 50 ? 200 : 3000), letters = strlen(alphabet);
        char *text = t4_alloc(n, 1);

        for (size_t i = 0; i < n; i++)
            text[i] = alphabet[t4_random_below(&random, letters)];
        cut_and_compare(text, n, ',', 1 + t4_random_below(&random, 9));
        t4_free(text);
    }
}

static void well_formed_quotes_are_cut_over_every_seam(void **state)
{
    static const char record[] = "\"12,5\",\"a \"\"b\"\"\nc\",plain,\"\"\n";
    char text[2048];

    for (size_t shift = 0; shift < 130; shift++) {
        size_t n = shift + 1;

        memset(text, 'x', shift);
        text[shift] = '\n';
        while (n + sizeof record < sizeof text) {
            memcpy(text + n, record, sizeof record - 1);
            n += sizeof record - 1;
        }
        cut_and_compare(text, n, ',', 4);
    }
}

static void quoted_fields_without_doubled_quotes_are_cut(void **state)
{
    static const char *const pieces[] = {"\"a,b\"", "\"\"", "x", "\"a\"y", "\"\n\"", "", "\"z\"", ",", ",", ",", ",", "\n", "\r\n"};
    t4_random random;

    t4_random_seed(&random, 2);
    for (int round = 0; round < 2000; round++) {
        char text[1024] = "";
        size_t n = 0, most = t4_random_below(&random, 300);
        bool field = true;  /* a field may come: its begin */

        while (n < most) {
            size_t k = t4_random_below(&random, sizeof pieces / sizeof *pieces);

            if (k < 7 && !field)
                continue;
            field = k >= 7;
            n += (size_t)snprintf(text + n, sizeof text - n, "%s", pieces[k]);
        }
        cut_and_compare(text, n, ',', 1 + t4_random_below(&random, 5));
    }
}

static void other_separators_cut_too(void **state)
{
    static const struct { const char *text; char separator; } cases[] = {
        {"a\tb\tc\n\"1\t1\"\t2,2\t3\n", '\t'}, {"a;b;c\n1,5;2;3\n", ';'}, {"a\xA7" "b\xA7" "c\n", '\xA7'},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cut_and_compare(cases[i].text, strlen(cases[i].text), cases[i].separator, 3);
}

static void a_block_of_separators_only_is_cut(void **state)
{
    enum { MANY = 300000 };
    t4_dialect dialect = {.separator = ',', .column_count = 3};
    t4_block block = {.record_bytes = MANY, .first_line = 1};
    uint32_t used = 1;
    t4_slicer *slicer;
    t4_slices slices;

    t4_buffer_init(&block.bytes, 0);
    assert_true(t4_buffer_reserve(&block.bytes, MANY));
    memset(block.bytes.data, ',', MANY);
    block.bytes.length = MANY;
    assert_int_equal(t4_slicer_new(&slicer, &dialect, &used, 1, NULL), T4_OK);
    assert_int_equal(t4_slicer_cut(slicer, &block, &slices, NULL), T4_OK);
    assert_int_equal(slices.rows, 0);
    block.bytes.data[0] = 'x';
    assert_int_equal(t4_slicer_cut(slicer, &block, &slices, NULL), T4_OK);
    assert_int_equal(slices.rows, 1);
    assert_int_equal(slices.fields[0], MANY);
    memset(block.bytes.data, '\n', MANY);
    assert_int_equal(t4_slicer_cut(slicer, &block, &slices, NULL), T4_OK);
    assert_int_equal(slices.rows, 0);
    t4_slicer_free(slicer);
    used = 3;
    assert_int_equal(t4_slicer_new(&slicer, &dialect, &used, 1, NULL), T4_ERR_USAGE);
    t4_buffer_release(&block.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_cut_into_fields),
        cmocka_unit_test(hostile_text_is_cut_like_a_plain_parser_does),
        cmocka_unit_test(well_formed_quotes_are_cut_over_every_seam),
        cmocka_unit_test(quoted_fields_without_doubled_quotes_are_cut),
        cmocka_unit_test(other_separators_cut_too),
        cmocka_unit_test(a_block_of_separators_only_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
