/* SPDX-License-Identifier: MIT */
#include "io/slicer.h"

#include <string.h>

#include "base/memory.h"
#include "io/scan.h"

/*
 * Two passes over a block.  The first lists the positions of all separators
 * and line ends that are not within quotes; the second takes each record's
 * run of positions and writes the fields that are wanted.
 */
struct t4_slicer {
    const t4_scanner *scanner;
    char separator;
    uint32_t expected;       /* fields of the header */
    bool trailing;           /* records, unlike the header, end with a separator */
    uint32_t *used;
    uint32_t columns;        /* how many are used */

    /* First pass.  positions[0] is one before the block, so that field i lies
       between positions[i] + 1 and positions[i + 1]. */
    uint32_t *positions;
    size_t position_count, position_room;
    uint32_t *record_ends;   /* for each line end outside quotes, its index in positions */
    uint32_t *line_after;    /* and the physical lines up to there */
    size_t record_count, record_room;
    uint32_t lines;
    bool simple_quotes;      /* every quoted field is text between two quotes, maybe with some behind them */

    /* Second pass. */
    uint32_t *starts, *ends;
    size_t cell_room;
    uint32_t *fields, *raw_start, *raw_end, *line;
    size_t row_room;
};

enum { SPILL = 64 };  /* positions are written in groups, the last one past its end */

t4_status t4_slicer_new(t4_slicer **slicer, const t4_dialect *dialect, const uint32_t *used,
                        size_t used_count, t4_error *err)
{
    t4_slicer *s;

    for (size_t i = 0; i < used_count; i++)
        if (used[i] >= dialect->column_count)
            return t4_fail(err, T4_ERR_USAGE, "column %u is wanted of a file with %zu", used[i] + 1,
                           dialect->column_count);
    s = t4_alloc_zero(1, sizeof *s);
    if (!s)
        return t4_fail_memory(err);
    s->scanner = t4_scan_best();
    s->separator = dialect->separator;
    s->expected = (uint32_t)dialect->column_count;
    s->trailing = dialect->trailing_separator;
    s->columns = (uint32_t)used_count;
    s->used = t4_alloc(used_count, sizeof *s->used);
    if (!s->used) {
        t4_slicer_free(s);
        return t4_fail_memory(err);
    }
    if (used_count)
        memcpy(s->used, used, used_count * sizeof *used);
    *slicer = s;
    return T4_OK;
}

void t4_slicer_free(t4_slicer *slicer)
{
    if (!slicer)
        return;
    t4_free(slicer->used);
    t4_free(slicer->positions);
    t4_free(slicer->record_ends);
    t4_free(slicer->line_after);
    t4_free(slicer->starts);
    t4_free(slicer->ends);
    t4_free(slicer->fields);
    t4_free(slicer->raw_start);
    t4_free(slicer->raw_end);
    t4_free(slicer->line);
    t4_free(slicer);
}

bool t4_slicer_scan_with(t4_slicer *slicer, const char *name)
{
    const t4_scanner *scanner = t4_scan_named(name);

    if (scanner)
        slicer->scanner = scanner;
    return scanner != NULL;
}

/* Make an array hold at least `need` numbers. */
static bool ensure(uint32_t **array, size_t need, size_t room)
{
    uint32_t *grown = need > room || !*array ? t4_realloc(*array, need, sizeof **array) : *array;

    if (grown)
        *array = grown;
    return grown != NULL;
}

static size_t roomier(size_t need, size_t room)
{
    return need <= room ? room : need + need / 2;
}

/* --- first pass: positions ------------------------------------------------------- */

static bool ensure_positions(t4_slicer *s)
{
    size_t positions = roomier(s->position_count + T4_SCAN_BYTES + SPILL, s->position_room);
    size_t records = roomier(s->record_count + T4_SCAN_BYTES, s->record_room);

    if (!ensure(&s->positions, positions, s->position_room))
        return false;
    s->position_room = positions;
    if (!ensure(&s->record_ends, records, s->record_room) ||
        !ensure(&s->line_after, records, s->record_room))
        return false;
    s->record_room = records;
    return true;
}

/* Write where the bits of a word stand; whole groups, so that the usual count needs no loop. */
static inline __attribute__((always_inline)) void flatten(uint64_t bits, uint32_t base, int count,
                                                          uint32_t *to)
{
    for (int done = 0; done < count; done += 12) {
        for (int i = 0; i < 12; i++) {
            to[done + i] = base + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
            bits &= bits - 1;
        }
    }
}

/*
 * Quotes that open right behind one that closes.  At the very start of a word
 * a field's own first quote counts too (`closed`: one may have closed just
 * before), which only costs speed.
 */
static inline __attribute__((always_inline)) uint64_t doubled_quotes(uint64_t quotes,
                                                                     uint64_t outside, bool closed)
{
    return ((quotes & outside) << 1 | closed) & quotes & ~outside;
}

