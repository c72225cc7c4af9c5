/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "base/memory.h"
#include "io/deflate.h"

/* What zlib reads of members one after the other; its length. */
static size_t unpack(const t4_buffer *packed, char *to, size_t room)
{
    z_stream stream = {.next_in = (Bytef *)packed->data, .avail_in = (uInt)packed->length,
                       .next_out = (Bytef *)to, .avail_out = (uInt)room};
    int result = Z_STREAM_END;

    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    while (stream.avail_in && result == Z_STREAM_END) {
        result = inflate(&stream, Z_FINISH);
        assert_int_equal(result, Z_STREAM_END);
        assert_int_equal(inflateReset(&stream), Z_OK);
    }
    inflateEnd(&stream);
    return room - stream.avail_out;
}

/* kind 0: one letter, 1: words that repeat, 2: nothing that repeats. */
static void fill(char *text, size_t n, int kind)
{
    static const char *const words[] = {"<Obs MEASURE=\"VALUE\" OBS_VALUE=\"", "\"/>", "8542310000", "2023-01"};
    uint64_t x = 88172645463325252u;

    for (size_t i = 0; i < n;) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        if (kind == 1)
            for (const char *p = words[x >> 62]; *p && i < n; p++)
                text[i++] = *p;
        else
            text[i++] = kind ? (char)(x >> 56) : 'a';
    }
}

static void zlib_reads_what_was_packed(void **state)
{
    static const size_t sizes[] = {0, 1, 7, 255, 65535, 65536, T4_DEFLATE_MEMBER - 1, T4_DEFLATE_MEMBER};
    char *text = t4_alloc(T4_DEFLATE_MEMBER, 1), *back = t4_alloc(T4_DEFLATE_MEMBER + 1, 1);

    assert_non_null(text);
    assert_non_null(back);
    for (int kind = 0; kind < 3; kind++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            t4_buffer packed;

            t4_buffer_init(&packed, 0);
            fill(text, sizes[i], kind);
            assert_int_equal(t4_deflate_member(text, sizes[i], &packed, NULL), T4_OK);
            assert_int_equal(unpack(&packed, back, T4_DEFLATE_MEMBER + 1), sizes[i]);
            assert_memory_equal(back, text, sizes[i]);
            assert_true(packed.length <= sizes[i] + sizes[i] / 1024 + 64);
            assert_true(kind == 2 || sizes[i] < 65535 || packed.length * 3 < sizes[i]);
            t4_buffer_release(&packed);
        }
    t4_free(text);
    t4_free(back);
}

static void members_append_and_have_no_time(void **state)
{
    static const char head[10] = {0x1F, (char)0x8B, 8, 0, 0, 0, 0, 0};
    char back[16];
    t4_buffer packed, again;

    t4_buffer_init(&packed, 0);
    t4_buffer_init(&again, 0);
    assert_int_equal(t4_deflate_member("abc", 3, &packed, NULL), T4_OK);
    assert_memory_equal(packed.data, head, 8);
    assert_int_equal(t4_deflate_member("abc", 3, &again, NULL), T4_OK);
    assert_int_equal(packed.length, again.length);
    assert_memory_equal(packed.data, again.data, again.length);
    assert_int_equal(t4_deflate_member("defg", 4, &packed, NULL), T4_OK);
    assert_int_equal(unpack(&packed, back, sizeof back), 7);
    assert_memory_equal(back, "abcdefg", 7);
    t4_buffer_release(&packed);
    t4_buffer_release(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zlib_reads_what_was_packed),
        cmocka_unit_test(members_append_and_have_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
