/* SPDX-License-Identifier: MIT */
#include "release/split.h"

#include <stdio.h>
#include <string.h>

const t4_split_limits t4_split_usual = {T4_SPLIT_SHEET_ROWS, T4_SPLIT_TABLE_ROWS, T4_SPLIT_PARTS};

typedef struct {
    t4_split *split;
    const t4_survey *survey;
    const t4_split_limits *limits;
    t4_split_sheet parts[T4_SPLIT_SHEETS];
    int count;
    bool failed;      /* more parts than there is room for, or a chapter that does not fit */
} splitter;

static bool in_range(const t4_split_sheet *sheet, uint32_t flow, t4_period period,
                     const char *chapter)
{
    if (!(sheet->flows >> flow & 1))
        return false;
    if (sheet->from && (period < sheet->from || period > sheet->until))
        return false;
    return !sheet->chapter_from[0] || (strncmp(chapter, sheet->chapter_from, 2) >= 0 &&
                                       strncmp(chapter, sheet->chapter_until, 2) <= 0);
}

bool t4_split_holds(const t4_split_sheet *sheet, const t4_row *row)
{
    return in_range(sheet, row->flow, row->period, row->code);
}

static uint64_t rows_in(const splitter *s, const t4_split_sheet *sheet)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < s->survey->rows->units; i++) {
        const t4_survey_unit *unit = &s->survey->units[i];

        if (in_range(sheet, unit->flow, unit->period, unit->chapter))
            rows += unit->rows[sheet->level];
    }
    return rows;
}

static void add_part(splitter *s, const t4_split_sheet *sheet)
{
    if (s->count >= s->limits->parts || s->count >= T4_SPLIT_SHEETS) {
        s->failed = true;
        return;
    }
    s->parts[s->count] = *sheet;
    s->parts[s->count++].rows = rows_in(s, sheet);
}

/* --- names ----------------------------------------------------------------- */

static void append(char name[32], const char *text)
{
    size_t n = strlen(name);

    snprintf(name + n, 32 - n, "%s", text);
}

static void name_part(const splitter *s, t4_split_sheet *sheet, bool whole)
{
    int digits = s->survey->rows->plan->levels[sheet->level];
    char period[T4_PERIOD_TEXT];
    const char *before = " ";

    if (digits)
        snprintf(sheet->name, sizeof sheet->name, "HS%d", digits);
    else
        snprintf(sheet->name, sizeof sheet->name, "Total");
    for (int flow = 0; flow < T4_FLOWS && !whole; flow++)
        if (sheet->flows >> flow & 1) {
            append(sheet->name, before);
            append(sheet->name, t4_flow_text((t4_flow)flow));
            before = "+";
        }
    if (sheet->from) {
        t4_period_print(sheet->from, period);
        append(sheet->name, " ");
        append(sheet->name, period);
    }
    if (sheet->from != sheet->until) {
        t4_period_print(sheet->until, period);
        append(sheet->name, " to ");
        append(sheet->name, period);
    }
    if (sheet->chapter_from[0]) {
        append(sheet->name, " ch ");
        append(sheet->name, sheet->chapter_from);
        append(sheet->name, "-");
        append(sheet->name, sheet->chapter_until);
    }
}

/* --- splitting ------------------------------------------------------------- */

/* The next chapter of (flow, period) behind `after`, bytewise; false at the end. */
static bool next_chapter(const splitter *s, const t4_split_sheet *sheet, const char *after,
                         char chapter[4])
{
    bool found = false;

    for (size_t i = 0; i < s->survey->rows->units; i++) {
        const t4_survey_unit *unit = &s->survey->units[i];

        if (unit->period != sheet->from || !(sheet->flows >> unit->flow & 1) ||
            !unit->rows[sheet->level] || strcmp(unit->chapter, after) <= 0)
            continue;
        if (!found || strcmp(unit->chapter, chapter) < 0)
            memcpy(chapter, unit->chapter, 4);
        found = true;
    }
    return found;
}

