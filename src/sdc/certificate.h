/* SPDX-License-Identifier: MIT */
/* The certificate of a release: hidden values and integer witnesses as text, checked by adding up alone. */
#ifndef T4_SDC_CERTIFICATE_H
#define T4_SDC_CERTIFICATE_H

#include "base/buffer.h"
#include "base/digest.h"
#include "sdc/protect.h"

/* Where a certificate goes: blocks of it are digested and handed on, so that it may be larger than memory. */
typedef struct {
    t4_buffer text;                    /* not yet handed on */
    t4_digest *digest;
    const void *key;                   /* borrowed */
    size_t key_length;
    t4_status (*write)(void *context, const t4_buffer *block, t4_error *err);
    void *context;
} t4_certificate_out;

/* write may fail; what it failed with is then what the writing of the certificate fails with. */
t4_status t4_certificate_out_init(t4_certificate_out *out, const void *key, size_t key_length,
                                  t4_status (*write)(void *context, const t4_buffer *block, t4_error *err),
                                  void *context, t4_error *err);
void t4_certificate_out_release(t4_certificate_out *out);

/*
 * Lines, fields separated by tabs, everything in a fixed order:
 *
 *   tenfour-certificate 1
 *   measure NAME DECIMALS             what the integers count
 *   measures NAME...                  all that have a certificate of their own in this file
 *   alongside NAME                    hidden where those are, without levels of its own
 *   levels 10 8 6 ...                 insiders interval|exact|off   unions on|off
 *   reasons full                      only with conf_detail: full; not proven against who uses them
 *   rule NAME NUMBER...               one for each rule in force: minimum_contributors N,
 *                                     dominance N K, p_percent C P, pq C P Q, safety S
 *   uncovered WHAT...                 unions on: sums that are not held to the rules
 *   narrowed COUNT SHARE              insiders exact: unsafe cells of which a single contributor
 *                                     may leave less than the level; least share of a level left
 *   group G_NAME MEMBER...            partners of a group
 *   parent CODE PARENT                where a code does not hang by its prefix
 *   waived PERIOD FLOW CODE PARTNER DIMENSION...  a cell that contributors agreed to show
 *   listed CODE LIST...               the list aggregates that a code counts in
 *   rounded STEP                      published numbers are rounded to this; then for each open one
 *   O VALUE PERIOD FLOW CODE PARTNER DIMENSION...   the exact number
 *   H VARIABLE VALUE LOWER KIND RULE LEVEL UP DOWN OWNER PERIOD FLOW CODE PARTNER DIMENSION...
 *                                     a hidden cell; KIND P or S, p or s for one that no table of this release
 *                                     has, U for an unpublished part of a code; OWNER: number of
 *                                     the only contributor (no id), 0 = none
 *   K VALUE PERIOD FLOW CODE PARTNER DIMENSION...   a figure that no table of this release has, but
 *                                     that is public
 *   W NUMBER VARIABLE:DELTA...        a witness: a table that differs by this
 *   P VARIABLE + WITNESS SIGN         it proves the upper (-: lower) level
 *   T VARIABLE OTHERS ROWS NUMBER:AMOUNT:LEAST[!]...   insiders: contributor NUMBER holds AMOUNT
 *                                     of the cell, so knows it to be LEAST or more (!: all of it, so
 *                                     knows it); nobody else holds more than OTHERS; ROWS finest rows
 *   I VARIABLE OWNER WITNESS SIGN     and that this owner cannot know the cell (exact)
 *   I VARIABLE NUMBER + WITNESS SIGN  the upper (-: lower) level holds against this insider too
 *   upper VARIABLE VALUE              a bound from above that is common knowledge
 *   public PERIOD FLOW CODE PARTNER DIMENSION...   unsafe, but public already: nothing is
 *                                     claimed of it
 *   place CODE PUBLISHED              where an unpublished code is not the beginning of its place
 *   placed PUBLISHED CODE FLOW YEAR PARTNER|*   where goods of the flow, year and partner count
 *                                     under another code (finest_by, adaptive); PUBLISHED may be a residual
 *   holding DIGEST NUMBER [FROM UNTIL]  keyed digest of a trader's id: contributors of one
 *                                     number count as one, in that time (- = open); the first fits
 *   insider DIGEST|*K NUMBER          the number of a trader's contributor, of coalition K
 *   coalition DIGEST NUMBER           keyed digest of a trader's id: members of a declared
 *                                     coalition, an insider of its own
 *   contributions DIGEST ROWS         keyed digest of all contributions, in order
 *   file DIGEST NAME                  keyed digests of the release's tables
 *   end DIGEST                        keyed digest of all lines above
 *
 * It holds hidden values: confidential.  A release has one for each measure
 * that adds up, one after the other in a file; first: the first of them.
 */