/* Positions of one piece whose masks are known.  `quoted`: the block holds a quote. */
static inline __attribute__((always_inline)) void list_positions(t4_slicer *s, const t4_scan *scan,
                                                                 size_t words, uint32_t base,
                                                                 bool quoted, t4_quote_state *state)
{
    uint32_t *to = s->positions + s->position_count;
    size_t n = s->position_count, records = s->record_count;
    uint64_t doubled = 0;

    for (size_t w = 0; w < words; w++, base += 64) {
        uint64_t separators = scan->separators[w], newlines = scan->newlines[w];
        uint64_t outside = ~(uint64_t)0, all = newlines, specials;
        int count;

        if (quoted) {
            bool closed = state->boundary;

            outside = ~t4_scan_inside(state, separators, newlines, scan->quotes[w]);
            doubled |= doubled_quotes(scan->quotes[w], outside, closed);
        }
        newlines &= outside;
        specials = (separators & outside) | newlines;
        count = __builtin_popcountll(specials);
        flatten(specials, base, count, to);
        for (uint64_t rest = newlines; rest; rest &= rest - 1) {
            uint64_t before = (rest & -rest) - 1;

            s->record_ends[records] = (uint32_t)n + (uint32_t)__builtin_popcountll(specials & before);
            if (quoted)
                s->line_after[records] = s->lines + (uint32_t)__builtin_popcountll(all & before) + 1;
            records++;
        }
        if (quoted)
            s->lines += (uint32_t)__builtin_popcountll(all);
        to += count;
        n += (size_t)count;
    }
    s->position_count = n;
    s->record_count = records;
    if (doubled || state->stray)
        s->simple_quotes = false;
}

#if defined(__x86_64__)
/* The same with the bit instructions of the processors that have AVX2. */
__attribute__((target("popcnt,bmi,bmi2"))) static void list_bits(t4_slicer *s, const t4_scan *scan,
                                                                 size_t words, uint32_t base,
                                                                 bool quoted, t4_quote_state *state)
{
    if (quoted)
        list_positions(s, scan, words, base, true, state);
    else
        list_positions(s, scan, words, base, false, state);
}

static bool has_bits(void)
{
    return __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}
#else
#define list_bits list_plainly
static bool has_bits(void)
{
    return false;
}
#endif

static void list_plainly(t4_slicer *s, const t4_scan *scan, size_t words, uint32_t base,
                         bool quoted, t4_quote_state *state)
{
    list_positions(s, scan, words, base, quoted, state);
}

/* A last record without a line end: as if one stood behind it. */
static void close_last(t4_slicer *s, uint32_t length)
{
    s->record_ends[s->record_count] = (uint32_t)s->position_count;
    s->line_after[s->record_count] = s->lines + 1;
    s->positions[s->position_count++] = length;
    s->record_count++;
}

static t4_status find_positions(t4_slicer *s, const t4_block *block, t4_error *err)
{
    const char *bytes = block->bytes.data;
    size_t length = block->record_bytes;
    bool bits = strcmp(s->scanner->name, "plain") && has_bits();
    t4_quote_state state = {.boundary = true};
    t4_scan scan;

    s->position_count = 1;
    s->record_count = 0;
    s->lines = 0;
    s->simple_quotes = true;
    if (!ensure_positions(s))
        return t4_fail_memory(err);
    s->positions[0] = (uint32_t)-1;
    for (size_t at = 0; at < length; at += T4_SCAN_BYTES) {
        size_t n = length - at < T4_SCAN_BYTES ? length - at : T4_SCAN_BYTES;
        size_t words;

        if (!ensure_positions(s))
            return t4_fail_memory(err);
        words = s->scanner->masks(bytes + at, n, s->separator, &scan);
        (bits ? list_bits : list_plainly)(s, &scan, words, (uint32_t)at, block->quotes, &state);
    }
    if (!ensure_positions(s))
        return t4_fail_memory(err);
    if (length && (!s->record_count || s->positions[s->record_ends[s->record_count - 1]] + 1 < length))
        close_last(s, (uint32_t)length);
    return T4_OK;
}

/* --- second pass: rows -------------------------------------------------------------- */

static bool ensure_rows(t4_slicer *s)
{
    size_t rows = roomier(s->record_count, s->row_room);
    size_t cells;

    if (__builtin_mul_overflow(s->record_count, s->columns, &cells))
        return false;
    cells = roomier(cells, s->cell_room);
    if (!ensure(&s->starts, cells, s->cell_room) || !ensure(&s->ends, cells, s->cell_room))
        return false;
    s->cell_room = cells;
    if (!ensure(&s->fields, rows, s->row_room) || !ensure(&s->raw_start, rows, s->row_room) ||
        !ensure(&s->raw_end, rows, s->row_room) || !ensure(&s->line, rows, s->row_room))
        return false;
    s->row_room = rows;
    return true;
}

/*
 * Take the quotes off a field that begins with one.  What follows the closing
 * quote belongs to the field too.  Fields that are not one piece of the block
 * are written behind its records.
 */
