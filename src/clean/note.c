/* SPDX-License-Identifier: MIT */
#include "clean/note.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

void t4_notes_init(t4_notes *notes)
{
    *notes = (t4_notes){0};
    t4_arena_init(&notes->arena);
}

void t4_notes_release(t4_notes *notes)
{
    t4_free(notes->items);
    t4_arena_release(&notes->arena);
    *notes = (t4_notes){0};
}

void t4_notes_clear(t4_notes *notes)
{
    t4_arena_release(&notes->arena);
    t4_arena_init(&notes->arena);
    notes->count = 0;
}

bool t4_notes_full(const t4_notes *notes)
{
    return notes->count > T4_NOTES_MOST || notes->arena.bytes > T4_NOTES_BYTES;
}

void t4_notes_begin(t4_notes *notes)
{
    notes->begun = notes->count;
    notes->short_of_memory = false;
}

t4_note *t4_notes_add(t4_notes *notes, t4_issue_kind kind, t4_issue_action action,
                      const char *found, size_t n, const char *expected, ...)
{
    t4_note note = {.kind = kind, .action = action};
    char text[256];
    va_list arguments;
    int length;

    va_start(arguments, expected);
    length = vsnprintf(text, sizeof text, expected, arguments);
    va_end(arguments);
    length = length < 0 ? 0 : length >= (int)sizeof text ? (int)sizeof text - 1 : length;
    note.found = t4_arena_strndup(&notes->arena, found, n < 256 ? n : 256);
    note.expected = t4_arena_strndup(&notes->arena, text, (size_t)length);
    if (!note.found || !note.expected ||
        !t4_grow(&notes->items, &notes->room, notes->count, sizeof *notes->items)) {
        notes->short_of_memory = true;
        return NULL;
    }
    if (notes->count > notes->begun)
        notes->items[notes->count - 1].more = true;
    notes->items[notes->count] = note;
    return &notes->items[notes->count++];
}

bool t4_notes_end(t4_notes *notes, uint32_t *number)
{
    *number = notes->count > notes->begun ? (uint32_t)notes->begun + 1 : 0;
    return !notes->short_of_memory;
}

bool t4_notes_rejected(const t4_notes *notes)
{
    for (size_t i = notes->begun; i < notes->count; i++)
        if (notes->items[i].action == T4_ACT_REJECT)
            return true;
    return false;
}
