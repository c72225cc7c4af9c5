/* SPDX-License-Identifier: MIT */
/* Seeded synthetic national records of any size, with planted, known facts. */
#ifndef T4_SYNTH_SYNTH_H
#define T4_SYNTH_SYNTH_H

#include "base/buffer.h"
#include "base/run.h"
#include "model/codelist.h"

typedef enum { T4_SYNTH_DENSE, T4_SYNTH_MEDIUM, T4_SYNTH_THIN } t4_synth_density;
/* Records alone, or declarations: id, item, date, office, gross mass and a second currency. */
typedef enum { T4_SYNTH_RECORDS, T4_SYNTH_DECLARATIONS } t4_synth_layout;

enum {
    T4_SYNTH_MONTHS_MAX = 600,     /* months of one set */
    T4_SYNTH_PARTNERS_MAX = 200,   /* partners of one set */
    T4_SYNTH_FACTS_MAX = 64,       /* planted facts of one set */
    T4_SYNTH_TRADERS_MOST = 10 * 1000 * 1000
};

typedef struct {
    uint64_t seed;
    uint64_t rows;               /* default 1,000,000 */
    t4_period from;              /* first month, default 2023-01 */
    int months;                  /* default 24 */
    int partners;                /* default 200 */
    uint32_t traders;            /* default 20,000 */
    t4_synth_density density;
    bool detailed_flows;         /* FM, RM, DX, RX in place of M, X */
    /* layout */
    t4_synth_layout layout;
    bool russian;                /* headers, flows and units in Russian */
    const char *encoding;        /* UTF-8 (default), UTF-8-BOM, windows-1251, CP866, UTF-16LE, UTF-16BE */
    char separator;              /* default ',' */
    char decimal;                /* default '.' */
    /* defects and planted facts */
    double defects;              /* share of rows with one defect, 0 .. 0.5 */
    int surges, switches, diversions;
    int diverters;               /* traders of each diversion (k), 1 .. 20, default 3 */
    const char *mirror;          /* partner whose own figures are wanted too; NULL = none */
    const char *reporter;        /* how the mirror names this country, default "KG" */
    int mirror_gaps;             /* six-digit codes that the reporter's traders understate, default 3 */
    t4_period coarsens;          /* the mirror's office publishes four digits from this month on; 0 = never */
} t4_synth_options;

/*
 * A given list of codes is used at its full length; one of at most eight
 * digits is refined to ten, two leaves to a code on average: the built-in list
 * of HS 2022 gives about 11,000 codes.  At medium density, 24 months, 10
 * million rows give about 3.7 million cells (period x flow x code x partner)
 * and about 8.0 million pairs of cell and trader; with dense markets it is 1.9
 * and 7.4 million, with thin ones 5.5 and 6.9.
 */
void t4_synth_options_init(t4_synth_options *options);

typedef struct t4_synth t4_synth;

/* Check the options, lay out the world.  Borrows nothing afterwards.  T4_ERR_USAGE names the bad option. */
t4_status t4_synth_new(t4_synth **synth, const t4_synth_options *options, const t4_codelist *codes,
                       t4_error *err);
void t4_synth_free(t4_synth *synth);

/* Takes pieces of the output in order. */
typedef t4_status t4_synth_sink(void *context, const char *bytes, size_t n, t4_error *err);

/*
 * Header and rows, ordered by month.  The same options give the same bytes on
 * every machine and for any number of threads.  Once for each t4_synth.
 */
t4_status t4_synth_write(t4_synth *synth, t4_run *run, t4_synth_sink *sink, void *context,
                         t4_error *err);

/*
 * After t4_synth_write(): what was planted, as CSV: fact, number, from, until,
 * flow, code, to_code, partner, to_partner, traders, rows, net_kg, value_usd,
 * detail.  fact is
 *   surge      from `from` on, these traders (joined by |) bring partner and
 *              code up; rows and amounts: all theirs there from then on
 *   switch     from `from` on, what these traders declared under code stands
 *              under to_code; rows and amounts: all theirs there from then on
 *   diversion  the same from partner to to_partner
 *   mirror_gap a six-digit code of imports from partner: amounts are the
 *              reporter's, detail tells the mirror's value for the same goods
 *   coarsening the mirror's office publishes four digits from `from` on
 *   defect     number is the line, detail the kind as `check` names it
 * Rows of the first four kinds never carry a defect.
 */
t4_status t4_synth_truth(t4_synth *synth, t4_buffer *out, t4_error *err);

/* After t4_synth_write(): the mirror partner's figures: period,flow,code,partner,net_kg,value_usd. */
t4_status t4_synth_mirror(t4_synth *synth, t4_buffer *out, t4_error *err);

#endif
