/* SPDX-License-Identifier: MIT */
/* Bind a certificate to the contributions: a digest of all of them, and what places and joins them, without ids. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/flow.h"
#include "model/placed.h"
#include "sdc/certificate_read.h"
#include "sdc/certificate_write.h"
#include "sdc/protect_names.h"

bool t4_certificate_digest(t4_digest *digest, const t4_told_contribution *told)
{
    char period[T4_PERIOD_TEXT], amount[T4_DECIMAL_TEXT];
    const char *const fields[] = {period, t4_flow_text((t4_flow)told->flow), told->code, told->partner,
                                  told->dimensions, told->trader, amount};
    bool ok = true;

    t4_period_print(told->period, period);
    t4_decimal_print(told->amount, 0, amount);
    for (size_t i = 0; i < sizeof fields / sizeof *fields && ok; i++)
        ok = t4_digest_add(digest, fields[i], strlen(fields[i])) && t4_digest_add(digest, "\t", 1);
    return ok;
}

/* --- contributions ------------------------------------------------------------------- */

typedef struct {
    const t4_protection *protection;
    t4_digest *digest;
    uint64_t rows;
    t4_buffer dimensions;
} binder;

static t4_status visit(void *context, const t4_contribution *item, t4_error *err)
{
    binder *b = context;
    const t4_domain *domain = b->protection->domain;
    t4_told_contribution told = {.period = item->period, .flow = item->flow,
        .partner = t4_dict_text(domain->partners, item->partner, NULL),
        .trader = item->trader ? t4_dict_text(domain->traders, item->trader, NULL) : "",
        .amount = (int64_t)item->amount[b->protection->measure]};
    size_t n;
    const char *code = t4_dict_text(domain->codes, item->code, &n);
    bool ok = true;

    told.code = t4_placed_own(code, &n);
    t4_buffer_clear(&b->dimensions);
    for (int d = 0; d < domain->dimension_count && ok; d++)
        ok = t4_buffer_putc(&b->dimensions, '\t') &&
             t4_buffer_puts(&b->dimensions, t4_dict_text(domain->labels[d], item->dimension[d], NULL));
    ok = ok && t4_buffer_putc(&b->dimensions, '\0');
    told.dimensions = b->dimensions.data;
    b->rows++;
    return ok && t4_certificate_digest(b->digest, &told) ? T4_OK : t4_fail_memory(err);
}

static t4_status put_contributions(t4_buffer *out, const t4_protection *p, const t4_protect_input *input,
                                   const void *key, size_t key_length, t4_error *err)
{
    binder b = {.protection = p, .digest = t4_digest_new(key, key_length)};
    char text[T4_DIGEST_TEXT];
    t4_status status = b.digest ? T4_OK : t4_fail_memory(err);

    t4_buffer_init(&b.dimensions, 0);
    if (!status)
        status = input->contributions(input->source, visit, &b, err);
    if (!status && (!t4_digest_finish(b.digest, text) ||
                    !t4_buffer_printf(out, "contributions\t%s\t%" PRIu64 "\n", text, b.rows)))
        status = t4_fail_memory(err);
    t4_digest_free(b.digest);
    t4_buffer_release(&b.dimensions);
    return status;
}

/* --- codes that no prefix places ------------------------------------------------------ */

static t4_status put_places(t4_buffer *out, const t4_protection *p, const t4_protect_input *input,
                            t4_error *err)
{
    uint32_t *order = t4_dict_order(p->domain->codes);
    bool ok = order != NULL;

    for (size_t i = 0; ok && i < t4_dict_count(p->domain->codes); i++) {
        size_t n;
        const char *code = t4_dict_text(p->domain->codes, order[i], &n), *published;
        uint32_t node = t4_protect_part(p, input, t4_protect_node(p, code, n, input->codes), code, n);

        if (node == T4_NO_INDEX || p->system->code[node].level == 0 || t4_placed_published(code, n) < n)
            continue;
        published = t4_system_code_text(p->system, node);
        if (strncmp(code, published, strlen(published)))
            ok = t4_buffer_printf(out, "place\t%s\t%s\n", code, published);
    }
    t4_free(order);
    return ok ? T4_OK : t4_fail_memory(err);
}

/* --- holdings ---------------------------------------------------------------------------- */

typedef struct {
    char digest[T4_DIGEST_TEXT];
    uint32_t leader;
    bool dated;
    t4_period from, until;     /* 0 = open */
    size_t order;              /* the first that fits holds */
} member;

