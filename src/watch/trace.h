/* SPDX-License-Identifier: MIT */
/* A tracking ledger reconciled: lots and their further movements, balances, unexplained quantity, leads. */
#ifndef T4_WATCH_TRACE_H
#define T4_WATCH_TRACE_H

#include "base/buffer.h"
#include "base/decimal.h"
#include "base/dict.h"
#include "base/spill.h"
#include "model/watchlist.h"

enum {
    T4_TRACE_VALUE_DECIMALS = 4,
    T4_TRACE_EVENTS_MOST = 100000000, /* most events of one ledger */
    T4_TRACE_PLACES_MOST = 65535,     /* most distinct countries, currencies, units */
    T4_TRACE_NAMES_MOST = 50000000,   /* most distinct lots, holders, codes */
    T4_TRACE_TEXT_MOST = 255,         /* longest event or document id, bytes */
    T4_TRACE_EXPLANATION = 600,       /* room for an explanation with its NUL */
    T4_TRACE_LOOK_BACK = 1000         /* like events that a round or twin is looked for among */
};

typedef enum {
    T4_TRACE_IMPORT, T4_TRACE_PRODUCE, T4_TRACE_RETURN, T4_TRACE_TRANSFER, T4_TRACE_RETAIL,
    T4_TRACE_CONSUME, T4_TRACE_LOSS, T4_TRACE_EXPORT, T4_TRACE_EAEU_OUT, T4_TRACE_TRANSIT_IN,
    T4_TRACE_TRANSIT_OUT, T4_TRACE_CANCEL, T4_TRACE_TYPES
} t4_trace_type;

/* "IMPORT" ...; T4_TRACE_TYPES when the text is none (compared without case). */
const char *t4_trace_type_name(t4_trace_type type);
t4_trace_type t4_trace_type_parse(const char *text, size_t n);

typedef int32_t t4_trace_day;         /* days since 1970-01-01 */
#define T4_TRACE_NO_DAY INT32_MIN
t4_trace_day t4_trace_day_of(t4_watchday day);
t4_watchday t4_trace_watchday(t4_trace_day day);
/* "2023-06-01" */
void t4_trace_day_print(t4_trace_day day, char text[16]);

/* One event of the ledger.  Names are ids of the ledger's dictionaries, T4_DICT_NONE = empty. */
typedef struct {
    t4_trace_day date, due;
    uint8_t type;                     /* t4_trace_type */
    bool cancelled;                   /* by its own status, or by a CANCEL */
    uint16_t unit, origin, dest, currency, carrier;  /* ids in places; 0 = empty */
    uint32_t lot, from, to, code;
    int64_t quantity, net_kg, value;  /* scaled; net_kg and value 0 = not given */
    uint64_t texts;                   /* of its event id and document id */
} t4_trace_event;

/* A firm of the register. */
typedef struct {
    uint32_t holder;                  /* id in names */
    t4_trace_day registered;          /* T4_TRACE_NO_DAY = not known */
} t4_trace_firm;

/* What was in stock before the first event. */
typedef struct {
    uint32_t holder, code;
    uint16_t unit;
    int64_t quantity;
} t4_trace_opening;

typedef struct t4_trace_ledger t4_trace_ledger;

/* decimals: of quantities and net mass. */
t4_status t4_trace_ledger_new(t4_trace_ledger **ledger, int decimals, t4_error *err);
int t4_trace_decimals(const t4_trace_ledger *ledger);
void t4_trace_ledger_free(t4_trace_ledger *ledger);
/* Ids of texts, added when new; T4_DICT_NONE for an empty text; a failure is left in err. */
t4_status t4_trace_name(t4_trace_ledger *ledger, const char *text, size_t n, uint32_t *id, t4_error *err);
t4_status t4_trace_place(t4_trace_ledger *ledger, const char *text, size_t n, uint16_t *id, t4_error *err);
/*
 * Add an event; its `texts` is filled from the ids given.  T4_ERR_DATA when
 * the id was there before, when a holder is missing that the type needs, or
 * when the quantity is not positive.
 */
t4_status t4_trace_add(t4_trace_ledger *ledger, const t4_trace_event *event, const char *id, size_t id_length,
                       const char *document, size_t document_length, t4_error *err);
t4_status t4_trace_add_firm(t4_trace_ledger *ledger, const t4_trace_firm *firm, t4_error *err);
t4_status t4_trace_add_opening(t4_trace_ledger *ledger, const t4_trace_opening *opening, t4_error *err);

size_t t4_trace_events(const t4_trace_ledger *ledger);
const t4_trace_event *t4_trace_event_at(const t4_trace_ledger *ledger, size_t index);
/* Borrowed; "" for none. */
const char *t4_trace_name_text(const t4_trace_ledger *ledger, uint32_t id);
const char *t4_trace_place_text(const t4_trace_ledger *ledger, uint16_t id);
const char *t4_trace_event_id(const t4_trace_ledger *ledger, const t4_trace_event *event);
const char *t4_trace_document(const t4_trace_ledger *ledger, const t4_trace_event *event);

