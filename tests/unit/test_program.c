/* SPDX-License-Identifier: MIT */
/* Exit codes and the tables of commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/command.h"
#include "cli/program.h"

static void exit_codes_are_those_of_the_contract(void **state)
{
    assert_int_equal(t4_program_exit_code(T4_OK, false), 0);
    assert_int_equal(t4_program_exit_code(T4_ERR_IO, false), 1);
    assert_int_equal(t4_program_exit_code(T4_ERR_MEMORY, false), 1);
    assert_int_equal(t4_program_exit_code(T4_ERR_USAGE, false), 2);
    assert_int_equal(t4_program_exit_code(T4_ERR_DATA, false), 3);
    assert_int_equal(t4_program_exit_code(T4_ERR_UNSAFE, false), 4);
    assert_int_equal(t4_program_exit_code(T4_OK, true), 5);
    /* What was noticed never hides what went wrong. */
    assert_int_equal(t4_program_exit_code(T4_ERR_UNSAFE, true), 4);
}

/* In one command no name and no letter occurs twice; a letter means one name everywhere. */
static void options_are_unambiguous_and_letters_mean_one_thing(void **state)
{
    const char *meaning[128] = {0};
    size_t count;
    const t4_command *const *commands = t4_commands(&count);

    for (size_t i = 0; i < count; i++) {
        t4_option_group groups[T4_COMMAND_GROUPS];
        const t4_option *all[64];
        size_t n = 0;
        t4_common common;

        t4_command_groups(commands[i], NULL, &common, groups);
        for (const t4_option_group *group = groups; group->rows; group++)
            for (const t4_option *row = group->rows; row->kind; row++)
                all[n++] = row;
        for (size_t a = 0; a < n; a++) {
            assert_non_null(all[a]->help);
            assert_true(t4_option_takes_value(all[a]) == (all[a]->value != NULL));
            for (size_t b = 0; b < a; b++)
                assert_string_not_equal(all[a]->name, all[b]->name);
            if (!all[a]->letter)
                continue;
            if (!meaning[(int)all[a]->letter])
                meaning[(int)all[a]->letter] = all[a]->name;
            assert_string_equal(meaning[(int)all[a]->letter], all[a]->name);
        }
    }
}

static void commands_stand_under_their_headings_in_order(void **state)
{
    size_t count;
    const t4_command *const *commands = t4_commands(&count);

    for (size_t i = 1; i < count; i++)
        assert_true(commands[i - 1]->heading <= commands[i]->heading);
    for (size_t i = 0; i < count; i++)
        assert_ptr_equal(t4_command_find(commands[i]->name), commands[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_codes_are_those_of_the_contract),
        cmocka_unit_test(options_are_unambiguous_and_letters_mean_one_thing),
        cmocka_unit_test(commands_stand_under_their_headings_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
