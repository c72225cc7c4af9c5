/* SPDX-License-Identifier: MIT */
#include "sdc/adaptive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ANY = 256 };      /* over every cap */

/* What one node holds: the codes of a run whose caps are so large. */
typedef struct {
    size_t begin, end;
    int least, below;    /* caps of the codes: least .. below - 1 */
    double cost;         /* least loss when it is settled on its own */
    bool settled;
} part;

typedef struct {
    const t4_run *run;
    const t4_adaptive_problem *p;
    size_t *first;                 /* shares of code k: first[k] .. first[k + 1] - 1 */
    double *value, *value_ln;      /* of each code: x and x ln x */
    t4_adaptive_share *scratch;
    t4_adaptive_cut *cut;
    t4_status status;
} work;

bool t4_adaptive_is_residual(const char *code)
{
    return strchr(code, 'X') != NULL;
}

static int compare_code(const void *left, const void *right)
{
    const t4_adaptive_share *a = left, *b = right;

    return (a->code > b->code) - (a->code < b->code);
}

static int compare_place(const void *left, const void *right)
{
    const t4_adaptive_share *a = left, *b = right;

    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return (a->trader > b->trader) - (a->trader < b->trader);
}

static void text_at(const work *w, size_t code, int level, char out[16])
{
    const char *text = w->p->code[code];
    size_t n = strlen(text);

    if (level == 0) {
        strcpy(out, "TOTAL");
    } else if (n <= (size_t)level) {
        strcpy(out, text);
    } else if (w->p->ancestor) {
        w->p->ancestor(w->p->ancestor_context, text, level, out);
    } else {
        memcpy(out, text, (size_t)level);
        out[level] = '\0';
    }
}

static bool holds(const work *w, const part *p, size_t code)
{
    return !w->p->cap || (w->p->cap[code] >= p->least && w->p->cap[code] < p->below);
}

/* --- safety --------------------------------------------------------------------------------- */

/* Are the shares of one place safe together?  They are sorted by trader. */
static bool place_is_safe(const work *w, const t4_adaptive_share *s, size_t n)
{
    int keep = t4_rules_tops(w->p->rules);
    uint64_t top[T4_TOPS_MOST + 1] = {0};
    t4_tops_cell cell = {.sum = 0};
    t4_tops tops = {&cell, top, keep};
    int64_t level;

    for (size_t i = 0, end; i < n; i = end) {
        int64_t amount = 0;
        uint64_t size;
        int at = keep;

        for (end = i; end < n && s[end].trader == s[i].trader; end++)
            amount += s[end].amount;
        size = (uint64_t)llabs(amount);
        cell.sum += size;
        cell.contributors += s[i].trader != 0;
        cell.shares++;
        while (at > 0 && top[at - 1] < size)
            at--;
        if (at < keep) {
            memmove(top + at + 1, top + at, (size_t)(keep - at - 1) * sizeof *top);
            top[at] = size;
        }
    }
    return t4_rules_cell(w->p->rules, &tops, 0, false, &level) == T4_RULE_NONE;
}

/* Are several parts safe as one code, at every place?  If not, *bad is the first place where they are not. */
static bool parts_are_safe(work *w, const part *parts, const uint8_t *chosen, size_t count, uint32_t *bad)
{
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t k = parts[i].begin; (!chosen || chosen[i]) && k < parts[i].end; k++)
            if (holds(w, &parts[i], k)) {
                memcpy(w->scratch + n, w->p->shares + w->first[k], (w->first[k + 1] - w->first[k]) * sizeof *w->scratch);
                n += w->first[k + 1] - w->first[k];
            }
    qsort(w->scratch, n, sizeof *w->scratch, compare_place);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && w->scratch[end].place == w->scratch[i].place; end++)
            ;
        if (!place_is_safe(w, w->scratch + i, end - i)) {
            *bad = w->scratch[i].place;
            return false;
        }
    }
    return true;
}

/* Does the part have anything at a place? */
static bool stands_at(const work *w, const part *p, uint32_t place)
{
    for (size_t k = p->begin; k < p->end; k++)
        for (size_t i = w->first[k]; holds(w, p, k) && i < w->first[k + 1]; i++)
            if (w->p->shares[i].place == place)
                return true;
    return false;
}

/* --- cost ------------------------------------------------------------------------------------- */

/* What is lost when the parts are one code: X ln X - sum of x ln x. */
static double cost_of(const work *w, const part *parts, const uint8_t *chosen, size_t count)
{
    double x = 0, x_ln = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t k = parts[i].begin; (!chosen || chosen[i]) && k < parts[i].end; k++)
            if (holds(w, &parts[i], k)) {
                x += w->value[k];
                x_ln += w->value_ln[k];
            }
    return x > 0 ? fmax(0, x * log(x) - x_ln) : 0;
}

