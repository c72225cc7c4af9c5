/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "io/source.h"
#include "memfile.h"
#include "reading.h"

typedef struct {
    const char *bytes;
    size_t n;                  /* 0 = strlen */
    const char *encoding;      /* given; NULL = auto */
    const char *words[4];
    const char *is_encoding;
    char is_separator;
    const char *columns;       /* joined by | */
    const char *records;       /* as read_all() writes them; "!" first: some text is bad */
} file_case;

static void check_dialect(const file_case *c, const t4_dialect *dialect, t4_buffer *text)
{
    t4_buffer_clear(text);
    for (size_t i = 0; i < dialect->column_count; i++) {
        t4_buffer_puts(text, i ? "|" : "");
        t4_buffer_puts(text, dialect->columns[i]);
    }
    assert_string_equal(t4_buffer_text(text), c->columns);
    assert_string_equal(dialect->encoding, c->is_encoding);
    assert_int_equal(dialect->separator, c->is_separator);
    assert_int_equal(dialect->encoding_detected, c->encoding == NULL);
}

static void check_file(const file_case *c, size_t block_bytes)
{
    size_t words = 0, n = c->n ? c->n : strlen(c->bytes);
    t4_source_options options = {.encoding = c->encoding, .block_bytes = block_bytes,
                                 .header_words = c->words, .record_bytes = 4096};
    t4_source *source = NULL;
    t4_error err = {0};
    t4_buffer text;
    t4_run run;
    char path[MEMFILE_PATH];
    int fd = memfile(c->bytes, n, path);
    bool good;

    while (words < 4 && c->words[words])
        words++;
    options.header_word_count = words;
    t4_run_init(&run);
    t4_buffer_init(&text, 0);
    if (t4_source_open(&source, &run, path, 0, &options, &err))
        fail_msg("%s: %s", c->columns, err.text);
    check_dialect(c, t4_source_dialect(source), &text);
    t4_buffer_clear(&text);
    if (read_all(source, &text, &good, &err))
        fail_msg("%s: %s", c->columns, err.text);
    assert_string_equal(t4_buffer_text(&text), c->records + (*c->records == '!'));
    assert_int_equal(good, *c->records != '!');
    t4_source_free(source);
    t4_buffer_release(&text);
    close(fd);
}

static void check_files(const file_case *cases, size_t count)
{
    static const size_t block_bytes[] = {1, 13, 16, 17, 33, 64, 100, 0};

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof block_bytes / sizeof *block_bytes; k++)
            check_file(&cases[i], block_bytes[k]);
}

#define CHECK_FILES(cases) check_files(cases, sizeof cases / sizeof *cases)
#define BYTES(text) text, sizeof text - 1

/* --- tests of good files --------------------------------------------------------------------- */

static void separators_are_told_by_words_and_by_shape(void **state)
{
    static const file_case cases[] = {
        {.bytes = "code,value\n0101,1\n", .is_encoding = "UTF-8", .is_separator = ',',
         .columns = "code|value", .records = "2: 0101|1\n"},
        {.bytes = "code;value\n0101;1,5\n0102;2,5\n", .is_encoding = "UTF-8", .is_separator = ';',
         .columns = "code|value", .records = "2: 0101|1,5\n3: 0102|2,5\n"},
        {.bytes = "code\tvalue, USD\n01\t1,5\n", .is_encoding = "UTF-8", .is_separator = '\t',
         .columns = "code|value, USD", .records = "2: 01|1,5\n"},
        {.bytes = "code|value\n01|1\n", .is_encoding = "UTF-8", .is_separator = '|',
         .columns = "code|value", .records = "2: 01|1\n"},
        {.bytes = "code^value,x\n01^1\n", .words = {"CODE"}, .is_encoding = "UTF-8", .is_separator = '^',
         .columns = "code|value,x", .records = "2: 01|1\n"},
        /* The words of the template decide against the shape. */
        {.bytes = "HS Code;net, kg;gross, kg\n1;2;3\n", .words = {"hs code", "net, kg"},
         .is_encoding = "UTF-8", .is_separator = ';', .columns = "HS Code|net, kg|gross, kg",
         .records = "2: 1|2|3\n"},
        {.bytes = "only\n1\n2\n", .is_encoding = "UTF-8", .is_separator = ',', .columns = "only",
         .records = "2: 1\n3: 2\n"},
        {.bytes = "sep=;\r\na,b;c\r\n1;2\r\n", .is_encoding = "UTF-8", .is_separator = ';',
         .columns = "a,b|c", .records = "3: 1|2\n"},
        {.bytes = "a;\"b;c\";\"d \"\"e\"\"\"\n1;2;3\n", .is_encoding = "UTF-8", .is_separator = ';',
         .columns = "a|b;c|d \"e\"", .records = "2: 1|2|3\n"},
        {.bytes = " a , b\xC2\xA0,\"c\nd\"\n1,2,3\n", .is_encoding = "UTF-8", .is_separator = ',',
         .columns = "a|b|c\nd", .records = "3: 1|2|3\n"},
    };

    CHECK_FILES(cases);
}

