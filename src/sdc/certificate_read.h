/* SPDX-License-Identifier: MIT */
/* A certificate in memory; private to sdc/certificate_*.c. */
#ifndef T4_SDC_CERTIFICATE_READ_H
#define T4_SDC_CERTIFICATE_READ_H

#include "base/arena.h"
#include "base/digest.h"
#include "sdc/certificate.h"

/* A hidden cell as the certificate tells it. */
typedef struct {
    t4_rule rule;              /* that it breaks, and its level */
    int64_t level;
    uint32_t variable, owner;
    int64_t value, lower, up, down;
    bool unpublished;          /* part of a code; no table has it */
    bool beyond;               /* no table of this release has it, but others may */
    bool primary, met;         /* met: the release has the row */
    uint64_t line;
} t4_certified_cell;

/* A public figure that no table of the release has. */
typedef struct {
    const char *place;         /* as in keys */
    int64_t value;
    uint64_t line;
} t4_known_figure;

/* What insiders hold in a hidden cell: stakes first .. first + count - 1; attackers by number. */
typedef struct {
    uint32_t variable;
    int64_t others;            /* nobody else holds more */
    int64_t rows;              /* finest rows in it */
    size_t first, count;
    uint64_t line;
} t4_certified_stakes;

typedef struct {
    uint32_t variable, owner, witness;
    int sign;                  /* +1, -1; 0 with an owner who must not know the cell */
    int witness_sign;
    uint64_t line;
} t4_certified_claim;

typedef struct {
    const char *name, *digest;
} t4_certified_file;

/* A time in which a holder counts as a holding. */
typedef struct {
    uint32_t number, next;     /* next of the same holder, T4_NO_INDEX = last */
    t4_period from, until;     /* 0 = open */
} t4_certified_membership;

/* A contributor or coalition and its number in the certificate. */
typedef struct {
    uint32_t trader, number;
} t4_named;

/* A contribution that was told: a place by name. */
typedef struct {
    t4_period period;
    uint32_t flow, code, partner, dims, trader;
    int64_t amount;
} t4_told_share;

struct t4_certificate {
    struct t4_certificate_reader *reader;  /* until the end line */
    const void *key;           /* borrowed; NULL = not checked */
    size_t key_length;
    t4_rules rules;
    t4_arena arena;
    char measure[32];
    const char *parts[T4_MEASURES_MAX];   /* measures of the file */
    size_t part_count;
    const char *alongside;     /* hidden with them; NULL = nothing is */
    int decimals;
    int levels[T4_LEVELS_MAX];
    int level_count;
    bool unions;
    t4_shift *uppers;          /* of the certificate's variables: bounds from above, as delta */
    size_t upper_count, upper_room;
    bool insiders, interval;   /* interval: and every level is kept against each */
    bool reasons;              /* the release says why figures are hidden */
    t4_certified_stakes *held;
    size_t held_count, held_room;
    t4_stake *stakes;
    size_t stake_count, stake_room;
    uint32_t *held_of;         /* by variable of the system: index in held, T4_NO_INDEX = none; made by the check */
    t4_dict *ally_keys;        /* keyed digest of an id, a tab, the number of a coalition (from 1) */
    uint32_t coalitions;
    t4_dict *insider_keys;     /* keyed digests of ids; insider[] by id: their numbers */
    uint32_t *insider;
    size_t insider_room;
    t4_named *named;           /* told contributors with their numbers */
    size_t named_count, named_room;
    t4_named *coalition_names; /* coalitions (from 0) with theirs */
    size_t coalition_name_count, coalition_name_room;
    t4_dict *told_traders;     /* ids as told; contributor[] by id */
    struct {
        uint32_t as, holder;   /* contributor, in the period at hand where dated; T4_DICT_NONE = no holding */
        bool dated;
    } *contributor;
    size_t contributor_room;
    t4_ally *allies;           /* told contributors in coalitions */
    size_t ally_count, ally_room;
    int64_t step;              /* published numbers are rounded to it; 0 = they are exact */
    t4_dict *exact_keys;       /* place of an open cell -> its exact number */
    int64_t *exact;
    size_t exact_room;
    t4_dict *keys;             /* place of a hidden cell -> index in cells */
    t4_certified_cell *cells;
    size_t cell_count, cell_room;
    size_t *start;             /* witnesses */
    size_t witnesses, start_room;
    t4_shift *shifts;          /* of the certificate's variables */
    size_t shift_count, shift_room;
    t4_certified_claim *claims;
    size_t claim_count, claim_room;
    t4_certified_file *files;
    size_t file_count, file_room;
    t4_dict *moved_codes;      /* codes that hang elsewhere; parent[] by id */
    const char **parent;
    size_t parent_room;
    t4_dict *waived;           /* places of cells that contributors agreed to show; NULL = none */
    uint8_t *cell_waived;      /* by cell of the system */
    size_t waived_room;
    t4_known_figure *known;
    size_t known_count, known_room;
    t4_dict *partners, *dims;
    struct {
        const char *code, *list;
    } *listed;
    size_t listed_count, listed_room;
    struct {
        const char *name;
        const char *members[1024];
        size_t count;
    } *groups;
    size_t group_count, group_room;
    /* contributions: what they are bound to, and as told */
    const char *bound;         /* digest; NULL = the certificate is bound to none */
    uint64_t bound_rows;
    t4_dict *moved_finest;     /* unpublished codes; finest[] by id */
    bool placed;               /* and by flow, year, partner */
    const char **finest;
    size_t finest_room;
    t4_dict *holders;          /* keyed digests; holding[] by id */
    uint32_t *holding;         /* 0 = only at times */
    uint32_t *dated_head;      /* by holder: the first dated membership, T4_NO_INDEX = none */
    size_t holding_room, head_room;
    t4_certified_membership *dated;
    size_t dated_count, dated_room;
    t4_digest *told;           /* running over what is told */
    t4_dict *finest_codes, *traders;
    t4_told_share *shares;
    size_t share_count, share_room;
    t4_system *system;
    uint32_t *cell_hidden;     /* by cell of the system: index in cells, T4_NO_INDEX = open */
    size_t hidden_room;
};

