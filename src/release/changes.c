/* SPDX-License-Identifier: MIT */
#include "release/changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "release/changes_walk.h"

const char *const t4_change_names[T4_CHANGES_KINDS] = {
    "same", "newly_hidden", "revised", "newly_opened", "status", "added", "removed"};

void t4_changes_release(t4_changes *changes)
{
    t4_edition_release(&changes->before);
    t4_edition_release(&changes->now);
    t4_free(changes->chapters);
    t4_free(changes->losses);
    t4_free(changes->gains);
    t4_free(changes->added);
    t4_free(changes->dropped);
    t4_dict_free(changes->chapter_keys);
    t4_dict_free(changes->periods_before);
    t4_dict_free(changes->periods_now);
    *changes = (t4_changes){0};
}

/* --- chapters and periods ------------------------------------------------------------ */

/* The entry of a chapter and flow, made when new; NULL without memory. */
static t4_changes_chapter *chapter_at(t4_changes *c, const char *code, t4_flow flow)
{
    char key[8];
    int n = snprintf(key, sizeof key, "%.2s|%d", code, (int)flow);
    size_t known = t4_dict_count(c->chapter_keys);
    uint32_t id = t4_dict_add(c->chapter_keys, key, (size_t)n);

    if (id == T4_DICT_NONE)
        return NULL;
    if (id < known)
        return &c->chapters[id];
    if (!t4_grow(&c->chapters, &c->chapter_room, c->chapter_count, sizeof *c->chapters))
        return NULL;
    c->chapters[c->chapter_count] = (t4_changes_chapter){.flow = (uint32_t)flow};
    snprintf(c->chapters[c->chapter_count].chapter, 4, "%.2s", code);
    return &c->chapters[c->chapter_count++];
}

static t4_flow flow_of(const char *text)
{
    t4_flow flow = t4_flow_parse(text, strlen(text));

    return flow < T4_FLOWS ? flow : T4_M;
}

static bool add_period(t4_dict *dict, const char *period)
{
    return t4_dict_add(dict, period, strlen(period)) != T4_DICT_NONE;
}

/* Periods and finest levels of the release before, from its tables. */
static t4_status scan_before(t4_changes *c, t4_run *run, t4_error *err)
{
    t4_status status = T4_OK;

    for (int i = 0; i < c->before.level_count && !status; i++) {
        int digits = c->before.levels[i];
        t4_changes_side side = {0};

        status = t4_changes_side_open(&side, run, &c->before, digits, err);
        while (!status && side.more) {
            const char *code = side.fields[side.keys[2]];
            t4_changes_chapter *chapter = NULL;

            if (digits)
                chapter = chapter_at(c, code, flow_of(side.fields[side.keys[1]]));
            if ((digits && !chapter) || !add_period(c->periods_before, side.fields[side.keys[0]]))
                status = t4_fail_memory(err);
            if (chapter && digits > chapter->finest_old)
                chapter->finest_old = digits;
            if (!status)
                status = t4_changes_side_next(&side, err);
        }
        t4_changes_side_close(&side);
    }
    return status;
}

/* The same of this release, as counted while it was written. */
static t4_status scan_now(t4_changes *c, const t4_draft *draft, t4_error *err)
{
    const t4_survey *survey = &draft->survey;

    for (size_t i = 0; i < survey->rows->units; i++) {
        const t4_survey_unit *unit = &survey->units[i];
        t4_changes_chapter *chapter = NULL;
        char period[T4_PERIOD_TEXT];

        if (!unit->period)
            continue;
        t4_period_print(unit->period, period);
        if (unit->chapter[0])
            chapter = chapter_at(c, unit->chapter, (t4_flow)unit->flow);
        if ((unit->chapter[0] && !chapter) || !add_period(c->periods_now, period))
            return t4_fail_memory(err);
        for (int level = 0; chapter && level < c->now.level_count; level++)
            if (unit->rows[level] && c->now.levels[level] > chapter->finest_new)
                chapter->finest_new = c->now.levels[level];
    }
    return T4_OK;
}

static int by_key(const void *a, const void *b)
{
    const t4_changes_chapter *x = a, *y = b;
    int order = strcmp(x->chapter, y->chapter);

    return order ? order : x->flow < y->flow ? -1 : x->flow > y->flow;
}

static int by_period(const void *a, const void *b)
{
    t4_period x = *(const t4_period *)a, y = *(const t4_period *)b;

    return x < y ? -1 : x > y;
}

/* Periods of a that b has not. */
static bool differ(t4_dict *a, t4_dict *b, t4_period **list, size_t *count, size_t *room)
{
    for (size_t i = 0; i < t4_dict_count(a); i++) {
        const char *text = t4_dict_text(a, (uint32_t)i, NULL);

        if (t4_dict_find(b, text, strlen(text)) != T4_DICT_NONE)
            continue;
        if (!t4_grow(list, room, *count, sizeof **list))
            return false;
        (*list)[(*count)++] = t4_period_parse(text, strlen(text));
    }
    if (*count)
        qsort(*list, *count, sizeof **list, by_period);
    return true;
}

