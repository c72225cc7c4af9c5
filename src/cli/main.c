/* SPDX-License-Identifier: MIT */
/* tenfour: find the command and run it. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/cmd.h"
#include "cli/help.h"
#include "config.h"

/*
 * A closed standard stream would give its number to the next file that is
 * opened.  Standard input is then empty, writing to standard output an error.
 */
static void guard_streams(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= 2);
    if (fd > 2)
        close(fd);
}

/* In a build for testing: TENFOUR_FAIL_ALLOC=n makes the n-th allocation fail. */
static void plant_failure(void)
{
#ifdef T4_TEST_HOOKS
    const char *after = getenv("TENFOUR_FAIL_ALLOC");

    if (after)
        t4_alloc_fail_after((size_t)strtoul(after, NULL, 10));
#endif
}

int main(int argc, char **argv)
{
    const t4_command *command;

    guard_streams();
    plant_failure();
    if (argc < 2) {
        t4_help_usage(stderr);
        return T4_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
        return t4_program_run(&t4_cmd_version, argc - 2, argv + 2);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return t4_program_run(&t4_cmd_help, argc - 2, argv + 2);
    command = t4_command_find(argv[1]);
    if (command)
        return t4_program_run(command, argc - 2, argv + 2);
    /* Not a command: help says so, with the nearest. */
    return t4_program_run(&t4_cmd_help, 1, argv + 1);
}
