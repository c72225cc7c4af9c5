/* SPDX-License-Identifier: MIT */
/* changes.json and CHANGES.txt. */
#include <stdio.h>
#include <string.h>

#include "io/json.h"
#include "io/outfile.h"
#include "release/changes.h"

enum { LISTED = 25 };   /* newly hidden cells in CHANGES.txt; changes.json has all */

/* --- changes.json ---------------------------------------------------------------- */

static t4_json *counts_of(const t4_changes_counts *counts)
{
    t4_json *object = t4_json_new_object();
    bool good = object != NULL;

    for (int kind = 0; kind < T4_CHANGES_KINDS && good; kind++)
        good = t4_json_set(object, t4_change_names[kind], t4_json_new_integer((int64_t)counts->of[kind]));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static bool set_edition(t4_json *root, const char *key, const t4_edition *edition)
{
    t4_json *object = t4_json_new_object();
    bool good = t4_json_set(root, key, object) &&
                t4_json_set(object, "id", t4_json_new_text(edition->id)) &&
                t4_json_set(object, "vintage", t4_json_new_text(edition->vintage));

    return good && (!edition->digest[0] ||
                    t4_json_set(object, "manifest_sha256", t4_json_new_text(edition->digest))) &&
           (!edition->withdrawn || t4_json_set(object, "withdrawn", t4_json_new_boolean(true)));
}

static bool set_losses(t4_json *root, const char *key, const t4_changes_loss *list, size_t count)
{
    t4_json *array = t4_json_new_array();
    bool good = t4_json_set(root, key, array);

    for (size_t i = 0; i < count && good; i++) {
        t4_json *object = t4_json_new_object();

        good = t4_json_append(array, object) &&
               t4_json_set(object, "what", t4_json_new_text(list[i].what)) &&
               (!list[i].was[0] || t4_json_set(object, "was", t4_json_new_text(list[i].was))) &&
               (!list[i].is[0] || t4_json_set(object, "is", t4_json_new_text(list[i].is)));
    }
    return good;
}

static bool set_periods(t4_json *root, const char *key, const t4_period *list, size_t count)
{
    t4_json *array = t4_json_new_array();
    bool good = t4_json_set(root, key, array);

    for (size_t i = 0; i < count && good; i++) {
        char text[T4_PERIOD_TEXT];

        t4_period_print(list[i], text);
        good = t4_json_append(array, t4_json_new_text(text));
    }
    return good;
}

static bool set_tables(t4_json *root, const t4_changes *c)
{
    t4_json *object = t4_json_new_object();
    bool good = t4_json_set(root, "tables", object);

    for (int i = 0; i < c->now.level_count && good; i++) {
        char name[16];

        if (t4_edition_level(&c->before, c->now.levels[i]) < 0)
            continue;
        snprintf(name, sizeof name, "hs%d", c->now.levels[i]);
        good = t4_json_set(object, name, counts_of(&c->tables[i]));
    }
    return good;
}

static bool set_chapter(t4_json *array, const t4_changes *c, const t4_changes_chapter *chapter)
{
    t4_json *object = t4_json_new_object();
    bool good = t4_json_append(array, object) &&
                t4_json_set(object, "chapter", t4_json_new_text(chapter->chapter)) &&
                t4_json_set(object, "flow", t4_json_new_text(t4_flow_text((t4_flow)chapter->flow))) &&
                t4_json_set(object, "finest_before", t4_json_new_integer(chapter->finest_old)) &&
                t4_json_set(object, "finest_now", t4_json_new_integer(chapter->finest_new)) &&
                t4_json_set(object, "cells", counts_of(&chapter->counts));

    if (good && chapter->compared && c->value_now >= 0)
        good = t4_json_set(object, "measure", t4_json_new_text(c->now.measures[c->value_now].name)) &&
               t4_json_set(object, "before", t4_json_new_decimal(chapter->old_value, c->value_decimals)) &&
               t4_json_set(object, "now", t4_json_new_decimal(chapter->new_value, c->value_decimals));
    return good && t4_json_set(object, "cells_compared", t4_json_new_integer((int64_t)chapter->compared)) &&
           t4_json_set(object, "cells_not_compared", t4_json_new_integer((int64_t)chapter->not_compared));
}

/* Everything but the cells. */
static t4_json *head_of(const t4_changes *c)
{
    t4_json *root = t4_json_new_object(), *chapters = t4_json_new_array();
    bool good = root && t4_json_set(root, "coarser", t4_json_new_boolean(c->loss_count > 0)) &&
                set_losses(root, "detail_lost", c->losses, c->loss_count) &&
                set_losses(root, "detail_won", c->gains, c->gain_count) &&
                set_edition(root, "release", &c->now) && set_edition(root, "supersedes", &c->before) &&
                set_periods(root, "periods_added", c->added, c->added_count) &&
                set_periods(root, "periods_dropped", c->dropped, c->dropped_count) &&
                t4_json_set(root, "compared", t4_json_new_boolean(c->comparable)) &&
                t4_json_set(root, "cells_by_change", counts_of(&c->counts)) && set_tables(root, c);

    good = t4_json_set(root, "chapters", chapters) && good;
    for (size_t i = 0; i < c->chapter_count && good; i++)
        good = set_chapter(chapters, c, &c->chapters[i]);
    if (good)
        return root;
    t4_json_free(root);
    return NULL;
}

typedef struct {
    t4_outfile *file;
    const t4_changes *changes;
    t4_buffer line;
    bool begun;
} json_writer;

static bool set_amount(t4_json *cell, const t4_changes_amount *amount)
{
    t4_json *object = t4_json_new_object();
    const char was[2] = {amount->status_before, '\0'}, is[2] = {amount->status_now, '\0'};
    bool good = t4_json_set(cell, amount->name, object);

    if (good && amount->tells_before)
        good = t4_json_set(object, "before", t4_json_new_text(amount->before));
    if (good && *amount->now)
        good = t4_json_set(object, "now", t4_json_new_text(amount->now));
    if (good && amount->status_before && amount->status_before != amount->status_now)
        good = t4_json_set(object, "status_before", t4_json_new_text(was));
    return good && (!amount->status_now || t4_json_set(object, "status", t4_json_new_text(is)));
}

static t4_json *cell_of(const t4_changes *c, const t4_changes_cell *cell)
{
    t4_json *object = t4_json_new_object();
    char table[16];
    bool good;

    snprintf(table, sizeof table, "hs%d", cell->digits);
    good = object && t4_json_set(object, "change", t4_json_new_text(t4_change_names[cell->change])) &&
           t4_json_set(object, "table", t4_json_new_text(table)) &&
           t4_json_set(object, "period", t4_json_new_text(cell->period)) &&
           t4_json_set(object, "flow", t4_json_new_text(cell->flow)) &&
           t4_json_set(object, "code", t4_json_new_text(cell->code)) &&
           t4_json_set(object, "partner", t4_json_new_text(cell->partner));
    for (int d = 0; d < c->now.dimension_count && good; d++)
        good = t4_json_set(object, c->now.dimensions[d], t4_json_new_text(cell->dimension[d]));
    for (int m = 0; m < cell->amount_count && good; m++)
        good = set_amount(object, &cell->amounts[m]);
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

static t4_status write_cell(void *context, const t4_changes_cell *cell, t4_error *err)
{
    json_writer *w = context;
    t4_json *json = cell_of(w->changes, cell);
    t4_status status = T4_OK;

    t4_buffer_clear(&w->line);
    if (!json || !t4_buffer_puts(&w->line, w->begun ? ",\n    " : "\n    "))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_json_print(json, T4_JSON_COMPACT, &w->line, err);
    if (!status)
        status = t4_outfile_write(w->file, w->line.data, w->line.length, err);
    w->begun = true;
    t4_json_free(json);
    return status;
}

/* The head as it is printed, its closing brace taken off again so that the cells come last. */
static t4_status write_head(json_writer *w, t4_error *err)
{
    t4_json *head = head_of(w->changes);
    t4_status status = head ? t4_json_print(head, T4_JSON_INDENTED, &w->line, err) : t4_fail_memory(err);

    t4_json_free(head);
    while (!status && w->line.length && strchr("}\n", w->line.data[w->line.length - 1])) {
        bool brace = w->line.data[--w->line.length] == '}';

        if (brace && w->line.length && w->line.data[w->line.length - 1] == '\n') {
            w->line.length--;
            break;
        }
    }
    if (!status && !t4_buffer_puts(&w->line, ",\n  \"cells\": ["))
        status = t4_fail_memory(err);
    return status ? status : t4_outfile_write(w->file, w->line.data, w->line.length, err);
}

static t4_status write_json(t4_draft *draft, const t4_changes *changes, t4_error *err)
{
    json_writer w = {.changes = changes};
    char path[T4_DRAFT_PATH];
    t4_status status = t4_draft_path(draft, "changes.json", path, err);

    t4_buffer_init(&w.line, 0);
    if (!status)
        status = t4_outfile_open(&w.file, path, 0600, err);
    if (!status)
        status = write_head(&w, err);
    if (!status)
        status = t4_changes_cells(changes, draft->package->run, write_cell, &w, err);
    if (!status)
        status = t4_outfile_write(w.file, w.begun ? "\n  ]\n}\n" : "]\n}\n", w.begun ? 7 : 4, err);
    if (!status)
        status = t4_outfile_commit(w.file, err);
    t4_outfile_free(w.file);
    t4_buffer_release(&w.line);
    return status;
}

/* --- CHANGES.txt -------------------------------------------------------------------- */

static bool put_alarm(t4_buffer *out, const t4_changes *c)
{
    bool good = t4_buffer_puts(out, "ALARM: this release is coarser than the one before it\n");

    for (size_t i = 0; i < c->loss_count && good; i++)
        good = t4_buffer_printf(out, "  %-10s was %s%s%s\n", c->losses[i].what, c->losses[i].was,
                                c->losses[i].is[0] ? ", is " : "",
                                c->losses[i].is[0] ? c->losses[i].is : "; it is gone");
    return good && t4_buffer_putc(out, '\n');
}

static bool put_periods(t4_buffer *out, const char *title, const t4_period *list, size_t count)
{
    bool good = !count || t4_buffer_printf(out, "%-18s", title);

    for (size_t i = 0; i < count && good; i++) {
        char text[T4_PERIOD_TEXT];

        t4_period_print(list[i], text);
        good = t4_buffer_printf(out, "%s%s", i ? ", " : "", text);
    }
    return good && (!count || t4_buffer_putc(out, '\n'));
}

static bool put_counts(t4_buffer *out, const char *name, const t4_changes_counts *counts)
{
    bool good = t4_buffer_printf(out, "%-12s", name);

    for (int kind = 0; kind < T4_CHANGES_KINDS && good; kind++)
        good = t4_buffer_printf(out, " %13llu", (unsigned long long)counts->of[kind]);
    return good && t4_buffer_putc(out, '\n');
}

static bool put_tables(t4_buffer *out, const t4_changes *c)
{
    bool good = t4_buffer_printf(out, "\nCells of periods that both cover\n\n%-12s", "table");

    for (int kind = 0; kind < T4_CHANGES_KINDS && good; kind++)
        good = t4_buffer_printf(out, " %13s", t4_change_names[kind]);
    good = good && t4_buffer_putc(out, '\n');
    for (int i = c->now.level_count - 1; i >= 0 && good; i--) {
        char name[16];

        snprintf(name, sizeof name, "hs%d", c->now.levels[i]);
        if (t4_edition_level(&c->before, c->now.levels[i]) >= 0)
            good = put_counts(out, name, &c->tables[i]);
    }
    return good && put_counts(out, "all", &c->counts);
}

static bool put_chapter(t4_buffer *out, const t4_changes *c, const t4_changes_chapter *chapter)
{
    char old[T4_DECIMAL_TEXT] = "", now[T4_DECIMAL_TEXT] = "";
    uint64_t changed = 0;

    for (int kind = T4_CHANGE_SAME + 1; kind < T4_CHANGES_KINDS; kind++)
        changed += chapter->counts.of[kind];
    if (!changed && chapter->finest_old == chapter->finest_new)
        return true;
    if (chapter->compared) {
        t4_decimal_print(chapter->old_value, c->value_decimals, old);
        t4_decimal_print(chapter->new_value, c->value_decimals, now);
    }
    return t4_buffer_printf(out, "%-8s %-4s %6d %6d %9llu %9llu %9llu %9llu %9llu %22s %22s\n",
                            chapter->chapter, t4_flow_text((t4_flow)chapter->flow),
                            chapter->finest_old, chapter->finest_new,
                            (unsigned long long)chapter->counts.of[T4_CHANGE_REVISED],
                            (unsigned long long)chapter->counts.of[T4_CHANGE_ADDED],
                            (unsigned long long)chapter->counts.of[T4_CHANGE_REMOVED],
                            (unsigned long long)chapter->counts.of[T4_CHANGE_HIDDEN],
                            (unsigned long long)chapter->counts.of[T4_CHANGE_OPENED], old, now);
}

static bool put_chapters(t4_buffer *out, const t4_changes *c)
{
    const t4_edition_measure *m = c->value_now >= 0 ? &c->now.measures[c->value_now] : NULL;
    bool good = t4_buffer_printf(out,
        "\nChapters with changes; 'before' and 'now' are %s%s%s of the chapter's cells that are open in "
        "both\n\n%-8s %-4s %6s %6s %9s %9s %9s %9s %9s %22s %22s\n", m ? m->name : "nothing",
        m ? " in " : "", m ? m->unit : "", "chapter", "flow", "finest", "now", "revised", "added",
        "removed", "hidden", "opened", "before", "now");

    for (size_t i = 0; i < c->chapter_count && good; i++)
        good = put_chapter(out, c, &c->chapters[i]);
    return good;
}

typedef struct {
    t4_buffer *out;
    size_t listed;
} lister;

static t4_status list_hidden(void *context, const t4_changes_cell *cell, t4_error *err)
{
    lister *l = context;
    bool good = true;

    if (cell->change != T4_CHANGE_HIDDEN || l->listed >= LISTED)
        return T4_OK;
    if (l->listed++ == 0)
        good = t4_buffer_puts(l->out, "\nNewly hidden (changes.json lists every changed cell)\n\n");
    good = good && t4_buffer_printf(l->out, "hs%-4d %-8s %-3s %-12s %s\n", cell->digits, cell->period,
                                    cell->flow, cell->code, cell->partner);
    return good ? T4_OK : t4_fail_memory(err);
}

static bool put_head(t4_buffer *out, const t4_draft *draft, const t4_changes *c)
{
    bool good = (!c->loss_count || put_alarm(out, c)) &&
                t4_buffer_printf(out, "Changes of %s %s against %s %s%s\n\n", c->now.id, c->now.vintage,
                                 c->before.id, c->before.vintage,
                                 c->before.withdrawn ? " (withdrawn)" : "") &&
                put_periods(out, "new periods", c->added, c->added_count) &&
                put_periods(out, "periods dropped", c->dropped, c->dropped_count);

    for (size_t i = 0; i < c->gain_count && good; i++)
        good = t4_buffer_printf(out, "detail won        %s: %s%s%s\n", c->gains[i].what, c->gains[i].was,
                                c->gains[i].was[0] ? ", now " : "", c->gains[i].is);
    if (good && draft->package->template_->status)
        good = t4_buffer_printf(out, "%-18s%s\n", "status", draft->package->template_->status);
    if (good && !c->comparable)
        good = t4_buffer_puts(out, "\nThe further dimensions of the two releases differ: their cells "
                                   "cannot be compared.\n");
    return good;
}

static t4_status write_text(t4_draft *draft, const t4_changes *c, t4_error *err)
{
    t4_buffer text;
    lister l = {.out = &text};
    t4_status status;

    t4_buffer_init(&text, 0);
    status = put_head(&text, draft, c) && (!c->comparable || (put_tables(&text, c) && put_chapters(&text, c)))
                 ? T4_OK : t4_fail_memory(err);
    if (!status && c->counts.of[T4_CHANGE_HIDDEN])
        status = t4_changes_cells(c, draft->package->run, list_hidden, &l, err);
    if (!status && c->counts.of[T4_CHANGE_HIDDEN] > l.listed &&
        !t4_buffer_printf(&text, "... and %llu more\n",
                          (unsigned long long)(c->counts.of[T4_CHANGE_HIDDEN] - l.listed)))
        status = t4_fail_memory(err);
    if (!status && !t4_buffer_puts(&text, "\nA number that is hidden now is told by no file of this "
                                          "release, also where an earlier one had it.\n"))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_draft_write(draft, "CHANGES.txt", &text, err);
    t4_buffer_release(&text);
    return status;
}

t4_status t4_changes_write(t4_draft *draft, const t4_changes *changes, t4_error *err)
{
    t4_status status = write_json(draft, changes, err);

    return status ? status : write_text(draft, changes, err);
}