/* A whole number of n characters. */
bool t4_certificate_int(const char *text, size_t n, int64_t *value);
/* Its dictionaries, empty. False without memory. */
bool t4_certificate_make(t4_certificate *certificate);
/* A time in which a holder counts as the holding of that number. False without memory. */
bool t4_certificate_member(t4_certificate *certificate, uint32_t holder, uint32_t number, t4_period from,
                           t4_period until);
/* Free what only reading needs. */
void t4_certificate_stop_reading(t4_certificate *certificate);
/* The number of a published partner, W00 and groups among them; T4_DICT_NONE without memory. */
uint32_t t4_certificate_partner(t4_certificate *certificate, const char *partner);
/* The ancestor of `level` characters as the certificate has it. */
void t4_certificate_ancestor(const void *certificate, const char *code, int level, char out[16]);
/* Add the cells that no table of the release has to the system: hidden ones and known ones. */
t4_status t4_certificate_add_beyond(t4_certificate *certificate, t4_error *err);
/* Add a contribution to a digest: its fields, each with a tab behind it. */
bool t4_certificate_digest(t4_digest *digest, const t4_told_contribution *told);
/* Does the insider believe all moves of a witness? */
bool t4_certificate_believes(const t4_certificate *certificate, uint32_t attacker, const t4_shift *shifts,
                             size_t count, int sign);
/* The told stake of an attacker in a variable, or NULL. */
const t4_stake *t4_certificate_stake(const t4_certificate *certificate, uint32_t variable, uint32_t attacker);
/* Index the told stakes by the system's variables; ours: certificate's variable -> system's. */
t4_status t4_certificate_index_stakes(t4_certificate *certificate, const uint32_t *ours, size_t theirs,
                                      t4_error *err);
/* What the levels of a primary ask against an insider. */
int64_t t4_certificate_insider_need(const t4_certificate *certificate, uint32_t variable, int sign,
                                    int64_t level, uint32_t attacker);

/* Where a `placed` line puts goods; T4_NO_INDEX = none does (sdc/certificate_place.c). */
uint32_t t4_certificate_placed(const t4_certificate *c, const char *code, t4_period period, uint32_t flow,
                               const char *partner);

#endif
