/* SPDX-License-Identifier: MIT */
/* The progress bar: when it shows, how often, and that messages find a clean line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "cli/message.h"
#include "cli/progress.h"

static const t4_progress half = {"read", 512000000, 1024000000, "bytes"};

static int count_of(const char *text, const char *part)
{
    int n = 0;

    for (const char *at = text; (at = strstr(at, part)); at++)
        n++;
    return n;
}

/* What is written when progress is reported `times` times, 20 ms apart; the caller frees. */
static char *reported(bool shown, int wish, int times)
{
    static const struct timespec pause = {0, 20000000};
    char *text = NULL;
    size_t n;
    t4_terminal terminal = {.shown = shown, .width = 100};
    t4_bar bar;

    terminal.file = open_memstream(&text, &n);
    t4_bar_init(&bar, &terminal, wish);
    for (int i = 0; i < times; i++) {
        t4_bar_report(&bar, &half);
        nanosleep(&pause, NULL);
    }
    t4_bar_release(&bar);
    fclose(terminal.file);
    return text;
}

static void nothing_without_a_terminal_or_in_the_first_second(void **state)
{
    static const struct {
        bool shown;
        int wish;
    } silent[] = {{false, 1}, {false, 0}, {true, -1}, {true, 0}};

    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        char *text = reported(silent[i].shown, silent[i].wish, 5);

        assert_string_equal(text, "");
        free(text);
    }
}

static void it_tells_share_amounts_and_stage(void **state)
{
    char *text = reported(true, 1, 1);

    assert_non_null(strstr(text, "\rread       50 % [##########----------] 512 MB of 1.0 GB, "));
    assert_string_equal(text + strlen(text) - 4, "\r\033[K");
    free(text);
}

static void it_is_drawn_at_most_ten_times_a_second(void **state)
{
    struct timespec before, after;
    char *text;
    double tenths;

    clock_gettime(CLOCK_MONOTONIC, &before);
    text = reported(true, 1, 25);  /* at least half a second; on a busy machine it may be much more */
    clock_gettime(CLOCK_MONOTONIC, &after);
    tenths = (double)(after.tv_sec - before.tv_sec) * 10 + (double)(after.tv_nsec - before.tv_nsec) / 1e8;
    assert_in_range(count_of(text, "read"), 2, (size_t)tenths + 3);
    free(text);
}

static void it_is_erased_before_a_message(void **state)
{
    char *text = NULL;
    size_t n;
    t4_terminal terminal = {.shown = true, .width = 100};
    t4_bar bar;
    t4_messages messages = {.terminal = &terminal, .bar = &bar};

    terminal.file = open_memstream(&text, &n);
    t4_bar_init(&bar, &terminal, 1);
    t4_bar_report(&bar, &half);
    t4_message_note(&messages, "something");
    t4_bar_release(&bar);
    fclose(terminal.file);
    assert_non_null(strstr(text, "\033[K\r\033[Ktenfour: something\n"));
    assert_string_equal(text + strlen(text) - strlen("something\n"), "something\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_without_a_terminal_or_in_the_first_second),
        cmocka_unit_test(it_tells_share_amounts_and_stage),
        cmocka_unit_test(it_is_drawn_at_most_ten_times_a_second),
        cmocka_unit_test(it_is_erased_before_a_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