/* --- detail lost and won ----------------------------------------------------------------- */

static bool add_loss(t4_changes *c, bool loss, const char *what, const char *was, const char *is)
{
    t4_changes_loss **list = loss ? &c->losses : &c->gains;
    size_t *count = loss ? &c->loss_count : &c->gain_count;
    size_t *room = loss ? &c->loss_room : &c->gain_room;
    t4_changes_loss *entry;

    if (*count >= T4_CHANGES_LOSSES_MAX)
        return true;
    if (!t4_grow(list, room, *count, sizeof **list))
        return false;
    entry = &(*list)[(*count)++];
    *entry = (t4_changes_loss){.what = what};
    snprintf(entry->was, sizeof entry->was, "%s", was);
    snprintf(entry->is, sizeof entry->is, "%s", is);
    return true;
}

/* What `a` has and `b` has not, as losses or gains. */
static bool compare_plans(t4_changes *c, const t4_edition *a, const t4_edition *b, bool loss)
{
    static const char *const kinds[T4_PERIOD_KINDS] = {"years to date", "years", "quarters", "months"};
    char text[80];
    bool good = true;

#define NOTE(what, name) \
    (good = good && (loss ? add_loss(c, true, what, name, "") : add_loss(c, false, what, "", name)))
    for (int i = 0; i < a->level_count; i++)
        if (t4_edition_level(b, a->levels[i]) < 0) {
            snprintf(text, sizeof text, a->levels[i] ? "%d digits" : "all goods", a->levels[i]);
            NOTE("level", text);
        }
    for (int kind = 0; kind < T4_PERIOD_KINDS; kind++)
        if (a->periods[kind] && !b->periods[kind])
            NOTE("period", kinds[kind]);
    if (a->each && !b->each)
        NOTE("partners", "single partners");
    if (a->world && !b->world)
        NOTE("partners", "the world");
    for (int g = 0; g < a->group_count; g++)
        if (t4_edition_group(b, a->groups[g]) < 0)
            NOTE("partners", a->groups[g]);
    for (int m = 0; m < a->measure_count; m++)
        if (t4_edition_measure_named(b, a->measures[m].name) < 0)
            NOTE("measure", a->measures[m].name);
    for (int d = 0; d < a->dimension_count; d++)
        if (t4_edition_dimension(b, a->dimensions[d]) < 0)
            NOTE("dimension", a->dimensions[d]);
#undef NOTE
    return good;
}

/* Chapters whose finest table is another one, where that is not true of the whole release. */
static bool compare_chapters(t4_changes *c)
{
    int old = 0, now = 0;
    bool good = true;

    for (int i = 0; i < c->before.level_count; i++)
        old = c->before.levels[i] > old ? c->before.levels[i] : old;
    for (int i = 0; i < c->now.level_count; i++)
        now = c->now.levels[i] > now ? c->now.levels[i] : now;
    for (size_t i = 0; i < c->chapter_count && good; i++) {
        const t4_changes_chapter *chapter = &c->chapters[i];
        char was[80], is[80];

        if (!chapter->finest_old || !chapter->finest_new || chapter->finest_old == chapter->finest_new ||
            (chapter->finest_old == old && chapter->finest_new == now))
            continue;
        snprintf(was, sizeof was, "chapter %s, %s: %d digits", chapter->chapter,
                 t4_flow_text((t4_flow)chapter->flow), chapter->finest_old);
        snprintf(is, sizeof is, "%d digits", chapter->finest_new);
        good = add_loss(c, chapter->finest_new < chapter->finest_old, "chapter", was, is);
    }
    return good;
}

/* --- counting ------------------------------------------------------------------------------ */

typedef struct {
    t4_changes *changes;
    int level, digits;
    bool sums;               /* rows of this table make the chapters' values */
    t4_period_kind kind;     /* the shortest that both have */
    bool world;
} counter;

static bool parse(const t4_changes *c, const char *text, t4_int128 *value)
{
    static const t4_notation plain = {'.', false};

    return t4_decimal_parse(text, strlen(text), &plain, c->value_decimals, value, NULL) == T4_DECIMAL_OK;
}

