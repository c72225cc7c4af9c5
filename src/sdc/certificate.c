/* SPDX-License-Identifier: MIT */
/* Write the certificate of a certified pattern. */
#include "sdc/certificate.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "sdc/certificate_write.h"
#include "sdc/protect_names.h"

enum { BLOCK = 1 << 20 };

t4_status t4_certificate_out_init(t4_certificate_out *out, const void *key, size_t key_length,
                                  t4_status (*write)(void *context, const t4_buffer *block, t4_error *err),
                                  void *context, t4_error *err)
{
    *out = (t4_certificate_out){.digest = t4_digest_new(key, key_length), .key = key, .key_length = key_length,
                                .write = write, .context = context};
    t4_buffer_init(&out->text, 0);
    return out->digest ? T4_OK : t4_fail_memory(err);
}

void t4_certificate_out_release(t4_certificate_out *out)
{
    t4_digest_free(out->digest);
    t4_buffer_release(&out->text);
    out->digest = NULL;
}

/* Digest the text at hand and hand it on. */
static t4_status hand_on(t4_certificate_out *out, t4_error *err)
{
    t4_status status = t4_digest_add(out->digest, out->text.data, out->text.length)
                           ? out->write(out->context, &out->text, err) : t4_fail_memory(err);

    t4_buffer_clear(&out->text);
    return status;
}

t4_status t4_certificate_put(t4_certificate_out *out, bool ok, t4_error *err)
{
    if (!ok)
        return t4_fail_memory(err);
    return out->text.length < BLOCK ? T4_OK : hand_on(out, err);
}

static bool put_percent(t4_buffer *out, int64_t millionths)
{
    char text[T4_DECIMAL_TEXT];

    t4_decimal_print(millionths, 6, text);
    return t4_buffer_puts(out, text);
}

static bool put_rules(t4_buffer *out, const t4_rules *r)
{
    bool ok = true;

    if (r->minimum)
        ok = ok && t4_buffer_printf(out, "rule\tminimum_contributors\t%d\n", r->minimum);
    for (int i = 0; i < r->dominance_count; i++)
        ok = ok && t4_buffer_printf(out, "rule\tdominance\t%d\t", r->dominance[i].n) &&
             put_percent(out, r->dominance[i].k) && t4_buffer_putc(out, '\n');
    if (r->p)
        ok = ok && t4_buffer_printf(out, "rule\tp_percent\t%d\t", r->coalition) &&
             put_percent(out, r->p) && t4_buffer_putc(out, '\n');
    if (r->pq_p)
        ok = ok && t4_buffer_printf(out, "rule\tpq\t%d\t", r->coalition) &&
             put_percent(out, r->pq_p) && t4_buffer_putc(out, '\t') &&
             put_percent(out, r->pq_q) && t4_buffer_putc(out, '\n');
    return ok && t4_buffer_puts(out, "rule\tsafety\t") && put_percent(out, r->safety) &&
           t4_buffer_putc(out, '\n');
}

/* Which measures have a part, and that a quantity has none. */
static bool put_measures(t4_buffer *out, const t4_protection *first)
{
    const t4_domain *domain = first->domain;
    bool ok = t4_buffer_puts(out, "measures");

    for (const t4_protection *each = first; each && ok; each = each->next)
        ok = t4_buffer_printf(out, "\t%s", domain->measures[each->measure].name);
    ok = ok && t4_buffer_putc(out, '\n');
    return ok && (domain->quantity < 0 || domain->quantity == first->measure ||
                  t4_buffer_printf(out, "alongside\t%s\n", domain->measures[domain->quantity].name));
}

static bool put_header(t4_buffer *out, const t4_protection *first, const t4_protection *p)
{
    const t4_cube_plan *plan = p->plan;
    const t4_measure *m = &p->domain->measures[p->measure];
    bool ok = t4_buffer_printf(out, "tenfour-certificate 1\nmeasure\t%s\t%d\n", m->name, m->decimals) &&
              put_measures(out, first) && t4_buffer_puts(out, "levels");

    for (int i = 0; i < plan->level_count; i++)
        ok = ok && t4_buffer_printf(out, "\t%d", plan->levels[i]);
    if (p->reasons)
        ok = ok && t4_buffer_puts(out, "\nreasons\tfull");
    ok = ok && t4_buffer_printf(out, "\ninsiders\t%s\nunions\t%s\n",
                                p->interval ? "interval" : p->insiders ? "exact" : "off", p->unions ? "on" : "off") &&
         put_rules(out, &p->rules);
    for (int g = 0; g < plan->group_count; g++) {
        ok = ok && t4_buffer_printf(out, "group\tG_%s", plan->groups[g].name);
        for (const char *const *member = plan->groups[g].members; *member; member++)
            ok = ok && t4_buffer_printf(out, "\t%s", *member);
        ok = ok && t4_buffer_putc(out, '\n');
    }
    if (p->unions)  /* for people, as the next */
        ok = ok && t4_buffer_printf(out, "uncovered\tsums over several relations at once\t%zu sums that hold corrections\t"
                                    "several hidden figures of one trader\n", p->implied_unjudged);
    if (p->insiders && !p->interval)  /* for people: what `exact` leaves open */
        ok = ok && t4_buffer_printf(out, "narrowed\t%s%zu\t%.3f\n", p->narrowed_exactly ? "" : "at most ", p->narrowed,
                                    p->narrowest);
    return ok;
}

