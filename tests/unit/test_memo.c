/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "clean/memo.h"

static uint64_t value_of(const char *text, size_t n)
{
    uint64_t h = 1469598103934665603u;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)text[i]) * 1099511628211u;
    return h;
}

/* Random short texts, many of which differ in length or last byte only, looked up and put again and again. */
static void every_text_is_found_with_its_own_value(void **state)
{
    char block[64 + 400];
    t4_random random;
    t4_memo memo;
    size_t hits = 0;

    t4_random_seed(&random, 7);
    assert_true(t4_memo_init(&memo));
    for (int i = 0; i < 200000; i++) {
        size_t n = t4_random_below(&random, i % 50 ? 20 : 300);
        uint32_t layout = (uint32_t)t4_random_below(&random, 2), value;
        char *text = block + t4_random_below(&random, 64);
        t4_memo_slot key;
        const t4_memo_slot *found;

        memset(block, 'x', sizeof block);
        for (size_t k = 0; k < n; k++)
            text[k] = (char)('a' + t4_random_below(&random, 2));
        if (n > 3)
            memset(text, 'a', n - 3);
        value = (uint32_t)value_of(text, n) + layout;
        key = t4_memo_key(text, n, (size_t)(text - block) + n, layout);
        found = t4_memo_find(&memo, &key, text);
        if (found) {
            hits++;
            assert_int_equal(found->value, value);
            assert_int_equal(found->note, n);
        } else
            assert_true(t4_memo_put(&memo, &key, text, value, (uint32_t)n));
    }
    assert_true(hits > 100000);
    assert_true(memo.count < 200000 - hits + 1);
    t4_memo_clear(&memo);
    assert_int_equal(memo.count, 0);
    assert_null(t4_memo_find(&memo, &(t4_memo_slot){.tag = (uint64_t)1 << 32}, ""));
    t4_memo_release(&memo);
}

static void a_key_does_not_depend_on_what_stands_before_the_text(void **state)
{
    for (size_t n = 0; n <= 16; n++) {
        char text[64] = "0123456789abcdefghij", other[64];
        t4_memo_slot a = t4_memo_key(text, n, n, 0), b;

        memset(other, 0xFF, sizeof other);
        memcpy(other + 20, text, n);
        b = t4_memo_key(other + 20, n, 20 + n, 0);
        assert_true(t4_memo_same(&a, &b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_is_found_with_its_own_value),
        cmocka_unit_test(a_key_does_not_depend_on_what_stands_before_the_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
