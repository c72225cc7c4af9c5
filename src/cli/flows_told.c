/* SPDX-License-Identifier: MIT */
#include "cli/flows_told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/render.h"
#include "io/profiles.h"

static const char *const left_words[T4_FLOWS_LEFT_WAYS] = {
    "without figures", "of groups", "of breakdowns", "of other figures", "of overlapping codes"};

static uint64_t left_out(const t4_flows_source *s)
{
    uint64_t all = 0;

    for (int way = 0; way < T4_FLOWS_LEFT_WAYS; way++)
        all += s->left[way];
    return all;
}

/* "3 without figures, 1 of groups" */
static const char *say_left(const t4_flows_source *s, char text[256])
{
    char number[T4_RENDER_TEXT];
    size_t used = 0;

    text[0] = '\0';
    for (int way = 0; way < T4_FLOWS_LEFT_WAYS; way++)
        if (s->left[way] && used < 256)
            used += (size_t)snprintf(text + used, 256 - used, "%s%s %s", used ? ", " : "", t4_render_count(s->left[way], number),
                                     left_words[way]);
    return text;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash && slash[1] ? slash + 1 : path;
}

void t4_flows_told(const t4_program *program, const t4_flows *flows)
{
    enum { SHOWN = 5 };
    uint64_t refused = 0;
    char left[256];

    for (size_t i = 0; i < flows->source_count; i++) {
        const t4_flows_source *s = &flows->sources[i];

        refused += s->refused;
        if (!strcmp(s->profile, "flows") || !strcmp(s->profile, "release"))
            continue;
        say_left(s, left);
        t4_message_note(&program->messages, "%s%s%s: read as '%s', %s; %llu of %llu rows%s%s", s->path, *s->sheet ? ", sheet " : "",
                        s->sheet, s->profile, s->why, (unsigned long long)s->figures, (unsigned long long)s->rows,
                        *left ? "; left out: " : "", left);
    }
    for (size_t i = 0; i < flows->refusal_count && i < SHOWN; i++) {
        const t4_flows_refusal *r = &flows->refusals[i];

        t4_message_warn(&program->messages, "%s:%u: %scolumn '%s' holds '%s', expected %s; row refused", flows->sources[r->source].path,
                        r->line, *flows->sources[r->source].sheet ? "(row of the sheet) " : "", r->column, r->text, r->expected);
    }
    if (refused > SHOWN)
        t4_message_warn(&program->messages, "%llu rows were refused in all; 'tenfour convert --to flows --rejected FILE' lists them",
                        (unsigned long long)refused);
}

/* --- sums --------------------------------------------------------------------------------------------- */

/* Rows that may be added up: of one source, level, flow, kind of period (one year to date), single partners or the world. */
typedef struct {
    uint32_t source;
    int level, flow, kind;
    bool world;
    uint64_t rows, hidden;
    t4_period first, last;
    t4_int128 value, net, quantity;
    bool overflow;
} sum;

typedef struct {
    sum *items;
    size_t count, room;
} sums;

static bool of_sum(const sum *s, const t4_flows_row *row)
{
    return s->source == row->source && s->level == row->level && s->flow == row->flow && s->world == row->world &&
           s->kind == (int)t4_period_kind_of(row->period) && (s->kind != T4_TO_DATE || s->first == row->period);
}

static void add(sum *s, const t4_flows_row *row)
{
    s->rows++;
    s->hidden += (row->given & T4_FLOWS_HIDDEN) != 0;
    if (!s->first || t4_period_first_month(row->period) < t4_period_first_month(s->first))
        s->first = row->period;
    if (!s->last || t4_period_last_month(row->period) > t4_period_last_month(s->last))
        s->last = row->period;
    if (row->given & T4_FLOWS_VALUE)
        s->overflow |= !t4_add128(s->value, row->value, &s->value);
    if (row->given & T4_FLOWS_NET)
        s->overflow |= !t4_add128(s->net, row->net_kg, &s->net);
    if (row->given & T4_FLOWS_QUANTITY)
        s->overflow |= !t4_add128(s->quantity, row->quantity, &s->quantity);
}

