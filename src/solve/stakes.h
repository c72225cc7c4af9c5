/* SPDX-License-Identifier: MIT */
/* What single attackers know from their own books: their part of each cell, and where they are alone. */
#ifndef T4_SOLVE_STAKES_H
#define T4_SOLVE_STAKES_H

#include "solve/system.h"

typedef struct {
    uint32_t attacker;   /* trader, holding or coalition; 0 is nobody */
    bool alone;          /* knows the value: nobody else contributes */
    int64_t amount;      /* the attacker's part: the value is at least this */
    int64_t least;       /* and at least this: a unit more for each finest row without a part of his */
} t4_stake;

typedef struct {
    uint32_t variable;
    bool alone;
    int64_t amount, least;
} t4_own_stake;

/*
 * An insider knows a cell's lower bound to be what he holds in it, and the
 * cell itself where he is alone.
 */
typedef struct {
    size_t variables;
    size_t *start;       /* variable -> stakes; variables + 1 entries */
    t4_stake *stake;     /* of a variable: alone first, then largest first */
    int64_t *rows;       /* by variable: finest rows in it, each at least one unit */
    uint32_t attackers;  /* ids are below */
    size_t *own_start;   /* attacker -> own stakes; attackers + 1 entries */
    t4_own_stake *own;   /* of an attacker: by variable */
    size_t room, start_room, rows_room;
} t4_stakes;

/* Filling: variables in order, each with its stakes in their order, then closing. False without memory. */
bool t4_stakes_add(t4_stakes *stakes, const t4_stake *list, size_t count, int64_t rows);
bool t4_stakes_close(t4_stakes *stakes);
void t4_stakes_release(t4_stakes *stakes);

/* The stake of an attacker in a variable, or NULL. */
const t4_own_stake *t4_stakes_of(const t4_stakes *stakes, uint32_t variable, uint32_t attacker);
/* Can the attacker believe that the variable, which is not as it is, has the value `moved`? */
bool t4_stakes_allow(const t4_stakes *stakes, uint32_t variable, uint32_t attacker, int64_t moved);
/* The stakes of a variable, largest first; NULL where nobody has one anywhere. */
static inline const t4_stake *t4_stakes_from(const t4_stakes *stakes, uint32_t variable)
{
    return stakes->stake ? stakes->stake + stakes->start[variable] : NULL;
}
/* How many of a variable's stakes, from the first on, have holders who cannot believe it. */
size_t t4_stakes_doubting(const t4_stakes *stakes, uint32_t variable, int64_t moved);
/* The least value of a variable that an attacker has to reckon with, given the lower bound of the public. */
int64_t t4_stakes_least(const t4_stakes *stakes, uint32_t variable, uint32_t attacker, int64_t lower);

#endif
