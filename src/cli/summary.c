/* SPDX-License-Identifier: MIT */
/* Print summaries. */
#include "cli/summary.h"

#include <unistd.h>

#include "cli/command.h"
#include "cli/render.h"
#include "io/json.h"

enum { FILES_SHOWN = 3 };  /* lines on input files without -v */

static void put_head(FILE *out, const t4_terminal *terminal, const char *head)
{
    fprintf(out, "%s%-9s%s ", t4_terminal_style(terminal, T4_STYLE_BOLD), head,
            t4_terminal_style(terminal, T4_STYLE_PLAIN));
}

static void put_safe(FILE *out, const char *text)
{
    t4_buffer buffer;

    t4_buffer_init(&buffer, 0);
    if (t4_render_safe(&buffer, text))
        fwrite(buffer.data ? buffer.data : "", 1, buffer.length, out);
    t4_buffer_release(&buffer);
}

static void put_count(FILE *out, uint64_t number, const char *what)
{
    char text[T4_RENDER_TEXT];

    fprintf(out, "%s%s", t4_render_count(number, text), what);
}

static uint64_t all_issues(const t4_summary *summary)
{
    uint64_t sum = 0;

    for (int kind = 0; kind < T4_ISSUE_KINDS; kind++)
        sum += summary->kinds[kind];
    return sum;
}

/* "june.csv:1207:14: code_character: code '8471.3O'; expected 10 digits · rejected" */
static void print_first(FILE *out, const t4_summary *summary)
{
    for (size_t i = 0; i < summary->first_count; i++) {
        const char *field = summary->first[i].field, *found = summary->first[i].found;

        put_safe(out, summary->first[i].place);
        fprintf(out, "%s%s", summary->first[i].place[0] ? ": " : "",
                t4_issue_info(summary->first[i].kind)->name);
        if (*field || *found)
            fprintf(out, ": %s", field);
        if (*field && !*found && summary->first[i].expected[0])
            fputs(" is empty", out);
        if (*found) {
            fputs(*field ? " '" : "'", out);
            put_safe(out, found);
            fputc('\'', out);
        }
        if (summary->first[i].expected[0]) {
            fputs("; expected ", out);
            put_safe(out, summary->first[i].expected);
        }
        fprintf(out, " · %s\n", t4_issue_action_name(summary->first[i].action));
    }
}

static t4_status print_kinds(const t4_program *program, const t4_summary *summary,
                             t4_format format, t4_error *err)
{
    t4_table table;
    t4_status status = t4_table_init(&table, "issue|severity|#count|meaning", err);

    for (int kind = 0; kind < T4_ISSUE_KINDS && !status; kind++) {
        const t4_issue_row *info = t4_issue_info((t4_issue_kind)kind);

        if (summary->kinds[kind] == 0)
            continue;
        t4_table_text(&table, info->name);
        t4_table_text(&table, t4_issue_severity_name(info->severity));
        t4_table_count(&table, summary->kinds[kind]);
        t4_table_text(&table, info->meaning);
    }
    if (!status)
        status = t4_table_print(&table, &program->out, format, 0, err);
    t4_table_release(&table);
    return status;
}

static t4_status print_issues(const t4_program *program, const t4_summary *summary, t4_error *err)
{
    FILE *out = program->out.file;
    uint64_t all = all_issues(summary);
    t4_status status;

    if (all == 0)
        return T4_OK;
    print_first(out, summary);
    if (all > summary->first_count - summary->sums) {
        fputs("... and ", out);
        put_count(out, all - (summary->first_count - summary->sums), " more; --issues FILE writes them all\n");
    }
    fputc('\n', out);
    status = print_kinds(program, summary, T4_FORMAT_TEXT, err);
    fputc('\n', out);
    return status;
}