static void a_separator_behind_every_record_is_no_field(void **state)
{
    static const char texts[][32] = {"a,b\n1,2,\n\n3,,\r\n", "a,b\n1,2,\n3,4,5\n", "a,b,\n1,2,\n"};
    static const bool trailing[] = {true, false, false};

    for (int i = 0; i < 3; i++) {
        t4_source_options options = {0};
        t4_source *source;
        t4_run run;
        char path[MEMFILE_PATH];
        int fd = memfile(texts[i], strlen(texts[i]), path);

        t4_run_init(&run);
        assert_int_equal(t4_source_open(&source, &run, path, 0, &options, NULL), T4_OK);
        assert_int_equal(t4_source_dialect(source)->trailing_separator, trailing[i]);
        t4_source_free(source);
        close(fd);
    }
}

static void line_ends_and_marks_do_not_matter(void **state)
{
    static const file_case cases[] = {
        {.bytes = "a,b\r\n1,2\r\n\r\n3,4\r\n", .is_encoding = "UTF-8", .is_separator = ',',
         .columns = "a|b", .records = "2: 1|2\n4: 3|4\n"},
        {.bytes = "a,b\r1,2\r\r3,\"x\ry\"\r5,6\r", .is_encoding = "UTF-8", .is_separator = ',',
         .columns = "a|b", .records = "2: 1|2\n4: 3|x\ny\n6: 5|6\n"},
        {.bytes = "a,b\r1,2\r\n3,4\r5,6\r\n7,8\r9,0\r", .is_encoding = "UTF-8", .is_separator = ',',
         .columns = "a|b", .records = "2: 1|2\n3: 3|4\n4: 5|6\n5: 7|8\n6: 9|0\n"},
        {.bytes = "a,b\r1,2", .is_encoding = "UTF-8", .is_separator = ',', .columns = "a|b",
         .records = "2: 1|2\n"},
        {.bytes = "a,b\n1,2\n3,4", .is_encoding = "UTF-8", .is_separator = ',', .columns = "a|b",
         .records = "2: 1|2\n3: 3|4\n"},
        {.bytes = "\n\r\na,b\n1,x\ry\n", .is_encoding = "UTF-8", .is_separator = ',', .columns = "a|b",
         .records = "4: 1|x\ry\n"},
        {.bytes = "\xEF\xBB\xBF" "a,b\n1,2\n", .is_encoding = "UTF-8", .is_separator = ',',
         .columns = "a|b", .records = "2: 1|2\n"},
        {.bytes = "\xEF\xBB\xBF\"a\",b\n1,2\n", .encoding = "utf-8", .is_encoding = "utf-8",
         .is_separator = ',', .columns = "a|b", .records = "2: 1|2\n"},
        {BYTES("\xFF\xFE" "a\0;\0\x31\x04\n\0\x34\x04;\0\r\x04\r\0\n\0"), .is_encoding = "UTF-16LE",
         .is_separator = ';', .columns = "a|б", .records = "2: д|Ѝ\n"},
        {BYTES("\xFE\xFF\0a\0;\x04\x31\0\n\x04\x34\0;\0" "1\0\n"), .is_encoding = "UTF-16BE",
         .is_separator = ';', .columns = "a|б", .records = "2: д|1\n"},
        {BYTES("a\0;\0\x31\x04\n\0\x34\x04;\0" "1\0\n\0"), .is_encoding = "UTF-16LE",
         .is_separator = ';', .columns = "a|б", .records = "2: д|1\n"},
        {BYTES("\0a\0;\x04\x31\0\n\x04\x34\0;\0" "1\0\n"), .is_encoding = "UTF-16BE",
         .is_separator = ';', .columns = "a|б", .records = "2: д|1\n"},
        {BYTES("\0a\0;\x04\x31\0\n\x04\x34\0;\0" "1\0\n"), .encoding = "UTF-16", .is_encoding = "UTF-16BE",
         .is_separator = ';', .columns = "a|б", .records = "2: д|1\n"},
        {BYTES("a\0\0\0,\0\0\0b\0\0\0\n\0\0\0" "1\0\0\0,\0\0\0" "2\0\0\0\n\0\0\0"), .is_encoding = "UTF-32LE",
         .is_separator = ',', .columns = "a|b", .records = "2: 1|2\n"},
        {.bytes = "a,b\n", .is_encoding = "UTF-8", .is_separator = ',', .columns = "a|b", .records = ""},
        {.bytes = "a,b", .is_encoding = "UTF-8", .is_separator = ',', .columns = "a|b", .records = ""},
    };

    CHECK_FILES(cases);
}

