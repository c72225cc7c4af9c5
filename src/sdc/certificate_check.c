/* SPDX-License-Identifier: MIT */
/* Check a certificate against published rows, by adding integers. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"
#include "model/listset.h"
#include "sdc/certificate_read.h"
#include "sdc/witness.h"

enum { KEY_MOST = 1024 };

#define WORLD UINT32_MAX
#define FIRST_GROUP (UINT32_MAX - 1)

void t4_certificate_ancestor(const void *context, const char *code, int level, char out[16])
{
    const t4_certificate *c = context;
    uint32_t id = t4_dict_find(c->moved_codes, code, strlen(code));

    if (id != T4_DICT_NONE && strlen(c->parent[id]) == (size_t)level)
        strcpy(out, c->parent[id]);
    else
        snprintf(out, 16, "%.*s", level < 15 ? level : 15, code);
}

static t4_status start(t4_certificate *c, t4_error *err)
{
    if (c->system)
        return T4_OK;
    return t4_system_new(&c->system, c->levels, c->level_count, WORLD, t4_certificate_ancestor, c, err);
}

uint32_t t4_certificate_partner(t4_certificate *c, const char *partner)
{
    if (!strcmp(partner, "W00"))
        return WORLD;
    for (size_t g = 0; g < c->group_count; g++)
        if (!strcmp(partner, c->groups[g].name))
            return FIRST_GROUP - (uint32_t)g;
    return t4_dict_add(c->partners, partner, strlen(partner));
}

/* A place in words, for messages. */
static void name_place(const t4_published_row *row, char text[KEY_MOST])
{
    char period[T4_PERIOD_TEXT];

    t4_period_print(row->period, period);
    snprintf(text, KEY_MOST, "%s\t%s\t%s\t%s%s", period, t4_flow_text((t4_flow)row->flow), row->code,
             row->partner, row->dimensions);
}

/* The number behind a published one that may be rounded. */
static t4_status exact_number(const t4_certificate *c, const char *key, int64_t published, int64_t *value,
                              t4_error *err)
{
    uint32_t id = c->step ? t4_dict_find(c->exact_keys, key, strlen(key)) : T4_DICT_NONE;

    *value = id == T4_DICT_NONE ? published : c->exact[id];
    if (c->step && id == T4_DICT_NONE)
        return t4_fail(err, T4_ERR_DATA, "the certificate has no exact number for an open cell");
    if (c->step && ((t4_int128)published - *value) * 2 > c->step)
        return t4_fail(err, T4_ERR_DATA, "a published number is not the certificate's number rounded");
    if (c->step && ((t4_int128)*value - published) * 2 > c->step)
        return t4_fail(err, T4_ERR_DATA, "a published number is not the certificate's number rounded");
    return T4_OK;
}

t4_status t4_certificate_row(t4_certificate *c, const t4_published_row *row, t4_error *err)
{
    char key[KEY_MOST];
    uint32_t id, partner, dims;
    t4_certified_cell *cell = NULL;
    t4_place place;
    int64_t exact = 0;
    t4_status status = start(c, err);

    if (status)
        return status;
    name_place(row, key);
    id = t4_dict_find(c->keys, key, strlen(key));
    if (row->hidden == (id == T4_DICT_NONE))
        for (char *tab = key; (tab = strchr(tab, '\t')) != NULL;)
            *tab = ' ';
    if (row->hidden && id == T4_DICT_NONE)
        return t4_fail(err, T4_ERR_DATA, "'%s' is hidden, but the certificate does not know it", key);
    if (!row->hidden && id != T4_DICT_NONE)
        return t4_fail(err, T4_ERR_DATA, "'%s' is open, but the certificate rests on its being hidden", key);
    if (id != T4_DICT_NONE) {
        cell = &c->cells[id];
        cell->met = true;
    }
    partner = t4_certificate_partner(c, row->partner);
    dims = t4_dict_add(c->dims, row->dimensions, strlen(row->dimensions));
    place = (t4_place){row->period, row->flow, dims, partner, t4_system_node(c->system, row->code, row->level)};
    if (place.node == T4_NO_INDEX || dims == T4_DICT_NONE ||
        !t4_grow(&c->cell_hidden, &c->hidden_room, c->system->cells, sizeof *c->cell_hidden) ||
        !t4_grow(&c->cell_waived, &c->waived_room, c->system->cells, 1))
        return t4_fail_memory(err);
    c->cell_hidden[c->system->cells] = id;
    c->cell_waived[c->system->cells] = c->waived && t4_dict_find(c->waived, key, strlen(key)) != T4_DICT_NONE;
    if (!cell && (status = exact_number(c, key, row->value, &exact, err)) != T4_OK)
        return status;
    return t4_system_add(c->system, &place, cell ? cell->value : exact, cell ? cell->lower : exact < 1 ? exact : 1, err);
}

