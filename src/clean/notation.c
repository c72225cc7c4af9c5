/* SPDX-License-Identifier: MIT */
/* The decimal sign of a file, from the numbers at its beginning; what reads two ways is refused. */
#include <string.h>

#include "clean/state.h"

/* What stands in a number beside digits. */
typedef struct {
    size_t points, commas, others;  /* others: blanks and apostrophes between digits */
    size_t before, behind;          /* digits before and behind the last sign */
    size_t gap;                     /* digits between the last two signs of one kind */
    char first, last;               /* first digit; last of '.' and ',' */
    bool strange;
} shape;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void meet(shape *s, const char *text, size_t *i, size_t n)
{
    char c = text[*i];

    if (is_digit(c)) {
        if (!s->first)
            s->first = c;
        s->behind++;
    } else if (c == '.' || c == ',') {
        s->points += c == '.';
        s->commas += c == ',';
        s->gap = s->behind;
        s->before += s->behind;
        s->behind = 0;
        s->last = c;
    } else if (c == ' ' || c == '\'') {
        s->others++;
    } else if (n - *i >= 2 && !memcmp(text + *i, "\xC2\xA0", 2)) {
        s->others++;
        *i += 1;
    } else if (n - *i >= 3 && (!memcmp(text + *i, "\xE2\x80\xAF", 3) || !memcmp(text + *i, "\xE2\x80\x89", 3) ||
                               !memcmp(text + *i, "\xE2\x80\x99", 3))) {
        s->others++;
        *i += 2;
    } else
        s->strange = true;
}

t4_reading t4_notation_reading(const char *text, size_t n)
{
    shape s = {0};
    bool point;
    size_t of_last;

    t4_text_trim(&text, &n);
    t4_decimal_take_sign(&text, &n);
    for (size_t i = 0; i < n; i++)
        meet(&s, text, &i, n);
    if (s.strange || !s.first)
        return T4_READS_NOTHING;
    if (!s.last)
        return T4_READS_PLAIN;
    point = s.last == '.';
    of_last = point ? s.points : s.commas;
    if (s.points && s.commas)
        return of_last > 1 ? T4_READS_NOTHING : point ? T4_READS_POINT : T4_READS_COMMA;
    if (of_last > 1)  /* thousands: the decimal sign is the other one */
        return s.behind != 3 || (s.gap != 3 && s.gap != 2) ? T4_READS_NOTHING : point ? T4_READS_COMMA : T4_READS_POINT;
    if (s.others || s.behind != 3 || s.before == 0 || s.before > 3 || s.first == '0')
        return point ? T4_READS_POINT : T4_READS_COMMA;
    return point ? T4_READS_BOTH_POINT : T4_READS_BOTH_COMMA;
}

/* One reading with how often it was seen and where first. */
typedef struct {
    uint64_t count, line;
    char text[48];
} sighting;

static void look(sighting seen[T4_READS_NOTHING + 1], const t4_slices *sample,
                 const uint32_t *columns, size_t count)
{
    for (uint32_t row = 0; row < sample->rows; row++)
        for (size_t c = 0; c < count; c++) {
            size_t n;
            const char *text = t4_slices_field(sample, row, columns[c], &n);
            sighting *s = &seen[t4_notation_reading(text, n)];

            if (!s->count++) {
                s->line = sample->block_line + sample->line[row];
                n = n < sizeof s->text ? n : sizeof s->text - 1;
                memcpy(s->text, text, n);
                s->text[n] = '\0';
            }
        }
}

/* The separator of the file, from two neighbours without quotes; 0 = not seen. */
static char separator_of(const t4_slices *sample)
{
    for (uint32_t row = 0; row < sample->rows; row++)
        for (uint32_t c = 0; c + 1 < sample->columns; c++) {
            size_t k = (size_t)row * sample->columns + c;

            if (sample->starts[k + 1] == sample->ends[k] + 1)
                return sample->bytes[sample->ends[k]];
        }
    return 0;
}

static t4_status fail_both(const char *file_name, const sighting *point, const sighting *comma,
                           t4_error *err)
{
    return t4_fail_at(err, T4_ERR_DATA, file_name, comma->line, 0,
                      "amounts are written with decimal points ('%s' in line %llu) and with decimal "
                      "commas ('%s' in line %llu); say which in input.decimal, the others will be "
                      "reported", point->text, (unsigned long long)point->line, comma->text,
                      (unsigned long long)comma->line);
}

static t4_status fail_ambiguous(const char *file_name, const sighting *seen, char sign, t4_error *err)
{
    const char *at = strchr(seen->text, sign);
    int before = at ? (int)(at - seen->text) : 0;

    return t4_fail_at(err, T4_ERR_DATA, file_name, seen->line, 0,
                      "'%s' can be read as %.*s.%s or as %.*s%s, and no other amount settles it; set "
                      "input.decimal to \".\" or \",\"", seen->text, before, seen->text, at ? at + 1 : "",
                      before, seen->text, at ? at + 1 : "");
}

t4_status t4_notation_settle(t4_binding *binding, const t4_clean *clean, const char *file_name,
                             const t4_slices *sample, const uint32_t *columns, size_t count,
                             t4_error *err)
{
    sighting seen[T4_READS_NOTHING + 1] = {0};
    const sighting *point = &seen[T4_READS_POINT], *comma = &seen[T4_READS_COMMA];
    char separator = clean->template_->separator;

    binding->notation = (t4_notation){'.', true};
    binding->notation_assumed = false;
    if (clean->template_->decimal) {
        binding->notation.point = clean->template_->decimal;
        return T4_OK;
    }
    if (sample) {
        look(seen, sample, columns, count);
        if (!separator)
            separator = separator_of(sample);
    }
    if (point->count && comma->count && point->count < comma->count * 20 &&
        comma->count < point->count * 20)
        return fail_both(file_name, point, comma, err);
    if (comma->count > point->count)
        binding->notation.point = ',';
    if (point->count || comma->count || separator == ',')
        return T4_OK;
    if (seen[T4_READS_BOTH_POINT].count)
        return fail_ambiguous(file_name, &seen[T4_READS_BOTH_POINT], '.', err);
    if (seen[T4_READS_BOTH_COMMA].count)
        return fail_ambiguous(file_name, &seen[T4_READS_BOTH_COMMA], ',', err);
    binding->notation_assumed = true;
    return T4_OK;
}
