/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/minisign.h"
#include "memfile.h"

/* All made by the program minisign 0.11 for the text below; keys of this test alone. */
static const char message[] = "hello, world\n";
static const char key_a[] = "RWSo66VQbhSqGh3eo+He+Lxw57qrqlih+asJ+Sye0eurKaP+kOuDMNXZ";
static const char key_b[] = "RWTRAl4gKKTSDq0CmLNa5O9y1/pRzGsMzleBSlQEZ7+379fWf6LTAQnA";
static const char secret_a[] =
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAqOulUG4UqhoZRZr+uHs4A7VovG+V"
    "++IJ1O//m717AMk/UKNrrUP/BB3eo+He+Lxw57qrqlih+asJ+Sye0eurKaP+kOuDMNXZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAA=\n";
static const char prehashed[] =
    "untrusted comment: signature from minisign secret key\n"
    "RUSo66VQbhSqGkLlzjhbB5qPvwqrrUfFC7H/1axsGWwr5DUOMI7PhtypFVfLJEKQAfBWq4s1snGtGyRUTDwxpdozpyy4v6PgVwU=\n"
    "trusted comment: prehashed\n"
    "NUQ6FOFOblJE/XeiJqCxNtKkeWZG9DH2/P52RiY3or/3LUj/zQlOLSepBLCwR3JLq126+A0RaUJSoU+kZxlXBg==\n";
static const char plain[] =
    "untrusted comment: signature from minisign secret key\n"
    "RWSo66VQbhSqGty15VvKr9EQwpIqlbl1Vy3DWWkzpyr0Xc3MGFGwd+eADXszzbygr61y85UamEjz4oJAQ17hGfQisTDvStVGxgE=\n"
    "trusted comment: plain form\n"
    "QTybaT1aM/RRePzMsnA9D0za0/0V6F4+ySOJkjLzNnjsrhx11BfOOaxbAdN7jDSTHbTQsk39uk82UNAk+1ikBQ==\n";

static t4_status verify(const char *key, const char *signature, size_t n, const char *text, char comment[T4_MINISIGN_COMMENT])
{
    t4_error err = {0};
    t4_status status = t4_minisign_verify(key, signature, n, text, strlen(text), comment, &err);

    assert_true(!status || err.text[0]);
    return status;
}

static void signatures_of_the_program_are_accepted_in_both_forms(void **state)
{
    char comment[T4_MINISIGN_COMMENT];

    assert_int_equal(verify(key_a, prehashed, strlen(prehashed), message, comment), T4_OK);
    assert_string_equal(comment, "prehashed");
    assert_int_equal(verify(key_a, plain, strlen(plain), message, comment), T4_OK);
    assert_string_equal(comment, "plain form");
}

static void what_was_signed_by_the_program_is_signed_the_same(void **state)
{
    char path[MEMFILE_PATH];
    int fd = memfile(secret_a, strlen(secret_a), path);
    t4_buffer signature;
    t4_error err = {0};

    t4_buffer_init(&signature, 0);
    assert_int_equal(t4_minisign_sign(path, NULL, message, strlen(message), "prehashed", &signature, &err), T4_OK);
    assert_non_null(t4_buffer_text(&signature));
    /* From the second line on byte by byte: Ed25519 has no chance in it. */
    assert_string_equal(strchr(signature.data, '\n'), strchr(prehashed, '\n'));
    t4_buffer_release(&signature);
    close(fd);
}

static void another_key_or_text_is_refused(void **state)
{
    static const char *const texts[] = {"", "hello, world", "hello, world\n\n", "Hello, world\n"};
    char comment[T4_MINISIGN_COMMENT];

    assert_int_equal(verify(key_b, prehashed, strlen(prehashed), message, comment), T4_ERR_DATA);
    assert_int_equal(verify(key_b, plain, strlen(plain), message, comment), T4_ERR_DATA);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(verify(key_a, prehashed, strlen(prehashed), texts[i], comment), T4_ERR_DATA);
        assert_int_equal(verify(key_a, plain, strlen(plain), texts[i], comment), T4_ERR_DATA);
    }
}