static void quotes_are_kept_whole_over_the_seams_of_blocks(void **state)
{
    static const file_case cases[] = {
        {.bytes = "a,b\n\"1\n\n2\",\"3,4\"\n\"5\"\"6\",7\n8,\"\"\n\"abcdefghijklmnopqrstuvwxyz\n\nABCDEFGH\",\"\n\"\nend,x\n",
         .is_encoding = "UTF-8", .is_separator = ',', .columns = "a|b",
         .records = "2: 1\n\n2|3,4\n5: 5\"6|7\n6: 8|\n7: abcdefghijklmnopqrstuvwxyz\n\nABCDEFGH|\n\n11: end|x\n"},
        {.bytes = "a,b\n5\" pipe,6\" pipe\n\"x\"y,\"z\n7,8\" \"\n9,\"q\" \"w\"\n", .is_encoding = "UTF-8",
         .is_separator = ',', .columns = "a|b", .records = "2: 5\" pipe|6\" pipe\n3: xy|z\n7,8 \"\n5: 9|q \"w\"\n"},
    };

    CHECK_FILES(cases);
}

/* "ТНВЭД;Страна;Стоимость" and "0101;КЫРГЫЗСТАН;1,5" / "0102;Объединённые эмираты;2" */
#define RU_1251 "\xD2\xCD\xC2\xDD\xC4;\xD1\xF2\xF0\xE0\xED\xE0\n0101;\xCA\xDB\xD0\xC3\xDB\xC7\xD1\xD2\xC0\xCD\n"
#define RU_866 "\x92\x8D\x82\x9D\x84;\x91\xE2\xE0\xA0\xAD\xA0\n0101;\x8A\x9B\x90\x83\x9B\x87\x91\x92\x80\x8D\n"
#define RU_KOI8 "\xF4\xEE\xF7\xFC\xE4;\xF3\xD4\xD2\xC1\xCE\xC1\n0101;\xEB\xF9\xF2\xE7\xF9\xFA\xF3\xF4\xE1\xEE\n"
#define RU_8859 "\xC2\xBD\xB2\xCD\xB4;\xC1\xE2\xE0\xD0\xDD\xD0\n0101;\xBA\xCB\xC0\xB3\xCB\xB7\xC1\xC2\xB0\xBD\n"
#define RU_COLUMNS "ТНВЭД|Страна"
#define RU_RECORDS "2: 0101|КЫРГЫЗСТАН\n"

