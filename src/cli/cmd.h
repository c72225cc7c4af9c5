/* SPDX-License-Identifier: MIT */
/* The rows that the cmd_NAME.c files define; commands.c puts them in order. */
#ifndef T4_CLI_CMD_H
#define T4_CLI_CMD_H

#include "cli/command.h"

extern const t4_command t4_cmd_bound;
extern const t4_command t4_cmd_cells;
extern const t4_command t4_cmd_check;
extern const t4_command t4_cmd_codes;
extern const t4_command t4_cmd_compare;
extern const t4_command t4_cmd_completions;
extern const t4_command t4_cmd_convert;
extern const t4_command t4_cmd_divert;
extern const t4_command t4_cmd_document;
extern const t4_command t4_cmd_explain;
extern const t4_command t4_cmd_help;
extern const t4_command t4_cmd_ladder;
extern const t4_command t4_cmd_limits;
extern const t4_command t4_cmd_mirror;
extern const t4_command t4_cmd_price;
extern const t4_command t4_cmd_protect;
extern const t4_command t4_cmd_publish;
extern const t4_command t4_cmd_reconcile;
extern const t4_command t4_cmd_release;
extern const t4_command t4_cmd_report;
extern const t4_command t4_cmd_sql;
extern const t4_command t4_cmd_surge;
extern const t4_command t4_cmd_synth;
extern const t4_command t4_cmd_trace;
extern const t4_command t4_cmd_verify;
extern const t4_command t4_cmd_version;
extern const t4_command t4_cmd_withdraw;
extern const t4_command t4_cmd_watch;

#endif