/* Every character but those of the untrusted comment changed, one at a time. */
static void no_character_can_be_changed(void **state)
{
    static const char *const signatures[] = {prehashed, plain};
    char comment[T4_MINISIGN_COMMENT], spoilt[1024];

    for (size_t s = 0; s < 2; s++) {
        size_t n = strlen(signatures[s]), from = (size_t)(strchr(signatures[s], '\n') - signatures[s]) + 1;

        for (size_t i = from; i + 1 < n; i++) {
            memcpy(spoilt, signatures[s], n + 1);
            spoilt[i] = spoilt[i] == 'A' ? 'B' : 'A';
            /* The last bits of a base64 text may stand for nothing; then the bytes are the same. */
            if (spoilt[i + 1] == '=' || spoilt[i] == signatures[s][i])
                continue;
            assert_int_equal(verify(key_a, spoilt, n, message, comment), T4_ERR_DATA);
        }
    }
}

static void a_cut_signature_is_refused(void **state)
{
    size_t n = strlen(prehashed);
    char comment[T4_MINISIGN_COMMENT];

    for (size_t i = 0; i + 1 < n; i++) {
        char *cut = malloc(i + 1);   /* so that a sanitizer sees a byte too far */

        memcpy(cut, prehashed, i);
        assert_int_equal(verify(key_a, cut, i, message, comment), T4_ERR_DATA);
        free(cut);
    }
}

static void what_is_no_key_is_told_apart_from_what_is_no_signature(void **state)
{
    static const char *const keys[] = {
        "", "x", "untrusted comment: x\n", "RWSo66VQbhSqGh3eo+He", "/no/such/file.pub",
        "RWSo66VQbhSqGh3eo+He+Lxw57qrqlih+asJ+Sye0eurKaP+kOuDMNXZRWSo66VQbhSqGh3eo+He+Lxw57qrqlih+asJ+Sye0eurKaP+kOuDMNXZ",
        "XXSo66VQbhSqGh3eo+He+Lxw57qrqlih+asJ+Sye0eurKaP+kOuDMNXZ"};
    char comment[T4_MINISIGN_COMMENT];

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_in_range(verify(keys[i], prehashed, strlen(prehashed), message, comment), T4_ERR_USAGE - 1, T4_ERR_IO);
    assert_int_equal(verify(key_a, "", 0, message, comment), T4_ERR_DATA);
    assert_int_equal(verify(key_a, message, strlen(message), message, comment), T4_ERR_DATA);
}

static void secret_keys_that_cannot_be_used_are_refused_without_a_word_of_them(void **state)
{
    for (size_t n = 0; n < strlen(secret_a) - 3; n += 7) {
        char path[MEMFILE_PATH];
        int fd = memfile(secret_a, n, path);
        t4_buffer signature;
        t4_error err = {0};

        t4_buffer_init(&signature, 0);
        assert_int_equal(t4_minisign_sign(path, NULL, message, strlen(message), "c", &signature, &err), T4_ERR_USAGE);
        assert_int_equal(signature.length, 0);
        assert_null(strstr(err.text, "RWQAAEIy"));
        t4_buffer_release(&signature);
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_of_the_program_are_accepted_in_both_forms),
        cmocka_unit_test(what_was_signed_by_the_program_is_signed_the_same),
        cmocka_unit_test(another_key_or_text_is_refused),
        cmocka_unit_test(no_character_can_be_changed),
        cmocka_unit_test(a_cut_signature_is_refused),
        cmocka_unit_test(what_is_no_key_is_told_apart_from_what_is_no_signature),
        cmocka_unit_test(secret_keys_that_cannot_be_used_are_refused_without_a_word_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
