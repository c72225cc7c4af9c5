/* SPDX-License-Identifier: MIT */
/* Protect one release: cells and contributions to unsafe cells, levels, and a pattern that hides enough. */
#ifndef T4_SDC_PROTECT_H
#define T4_SDC_PROTECT_H

#include "model/codelist.h"
#include "model/listset.h"
#include "model/template.h"
#include "sdc/agreement.h"
#include "sdc/audit.h"
#include "sdc/outside.h"
#include "sdc/rules.h"
#include "sdc/suppress.h"
#include "sdc/unions.h"

/* A listed figure: never to be published, or always. */
typedef struct {
    uint32_t flow;          /* t4_flow; T4_FLOWS = every flow */
    const char *code;       /* never: it and all below it; must: the code itself; "TOTAL" = all goods */
    const char *partner;    /* published partner, W00, G_NAME; "" = every partner */
} t4_listed;

/* What one trader contributed to a finest cell when an earlier release was made; ids as that had them. */
typedef struct {
    t4_period period;
    uint32_t flow;
    const char *code, *partner, *trader;      /* trader "" = without one */
    const char *dimension[T4_DIMENSIONS_MAX];
    t4_int128 amount[T4_MEASURES_MAX];        /* by measure of the domain */
} t4_earlier_contribution;

typedef t4_status t4_earlier_visit(void *context, const t4_earlier_contribution *item, t4_error *err);

/* A trader belongs to a holding for a time; sorted by trader. */
typedef struct {
    uint32_t trader, holding;   /* trader ids; a holding counts as the first of its traders */
    t4_period from, until;      /* 0 = open */
} t4_membership;

typedef t4_status t4_protect_visit(void *context, const t4_contribution *item, t4_error *err);

/* What protection needs beside the cells; everything borrowed. */
typedef struct t4_protect_input {
    const t4_template *template_;
    const t4_codelist *codes;             /* as the cube was given; NULL = by prefix */
    /* Tells every contribution (finest cell x trader) to visit; those of one place together. */
    t4_status (*contributions)(void *source, t4_protect_visit *visit, void *context, t4_error *err);
    void *source;
    const uint32_t *holding;              /* by trader id: who the trader belongs to; NULL = no holdings */
    size_t traders;
    const t4_membership *members;         /* holdings with dates, in place of `holding` */
    size_t member_count;
    t4_agreement *requests, *waivers;     /* outcomes are filled in */
    size_t request_count, waiver_count;
    const t4_listset *listset;            /* list aggregates; NULL = none */
    const t4_cells *lists;                /* and their cells, one level */
    const t4_cells *beyond;               /* cells that no table of the release has, but other publications may, or
                                             sums with those tell; their plan has all of the release's; NULL = none */
    /* Tells every contribution behind the release before; NULL = they are not known. */
    t4_status (*earlier)(void *source, t4_earlier_visit *visit, void *context, t4_error *err);
    void *earlier_source;
    bool joint;                           /* hide all measures together, whatever the template says */
    bool hide_changes;                    /* hide open figures whose change breaks a rule; else only tell */
    const t4_outside *outside[T4_MEASURES_MAX];  /* by measure: what is public besides; NULL = nothing */
    double revision;                      /* percent: how far a revised figure is taken to be from the one before */
    const t4_ally *allies;                /* members of declared coalitions, sorted by trader; as holdings have them */
    size_t ally_count;
    uint32_t coalitions;
    const t4_listed *never, *must;
    size_t never_count, must_count;
    bool quick;                           /* no search for a cheaper pattern once one protects: to compare designs */
} t4_protect_input;

enum {
    T4_KNOWN_PUBLIC = 1,    /* public and unrevised: stays open */
    T4_KNOWN_REVISED = 2,   /* public with another value */
    T4_KNOWN_EXPOSED = 4,   /* and unsafe by a rule: nothing protects it any more */
    T4_KNOWN_NARROW = 8,    /* what is public leaves its level no room: hidden, but not protected */
    T4_KNOWN_CHANGE = 32,   /* revised, and the change breaks a rule */
    T4_KNOWN_UNTRUE = 16    /* somebody shows another figure, or a bound that does not hold */
};

enum { T4_GUESSERS = 3 };

/* What one way of guessing comes near to (sdc/guesser.h). */
typedef struct {
    const char *name;                     /* NULL = it was not tried */
    double percent;                       /* how near */
    uint64_t pinned, of;                  /* unsafe variables */
    uint64_t random_pinned, random_of;    /* variables hidden at random */
} t4_guess_score;

