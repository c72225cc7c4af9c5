/* SPDX-License-Identifier: MIT */
#include "model/correlation.h"

#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "model/correlation_state.h"

t4_correlation *t4_correlation_new(void)
{
    t4_correlation *c = t4_alloc_zero(1, sizeof *c);

    if (!c)
        return NULL;
    t4_arena_init(&c->texts);
    c->codes = t4_dict_new(T4_CORRELATION_CODES_MOST);
    c->editions = t4_dict_new(2 * T4_CORRELATION_STEPS_MOST);
    if (c->codes && c->editions)
        return c;
    t4_correlation_free(c);
    return NULL;
}

void t4_correlation_free(t4_correlation *c)
{
    if (!c)
        return;
    t4_dict_free(c->codes);
    t4_dict_free(c->editions);
    t4_arena_release(&c->texts);
    t4_free(c->pairs);
    t4_free(c->facts);
    t4_free(c->nodes);
    t4_free(c->node_of);
    t4_free(c->links);
    t4_free(c->forth);
    t4_free(c->forth_start);
    t4_free(c->back);
    t4_free(c->back_start);
    t4_free(c->members);
    t4_free(c->member_start);
    t4_free(c);
}

/* --- pairs ---------------------------------------------------------------------------------- */

static t4_status step_of(t4_correlation *c, const char *older, const char *newer, bool changes, uint32_t *step,
                         t4_error *err)
{
    uint32_t from = t4_dict_add(c->editions, older, strlen(older)), to = t4_dict_add(c->editions, newer, strlen(newer));

    for (size_t i = c->step_count; i-- > 0;)
        if (c->steps[i].older == from && c->steps[i].newer == to) {
            *step = (uint32_t)i;
            return T4_OK;
        }
    if (from == T4_DICT_NONE || to == T4_DICT_NONE || c->step_count == T4_CORRELATION_STEPS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d steps between editions", T4_CORRELATION_STEPS_MOST);
    c->steps[c->step_count] = (t4_correlation_step){from, to, changes};
    *step = (uint32_t)c->step_count++;
    return T4_OK;
}

static t4_status code_of(t4_correlation *c, const char *code, uint32_t *id, t4_error *err)
{
    *id = t4_dict_add(c->codes, code, strlen(code));
    return *id != T4_DICT_NONE ? T4_OK : t4_fail(err, T4_ERR_MEMORY, "more than %d distinct codes in correlation tables",
                                                 T4_CORRELATION_CODES_MOST);
}

t4_status t4_correlation_add(t4_correlation *c, const char *older, const char *newer, bool changes, const char *from,
                             const char *to, t4_error *err)
{
    t4_correlation_pair pair;
    t4_status status = step_of(c, older, newer, changes, &pair.step, err);

    if (!status)
        status = code_of(c, from, &pair.from, err);
    if (!status)
        status = code_of(c, to, &pair.to, err);
    if (status)
        return status;
    if (c->pair_count >= T4_CORRELATION_PAIRS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d pairs in correlation tables", T4_CORRELATION_PAIRS_MOST);
    if (!t4_grow(&c->pairs, &c->pair_room, c->pair_count, sizeof *c->pairs))
        return t4_fail_memory(err);
    c->pairs[c->pair_count++] = pair;
    return T4_OK;
}

/* --- the chain -------------------------------------------------------------------------------- */

static const char *edition_text(const t4_correlation *c, uint32_t id)
{
    size_t n;

    return t4_dict_text(c->editions, id, &n);
}

/* The edition by its name, else by the HS edition below it. */
static uint32_t edition_id(const t4_correlation *c, const t4_hsedition *wanted)
{
    uint32_t id = t4_dict_find(c->editions, wanted->name, strlen(wanted->name));

    for (size_t i = 0; id == T4_DICT_NONE && wanted->hs && i < t4_dict_count(c->editions); i++) {
        t4_hsedition has;
        const char *text = edition_text(c, (uint32_t)i);

        if (t4_hsedition_parse(text, strlen(text), &has) && !strncmp(has.name, "HS", 2) && has.year == wanted->hs)
            id = (uint32_t)i;
    }
    return id;
}

/* Shortest way from one edition to a newer one; each step is entered from the one that reached its older end. */
static bool find_chain(t4_correlation *c, uint32_t from, uint32_t to)
{
    size_t queue[T4_CORRELATION_STEPS_MOST], came[T4_CORRELATION_STEPS_MOST], count = 0, length = 0, at;
    bool seen[T4_CORRELATION_STEPS_MOST] = {false};

    for (size_t i = 0; i < c->step_count; i++)
        if (c->steps[i].older == from) {
            queue[count] = i;
            came[count++] = SIZE_MAX;
            seen[i] = true;
        }
    for (at = 0; at < count && c->steps[queue[at]].newer != to; at++)
        for (size_t i = 0; i < c->step_count; i++)
            if (!seen[i] && c->steps[i].older == c->steps[queue[at]].newer) {
                queue[count] = i;
                came[count++] = at;
                seen[i] = true;
            }
    if (at == count)
        return false;
    for (size_t i = at; i != SIZE_MAX; i = came[i])
        length++;
    c->chain_count = length;
    for (size_t i = at; i != SIZE_MAX; i = came[i])
        c->chain[--length] = queue[i];
    return true;
}

static t4_status fail_chain(const t4_correlation *c, const t4_hsedition *from, const t4_hsedition *to, t4_error *err)
{
    t4_buffer list;

    t4_buffer_init(&list, 400);
    for (size_t i = 0; i < c->step_count; i++)
        if (!t4_buffer_printf(&list, "%s%s to %s", i ? ", " : "", edition_text(c, c->steps[i].older),
                              edition_text(c, c->steps[i].newer)))
            break;
    t4_fail(err, T4_ERR_DATA, "the correlation tables do not lead from %s to %s; they hold %s", from->name, to->name,
            list.length ? t4_buffer_text(&list) : "nothing");
    t4_buffer_release(&list);
    return T4_ERR_DATA;
}

t4_status t4_correlation_chain(t4_correlation *c, const t4_hsedition *from, const t4_hsedition *to, t4_error *err)
{
    uint32_t a = edition_id(c, from), b = edition_id(c, to);

    if (a == T4_DICT_NONE || b == T4_DICT_NONE || a == b || (!find_chain(c, a, b) && !find_chain(c, b, a)))
        return fail_chain(c, from, to, err);
    return T4_OK;
}

size_t t4_correlation_editions(const t4_correlation *c)
{
    return c->chain_count + 1;
}

const char *t4_correlation_edition(const t4_correlation *c, size_t index)
{
    const t4_correlation_step *step = &c->steps[c->chain[index ? index - 1 : 0]];

    return edition_text(c, index ? step->newer : step->older);
}

/* --- facts ------------------------------------------------------------------------------------- */

t4_status t4_correlation_add_fact(t4_correlation *c, size_t step, const t4_correlation_fact *fact, t4_error *err)
{
    t4_correlation_used used = {.fact.kind = fact->kind, .step = step};

    if (c->fact_count >= T4_CORRELATION_FACTS_MOST)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d facts about links", T4_CORRELATION_FACTS_MOST);
    used.fact.from = t4_arena_strndup(&c->texts, fact->from, strlen(fact->from));
    used.fact.to = t4_arena_strndup(&c->texts, fact->to, strlen(fact->to));
    used.fact.why = t4_arena_strndup(&c->texts, fact->why, strlen(fact->why));
    used.fact.since = t4_arena_strndup(&c->texts, fact->since, strlen(fact->since));
    if (!used.fact.from || !used.fact.to || !used.fact.why || !used.fact.since ||
        !t4_grow(&c->facts, &c->fact_room, c->fact_count, sizeof *c->facts))
        return t4_fail_memory(err);
    c->facts[c->fact_count++] = used;
    return T4_OK;
}

t4_families t4_correlation_mode(const t4_correlation *c)
{
    return c->mode;
}

size_t t4_correlation_links(const t4_correlation *c)
{
    return c->link_count - c->added;
}

size_t t4_correlation_aside(const t4_correlation *c)
{
    return c->aside;
}

size_t t4_correlation_facts(const t4_correlation *c)
{
    return c->fact_count;
}

const t4_correlation_used *t4_correlation_fact_at(const t4_correlation *c, size_t index)
{
    return &c->facts[index];
}

size_t t4_correlation_digits(const t4_correlation *c)
{
    return c->digits;
}

bool t4_correlation_stayed(const t4_correlation *c, const char *code, size_t n)
{
    for (size_t i = 0; i < c->chain_count; i++)
        if (!c->steps[c->chain[i]].changes)
            return false;
    return t4_dict_find(c->codes, code, n < c->digits ? n : c->digits) == T4_DICT_NONE;
}
