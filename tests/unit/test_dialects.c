/* SPDX-License-Identifier: MIT */
/* Real files of national offices: dialect, records and characters as another reader counts them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/charset.h"
#include "base/memory.h"
#include "io/slicer.h"

typedef struct {
    const char *path;          /* below the shared data */
    const char *encoding;
    char separator;
    size_t columns, rows;
    uint64_t bytes;            /* of all fields of all records in UTF-8 */
} real_file;

/* Counted with the csv module of Python 3. */
static const real_file files[] = {
    {"countries/br-paises-latin1.csv", "windows-1252", ';', 6, 281, 12210},
    {"nomenclature/br-ncm8-2025-latin1.csv.gz", "windows-1252", ';', 14, 13720, 2791011},
    {"comtrade-samples/comtrade-new-api-th-8542.csv.gz", "windows-1252", ',', 47, 1178, 234385},
    {"microdata-declarations/kr-synthetic-declarations-valid.csv.gz", "UTF-8", ',', 22, 8134, 660717},
    {"trade-et-hs8/et-export-2010.csv.gz", "UTF-8", ',', 14, 8537, 955814},
    {"trade-us-hs10/us-imports-ca-mx-2025-01.csv.gz", "UTF-8", ',', 5, 40260, 844881},
    {"nomenclature/tnved-eaeu-10digit-ru.csv.gz", "UTF-8", ',', 5, 13768, 1617525},
    {"countries/country-codes.csv", "UTF-8", ',', 56, 249, 118672},
};

static uint64_t count_bytes(const t4_slices *slices, t4_charset *charset, t4_buffer *text)
{
    uint64_t bytes = 0;

    for (uint32_t row = 0; row < slices->rows; row++)
        for (uint32_t c = 0; c < slices->columns; c++) {
            size_t n;
            const char *field = t4_slices_field(slices, row, c, &n);

            t4_buffer_clear(text);
            assert_true(t4_charset_convert(charset, field, n, text));
            bytes += text->length;
        }
    return bytes;
}

static void read_records(t4_source *source, size_t *rows, uint64_t *bytes)
{
    const t4_dialect *dialect = t4_source_dialect(source);
    t4_charset *charset = t4_charset_open(dialect->block_encoding);
    uint32_t *used = t4_alloc(dialect->column_count, sizeof *used);
    t4_slicer *slicer;
    t4_slices slices;
    t4_block block = {0};
    t4_buffer text;

    t4_buffer_init(&text, 0);
    for (uint32_t c = 0; c < dialect->column_count; c++)
        used[c] = c;
    assert_int_equal(t4_slicer_new(&slicer, dialect, used, dialect->column_count, NULL), T4_OK);
    while (!block.last) {
        assert_int_equal(t4_source_next(source, &block, NULL), T4_OK);
        assert_int_equal(t4_slicer_cut(slicer, &block, &slices, NULL), T4_OK);
        *rows += slices.rows;
        *bytes += count_bytes(&slices, charset, &text);
        for (uint32_t row = 0; row < slices.rows; row++)
            assert_int_equal(slices.fields[row], dialect->column_count);
    }
    t4_free(used);
    t4_buffer_release(&text);
    t4_buffer_release(&block.bytes);
    t4_slicer_free(slicer);
    t4_charset_free(charset);
}

static void real_files_read_as_another_reader_reads_them(void **state)
{
    const char *shared = getenv("T4_SHARED"), *srcdir = getenv("srcdir");
    char path[1024];

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        t4_source_options options = {0};
        t4_source *source;
        t4_error err = {0};
        t4_run run;
        size_t rows = 0;
        uint64_t bytes = 0;

        snprintf(path, sizeof path, "%s%s/%s", shared ? shared : srcdir ? srcdir : ".",
                 shared ? "" : "/../shared/data", files[i].path);
        if (access(path, R_OK)) {
            print_message("# skipped: no '%s'; set T4_SHARED to the shared data\n", path);
            skip();
        }
        t4_run_init(&run);
        if (t4_source_open(&source, &run, path, 0, &options, &err))
            fail_msg("%s: %s", path, err.text);
        assert_string_equal(t4_source_dialect(source)->encoding, files[i].encoding);
        assert_int_equal(t4_source_dialect(source)->separator, files[i].separator);
        assert_int_equal(t4_source_dialect(source)->column_count, files[i].columns);
        read_records(source, &rows, &bytes);
        assert_int_equal(rows, files[i].rows);
        assert_int_equal(bytes, files[i].bytes);
        t4_source_free(source);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(real_files_read_as_another_reader_reads_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