/* Codes that hang elsewhere than by their beginning. */
static bool put_parents(t4_buffer *out, const t4_system *s)
{
    bool ok = true;

    for (uint32_t n = 0; n < s->codes && ok; n++) {
        const char *code = t4_system_code_text(s, n), *parent;

        if (s->code[n].parent == T4_NO_INDEX)
            continue;
        parent = t4_system_code_text(s, s->code[n].parent);
        if (s->code[s->code[n].parent].level > 0 && strncmp(code, parent, strlen(parent)))
            ok = t4_buffer_printf(out, "parent\t%s\t%s\n", code, parent);
    }
    return ok;
}

/* Which codes, published ones or unpublished parts of them, each list aggregate is the sum of. */
static bool put_listed(t4_buffer *out, const t4_system *s)
{
    bool ok = true;

    for (uint32_t n = 0; n < s->codes && ok; n++) {
        uint32_t lists[T4_SYSTEM_LISTS];
        size_t count = t4_system_lists_of(s, n, lists);

        if (count)
            ok = t4_buffer_printf(out, "listed\t%s", t4_system_code_text(s, n));
        for (size_t i = 0; i < count && ok; i++)
            ok = t4_buffer_printf(out, "\t%s", t4_system_code_text(s, lists[i]));
        ok = ok && (!count || t4_buffer_putc(out, '\n'));
    }
    return ok;
}

/* Owners and attackers get numbers in order of appearance: no id, and no order of ids, is told. */
uint32_t *t4_certificate_numbers(const t4_protection *p)
{
    uint32_t most = p->interval ? p->stakes.attackers : 0, next = 0;
    uint32_t *number;

    for (size_t v = 0; v < p->system->variables; v++)
        most = p->owner[v] > most ? p->owner[v] : most;
    number = t4_alloc_zero((size_t)most + 1, sizeof *number);
    for (size_t v = 0; number && v < p->system->variables; v++)
        if (p->hidden[v] && p->owner[v] && !number[p->owner[v]])
            number[p->owner[v]] = ++next;
    if (number && p->interval && !t4_certificate_number(p, number, &next)) {
        t4_free(number);
        number = NULL;
    }
    return number;
}

static bool put_place(t4_buffer *out, const t4_protection *p, uint32_t cell)
{
    const t4_place *place = &p->system->place[cell];
    char period[T4_PERIOD_TEXT];
    bool ok;

    t4_period_print(place->period, period);
    ok = t4_buffer_printf(out, "\t%s\t%s\t%s\t%s", period, t4_flow_text((t4_flow)place->flow),
                          t4_system_code_text(p->system, place->node), t4_protect_partner(p, cell));
    for (int d = 0; d < p->domain->dimension_count && ok; d++)
        ok = t4_buffer_printf(out, "\t%s", t4_protect_dimension(p, cell, d));
    return ok && t4_buffer_putc(out, '\n');
}

static bool put_waived(t4_buffer *out, const t4_protection *p)
{
    bool ok = true;

    for (size_t c = 0; p->waived && c < p->system->cells && ok; c++)
        if (p->waived[c])
            ok = t4_buffer_puts(out, "waived") && put_place(out, p, (uint32_t)c);
    return ok;
}

/* Cells that the rules would hide, but that are public already: nothing is claimed of them. */
static bool put_public(t4_buffer *out, const t4_protection *p)
{
    bool ok = true;

    for (size_t c = 0; p->known && c < p->system->cells && c < p->part_base && ok; c++)
        if (p->known[p->system->variable[c]] & T4_KNOWN_EXPOSED)
            ok = t4_buffer_puts(out, "public") && put_place(out, p, (uint32_t)c);
    return ok;
}

/* Bounds from above that everybody knows. */
static bool put_uppers(t4_buffer *out, const t4_protection *p)
{
    bool ok = true;

    for (uint32_t v = 0; v < p->system->variables && ok; v++)
        if (p->hidden[v] && p->system->upper[v] != T4_UNBOUNDED)
            ok = t4_buffer_printf(out, "upper\t%" PRIu32 "\t%" PRId64 "\n", v, p->system->upper[v]);
    return ok;
}

/* Published numbers are rounded: the exact ones behind them. */
static t4_status put_exact(t4_certificate_out *to, const t4_protection *p, t4_error *err)
{
    t4_buffer *out = &to->text;
    t4_status status = t4_certificate_put(to, !p->step || t4_buffer_printf(out, "rounded\t%" PRId64 "\n", p->step), err);

    for (size_t c = 0; p->step && !status && c < p->system->cells && c < p->beyond_base; c++)
        if (!p->hidden[p->system->variable[c]])
            status = t4_certificate_put(to, t4_buffer_printf(out, "O\t%" PRId64, p->system->amount[c]) &&
                                                put_place(out, p, (uint32_t)c), err);
    return status;
}

