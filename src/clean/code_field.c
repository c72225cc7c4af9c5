/* SPDX-License-Identifier: MIT */
/* Commodity codes: signs and look-alikes off, lost zeros back, against the classification. */
#include <stdio.h>
#include <string.h>

#include "base/lookalike.h"
#include "base/memory.h"
#include "clean/state.h"
#include "model/placer.h"

/* A code on its way. */
typedef struct {
    t4_cleaner *cleaner;
    const char *text;          /* trimmed, as found */
    size_t n;
    char digits[T4_CODE_MAX + 1];
    size_t length;             /* of digits; more than T4_CODE_MAX: too long */
    size_t sure;               /* digits before the first letter */
    size_t wanted;             /* length by the template */
    bool signs;                /* blanks, dots or an apostrophe were taken out */
    bool letters;              /* look-alikes of digits were read as digits */
    bool unclear;              /* something that is neither */
    size_t position;           /* of the first letter, in characters from 1 */
    char letter[48];           /* its name */
} code_work;

static const t4_codelist *list_of(const code_work *work)
{
    return work->cleaner->clean->options.codes;
}

static const char *edition_of(const code_work *work)
{
    const char *edition = list_of(work) ? t4_codelist_edition(list_of(work)) : "";

    return *edition ? edition : "the classification";
}

static void push(code_work *work, char digit)
{
    if (work->length < T4_CODE_MAX)
        work->digits[work->length] = digit;
    work->length++;
}

static bool is_sign(uint32_t point)
{
    return point <= ' ' || point == '.' || point == '\'' || point == 0xA0 || point == 0x2009 ||
           point == 0x202F || point == 0x2007 || point == 0x2019;
}

static void meet_letter(code_work *work, uint32_t point, const char *bytes, size_t length,
                        size_t position)
{
    const char *name;
    int digit = t4_lookalike_digit(point, &name);

    if (!work->letters && !work->unclear) {
        work->position = position;
        work->sure = work->length;
        if (name)
            snprintf(work->letter, sizeof work->letter, "%s?", name);
        else
            snprintf(work->letter, sizeof work->letter, "'%.*s'", (int)length, bytes);
    }
    if (digit < 0)
        work->unclear = true;
    else {
        work->letters = true;
        push(work, (char)('0' + digit));
    }
}

static void read_characters(code_work *work)
{
    size_t length, position = 0;

    for (size_t i = 0; i < work->n; i += length) {
        uint32_t point = t4_lookalike_point(work->text + i, work->n - i, &length);

        position++;
        if (point >= '0' && point <= '9')
            push(work, (char)point);
        else if (is_sign(point))
            work->signs = true;
        else
            meet_letter(work, point, work->text + i, length, position);
    }
    if (!work->letters && !work->unclear)
        work->sure = work->length;
    work->digits[work->length < T4_CODE_MAX ? work->length : T4_CODE_MAX] = '\0';
}

/*
 * Does the classification know a code of n digits?  Where the list ends
 * earlier, as far as it goes; where it goes further, as a beginning.
 */
static bool is_known(const t4_codelist *list, const char *code, size_t n)
{
    size_t deepest = t4_codelist_digits(list), end;

    if (n >= deepest)
        return t4_codelist_find(list, code, deepest, 0) >= 0;
    return t4_codelist_below(list, code, n, &end) < end;
}

/* A code that ends before the others do, and is none the less complete. */
static bool is_leaf(const t4_codelist *list, const char *code, size_t n)
{
    int64_t entry = list ? t4_codelist_find(list, code, n, 0) : -1;

    return entry >= 0 && !t4_codelist_entry(list, (size_t)entry)->has_children;
}

size_t t4_code_residual(const t4_cleaner *cleaner, const char *code, size_t known, char residual[T4_CODE_MAX + 1])
{
    const t4_template *t = cleaner->clean->template_;
    int length, digits = t->columns[T4_FIELD_CODE].digits;

    if (known + 2 > T4_CODE_MAX)
        known = T4_CODE_MAX - 2;
    length = t4_placer_longer(&t->plan, (int)known);
    if (!length)   /* other publications may have longer ones */
        length = digits > (int)known ? digits : (int)known + 2;
    memcpy(residual, code, known);
    memset(residual + known, 'X', (size_t)length - known);
    residual[length] = '\0';
    return (size_t)length;
}

/*
 * How much of a code is known: its longest known prefix of even length;
 * without one (or without a classification) the chapter when the first two
 * digits can be one (01 to 99), else nothing.
 */
