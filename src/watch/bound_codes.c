/* SPDX-License-Identifier: MIT */
/* The codes of a block: those that are published and those that are known below them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "watch/bound_state.h"

enum { SUBHEADING = 6 };

typedef struct {
    t4_bound_block *block;
    size_t published;            /* ids below this are codes of rows */
    bool total_only;
} coding;

static t4_status add(coding *c, const char *text, size_t n, t4_error *err)
{
    if (t4_dict_add(c->block->code_dict, text, n) == T4_DICT_NONE)
        return t4_fail(err, T4_ERR_MEMORY, "more than %d codes, or no memory for them", T4_FLOWS_TEXTS_MOST);
    return T4_OK;
}

/* Does a published row stand above the code? */
static bool is_covered(const coding *c, const char *text, size_t n)
{
    if (c->total_only)
        return !c->block->question->heading || !strncmp(text, c->block->question->heading, strlen(c->block->question->heading));
    for (size_t length = n; length >= 2; length--) {
        uint32_t id = t4_dict_find(c->block->code_dict, text, length);

        if (id != T4_DICT_NONE && id < c->published)
            return true;
    }
    return false;
}

static t4_status add_covered(coding *c, const char *text, size_t n, t4_error *err)
{
    return n >= 2 && n < 16 && is_covered(c, text, n) ? add(c, text, n, err) : T4_OK;
}

static t4_status add_flows(coding *c, const t4_flows *flows, const uint8_t *wanted, size_t longest, t4_error *err)
{
    t4_status status = T4_OK;

    for (uint32_t id = 0; flows && id < t4_dict_count(flows->codes) && !status; id++) {
        const char *text = t4_flows_code_text(flows, id);
        size_t n = strlen(text);

        if ((!wanted || wanted[id]) && strcmp(text, "TOTAL"))
            status = add_covered(c, text, n > longest ? longest : n, err);
    }
    return status;
}

/* All subheadings of six digits below a published code that is shorter. */
static t4_status add_tree(coding *c, t4_error *err)
{
    const t4_codelist *tree = c->block->question->tree;
    t4_status status = T4_OK;

    for (uint32_t id = 0; tree && !c->total_only && id < c->published && !status; id++) {
        size_t n, end;
        const char *text = t4_dict_text(c->block->code_dict, id, &n);

        for (size_t i = n < SUBHEADING ? t4_codelist_below(tree, text, n, &end) : SIZE_MAX; i != SIZE_MAX && i < end && !status; i++)
            if (strlen(t4_codelist_entry(tree, i)->code) == SUBHEADING)
                status = add(c, t4_codelist_entry(tree, i)->code, SUBHEADING, err);
    }
    for (size_t i = 0; tree && c->total_only && i < t4_codelist_count(tree) && !status; i++)
        if (strlen(t4_codelist_entry(tree, i)->code) == SUBHEADING)
            status = add_covered(c, t4_codelist_entry(tree, i)->code, SUBHEADING, err);
    return status;
}

static t4_status add_known(coding *c, t4_error *err)
{
    const t4_bound_question *q = c->block->question;
    t4_status status = add_flows(c, q->detail, c->block->detail_codes, SIZE_MAX, err);

    if (!status)
        status = add_flows(c, q->mirror, NULL, SUBHEADING, err);
    if (!status && (!q->complete || !q->detail))
        status = add_tree(c, err);
    for (size_t i = 0; q->list && i < t4_watchlist_count(q->list) && !status; i++)
        status = add_covered(c, t4_watchlist_at(q->list, i)->code, strlen(t4_watchlist_at(q->list, i)->code), err);
    for (size_t i = 0; q->floors && i < q->floors->count && !status; i++)
        status = add_covered(c, q->floors->items[i].code, strlen(q->floors->items[i].code), err);
    return status;
}

/* --- the tree ------------------------------------------------------------------------------ */

