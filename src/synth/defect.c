/* SPDX-License-Identifier: MIT */
#include "synth/defect.h"

#include <stdio.h>
#include <string.h>

#include "synth/print.h"

/* Kinds that a row by itself can carry; retired codes and unknown labels need lists that are not known here. */
static const t4_issue_kind kinds[] = {
    T4_ISSUE_RAGGED, T4_ISSUE_BAD_BYTES, T4_ISSUE_PERIOD_INVALID, T4_ISSUE_PERIOD_OUTSIDE,
    T4_ISSUE_FLOW_UNKNOWN, T4_ISSUE_CODE_MISSING, T4_ISSUE_CODE_LENGTH, T4_ISSUE_CODE_CHARACTER,
    T4_ISSUE_CODE_ZERO, T4_ISSUE_CODE_UNKNOWN, T4_ISSUE_CODE_RESERVED, T4_ISSUE_PARTNER_UNKNOWN,
    T4_ISSUE_PARTNER_RESERVED, T4_ISSUE_TRADER_MISSING, T4_ISSUE_TRADER_SIMILAR,
    T4_ISSUE_AMOUNT_INVALID, T4_ISSUE_AMOUNT_RANGE, T4_ISSUE_AMOUNT_NEGATIVE,
    T4_ISSUE_AMOUNT_MISSING, T4_ISSUE_EXCESS_DIGITS, T4_ISSUE_VALUE_ZERO, T4_ISSUE_NET_OVER_GROSS,
    T4_ISSUE_UNIT_MISSING, T4_ISSUE_UNIT_UNKNOWN, T4_ISSUE_LABEL_RESERVED, T4_ISSUE_DUPLICATE,
    T4_ISSUE_UNIT_VALUE};

static bool is_possible(t4_issue_kind kind, const t4_world *world, const t4_synth_row *row,
                        bool after_a_good_row)
{
    t4_synth_encoding encoding = t4_synth_encoding_named(world->options.encoding);

    switch (kind) {
    case T4_ISSUE_BAD_BYTES: return encoding <= T4_SYNTH_CP1251;
    case T4_ISSUE_CODE_ZERO: return world->codes[row->code].text[0] == '0';
    case T4_ISSUE_NET_OVER_GROSS:
    case T4_ISSUE_LABEL_RESERVED: return world->options.layout == T4_SYNTH_DECLARATIONS;
    case T4_ISSUE_UNIT_MISSING:
    case T4_ISSUE_UNIT_UNKNOWN: return row->quantity > 0;
    case T4_ISSUE_DUPLICATE: return after_a_good_row;
    default: return true;
    }
}

void t4_defects_choose(t4_defects *defects, const t4_world *world, const t4_facts *facts,
                       uint64_t block, const t4_synth_row *rows, uint32_t count)
{
    uint64_t share = (uint64_t)(world->options.defects * 4294967296.0);
    t4_random random;
    bool good = false;

    defects->count = 0;
    if (!share)
        return;
    t4_random_seed(&random, t4_world_hash(world->options.seed ^ 0xDEFECu, block));
    for (uint32_t i = 0; i < count; i++) {
        uint64_t bits = t4_random_next(&random);
        bool chosen = (bits >> 32) < share && rows[i].fact < 0;
        t4_issue_kind kind = kinds[(bits & 0xFFFF) % (sizeof kinds / sizeof *kinds)];

        while (chosen && !is_possible(kind, world, &rows[i], good))
            kind = kinds[t4_random_next(&random) % (sizeof kinds / sizeof *kinds)];
        if (chosen)
            defects->items[defects->count++] = (t4_defect){rows[i].number, kind};
        /* Rows of planted facts are not repeated either. */
        good = !chosen && rows[i].fact < 0;
    }
}

static void set(t4_synth_fields *f, t4_synth_field field, const char *text)
{
    size_t n = strlen(text);

    memcpy(f->text[field], text, n);
    f->length[field] = (uint8_t)n;
}

/* Insert bytes before the field's text. */
static void prefix(t4_synth_fields *f, t4_synth_field field, const char *text)
{
    size_t n = strlen(text);

    memmove(f->text[field] + n, f->text[field], f->length[field]);
    memcpy(f->text[field], text, n);
    f->length[field] = (uint8_t)(f->length[field] + n);
}

/* A digit becomes a letter that looks like it: Latin or Cyrillic O, else an X at the end. */
static void spoil_code(t4_synth_fields *f, uint64_t number)
{
    char *code = f->text[T4_SYNTH_CODE], spoilt[32];
    size_t n = f->length[T4_SYNTH_CODE], at = 2;

    while (at < n && code[at] != '0')
        at++;
    if (at == n) {
        code[n - 1] = 'X';
        return;
    }
    if (number % 2) {
        code[at] = 'O';
        return;
    }
    snprintf(spoilt, sizeof spoilt, "%.*s\xD0\x9E%.*s", (int)at, code, (int)(n - at - 1), code + at + 1);
    set(f, T4_SYNTH_CODE, spoilt);
}