static size_t known_of(const t4_codelist *list, const char *digits, size_t n)
{
    size_t known = list ? t4_codelist_known_prefix(list, digits, n) : 0;

    return !known && n >= 2 && memcmp(digits, "00", 2) ? 2 : known;
}

static t4_note *note(code_work *work, t4_issue_kind kind, t4_issue_action action,
                     const char *expected)
{
    return t4_notes_add(&work->cleaner->notes, kind, action, work->text, work->n, "%s", expected);
}

/* What the template wants done with a code that cannot stand: the id of its residual, or rejection. */
static t4_status put_aside(code_work *work, t4_issue_kind kind, const char *expected, size_t sure,
                           uint32_t *value, t4_error *err)
{
    t4_issue_action action = t4_clean_action(work->cleaner, kind);
    char residual[T4_CODE_MAX + 1];
    size_t n;

    if (action != T4_ACT_RESIDUAL)
        action = T4_ACT_REJECT;
    note(work, kind, action, expected);
    if (action == T4_ACT_REJECT)
        return T4_OK;
    n = known_of(list_of(work), work->digits, sure < T4_CODE_MAX ? sure : T4_CODE_MAX);
    n = t4_code_residual(work->cleaner, work->digits, n, residual);
    return t4_column_add(work->cleaner->clean->domain->codes, residual, n, "code", value, err);
}

static bool grow_flags(t4_cleaner *cleaner, uint32_t id)
{
    size_t room = cleaner->code_flags_room ? cleaner->code_flags_room : 1024;
    uint8_t *flags;

    if (id < cleaner->code_flags_room)
        return true;
    while (room <= id)
        room *= 2;
    flags = t4_realloc(cleaner->code_flags, room, 1);
    if (!flags)
        return false;
    memset(flags + cleaner->code_flags_room, 0, room - cleaner->code_flags_room);
    cleaner->code_flags = flags;
    cleaner->code_flags_room = room;
    return true;
}

/* The entry of a code: itself, or what the list knows of it. */
static int64_t entry_of(const t4_codelist *list, const char *code, size_t n)
{
    size_t deepest = t4_codelist_digits(list);

    return t4_codelist_find(list, code, n < deepest ? n : deepest, 0);
}

/* A code that stands: its id, and what has to be looked at again with the row's period and unit. */
static t4_status accept(code_work *work, uint32_t *value, t4_error *err)
{
    t4_cleaner *cleaner = work->cleaner;
    const t4_codelist *list = list_of(work);
    int64_t index = list ? entry_of(list, work->digits, work->length) : -1;
    const t4_code_entry *entry = index < 0 ? NULL : t4_codelist_entry(list, (size_t)index);
    t4_status status;

    status = t4_column_add(cleaner->clean->domain->codes, work->digits, work->length, "code", value,
                           err);
    if (status)
        return status;
    if (!grow_flags(cleaner, *value))
        return t4_fail_memory(err);
    if (entry && (entry->from || entry->until)) {
        cleaner->code_flags[*value] |= T4_CODE_DATED;
        cleaner->any_dated = true;
    }
    if (entry && *entry->unit) {
        cleaner->code_flags[*value] |= T4_CODE_UNIT;
        cleaner->any_list_unit = true;
    }
    return T4_OK;
}

static t4_status settle_unknown(code_work *work, uint32_t *value, t4_error *err)
{
    const t4_codelist *list = list_of(work);
    size_t known = t4_codelist_known_prefix(list, work->digits, work->length);
    char expected[160];

    if (known)
        snprintf(expected, sizeof expected, "a code of %.60s; known as far as %.*s", edition_of(work),
                 (int)known, work->digits);
    else
        snprintf(expected, sizeof expected, "a code of %.60s", edition_of(work));
    if (t4_clean_action(work->cleaner, T4_ISSUE_CODE_UNKNOWN) != T4_ACT_KEEP)
        return put_aside(work, T4_ISSUE_CODE_UNKNOWN, expected, work->length, value, err);
    note(work, T4_ISSUE_CODE_UNKNOWN, T4_ACT_KEEP, expected);
    return accept(work, value, err);
}

/* Put back the zero that a spreadsheet took, when the list settles it. */
static bool repair_zero(code_work *work)
{
    char full[16];

    if (!list_of(work) || !t4_codelist_repair_zero(list_of(work), work->digits, work->length,
                                                   work->wanted, full))
        return false;
    work->length = strlen(full);
    memcpy(work->digits, full, work->length + 1);
    return true;
}

static bool has_length(const code_work *work)
{
    return work->length == work->wanted ||
           (work->length < work->wanted && is_leaf(list_of(work), work->digits, work->length));
}

