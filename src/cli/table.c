/* SPDX-License-Identifier: MIT */
/* Tables of results: aligned text, CSV, JSON. */
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "cli/render.h"
#include "cli/terminal.h"

enum { GAP = 2, NARROWEST = 8 };

t4_status t4_table_init(t4_table *table, const char *headers, t4_error *err)
{
    char *copy, *save = NULL;

    *table = (t4_table){0};
    t4_arena_init(&table->arena);
    copy = t4_arena_strndup(&table->arena, headers, strlen(headers));
    if (!copy)
        return t4_fail_memory(err);
    for (char *name = strtok_r(copy, "|", &save); name && table->columns < T4_TABLE_COLUMNS;
         name = strtok_r(NULL, "|", &save)) {
        table->is_number[table->columns] = *name == '#';
        table->headers[table->columns++] = *name == '#' ? name + 1 : name;
    }
    return T4_OK;
}

void t4_table_release(t4_table *table)
{
    t4_free(table->cells);
    t4_arena_release(&table->arena);
    *table = (t4_table){0};
}

void t4_table_text(t4_table *table, const char *text)
{
    char *copy = t4_arena_strndup(&table->arena, text, strlen(text));

    if (!copy || !t4_grow(&table->cells, &table->room, table->count, sizeof *table->cells)) {
        table->failed = true;
        return;
    }
    table->cells[table->count++] = copy;
}

void t4_table_count(t4_table *table, uint64_t number)
{
    char text[T4_RENDER_TEXT];

    snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    t4_table_text(table, text);
}

/* The text of a cell as a terminal shows it: thousands in numbers, controls made visible. */
static const char *shown(t4_table *table, size_t index)
{
    const char *cell = table->cells[index], *digits = cell + (*cell == '-');
    t4_buffer buffer;
    const char *copy = NULL;

    if (table->is_number[index % (size_t)table->columns] && *digits &&
        !digits[strspn(digits, "0123456789")] && strlen(digits) < 20) {
        char text[1 + T4_RENDER_TEXT] = "-";
        uint64_t number = 0;

        for (const char *at = digits; *at; at++)
            number = number * 10 + (uint64_t)(*at - '0');
        t4_render_count(number, text + (digits - cell));
        return t4_arena_strndup(&table->arena, text, strlen(text));
    }
    t4_buffer_init(&buffer, 0);
    if (t4_render_safe(&buffer, cell))
        copy = t4_arena_strndup(&table->arena, buffer.data ? buffer.data : "", buffer.length);
    t4_buffer_release(&buffer);
    return copy;
}

static size_t sum_widths(const t4_table *table, const size_t *widths, int indent)
{
    size_t sum = (size_t)indent;

    for (int c = 0; c < table->columns; c++)
        sum += widths[c] + (c + 1 < table->columns ? GAP : 0);
    return sum;
}

/* Take columns from the widest text column until the table fits or nothing more can be taken. */
static void fit(const t4_table *table, size_t *widths, size_t room, int indent)
{
    size_t total = sum_widths(table, widths, indent);

    while (total > room) {
        int widest = -1;

        for (int c = 0; c < table->columns; c++)
            if (!table->is_number[c] && widths[c] > NARROWEST &&
                (widest < 0 || widths[c] > widths[widest]))
                widest = c;
        if (widest < 0)
            return;
        widths[widest]--;
        total--;
    }
}

/* Append text cut to `width` columns, with "..." when something is missing. */
static bool put_cut(t4_buffer *line, const char *text, size_t width)
{
    size_t columns = 0;
    const char *at = text;

    if (t4_terminal_columns(text) <= width)
        return t4_buffer_puts(line, text);
    while (*at) {
        uint32_t code;
        size_t n = t4_render_character(at, &code);
        char one[5] = "";

        n = n ? n : 1;
        memcpy(one, at, n);
        columns += t4_terminal_columns(one);
        if (columns + 3 > width)
            break;
        at += n;
    }
    return t4_buffer_append(line, text, (size_t)(at - text)) && t4_buffer_puts(line, "...");
}

static bool put_row(t4_buffer *line, const t4_table *table, const char *const *cells,
                    const size_t *widths, int indent)
{
    bool good = t4_buffer_printf(line, "%*s", indent, "");

    for (int c = 0; c < table->columns && good; c++) {
        size_t columns = t4_terminal_columns(cells[c]);
        size_t blanks = columns < widths[c] ? widths[c] - columns : 0;

        if (table->is_number[c])
            good = t4_buffer_printf(line, "%*s", (int)blanks, "");
        good = good && put_cut(line, cells[c], widths[c]);
        if (c + 1 < table->columns)
            good = good && t4_buffer_printf(line, "%*s",
                                            (int)((table->is_number[c] ? 0 : blanks) + GAP), "");
    }
    while (line->length > 0 && line->data[line->length - 1] == ' ')
        line->length--;
    return good;
}