static void print_files(const t4_program *program, const t4_summary *summary)
{
    FILE *out = program->out.file;
    size_t kept = sizeof summary->files / sizeof *summary->files;
    size_t shown = summary->file_count < kept ? summary->file_count : kept;

    if (program->common.verbose == 0 && shown > FILES_SHOWN)
        shown = FILES_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        put_head(out, &program->out, i ? "" : "input");
        put_safe(out, summary->files[i].file);
        fputs(": ", out);
        put_safe(out, summary->files[i].note);
        fputc('\n', out);
    }
    if (summary->file_count > shown) {
        put_head(out, &program->out, "");
        put_count(out, summary->file_count - shown,
                  program->common.verbose ? " more files\n" : " more files (-v shows them)\n");
    }
}

static void print_read(const t4_program *program, const t4_summary *summary,
                       const t4_summary_view *view)
{
    FILE *out = program->out.file;
    char text[T4_RENDER_TEXT];

    put_head(out, &program->out, "read");
    put_count(out, summary->rows, summary->rows == 1 ? " row in " : " rows in ");
    fprintf(out, "%s · ", t4_render_seconds(summary->read.seconds, text));
    put_count(out, summary->kept, " kept");
    if (summary->repaired) {
        fputs(" · ", out);
        put_count(out, summary->repaired, " repaired");
    }
    if (summary->residual) {
        fputs(" · ", out);
        put_count(out, summary->residual, " in residuals");
    }
    fputs(" · ", out);
    put_count(out, summary->rejected, " rejected");
    if (summary->rejected)
        fprintf(out, " (%s)", t4_render_share(summary->rejected, summary->rows, text));
    if (summary->rejected && view->rejected) {
        fputs(", see ", out);
        put_safe(out, view->rejected);
    }
    fputc('\n', out);
}

static void print_cells(const t4_program *program, const t4_summary *summary)
{
    FILE *out = program->out.file;
    char text[T4_RENDER_TEXT];

    put_head(out, &program->out, "cells");
    for (int i = 0; i < summary->level_count; i++) {
        if (i)
            fputs(" · ", out);
        put_count(out, summary->cells[i], i ? "" : " at");
        if (summary->levels[i] == T4_LEVEL_TOTAL)
            fputs(i ? " of all goods" : " all goods", out);
        else
            fprintf(out, i ? " at %d" : " %d digits", summary->levels[i]);
    }
    if (summary->control[0]) {
        fputs(summary->level_count ? " · " : "", out);
        put_safe(out, summary->control);
    }
    fputc('\n', out);
    put_head(out, &program->out, "memory");
    fprintf(out, "%s at most", t4_render_bytes(summary->memory_peak, text));
    if (summary->spilled)
        fprintf(out, " · %s in temporary files", t4_render_bytes(summary->spilled, text));
    if (summary->cube.seconds > 0)
        fprintf(out, " · %s", t4_render_seconds(summary->cube.seconds, text));
    fputc('\n', out);
}

/* What was hidden, and what the certificate says of it. */
static void print_protect(const t4_program *program, const t4_summary *summary)
{
    FILE *out = program->out.file;
    char text[T4_RENDER_TEXT];

    put_head(out, &program->out, "protect");
    put_safe(out, summary->protect);
    if (summary->protection.seconds > 0)
        fprintf(out, " · %s", t4_render_seconds(summary->protection.seconds, text));
    fputc('\n', out);
    put_head(out, &program->out, "certify");
    fputs("every interval holds · the certificate is in the confidential folder\n", out);
}

static void print_publish(const t4_program *program, const t4_summary *summary,
                          const t4_summary_view *view)
{
    FILE *out = program->out.file;
    char text[T4_RENDER_TEXT], path[4096];

    put_head(out, &program->out, view->publish);
    put_safe(out, view->output);
    if (summary->published_bytes)
        fprintf(out, " · %s", t4_render_bytes(summary->published_bytes, text));
    if (summary->output.seconds > 0)
        fprintf(out, " · %s", t4_render_seconds(summary->output.seconds, text));
    for (const char *const *name = (const char *const[]){view->open, "README.txt", NULL}; *name; name++)
        if (snprintf(path, sizeof path, "%s/%s", view->output, *name) < (int)sizeof path &&
            access(path, R_OK) == 0) {
            fputs("    open ", out);
            put_safe(out, path);
            break;
        }
    fputc('\n', out);
}