t4_status t4_certificate_write(t4_certificate_out *out, const t4_protection *first, const t4_protection *protection,
                               t4_error *err);
/*
 * Append what binds the certificate to the contributions: `place`, `holding`
 * and `contributions` lines.  input is what t4_protect() was given.
 */
t4_status t4_certificate_bind(t4_certificate_out *out, const t4_protection *protection,
                              const t4_protect_input *input, t4_error *err);
/* Append a `file` line. */
bool t4_certificate_file(t4_certificate_out *out, const char *digest, const char *name);
/* Append the `end` line, hand everything on, be ready for the next part. */
t4_status t4_certificate_end(t4_certificate_out *out, t4_error *err);

/* --- reading it back ----------------------------------------------------------- */

/* A row of a published table. */
typedef struct {
    t4_period period;
    uint32_t flow;             /* t4_flow */
    const char *code;          /* "TOTAL" at level 0 */
    int level;
    const char *partner;
    const char *dimensions;    /* labels, each with a tab before it; "" without */
    bool hidden;
    int64_t value;             /* scaled by the certificate's decimals */
} t4_published_row;

typedef struct t4_certificate t4_certificate;

/* An empty one, to be read. Borrows key; NULL: the end line is not checked. */
t4_status t4_certificate_new(t4_certificate **certificate, const void *key, size_t key_length, t4_error *err);
/*
 * The next lines of one part, as far as they are whole; *used bytes were
 * taken, none behind the end line.  last: nothing follows.  T4_ERR_DATA names
 * the line that is wrong, or says that the end line is not there.
 */
t4_status t4_certificate_read(t4_certificate *certificate, const char *text, size_t n, bool last, size_t *used,
                              t4_error *err);
/* Was the end line met? */
bool t4_certificate_ended(const t4_certificate *certificate);
void t4_certificate_free(t4_certificate *certificate);
/* The i-th measure that has a part of its own, and the one that is only hidden alongside; NULL past the last. */
const char *t4_certificate_part(const t4_certificate *certificate, size_t i);
const char *t4_certificate_alongside(const t4_certificate *certificate);
const char *t4_certificate_measure(const t4_certificate *certificate, int *decimals);
/* How many contributions it is bound to. */
uint64_t t4_certificate_bound(const t4_certificate *certificate);
/* Against whom it protects, in words: "against outsiders, and ...". */
const char *t4_certificate_against(const t4_certificate *certificate);
/* What it says that it does not prove, to stand behind that; "" = nothing. */
const char *t4_certificate_unproven(const t4_certificate *certificate);
/* The i-th file line; false past the last. */
bool t4_certificate_file_at(const t4_certificate *certificate, size_t i, const char **name,
                            const char **digest);
/* Every row of every published table, once. T4_ERR_DATA when a hidden row is not in the certificate, or an open one is. */
t4_status t4_certificate_row(t4_certificate *certificate, const t4_published_row *row, t4_error *err);

/* What one trader contributed to a finest cell. */
typedef struct {
    t4_period period;
    uint32_t flow;
    const char *code, *partner;
    const char *dimensions;    /* as in t4_published_row */
    const char *trader;        /* "" = without one */
    int64_t amount;            /* scaled by the certificate's decimals */
} t4_told_contribution;

/* Every contribution, once, in the order in which `cells --contributions` writes them; before the check. */
t4_status t4_certificate_contribution(t4_certificate *certificate, const t4_told_contribution *told,
                                      t4_error *err);

typedef struct {
    uint64_t cells, hidden, primaries, witnesses, insider_claims;
} t4_certificate_summary;

/*
 * All rows were given: does everything add up?  Relations among published
 * and hidden values, every witness, every claim, and that no claim is
 * missing.  Only additions and comparisons of integers.  T4_ERR_DATA names the
 * first relation, witness or claim that fails.
 */
t4_status t4_certificate_check(t4_certificate *certificate, const t4_run *run,
                               t4_certificate_summary *summary, t4_error *err);
/*
 * After the check, and all contributions told: are they the ones that the
 * certificate is bound to, do they add up to every cell, and do the rules give
 * the very primaries, levels, owners and bounds that it rests on?
 */
t4_status t4_certificate_recompute(t4_certificate *certificate, const t4_run *run, t4_error *err);

#endif
