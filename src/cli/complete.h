/* SPDX-License-Identifier: MIT */
/* Completion scripts for shells, from the rows of commands and options. */
#ifndef T4_CLI_COMPLETE_H
#define T4_CLI_COMPLETE_H

#include <stdio.h>

void t4_complete_bash(FILE *out);
void t4_complete_zsh(FILE *out);
void t4_complete_fish(FILE *out);

#endif
