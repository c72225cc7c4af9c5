/* SPDX-License-Identifier: MIT */
/* What was read from files of flows, and as what: notes for every command that reads them, tables for convert. */
#ifndef T4_CLI_FLOWS_TOLD_H
#define T4_CLI_FLOWS_TOLD_H

#include "cli/program.h"
#include "model/flows.h"

/* The option row of --profile, for a member `profile` of the command's values. */
#define T4_FLOWS_PROFILE_OPTION(type) \
    {"profile", 0, T4_OPTION_TEXT, offsetof(type, profile), .value = "NAME|FILE", \
     .help = "how files of flows are to be read [found out; 'tenfour convert --profiles' lists them]"}

/*
 * On stderr: each file that was read by a profile with what was left out, and
 * every refused row (the first ones; gone with -q).  Call after t4_job_flows().
 */
void t4_flows_told(const t4_program *program, const t4_flows *flows);
/* Tables of sources, and of sums by source, level, flow and kind of period; never across these. */
t4_status t4_flows_told_tables(t4_program *program, const t4_flows *flows, int level, t4_error *err);
/* The shipped profiles with what they read. */
t4_status t4_flows_told_profiles(t4_program *program, t4_error *err);

#endif