static t4_status add_groups(t4_certificate *c, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t g = 0; g < c->group_count && !status; g++) {
        uint32_t members[1024];
        size_t count = 0;

        for (size_t i = 0; i < c->groups[g].count; i++) {
            uint32_t id = t4_dict_find(c->partners, c->groups[g].members[i], strlen(c->groups[g].members[i]));

            if (id != T4_DICT_NONE)
                members[count++] = id;
        }
        status = t4_system_group(c->system, FIRST_GROUP - (uint32_t)g, members, count, err);
    }
    return status;
}

/* List aggregates: their codes, and the parts of them. */
static t4_status add_lists(t4_certificate *c, t4_error *err)
{
    uint32_t *members = t4_alloc(c->listed_count, sizeof *members);
    t4_status status = members ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; i < c->listed_count && !status; i++) {
        uint32_t list = t4_system_known(c->system, c->listed[i].list, T4_LEVEL_LIST);
        size_t count = 0;

        if (list == T4_NO_INDEX || t4_system_is_list(c->system, list))
            continue;
        for (size_t k = i; k < c->listed_count; k++) {
            const char *code = c->listed[k].code;
            int level = strchr(code, '~') ? T4_CODE_MAX + 1 : strcmp(code, "TOTAL") ? (int)strlen(code) : 0;
            uint32_t node = t4_system_known(c->system, code, level);

            if (!strcmp(c->listed[k].list, c->listed[i].list) && node != T4_NO_INDEX)
                members[count++] = node;
        }
        status = t4_system_list(c->system, list, members, count, err);
    }
    t4_free(members);
    return status;
}

/* The sums among published and hidden values. */
static t4_status check_relations(const t4_certificate *c, t4_error *err)
{
    const t4_system *s = c->system;
    static const char *const axes[T4_AXES] = {"its codes", "the partners", "the members", "its periods", "its flows",
                                              "the listed codes", "its months"};

    for (size_t r = 0; r < s->relations; r++) {
        const t4_place *place = &s->place[s->relation_cell[s->relation_start[r]]];
        char period[T4_PERIOD_TEXT];

        if (s->relation_rest[r] == 0)
            continue;
        t4_period_print(place->period, period);
        return t4_fail(err, T4_ERR_DATA, "'%s' of %s %s is not the sum over %s: a published number was "
                       "changed, or the certificate belongs to another release",
                       t4_system_code_text(s, place->node), t4_flow_text((t4_flow)place->flow), period,
                       axes[s->relation_axis[r]]);
    }
    return T4_OK;
}

/* The certificate's variables may be cut otherwise than ours: translate through cells. */
typedef struct {
    t4_certificate *c;
    uint8_t *hidden, *primary;     /* by our variables */
    int64_t *up, *down, *floor;
    uint32_t *owner;
    uint32_t *ours;                /* certificate's variable -> ours */
    size_t theirs;
    t4_witness_check *check;
    uint32_t *proof[2];            /* by our variable: claim + 1 that proves its upper, lower level */
} checker;

static void release(checker *k)
{
    t4_free(k->hidden);
    t4_free(k->primary);
    t4_free(k->up);
    t4_free(k->down);
    t4_free(k->floor);
    t4_free(k->owner);
    t4_free(k->ours);
    t4_witness_check_free(k->check);
    t4_free(k->proof[0]);
    t4_free(k->proof[1]);
}