static void publish(work *w, const part *parts, const uint8_t *chosen, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = parts[i].begin; (!chosen || chosen[i]) && k < parts[i].end; k++)
            if (holds(w, &parts[i], k))
                strcpy(w->cut->published[k], text);
}

/* --- residuals ---------------------------------------------------------------------------------- */

typedef struct {
    work *w;
    const part *parts;
    size_t count;
    uint8_t *chosen, *best;     /* members of the residual */
    uint32_t *left_out;         /* by a branch before, of this depth; 0 = may join */
    uint32_t *order;            /* parts that may join, cheapest first */
    size_t optional;
    double least;               /* loss of the best so far */
    size_t tries;
} residual;

/* Loss of the node with this residual. */
static double loss_with(const residual *r)
{
    double loss = cost_of(r->w, r->parts, r->chosen, r->count);

    for (size_t i = 0; i < r->count; i++)
        if (!r->chosen[i])
            loss += r->parts[i].cost;
    return loss;
}

/*
 * Let further parts join as long as that can be better than the best.  What
 * makes an unsafe place safe must have something there, so only such parts are
 * branched on; each branch leaves out what those before it took in.
 */
static void search(residual *r, uint32_t depth)
{
    uint32_t bad = 0;

    if (loss_with(r) >= r->least || r->tries >= T4_ADAPTIVE_TRIES_MAX)
        return;
    r->tries++;
    if (parts_are_safe(r->w, r->parts, r->chosen, r->count, &bad)) {
        r->least = loss_with(r);
        memcpy(r->best, r->chosen, r->count);
        return;
    }
    for (size_t i = 0; i < r->optional; i++) {
        uint32_t k = r->order[i];

        if (r->chosen[k] || r->left_out[k] || !stands_at(r->w, &r->parts[k], bad))
            continue;
        r->chosen[k] = 1;
        search(r, depth + 1);
        r->chosen[k] = 0;
        r->left_out[k] = depth;
    }
    for (size_t i = 0; i < r->count; i++)
        if (r->left_out[i] == depth)
            r->left_out[i] = 0;
}

/* Parts that may join, by what the residual would cost with each alone. */
static void order_optional(residual *r)
{
    double *key = t4_alloc(r->count + 1, sizeof *key);

    for (size_t i = 0; i < r->count && key; i++) {
        size_t at;

        if (!r->parts[i].settled)
            continue;
        r->chosen[i] = 1;
        key[i] = loss_with(r);
        r->chosen[i] = 0;
        for (at = r->optional++; at > 0 && key[r->order[at - 1]] > key[i]; at--)
            r->order[at] = r->order[at - 1];
        r->order[at] = (uint32_t)i;
    }
    if (!key)
        r->w->status = T4_ERR_MEMORY;
    t4_free(key);
}

/* The best residual of a node; true: `best` holds it (all parts: the node whole). */
static bool find_residual(residual *r)
{
    uint32_t bad;

    for (size_t i = 0; i < r->count; i++) {
        r->chosen[i] = !r->parts[i].settled;
        r->best[i] = 1;
    }
    if (!parts_are_safe(r->w, r->parts, NULL, r->count, &bad))
        return false;
    r->least = cost_of(r->w, r->parts, NULL, r->count);
    order_optional(r);
    search(r, 1);
    r->w->cut->proven = r->w->cut->proven && r->tries < T4_ADAPTIVE_TRIES_MAX;
    return true;
}

/* --- the tree -------------------------------------------------------------------------------------- */

static void settle(work *w, part *node, int level);

/*
 * The children of a node at the next finer level: runs of codes with one
 * ancestor there.  The last one, never settled, holds the codes that may stand
 * no deeper than the node.
 */
static part *split(work *w, const part *node, int level, size_t *count)
{
    part *parts = NULL, rest = {.begin = node->begin, .end = node->end, .least = node->least, .below = w->p->levels[level]};
    size_t room = 0;
    char last[16] = "", text[16];
    bool rests = false;

    *count = 0;
    for (size_t k = node->begin; k < node->end && !w->status; k++) {
        rests = rests || (w->p->cap && holds(w, &rest, k));
        if (w->p->cap && w->p->cap[k] < rest.below)
            continue;
        text_at(w, k, w->p->levels[level], text);
        if (*count == 0 || strcmp(text, last)) {
            if (!t4_grow(&parts, &room, *count, sizeof *parts)) {
                w->status = T4_ERR_MEMORY;
                break;
            }
            parts[(*count)++] = (part){.begin = k, .end = k, .least = rest.below, .below = ANY};
            strcpy(last, text);
        }
        parts[*count - 1].end = k + 1;
    }
    if (rests && t4_grow(&parts, &room, *count, sizeof *parts))
        parts[(*count)++] = rest;
    else if (rests)
        w->status = T4_ERR_MEMORY;
    return parts;
}