/* The value a thousandfold: its decimal sign moves by three digits. */
static void raise_value(t4_synth_fields *f, char decimal)
{
    char *text = f->text[T4_SYNTH_VALUE];
    size_t n = f->length[T4_SYNTH_VALUE];

    /* "12.34" becomes "12340.00" with the last three digits new. */
    memcpy(text + n - 3, text + n - 2, 2);
    text[n - 1] = '0';
    text[n] = decimal;
    text[n + 1] = text[n + 2] = '0';
    f->length[T4_SYNTH_VALUE] = (uint8_t)(n + 3);
}

static void apply_to_code(t4_issue_kind kind, uint64_t number, t4_synth_fields *f)
{
    switch (kind) {
    case T4_ISSUE_CODE_MISSING: set(f, T4_SYNTH_CODE, ""); break;
    case T4_ISSUE_CODE_LENGTH:
        f->length[T4_SYNTH_CODE] = (uint8_t)(f->length[T4_SYNTH_CODE] > 7 ? 7 : 3);
        break;
    case T4_ISSUE_CODE_CHARACTER: spoil_code(f, number); break;
    case T4_ISSUE_CODE_ZERO:
        f->length[T4_SYNTH_CODE]--;
        memmove(f->text[T4_SYNTH_CODE], f->text[T4_SYNTH_CODE] + 1, f->length[T4_SYNTH_CODE]);
        break;
    case T4_ISSUE_CODE_UNKNOWN: memcpy(f->text[T4_SYNTH_CODE], "7700", 4); break;
    case T4_ISSUE_CODE_RESERVED: set(f, T4_SYNTH_CODE, "TOTAL"); break;
    default: break;
    }
}

static void apply_to_amount(t4_issue_kind kind, const t4_world *world, uint64_t number,
                            t4_synth_fields *f)
{
    switch (kind) {
    case T4_ISSUE_AMOUNT_INVALID: prefix(f, T4_SYNTH_VALUE, "1e"); break;
    case T4_ISSUE_AMOUNT_RANGE:
        prefix(f, T4_SYNTH_VALUE, "999999999999999999999999999999999999999999");
        break;
    case T4_ISSUE_AMOUNT_NEGATIVE: prefix(f, T4_SYNTH_VALUE, "-"); break;
    case T4_ISSUE_AMOUNT_MISSING: set(f, T4_SYNTH_VALUE, ""); break;
    case T4_ISSUE_EXCESS_DIGITS:
        memcpy(f->text[T4_SYNTH_VALUE] + f->length[T4_SYNTH_VALUE], number % 2 ? "51" : "505", 3);
        f->length[T4_SYNTH_VALUE] = (uint8_t)(f->length[T4_SYNTH_VALUE] + 2 + (number % 2 == 0));
        break;
    case T4_ISSUE_VALUE_ZERO: set(f, T4_SYNTH_VALUE, world->options.decimal == ',' ? "0,00" : "0.00"); break;
    case T4_ISSUE_NET_OVER_GROSS: prefix(f, T4_SYNTH_NET, "9"); break;
    case T4_ISSUE_UNIT_VALUE: raise_value(f, world->options.decimal); break;
    default: break;
    }
}

void t4_defect_apply(t4_issue_kind kind, const t4_world *world, uint64_t number,
                     t4_synth_fields *f)
{
    char last;

    switch (kind) {
    case T4_ISSUE_BAD_BYTES: prefix(f, T4_SYNTH_PARTNER, "\xFF"); break;
    case T4_ISSUE_PERIOD_INVALID:
        if (world->options.layout == T4_SYNTH_DECLARATIONS)
            memcpy(f->text[T4_SYNTH_PERIOD], "31.02", 5);
        else
            memcpy(f->text[T4_SYNTH_PERIOD] + 5, "13", 2);
        break;
    case T4_ISSUE_PERIOD_OUTSIDE:
        memcpy(f->text[T4_SYNTH_PERIOD] + (world->options.layout == T4_SYNTH_DECLARATIONS ? 6 : 0), "1991", 4);
        break;
    case T4_ISSUE_FLOW_UNKNOWN: set(f, T4_SYNTH_FLOW, "Z"); break;
    case T4_ISSUE_PARTNER_UNKNOWN: set(f, T4_SYNTH_PARTNER, "Atlantis"); break;
    case T4_ISSUE_PARTNER_RESERVED: set(f, T4_SYNTH_PARTNER, "W00"); break;
    case T4_ISSUE_TRADER_MISSING: set(f, T4_SYNTH_TRADER, ""); break;
    case T4_ISSUE_TRADER_SIMILAR:
        last = f->text[T4_SYNTH_TRADER][13];
        f->text[T4_SYNTH_TRADER][13] = last == '9' ? '0' : (char)(last + 1);
        break;
    case T4_ISSUE_UNIT_MISSING: set(f, T4_SYNTH_UNIT, ""); break;
    case T4_ISSUE_UNIT_UNKNOWN: set(f, T4_SYNTH_UNIT, "QQQ"); break;
    case T4_ISSUE_LABEL_RESERVED: set(f, T4_SYNTH_OFFICE, "_T"); break;
    default:
        apply_to_code(kind, number, f);
        apply_to_amount(kind, world, number, f);
        break;
    }
}
