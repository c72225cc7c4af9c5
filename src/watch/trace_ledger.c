/* SPDX-License-Identifier: MIT */
/* The ledger in memory: events of fixed size, texts in chunks, names once each. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "watch/trace_work.h"

enum { CHUNK_BITS = 24, CHUNK = 1 << CHUNK_BITS };

static const char *const type_names[T4_TRACE_TYPES] = {
    "IMPORT", "PRODUCE", "RETURN", "TRANSFER", "RETAIL", "CONSUME", "LOSS", "EXPORT", "EAEU_OUT", "TRANSIT_IN",
    "TRANSIT_OUT", "CANCEL"};

const int t4_trace_levels[T4_TRACE_LEVELS] = {10, 8, 6, 4, 2};

const char *t4_trace_type_name(t4_trace_type type)
{
    return type_names[type];
}

t4_trace_type t4_trace_type_parse(const char *text, size_t n)
{
    for (int i = 0; i < T4_TRACE_TYPES; i++)
        if (strlen(type_names[i]) == n && !strncasecmp(type_names[i], text, n))
            return (t4_trace_type)i;
    return T4_TRACE_TYPES;
}

/* --- days (proleptic Gregorian; Hinnant 2013) --------------------------------------- */

t4_trace_day t4_trace_day_of(t4_watchday day)
{
    int year = (int)(day / 10000), month = (int)(day / 100 % 100), d = (int)(day % 100);
    int era, year_of_era, day_of_year;

    if (!day)
        return T4_TRACE_NO_DAY;
    year -= month <= 2;
    era = year / 400;
    year_of_era = year - era * 400;
    day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

t4_watchday t4_trace_watchday(t4_trace_day day)
{
    int z, era, day_of_era, year_of_era, day_of_year, month_part, month;

    if (day == T4_TRACE_NO_DAY)
        return 0;
    z = day + 719468;
    era = z / 146097;
    day_of_era = z - era * 146097;
    year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    month_part = (5 * day_of_year + 2) / 153;
    month = month_part + (month_part < 10 ? 3 : -9);
    return (t4_watchday)((year_of_era + era * 400 + (month <= 2)) * 10000 + month * 100 + day_of_year -
                         (153 * month_part + 2) / 5 + 1);
}

void t4_trace_day_print(t4_trace_day day, char text[16])
{
    t4_watchday d = t4_trace_watchday(day);

    snprintf(text, 16, "%04u-%02u-%02u", d / 10000 % 10000, d / 100 % 100, d % 100);
}

/* --- life ------------------------------------------------------------------------- */

t4_status t4_trace_ledger_new(t4_trace_ledger **ledger, int decimals, t4_error *err)
{
    t4_trace_ledger *l = t4_alloc_zero(1, sizeof *l);

    if (!l)
        return t4_fail_memory(err);
    l->decimals = decimals;
    l->names = t4_dict_new(T4_TRACE_NAMES_MOST);
    l->places = t4_dict_new(T4_TRACE_PLACES_MOST);
    if (l->names && l->places && t4_dict_add(l->places, "", 0) == 0) {
        *ledger = l;
        return T4_OK;
    }
    t4_trace_ledger_free(l);
    return t4_fail_memory(err);
}

void t4_trace_ledger_free(t4_trace_ledger *l)
{
    if (!l)
        return;
    t4_dict_free(l->names);
    t4_dict_free(l->places);
    for (size_t i = 0; i < l->chunk_count; i++)
        t4_free(l->chunks[i]);
    t4_free(l->chunks);
    t4_free(l->events);
    t4_free(l->ids);
    t4_free(l->firms);
    t4_free(l->openings);
    t4_free(l);
}

int t4_trace_decimals(const t4_trace_ledger *l)
{
    return l->decimals;
}

size_t t4_trace_events(const t4_trace_ledger *l)
{
    return l->event_count;
}

const t4_trace_event *t4_trace_event_at(const t4_trace_ledger *l, size_t index)
{
    return &l->events[index];
}

const char *t4_trace_name_text(const t4_trace_ledger *l, uint32_t id)
{
    size_t n;

    return id == T4_DICT_NONE ? "" : t4_dict_text(l->names, id, &n);
}

const char *t4_trace_place_text(const t4_trace_ledger *l, uint16_t id)
{
    size_t n;

    return t4_dict_text(l->places, id, &n);
}

const char *t4_trace_event_id(const t4_trace_ledger *l, const t4_trace_event *event)
{
    return l->chunks[event->texts >> CHUNK_BITS] + (event->texts & (CHUNK - 1));
}

const char *t4_trace_document(const t4_trace_ledger *l, const t4_trace_event *event)
{
    const char *id = t4_trace_event_id(l, event);

    return id + strlen(id) + 1;
}

/* --- adding ------------------------------------------------------------------------- */

t4_status t4_trace_name(t4_trace_ledger *l, const char *text, size_t n, uint32_t *id, t4_error *err)
{
    *id = T4_DICT_NONE;
    if (n == 0)
        return T4_OK;
    *id = t4_dict_add(l->names, text, n);
    if (*id != T4_DICT_NONE)
        return T4_OK;
    if (t4_dict_count(l->names) >= T4_TRACE_NAMES_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d distinct lots, holders and codes", T4_TRACE_NAMES_MOST);
    return t4_fail_memory(err);
}

t4_status t4_trace_place(t4_trace_ledger *l, const char *text, size_t n, uint16_t *id, t4_error *err)
{
    uint32_t found = t4_dict_add(l->places, text, n);

    *id = (uint16_t)found;
    if (found < T4_TRACE_PLACES_MOST)
        return T4_OK;
    if (t4_dict_count(l->places) >= T4_TRACE_PLACES_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d distinct countries, currencies and units",
                       T4_TRACE_PLACES_MOST);
    return t4_fail_memory(err);
}

/* Both texts behind each other, NUL after each; they never cross a chunk. */
static bool keep_texts(t4_trace_ledger *l, const char *id, size_t id_length, const char *document,
                       size_t document_length, uint64_t *where)
{
    size_t n = id_length + document_length + 2;
    char *to;

    if (!l->chunk_count || l->chunk_used + n > CHUNK) {
        if (!t4_grow(&l->chunks, &l->chunk_room, l->chunk_count, sizeof *l->chunks))
            return false;
        l->chunks[l->chunk_count] = t4_alloc(CHUNK, 1);
        if (!l->chunks[l->chunk_count])
            return false;
        l->chunk_count++;
        l->chunk_used = 0;
    }
    *where = (uint64_t)(l->chunk_count - 1) << CHUNK_BITS | l->chunk_used;
    to = l->chunks[l->chunk_count - 1] + l->chunk_used;
    memcpy(to, id, id_length);
    to[id_length] = '\0';
    memcpy(to + id_length + 1, document, document_length);
    to[n - 1] = '\0';
    l->chunk_used += n;
    return true;
}

/* The slot of an id in the open table: its event + 1, or the empty place. */
static size_t slot_of(const t4_trace_ledger *l, const char *id, size_t n)
{
    size_t slot = t4_hash(id, n) & (l->id_slots - 1);

    while (l->ids[slot]) {
        const char *there = t4_trace_event_id(l, &l->events[l->ids[slot] - 1]);

        if (!strncmp(there, id, n) && !there[n])
            return slot;
        slot = (slot + 1) & (l->id_slots - 1);
    }
    return slot;
}

static bool make_slots(t4_trace_ledger *l)
{
    size_t slots = l->id_slots ? l->id_slots * 2 : 1024;
    uint32_t *ids;

    if (l->event_count * 2 < l->id_slots)
        return true;
    while (slots <= l->event_count * 2)
        slots *= 2;
    ids = t4_alloc_zero(slots, sizeof *ids);
    if (!ids)
        return false;
    t4_free(l->ids);
    l->ids = ids;
    l->id_slots = slots;
    for (size_t i = 0; i < l->event_count; i++) {
        const char *id = t4_trace_event_id(l, &l->events[i]);

        l->ids[slot_of(l, id, strlen(id))] = (uint32_t)i + 1;
    }
    return true;
}

void t4_trace_forget_ids(t4_trace_ledger *l)
{
    t4_free(l->ids);
    l->ids = NULL;
    l->id_slots = 0;
}

uint32_t t4_trace_find_event(const t4_trace_ledger *l, const char *id)
{
    size_t slot = l->id_slots ? slot_of(l, id, strlen(id)) : 0;

    return l->id_slots && l->ids[slot] ? l->ids[slot] - 1 : T4_DICT_NONE;
}

static t4_status check_event(const t4_trace_event *e, size_t id_length, size_t document_length, t4_error *err)
{
    const char *name = type_names[e->type];

    if (!id_length)
        return t4_fail(err, T4_ERR_DATA, "no event id; every event needs one of its own");
    if (id_length > T4_TRACE_TEXT_MOST || document_length > T4_TRACE_TEXT_MOST)
        return t4_fail(err, T4_ERR_DATA, "an event or document id of more than %d bytes", T4_TRACE_TEXT_MOST);
    if (e->type == T4_TRACE_CANCEL)
        return document_length ? T4_OK : t4_fail(err, T4_ERR_DATA, "a CANCEL names in doc_id what it cancels");
    if (e->quantity <= 0)
        return t4_fail(err, T4_ERR_DATA, "the quantity of a %s is not above zero", name);
    if (e->code == T4_DICT_NONE)
        return t4_fail(err, T4_ERR_DATA, "a %s without code", name);
    if (e->type >= T4_TRACE_TRANSIT_IN)
        return T4_OK;
    if (t4_trace_comes_in(e->type) && e->to == T4_DICT_NONE)
        return t4_fail(err, T4_ERR_DATA, "a %s needs the holder who receives it in 'to'", name);
    if (t4_trace_goes_out(e->type) && e->from == T4_DICT_NONE)
        return t4_fail(err, T4_ERR_DATA, "a %s needs the holder who gives it in 'from'", name);
    return T4_OK;
}

t4_status t4_trace_add(t4_trace_ledger *l, const t4_trace_event *event, const char *id, size_t id_length,
                       const char *document, size_t document_length, t4_error *err)
{
    t4_status status = check_event(event, id_length, document_length, err);
    uint64_t texts;
    size_t slot;

    if (status)
        return status;
    if (l->event_count >= T4_TRACE_EVENTS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d events", T4_TRACE_EVENTS_MOST);
    if (!make_slots(l) || !t4_grow(&l->events, &l->event_room, l->event_count, sizeof *l->events))
        return t4_fail_memory(err);
    slot = slot_of(l, id, id_length);
    if (l->ids[slot])
        return t4_fail(err, T4_ERR_DATA, "the event id '%.*s' occurs twice", (int)id_length, id);
    if (!keep_texts(l, id, id_length, document, document_length, &texts))
        return t4_fail_memory(err);
    l->events[l->event_count] = *event;
    l->events[l->event_count].texts = texts;
    l->ids[slot] = (uint32_t)++l->event_count;
    return T4_OK;
}

t4_status t4_trace_add_firm(t4_trace_ledger *l, const t4_trace_firm *firm, t4_error *err)
{
    if (!t4_grow(&l->firms, &l->firm_room, l->firm_count, sizeof *l->firms))
        return t4_fail_memory(err);
    l->firms[l->firm_count++] = *firm;
    return T4_OK;
}

t4_status t4_trace_add_opening(t4_trace_ledger *l, const t4_trace_opening *opening, t4_error *err)
{
    if (opening->quantity <= 0 || opening->holder == T4_DICT_NONE || opening->code == T4_DICT_NONE)
        return t4_fail(err, T4_ERR_DATA, "an opening stock needs holder, code and a quantity above zero");
    if (!t4_grow(&l->openings, &l->opening_room, l->opening_count, sizeof *l->openings))
        return t4_fail_memory(err);
    l->openings[l->opening_count++] = *opening;
    return T4_OK;
}
