/* SPDX-License-Identifier: MIT */
/* Published flows of any office in one shape: who reports what trade with whom, in which period and code. */
#ifndef T4_MODEL_FLOWS_H
#define T4_MODEL_FLOWS_H

#include "base/decimal.h"
#include "base/dict.h"
#include "model/flow.h"
#include "model/period.h"

enum {
    T4_FLOWS_ROWS_MOST = 200000000,  /* most rows of one set */
    T4_FLOWS_TEXTS_MOST = 10000000,  /* most distinct codes, places, units or notes */
    T4_FLOWS_SOURCES_MOST = 100000,  /* most files and sheets */
    T4_FLOWS_REFUSED_MOST = 10000,   /* refused rows that are kept word for word; all are counted */
    T4_FLOWS_NAMED = 99,             /* level of goods that a table calls by names alone; the code is the name */
    T4_FLOWS_DECIMALS = 4            /* of value, net mass and quantity */
};

/* What a row has. A row without VALUE and HIDDEN comes from a table that has no values (masses alone). */
enum { T4_FLOWS_VALUE = 1, T4_FLOWS_NET = 2, T4_FLOWS_QUANTITY = 4, T4_FLOWS_HIDDEN = 8 };

typedef struct {
    t4_period period;
    uint32_t reporter, partner;      /* ids in places */
    uint32_t code;                   /* id in codes */
    uint32_t unit;                   /* of the quantity; id in units */
    uint8_t flow;                    /* t4_flow */
    uint8_t level;                   /* digits of the code, of the first one of a range "0201-0204", of what is in
                                        part left out ("72X": 2); 0 = all goods ("TOTAL"); T4_FLOWS_NAMED */
    uint8_t given;                   /* T4_FLOWS_...; HIDDEN: there is trade that is not shown */
    bool world;                      /* the partner is all partners together ("W00") */
    char status;                     /* SDMX OBS_STATUS of the value: 'A', 'E', 'P', 'Q' ...; 0 = not said */
    uint32_t edition, valuation;     /* of this row; ids in notes, 0 = not said ("H5", "CIF") */
    uint32_t source;                 /* index in sources */
    uint32_t line;                   /* line or row of the sheet there, 1-based; 0 = unknown */
    t4_int128 value, net_kg, quantity;
} t4_flows_row;

/* Why a row of a file is not a row of flows, though nothing is wrong with it. */
typedef enum {
    T4_FLOWS_LEFT_EMPTY,             /* no figure in it: blank rows, headings, notes, "-" */
    T4_FLOWS_LEFT_GROUP,             /* a group of partners or reporters, or a list of codes, whose members have rows */
    T4_FLOWS_LEFT_BREAKDOWN,         /* one more breakdown (mode, procedure, second partner) of a row that is there */
    T4_FLOWS_LEFT_OTHER,             /* other figures: turnover, balance, shares, growth, odd parts of years */
    T4_FLOWS_LEFT_OVERLAP,           /* a code that other codes of its level overlap: ranges, "72 except 7201" */
    T4_FLOWS_LEFT_WAYS
} t4_flows_left;

/* A file, or a sheet of one: what was read from it, and as what. */
typedef struct {
    char *path, *sheet;              /* sheet "" where there are none */
    char *profile;                   /* "comtrade", "release" (a folder of tenfour) ... */
    char *why;                       /* how the profile was found, in words */
    char *unread;                    /* headings of columns with something in them that were not read, "a; b" */
    uint64_t rows;                   /* records or rows of the sheet that were looked at */
    uint64_t figures;                /* that gave rows of flows: more where a row holds several periods or flows */
    uint64_t left[T4_FLOWS_LEFT_WAYS];
    uint64_t refused;                /* that are wrong; the first ones are in refusals */
    uint64_t merged;                 /* rows added to one with the same key (period to edition) of the same source */
} t4_flows_source;

/* A refused row: where, and what is wrong with it. */
typedef struct {
    uint32_t source, line;
    char *column, *text, *expected;
} t4_flows_refusal;

/*
 * A set of rows; everything owned.  Within one source a key (period, reporter,
 * partner, flow, code, edition, valuation) comes once, unless its quantities
 * differ in unit; a plain table of flows is taken as it stands, its rows of one
 * key may be shipments.  Rows of one level, one kind of period and of single
 * partners (or of the world) never overlap, so they may be added; rows of
 * different levels, kinds of periods, or world and single partners may not.
 * Groups of partners and overlapping codes are not here but counted in sources.
 */
typedef struct {
    t4_dict *places, *codes, *units;
    t4_dict *notes;                  /* editions and valuations; id 0 is "" */
    t4_flows_row *rows;
    size_t count, room;
    t4_flows_source *sources;        /* in the order of reading */
    size_t source_count, source_room;
    t4_flows_refusal *refusals;
    size_t refusal_count, refusal_room;
    char currency[8];                /* "" = not said */
    char edition[24], valuation[24]; /* of all rows; "mixed" where they differ, "" = not said */
} t4_flows;

t4_status t4_flows_init(t4_flows *flows, t4_error *err);
void t4_flows_release(t4_flows *flows);
t4_status t4_flows_add(t4_flows *flows, const t4_flows_row *row, t4_error *err);
/* Ids of texts; a failure is left in err. */
t4_status t4_flows_place(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err);
t4_status t4_flows_code(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err);
t4_status t4_flows_unit(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err);
t4_status t4_flows_note(t4_flows *flows, const char *text, size_t n, uint32_t *id, t4_error *err);
/* Begin a source; texts are copied, NULL is "". Rows that are added later name it by its index. */
t4_status t4_flows_open(t4_flows *flows, const char *path, const char *sheet, const char *profile, const char *why,
                        uint32_t *source, t4_error *err);
/* Note a heading of a column that is not read; at most about 300 bytes of them are kept. False without memory. */
bool t4_flows_unread(t4_flows *flows, uint32_t source, const char *heading);
/* Count a refused row of a source and keep it while there is room; texts are cut to 120 bytes. */
t4_status t4_flows_refuse(t4_flows *flows, uint32_t source, uint64_t line, const char *column, const char *text,
                          size_t n, const char *expected, t4_error *err);
const char *t4_flows_place_text(const t4_flows *flows, uint32_t id);
const char *t4_flows_code_text(const t4_flows *flows, uint32_t id);
const char *t4_flows_unit_text(const t4_flows *flows, uint32_t id);
const char *t4_flows_note_text(const t4_flows *flows, uint32_t id);
/* Settle the currency of the set; T4_ERR_DATA for a second one. "" says nothing. */
t4_status t4_flows_currency(t4_flows *flows, const char *currency, const char *path, t4_error *err);
/* Note what holds of the whole set: the same text in every row, else "mixed"; kept as long as there is room. */
void t4_flows_note_all(char *kept, size_t room, const char *text, size_t n);
/* Does a text name all partners together ("W00", "WLD", "World", "Total" ...)? */
bool t4_flows_is_world(const char *text, size_t n);
/* Does a text name all goods together ("TOTAL", "0", "_T" ...)? */
bool t4_flows_is_total(const char *text, size_t n);
/* Imports or exports in the words of many offices ("M", "1", "Import", "EXP" ...); T4_FLOWS when it is neither. */
t4_flow t4_flows_parse_flow(const char *text, size_t n);
/* First and last period of the rows, and the finest kind in them; 0 rows: all 0. */
void t4_flows_span(const t4_flows *flows, t4_period *first, t4_period *last, t4_period_kind *kind);

#endif
