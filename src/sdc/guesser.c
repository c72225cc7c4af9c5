/* SPDX-License-Identifier: MIT */
#include "sdc/guesser.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "solve/guess.h"

static const char *const names[T4_GUESSERS] = {"midpoint", "even shares", "last open shares"};

/* The period before one of the same kind. */
static t4_period before(t4_period period)
{
    int year = t4_period_year_of(period);
    int part = (int)(period & 31);

    switch (t4_period_kind_of(period)) {
    case T4_MONTH:
        return part > 1 ? period - 1 : t4_period_month(year - 1, 12);
    case T4_QUARTER:
        return part > 17 ? period - 1 : t4_period_quarter(year - 1, 4);
    default:
        return t4_period_year(year - 1);
    }
}

/* Where the cell was open a period or more ago, that value. */
static void use_last_open(double *x, const t4_system *s, const uint8_t *hidden)
{
    for (size_t v = 0; v < s->variables; v++) {
        t4_place place = s->place[s->first[v]];

        for (int back = 0; hidden[v] && back < 12; back++) {
            uint32_t cell;

            place.period = before(place.period);
            cell = t4_system_find(s, &place);
            if (cell != T4_NO_INDEX && !hidden[s->variable[cell]] && s->amount[cell] > 0) {
                x[v] = (double)s->amount[cell];
                break;
            }
        }
    }
}

static t4_status guess(double *x, int which, const t4_system *s, const uint8_t *hidden, const t4_run *run, t4_error *err)
{
    t4_reconstruct_result result;
    t4_status status;

    if (which == 0)
        return t4_guess_midpoint(x, s, hidden, run, err);
    status = t4_guess_even(x, s, hidden, err);
    if (!status && which == 2)
        use_last_open(x, s, hidden);
    return status ? status : t4_guess_entropy(x, s, hidden, run, &result, err);
}

/* How many of the variables in question are met within the share. */
static void count(const double *x, const t4_system *s, const uint8_t *asked, double share, uint64_t *pinned,
                  uint64_t *of)
{
    for (size_t v = 0; v < s->variables; v++)
        if (asked[v]) {
            double value = (double)s->value[v];

            ++*of;
            *pinned += fabs(x[v] - value) <= share * fabs(value);
        }
}

/* As many variables as the pattern hides, at random but seeded. */
static void hide_at_random(uint8_t *hidden, const t4_protection *p)
{
    size_t n = p->system->variables, wanted = 0;
    t4_random random;

    memset(hidden, 0, n);
    t4_random_seed(&random, 1);
    for (size_t v = 0; v < n; v++)
        wanted += p->hidden[v] != 0;
    for (size_t tries = 0; wanted && tries < 50 * n; tries++) {
        size_t v = t4_random_below(&random, n);

        if (hidden[v] || p->system->value[v] <= 0)
            continue;
        hidden[v] = 1;
        wanted--;
    }
}

t4_status t4_guesser_run(t4_protection *p, const t4_run *run, t4_error *err)
{
    size_t n = p->system->variables, hidden = 0;
    int guessers = T4_GUESSERS;
    double *x, share = p->rules.p ? (double)p->rules.p / (100.0 * (double)T4_PERCENT) : 0.1;
    uint8_t *random;
    t4_status status = T4_OK;

    for (size_t v = 0; v < n; v++) {
        hidden += p->hidden[v] != 0;
        if (p->system->value[v] < 0)
            guessers = 1;  /* shares of what may be negative are no guess; the midpoint is */
    }
    if (hidden == 0 || hidden > T4_GUESS_HIDDEN_MAX)
        return T4_OK;
    x = t4_alloc(n, sizeof *x);
    random = t4_alloc(n, 1);
    if (x && random)
        hide_at_random(random, p);
    else
        status = t4_fail_memory(err);
    for (int i = 0; i < guessers && !status; i++) {
        t4_guess_score *score = &p->guesses[i];

        *score = (t4_guess_score){.name = names[i], .percent = 100 * share};
        status = guess(x, i, p->system, p->hidden, run, err);
        if (!status)
            count(x, p->system, p->primary, share, &score->pinned, &score->of);
        if (!status)
            status = guess(x, i, p->system, random, run, err);
        if (!status)
            count(x, p->system, random, share, &score->random_pinned, &score->random_of);
    }
    t4_free(x);
    t4_free(random);
    return status;
}