static void encodings_are_told_by_the_words_of_the_header(void **state)
{
    static const file_case cases[] = {
        {.bytes = RU_1251, .words = {"ТН ВЭД", "страна"}, .is_encoding = "windows-1251",
         .is_separator = ';', .columns = RU_COLUMNS, .records = RU_RECORDS},
        {.bytes = RU_866, .words = {"ТН ВЭД", "страна"}, .is_encoding = "CP866",
         .is_separator = ';', .columns = RU_COLUMNS, .records = RU_RECORDS},
        {.bytes = RU_KOI8, .words = {"страна"}, .is_encoding = "KOI8-R",
         .is_separator = ';', .columns = RU_COLUMNS, .records = RU_RECORDS},
        {.bytes = RU_8859, .words = {"страна"}, .is_encoding = "ISO-8859-5",
         .is_separator = ';', .columns = RU_COLUMNS, .records = RU_RECORDS},
        {.bytes = "Pa\xEDs,C\xF3" "digo\nM\xE9xico,1\n", .words = {"país"}, .is_encoding = "windows-1252",
         .is_separator = ',', .columns = "País|Código", .records = "2: México|1\n"},
        {.bytes = "Pa\xF1stwo;Warto\x9C\xE6\nStany,1;2\n", .words = {"wartość"},
         .is_encoding = "windows-1250", .is_separator = ';', .columns = "Państwo|Wartość",
         .records = "2: Stany,1|2\n"},
        {.bytes = "\x8D\x91,\x89\xBF\x8Az\n\x95\xC4\x8D\x91,1\n", .words = {"国", "価額"},
         .is_encoding = "SHIFT_JIS", .is_separator = ',', .columns = "国|価額", .records = "2: 米国|1\n"},
        {.bytes = "\xB9\xFA\xBC\xD2,\xBD\xF0\xB6\xEE\n\xC3\xC0\xB9\xFA,1\n", .words = {"国家"},
         .is_encoding = "GB18030", .is_separator = ',', .columns = "国家|金额", .records = "2: 美国|1\n"},
    };

    CHECK_FILES(cases);
}

static void encodings_are_told_by_the_looks_of_the_text(void **state)
{
    static const file_case cases[] = {
        {.bytes = "code;country\n" "1;\xCA\xDB\xD0\xC3\xDB\xC7\xD1\xD2\xC0\xCD\n2;\xEC\xFF\xF1\xEE\n", .is_encoding = "windows-1251",
         .is_separator = ';', .columns = "code|country", .records = "2: 1|КЫРГЫЗСТАН\n3: 2|мясо\n"},
        {.bytes = "code;country\n" "1;\x8A\x9B\x90\x83\x9B\x87\x91\x92\x80\x8D\n2;\xAC\xEF\xE1\xAE\n", .is_encoding = "CP866",
         .is_separator = ';', .columns = "code|country", .records = "2: 1|КЫРГЫЗСТАН\n3: 2|мясо\n"},
        {.bytes = "code;country\n" "1;\xEB\xF9\xF2\xE7\xF9\xFA\xF3\xF4\xE1\xEE\n2;\xCD\xD1\xD3\xCF\n", .is_encoding = "KOI8-R",
         .is_separator = ';', .columns = "code|country", .records = "2: 1|КЫРГЫЗСТАН\n3: 2|мясо\n"},
        {.bytes = "code;country\n" "1;\xBA\xCB\xC0\xB3\xCB\xB7\xC1\xC2\xB0\xBD\n2;\xDC\xEF\xE1\xDE\n", .is_encoding = "ISO-8859-5",
         .is_separator = ';', .columns = "code|country", .records = "2: 1|КЫРГЫЗСТАН\n3: 2|мясо\n"},
        {.bytes = "code,country\n1,C\xF4te d'Ivoire\n2,Cura\xE7" "ao\n3,\xC5land\n", .is_encoding = "windows-1252",
         .is_separator = ',', .columns = "code|country", .records = "2: 1|Côte d'Ivoire\n3: 2|Curaçao\n4: 3|Åland\n"},
        {.bytes = "code;value\n1;1\xA0" "234,5\n", .is_encoding = "windows-1251", .is_separator = ';',
         .columns = "code|value", .records = "2: 1|1\xC2\xA0" "234,5\n"},
        /* One bad byte in long UTF-8 text stays a defect of its row. */
        {.bytes = "код;страна поставки товара\n1;Соединённые\n2;Т\xFFрция\n", .is_encoding = "UTF-8",
         .is_separator = ';', .columns = "код|страна поставки товара",
         .records = "!2: 1|Соединённые\n3: 2|Т\xEF\xBF\xBDрция\n"},
    };

    CHECK_FILES(cases);
}