/* Does the code list have everything below a code? */
static bool listed_whole(const t4_bound_block *b, const t4_bound_code *code)
{
    size_t end, from;

    if (!b->question->tree || !code->length || code->length >= SUBHEADING)
        return false;
    from = t4_codelist_below(b->question->tree, code->text, (size_t)code->length, &end);
    for (; from < end; from++)
        if (strlen(t4_codelist_entry(b->question->tree, from)->code) == SUBHEADING)
            return true;
    return false;
}

static void link_codes(t4_bound_block *b)
{
    uint32_t top = 0;

    for (uint32_t i = 1; i < b->code_count; i++) {
        t4_bound_code *code = &b->codes[i];

        while (top && (b->codes[top].length >= code->length ||
                       strncmp(b->codes[top].text, code->text, (size_t)b->codes[top].length)))
            top = b->codes[top].parent;
        code->parent = top;
        b->codes[top].inner = true;
        top = i;
    }
    for (uint32_t i = (uint32_t)b->code_count; i-- > 1;)
        if (b->codes[b->codes[i].parent].last < b->codes[i].last)
            b->codes[b->codes[i].parent].last = b->codes[i].last;
    for (uint32_t i = 1; i < b->code_count; i++)
        b->codes[i].complete = b->codes[i].inner && ((b->question->complete && b->question->detail) ||
                                                     listed_whole(b, &b->codes[i]));
}

static void note_known(t4_bound_block *b)
{
    const t4_flows *detail = b->question->detail;

    for (uint32_t id = 0; detail && id < t4_dict_count(detail->codes); id++) {
        const char *text = t4_flows_code_text(detail, id);
        uint32_t node = b->detail_codes[id] ? t4_bound_codes_find(b, text, strlen(text)) : T4_BOUND_NONE;

        for (; node != T4_BOUND_NONE && node && !b->codes[node].known_before; node = b->codes[node].parent)
            b->codes[node].known_before = true;
    }
}

static t4_status arrange(t4_bound_block *b, t4_error *err)
{
    size_t count = t4_dict_count(b->code_dict);
    uint32_t *order = t4_dict_order(b->code_dict);

    b->codes = t4_alloc_zero(count + 1, sizeof *b->codes);
    b->code_node = t4_alloc(count + 1, sizeof *b->code_node);
    if (!order || !b->codes || !b->code_node) {
        t4_free(order);
        return t4_fail_memory(err);
    }
    b->codes[0] = (t4_bound_code){.text = "TOTAL"};
    for (size_t i = 0; i < count; i++) {
        size_t n;
        const char *text = t4_dict_text(b->code_dict, order[i], &n);

        b->codes[i + 1] = (t4_bound_code){.text = t4_arena_strndup(b->arena, text, n), .length = (int)n,
                                          .last = (uint32_t)(i + 1)};
        b->code_node[order[i]] = (uint32_t)(i + 1);
        if (!b->codes[i + 1].text) {
            t4_free(order);
            return t4_fail_memory(err);
        }
    }
    t4_free(order);
    b->code_count = count + 1;
    link_codes(b);
    note_known(b);
    return T4_OK;
}

t4_status t4_bound_codes_make(t4_bound_block *b, t4_error *err)
{
    coding c = {.block = b};
    t4_status status = T4_OK;

    b->code_dict = t4_dict_new(T4_FLOWS_TEXTS_MOST);
    if (!b->code_dict)
        return t4_fail_memory(err);
    for (size_t i = 0; i < b->row_count && !status; i++) {
        const char *text = t4_flows_code_text(b->question->coarse, b->rows[i]->code);

        if (b->rows[i]->level)
            status = add(&c, text, strlen(text), err);
    }
    c.published = t4_dict_count(b->code_dict);
    c.total_only = !c.published;
    if (!status)
        status = add_known(&c, err);
    return status ? status : arrange(b, err);
}

uint32_t t4_bound_codes_find(const t4_bound_block *b, const char *text, size_t n)
{
    uint32_t id = t4_dict_find(b->code_dict, text, n);

    return id == T4_DICT_NONE ? T4_BOUND_NONE : b->code_node[id];
}
