/* SPDX-License-Identifier: MIT */
/* Inside of trace: the ledger's store, the booked order, the legs that balances and checks walk over. */
#ifndef T4_WATCH_TRACE_WORK_H
#define T4_WATCH_TRACE_WORK_H

#include "watch/trace.h"

struct t4_trace_ledger {
    int decimals;
    t4_dict *names;                /* lots, holders, codes */
    t4_dict *places;               /* countries, currencies, units; 0 = "" */
    char **chunks;
    size_t chunk_count, chunk_room, chunk_used;
    t4_trace_event *events;
    size_t event_count, event_room;
    uint32_t *ids;                 /* open table of event + 1, by event id */
    size_t id_slots;
    t4_trace_firm *firms;
    size_t firm_count, firm_room;
    t4_trace_opening *openings;
    size_t opening_count, opening_room;
};

/*
 * One side of an event in the stock of one holder.  Sorted by holder, unit,
 * key (bytewise ranks), then position; position p < openings is an opening, else event order[p - openings].
 */
typedef struct {
    uint64_t high;                 /* holder << 32 | unit << 16 | key >> 16 */
    uint64_t low;                  /* key << 48 | position << 1 | comes in */
} t4_trace_leg;

typedef struct {
    t4_run *run;
    t4_trace_ledger *ledger;
    const t4_trace_question *question;
    t4_trace_result *result;
    uint32_t *order;               /* events that count, as they are booked */
    size_t count;
    uint32_t *rank, *by_rank;      /* of names */
    uint32_t *place_rank, *place_by_rank;
    t4_trace_leg *legs;            /* by code */
    size_t leg_count;
    uint16_t *unit_index;          /* of a place: its place among the units, bytewise */
} t4_trace_work;

static inline bool t4_trace_comes_in(unsigned type)
{
    return type <= T4_TRACE_TRANSFER;
}

static inline bool t4_trace_goes_out(unsigned type)
{
    return type >= T4_TRACE_TRANSFER && type <= T4_TRACE_EAEU_OUT;
}

/* Leaves the country. */
static inline bool t4_trace_crosses_out(unsigned type)
{
    return type == T4_TRACE_EXPORT || type == T4_TRACE_EAEU_OUT;
}

static inline uint32_t t4_trace_leg_holder(const t4_trace_leg *leg) { return (uint32_t)(leg->high >> 32); }
static inline uint32_t t4_trace_leg_unit(const t4_trace_leg *leg) { return (uint32_t)(leg->high >> 16) & 0xFFFF; }
static inline uint32_t t4_trace_leg_key(const t4_trace_leg *leg)
{
    return (uint32_t)(leg->high & 0xFFFF) << 16 | (uint32_t)(leg->low >> 48);
}
static inline uint32_t t4_trace_leg_position(const t4_trace_leg *leg) { return (uint32_t)(leg->low >> 1); }
static inline bool t4_trace_leg_in(const t4_trace_leg *leg) { return leg->low & 1; }

/* Index of the event with that id, or T4_DICT_NONE. */
uint32_t t4_trace_find_event(const t4_trace_ledger *ledger, const char *id);
/* Give the table of ids back; it is made again when another event is added. */
void t4_trace_forget_ids(t4_trace_ledger *ledger);
/* The event at a position behind the openings. */
static inline const t4_trace_event *t4_trace_at(const t4_trace_work *work, size_t booked)
{
    return &work->ledger->events[work->order[booked]];
}

/* Settle cancellations and the order of booking (T19). */
t4_status t4_trace_settle(t4_trace_work *work, t4_error *err);
/* Balances, sums, shortages, candidate switches (T01, T02, T09, T16, T17). */
t4_status t4_trace_balances(t4_trace_work *work, t4_error *err);
/* What lots tell (T03, T04, T06, T07, T08, T13, T18), and their rounds (T14). */
t4_status t4_trace_lots(t4_trace_work *work, t4_error *err);
/* What firms tell (T10, T11, T15). */
t4_status t4_trace_firms(t4_trace_work *work, t4_error *err);
/* Transit, split consignments, rounds without lots, destinations (T05, T12, T14, T20). */
t4_status t4_trace_moves(t4_trace_work *work, t4_error *err);

/* Legs by the key (code or lot) of every event that counts and every opening, sorted; the caller frees. */
t4_status t4_trace_make_legs(t4_trace_work *work, t4_trace_key key, t4_trace_leg **legs, size_t *count,
                             t4_error *err);
/* Legs by code of (holder, unit, code), by rank: from the returned index to before *end. */
size_t t4_trace_find_legs(const t4_trace_work *work, uint32_t holder, uint32_t unit, uint32_t key, size_t *end);
/* The event of a leg; NULL for an opening. */
const t4_trace_event *t4_trace_leg_event(const t4_trace_work *work, const t4_trace_leg *leg);
int64_t t4_trace_leg_quantity(const t4_trace_work *work, const t4_trace_leg *leg);
/* Shortage of a booked event at the asked level: T01, T02 or T09. */
t4_status t4_trace_shortage(t4_trace_work *work, const t4_trace_leg *leg, t4_int128 shortage, t4_int128 stock,
                            bool held_before, t4_error *err);
/* A whole group (one holder, key, unit) at the asked level, in order: T16, T17. */
t4_status t4_trace_group(t4_trace_work *work, const t4_trace_leg *legs, size_t count, t4_int128 closing,
                         t4_error *err);
/* Shortages at 10 digits that a surplus at another code of the heading may explain. */
t4_status t4_trace_switches(t4_trace_work *work, t4_error *err);

/* Add a finding about an event with a printed explanation. */
t4_status t4_trace_find(t4_trace_work *work, int check, t4_trace_severity severity, uint32_t event,
                        uint32_t holder, t4_int128 quantity, t4_error *err, const char *format, ...)
    __attribute__((format(printf, 8, 9)));
/* A quantity without trailing zeros: "80", "0.5". */
const char *t4_trace_amount(const t4_trace_work *work, t4_int128 quantity, char text[T4_DECIMAL_TEXT]);
/* "2023-06-01" of a day. */
typedef struct { char text[16]; } t4_trace_date;
t4_trace_date t4_trace_date_of(t4_trace_day day);

#endif
