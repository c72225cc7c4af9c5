/* SPDX-License-Identifier: MIT */
#include "model/issue.h"

#include <string.h>

#include "base/memory.h"

#define KEEP (1u << T4_ACT_KEEP)
#define REPAIR (1u << T4_ACT_REPAIR)
#define RESIDUAL (1u << T4_ACT_RESIDUAL)
#define REJECT (1u << T4_ACT_REJECT)
#define OFF (1u << T4_ACT_OFF)

/*
 * The defaults are what an office would do: what says where a record belongs
 * and cannot be settled is rejected; what the list or a look-alike settles is
 * repaired; a strange amount is kept and reported, since only the office knows
 * whether it is wrong.
 */
static const t4_issue_row rows[T4_ISSUE_KINDS] = {
    [T4_ISSUE_RAGGED] = {"ragged", T4_SEVERE, T4_ACT_REJECT, KEEP | REJECT,
        "The record has more or fewer fields than the header; kept, its missing fields are empty."},
    [T4_ISSUE_BAD_BYTES] = {"bad_bytes", T4_SEVERE, T4_ACT_REJECT, KEEP | REJECT,
        "A field is not text in the file's encoding; kept, the bad bytes show as a replacement sign."},
    [T4_ISSUE_PERIOD_INVALID] = {"period_invalid", T4_SEVERE, T4_ACT_REJECT, REJECT,
        "The date or period cannot be read in the layout that the template gives."},
    [T4_ISSUE_PERIOD_OUTSIDE] = {"period_outside", T4_WARNING, T4_ACT_REJECT, REJECT,
        "The period lies outside release.from .. release.until."},
    [T4_ISSUE_FLOW_UNKNOWN] = {"flow_unknown", T4_SEVERE, T4_ACT_REJECT, REJECT,
        "The flow is none of M, X, FM, RM, DX, RX and the template's map does not name it."},
    [T4_ISSUE_CODE_MISSING] = {"code_missing", T4_SEVERE, T4_ACT_REJECT, REJECT,
        "The commodity code is empty."},
    [T4_ISSUE_CODE_LENGTH] = {"code_length", T4_SEVERE, T4_ACT_REJECT, RESIDUAL | REJECT,
        "The code is too long or too short and the classification does not settle it."},
    [T4_ISSUE_CODE_CHARACTER] = {"code_character", T4_WARNING, T4_ACT_REPAIR,
        REPAIR | RESIDUAL | REJECT,
        "The code holds a letter or sign; look-alikes of digits (Cyrillic O, Latin l) are repaired, "
        "what stays unclear is rejected."},
    [T4_ISSUE_CODE_ZERO] = {"code_zero", T4_WARNING, T4_ACT_REPAIR, REPAIR | RESIDUAL | REJECT,
        "Leading zeros were stripped from the code, as spreadsheets do, and the classification settles "
        "which."},
    [T4_ISSUE_CODE_UNKNOWN] = {"code_unknown", T4_WARNING, T4_ACT_RESIDUAL,
        KEEP | RESIDUAL | REJECT,
        "The code is not in the classification; residual counts it under its longest known prefix, "
        "for example 8542XX."},
    [T4_ISSUE_CODE_RETIRED] = {"code_retired", T4_WARNING, T4_ACT_KEEP, KEEP | RESIDUAL | REJECT,
        "The code is in the classification but was not valid in the period."},
    [T4_ISSUE_CODE_RESERVED] = {"code_reserved", T4_SEVERE, T4_ACT_REJECT, REJECT,
        "The code is a name that releases keep for totals and lists (TOTAL, LIST:...)."},
    [T4_ISSUE_PARTNER_UNKNOWN] = {"partner_unknown", T4_SEVERE, T4_ACT_REJECT, REJECT,
        "The partner is not known; give a list in input.columns.partner.list or a map."},
    [T4_ISSUE_PARTNER_RESERVED] = {"partner_reserved", T4_SEVERE, T4_ACT_REJECT, REJECT,
        "The partner is a name that releases keep for totals and groups (W00, _T, G_...)."},
    [T4_ISSUE_TRADER_MISSING] = {"trader_missing", T4_WARNING, T4_ACT_KEEP, KEEP | REJECT | OFF,
        "The record names no trader; kept, it counts as input.columns.trader.missing says."},
    [T4_ISSUE_TRADER_SIMILAR] = {"trader_similar", T4_NOTE, T4_ACT_KEEP, KEEP | OFF,
        "Two trader ids are so near that they may be one trader; the ids are never changed."},
    [T4_ISSUE_AMOUNT_INVALID] = {"amount_invalid", T4_SEVERE, T4_ACT_REJECT, KEEP | REJECT,
        "An amount is not a number in the file's notation; kept, it counts as missing."},
    [T4_ISSUE_AMOUNT_RANGE] = {"amount_range", T4_SEVERE, T4_ACT_REJECT, REJECT,
        "An amount has more digits than the exact sums can hold."},
    [T4_ISSUE_AMOUNT_NEGATIVE] = {"amount_negative", T4_WARNING, T4_ACT_KEEP, KEEP | REJECT | OFF,
        "An amount is negative, as corrections are; kept, it is subtracted."},
    [T4_ISSUE_AMOUNT_MISSING] = {"amount_missing", T4_WARNING, T4_ACT_KEEP, KEEP | REJECT | OFF,
        "An amount is empty; kept, it adds nothing."},
    [T4_ISSUE_EXCESS_DIGITS] = {"excess_digits", T4_NOTE, T4_ACT_REPAIR, REPAIR | REJECT | OFF,
        "An amount has more digits than the measure's decimals; repaired by rounding half to even, "
        "what was cut is kept in the control totals; off rounds too, without a report."},
    [T4_ISSUE_VALUE_ZERO] = {"value_zero", T4_WARNING, T4_ACT_KEEP, KEEP | REJECT | OFF,
        "The value is zero although the record has a weight or quantity."},
    [T4_ISSUE_NET_OVER_GROSS] = {"net_over_gross", T4_WARNING, T4_ACT_KEEP, KEEP | REJECT | OFF,
        "The net mass is larger than the gross mass."},
    [T4_ISSUE_UNIT_MISSING] = {"unit_missing", T4_WARNING, T4_ACT_KEEP, KEEP | REJECT | OFF,
        "The record has a quantity but no unit for it."},
    [T4_ISSUE_UNIT_UNKNOWN] = {"unit_unknown", T4_WARNING, T4_ACT_REPAIR,
        KEEP | REPAIR | REJECT | OFF,
        "The unit is not the one of the classification; spellings with look-alikes are repaired, others "
        "are kept as they are."},
    [T4_ISSUE_LABEL_RESERVED] = {"label_reserved", T4_SEVERE, T4_ACT_REJECT, REJECT,
        "A further dimension uses a name that releases keep for totals (_T, TOTAL, W00)."},
    [T4_ISSUE_LABEL_UNKNOWN] = {"label_unknown", T4_WARNING, T4_ACT_REJECT, KEEP | REJECT,
        "A label is not in the list that the template names for its column, or is no source type; kept, "
        "it counts as it stands."},
    [T4_ISSUE_DUPLICATE] = {"duplicate", T4_WARNING, T4_ACT_OFF, KEEP | OFF,
        "The same item stands twice; off unless a declaration column is mapped, then reported and kept. "
        "Without a declaration column equal items may be real, and it is only a note."},
    [T4_ISSUE_UNIT_VALUE] = {"unit_value", T4_WARNING, T4_ACT_KEEP, KEEP | OFF,
        "Value per unit is far from what is usual for the code and flow (median and median deviation "
        "of logs); never changed."},
};