static void a_given_encoding_is_taken(void **state)
{
    static const file_case cases[] = {
        {.bytes = RU_1251, .encoding = "cp1251", .is_encoding = "cp1251", .is_separator = ';',
         .columns = RU_COLUMNS, .records = RU_RECORDS},
        {.bytes = "a,b\n\xE9,1\n", .encoding = "ISO-8859-1", .is_encoding = "ISO-8859-1", .is_separator = ',',
         .columns = "a|b", .records = "2: é|1\n"},
        {.bytes = "a,b\n\x95\x5C,1\n", .encoding = "SHIFT_JIS", .is_encoding = "SHIFT_JIS", .is_separator = ',',
         .columns = "a|b", .records = "2: 表|1\n"},
        /* A bad sequence in a decoded file is found again by whoever checks its row. */
        {.bytes = "a,b\n\x95\xFF\xFF,1\n", .encoding = "SHIFT_JIS", .is_encoding = "SHIFT_JIS",
         .is_separator = ',', .columns = "a|b", .records = "!2: \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|1\n"},
    };

    CHECK_FILES(cases);
}

/* --- bad files ------------------------------------------------------------------------------------- */

typedef struct {
    const char *bytes;
    size_t n;                  /* 0 = strlen */
    const char *encoding;
    t4_status status;
    uint64_t line, column;
    const char *says;          /* part of the message */
} bad_case;

static void check_bad(const bad_case *c, const char *path, size_t block_bytes)
{
    t4_source_options options = {.encoding = c->encoding, .record_bytes = 1000, .block_bytes = block_bytes};
    t4_error err = {0};
    t4_buffer text;

    t4_buffer_init(&text, 0);
    if (read_path(path, &options, &text, &err) != c->status)
        fail_msg("expected '%s', found '%s'", c->says, err.text);
    if (!strstr(err.text, c->says))
        fail_msg("'%s' is not in '%s'", c->says, err.text);
    assert_int_equal(err.line, c->line);
    assert_int_equal(err.column, c->column);
    t4_buffer_release(&text);
}

