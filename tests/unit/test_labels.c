/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/memory.h"
#include "base/random.h"
#include "clean/labels.h"

static void labels_meet_folded_and_end_in_their_smallest_spelling(void **state)
{
    t4_dict *dict = t4_dict_new(100);
    t4_labels *labels = t4_labels_new(dict);
    uint32_t a, b;

    a = t4_labels_add(labels, "pcs", 3, "pcs", 3);
    assert_int_equal(t4_labels_add(labels, "pcs", 3, "Pcs", 3), a);
    assert_int_equal(t4_labels_add(labels, "pcs", 3, "PCS", 3), a);
    b = t4_labels_add(labels, "kg", 2, "kg", 2);
    assert_true(a != b);
    assert_true(t4_labels_is(labels, a, "pcs", 3));
    assert_false(t4_labels_is(labels, b, "pcs", 3));
    assert_string_equal(t4_dict_text(dict, a, NULL), "pcs");
    assert_true(t4_labels_finish(labels));
    assert_string_equal(t4_dict_text(dict, a, NULL), "PCS");
    assert_string_equal(t4_dict_text(dict, b, NULL), "kg");
    t4_labels_free(labels);
    t4_dict_free(dict);
}

/* Against an array: after any number of renamings every id is found by its text and by no old one. */
static void a_dict_stays_whole_when_texts_are_renamed(void **state)
{
    enum { IDS = 700 };
    static char texts[IDS][16];
    t4_dict *dict = t4_dict_new(IDS);
    t4_random random;
    uint32_t *ranks;

    t4_random_seed(&random, 3);
    for (uint32_t i = 0; i < IDS; i++) {
        snprintf(texts[i], sizeof texts[i], "t%u", i);
        assert_int_equal(t4_dict_add(dict, texts[i], strlen(texts[i])), i);
    }
    for (int turn = 0; turn < 3000; turn++) {
        uint32_t id = (uint32_t)t4_random_below(&random, IDS);
        char fresh[16];

        snprintf(fresh, sizeof fresh, "r%d", turn);
        assert_true(t4_dict_rename(dict, id, fresh, strlen(fresh)));
        assert_int_equal(t4_dict_find(dict, texts[id], strlen(texts[id])), T4_DICT_NONE);
        memcpy(texts[id], fresh, sizeof fresh);
    }
    for (uint32_t i = 0; i < IDS; i++) {
        assert_int_equal(t4_dict_find(dict, texts[i], strlen(texts[i])), i);
        assert_string_equal(t4_dict_text(dict, i, NULL), texts[i]);
    }
    assert_false(t4_dict_rename(dict, 0, texts[1], strlen(texts[1])));
    assert_true(t4_dict_rename(dict, 1, texts[1], strlen(texts[1])));
    ranks = t4_dict_ranks(dict);
    for (uint32_t i = 1; i < IDS; i++)
        assert_true((ranks[i - 1] < ranks[i]) == (strcmp(texts[i - 1], texts[i]) < 0));
    t4_free(ranks);
    t4_dict_free(dict);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_meet_folded_and_end_in_their_smallest_spelling),
        cmocka_unit_test(a_dict_stays_whole_when_texts_are_renamed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
