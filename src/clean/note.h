/* SPDX-License-Identifier: MIT */
/* The issues that a text causes, kept once and repeated for every row that holds it. */
#ifndef T4_CLEAN_NOTE_H
#define T4_CLEAN_NOTE_H

#include "model/issue.h"

enum {
    T4_NOTES_MOST = 1 << 18,       /* notes and bytes of theirs that a thread keeps; */
    T4_NOTES_BYTES = 64 << 20      /* past either, memos and notes begin anew */
};

typedef struct {
    t4_issue_kind kind;
    t4_issue_action action;
    const char *found, *expected;
    uint32_t tally;                /* unknown partners: counter + 1; 0 = none */
    bool secret;
    bool more;                     /* the next note belongs to the same text */
} t4_note;

typedef struct {
    t4_note *items;
    size_t count, room;
    size_t begun;                  /* first note of the text at hand */
    bool short_of_memory;
    t4_arena arena;
} t4_notes;

void t4_notes_init(t4_notes *notes);
void t4_notes_release(t4_notes *notes);
void t4_notes_clear(t4_notes *notes);
bool t4_notes_full(const t4_notes *notes);

/* Begin the notes of a text, add to them, and end: the number to keep with the text, 0 = no notes. */
void t4_notes_begin(t4_notes *notes);
/* found: n bytes of UTF-8; expected by printf.  Returns the note, or NULL without memory (remembered until end). */
t4_note *t4_notes_add(t4_notes *notes, t4_issue_kind kind, t4_issue_action action,
                      const char *found, size_t n, const char *expected, ...)
    __attribute__((format(printf, 6, 7)));
/* False when memory ran short since begin. */
bool t4_notes_end(t4_notes *notes, uint32_t *number);
/* Is one of the notes since begin a reason to reject? */
bool t4_notes_rejected(const t4_notes *notes);

/* The first note of a number; go on while ->more. */
static inline const t4_note *t4_notes_first(const t4_notes *notes, uint32_t number)
{
    return &notes->items[number - 1];
}

#endif
