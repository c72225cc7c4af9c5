/* SPDX-License-Identifier: MIT */
#include "synth/print.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "model/flow.h"

typedef struct {
    t4_synth_field field;
    const char *name, *russian;
} column;

static const column record_columns[] = {
    {T4_SYNTH_PERIOD, "period", "ПЕРИОД"}, {T4_SYNTH_FLOW, "flow", "НАПР"},
    {T4_SYNTH_CODE, "hs10", "ТНВЭД"}, {T4_SYNTH_PARTNER, "partner", "СТРАНА"},
    {T4_SYNTH_TRADER, "declarant_id", "ИНН"}, {T4_SYNTH_NET, "net_kg", "НЕТТО"},
    {T4_SYNTH_QUANTITY, "qty", "КОЛ"}, {T4_SYNTH_UNIT, "qty_unit", "ЕДИЗМ"},
    {T4_SYNTH_VALUE, "value_usd", "СТОИМ"}};
static const column declaration_columns[] = {
    {T4_SYNTH_DECLARATION, "declaration_id", "НОМЕР_ГТД"}, {T4_SYNTH_ITEM, "item", "НОМЕР_ТОВАРА"},
    {T4_SYNTH_PERIOD, "date", "ДАТА"}, {T4_SYNTH_OFFICE, "office", "ПОСТ"},
    {T4_SYNTH_FLOW, "flow", "НАПР"}, {T4_SYNTH_CODE, "hs10", "ТНВЭД"},
    {T4_SYNTH_PARTNER, "partner", "СТРАНА"}, {T4_SYNTH_TRADER, "declarant_id", "ИНН"},
    {T4_SYNTH_GROSS, "gross_kg", "БРУТТО"}, {T4_SYNTH_NET, "net_kg", "НЕТТО"},
    {T4_SYNTH_QUANTITY, "qty", "КОЛ"}, {T4_SYNTH_UNIT, "qty_unit", "ЕДИЗМ"},
    {T4_SYNTH_VALUE, "value_usd", "СТОИМ"}, {T4_SYNTH_VALUE_NAT, "value_kgs", "СТОИМ_НАЦ"}};

static const column *columns_of(const t4_world *world, size_t *count)
{
    bool declarations = world->options.layout == T4_SYNTH_DECLARATIONS;

    *count = declarations ? sizeof declaration_columns / sizeof *declaration_columns
                          : sizeof record_columns / sizeof *record_columns;
    return declarations ? declaration_columns : record_columns;
}

bool t4_synth_print_header(const t4_world *world, t4_buffer *out)
{
    size_t count;
    const column *columns = columns_of(world, &count);

    for (size_t i = 0; i < count; i++)
        if ((i && !t4_buffer_putc(out, world->options.separator)) ||
            !t4_buffer_puts(out, world->options.russian ? columns[i].russian : columns[i].name))
            return false;
    return t4_buffer_putc(out, '\n');
}