/* Figures that other publications show. */
static t4_status put_known(t4_certificate_out *to, const t4_protection *p, t4_error *err)
{
    t4_buffer *out = &to->text;
    t4_status status = T4_OK;

    for (size_t c = p->beyond_base; c < p->system->cells && c < p->part_base && !status; c++)
        if (!p->hidden[p->system->variable[c]])
            status = t4_certificate_put(to, t4_buffer_printf(out, "K\t%" PRId64, p->system->amount[c]) &&
                                                put_place(out, p, (uint32_t)c), err);
    return status;
}

static char kind_of(const t4_protection *p, uint32_t cell)
{
    bool primary = p->primary[p->system->variable[cell]];

    if (cell >= p->part_base)
        return 'U';
    if (cell >= p->beyond_base)
        return primary ? 'p' : 's';
    return primary ? 'P' : 'S';
}

static bool put_cell(t4_buffer *out, const t4_protection *p, uint32_t cell, uint32_t owner)
{
    const t4_system *s = p->system;
    uint32_t v = s->variable[cell];

    return t4_buffer_printf(out, "H\t%" PRIu32 "\t%" PRId64 "\t%" PRId64 "\t%c\t%s\t%" PRId64
                            "\t%" PRId64 "\t%" PRId64 "\t%" PRIu32, v, s->amount[cell], s->lower[v],
                            kind_of(p, cell),
                            t4_rule_name((t4_rule)p->rule[cell]), p->level[cell], p->up[v], p->down[v], owner) &&
           put_place(out, p, cell);
}

static bool put_witness(t4_buffer *out, const t4_audit *a, size_t w)
{
    bool ok = t4_buffer_printf(out, "W\t%zu", w);

    for (size_t i = a->start[w]; i < a->start[w + 1]; i++)
        ok = ok && t4_buffer_printf(out, "\t%" PRIu32 ":%" PRId64, a->shifts[i].variable,
                                    a->shifts[i].delta);
    return ok && t4_buffer_putc(out, '\n');
}

static bool put_proof(t4_buffer *out, const t4_audit_proof *proof, const uint32_t *owners)
{
    const t4_audit_claim *claim = &proof->claim;

    if (proof->witness == T4_NO_WITNESS)
        return true;  /* nothing was asked on this side */
    if (claim->owner && claim->sign)
        return t4_buffer_printf(out, "I\t%" PRIu32 "\t%" PRIu32 "\t%c\t%" PRIu32 "\t%d\n", claim->variable,
                                owners[claim->owner], claim->sign > 0 ? '+' : '-', proof->witness,
                                proof->witness_sign);
    if (claim->owner)
        return t4_buffer_printf(out, "I\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu32 "\t%d\n", claim->variable,
                                owners[claim->owner], proof->witness, proof->witness_sign);
    return t4_buffer_printf(out, "P\t%" PRIu32 "\t%c\t%" PRIu32 "\t%d\n", claim->variable,
                            claim->sign > 0 ? '+' : '-', proof->witness, proof->witness_sign);
}

t4_status t4_certificate_write(t4_certificate_out *to, const t4_protection *first, const t4_protection *p,
                               t4_error *err)
{
    const t4_audit *a = p->audit;
    t4_buffer *out = &to->text;
    uint32_t *owners = t4_certificate_numbers(p);
    bool ok = owners && put_header(out, first, p) && put_parents(out, p->system) && put_listed(out, p->system) &&
              put_waived(out, p) && put_public(out, p) && put_uppers(out, p);
    t4_status status = ok ? put_exact(to, p, err) : t4_fail_memory(err);

    if (!status)
        status = put_known(to, p, err);

    for (size_t c = 0; c < p->system->cells && !status; c++)
        if (p->hidden[p->system->variable[c]] || c >= p->part_base)
            status = t4_certificate_put(to, put_cell(out, p, (uint32_t)c, owners[p->owner[p->system->variable[c]]]),
                                        err);
    for (size_t w = 0; w < a->witnesses && !status; w++)
        status = t4_certificate_put(to, put_witness(out, a, w), err);
    if (!status && p->interval)
        status = t4_certificate_put_stakes(to, p, owners, err);
    for (size_t i = 0; i < a->proof_count && !status; i++)
        status = t4_certificate_put(to, put_proof(out, &a->proofs[i], owners), err);
    t4_free(owners);
    return status;
}

bool t4_certificate_file(t4_certificate_out *out, const char *digest, const char *name)
{
    return t4_buffer_printf(&out->text, "file\t%s\t%s\n", digest, name);
}

t4_status t4_certificate_end(t4_certificate_out *out, t4_error *err)
{
    char text[T4_DIGEST_TEXT];
    t4_status status = hand_on(out, err);

    if (status)
        return status;
    if (!t4_digest_finish(out->digest, text) || !t4_buffer_printf(&out->text, "end\t%s\n", text))
        return t4_fail_memory(err);
    status = out->write(out->context, &out->text, err);
    t4_buffer_clear(&out->text);
    t4_digest_free(out->digest);
    out->digest = t4_digest_new(out->key, out->key_length);
    return status || out->digest ? status : t4_fail_memory(err);
}