static t4_status settle_length(code_work *work, uint32_t *value, t4_error *err)
{
    t4_issue_action action = t4_clean_action(work->cleaner, T4_ISSUE_CODE_ZERO);
    char expected[160];

    if (!has_length(work) && work->length < T4_CODE_MAX && repair_zero(work)) {
        snprintf(expected, sizeof expected, "%zu digits: %s", work->length, work->digits);
        if (action != T4_ACT_REPAIR)
            return put_aside(work, T4_ISSUE_CODE_ZERO, expected, work->length, value, err);
        note(work, T4_ISSUE_CODE_ZERO, action, expected);
    }
    if (!has_length(work)) {
        snprintf(expected, sizeof expected, "%zu digits, found %zu%s", work->wanted, work->length,
                 work->length + 1 == work->wanted ? "; was a leading zero lost?" : "");
        return put_aside(work, T4_ISSUE_CODE_LENGTH, expected, work->length, value, err);
    }
    if (list_of(work) && !is_known(list_of(work), work->digits, work->length))
        return settle_unknown(work, value, err);
    return accept(work, value, err);
}

/* Would the code stand if its letters were the digits that they look like? */
static bool letters_settled(code_work *work)
{
    code_work trial = *work;

    if (work->unclear || work->length > T4_CODE_MAX)
        return false;
    if (!has_length(&trial) && !repair_zero(&trial))
        return false;
    return has_length(&trial) &&
           (!list_of(work) || is_known(list_of(work), trial.digits, trial.length));
}

static t4_status settle_characters(code_work *work, uint32_t *value, t4_error *err)
{
    t4_issue_action action = t4_clean_action(work->cleaner, T4_ISSUE_CODE_CHARACTER);
    char expected[160];

    if (work->letters || work->unclear) {
        snprintf(expected, sizeof expected, "%zu digits, not a letter or sign at position %zu (%s)",
                 work->wanted, work->position, work->letter);
        if (action != T4_ACT_REPAIR || !letters_settled(work))
            return put_aside(work, T4_ISSUE_CODE_CHARACTER, expected, work->sure, value, err);
        note(work, T4_ISSUE_CODE_CHARACTER, action, expected);
    } else if (work->signs && action == T4_ACT_REJECT) {
        return put_aside(work, T4_ISSUE_CODE_CHARACTER, "digits only", work->sure, value, err);
    } else if (work->signs) {
        note(work, T4_ISSUE_CODE_CHARACTER, T4_ACT_REPAIR, "digits only, without blanks and dots");
    }
    if (work->length > T4_CODE_MAX) {
        snprintf(expected, sizeof expected, "%zu digits, found %zu", work->wanted, work->length);
        return put_aside(work, T4_ISSUE_CODE_LENGTH, expected, T4_CODE_MAX, value, err);
    }
    return settle_length(work, value, err);
}

/* National lists may have codes with letters: what stands in the list as it is, is a code. */
static bool is_listed_as_is(code_work *work)
{
    if (!list_of(work) || work->n > T4_CODE_MAX || memchr(work->text, 0, work->n) ||
        t4_codelist_find(list_of(work), work->text, work->n, 0) < 0)
        return false;
    if (work->n != work->wanted && !is_leaf(list_of(work), work->text, work->n))
        return false;
    memcpy(work->digits, work->text, work->n);
    work->digits[work->n] = '\0';
    work->length = work->n;
    return true;
}

t4_status t4_code_settle(t4_cleaner *cleaner, const t4_layout *layout, unsigned place,
                         const char *text, size_t n, uint32_t *value, t4_error *err)
{
    const char *mapped = t4_text_map(cleaner, &layout->maps[place], text, n);
    code_work work = {.cleaner = cleaner, .text = mapped ? mapped : text,
                      .n = mapped ? strlen(mapped) : n};
    int digits = layout->columns[place].digits;

    work.wanted = digits > 0 ? (size_t)digits : 10;
    if (!work.n) {
        t4_notes_add(&cleaner->notes, T4_ISSUE_CODE_MISSING, T4_ACT_REJECT, "", 0, "%zu digits",
                     work.wanted);
        return T4_OK;
    }
    if (t4_text_reserved(work.text, work.n)) {
        note(&work, T4_ISSUE_CODE_RESERVED, T4_ACT_REJECT, "a code; this name is kept for totals");
        return T4_OK;
    }
    if (is_listed_as_is(&work))
        return accept(&work, value, err);
    read_characters(&work);
    return settle_characters(&work, value, err);
}