/* --- what is asked --------------------------------------------------------------- */

enum { T4_TRACE_LEVELS = 5, T4_TRACE_CHECKS = 20, T4_TRACE_FLOWS = T4_TRACE_EAEU_OUT + 1 };
extern const int t4_trace_levels[T4_TRACE_LEVELS];  /* 10, 8, 6, 4, 2 */

/* One holder, key and unit over the whole ledger. */
typedef struct {
    uint32_t holder, lot;             /* lot: where lots are the key, else T4_DICT_NONE */
    char code[12];                    /* where codes are the key, else "" */
    uint16_t unit;
    t4_int128 opening, unexplained, closing;
    t4_int128 moved[T4_TRACE_FLOWS];  /* by type; TRANSFER: sent */
    t4_int128 received;               /* by TRANSFER */
} t4_trace_balance;

typedef t4_status t4_trace_visit(void *context, const t4_trace_balance *balance, t4_error *err);

typedef enum { T4_TRACE_BY_CODE, T4_TRACE_BY_LOT } t4_trace_key;

typedef struct {
    int digits;                       /* of balances and their findings: 10, 8, 6, 4 or 2 */
    t4_trace_key key;
    bool out_first;                   /* on one day: else what comes in is booked before what goes out */
    t4_trace_day since;               /* firms registered on or after this day are new */
    int window;                       /* days: split consignments, fast pass-through */
    int64_t threshold;                /* value above which a consignment is looked at, scaled; 0 = not given */
    int idle_days;                    /* stock older than this that never moved */
    t4_trace_day as_of;               /* T4_TRACE_NO_DAY = the last day of the ledger */
    const t4_watchlist *watchlist;    /* NULL = checks of listed goods are left out */
    t4_trace_visit *balance;          /* told every balance: by holder, unit, key, bytewise; NULL = not wanted */
    void *context;
} t4_trace_question;

/* --- what comes out -------------------------------------------------------------- */

typedef enum { T4_TRACE_NOTE, T4_TRACE_LEAD, T4_TRACE_STRONG } t4_trace_severity;

/* A lead, not a proof: `check` 1 .. 20 as T01 .. T20. Lot, code, unit and value are those of the event. */
typedef struct {
    uint8_t check, severity;          /* severity: t4_trace_severity */
    uint16_t length;                  /* of the explanation */
    uint32_t event;                   /* index */
    uint32_t holder;
    uint32_t place;                   /* in the order of booking; behind all for what was not booked */
    int64_t quantity;                 /* what the finding is about, scaled; the most that fits where it is more */
    uint64_t text;                    /* where the explanation is kept */
} t4_trace_finding;

/* Sums of one unit at one level. opening + imports + produced + returned + unexplained = the rest. */
typedef struct {
    uint16_t unit;
    t4_int128 opening, unexplained, closing;
    t4_int128 moved[T4_TRACE_FLOWS];
} t4_trace_sum;

/* Shortage at one code that a surplus at another code of the same heading may explain. */
typedef struct {
    uint32_t event, holder, code_short, code_surplus;
    uint16_t unit;
    int64_t quantity;
    int days;                         /* since the surplus last came in */
} t4_trace_switch;

typedef struct {
    t4_buffer texts;                  /* explanations, those from kept_from on; earlier ones are spilled */
    uint64_t kept_from;
    t4_spill *spill;
    t4_trace_finding *findings;       /* by event in ledger order, then check */
    size_t finding_count, finding_room;
    uint64_t by_check[T4_TRACE_CHECKS + 1];
    uint64_t balances;                /* how many there are */
    t4_trace_sum *sums[T4_TRACE_LEVELS];  /* by unit, bytewise */
    size_t unit_count;
    t4_trace_switch *switches;
    size_t switch_count, switch_room;
    uint64_t used, cancelled;         /* events */
    t4_trace_day first, last, as_of;
} t4_trace_result;

/*
 * Book the whole ledger: by date, in before out (or the other way), then event
 * id (numbers by size); so the order in which events were added does not
 * matter.  Unexplained = of each holder, key and unit the largest excess of what went out over what had
 * come in, which never rises when codes are shortened.  Release the result also after a failure.
 */
t4_status t4_trace(t4_trace_result *result, t4_run *run, t4_trace_ledger *ledger,
                   const t4_trace_question *question, t4_error *err);
void t4_trace_result_release(t4_trace_result *result);
/* Why, with the papers to pull. */
t4_status t4_trace_explain(const t4_trace_result *result, const t4_trace_finding *finding,
                           char text[T4_TRACE_EXPLANATION], t4_error *err);

#endif