static t4_status print_text(t4_table *table, const t4_terminal *terminal, int indent,
                            t4_error *err)
{
    size_t widths[T4_TABLE_COLUMNS];
    t4_buffer line;
    bool good = true;

    t4_buffer_init(&line, 0);
    for (int c = 0; c < table->columns; c++)
        widths[c] = t4_terminal_columns(table->headers[c]);
    for (size_t i = 0; i < table->count && good; i++) {
        size_t *width = &widths[i % (size_t)table->columns];

        table->cells[i] = shown(table, i);
        good = table->cells[i] != NULL;
        if (good && t4_terminal_columns(table->cells[i]) > *width)
            *width = t4_terminal_columns(table->cells[i]);
    }
    if (terminal->shown)
        fit(table, widths, terminal->width, indent);
    good = good && put_row(&line, table, table->headers, widths, indent);
    if (good)
        fprintf(terminal->file, "%s%s%s\n", t4_terminal_style(terminal, T4_STYLE_BOLD),
                t4_buffer_text(&line), t4_terminal_style(terminal, T4_STYLE_PLAIN));
    for (size_t i = 0; i + (size_t)table->columns <= table->count && good;
         i += (size_t)table->columns) {
        t4_buffer_clear(&line);
        good = put_row(&line, table, table->cells + i, widths, indent) &&
               t4_buffer_putc(&line, '\n');
        if (good)
            fwrite(line.data, 1, line.length, terminal->file);
    }
    t4_buffer_release(&line);
    return good ? T4_OK : t4_fail_memory(err);
}

static bool put_json_cell(t4_buffer *line, const t4_table *table, int column, const char *cell)
{
    if (!t4_render_json(line, table->headers[column]) || !t4_buffer_puts(line, ": "))
        return false;
    if (table->is_number[column] && *cell && !cell[strspn(cell, "0123456789")])
        return t4_buffer_puts(line, cell);
    return t4_render_json(line, cell);
}

static t4_status print_json(t4_table *table, FILE *file, t4_error *err)
{
    t4_buffer line;
    bool good = true;

    t4_buffer_init(&line, 0);
    fputs("[", file);
    for (size_t i = 0; i < table->count && good; i++) {
        int column = (int)(i % (size_t)table->columns);

        if (column == 0)
            good = t4_buffer_puts(&line, i ? ",\n {" : "\n {");
        else
            good = t4_buffer_puts(&line, ", ");
        good = good && put_json_cell(&line, table, column, table->cells[i]);
        if (good && column + 1 == table->columns) {
            good = t4_buffer_puts(&line, "}");
            fwrite(line.data, 1, line.length, file);
            t4_buffer_clear(&line);
        }
    }
    fputs(table->count ? "\n]\n" : "]\n", file);
    t4_buffer_release(&line);
    return good ? T4_OK : t4_fail_memory(err);
}

static t4_status print_csv(t4_table *table, FILE *file, t4_error *err)
{
    t4_buffer line;
    bool good = true;

    t4_buffer_init(&line, 0);
    for (int c = 0; c < table->columns && good; c++)
        good = (c == 0 || t4_buffer_putc(&line, ',')) && t4_render_csv(&line, table->headers[c]);
    good = good && t4_buffer_putc(&line, '\n');
    for (size_t i = 0; i < table->count && good; i++) {
        bool last = (i + 1) % (size_t)table->columns == 0;

        good = t4_render_csv(&line, table->cells[i]) && t4_buffer_putc(&line, last ? '\n' : ',');
        if (good && last) {
            fwrite(line.data, 1, line.length, file);
            t4_buffer_clear(&line);
        }
    }
    if (good && line.length)
        fwrite(line.data, 1, line.length, file);
    t4_buffer_release(&line);
    return good ? T4_OK : t4_fail_memory(err);
}

t4_status t4_table_print(t4_table *table, const t4_terminal *terminal, t4_format format,
                         int indent, t4_error *err)
{
    if (table->failed)
        return t4_fail_memory(err);
    if (format == T4_FORMAT_CSV)
        return print_csv(table, terminal->file, err);
    if (format == T4_FORMAT_JSON)
        return print_json(table, terminal->file, err);
    return print_text(table, terminal, indent, err);
}
