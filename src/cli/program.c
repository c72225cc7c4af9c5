/* SPDX-License-Identifier: MIT */
/* From a command's words to its exit code. */
#include "cli/program.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/signals.h"

static const t4_option run_rows[] = {
    {"threads", 0, T4_OPTION_INTEGER, offsetof(t4_common, threads), .value = "N", .least = 0,
     .most = 1024, .usual = "0", .environment = "TENFOUR_THREADS",
     .help = "work on N threads; 0 is all that are allowed; results never depend on it"},
    {"memory", 0, T4_OPTION_SIZE, offsetof(t4_common, memory), .value = "SIZE",
     .least = 1 << 20, .most = 1125899906842624.0,
     .help = "ceiling for aggregation, as 512M or 2G; past it work goes to temporary files "
             "[half of the machine's]"},
    {"tmp", 0, T4_OPTION_TEXT, offsetof(t4_common, tmp), .value = "DIR",
     .help = "folder for temporary files [TMPDIR, else /tmp]"},
    {"progress", 0, T4_OPTION_SWITCH, offsetof(t4_common, progress),
     .help = "show the progress bar at once; --no-progress: never [on a terminal after 1 s]"},
    {0}};

static const t4_option set_rows[] = {
    {"set", 0, T4_OPTION_LIST, offsetof(t4_common, sets), .value = "KEY=VALUE",
     .help = "set a key of the template, as publish.levels=[4]; may be repeated"},
    {0}};

static const t4_option records_rows[] = {
    {"from", 0, T4_OPTION_TEXT, offsetof(t4_common, from), .value = "URL",
     .help = "records in a database, which sums them itself: postgresql://HOST/DB?table=SCHEMA.TABLE; "
             "passwords from PGPASSWORD, .pgpass or a service file"},
    {"summed", 0, T4_OPTION_FLAG, offsetof(t4_common, summed),
     .help = "the files hold contributions in place of records, as tenfour sql or cells --contributions "
             "give them; also told by the name contributions*.csv"},
    {0}};

static const t4_option format_rows[] = {
    {"format", 0, T4_OPTION_CHOICE, offsetof(t4_common, format), .value = "FORM",
     .choices = "text|csv|json", .usual = "text", .help = "form of the printed result"},
    {0}};

static const t4_option output_rows[] = {
    {"output", 'o', T4_OPTION_TEXT, offsetof(t4_common, output), .value = "FILE",
     .help = "write the result to FILE instead of standard output"},
    {"force", 0, T4_OPTION_FLAG, offsetof(t4_common, force), .help = "replace an existing FILE"},
    {0}};

static const t4_option always_rows[] = {
    {"quiet", 'q', T4_OPTION_COUNT, offsetof(t4_common, quiet),
     .help = "only errors; twice: nothing but the exit code"},
    {"verbose", 'v', T4_OPTION_COUNT, offsetof(t4_common, verbose), .help = "say more"},
    {"color", 0, T4_OPTION_CHOICE, offsetof(t4_common, color), .value = "WHEN",
     .choices = "auto|always|never", .usual = "auto",
     .help = "colour; auto heeds NO_COLOR and CLICOLOR_FORCE"},
    {"log-format", 0, T4_OPTION_CHOICE, offsetof(t4_common, log_format), .value = "FORM",
     .choices = "text|json", .usual = "text", .environment = "TENFOUR_LOG",
     .help = "messages as text or as one JSON object a line"},
    {"fake-terminal", 0, T4_OPTION_FLAG, offsetof(t4_common, fake_terminal), .hidden = true,
     .help = "treat stderr as a terminal of 80 columns (for tests)"},
    {"help", 'h', T4_OPTION_FLAG, offsetof(t4_common, help), .help = "show this help"},
    {0}};

void t4_command_groups(const t4_command *command, void *values, t4_common *common,
                       t4_option_group groups[T4_COMMAND_GROUPS])
{
    t4_option_group *next = groups;

    if (command->options)
        *next++ = (t4_option_group){"Options", command->options, values};
    if (command->common & T4_WITH_SETS)
        *next++ = (t4_option_group){"Common options", set_rows, common};
    if (command->common & T4_WITH_RECORDS)
        *next++ = (t4_option_group){"Common options", records_rows, common};
    if (command->common & T4_WITH_RUN)
        *next++ = (t4_option_group){"Common options", run_rows, common};
    if (command->common & T4_WITH_FORMAT)
        *next++ = (t4_option_group){"Common options", format_rows, common};
    if (command->common & T4_WITH_OUTPUT)
        *next++ = (t4_option_group){"Common options", output_rows, common};
    *next++ = (t4_option_group){"Common options", always_rows, common};
    *next = (t4_option_group){0};
}

int t4_program_exit_code(t4_status status, bool noticed)
{
    switch (status) {
    case T4_OK:          return noticed ? T4_EXIT_NOTICED : T4_EXIT_DONE;
    case T4_ERR_USAGE:   return T4_EXIT_USAGE;
    case T4_ERR_DATA:    return T4_EXIT_DATA;
    case T4_ERR_UNSAFE:  return T4_EXIT_UNSAFE;
    case T4_ERR_NOTICED: return T4_EXIT_NOTICED;
    case T4_ERR_IO:
    case T4_ERR_MEMORY:
    case T4_ERR_STOPPED: return T4_EXIT_SYSTEM;
    }
    return T4_EXIT_SYSTEM;
}