const t4_issue_row *t4_issue_info(t4_issue_kind kind)
{
    return kind < T4_ISSUE_KINDS ? &rows[kind] : NULL;
}

t4_issue_kind t4_issue_find(const char *name)
{
    if (!strcmp(name, "duplicates"))
        return T4_ISSUE_DUPLICATE;
    for (int kind = 0; kind < T4_ISSUE_KINDS; kind++)
        if (!strcmp(rows[kind].name, name))
            return (t4_issue_kind)kind;
    return T4_ISSUE_KINDS;
}

const char *t4_issue_action_name(t4_issue_action action)
{
    static const char *const names[] = {"kept", "repaired", "residual", "rejected", "off"};

    return (unsigned)action <= T4_ACT_OFF ? names[action] : "?";
}

const char *t4_issue_action_key(t4_issue_action action)
{
    static const char *const names[] = {"keep", "repair", "residual", "reject", "off"};

    return (unsigned)action <= T4_ACT_OFF ? names[action] : "?";
}

const char *t4_issue_severity_name(t4_severity severity)
{
    static const char *const names[] = {"note", "warning", "severe"};

    return (unsigned)severity <= T4_SEVERE ? names[severity] : "?";
}

void t4_issues_init(t4_issues *issues)
{
    *issues = (t4_issues){0};
    t4_arena_init(&issues->arena);
}

void t4_issues_release(t4_issues *issues)
{
    t4_free(issues->items);
    t4_arena_release(&issues->arena);
    *issues = (t4_issues){0};
}

void t4_issues_clear(t4_issues *issues)
{
    t4_arena_release(&issues->arena);
    t4_arena_init(&issues->arena);
    issues->count = 0;
}

/* A copy of at most 200 bytes that does not end inside a UTF-8 character. */
static const char *shortened(t4_arena *arena, const char *text)
{
    size_t n = strnlen(text, T4_ISSUE_TEXT + 1);

    if (n > T4_ISSUE_TEXT) {
        n = T4_ISSUE_TEXT;
        while (n > T4_ISSUE_TEXT - 4 && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
    }
    return t4_arena_strndup(arena, text, n);
}

bool t4_issues_add(t4_issues *issues, const t4_issue *issue)
{
    t4_issue copy = *issue;

    copy.found = shortened(&issues->arena, issue->found ? issue->found : "");
    copy.expected = shortened(&issues->arena, issue->expected ? issue->expected : "");
    if (!copy.found || !copy.expected ||
        !t4_grow(&issues->items, &issues->room, issues->count, sizeof(*issues->items)))
        return false;
    issues->items[issues->count++] = copy;
    return true;
}
