/* SPDX-License-Identifier: MIT */
/* Catch signals, end by them. */
#include "cli/signals.h"

#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { PATIENCE = 3 };  /* signals that only raise the flag; timeout(1) alone sends two */

/* A handler can reach nothing else: the one piece of state in the program that no caller passes. */
static volatile sig_atomic_t received, times;

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};

static void raise_flag(int number)
{
    received = number;
    if (++times > PATIENCE)
        _exit(128 + number);
}

volatile sig_atomic_t *t4_signals_install(void)
{
    struct sigaction action = {.sa_handler = raise_flag}, ignore = {.sa_handler = SIG_IGN}, old;

    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    return &received;
}

void t4_signals_die(int number)
{
    signal(number, SIG_DFL);
    raise(number);
    _exit(128 + number);
}

void t4_signals_no_core(void)
{
    struct rlimit none = {0, 0};

    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}