static void merge(work *w, part *node, part *parts, size_t count, int level)
{
    residual r = {.w = w, .parts = parts, .count = count, .chosen = t4_alloc_zero(count + 1, 1),
                  .best = t4_alloc_zero(count + 1, 1),
                  .left_out = t4_alloc_zero(count + 1, sizeof *r.left_out), .order = t4_alloc(count + 1, sizeof *r.order)};
    char text[16];
    size_t members = 0;

    if (!r.chosen || !r.best || !r.left_out || !r.order)
        w->status = T4_ERR_MEMORY;
    else if (find_residual(&r)) {
        for (size_t i = 0; i < count; i++)
            members += r.best[i];
        text_at(w, node->begin, w->p->levels[level], text);
        if (members < count) {
            size_t n = level && w->p->levels[level] ? strlen(text) : 0;

            if (!w->p->levels[level])
                n = 0;
            memset(text + n, 'X', (size_t)w->p->levels[level - 1] - n);
            text[w->p->levels[level - 1]] = '\0';
        }
        publish(w, parts, r.best, count, text);
        node->settled = true;
        node->cost = r.least;
    }
    t4_free(r.chosen);
    t4_free(r.best);
    t4_free(r.left_out);
    t4_free(r.order);
}

/* level: index into levels of the node's own length. */
static void settle(work *w, part *node, int level)
{
    part *parts;
    size_t count;
    uint32_t bad;
    bool whole = true;
    char text[16];

    if (w->status || t4_run_check(w->run, NULL)) {
        w->status = w->status ? w->status : T4_ERR_STOPPED;
        return;
    }
    node->cost = 0;
    if (level == 0 || (node->end - node->begin == 1 && strlen(w->p->code[node->begin]) <= (size_t)w->p->levels[level] &&
                       w->p->levels[level])) {
        text_at(w, node->begin, w->p->levels[level], text);
        node->settled = parts_are_safe(w, node, NULL, 1, &bad);
        publish(w, node, NULL, 1, text);
        return;
    }
    parts = split(w, node, level - 1, &count);
    for (size_t i = 0; i < count && !w->status; i++) {
        if (parts[i].below == ANY)
            settle(w, &parts[i], level - 1);
        whole = whole && parts[i].settled;
        node->cost += parts[i].cost;
    }
    node->settled = whole;
    if (!whole && !w->status)
        merge(w, node, parts, count, level);
    t4_free(parts);
}

static bool prepare(work *w)
{
    const t4_adaptive_problem *p = w->p;

    w->first = t4_alloc_zero(p->codes + 2, sizeof *w->first);
    w->value = t4_alloc_zero(p->codes + 1, sizeof *w->value);
    w->value_ln = t4_alloc_zero(p->codes + 1, sizeof *w->value_ln);
    w->scratch = t4_alloc(p->count + 1, sizeof *w->scratch);
    w->cut->published = t4_alloc_zero(p->codes + 1, sizeof *w->cut->published);
    if (!w->first || !w->value || !w->value_ln || !w->scratch || !w->cut->published)
        return false;
    qsort(p->shares, p->count, sizeof *p->shares, compare_code);
    for (size_t i = 0; i < p->count; i++) {
        w->first[p->shares[i].code + 1]++;
        if (p->shares[i].place % (uint32_t)p->measures == 0)
            w->value[p->shares[i].code] += (double)p->shares[i].amount;
    }
    for (size_t k = 0; k < p->codes; k++) {
        w->first[k + 1] += w->first[k];
        w->value[k] = fmax(0, w->value[k]);
        w->value_ln[k] = w->value[k] > 0 ? w->value[k] * log(w->value[k]) : 0;
    }
    return true;
}

t4_status t4_adaptive_cut_make(t4_adaptive_cut *cut, const t4_run *run, const t4_adaptive_problem *problem,
                               t4_error *err)
{
    work w = {.run = run, .p = problem, .cut = cut};
    part root = {.begin = 0, .end = problem->codes, .below = ANY};
    double total = 0;

    *cut = (t4_adaptive_cut){.proven = true};
    if (!prepare(&w))
        w.status = T4_ERR_MEMORY;
    else if (problem->codes) {
        settle(&w, &root, problem->level_count - 1);
        for (size_t k = 0; k < problem->codes; k++)
            total += w.value[k];
    }
    cut->possible = root.settled || !problem->codes;
    cut->lost = total > 0 ? root.cost / total : 0;
    t4_free(w.first);
    t4_free(w.value);
    t4_free(w.value_ln);
    t4_free(w.scratch);
    if (w.status) {
        t4_free(cut->published);
        cut->published = NULL;
    }
    return w.status == T4_ERR_MEMORY ? t4_fail_memory(err) : w.status ? t4_run_check(run, err) : T4_OK;
}