/* Add a chapter's own cell to its sums. */
static t4_status add_value(const counter *k, t4_changes_chapter *chapter,
                           const t4_changes_side *before, const t4_changes_side *now, t4_error *err)
{
    t4_changes *c = k->changes;
    const t4_changes_side *side = now ? now : before;
    const char *period = side->fields[side->keys[0]], *partner = side->fields[side->keys[3]];
    t4_int128 old = 0, new_ = 0;

    if (!k->sums || c->value_now < 0 || (strcmp(partner, "W00") == 0) != k->world ||
        !strncmp(partner, "G_", 2) ||
        t4_period_kind_of(t4_period_parse(period, strlen(period))) != k->kind)
        return T4_OK;
    /* A cell that is gone may be hidden in another: its old number is not told. */
    if (!now || (before && !parse(c, before->fields[before->amounts[c->value_before]], &old)) ||
        (!parse(c, now->fields[now->amounts[c->value_now]], &new_))) {
        chapter->not_compared++;
        return T4_OK;
    }
    chapter->compared++;
    if (!t4_add128(chapter->old_value, old, &chapter->old_value) ||
        !t4_add128(chapter->new_value, new_, &chapter->new_value))
        return t4_fail(err, T4_ERR_DATA, "the sum of the changes of a chapter does not fit in 127 bits");
    return T4_OK;
}

static t4_status count(void *context, const t4_changes_side *before, const t4_changes_side *now,
                       t4_error *err)
{
    counter *k = context;
    t4_changes *c = k->changes;
    const t4_changes_side *side = now ? now : before;
    t4_change change;
    t4_changes_chapter *chapter;

    if (!t4_changes_covered(c, side->fields[side->keys[0]]))
        return T4_OK;
    change = t4_changes_judge(c, before, now);
    c->counts.of[change]++;
    c->tables[k->level].of[change]++;
    if (!k->digits)
        return T4_OK;
    chapter = chapter_at(c, side->fields[side->keys[2]], flow_of(side->fields[side->keys[1]]));
    if (!chapter)
        return t4_fail_memory(err);
    chapter->counts.of[change]++;
    return add_value(k, chapter, before, now, err);
}

/* The first measure that both have in the same unit. */
static void find_value(t4_changes *c)
{
    c->value_before = c->value_now = -1;
    for (int m = 0; m < c->now.measure_count && c->value_now < 0; m++) {
        int k = t4_edition_measure_named(&c->before, c->now.measures[m].name);

        if (k < 0 || strcmp(c->before.measures[k].unit, c->now.measures[m].unit) != 0)
            continue;
        c->value_before = k;
        c->value_now = m;
        c->value_decimals = c->before.measures[k].decimals > c->now.measures[m].decimals
                                ? c->before.measures[k].decimals : c->now.measures[m].decimals;
    }
}

static bool same_dimensions(const t4_edition *a, const t4_edition *b)
{
    bool same = a->dimension_count == b->dimension_count;

    for (int d = 0; same && d < a->dimension_count; d++)
        same = !strcmp(a->dimensions[d], b->dimensions[d]);
    return same;
}

static t4_status count_all(t4_changes *c, t4_run *run, t4_error *err)
{
    counter k = {.changes = c, .world = c->before.world && c->now.world};
    bool summed = false;
    t4_status status = T4_OK;

    for (int kind = 0; kind < T4_PERIOD_KINDS; kind++)
        if (c->before.periods[kind] && c->now.periods[kind])
            k.kind = (t4_period_kind)kind;
    for (int i = c->now.level_count - 1; i >= 0 && !status; i--) {
        k.level = i;
        k.digits = c->now.levels[i];
        if (t4_edition_level(&c->before, k.digits) < 0)
            continue;
        k.sums = k.digits && !summed;
        summed = summed || k.digits;
        status = t4_changes_walk(c, run, k.digits, count, &k, err);
    }
    return status;
}

t4_status t4_changes_find(t4_changes *changes, const t4_draft *draft, const char *folder,
                          t4_error *err)
{
    t4_changes *c = changes;
    t4_run *run = draft->package->run;
    t4_status status;

    *c = (t4_changes){.chapter_keys = t4_dict_new(1 << 16), .periods_before = t4_dict_new(1 << 16),
                      .periods_now = t4_dict_new(1 << 16)};
    if (!c->chapter_keys || !c->periods_before || !c->periods_now)
        return t4_fail_memory(err);
    status = t4_edition_read(&c->before, run, folder, err);
    if (!status)
        status = t4_edition_of_draft(&c->now, draft, err);
    if (status)
        return status;
    find_value(c);
    c->comparable = same_dimensions(&c->before, &c->now);
    status = scan_before(c, run, err);
    if (!status)
        status = scan_now(c, draft, err);
    if (!status && (!differ(c->periods_before, c->periods_now, &c->dropped, &c->dropped_count, &c->dropped_room) ||
                    !differ(c->periods_now, c->periods_before, &c->added, &c->added_count, &c->added_room)))
        status = t4_fail_memory(err);
    if (!status && c->comparable)
        status = count_all(c, run, err);
    if (!status && c->chapter_count)
        qsort(c->chapters, c->chapter_count, sizeof *c->chapters, by_key);
    if (!status && (!compare_plans(c, &c->before, &c->now, true) ||
                    !compare_plans(c, &c->now, &c->before, false) || !compare_chapters(c)))
        status = t4_fail_memory(err);
    return status;
}