static t4_status translate(checker *k, t4_error *err)
{
    t4_certificate *c = k->c;
    t4_system *s = c->system;
    size_t n = s->variables;

    for (size_t i = 0; i < c->cell_count; i++) {
        if (!c->cells[i].met)
            return t4_fail_at(err, T4_ERR_DATA, "certificate", c->cells[i].line, 0,
                              "the release has no row for this hidden cell");
        if (c->cells[i].variable >= k->theirs)
            k->theirs = (size_t)c->cells[i].variable + 1;
    }
    k->hidden = t4_alloc_zero(n, 1);
    k->primary = t4_alloc_zero(n, 1);
    k->up = t4_alloc_zero(n, sizeof *k->up);
    k->down = t4_alloc_zero(n, sizeof *k->down);
    k->floor = t4_alloc(n, sizeof *k->floor);
    k->owner = t4_alloc_zero(n, sizeof *k->owner);
    k->ours = t4_alloc(k->theirs, sizeof *k->ours);
    k->proof[0] = t4_alloc_zero(n, sizeof(uint32_t));
    k->proof[1] = t4_alloc_zero(n, sizeof(uint32_t));
    if (!k->hidden || !k->primary || !k->up || !k->down || !k->floor || !k->owner || !k->ours || !k->proof[0] || !k->proof[1])
        return t4_fail_memory(err);
    memset(k->ours, 0xff, k->theirs * sizeof *k->ours);
    for (size_t i = 0; i < s->cells; i++) {
        const t4_certified_cell *cell;
        uint32_t v = s->variable[i];

        if (c->cell_hidden[i] == T4_NO_INDEX) {
            if (k->hidden[v])
                return t4_fail(err, T4_ERR_DATA, "'%s' is open beside a hidden cell that equals it",
                               t4_system_code_text(s, s->place[i].node));
            continue;
        }
        cell = &c->cells[c->cell_hidden[i]];
        if (cell->unpublished && s->first[v] != i) {  /* it is all of a published cell, open or hidden */
            if (k->hidden[v])
                k->ours[cell->variable] = v;
            continue;
        }
        if (s->first[v] != i && !k->hidden[v])
            return t4_fail(err, T4_ERR_DATA, "'%s' is hidden beside an open cell that equals it",
                           t4_system_code_text(s, s->place[i].node));
        k->hidden[v] = 1;
        k->primary[v] |= cell->primary;
        k->owner[v] = cell->owner;
        k->up[v] = cell->primary && cell->up > k->up[v] ? cell->up : k->up[v];
        k->down[v] = cell->primary && cell->down > k->down[v] ? cell->down : k->down[v];
        k->ours[cell->variable] = v;
    }
    t4_system_floor(s, k->floor);
    for (size_t v = 0; v < n; v++)  /* a lower level below its due is a forged one */
        if (k->primary[v] && k->down[v] < k->up[v] && k->down[v] < s->value[v] - k->floor[v])
            return t4_fail(err, T4_ERR_DATA, "a lower protection level of '%s' is too small",
                           t4_system_code_text(s, s->place[s->first[v]].node));
    return T4_OK;
}

/* How far a claim must move its cell. */
static int64_t needed(const checker *k, const t4_certified_claim *claim, uint32_t v)
{
    if (claim->owner)
        return t4_certificate_insider_need(k->c, v, claim->sign, k->up[v], claim->owner);
    return claim->sign > 0 ? k->up[v] : k->down[v];
}

