/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/digest.h"
#include "memfile.h"
#include "reading.h"

/* One gzip member with n bytes, by zlib. */
static void add_member(t4_buffer *out, const char *bytes, size_t n)
{
    z_stream stream = {0};

    assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_true(t4_buffer_reserve(out, deflateBound(&stream, n)));
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)n;
    stream.next_out = (Bytef *)out->data + out->length;
    stream.avail_out = (uInt)(out->room - out->length);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out->length += stream.total_out;
    deflateEnd(&stream);
}

/* "a,b" and `rows` records, of about 20 bytes that do not pack well. */
static void make_text(t4_buffer *text, int rows)
{
    uint64_t x = 1;

    t4_buffer_puts(text, "a,b\n");
    for (int i = 0; i < rows; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        t4_buffer_printf(text, "%d,%llu\n", i, (unsigned long long)x);
    }
}

static t4_status read_bytes(const t4_buffer *bytes, t4_buffer *text, t4_error *err)
{
    t4_source_options options = {0};
    char path[MEMFILE_PATH];
    int fd = memfile(bytes->data, bytes->length, path);
    t4_status status = read_path(path, &options, text, err);

    close(fd);
    return status;
}

static void packed_files_read_like_plain_ones(void **state)
{
    static const size_t members[] = {1 << 30, 100000, 997, 64, 7};
    t4_buffer plain, packed, wanted, got;

    t4_buffer_init(&plain, 0);
    t4_buffer_init(&packed, 0);
    t4_buffer_init(&wanted, 0);
    t4_buffer_init(&got, 0);
    make_text(&plain, 20000);
    assert_int_equal(read_bytes(&plain, &wanted, NULL), T4_OK);
    for (size_t k = 0; k < sizeof members / sizeof *members; k++) {
        t4_error err = {0};

        t4_buffer_clear(&packed);
        t4_buffer_clear(&got);
        for (size_t at = 0, n; at < plain.length; at += n) {
            n = plain.length - at < members[k] ? plain.length - at : members[k];
            add_member(&packed, plain.data + at, n);
        }
        add_member(&packed, "", 0);
        if (k % 2)
            t4_buffer_append(&packed, "\0\0\0\0", 4);
        if (read_bytes(&packed, &got, &err))
            fail_msg("%s", err.text);
        assert_int_equal(got.length, wanted.length);
        assert_memory_equal(got.data, wanted.data, wanted.length);
    }
    t4_buffer_release(&plain);
    t4_buffer_release(&packed);
    t4_buffer_release(&wanted);
    t4_buffer_release(&got);
}

static void damage_of_a_packed_file_wins_over_what_it_causes(void **state)
{
    t4_buffer plain, packed, got;
    t4_error err = {0};
    size_t whole;

    t4_buffer_init(&plain, 0);
    t4_buffer_init(&packed, 0);
    t4_buffer_init(&got, 0);
    make_text(&plain, 30000);
    add_member(&packed, plain.data, plain.length);
    whole = packed.length;
    /* Cut off at several places. */
    for (size_t k = 1; k < 10; k++) {
        packed.length = whole - k * k * 100 + 99;
        err = (t4_error){0};
        assert_int_equal(read_bytes(&packed, &got, &err), T4_ERR_DATA);
        assert_non_null(strstr(err.text, "cut off before its end"));
    }
    packed.length = whole;
    /* Overwritten at several places; what comes out may hold NULs, quotes, anything. */
    for (size_t k = 1; k < 40; k++) {
        size_t at = 20 + k * (whole - 40) / 40;
        char kept = packed.data[at];

        packed.data[at] = (char)~kept;
        err = (t4_error){0};
        assert_int_equal(read_bytes(&packed, &got, &err), T4_ERR_DATA);
        assert_non_null(strstr(err.text, "gzip file is corrupt"));
        packed.data[at] = kept;
    }
    t4_buffer_append(&packed, "garbage", 7);
    err = (t4_error){0};
    assert_int_equal(read_bytes(&packed, &got, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "followed by bytes that are not gzip"));
    packed.length = 5;
    err = (t4_error){0};
    assert_int_equal(read_bytes(&packed, &got, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "cut off"));
    t4_buffer_clear(&packed);
    add_member(&packed, "", 0);
    err = (t4_error){0};
    assert_int_equal(read_bytes(&packed, &got, &err), T4_ERR_DATA);
    assert_non_null(strstr(err.text, "empty"));
    t4_buffer_release(&plain);
    t4_buffer_release(&packed);
    t4_buffer_release(&got);
}

static void a_wrong_checksum_wins_over_a_nul_and_an_open_quote(void **state)
{
    static const char *const texts[] = {"a,b\n1,@\n", "a,b\n1,\"2\n", "<html>\n", "a,b@\n"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        t4_buffer packed, got, text;
        t4_error err = {0};

        t4_buffer_init(&text, 0);
        t4_buffer_init(&packed, 0);
        t4_buffer_init(&got, 0);
        for (const char *c = texts[i]; *c; c++)
            t4_buffer_putc(&text, *c == '@' ? '\0' : *c);
        /* More than is looked at when the file is opened. */
        while (text.length < 400000)
            t4_buffer_puts(&text, "3,4\n");
        add_member(&packed, text.data, text.length);
        assert_int_equal(read_bytes(&packed, &got, &err), T4_ERR_DATA);
        assert_null(strstr(err.text, "checksum"));
        packed.data[packed.length - 6] ^= 1;
        err = (t4_error){0};
        assert_int_equal(read_bytes(&packed, &got, &err), T4_ERR_DATA);
        assert_non_null(strstr(err.text, "checksum does not match"));
        t4_buffer_release(&text);
        t4_buffer_release(&packed);
        t4_buffer_release(&got);
    }
}

/* --- digest ------------------------------------------------------------------------------------------------ */

static void the_digest_is_of_the_stored_bytes(void **state)
{
    t4_buffer bytes, text;
    t4_source_options options = {0};
    t4_source *source;
    t4_run run;
    char path[MEMFILE_PATH], wanted[T4_DIGEST_TEXT];
    bool good;

    t4_buffer_init(&text, 0);
    t4_run_init(&run);
    for (int packed = 0; packed < 2; packed++) {
        t4_buffer plain;
        int fd;

        t4_buffer_init(&plain, 0);
        t4_buffer_init(&bytes, 0);
        make_text(&plain, 50000);
        if (packed)
            add_member(&bytes, plain.data, plain.length);
        else
            t4_buffer_append(&bytes, plain.data, plain.length);
        fd = memfile(bytes.data, bytes.length, path);
        assert_int_equal(t4_digest_file(path, "key", 3, wanted, NULL), T4_OK);
        assert_int_equal(t4_source_open(&source, &run, path, 0, &options, NULL), T4_OK);
        assert_int_equal(t4_source_key(source, "key", 3, NULL), T4_OK);
        assert_null(t4_source_digest(source));
        assert_int_equal(read_all(source, &text, &good, NULL), T4_OK);
        assert_string_equal(t4_source_digest(source), wanted);
        assert_int_equal(t4_source_consumed(source), bytes.length);
        assert_int_equal(t4_source_dialect(source)->bytes_total, bytes.length);
        t4_source_free(source);
        t4_buffer_release(&plain);
        t4_buffer_release(&bytes);
        close(fd);
    }
    t4_buffer_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_files_read_like_plain_ones),
        cmocka_unit_test(damage_of_a_packed_file_wins_over_what_it_causes),
        cmocka_unit_test(a_wrong_checksum_wins_over_a_nul_and_an_open_quote),
        cmocka_unit_test(the_digest_is_of_the_stored_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
