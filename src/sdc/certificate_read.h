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
    bool unpublished;          /* no table has it */
    bool primary, met;         /* met: the release has the row */
    uint64_t line;
} t4_certified_cell;

typedef struct {
    uint32_t variable, owner, witness;
    int sign;                  /* +1, -1; 0 with an owner */
    int witness_sign;
    uint64_t line;
} t4_certified_claim;

typedef struct {
    const char *name, *digest;
} t4_certified_file;

/* A contribution that was told: a place by name. */
typedef struct {
    t4_period period;
    uint32_t flow, code, partner, dims, trader;
    int64_t amount;
} t4_told_share;

struct t4_certificate {
    const void *key;           /* borrowed; NULL = not checked */
    size_t key_length;
    t4_rules rules;
    t4_arena arena;
    char measure[32];
    int decimals;
    int levels[T4_LEVELS_MAX];
    int level_count;
    bool insiders;
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
    const char **finest;
    size_t finest_room;
    t4_dict *holders;          /* keyed digests; holding[] by id */
    uint32_t *holding;
    size_t holding_room;
    t4_digest *told;           /* running over what is told */
    t4_dict *finest_codes, *traders;
    t4_told_share *shares;
    size_t share_count, share_room;
    t4_system *system;
    uint32_t *cell_hidden;     /* by cell of the system: index in cells, T4_NO_INDEX = open */
    size_t hidden_room;
};

/* The number of a published partner, W00 and groups among them; T4_DICT_NONE without memory. */
uint32_t t4_certificate_partner(t4_certificate *certificate, const char *partner);
/* The ancestor of `level` characters as the certificate has it. */
void t4_certificate_ancestor(const void *certificate, const char *code, int level, char out[16]);
/* Add a contribution to a digest: its fields, each with a tab behind it. */
bool t4_certificate_digest(t4_digest *digest, const t4_told_contribution *told);

#endif