static t4_status check_witnesses(checker *k, const t4_run *run, t4_error *err)
{
    t4_certificate *c = k->c;

    k->check = t4_witness_check_new(c->system, k->hidden);
    if (!k->check)
        return t4_fail_memory(err);
    for (size_t i = 0; i < c->shift_count; i++) {
        if (c->shifts[i].variable >= k->theirs || k->ours[c->shifts[i].variable] == T4_NO_INDEX)
            return t4_fail(err, T4_ERR_DATA, "a witness moves a cell that is not hidden");
        c->shifts[i].variable = k->ours[c->shifts[i].variable];
    }
    for (size_t i = 0; i < c->claim_count; i++) {
        const t4_certified_claim *claim = &c->claims[i];
        size_t from = c->start[claim->witness], count = c->start[claim->witness + 1] - from;
        int64_t moved = 0;
        uint32_t v;

        if (i % 4096 == 0 && t4_run_check(run, err))
            return T4_ERR_STOPPED;
        if (claim->variable >= k->theirs || (v = k->ours[claim->variable]) == T4_NO_INDEX)
            return t4_fail_at(err, T4_ERR_DATA, "certificate", claim->line, 0, "no such hidden cell");
        if (!t4_witness_holds(k->check, c->shifts + from, count, claim->witness_sign))
            return t4_fail_at(err, T4_ERR_DATA, "certificate", claim->line, 0, "witness %" PRIu32 " does not "
                              "add up, moves an open cell or leaves a bound", claim->witness);
        for (size_t j = from; j < from + count; j++) {
            if (c->shifts[j].variable == v)
                moved = c->shifts[j].delta * claim->witness_sign;
            if (claim->owner && !c->interval && k->owner[c->shifts[j].variable] == claim->owner)
                return t4_fail_at(err, T4_ERR_DATA, "certificate", claim->line, 0, "the witness moves a cell "
                                  "that this contributor knows");
        }
        if (c->interval && claim->owner &&
            !t4_certificate_believes(c, claim->owner, c->shifts + from, count, claim->witness_sign))
            return t4_fail_at(err, T4_ERR_DATA, "certificate", claim->line, 0, "the witness takes a cell below what "
                              "this contributor holds, or one that he knows");
        if (claim->sign == 0 ? moved == 0 : moved * claim->sign < needed(k, claim, v))
            return t4_fail_at(err, T4_ERR_DATA, "certificate", claim->line, 0, "the witness does not reach "
                              "the protection level");
        if (claim->sign && !claim->owner)
            k->proof[claim->sign < 0][v] = (uint32_t)i + 1;
    }
    return T4_OK;
}

static bool moves_owner(const checker *k, uint32_t claim, uint32_t owner)
{
    const t4_certificate *c = k->c;
    uint32_t w;

    if (claim == 0)
        return true;
    w = c->claims[claim - 1].witness;
    for (size_t i = c->start[w]; i < c->start[w + 1]; i++)
        if (k->owner[c->shifts[i].variable] == owner)
            return true;
    return false;
}

/* What an insider's claim is about; sign 0 where nothing but a point is excluded. */
typedef struct {
    uint32_t variable, owner;
    int sign;
} insider_key;

static int compare_keys(const void *left, const void *right)
{
    const insider_key *a = left, *b = right;

    if (a->variable != b->variable)
        return a->variable < b->variable ? -1 : 1;
    if (a->owner != b->owner)
        return a->owner < b->owner ? -1 : 1;
    return (a->sign > b->sign) - (a->sign < b->sign);
}

typedef struct {
    insider_key *keys;
    size_t count;
} insider_list;

static bool is_claimed(const insider_list *list, uint32_t variable, uint32_t owner, int sign)
{
    insider_key key = {variable, owner, sign};

    return list->count && bsearch(&key, list->keys, list->count, sizeof key, compare_keys);
}

/* Owners whom both witnesses of a primary lean on. */
static bool points_excluded(const checker *k, const insider_list *list, uint32_t v)
{
    const t4_certificate *c = k->c;
    uint32_t lead = k->proof[0][v] ? k->proof[0][v] : k->proof[1][v], w = c->claims[lead - 1].witness;

    for (size_t i = c->start[w]; i < c->start[w + 1]; i++) {
        uint32_t owner = k->owner[c->shifts[i].variable];

        if (owner && owner != k->owner[v] && moves_owner(k, k->proof[1][v], owner) &&
            !is_claimed(list, v, owner, 0))
            return false;
    }
    return true;
}