/* Digits of a number, at least `least` of them; returns the end. */
static char *put_digits(char *to, uint64_t value, int least)
{
    char reversed[20];
    int n = 0;

    do {
        reversed[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value || n < least);
    while (n > 0)
        *to++ = reversed[--n];
    return to;
}

/* A decimal with `decimals` digits behind the sign; `trim` leaves closing zeros off. */
static void set_amount(t4_synth_fields *f, t4_synth_field field, int64_t value, int decimals,
                       bool trim, char sign)
{
    uint64_t scale = decimals == 2 ? 100 : 1000, fraction = (uint64_t)value % scale;
    char *to = put_digits(f->text[field], (uint64_t)value / scale, 1);

    if (fraction || !trim) {
        *to++ = sign;
        to = put_digits(to, fraction, decimals);
        while (trim && to[-1] == '0')
            to--;
    }
    f->length[field] = (uint8_t)(to - f->text[field]);
}

static void set_text(t4_synth_fields *f, t4_synth_field field, const char *text, size_t n)
{
    memcpy(f->text[field], text, n);
    f->length[field] = (uint8_t)n;
}

static void set_period(t4_synth_fields *f, t4_period month, int day, bool date)
{
    char *to = f->text[T4_SYNTH_PERIOD];
    uint64_t year = (uint64_t)t4_period_year_of(month), part = month & 31;

    if (date) {
        to = put_digits(to, (uint64_t)day, 2);
        *to++ = '.';
        to = put_digits(to, part, 2);
        *to++ = '.';
        to = put_digits(to, year, 4);
    } else {
        to = put_digits(to, year, 4);
        *to++ = '-';
        to = put_digits(to, part, 2);
    }
    f->length[T4_SYNTH_PERIOD] = (uint8_t)(to - f->text[T4_SYNTH_PERIOD]);
}

static void set_flow(const t4_world *world, t4_synth_fields *f, uint8_t flow)
{
    bool import = flow == T4_M || flow == T4_FM || flow == T4_RM;
    const char *text = t4_flow_text((t4_flow)flow);

    if (world->options.russian && !world->options.detailed_flows)
        text = import ? "ИМ" : "ЭК";
    set_text(f, T4_SYNTH_FLOW, text, strlen(text));
}

/* Units of the national currency for a dollar, in hundredths: a different rate every month. */
static int64_t exchange_rate(int month)
{
    return 8500 + 40 * (month % 12) - 15 * (month % 7);
}

static void set_declaration(const t4_world *world, const t4_synth_row *row, t4_synth_fields *f)
{
    t4_period month = t4_world_month(world, row->month);
    uint64_t office = 41701000 + row->declaration * 7 % 12 * 10;
    char *to = f->text[T4_SYNTH_DECLARATION];
    char sign = world->options.decimal;

    f->length[T4_SYNTH_OFFICE] =
        (uint8_t)(put_digits(f->text[T4_SYNTH_OFFICE], office, 8) - f->text[T4_SYNTH_OFFICE]);
    to = put_digits(to, office, 8);
    *to++ = '/';
    to = put_digits(to, row->day, 2);
    to = put_digits(to, month & 31, 2);
    to = put_digits(to, (uint64_t)t4_period_year_of(month) % 100, 2);
    *to++ = '/';
    to = put_digits(to, row->declaration, 7);
    f->length[T4_SYNTH_DECLARATION] = (uint8_t)(to - f->text[T4_SYNTH_DECLARATION]);
    f->text[T4_SYNTH_ITEM][0] = (char)('0' + row->item);
    f->length[T4_SYNTH_ITEM] = 1;
    set_amount(f, T4_SYNTH_GROSS, row->gross_grams, 3, false, sign);
    set_amount(f, T4_SYNTH_VALUE_NAT,
               (int64_t)(((__int128)row->cents * exchange_rate(row->month) + 50) / 100), 2, false, sign);
}

static void set_fields(const t4_world *world, const t4_synth_row *row, t4_synth_fields *f)
{
    const t4_world_code *code = &world->codes[row->code];
    const t4_world_unit *unit = &world->units[code->unit];
    const char *unit_text = world->options.russian ? unit->russian : unit->text;
    bool declarations = world->options.layout == T4_SYNTH_DECLARATIONS;
    char sign = world->options.decimal, id[15];

    set_period(f, t4_world_month(world, row->month), row->day, declarations);
    set_flow(world, f, row->flow);
    set_text(f, T4_SYNTH_CODE, code->text, strlen(code->text));
    set_text(f, T4_SYNTH_PARTNER, world->partners[row->partner], 2);
    t4_world_trader_id(row->trader, id);
    set_text(f, T4_SYNTH_TRADER, id, 14);
    set_amount(f, T4_SYNTH_NET, row->grams, 3, false, sign);
    f->length[T4_SYNTH_QUANTITY] = 0;
    if (code->unit)
        set_amount(f, T4_SYNTH_QUANTITY, row->quantity, 3, unit->whole, sign);
    set_text(f, T4_SYNTH_UNIT, unit_text, strnlen(unit_text, 32));
    set_amount(f, T4_SYNTH_VALUE, row->cents, 2, false, sign);
    if (declarations)
        set_declaration(world, row, f);
}

static bool join(const t4_world *world, const t4_synth_fields *f, size_t fields, t4_buffer *out)
{
    size_t count, room = T4_SYNTH_FIELDS * sizeof f->text[0];
    const column *columns = columns_of(world, &count);
    char *to;

    if (!t4_buffer_reserve(out, room))
        return false;
    to = out->data + out->length;
    for (size_t i = 0; i < fields; i++) {
        t4_synth_field field = columns[i < count ? i : count - 1].field;

        if (i)
            *to++ = world->options.separator;
        memcpy(to, f->text[field], f->length[field]);
        to += f->length[field];
    }
    *to++ = '\n';
    out->length = (size_t)(to - out->data);
    return true;
}

static bool print_row(const t4_world *world, const t4_synth_row *row, const t4_defect *defect,
                      t4_buffer *out)
{
    t4_synth_fields f;
    size_t count;

    columns_of(world, &count);
    set_fields(world, row, &f);
    if (defect && defect->kind == T4_ISSUE_RAGGED)
        count = row->number % 2 ? count + 1 : count - 1;
    else if (defect)
        t4_defect_apply(defect->kind, world, row->number, &f);
    return join(world, &f, count, out);
}

bool t4_synth_print_rows(const t4_world *world, const t4_synth_row *rows, uint32_t count,
                         t4_defects *defects, t4_buffer *out)
{
    uint32_t next = 0;

    for (uint32_t i = 0; i < count; i++) {
        const t4_defect *defect = NULL;
        const t4_synth_row *row = &rows[i];

        if (next < defects->count && defects->items[next].number == row->number)
            defect = &defects->items[next++];
        if (defect && defect->kind == T4_ISSUE_DUPLICATE) {
            row = &rows[i - 1];
            defect = NULL;
        }
        if (!print_row(world, row, defect, out))
            return false;
    }
    return true;
}

t4_synth_encoding t4_synth_encoding_named(const char *name)
{
    static const struct {
        const char *name;
        t4_synth_encoding encoding;
    } names[] = {{"UTF-8", T4_SYNTH_UTF8},        {"UTF8", T4_SYNTH_UTF8},
                 {"UTF-8-BOM", T4_SYNTH_UTF8_BOM}, {"windows-1251", T4_SYNTH_CP1251},
                 {"CP1251", T4_SYNTH_CP1251},     {"CP866", T4_SYNTH_CP866},
                 {"IBM866", T4_SYNTH_CP866},      {"UTF-16LE", T4_SYNTH_UTF16LE},
                 {"UTF-16BE", T4_SYNTH_UTF16BE}};

    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (!strcasecmp(name, names[i].name))
            return names[i].encoding;
    return name ? T4_SYNTH_ENCODINGS : T4_SYNTH_UTF8;
}

/* A Cyrillic letter (U+0410 .. U+044F, and yo) in a single-byte encoding; '?' for others. */
static char single_byte(t4_synth_encoding encoding, unsigned point)
{
    if (point == 0x401 || point == 0x451)
        return (char)(encoding == T4_SYNTH_CP866 ? (point == 0x401 ? 0xF0 : 0xF1)
                                                 : (point == 0x401 ? 0xA8 : 0xB8));
    if (point < 0x410 || point > 0x44F)
        return '?';
    if (encoding == T4_SYNTH_CP1251)
        return (char)(point - 0x410 + 0xC0);
    return (char)(point < 0x440 ? point - 0x410 + 0x80 : point - 0x440 + 0xE0);
}

static bool put_point(t4_synth_encoding encoding, unsigned point, t4_buffer *out)
{
    char pair[2] = {(char)(point & 0xFF), (char)(point >> 8)};

    if (encoding == T4_SYNTH_UTF16LE)
        return t4_buffer_append(out, pair, 2);
    if (encoding == T4_SYNTH_UTF16BE)
        return t4_buffer_putc(out, pair[1]) && t4_buffer_putc(out, pair[0]);
    return t4_buffer_putc(out, point < 0x80 ? (char)point : single_byte(encoding, point));
}

bool t4_synth_encode(t4_synth_encoding encoding, const t4_buffer *text, bool first, t4_buffer *out)
{
    const unsigned char *s = (const unsigned char *)text->data, *end = s + text->length;
    bool good = true;

    if (encoding <= T4_SYNTH_UTF8_BOM)
        return (!first || encoding == T4_SYNTH_UTF8 || t4_buffer_puts(out, "\xEF\xBB\xBF")) &&
               t4_buffer_append(out, text->data, text->length);
    if (first && encoding >= T4_SYNTH_UTF16LE)
        good = put_point(encoding, 0xFEFF, out);
    while (good && s < end) {
        if (*s == 0xFF) {           /* a bad byte: 98 is nothing in windows-1251 */
            good = t4_buffer_putc(out, (char)0x98);
            s++;
        } else if (*s >= 0xC0 && *s < 0xE0 && s + 1 < end) {
            good = put_point(encoding, (*s & 0x1Fu) << 6 | (s[1] & 0x3Fu), out);
            s += 2;
        } else if (*s >= 0xE0 && s + 2 < end) {
            good = put_point(encoding, (*s & 0xFu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu), out);
            s += 3;
        } else
            good = put_point(encoding, *s++, out);
    }
    return good;
}