static t4_json *first_issues(const t4_summary *summary)
{
    t4_json *array = t4_json_new_array();
    bool good = array != NULL;

    for (size_t i = 0; i < summary->first_count && good; i++) {
        t4_json *one = t4_json_new_object();

        good = one &&
               t4_json_set(one, "place", t4_json_new_text(summary->first[i].place)) &&
               t4_json_set(one, "issue",
                           t4_json_new_text(t4_issue_info(summary->first[i].kind)->name)) &&
               t4_json_set(one, "field", t4_json_new_text(summary->first[i].field)) &&
               t4_json_set(one, "found", t4_json_new_text(summary->first[i].found)) &&
               t4_json_set(one, "expected", t4_json_new_text(summary->first[i].expected)) &&
               t4_json_set(one, "action",
                           t4_json_new_text(t4_issue_action_name(summary->first[i].action)));
        if (good)
            good = t4_json_append(array, one);
        else
            t4_json_free(one);
    }
    if (good)
        return array;
    t4_json_free(array);
    return NULL;
}

static t4_json *issue_counts(const t4_summary *summary)
{
    t4_json *object = t4_json_new_object();
    bool good = object != NULL;

    for (int kind = 0; kind < T4_ISSUE_KINDS && good; kind++)
        if (summary->kinds[kind])
            good = t4_json_set(object, t4_issue_info((t4_issue_kind)kind)->name,
                               t4_json_new_integer((int64_t)summary->kinds[kind]));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_json *level_counts(const t4_summary *summary)
{
    t4_json *object = t4_json_new_object();
    bool good = object != NULL;
    char level[16];

    for (int i = 0; i < summary->level_count && good; i++) {
        snprintf(level, sizeof level, "%d", summary->levels[i]);
        good = t4_json_set(object, level, t4_json_new_integer((int64_t)summary->cells[i]));
    }
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static bool set_count(t4_json *object, const char *key, uint64_t number)
{
    return t4_json_set(object, key, t4_json_new_integer((int64_t)number));
}

/* To the millisecond. */
static bool set_seconds(t4_json *object, const char *key, double seconds)
{
    return t4_json_set(object, key, t4_json_new_number((double)(int64_t)(seconds * 1000 + 0.5) / 1000));
}

/* seconds_STAGE, processor_STAGE, resident_STAGE. */
static bool set_cost(t4_json *object, const char *stage, const t4_stage_cost *cost)
{
    char key[48];

    snprintf(key, sizeof key, "seconds_%s", stage);
    if (!set_seconds(object, key, cost->seconds))
        return false;
    snprintf(key, sizeof key, "processor_%s", stage);
    if (!set_seconds(object, key, cost->processor))
        return false;
    snprintf(key, sizeof key, "resident_%s", stage);
    return set_count(object, key, cost->resident);
}

static bool fill(t4_json *object, const t4_summary *s, const t4_summary_view *view)
{
    bool good = set_count(object, "rows", s->rows) && set_count(object, "kept", s->kept) &&
                set_count(object, "repaired", s->repaired) &&
                set_count(object, "residual", s->residual) &&
                set_count(object, "rejected", s->rejected) &&
                set_count(object, "bytes", s->bytes) &&
                t4_json_set(object, "issues", issue_counts(s)) &&
                t4_json_set(object, "first", first_issues(s)) &&
                set_cost(object, "read", &s->read);

    if (good && view->cells)
        good = t4_json_set(object, "cells", level_counts(s)) &&
               t4_json_set(object, "control", t4_json_new_text(s->control)) &&
               set_cost(object, "cells", &s->cube) &&
               set_count(object, "memory_peak", s->memory_peak) &&
               set_count(object, "spilled", s->spilled);
    if (good && view->output)
        good = t4_json_set(object, "output", t4_json_new_text(view->output)) &&
               set_count(object, "published_bytes", s->published_bytes) &&
               (!s->adaptive[0] || t4_json_set(object, "codes", t4_json_new_text(s->adaptive))) &&
               (!s->protect[0] || t4_json_set(object, "protect", t4_json_new_text(s->protect))) &&
               set_cost(object, "protect", &s->protection) &&
               set_cost(object, "publish", &s->output);
    return good;
}

static void print_output(const t4_program *program, const t4_summary *summary,
                         const t4_summary_view *view)
{
    if (summary->adaptive[0]) {
        put_head(program->out.file, &program->out, "codes");
        put_safe(program->out.file, summary->adaptive);
        fputc('\n', program->out.file);
    }
    if (summary->protect[0])
        print_protect(program, summary);
    print_publish(program, summary, view);
}

/* What a line of the log begins with. */
static bool fill_head(t4_json *object, const char *command)
{
    char time[32];

    t4_message_time(time);
    return t4_json_set(object, "time", t4_json_new_text(time)) &&
           t4_json_set(object, "level", t4_json_new_text("summary")) &&
           t4_json_set(object, "command", t4_json_new_text(command));
}

/* The summary as one object; with a command it is a line of the log. */
static t4_status print_json(FILE *out, const char *command, const t4_summary *summary,
                            const t4_summary_view *view, unsigned style, t4_error *err)
{
    t4_json *object = t4_json_new_object();
    t4_buffer text;
    t4_status status = T4_ERR_MEMORY;

    t4_buffer_init(&text, 0);
    if (object && (!command || fill_head(object, command)) && fill(object, summary, view))
        status = t4_json_print(object, style, &text, err);
    else
        t4_fail_memory(err);
    if (!status) {
        fwrite(text.data, 1, text.length, out);
        if (style == T4_JSON_COMPACT)
            fputc('\n', out);
    }
    t4_buffer_release(&text);
    t4_json_free(object);
    return status;
}

static t4_status print_csv(const t4_program *program, const t4_summary *s,
                           const t4_summary_view *view, t4_error *err)
{
    const struct {
        const char *name;
        uint64_t number;
    } rows[] = {{"rows", s->rows}, {"kept", s->kept}, {"repaired", s->repaired},
                {"residual", s->residual}, {"rejected", s->rejected}, {"bytes", s->bytes}};
    t4_table table;
    t4_status status = t4_table_init(&table, "what|#count", err);
    char name[64];

    for (size_t i = 0; i < sizeof rows / sizeof *rows && !status; i++) {
        t4_table_text(&table, rows[i].name);
        t4_table_count(&table, rows[i].number);
    }
    for (int kind = 0; kind < T4_ISSUE_KINDS && !status; kind++) {
        if (!s->kinds[kind])
            continue;
        snprintf(name, sizeof name, "issue %s", t4_issue_info((t4_issue_kind)kind)->name);
        t4_table_text(&table, name);
        t4_table_count(&table, s->kinds[kind]);
    }
    for (int i = 0; view->cells && i < s->level_count && !status; i++) {
        snprintf(name, sizeof name, "cells %d", s->levels[i]);
        t4_table_text(&table, name);
        t4_table_count(&table, s->cells[i]);
    }
    if (!status)
        status = t4_table_print(&table, &program->out, T4_FORMAT_CSV, 0, err);
    t4_table_release(&table);
    return status;
}

static t4_status print_text(const t4_program *program, const t4_summary *summary,
                            const t4_summary_view *view, t4_error *err)
{
    t4_status status = print_issues(program, summary, err);

    if (status)
        return status;
    print_files(program, summary);
    print_read(program, summary, view);
    if (view->cells)
        print_cells(program, summary);
    if (view->output)
        print_output(program, summary, view);
    return T4_OK;
}

t4_status t4_summary_print(const t4_program *program, const t4_summary *summary,
                           const t4_summary_view *view, t4_error *err)
{
    t4_status status = T4_OK;

    if (program->messages.json && program->common.quiet == 0) {
        t4_bar_erase(program->messages.bar);
        status = print_json(stderr, program->command->name, summary, view, T4_JSON_COMPACT, err);
    }
    if (status)
        return status;
    if (program->common.format == T4_FORMAT_JSON)
        return print_json(program->out.file, NULL, summary, view, T4_JSON_INDENTED, err);
    if (program->common.format == T4_FORMAT_CSV)
        return print_csv(program, summary, view, err);
    return program->common.quiet ? T4_OK : print_text(program, summary, view, err);
}
