/* SPDX-License-Identifier: MIT */
/* A block's defects as issues in row order, and what becomes of the rows. */
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "clean/state.h"

enum { SHOWN = 256 };

/* Stable counting sort of the defects by row: within a row they stay in order of the fields. */
static bool sort_defects(t4_cleaner *cleaner, uint32_t rows)
{
    uint32_t *counts = cleaner->counts, begin = 0;

    if (cleaner->sorted_room < cleaner->defect_count) {
        t4_defect *more = t4_realloc(cleaner->sorted, cleaner->defect_room, sizeof *more);

        if (!more)
            return false;
        cleaner->sorted = more;
        cleaner->sorted_room = cleaner->defect_room;
    }
    memset(counts, 0, rows * sizeof *counts);
    for (size_t i = 0; i < cleaner->defect_count; i++)
        counts[cleaner->defects[i].row]++;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t count = counts[row];

        counts[row] = begin;
        begin += count;
    }
    for (size_t i = 0; i < cleaner->defect_count; i++)
        cleaner->sorted[counts[cleaner->defects[i].row]++] = cleaner->defects[i];
    return true;
}

static const char *field_name(const t4_cleaner *cleaner, unsigned place)
{
    if (place < T4_FIELDS)
        return t4_field_name((t4_field)place);
    if (place == T4_PLACE_UNIT)
        return "unit";
    return place == T4_PLACES ? "row" : cleaner->clean->domain->dimensions[place - T4_PLACE_DIMENSION];
}

static void print_amount(const t4_cleaner *cleaner, t4_field field, uint32_t row,
                         char text[T4_DECIMAL_TEXT])
{
    unsigned amount = (unsigned)field - T4_FIELD_VALUE;

    t4_decimal_print(t4_amount_at(cleaner, amount, row), cleaner->clean->decimals[amount], text);
}

static void expect_amount(t4_cleaner *cleaner, const t4_binding *binding, const t4_defect *defect,
                          char expected[SHOWN])
{
    char number[T4_DECIMAL_TEXT] = "";

    switch ((t4_issue_kind)defect->kind) {
    case T4_ISSUE_AMOUNT_INVALID:
        snprintf(expected, SHOWN, binding->notation_assumed
                 ? "a number that reads one way only; set input.decimal to \".\" or \",\""
                 : "a number with decimal %s, for example 1234%c5",
                 binding->notation.point == ',' ? "comma" : "point", binding->notation.point);
        break;
    case T4_ISSUE_AMOUNT_RANGE:
        snprintf(expected, SHOWN, "a number below 2^127 with %d decimals",
                 cleaner->clean->decimals[defect->place - T4_FIELD_VALUE]);
        break;
    case T4_ISSUE_AMOUNT_NEGATIVE: snprintf(expected, SHOWN, "zero or more"); break;
    case T4_ISSUE_AMOUNT_MISSING: snprintf(expected, SHOWN, "a number"); break;
    case T4_ISSUE_BAD_BYTES: snprintf(expected, SHOWN, "text in %s", binding->layout->encoding); break;
    case T4_ISSUE_EXCESS_DIGITS:
        print_amount(cleaner, (t4_field)defect->place, defect->row, number);
        snprintf(expected, SHOWN, "at most %d decimals, %s",
                 cleaner->clean->decimals[defect->place - T4_FIELD_VALUE], number);
        break;
    case T4_ISSUE_VALUE_ZERO: snprintf(expected, SHOWN, "a value, as there is a weight or quantity"); break;
    case T4_ISSUE_NET_OVER_GROSS:
        print_amount(cleaner, T4_FIELD_GROSS_MASS, defect->row, number);
        snprintf(expected, SHOWN, "at most the gross mass, %s", number);
        break;
    case T4_ISSUE_UNIT_MISSING:
        print_amount(cleaner, T4_FIELD_QUANTITY, defect->row, number);
        snprintf(expected, SHOWN, "a unit for the quantity %s", number);
        break;
    default: *expected = '\0';
    }
}

/* What stands in the file at a defect that has no note of its own. */
static const char *found_text(t4_cleaner *cleaner, const t4_binding *binding,
                              const t4_slices *slices, const t4_defect *defect, char found[SHOWN])
{
    const t4_origin *origin = t4_column_origin(cleaner, binding, defect->place, defect->row);
    const char *bytes = origin->constant ? origin->constant : "", *text;
    size_t n = origin->length, length;

    if (origin->present && origin->slot >= 0)
        bytes = t4_slices_field(slices, defect->row, (uint32_t)origin->slot, &n);
    t4_text_decode(cleaner, binding->layout, origin->slot < 0, bytes, n < SHOWN ? n : SHOWN - 1, &text,
                   &length);
    length = length < SHOWN ? length : SHOWN - 1;
    memcpy(found, text, length);
    found[length] = '\0';
    return found;
}