static void what_is_no_delimited_text_is_refused(void **state)
{
    static const bad_case cases[] = {
        {BYTES(""), NULL, T4_ERR_DATA, 0, 0, "empty"},
        {BYTES("\n\r\n"), NULL, T4_ERR_DATA, 0, 0, "blank lines"},
        {BYTES("\xEF\xBB\xBF"), NULL, T4_ERR_DATA, 0, 0, "blank lines"},
        {BYTES("<!DOCTYPE html>\n<html>"), NULL, T4_ERR_DATA, 0, 0, "HTML"},
        {BYTES("\xEF\xBB\xBF \n<HTML lang=\"ru\">"), NULL, T4_ERR_DATA, 0, 0, "HTML"},
        {BYTES("\xFF\xFE<\0h\0t\0m\0l\0>\0\n\0"), NULL, T4_ERR_DATA, 0, 0, "HTML"},
        {BYTES("PK\x03\x04zip"), NULL, T4_ERR_DATA, 0, 0, "XLSX"},
        {BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), NULL, T4_ERR_DATA, 0, 0, "XLS"},
        {BYTES("%PDF-1.4\n"), NULL, T4_ERR_DATA, 0, 0, "PDF"},
        {BYTES("{\"a\": 1}"), NULL, T4_ERR_DATA, 0, 0, "JSON"},
        {BYTES("[\n  {\"a\": 1}]"), NULL, T4_ERR_DATA, 0, 0, "JSON"},
        {BYTES("a,b\n1,2\n3,\0\n"), NULL, T4_ERR_DATA, 3, 3, "NUL"},
        {BYTES("a,b\0\n1,2\n"), NULL, T4_ERR_DATA, 1, 4, "NUL"},
        {BYTES("a,b\n1,2\n3,\"4\n5,6\n"), NULL, T4_ERR_DATA, 3, 3, "quote is opened here and never closed"},
        {BYTES("a,\"b\n1,2\n"), NULL, T4_ERR_DATA, 1, 3, "never closed"},
        {BYTES("a,b\n1,2\n"), "no-such", T4_ERR_USAGE, 0, 0, "'no-such' is not known"},
        {BYTES("\xEF\xBB\xBF" "a,b\n"), "windows-1251", T4_ERR_DATA, 1, 1, "byte order mark of UTF-8"},
        {BYTES("\xFF\xFE" "a\0,\0b\0\n\0"), "UTF-16BE", T4_ERR_DATA, 1, 1, "byte order mark of UTF-16LE"},
        {BYTES("a,b\n1,\xB8\n"), NULL, T4_ERR_DATA, 0, 0, "set input.encoding"},
    };
    char path[MEMFILE_PATH];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int fd = memfile(cases[i].bytes, cases[i].n, path);

        check_bad(&cases[i], path, 16);
        check_bad(&cases[i], path, 0);
        close(fd);
    }
}

static void folders_and_files_that_cannot_be_read_are_refused(void **state)
{
    static const bad_case folder = {.status = T4_ERR_DATA, .says = "directory"};
    static const bad_case missing = {.status = T4_ERR_IO, .says = "No such file"};
    static const bad_case closed = {.status = T4_ERR_IO, .says = "Permission denied"};
    char path[] = "/tmp/test_source_XXXXXX";
    int fd;

    check_bad(&folder, "/", 0);
    check_bad(&missing, "/no/such/file.csv", 0);
    fd = mkstemp(path);
    assert_true(fd >= 0);
    fchmod(fd, 0);
    if (geteuid() != 0)
        check_bad(&closed, path, 0);
    close(fd);
    unlink(path);
}

static void an_undecided_encoding_lists_the_candidates(void **state)
{
    static const char bytes[] = "a,b\n1,\xB8\n";
    t4_source_options options = {0};
    t4_error err = {0};
    t4_buffer text;
    char path[MEMFILE_PATH];
    int fd = memfile(bytes, sizeof bytes - 1, path);

    t4_buffer_init(&text, 0);
    assert_int_equal(read_path(path, &options, &text, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "windows-1251"));
    assert_non_null(strstr(err.text, "windows-1252"));
    t4_buffer_release(&text);
    close(fd);
}

/* Lots of columns and a long line, made on the way: `head`, then n times `piece`, then `tail`. */
static int repeated(const char *head, const char *piece, size_t n, const char *tail, char *path)
{
    t4_buffer bytes;
    int fd;

    t4_buffer_init(&bytes, 0);
    t4_buffer_puts(&bytes, head);
    for (size_t i = 0; i < n; i++)
        t4_buffer_puts(&bytes, piece);
    t4_buffer_puts(&bytes, tail);
    fd = memfile(bytes.data, bytes.length, path);
    t4_buffer_release(&bytes);
    return fd;
}