/* A temporary folder that cannot be used is said now, not after an hour of reading. */
static t4_status check_tmp(const t4_program *program, t4_error *err)
{
    struct stat info;

    if (stat(program->run.tmpdir, &info) != 0)
        return t4_fail_errno(err, "use the temporary folder", program->run.tmpdir);
    if (!S_ISDIR(info.st_mode))
        return t4_fail(err, T4_ERR_USAGE, "temporary folder '%s' is not a folder",
                       program->run.tmpdir);
    if (access(program->run.tmpdir, W_OK | X_OK) != 0)
        return t4_fail_errno(err, "write to the temporary folder", program->run.tmpdir);
    return T4_OK;
}

static t4_status start_run(t4_program *program, t4_error *err)
{
    t4_run_init(&program->run);
    if (program->common.threads > 0)
        program->run.threads = (unsigned)program->common.threads;
    if (program->common.memory > 0)
        program->run.memory = program->common.memory;
    if (program->common.tmp)
        program->run.tmpdir = program->common.tmp;
    program->run.stop = program->stop;
    program->run.report = t4_bar_report;
    program->run.report_context = &program->bar;
    return program->command->common & T4_WITH_RUN ? check_tmp(program, err) : T4_OK;
}

/* Streams and messages as the options say; called again once they are known. */
static void start_streams(t4_program *program)
{
    const t4_common *common = &program->common;

    t4_terminal_init(&program->err, stderr, common->color, common->fake_terminal);
    t4_bar_init(&program->bar, &program->err,
                common->quiet > 0 || common->log_format ? -1 : common->progress);
    program->messages = (t4_messages){.terminal = &program->err, .bar = &program->bar,
                                      .command = program->command->name,
                                      .quiet = common->quiet, .verbose = common->verbose,
                                      .json = common->log_format == 1};
}

static t4_status check_arguments(const t4_command *command, const t4_arguments *arguments,
                                 t4_error *err)
{
    if (arguments->count < command->least)
        return t4_fail(err, T4_ERR_USAGE, "too few arguments; expected: tenfour %s %s",
                       command->name, command->arguments);
    if (arguments->count > command->most)
        return t4_fail(err, T4_ERR_USAGE, "unexpected argument '%s'; expected: tenfour %s%s%s",
                       arguments->items[command->most], command->name,
                       *command->arguments ? " " : "", command->arguments);
    return T4_OK;
}

static t4_status run_command(t4_program *program, const void *values,
                             const t4_arguments *arguments, t4_error *err)
{
    const t4_common *common = &program->common;
    t4_status status;

    status = check_arguments(program->command, arguments, err);
    if (!status)
        status = start_run(program, err);
    if (!status)
        program->started = true;
    if (!status)
        status = t4_output_open(&program->output, common->output, common->force, err);
    if (status)
        return status;
    t4_terminal_init(&program->out, program->output.file, common->color, false);
    status = program->command->run(program, values, arguments, err);
    t4_bar_erase(&program->bar);
    /* Results of a job that failed on the data (a list of defects) are results all the same. */
    if (!status || status == T4_ERR_DATA || status == T4_ERR_UNSAFE) {
        t4_error late = {0};
        t4_status written = t4_output_commit(&program->output, &late);

        if (written && !status) {
            *err = late;
            status = written;
        }
    }
    return status;
}

/* Was --help among the words before any "--"?  It wins over whatever else is wrong with them. */
static bool asks_for_help(int argc, char *const *argv)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static t4_status start(t4_program *program, void *values, const t4_option_group *groups,
                       int argc, char *const *argv, t4_arguments *arguments, t4_error *err)
{
    t4_status status = t4_option_parse(groups, argc, argv, arguments, err);

    t4_bar_release(&program->bar);
    start_streams(program);
    if (!status)
        status = run_command(program, values, arguments, err);
    return status;
}

/* What the code that met a failed allocation made of it may read like a defect of the input. */
static t4_status blame_memory(t4_status status, t4_error *err)
{
    t4_error was = *err;

    if (!status || status == T4_ERR_MEMORY || status == T4_ERR_STOPPED || !t4_alloc_failed())
        return status;
    *err = (t4_error){0};
    return t4_fail(err, T4_ERR_MEMORY, "out of memory; then: %.800s", was.text);
}

static int finish(t4_program *program, t4_status status, t4_error *err)
{
    status = blame_memory(status, err);
    t4_output_release(&program->output);
    if (*program->stop) {
        t4_bar_erase(&program->bar);
        t4_signals_die(*program->stop);
    }
    if (status) {
        t4_message_error(&program->messages, err);
        if (!program->started && status == T4_ERR_USAGE)
            t4_message_note(&program->messages, "see 'tenfour %s --help'", program->command->name);
    }
    t4_bar_release(&program->bar);
    return t4_program_exit_code(status, program->noticed);
}

int t4_program_run(const t4_command *command, int argc, char *const *argv)
{
    t4_program program = {.command = command, .output = {.file = stdout}};
    t4_option_group groups[T4_COMMAND_GROUPS];
    t4_arguments arguments = {0};
    t4_error err = {0};
    t4_status status;
    void *values;
    int code;

    if (asks_for_help(argc, argv)) {
        t4_help_command(stdout, command);
        return t4_program_exit_code(t4_output_commit(&program.output, &err), false);
    }
    program.stop = t4_signals_install();
    if (command->confidential)
        t4_signals_no_core();
    start_streams(&program);
    values = t4_alloc_zero(1, command->values_size ? command->values_size : 1);
    t4_command_groups(command, values, &program.common, groups);
    status = values ? start(&program, values, groups, argc, argv, &arguments, &err)
                    : t4_fail_memory(&err);
    code = finish(&program, status, &err);
    if (values)
        t4_option_release(groups, &arguments);
    t4_free(values);
    return code;
}