/* One flow and period: as many chapters on a sheet as fit. */
static void split_chapters(splitter *s, t4_split_sheet sheet)
{
    char chapter[4] = "", after[4] = "";
    uint64_t held = 0;

    while (!s->failed && next_chapter(s, &sheet, after, chapter)) {
        t4_split_sheet one = sheet;
        uint64_t rows;

        memcpy(after, chapter, 4);
        memcpy(one.chapter_from, chapter, 4);
        memcpy(one.chapter_until, chapter, 4);
        rows = rows_in(s, &one);
        if (rows > s->limits->sheet_rows)
            s->failed = true;
        if (held && held + rows > s->limits->sheet_rows) {
            add_part(s, &sheet);
            held = 0;
        }
        if (!held)
            memcpy(sheet.chapter_from, chapter, 4);
        memcpy(sheet.chapter_until, chapter, 4);
        held += rows;
    }
    if (held)
        add_part(s, &sheet);
}

static bool next_period(const splitter *s, const t4_split_sheet *sheet, t4_period after,
                        t4_period *period)
{
    bool found = false;

    for (size_t i = 0; i < s->survey->rows->units; i++) {
        const t4_survey_unit *unit = &s->survey->units[i];

        if (!(sheet->flows >> unit->flow & 1) || !unit->rows[sheet->level] || unit->period <= after)
            continue;
        if (!found || unit->period < *period)
            *period = unit->period;
        found = true;
    }
    return found;
}

/* One flow: as many periods on a sheet as fit. */
static void split_periods(splitter *s, t4_split_sheet sheet)
{
    t4_period period = 0;
    uint64_t held = 0;

    while (!s->failed && next_period(s, &sheet, period, &period)) {
        t4_split_sheet one = sheet;
        uint64_t rows;

        one.from = one.until = period;
        rows = rows_in(s, &one);
        if (held && held + rows > s->limits->sheet_rows) {
            add_part(s, &sheet);
            held = 0;
        }
        if (rows > s->limits->sheet_rows) {
            split_chapters(s, one);
            continue;
        }
        if (!held)
            sheet.from = period;
        sheet.until = period;
        held += rows;
    }
    if (held)
        add_part(s, &sheet);
}

/* As many flows on a sheet as fit. */
static void split_flows(splitter *s, int level)
{
    t4_split_sheet sheet = {.level = level};
    uint64_t held = 0;

    for (int flow = 0; flow < T4_FLOWS && !s->failed; flow++) {
        t4_split_sheet one = {.level = level, .flows = 1u << flow};
        uint64_t rows = rows_in(s, &one);

        if (held && held + rows > s->limits->sheet_rows) {
            add_part(s, &sheet);
            sheet.flows = 0;
            held = 0;
        }
        if (rows > s->limits->sheet_rows) {
            split_periods(s, one);
            continue;
        }
        sheet.flows |= rows ? one.flows : 0;
        held += rows;
    }
    if (held)
        add_part(s, &sheet);
}

static void plan_level(splitter *s, int level)
{
    uint64_t rows = s->survey->level_rows[level];
    t4_split *split = s->split;

    s->count = 0;
    s->failed = false;
    if (!rows)
        return;
    split_flows(s, level);
    if (s->failed || split->count + s->count > T4_SPLIT_SHEETS ||
        split->rows + rows > (uint64_t)s->limits->parts * s->limits->sheet_rows) {
        split->omitted[level] = true;
        return;
    }
    for (int i = 0; i < s->count; i++) {
        name_part(s, &s->parts[i], s->count == 1);
        split->sheets[split->count++] = s->parts[i];
    }
    split->rows += rows;
}

void t4_split_plan(t4_split *split, const t4_survey *survey, const t4_split_limits *limits)
{
    splitter s = {.split = split, .survey = survey, .limits = limits};

    *split = (t4_split){0};
    for (int level = survey->rows->plan->level_count - 1; level >= 0; level--)
        plan_level(&s, level);
    split->tables = split->rows <= limits->table_rows;
}
