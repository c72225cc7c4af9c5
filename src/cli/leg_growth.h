/* SPDX-License-Identifier: MIT */
/* One leg of trade as every source tells it: growth over a year, and how far the sources are apart. */
#ifndef T4_CLI_LEG_GROWTH_H
#define T4_CLI_LEG_GROWTH_H

#include "cli/option.h"
#include "cli/program.h"

/* leg: "KG:RU"; year: 2022, against the year before. */
t4_status t4_leg_growth(t4_program *program, const char *leg, int year, const char *profile,
                        const t4_arguments *arguments, t4_error *err);

#endif