static int compare_members(const void *left, const void *right)
{
    const member *a = left, *b = right;
    int order = strcmp(a->digest, b->digest);

    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static bool digest_id(const char *id, const void *key, size_t key_length, char text[T4_DIGEST_TEXT])
{
    t4_digest *digest = t4_digest_new(key, key_length);
    bool ok = digest && t4_digest_add(digest, "trader\t", 7) && t4_digest_add(digest, id, strlen(id)) &&
              t4_digest_finish(digest, text);

    t4_digest_free(digest);
    return ok;
}

static bool put_holding(t4_buffer *out, const member *m, uint32_t number)
{
    char from[T4_PERIOD_TEXT] = "-", until[T4_PERIOD_TEXT] = "-";

    if (!m->dated)
        return t4_buffer_printf(out, "holding\t%s\t%" PRIu32 "\n", m->digest, number);
    if (m->from)
        t4_period_print(m->from, from);
    if (m->until)
        t4_period_print(m->until, until);
    return t4_buffer_printf(out, "holding\t%s\t%" PRIu32 "\t%s\t%s\n", m->digest, number, from, until);
}

/*
 * Traders that share a holding with another; where holdings have dates, every membership in its order,
 * and the trader whose id stands for a holding, who counts as it at all times.
 */
static bool list_members(const t4_protection *p, const t4_protect_input *input, const void *key, size_t key_length,
                         member *members, size_t *count)
{
    size_t traders = input->traders;
    uint32_t *size = t4_alloc_zero(traders, sizeof *size);
    bool ok = size != NULL;

    for (size_t t = 1; ok && input->holding && t < traders; t++)
        size[input->holding[t]]++;
    for (size_t i = 0; ok && i < input->member_count; i++) {
        const t4_membership *m = &input->members[i];

        size[m->holding] = 1;
        members[*count] = (member){.leader = m->holding, .dated = true, .from = m->from, .until = m->until, .order = i};
        ok = digest_id(t4_dict_text(p->domain->traders, m->trader, NULL), key, key_length, members[(*count)++].digest);
    }
    for (size_t t = 1; ok && t < traders; t++) {
        uint32_t leader = input->holding ? input->holding[t] : (uint32_t)t;

        if (input->holding ? size[leader] < 2 : !size[leader])
            continue;
        members[*count] = (member){.leader = leader, .order = SIZE_MAX};
        ok = digest_id(t4_dict_text(p->domain->traders, (uint32_t)t, NULL), key, key_length,
                       members[(*count)++].digest);
    }
    t4_free(size);
    return ok;
}

static t4_status put_holdings(t4_buffer *out, const t4_protection *p, const t4_protect_input *input,
                              const void *key, size_t key_length, t4_error *err)
{
    size_t count = 0;
    uint32_t *number, next = 0;
    member *members;
    bool ok;

    if (!input->holding && !input->member_count)
        return T4_OK;
    number = t4_alloc_zero(input->traders, sizeof *number);
    members = t4_alloc(input->traders + input->member_count, sizeof *members);
    ok = number && members && list_members(p, input, key, key_length, members, &count);
    if (ok && count)
        qsort(members, count, sizeof *members, compare_members);
    for (size_t i = 0; ok && i < count; i++) {
        if (!number[members[i].leader])
            number[members[i].leader] = ++next;
        ok = put_holding(out, &members[i], number[members[i].leader]);
    }
    t4_free(number);
    t4_free(members);
    return ok ? T4_OK : t4_fail_memory(err);
}

/* Members of declared coalitions, in the order of coalitions and digests. */
static t4_status put_coalitions(t4_buffer *out, const t4_protection *p, const t4_protect_input *input,
                                const void *key, size_t key_length, t4_error *err)
{
    member *members = t4_alloc(input->ally_count, sizeof *members);
    size_t count = 0;
    bool ok = members != NULL;

    for (uint32_t k = 0; ok && k < input->coalitions; k++, count = 0) {
        for (size_t i = 0; ok && i < input->ally_count; i++)
            if (input->allies[i].coalition == k)
                ok = digest_id(t4_dict_text(p->domain->traders, input->allies[i].trader, NULL), key, key_length,
                               members[count++].digest);
        if (ok && count)
            qsort(members, count, sizeof *members, compare_members);
        for (size_t i = 0; ok && i < count; i++)
            ok = t4_buffer_printf(out, "coalition\t%s\t%" PRIu32 "\n", members[i].digest, k + 1);
    }
    t4_free(members);
    return ok ? T4_OK : t4_fail_memory(err);
}

/* Who stands under which number, so that the parts told can be compared with the contributions. */
static t4_status put_insiders(t4_buffer *out, const t4_protection *p, const t4_protect_input *input,
                              const void *key, size_t key_length, t4_error *err)
{
    uint32_t *number = t4_certificate_numbers(p);
    member *members = t4_alloc(input->traders, sizeof *members);
    size_t count = 0;
    bool ok = number && members;

    for (size_t t = 1; ok && t < input->traders; t++) {
        uint32_t as = input->holding ? input->holding[t] : (uint32_t)t;

        if (as >= p->stakes.attackers || !number[as])
            continue;
        members[count].leader = number[as];
        ok = digest_id(t4_dict_text(p->domain->traders, (uint32_t)t, NULL), key, key_length, members[count++].digest);
    }
    if (ok && count)
        qsort(members, count, sizeof *members, compare_members);
    for (size_t i = 0; ok && i < count; i++)
        ok = t4_buffer_printf(out, "insider\t%s\t%" PRIu32 "\n", members[i].digest, members[i].leader);
    for (uint32_t k = 0; ok && k < input->coalitions; k++)
        if (input->traders + k < p->stakes.attackers && number[input->traders + k])
            ok = t4_buffer_printf(out, "insider\t*%" PRIu32 "\t%" PRIu32 "\n", k + 1, number[input->traders + k]);
    t4_free(members);
    t4_free(number);
    return ok ? T4_OK : t4_fail_memory(err);
}

t4_status t4_certificate_bind(t4_certificate_out *to, const t4_protection *p, const t4_protect_input *input,
                              t4_error *err)
{
    t4_buffer *out = &to->text;
    const void *key = to->key;
    size_t key_length = to->key_length;
    t4_status status = put_places(out, p, input, err);

    if (!status)
        status = t4_certificate_put_placed(out, p, input, err);
    if (!status)
        status = put_holdings(out, p, input, key, key_length, err);
    if (!status && p->interval)
        status = put_coalitions(out, p, input, key, key_length, err);
    if (!status && p->interval)
        status = put_insiders(out, p, input, key, key_length, err);
    if (!status)
        status = put_contributions(out, p, input, key, key_length, err);
    return status;
}

/* --- told again ---------------------------------------------------------------------------- */

/* The holder whom the certificate knows by a trader's digest; T4_DICT_NONE = in no holding. */
static uint32_t holder_of(const t4_certificate *c, const char *trader)
{
    char text[T4_DIGEST_TEXT];

    if (!*trader || !t4_dict_count(c->holders) || !digest_id(trader, c->key, c->key_length, text))
        return T4_DICT_NONE;
    return t4_dict_find(c->holders, text, strlen(text));
}

static bool falls_within(const t4_certified_membership *m, t4_period period)
{
    return (!m->from || t4_period_first_month(period) >= t4_period_first_month(m->from)) &&
           (!m->until || t4_period_last_month(period) <= t4_period_last_month(m->until));
}

/* The contributor that a holding is. */
static uint32_t holding_as(t4_certificate *c, uint32_t number)
{
    char text[16];

    return t4_dict_add(c->traders, text, (size_t)snprintf(text, sizeof text, "\t%" PRIu32, number));
}

/* The contributor that a trader counts as in a period: an id of traders, those of one holding the same. */
static uint32_t contributor(t4_certificate *c, const char *trader, uint32_t holder, t4_period period)
{
    uint32_t number = holder == T4_DICT_NONE ? 0 : c->holding[holder];

    if (!*trader)
        return 0;
    for (uint32_t i = holder == T4_DICT_NONE ? T4_NO_INDEX : c->dated_head[holder]; i != T4_NO_INDEX;
         i = c->dated[i].next)
        if (falls_within(&c->dated[i], period)) {
            number = c->dated[i].number;
            break;
        }
    return number ? holding_as(c, number) : t4_dict_add(c->traders, trader, strlen(trader));
}

/* The coalitions that a trader's contributor is in. */
static bool note_allies(t4_certificate *c, const char *trader, uint32_t as)
{
    char text[T4_DIGEST_TEXT + 16];

    if (!*trader || !c->coalitions || !digest_id(trader, c->key, c->key_length, text))
        return true;
    for (uint32_t k = 0; k < c->coalitions; k++) {
        char key[T4_DIGEST_TEXT + 32];
        int n = snprintf(key, sizeof key, "%s\t%" PRIu32, text, k + 1);
        bool known = t4_dict_find(c->ally_keys, key, (size_t)n) == T4_DICT_NONE;

        for (size_t i = 0; i < c->ally_count && !known; i++)
            known = c->allies[i].trader == as && c->allies[i].coalition == k;
        if (known)
            continue;
        if (!t4_grow(&c->allies, &c->ally_room, c->ally_count, sizeof *c->allies))
            return false;
        c->allies[c->ally_count++] = (t4_ally){as, k};
    }
    return true;
}

/* The number under which the certificate has the trader's contributor. */
static bool note_number(t4_certificate *c, const char *trader, uint32_t as)
{
    char text[T4_DIGEST_TEXT];
    uint32_t id = T4_DICT_NONE;

    if (*trader && t4_dict_count(c->insider_keys) && digest_id(trader, c->key, c->key_length, text))
        id = t4_dict_find(c->insider_keys, text, strlen(text));
    if (id == T4_DICT_NONE)
        return true;
    if (!t4_grow(&c->named, &c->named_room, c->named_count, sizeof *c->named))
        return false;
    c->named[c->named_count++] = (t4_named){as, c->insider[id]};
    return true;
}

/* Is it a holding rather than a trader? */
static bool is_holding(const t4_certificate *c, uint32_t as)
{
    return *t4_dict_text(c->traders, as, NULL) == '\t';
}

/* What the certificate knows of a contributor that a trader counts as. */
static bool note(t4_certificate *c, const char *trader, uint32_t as)
{
    return note_allies(c, trader, as) && note_number(c, trader, as);
}

/* The same for a trader met before; else all that the certificate knows of him is looked up. */
static uint32_t meet(t4_certificate *c, const char *trader, t4_period period)
{
    size_t known = t4_dict_count(c->told_traders), met;
    uint32_t id = t4_dict_add(c->told_traders, trader, strlen(trader)), as, holder;

    if (id == T4_DICT_NONE)
        return id;
    if (id < known && !c->contributor[id].dated)
        return c->contributor[id].as;
    holder = id < known ? c->contributor[id].holder : holder_of(c, trader);
    if (id >= known) {
        if (!t4_grow(&c->contributor, &c->contributor_room, id, sizeof *c->contributor))
            return T4_DICT_NONE;
        c->contributor[id].holder = holder;
        c->contributor[id].dated = holder != T4_DICT_NONE && c->dated_head[holder] != T4_NO_INDEX;
        /* The trader whose id stands for a holding brings what is known of it. */
        if (c->contributor[id].dated && c->holding[holder]) {
            as = holding_as(c, c->holding[holder]);
            if (as == T4_DICT_NONE || !note(c, trader, as))
                return T4_DICT_NONE;
        }
    }
    met = t4_dict_count(c->traders);
    as = contributor(c, trader, holder, period);
    if (as == T4_DICT_NONE)
        return as;
    c->contributor[id].as = as;
    /* A member of a dated holding is told of under his own name only while he is on his own. */
    if (c->contributor[id].dated && (as < met || is_holding(c, as)))
        return as;
    return note(c, trader, as) ? as : T4_DICT_NONE;
}

static t4_status begin(t4_certificate *c, t4_error *err)
{
    c->told = t4_digest_new(c->key, c->key_length);
    c->finest_codes = t4_dict_new(1 << 24);
    c->traders = t4_dict_new(1 << 30);
    c->told_traders = t4_dict_new(1 << 30);
    /* Number 0 is without id. */
    return c->told && c->told_traders && c->finest_codes && c->traders && t4_dict_add(c->traders, "", 0) == 0
               ? T4_OK : t4_fail_memory(err);
}

t4_status t4_certificate_contribution(t4_certificate *c, const t4_told_contribution *told, t4_error *err)
{
    t4_told_share share = {.period = told->period, .flow = told->flow, .amount = told->amount};
    t4_status status = c->told ? T4_OK : begin(c, err);

    if (status)
        return status;
    share.code = t4_dict_add(c->finest_codes, told->code, strlen(told->code));
    share.partner = t4_certificate_partner(c, told->partner);
    share.dims = t4_dict_add(c->dims, told->dimensions, strlen(told->dimensions));
    share.trader = meet(c, told->trader, told->period);
    if (share.code == T4_DICT_NONE || share.partner == T4_DICT_NONE || share.dims == T4_DICT_NONE ||
        share.trader == T4_DICT_NONE || !t4_certificate_digest(c->told, told) ||
        !t4_grow(&c->shares, &c->share_room, c->share_count, sizeof *c->shares))
        return t4_fail_memory(err);
    c->shares[c->share_count++] = share;
    return T4_OK;
}

bool t4_certificate_member(t4_certificate *c, uint32_t holder, uint32_t number, t4_period from, t4_period until)
{
    uint32_t *link = &c->dated_head[holder];

    if (!t4_grow(&c->dated, &c->dated_room, c->dated_count, sizeof *c->dated))
        return false;
    while (*link != T4_NO_INDEX)
        link = &c->dated[*link].next;
    *link = (uint32_t)c->dated_count;
    c->dated[c->dated_count++] = (t4_certified_membership){number, T4_NO_INDEX, from, until};
    return true;
}