/* The work and its results; confidential. */
typedef struct t4_protection {
    const t4_cells *cells;
    const t4_domain *domain;
    int measure;                          /* the one that rules weigh here */
    int64_t step;                         /* publish.units of the measure; 0 = printed as it is */
    struct t4_protection *next;           /* the next published measure, protected by itself; owned */
    bool apart;                           /* measures: apart or linked; masses may be open where money is hidden */
    t4_rules rules;
    struct {
        size_t known;                     /* variables that are public already, unrevised */
        size_t exposed;                   /* of these and of narrowed ones, how many the rules would have hidden */
        size_t narrowed;                  /* unsafe ones whose level the public bounds do not leave room for */
        size_t revised;                   /* open figures that differ from what was public */
        size_t contradictions;            /* public figures and bounds that are not true */
        size_t changes;                   /* revised figures whose change breaks a rule */
    } public;
    bool changes_weighed;                 /* contributions behind the release before were given */
    uint8_t *known;                       /* by variable, bits T4_KNOWN_*; NULL = nothing is public */
    bool quick;                           /* as it was asked for */
    bool unions;                          /* implied totals are held to the rules */
    uint32_t traders;                     /* attackers from this id on are coalitions */
    size_t implied, implied_unjudged;     /* relations that imply a total; those with corrections */
    bool reasons;                         /* conf_detail: full: the release says why a figure is hidden */
    bool insiders, interval;              /* interval: levels hold against every trader, holding, coalition */
    t4_stakes stakes;                     /* what they know; empty without insiders and unions, and once an
                                             exact pattern was certified */
    t4_system *system;
    t4_network *network;                  /* while the pattern is looked for */
    t4_tops tops;                         /* until the rules were applied */
    const t4_cube_plan *plan;             /* every table that is reckoned with, published here or not */
    size_t *base;                         /* [unit * levels + level]: number of the run's first cell */
    int levels;                           /* published here */
    const t4_cells *lists;                /* cells of list aggregates; NULL = none */
    size_t *list_base;                    /* [unit]: number of its first cell */
    size_t beyond_base;                   /* cells from here on stand in no table of the release; <= part_base */
    size_t part_base;                     /* cells from here on are unpublished parts of codes */
    /* by cell */
    uint8_t *rule;                        /* t4_rule that the cell breaks */
    int64_t *level;                       /* its protection level */
    /* by variable */
    uint8_t *primary, *fixed, *hidden;
    uint8_t *waived;                      /* by cell: contributors agreed to show it; NULL = nowhere */
    uint8_t *unpublished;                 /* hidden because no table has it; NULL where there is none */
    uint8_t *give_up;                     /* must-publish figures in the way: unsafe, or found by t4_protect_give_up() */
    bool must;                            /* there are must-publish figures */
    size_t must_unsafe;                   /* how many of them are unsafe themselves */
    int64_t *up, *down;
    uint32_t *owner;
    uint64_t *weight;
    t4_suppression *suppression;
    size_t narrowed;                      /* insiders exact: primaries of which a single contributor may leave less than */
    double narrowest;                     /* their level, and the least share of a level that is left (networks; else 0) */
    bool narrowed_exactly;                /* a network: the figures are the truth, not an outer bound */
    t4_audit *audit;                      /* made by t4_protected_certify() */
    uint64_t primary_cells, secondary_cells, by_rule[T4_RULE_KINDS];  /* of the release's tables */
    uint64_t beyond_cells, beyond_unsafe; /* cells beyond them; how many of these are unsafe */
    t4_guess_score guesses[T4_GUESSERS];  /* filled in by t4_guesser_run() */
    double seconds_system, seconds_pattern, seconds_audit;
    struct t4_protect_names *names;
} t4_protection;

/*
 * Everything up to the pattern, for every published measure that adds up (a
 * quantity, which adds up only within a unit, is hidden where others are): what
 * one of them hides is hidden in all; with measures apart or linked money and
 * masses each for itself, when the unit values that are open bound what is
 * hidden of the other (apart; linked: hides both where that gives too much away).  The first is the domain's value, the
 * others follow through `next`.  Certification comes with
 * t4_protected_certify(), which refuses a pattern with must-publish figures
 * that are unsafe.  T4_ERR_USAGE for settings that are not available.
 */
t4_status t4_protect(t4_protection **protection, const t4_run *run, const t4_cells *cells,
                     const t4_protect_input *input, t4_error *err);
/* Does an unpublished part of a code, by its text in the system ("8542~5"), count in an aggregate of the listset? */
bool t4_protect_part_counts(const char *text, int item);
/*
 * The measures that the rules hold for, each for itself: the value (the first
 * measure without one), then the other published ones; how many.  A quantity
 * is none of them, as it adds up in some cells only.
 */
int t4_protect_measures(const t4_domain *domain, const t4_template *template_, int list[T4_MEASURES_MAX]);
/* The rules that a template sets. */
t4_rules t4_protect_rules(const t4_template *template_);
/* After certification failed: mark in give_up the must-publish figures that have to be given up, few as can be. */
t4_status t4_protect_give_up(t4_protection *protection, const t4_run *run, t4_error *err);
/* The holding that a trader belongs to in a period; the trader itself when none. */
uint32_t t4_protect_member(const t4_protect_input *input, uint32_t trader, t4_period period);
void t4_protection_free(t4_protection *protection);
/* Implied totals of a pattern (by variable, borrowed), as sdc/unions judges them. */
t4_unions_problem t4_protect_unions(const t4_protection *protection, const uint8_t *hidden);
/* The published partner of a cell: "DE", "W00", "G_EAEU". Borrowed. */
const char *t4_protect_partner(const t4_protection *protection, uint32_t cell);
/* The label of a cell's further dimension. Borrowed. */
const char *t4_protect_dimension(const t4_protection *protection, uint32_t cell, int dimension);

#endif