static void lone_returns_are_settled_over_the_seams_of_reads(void **state)
{
    enum { TIMES = 30000 };
    t4_source_options options = {.block_bytes = 1000};
    t4_error err = {0};
    t4_buffer text, wanted;
    char path[MEMFILE_PATH];
    int fd = repeated("a,b\r", "1,2\r3,4\r5,6\r\n", TIMES, "", path);

    t4_buffer_init(&text, 0);
    t4_buffer_init(&wanted, 0);
    for (int i = 0; i < TIMES; i++)
        t4_buffer_printf(&wanted, "%d: 1|2\n%d: 3|4\n%d: 5|6\n", 3 * i + 2, 3 * i + 3, 3 * i + 4);
    assert_int_equal(read_path(path, &options, &text, &err), T4_OK);
    assert_string_equal(t4_buffer_text(&text), t4_buffer_text(&wanted));
    t4_buffer_release(&text);
    t4_buffer_release(&wanted);
    close(fd);
}

static void too_many_columns_are_refused(void **state)
{
    t4_source_options options = {0};
    t4_error err = {0};
    char path[MEMFILE_PATH];
    int fd = repeated("c", ",c", 9999, "\n1\n", path);

    assert_int_equal(read_path(path, &options, NULL, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "10000 columns"));
    assert_non_null(strstr(err.text, "4096"));
    assert_int_equal(err.line, 1);
    close(fd);
}

static void a_line_of_100_megabytes_is_refused_without_being_held(void **state)
{
    static const char *const heads[] = {"a,b\n1,2\n", "a,b\n1,2\n3,\"", "xxxxxxxxxxx"};
    static const uint64_t lines[] = {3, 3, 1}, columns[] = {0, 3, 0};
    static char piece[1000001];
    char path[MEMFILE_PATH];
    int fd;

    memset(piece, 'x', sizeof piece - 1);
    fd = repeated("", piece, 100, "\n4,5\n", path);
    for (int i = 0; i < 3; i++) {
        t4_source_options options = {0};
        t4_error err = {0};
        t4_buffer text;

        t4_buffer_init(&text, 0);
        assert_true(pwrite(fd, heads[i], strlen(heads[i]), 0) > 0);
        assert_int_equal(read_path(path, &options, &text, &err), T4_ERR_DATA);
        assert_int_equal(err.line, lines[i]);
        assert_int_equal(err.column, columns[i]);
        assert_non_null(strstr(err.text, columns[i] ? "never closed" : "longer than 16777216 bytes"));
        t4_buffer_release(&text);
    }
    close(fd);
}

static void the_header_is_found_below_titles(void **state)
{
    static const file_case cases[] = {
        {.bytes = "Exports of goods\n\nyear 2023;;\nCode;Value\n0101;5\n", .words = {"code", "value"},
         .is_encoding = "UTF-8", .is_separator = ';', .columns = "Code|Value", .records = "5: 0101|5\n"},
        /* One name of the template in the first line, and that is the header. */
        {.bytes = "code,volume\n0101,5\ncode,value\n", .words = {"code", "value"},
         .is_encoding = "UTF-8", .is_separator = ',', .columns = "code|volume",
         .records = "2: 0101|5\n3: code|value\n"},
        /* One name in a later line is not enough. */
        {.bytes = "hs,usd\n0101,5\ncode,7\n", .words = {"code", "value"}, .is_encoding = "UTF-8",
         .is_separator = ',', .columns = "hs|usd", .records = "2: 0101|5\n3: code|7\n"},
        /* Rows of separators, blanks and quotes are no records. */
        {.bytes = "a,b,c\n,,\n1,,\n \t\n\"\",\"\" , \n\n2,,\n", .is_encoding = "UTF-8", .is_separator = ',',
         .columns = "a|b|c", .records = "3: 1||\n7: 2||\n"},
    };

    CHECK_FILES(cases);
}

/* 300 kB of ASCII records, then `tail`. */
static int late_file(const char *tail, char path[MEMFILE_PATH])
{
    static char text[400000];
    size_t n = (size_t)sprintf(text, "code,partner\n");

    while (n < 300000)
        n += (size_t)sprintf(text + n, "0101,DE\n");
    n += (size_t)sprintf(text + n, "%s", tail);
    return memfile(text, n, path);
}