/* By source, finest level first, flow, kind of period. */
static int by_place(const void *left, const void *right)
{
    const sum *a = left, *b = right;
    int keys[][2] = {{(int)a->source, (int)b->source}, {b->level, a->level}, {a->flow, b->flow}, {a->world, b->world},
                     {a->kind, b->kind}, {(int)a->first, (int)b->first}};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

static t4_status make_sums(sums *all, const t4_flows *flows, t4_error *err)
{
    size_t last = 0;

    for (size_t i = 0; i < flows->count; i++) {
        const t4_flows_row *row = &flows->rows[i];

        if (last >= all->count || !of_sum(&all->items[last], row))
            for (last = 0; last < all->count && !of_sum(&all->items[last], row); last++)
                ;
        if (last == all->count) {
            if (!t4_grow(&all->items, &all->room, all->count, sizeof *all->items))
                return t4_fail_memory(err);
            all->items[all->count++] = (sum){.source = row->source, .level = row->level, .flow = row->flow, .world = row->world,
                                             .kind = (int)t4_period_kind_of(row->period)};
        }
        add(&all->items[last], row);
    }
    if (all->count)
        qsort(all->items, all->count, sizeof *all->items, by_place);
    return T4_OK;
}

/* Groups of three for people, whole units; all digits for programs. */
static const char *amount(t4_int128 value, bool overflow, bool full, char text[T4_RENDER_TEXT * 2])
{
    char digits[T4_DECIMAL_TEXT];
    size_t n, used = 0, from;
    t4_int128 whole;

    if (overflow)
        return "too large";
    if (full) {
        t4_decimal_print_short(value, T4_FLOWS_DECIMALS, digits);
        snprintf(text, T4_RENDER_TEXT * 2, "%s", digits);
        return text;
    }
    t4_decimal_rescale(value, T4_FLOWS_DECIMALS, 0, &whole);
    n = t4_decimal_print(whole, 0, digits);
    from = digits[0] == '-';
    for (size_t i = 0; i < n && used + 2 < T4_RENDER_TEXT * 2; i++) {
        if (i > from && (n - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
    return text;
}

static const char *level_text(int level, char text[16])
{
    if (level == T4_FLOWS_NAMED)
        return "by name";
    snprintf(text, 16, level ? "%d" : "all", level);
    return text;
}

static void put_sum(t4_table *table, const t4_flows *flows, const sum *s, bool full)
{
    const t4_flows_source *source = &flows->sources[s->source];
    char text[T4_RENDER_TEXT * 2], period[T4_PERIOD_TEXT], level[16];

    t4_table_text(table, full ? source->path : base_name(source->path));
    t4_table_text(table, source->sheet);
    if (full) {
        t4_table_text(table, source->profile);
        t4_table_count(table, source->rows);
        t4_table_count(table, source->figures);
        for (int way = 0; way < T4_FLOWS_LEFT_WAYS; way++)
            t4_table_count(table, source->left[way]);
        t4_table_count(table, source->refused);
        t4_table_count(table, source->merged);
    }
    t4_table_text(table, level_text(s->level, level));
    t4_table_text(table, t4_flow_text((t4_flow)s->flow));
    t4_table_text(table, s->world ? "world" : "each");
    t4_table_text(table, t4_period_kind_name((t4_period_kind)s->kind));
    t4_table_count(table, s->rows);
    t4_period_print(s->first, period);
    t4_table_text(table, period);
    t4_period_print(s->last, period);
    t4_table_text(table, period);
    t4_table_text(table, amount(s->value, s->overflow, full, text));
    t4_table_text(table, amount(s->net, s->overflow, full, text));
    t4_table_count(table, s->hidden);
}

static t4_status print_sums(t4_program *program, const t4_flows *flows, t4_error *err)
{
    bool full = program->common.format != T4_FORMAT_TEXT;
    sums all = {.count = 0};
    t4_table table;
    t4_status status = t4_table_init(&table, full ? "file|sheet|profile|#rows|#rows_used|#left_empty|#left_groups|#left_breakdowns|"
                                                    "#left_other|#left_overlaps|#refused|#merged|level|flow|partners|periods|"
                                                    "#flows|from|until|#value|#net_kg|#hidden"
                                                  : "file|sheet|digits|flow|partners|periods|#rows|from|until|#value|#net kg|#hidden",
                                     err);

    if (!status)
        status = make_sums(&all, flows, err);
    for (size_t i = 0; i < all.count && !status; i++)
        put_sum(&table, flows, &all.items[i], full);
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    t4_free(all.items);
    return status;
}

/* --- sources ------------------------------------------------------------------------------------------ */

static t4_status print_sources(t4_program *program, const t4_flows *flows, t4_error *err)
{
    t4_table table;
    t4_status status = t4_table_init(&table, "file|sheet|read as|#rows|#used|#left out|#refused|#merged|because", err);

    for (size_t i = 0; i < flows->source_count && !status; i++) {
        const t4_flows_source *s = &flows->sources[i];

        t4_table_text(&table, base_name(s->path));
        t4_table_text(&table, s->sheet);
        t4_table_text(&table, s->profile);
        t4_table_count(&table, s->rows);
        t4_table_count(&table, s->figures);
        t4_table_count(&table, left_out(s));
        t4_table_count(&table, s->refused);
        t4_table_count(&table, s->merged);
        t4_table_text(&table, s->why);
    }
    if (!status)
        status = t4_table_print(&table, &program->out, T4_FORMAT_TEXT, 0, err);
    t4_table_release(&table);
    return status;
}

static void print_left(const t4_program *program, const t4_flows *flows)
{
    char left[256];

    for (size_t i = 0; i < flows->source_count; i++) {
        const t4_flows_source *s = &flows->sources[i];

        if (left_out(s))
            fprintf(program->out.file, "%s%s%s: rows left out: %s\n", base_name(s->path), *s->sheet ? ", " : "", s->sheet,
                    say_left(s, left));
        if (s->unread)
            fprintf(program->out.file, "%s%s%s: columns not read: %s\n", base_name(s->path), *s->sheet ? ", " : "", s->sheet,
                    s->unread);
    }
}

t4_status t4_flows_told_tables(t4_program *program, const t4_flows *flows, int level, t4_error *err)
{
    bool text = program->common.format == T4_FORMAT_TEXT;
    char words[16];
    t4_status status = text ? print_sources(program, flows, err) : T4_OK;

    if (!status && text) {
        fputc('\n', program->out.file);
        print_left(program, flows);
        fputc('\n', program->out.file);
    }
    if (!status)
        status = print_sums(program, flows, err);
    if (!status && text)
        fprintf(program->out.file, "\nValues in %s. Levels, world and single partners, and kinds of periods overlap: no sum goes "
                "across them.\nTo add up over codes, take the level '%s'.\n", *flows->currency ? flows->currency : "a currency that "
                "is not said", level_text(level, words));
    return status;
}

t4_status t4_flows_told_profiles(t4_program *program, t4_error *err)
{
    t4_profiles *profiles = NULL;
    t4_table table;
    t4_status status = t4_profiles_open(&profiles, err);

    if (status)
        return status;
    status = t4_table_init(&table, "profile|reads", err);
    for (size_t i = 0; i < t4_profiles_count(profiles) && !status; i++) {
        t4_table_text(&table, t4_profiles_at(profiles, i)->name);
        t4_table_text(&table, t4_profiles_at(profiles, i)->title ? t4_profiles_at(profiles, i)->title : "");
    }
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    t4_table_release(&table);
    t4_profiles_free(profiles);
    return status;
}
