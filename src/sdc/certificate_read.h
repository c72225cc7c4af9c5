/* SPDX-License-Identifier: MIT */
/* A certificate in memory; private to sdc/certificate_*.c. */
#ifndef T4_SDC_CERTIFICATE_READ_H
#define T4_SDC_CERTIFICATE_READ_H

#include "base/arena.h"
#include "sdc/certificate.h"

/* A hidden cell as the certificate tells it. */
typedef struct {
    uint32_t variable, owner;
    int64_t value, lower, up, down;
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

struct t4_certificate {
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
    t4_dict *partners, *dims;
    struct {
        const char *name;
        const char *members[1024];
        size_t count;
    } *groups;
    size_t group_count, group_room;
    t4_system *system;
    uint32_t *cell_hidden;     /* by cell of the system: index in cells, T4_NO_INDEX = open */
    size_t hidden_room;
};

#endif