static void an_encoding_may_show_late(void **state)
{
    static const struct { const char *tail, *encoding, *last; bool good; } cases[] = {
        {"0102,\xC3\xE5\xF0\xEC\xE0\xED\xE8\xFF\n", "windows-1251", "0102|Германия\n", true},
        {"0102,\x83\xA5\xE0\xAC\xA0\xAD\xA8\xEF\n", "CP866", "0102|Германия\n", true},
        {"0102,Германия\n", "UTF-8", "0102|Германия\n", true},
        {"0102,C\xF4te d\x92Ivoire\n0103,M\xE9xico\n", "windows-1252", "0103|México\n", true},
        /* One stray byte tells nothing: it stays a defect. */
        {"0102,\xFE\n0103,FR\n", "UTF-8", "0103|FR\n", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[MEMFILE_PATH];
        int fd = late_file(cases[i].tail, path);
        t4_source_options options = {0};
        t4_source *source = NULL;
        t4_error err = {0};
        t4_buffer text;
        t4_run run;
        bool good;

        t4_run_init(&run);
        t4_buffer_init(&text, 0);
        assert_int_equal(t4_source_open(&source, &run, path, 0, &options, &err), T4_OK);
        assert_string_equal(t4_source_dialect(source)->encoding, "UTF-8");
        assert_int_equal(read_all(source, &text, &good, &err), T4_OK);
        assert_string_equal(t4_source_dialect(source)->encoding, cases[i].encoding);
        assert_string_equal(t4_source_dialect(source)->block_encoding, "UTF-8");
        assert_int_equal(good, cases[i].good);
        assert_string_equal(t4_buffer_text(&text) + text.length - strlen(cases[i].last), cases[i].last);
        t4_source_free(source);
        t4_buffer_release(&text);
        close(fd);
    }
}

static void a_lack_of_memory_is_an_error_and_leaves_nothing(void **state)
{
    static const struct { const char *bytes; size_t n; } cases[] = {
        {BYTES("a,b\n1,\"2 \"\"3\"\"\"\n")},
        {BYTES("\xFF\xFE" "a\0;\0\x31\x04\n\0\x34\x04;\0\r\x04\r\0\n\0")},
        {BYTES(RU_1251)},
    };
    static const char *const words[] = {"страна", "a"};
    t4_source_options options = {.header_words = words, .header_word_count = 2};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t n = 1; n < 250; n++) {
            t4_error err = {0};
            t4_buffer text;
            char path[MEMFILE_PATH];
            int fd = memfile(cases[i].bytes, cases[i].n, path);
            t4_status status;

            t4_buffer_init(&text, 0);
            t4_alloc_fail_after(n);
            status = read_path(path, &options, &text, &err);
            t4_alloc_fail_after(0);
            assert_int_equal(status, err.code);
            t4_buffer_release(&text);
            close(fd);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separators_are_told_by_words_and_by_shape),
        cmocka_unit_test(a_separator_behind_every_record_is_no_field),
        cmocka_unit_test(line_ends_and_marks_do_not_matter),
        cmocka_unit_test(quotes_are_kept_whole_over_the_seams_of_blocks),
        cmocka_unit_test(encodings_are_told_by_the_words_of_the_header),
        cmocka_unit_test(encodings_are_told_by_the_looks_of_the_text),
        cmocka_unit_test(a_given_encoding_is_taken),
        cmocka_unit_test(what_is_no_delimited_text_is_refused),
        cmocka_unit_test(folders_and_files_that_cannot_be_read_are_refused),
        cmocka_unit_test(an_undecided_encoding_lists_the_candidates),
        cmocka_unit_test(lone_returns_are_settled_over_the_seams_of_reads),
        cmocka_unit_test(too_many_columns_are_refused),
        cmocka_unit_test(a_line_of_100_megabytes_is_refused_without_being_held),
        cmocka_unit_test(the_header_is_found_below_titles),
        cmocka_unit_test(an_encoding_may_show_late),
        cmocka_unit_test(a_lack_of_memory_is_an_error_and_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