static bool unquote(t4_buffer *bytes, bool simple, uint32_t *start, uint32_t *end)
{
    const char *text = bytes->data + *start + 1;
    size_t n = *end - *start - 1;
    const char *quote;
    bool inside = true;
    char *to;

    if (simple && n && text[n - 1] == '"') {
        *start += 1;
        *end -= 1;
        return true;
    }
    quote = memchr(text, '"', n);
    if (!quote || quote == text + n - 1) {
        *start += 1;
        *end -= quote != NULL;
        return true;
    }
    if (!t4_buffer_reserve(bytes, n) || bytes->length + n > UINT32_MAX)
        return false;
    text = bytes->data + *start + 1;
    to = bytes->data + bytes->length;
    for (size_t i = 0; i < n; i++) {
        if (!inside || text[i] != '"')
            *to++ = text[i];
        else if (i + 1 < n && text[i + 1] == '"')
            *to++ = text[i++];
        else
            inside = false;
    }
    *start = (uint32_t)bytes->length;
    bytes->length = (size_t)(to - bytes->data);
    *end = (uint32_t)bytes->length;
    return true;
}

static bool unquote_row(t4_slicer *s, t4_buffer *bytes, size_t row)
{
    uint32_t *start = s->starts + row * s->columns, *end = s->ends + row * s->columns;

    for (uint32_t c = 0; c < s->columns; c++)
        if (start[c] < end[c] && bytes->data[start[c]] == '"' &&
            !unquote(bytes, s->simple_quotes, &start[c], &end[c]))
            return false;
    return true;
}

/* The used fields of a record with another number of fields than the header; missing ones are empty. */
static void ragged_row(t4_slicer *s, size_t row, const uint32_t *place, uint32_t count)
{
    uint32_t *start = s->starts + row * s->columns, *end = s->ends + row * s->columns;

    for (uint32_t c = 0; c < s->columns; c++) {
        bool there = s->used[c] < count;

        start[c] = there ? place[s->used[c]] + 1 : place[count];
        end[c] = there ? place[s->used[c] + 1] : place[count];
    }
}

/* Carriage returns before the line end are no part of the record. */
static uint32_t without_returns(const char *bytes, uint32_t start, uint32_t end)
{
    while (end > start && bytes[end - 1] == '\r')
        end--;
    return end;
}

/* Nothing but separators, blanks and quotes: a row that a spreadsheet left empty. */
static bool is_blank(const char *bytes, uint32_t start, uint32_t end, char separator)
{
    for (uint32_t i = start; i < end; i++)
        if (bytes[i] != separator && bytes[i] != ' ' && bytes[i] != '"' && bytes[i] != '\t')
            return false;
    return true;
}

static t4_status write_rows(t4_slicer *s, t4_block *block, size_t *rows, t4_error *err)
{
    const uint32_t *used = s->used;
    const uint32_t columns = s->columns, expected = s->expected;
    const char *bytes = block->bytes.data;
    uint32_t previous = 0;
    size_t row = 0;

    for (size_t r = 0; r < s->record_count; previous = s->record_ends[r++]) {
        const uint32_t *place = s->positions + previous;
        uint32_t count = s->record_ends[r] - previous, last = place[count];
        uint32_t end = without_returns(bytes, place[count - 1] + 1, last);
        uint32_t *starts = s->starts + row * columns, *ends = s->ends + row * columns;

        if (is_blank(bytes, place[0] + 1, end, s->separator))
            continue;
        if (s->trailing && count == expected + 1 && end == place[expected] + 1)
            count = expected;
        if (count == expected)
            for (uint32_t c = 0; c < columns; c++) {
                starts[c] = place[used[c]] + 1;
                ends[c] = place[used[c] + 1];
            }
        else
            ragged_row(s, row, place, count);
        if (end != last)
            for (uint32_t c = 0; c < columns; c++) {
                starts[c] = starts[c] < end ? starts[c] : end;
                ends[c] = ends[c] < end ? ends[c] : end;
            }
        s->fields[row] = count;
        s->raw_start[row] = place[0] + 1;
        s->raw_end[row] = end;
        s->line[row] = !block->quotes ? (uint32_t)r : r ? s->line_after[r - 1] : 0;
        if (block->quotes && !unquote_row(s, &block->bytes, row))
            return t4_fail_memory(err);
        bytes = block->bytes.data;
        row++;
    }
    *rows = row;
    return T4_OK;
}

t4_status t4_slicer_cut(t4_slicer *slicer, t4_block *block, t4_slices *slices, t4_error *err)
{
    size_t rows = 0;
    t4_status status;

    block->bytes.length = block->record_bytes;
    status = find_positions(slicer, block, err);
    if (!status && !ensure_rows(slicer))
        status = t4_fail_memory(err);
    if (!status)
        status = write_rows(slicer, block, &rows, err);
    if (status)
        return status;
    *slices = (t4_slices){
        .bytes = block->bytes.data,
        .rows = (uint32_t)rows,
        .columns = slicer->columns,
        .starts = slicer->starts,
        .ends = slicer->ends,
        .fields = slicer->fields,
        .raw_start = slicer->raw_start,
        .raw_end = slicer->raw_end,
        .line = slicer->line,
        .block_line = block->first_line,
        .file = block->file,
        .expected_fields = slicer->expected,
    };
    return T4_OK;
}