static bool issue_of_defect(t4_cleaner *cleaner, const t4_binding *binding,
                            const t4_slices *slices, const t4_defect *defect, t4_issue *issue,
                            t4_issues *issues)
{
    char found[SHOWN] = "", expected[SHOWN];

    issue->kind = (t4_issue_kind)defect->kind;
    issue->action = (t4_issue_action)defect->action;
    issue->found = found;
    issue->expected = expected;
    if (issue->kind == T4_ISSUE_RAGGED) {
        snprintf(found, sizeof found, "%u fields", slices->fields[defect->row]);
        snprintf(expected, sizeof expected, "%u fields", slices->expected_fields);
    } else {
        found_text(cleaner, binding, slices, defect, found);
        expect_amount(cleaner, binding, defect, expected);
    }
    return t4_issues_add(issues, issue);
}

static void count_unknown(t4_cleaner *cleaner, const t4_note *note)
{
    if (note->tally)
        cleaner->unknown.rows[note->tally - 1]++;
    else if (note->kind == T4_ISSUE_PARTNER_UNKNOWN)
        cleaner->unknown.others++;
}

/* The state and, where it rejects, the first reason of a row. */
static void settle_row(t4_cleaner *cleaner, uint32_t row, const t4_issue *issue,
                       t4_issue_kind *reason)
{
    if (issue->action == T4_ACT_RESIDUAL)
        cleaner->state[row] |= T4_ROW_RESIDUAL;
    if (issue->action != T4_ACT_REJECT)
        return;
    if (!(cleaner->state[row] & T4_ROW_REJECTED))
        *reason = issue->kind;
    cleaner->state[row] |= T4_ROW_REJECTED;
}

static bool issues_of_note(t4_cleaner *cleaner, const t4_defect *defect, t4_issue *issue,
                           t4_issues *issues, t4_issue_kind *reason)
{
    const t4_note *note = t4_notes_first(&cleaner->notes, defect->note);

    for (bool more = true; more; note++) {
        issue->kind = note->kind;
        issue->action = note->action;
        issue->found = note->found;
        issue->expected = note->expected;
        issue->secret = note->secret;
        count_unknown(cleaner, note);
        if (!t4_issues_add(issues, issue))
            return false;
        settle_row(cleaner, defect->row, issue, reason);
        more = note->more;
    }
    return true;
}

static bool push_rejected(t4_block_report *report, uint32_t row, t4_issue_kind reason)
{
    size_t room = report->rejected_room;

    if (!t4_grow(&report->rejected, &room, report->rejected_count, sizeof *report->rejected))
        return false;
    if (room != report->rejected_room) {
        t4_issue_kind *more = t4_realloc(report->reason, room, sizeof *more);

        report->rejected_room = more ? room : 0;
        if (!more)
            return false;
        report->reason = more;
    }
    report->rejected[report->rejected_count] = row;
    report->reason[report->rejected_count++] = reason;
    return true;
}

/* All issues of the row at defect i; returns the first defect of the next row, 0 without memory. */
static size_t report_row(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                         size_t i, t4_block_report *report)
{
    uint32_t row = cleaner->sorted[i].row;
    t4_issue_kind reason = T4_ISSUE_KINDS;
    bool good = true;

    for (; good && i < cleaner->defect_count && cleaner->sorted[i].row == row; i++) {
        const t4_defect *defect = &cleaner->sorted[i];
        t4_issue issue = {.file = slices->file, .line = slices->block_line + slices->line[row],
                          .field = field_name(cleaner, defect->place)};

        if (defect->place < T4_PLACES)
            issue.column = t4_column_origin(cleaner, binding, defect->place, row)->column;
        if (defect->note) {
            good = issues_of_note(cleaner, defect, &issue, &report->issues, &reason);
        } else {
            good = issue_of_defect(cleaner, binding, slices, defect, &issue, &report->issues);
            settle_row(cleaner, row, &issue, &reason);
        }
    }
    if (good && cleaner->state[row] & T4_ROW_REJECTED)
        good = push_rejected(report, row, reason);
    return good ? i : 0;
}

t4_status t4_report_block(t4_cleaner *cleaner, const t4_binding *binding, const t4_slices *slices,
                          t4_block_report *report, t4_error *err)
{
    t4_issues_clear(&report->issues);
    report->rejected_count = 0;
    memset(cleaner->state, 0, slices->rows);
    if (!cleaner->defect_count)
        return T4_OK;
    if (!sort_defects(cleaner, slices->rows))
        return t4_fail_memory(err);
    for (size_t i = 0; i < cleaner->defect_count;) {
        i = report_row(cleaner, binding, slices, i, report);
        if (!i)
            return t4_fail_memory(err);
    }
    return T4_OK;
}

void t4_block_report_release(t4_block_report *report)
{
    t4_issues_release(&report->issues);
    t4_free(report->rejected);
    t4_free(report->reason);
    *report = (t4_block_report){0};
}
