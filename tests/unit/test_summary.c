/* SPDX-License-Identifier: MIT */
/* What a job tells in the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/summary.h"
#include "io/json.h"

static void fill(t4_summary *s)
{
    *s = (t4_summary){.rows = 1204811, .kept = 1203950, .repaired = 214, .rejected = 861,
                      .bytes = 1000, .first_count = 2, .file_count = 5, .levels = {10, 4, 0},
                      .cells = {612410, 84903, 7}, .level_count = 3, .read = {.seconds = 0.6},
                      .memory_peak = 41000000, .spilled = 0};
    s->kinds[T4_ISSUE_CODE_CHARACTER] = 1000;
    s->kinds[T4_ISSUE_TRADER_MISSING] = 2;
    s->first[0].kind = T4_ISSUE_CODE_CHARACTER;
    s->first[0].action = T4_ACT_REJECT;
    strcpy(s->first[0].place, "june.csv:1207:14");
    strcpy(s->first[0].field, "code");
    strcpy(s->first[0].found, "8471.3\033O");
    strcpy(s->first[0].expected, "10 digits");
    s->first[1].kind = T4_ISSUE_TRADER_SIMILAR;
    s->first[1].action = T4_ACT_KEEP;
    strcpy(s->first[1].place, "june.csv:1208");
    strcpy(s->first[1].field, "trader");
    for (int i = 0; i < 5; i++) {
        snprintf(s->files[i].file, sizeof s->files[i].file, "%d.csv", i);
        strcpy(s->files[i].note, "encoding UTF-8 (detected)");
    }
    strcpy(s->control, "exact to the cent: 5.00 USD in = out + rejected + rounding");
}

/* What is printed; the caller frees. */
static char *printed(int format, int quiet)
{
    static const t4_command command = {.name = "release"};
    t4_program program = {.command = &command, .common = {.format = format, .quiet = quiet}};
    t4_summary_view view = {.rejected = "out.confidential/rejected.csv", .cells = true,
                            .output = "out", .publish = "publish"};
    t4_summary summary;
    t4_error err = {0};
    char *text = NULL;
    size_t n;

    fill(&summary);
    program.out = (t4_terminal){.file = open_memstream(&text, &n), .width = 80};
    assert_int_equal(t4_summary_print(&program, &summary, &view, &err), T4_OK);
    fclose(program.out.file);
    return text;
}

static void text_is_laid_out_for_people(void **state)
{
    char *text = printed(T4_FORMAT_TEXT, 0);

    assert_non_null(strstr(text,
        "june.csv:1207:14: code_character: code '8471.3\\x1BO'; expected 10 digits · rejected\n"
        "june.csv:1208: trader_similar: trader · kept\n"
        "... and 1,000 more; --issues FILE writes them all\n"));
    assert_non_null(strstr(text, "code_character  warning   1,000  The code holds"));
    assert_non_null(strstr(text,
        "input     0.csv: encoding UTF-8 (detected)\n"
        "          1.csv: encoding UTF-8 (detected)\n"
        "          2.csv: encoding UTF-8 (detected)\n"
        "          2 more files (-v shows them)\n"
        "read      1,204,811 rows in 0.6 s · 1,203,950 kept · 214 repaired · "
        "861 rejected (0.07 %), see out.confidential/rejected.csv\n"
        "cells     612,410 at 10 digits · 84,903 at 4 · 7 of all goods · "
        "exact to the cent: 5.00 USD in = out + rejected + rounding\n"
        "memory    41 MB at most\n"
        "publish   out\n"));
    free(text);
}

static void quiet_leaves_out_text_but_not_what_was_asked_for(void **state)
{
    char *text = printed(T4_FORMAT_TEXT, 1), *csv = printed(T4_FORMAT_CSV, 1);

    assert_string_equal(text, "");
    assert_string_equal(csv,
        "what,count\nrows,1204811\nkept,1203950\nrepaired,214\nresidual,0\nrejected,861\n"
        "bytes,1000\nissue code_character,1000\nissue trader_missing,2\n"
        "cells 10,612410\ncells 4,84903\ncells 0,7\n");
    free(text);
    free(csv);
}

static void json_is_read_back(void **state)
{
    char *text = printed(T4_FORMAT_JSON, 0);
    t4_json *json;
    t4_error err = {0};

    assert_int_equal(t4_json_parse(&json, text, strlen(text), "summary", &err), T4_OK);
    assert_int_equal(t4_json_integer(t4_json_get(json, "rejected"), -1), 861);
    assert_int_equal(t4_json_integer(t4_json_get(t4_json_get(json, "cells"), "4"), -1), 84903);
    assert_int_equal(t4_json_integer(t4_json_get(t4_json_get(json, "issues"), "trader_missing"), -1), 2);
    assert_string_equal(t4_json_text(t4_json_get(t4_json_at(t4_json_get(json, "first"), 1), "found")), "");
    t4_json_free(json);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_laid_out_for_people),
        cmocka_unit_test(quiet_leaves_out_text_but_not_what_was_asked_for),
        cmocka_unit_test(json_is_read_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