/* Everybody who cannot believe the outsiders' witness of a side has one of his own. */
static bool side_kept(const checker *k, const insider_list *list, uint32_t v, int sign)
{
    const t4_certificate *c = k->c;
    const t4_certified_claim *claim = &c->claims[k->proof[sign < 0][v] - 1];

    for (size_t i = c->start[claim->witness]; i < c->start[claim->witness + 1]; i++) {
        uint32_t u = c->shifts[i].variable;
        int64_t moved = c->system->value[u] + c->shifts[i].delta * claim->witness_sign;
        const t4_certified_stakes *h;

        if (c->held_of[u] == T4_NO_INDEX)
            return false;
        h = &c->held[c->held_of[u]];
        if (moved < h->others)
            return false;
        for (size_t j = h->first; j < h->first + h->count; j++) {
            uint32_t attacker = c->stakes[j].attacker;
            const t4_stake *own = t4_certificate_stake(c, v, attacker);

            if ((c->stakes[j].alone || c->stakes[j].amount > moved) && !(own && own->alone) &&
                t4_certificate_insider_need(c, v, sign, k->up[v], attacker) > 0 &&
                !is_claimed(list, v, attacker, sign))
                return false;
        }
    }
    return true;
}

static bool insiders_kept(const checker *k, const insider_list *list, uint32_t v)
{
    if (!k->c->insiders)
        return true;
    if (!k->c->interval)
        return points_excluded(k, list, v);
    return side_kept(k, list, v, 1) && (!k->proof[1][v] || side_kept(k, list, v, -1));
}

/* Nothing is missing: every primary, both sides, and every contributor who could be a danger. */
static t4_status check_complete(checker *k, t4_certificate_summary *summary, t4_error *err)
{
    t4_certificate *c = k->c;
    t4_system *s = c->system;
    insider_list list = {t4_alloc(c->claim_count, sizeof *list.keys), 0};
    t4_status status = list.keys ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; i < c->claim_count && !status; i++)
        if (c->claims[i].owner)
            list.keys[list.count++] = (insider_key){k->ours[c->claims[i].variable], c->claims[i].owner,
                                                    c->claims[i].sign};
    if (list.count)
        qsort(list.keys, list.count, sizeof *list.keys, compare_keys);
    for (uint32_t v = 0; v < s->variables && !status; v++) {
        const char *code = t4_system_code_text(s, s->place[s->first[v]].node);

        if (!k->primary[v])
            continue;
        if (!k->proof[0][v] || (k->down[v] > 0 && !k->proof[1][v]))
            status = t4_fail(err, T4_ERR_DATA, "no witness for a protection level of '%s'", code);
        else if (!insiders_kept(k, &list, v))
            status = t4_fail(err, T4_ERR_DATA, "no witness that a single contributor does not know '%s'", code);
    }
    summary->insider_claims = list.count;
    t4_free(list.keys);
    return status;
}

t4_status t4_certificate_check(t4_certificate *c, const t4_run *run, t4_certificate_summary *summary,
                               t4_error *err)
{
    checker k = {.c = c};
    t4_status status = start(c, err);

    *summary = (t4_certificate_summary){0};
    if (!status)
        status = add_groups(c, err);
    if (!status)
        status = t4_certificate_add_beyond(c, err);
    if (!status)
        status = add_lists(c, err);
    if (!status)
        status = t4_system_close(c->system, run, err);
    if (!status)
        status = check_relations(c, err);
    if (!status)
        status = translate(&k, err);
    for (size_t i = 0; !status && i < c->upper_count; i++)
        if (c->uppers[i].variable < k.theirs && k.ours[c->uppers[i].variable] != T4_NO_INDEX)
            c->system->upper[k.ours[c->uppers[i].variable]] = c->uppers[i].delta;
    if (!status && c->interval)
        status = t4_certificate_index_stakes(c, k.ours, k.theirs, err);
    if (!status)
        status = check_witnesses(&k, run, err);
    if (!status)
        status = check_complete(&k, summary, err);
    summary->cells = c->system ? c->system->cells : 0;
    summary->hidden = c->cell_count;
    for (size_t i = 0; i < c->cell_count; i++)
        summary->primaries += c->cells[i].primary && c->cells[i].rule != T4_RULE_NONE;
    summary->witnesses = c->witnesses;
    release(&k);
    return status;
}
