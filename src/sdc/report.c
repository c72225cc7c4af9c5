/* SPDX-License-Identifier: MIT */
#include "sdc/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sdc/report_parts.h"

enum { LISTED = 50, SERVED = 8 };

bool t4_report_decimal(t4_buffer *out, t4_int128 value, int decimals)
{
    char text[T4_DECIMAL_TEXT];

    t4_decimal_print(value, decimals, text);
    return t4_buffer_putc(out, ',') && t4_buffer_puts(out, text);
}

bool t4_report_place(t4_buffer *out, const t4_protection *p, uint32_t cell)
{
    const t4_place *place = &p->system->place[cell];
    char period[T4_PERIOD_TEXT];

    t4_period_print(place->period, period);
    return t4_buffer_printf(out, ",%s,%s,%s,%s", period, t4_flow_text((t4_flow)place->flow),
                            t4_system_code_text(p->system, place->node), t4_protect_partner(p, cell));
}

static bool put_rules(t4_buffer *out, const t4_protection *p)
{
    bool ok = t4_buffer_puts(out, "section,rule,primaries\n");

    for (int r = T4_RULE_MINIMUM; r < T4_RULE_KINDS; r++)
        if (p->by_rule[r])
            ok = ok && t4_buffer_printf(out, "rule,%s,%" PRIu64 "\n", t4_rule_name((t4_rule)r), p->by_rule[r]);
    return ok;
}

t4_status t4_report_levels(const t4_protection *p, t4_report_level *sums, t4_error *err)
{
    t4_cell_block block = {0};
    t4_status status = T4_OK;

    for (size_t unit = 0; unit < p->cells->units && !status; unit++) {
        status = p->cells->load(p->cells, 0, unit, &block, err);
        for (int l = 0; l < p->levels && !status; l++)
            for (size_t k = 0; k < block.count[l]; k++) {
                size_t cell = p->base[unit * (size_t)p->levels + (size_t)l] + k;
                uint32_t v = p->system->variable[cell];
                int kind = !p->hidden[v] ? 0 : p->primary[v] ? 1 : 2;

                sums[l].cells[kind]++;
                for (int m = 0; m < p->domain->measure_count; m++)
                    sums[l].amount[m][kind] += block.cells[l][k].amount[m];
            }
    }
    t4_cell_block_release(&block);
    return status;
}

static t4_status put_levels(t4_buffer *out, const t4_protection *p, t4_error *err)
{
    t4_report_level *sums = t4_alloc_zero((size_t)p->levels, sizeof *sums);
    t4_status status = sums ? t4_report_levels(p, sums, err) : t4_fail_memory(err);
    bool ok = t4_buffer_puts(out, "section,level,open,primary,secondary");

    for (int m = 0; m < p->domain->measure_count; m++)
        ok = ok && t4_buffer_printf(out, ",%s_open,%s_primary,%s_secondary", p->domain->measures[m].name,
                                    p->domain->measures[m].name, p->domain->measures[m].name);
    ok = ok && t4_buffer_putc(out, '\n');
    for (int l = 0; l < p->levels && ok && !status; l++) {
        ok = t4_buffer_printf(out, "level,%d,%" PRIu64 ",%" PRIu64 ",%" PRIu64, p->cells->plan->levels[l],
                              sums[l].cells[0], sums[l].cells[1], sums[l].cells[2]);
        for (int m = 0; m < p->domain->measure_count; m++)
            for (int kind = 0; kind < 3; kind++)
                ok = ok && t4_report_decimal(out, sums[l].amount[m][kind], p->domain->measures[m].decimals);
        ok = ok && t4_buffer_putc(out, '\n');
    }
    t4_free(sums);
    return status ? status : ok ? T4_OK : t4_fail_memory(err);
}

static uint32_t root_of(uint32_t *link, uint32_t v)
{
    while (link[v] != v)
        v = link[v] = link[link[v]];
    return v;
}

/* Hidden variables that some sum connects. */
static bool count_components(const t4_protection *p, size_t *count, size_t *largest)
{
    const t4_system *s = p->system;
    uint32_t *link = t4_alloc(s->variables, sizeof *link);
    uint32_t *size = t4_alloc_zero(s->variables, sizeof *size);

    *count = *largest = 0;
    for (size_t v = 0; link && v < s->variables; v++)
        link[v] = (uint32_t)v;
    for (size_t r = 0; link && size && r < s->relations; r++) {
        uint32_t last = T4_NO_INDEX;

        for (size_t i = s->relation_start[r]; i < s->relation_start[r + 1]; i++) {
            uint32_t v = s->variable[s->relation_cell[i]];

            if (!p->hidden[v])
                continue;
            if (last != T4_NO_INDEX)
                link[root_of(link, last)] = root_of(link, v);
            last = v;
        }
    }
    for (size_t v = 0; link && size && v < s->variables; v++) {
        uint32_t root = root_of(link, (uint32_t)v);

        if (!p->hidden[v])
            continue;
        *count += size[root]++ == 0;
        *largest = size[root] > *largest ? size[root] : *largest;
    }
    t4_free(link);
    t4_free(size);
    return link && size;
}

typedef struct {
    double key;
    uint32_t variable;
} ranked;

static int compare_ranked(const void *left, const void *right)
{
    const ranked *a = left, *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->variable > b->variable) - (a->variable < b->variable);
}

/* Hidden for others, in tables that are published. */
static bool is_secondary(const t4_protection *p, size_t v)
{
    return p->hidden[v] && !p->primary[v] && !(p->unpublished && p->unpublished[v]);
}

size_t t4_report_rank(const t4_protection *p, bool costly, uint32_t *variables, size_t most)
{
    ranked *list = t4_alloc(p->system->variables, sizeof *list);
    size_t count = 0;

    if (!list)
        return SIZE_MAX;
    for (size_t v = 0; v < p->system->variables; v++)
        if (costly ? is_secondary(p, v) : p->primary[v] != 0)
            list[count++] = (ranked){costly ? -(double)p->weight[v]
                                            : (double)(p->audit->rises[v] + p->audit->falls[v]) /
                                                  ((double)p->system->value[v] + 1.0), (uint32_t)v};
    if (count)
        qsort(list, count, sizeof *list, compare_ranked);
    count = count < most ? count : most;
    for (size_t i = 0; i < count; i++)
        variables[i] = list[i].variable;
    t4_free(list);
    return count;
}

static bool put_ends(t4_buffer *out, const t4_protection *p)
{
    uint64_t n[T4_REPORT_ENDS][T4_REPORT_ENDS];
    bool ok = t4_buffer_puts(out, "section,least_is,most_is,cells\n");

    t4_report_count_ends(p, n);
    for (int i = 0; i < T4_REPORT_ENDS && ok; i++)
        for (int k = 0; k < T4_REPORT_ENDS && ok; k++)
            if (n[i][k])
                ok = t4_buffer_printf(out, "interval,%s,%s,%" PRIu64 "\n", t4_report_end_word((t4_report_end)i, -1),
                                      t4_report_end_word((t4_report_end)k, 1), n[i][k]);
    return ok;
}

/* What is certified of a primary: from its level, or further where more was proven. */
static bool put_narrow(t4_buffer *out, const t4_protection *p)
{
    const t4_system *s = p->system;
    int decimals = p->domain->measures[p->measure].decimals;
    uint32_t list[LISTED];
    size_t count = t4_report_rank(p, false, list, LISTED);
    bool ok = count != SIZE_MAX && t4_buffer_puts(out, "section,period,flow,code,partner,value,least,most,rule,"
                                                     "least_is,most_is\n");

    for (size_t i = 0; ok && i < count; i++) {
        uint32_t v = list[i], cell = s->first[v];

        ok = t4_buffer_puts(out, "narrow") && t4_report_place(out, p, cell) && t4_report_decimal(out, s->value[v], decimals) &&
             t4_report_decimal(out, (t4_int128)s->value[v] - p->audit->falls[v], decimals) &&
             (t4_report_end_of(p, v, 1) == T4_REPORT_NO_LIMIT
                  ? t4_buffer_putc(out, ',')
                  : t4_report_decimal(out, (t4_int128)s->value[v] + p->audit->rises[v], decimals)) &&
             t4_buffer_printf(out, ",%s,%s,%s\n", t4_rule_name((t4_rule)p->rule[cell]),
                              t4_report_end_word(t4_report_end_of(p, v, -1), -1),
                              t4_report_end_word(t4_report_end_of(p, v, 1), 1));
    }
    return ok;
}

/* Primaries whose serving deviations move the secondary. */
static bool put_served(t4_buffer *out, const t4_protection *p, uint32_t variable)
{
    const t4_store *st = &p->suppression->store;
    uint32_t served[SERVED];
    size_t count = 0, all = 0;
    bool ok = true;

    for (uint32_t l = st->head[variable]; l != T4_NO_INDEX; l = st->links[l].next) {
        const t4_witness *w = &st->witnesses[st->links[l].witness];

        for (uint32_t g = w->guards ? w->first_guard : T4_NO_INDEX; g != T4_NO_INDEX; g = st->guards[g].next) {
            bool known = false;

            for (size_t i = 0; i < count; i++)
                known |= served[i] == st->guards[g].variable;
            if (known)
                continue;
            all++;
            if (count < SERVED)
                served[count++] = st->guards[g].variable;
        }
    }
    for (size_t i = 0; i < count && ok; i++) {
        const t4_place *place = &p->system->place[p->system->first[served[i]]];
        char period[T4_PERIOD_TEXT];

        t4_period_print(place->period, period);
        ok = t4_buffer_printf(out, "%s%s %s %s %s", i ? "; " : ",", period, t4_flow_text((t4_flow)place->flow),
                              t4_system_code_text(p->system, place->node),
                              t4_protect_partner(p, p->system->first[served[i]]));
    }
    return ok && (all <= count || t4_buffer_puts(out, "; ...")) && t4_buffer_putc(out, '\n');
}

static bool put_costly(t4_buffer *out, const t4_protection *p)
{
    const t4_system *s = p->system;
    uint32_t list[LISTED];
    size_t count = t4_report_rank(p, true, list, LISTED);
    bool ok = count != SIZE_MAX && t4_buffer_puts(out, "section,period,flow,code,partner,value,cells,serves\n");

    for (size_t i = 0; ok && i < count; i++) {
        uint32_t v = list[i];

        ok = t4_buffer_puts(out, "costly") && t4_report_place(out, p, s->first[v]) &&
             t4_report_decimal(out, s->value[v], p->domain->measures[p->measure].decimals) &&
             t4_buffer_printf(out, ",%" PRIu32, s->copies[v]) && put_served(out, p, v);
    }
    return ok;
}

static bool put_failed(t4_buffer *out, const t4_protection *p)
{
    const t4_audit *a = p->audit;
    bool ok = true;

    if (!a->failures)
        return true;
    ok = t4_buffer_puts(out, "section,period,flow,code,partner,side\n");
    for (size_t i = 0; i < a->proof_count && ok; i++) {
        const t4_audit_claim *claim = &a->proofs[i].claim;
        int64_t need = claim->owner ? 1 : claim->sign > 0 ? p->up[claim->variable] : p->down[claim->variable];

        if (a->proofs[i].witness != T4_NO_WITNESS || need == 0)
            continue;
        ok = t4_buffer_puts(out, "failed") && t4_report_place(out, p, p->system->first[claim->variable]) &&
             t4_buffer_printf(out, ",%s\n", claim->owner ? "single contributor" : claim->sign > 0 ? "upper" : "lower");
    }
    return ok;
}

/* Was it looked at who changed a figure? */
static const char *revised_words(const t4_protection *p)
{
    return p->changes_weighed ? "revised: the change keeps the rules" : "revised: is the change one trader's?";
}

/* What is public already: counts, then the unsafe figures and the changes, which somebody should look at. */
static bool put_public(t4_buffer *out, const t4_protection *p)
{
    const t4_system *s = p->system;
    int decimals = p->domain->measures[p->measure].decimals;
    bool ok = true;

    if (!p->known)
        return true;
    ok = t4_buffer_printf(out, "section,known,already_public,narrowed,revised,contradictions\n"
                          "public,%zu,%zu,%zu,%zu,%zu\nsection,period,flow,code,partner,value,why\n", p->public.known,
                          p->public.exposed, p->public.narrowed, p->public.revised, p->public.contradictions);
    for (size_t v = 0; v < s->variables && ok; v++) {
        const char *why = p->known[v] & T4_KNOWN_NARROW ? "unsafe; public within its bounds"
                          : p->known[v] & T4_KNOWN_EXPOSED ? "unsafe; already public"
                          : p->known[v] & T4_KNOWN_CHANGE ? "revised: the change breaks a rule"
                          : p->known[v] & T4_KNOWN_REVISED && !p->hidden[v] ? revised_words(p)
                          : p->known[v] & T4_KNOWN_UNTRUE ? "others show a figure or bound that is not true" : NULL;

        if (why)
            ok = t4_buffer_puts(out, "known") && t4_report_place(out, p, s->first[v]) &&
                 t4_report_decimal(out, s->value[v], decimals) && t4_buffer_printf(out, ",%s\n", why);
    }
    return ok;
}

static bool put_guesses(t4_buffer *out, const t4_protection *p)
{
    bool ok = !p->guesses[0].name ||
              t4_buffer_puts(out, "section,guesser,within_percent,pinned,unsafe,random_pinned,random\n");

    for (int i = 0; i < T4_GUESSERS && p->guesses[i].name && ok; i++) {
        const t4_guess_score *g = &p->guesses[i];

        ok = t4_buffer_printf(out, "guess,%s,%g,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n", g->name, g->percent,
                              g->pinned, g->of, g->random_pinned, g->random_of);
    }
    return ok;
}

/* Must-publish figures that stand in the way of protection. */
static bool put_give_up(t4_buffer *out, const t4_protection *p)
{
    const t4_system *s = p->system;
    bool ok = true, begun = false;

    for (size_t c = 0; c < s->cells && ok; c++) {
        if (!p->give_up[s->variable[c]])
            continue;
        if (!begun)
            ok = t4_buffer_puts(out, "section,period,flow,code,partner,value,why\n");
        begun = true;
        ok = ok && t4_buffer_puts(out, "give up") && t4_report_place(out, p, (uint32_t)c) &&
             t4_report_decimal(out, s->amount[c], p->domain->measures[p->measure].decimals) &&
             t4_buffer_printf(out, ",%s\n", p->rule[c] ? t4_rule_name((t4_rule)p->rule[c])
                                                       : "while it is open another is too narrow");
    }
    return ok;
}

/* The same by length of the period. */
static bool put_kinds(t4_buffer *out, const t4_protection *p)
{
    int decimals = p->domain->measures[p->measure].decimals;
    t4_report_kind kinds[T4_PERIOD_KINDS];
    bool ok = t4_buffer_puts(out, "section,period,open,primary,secondary,value_open,value_primary,value_secondary\n");

    t4_report_kinds(p, kinds);
    for (int k = T4_PERIOD_KINDS - 1; k >= 0 && ok; k--) {
        if (!kinds[k].cells[0] && !kinds[k].cells[1] && !kinds[k].cells[2])
            continue;
        ok = t4_buffer_printf(out, "length,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64, t4_period_kind_name((t4_period_kind)k),
                              kinds[k].cells[0], kinds[k].cells[1], kinds[k].cells[2]);
        for (int how = 0; how < 3 && ok; how++)
            ok = t4_report_decimal(out, kinds[k].value[how], decimals);
        ok = ok && t4_buffer_putc(out, '\n');
    }
    return ok;
}

t4_status t4_report_write(t4_buffer *out, const t4_protection *p, t4_error *err)
{
    size_t components, largest;
    t4_status status;

    if (!put_rules(out, p))
        return t4_fail_memory(err);
    status = put_levels(out, p, err);
    if (status)
        return status;
    if (!put_kinds(out, p) || !count_components(p, &components, &largest) ||
        !t4_buffer_printf(out, "section,components,largest,insider_claims,witnesses\ncomponent,%zu,%zu,%zu,%zu\n"
                          "section,narrowed,narrowest,exactly\ninsiders,%zu,%.3f,%s\n",
                          components, largest, p->audit->insider_claims, p->audit->witnesses, p->narrowed, p->narrowest,
                          p->interval ? "none" : p->narrowed_exactly ? "yes" : "at most") ||
        !put_guesses(out, p) || !put_give_up(out, p) || !put_failed(out, p) || !put_public(out, p) ||
        !put_ends(out, p) || !put_narrow(out, p) || !put_costly(out, p))
        return t4_fail_memory(err);
    return T4_OK;
}

void t4_report_line(const t4_protection *p, char *text, size_t room)
{
    t4_int128 total = 0, hidden = 0;

    for (size_t v = 0; v < p->system->variables; v++) {
        total += (t4_int128)p->system->value[v] * p->system->copies[v];
        if (is_secondary(p, v))
            hidden += (t4_int128)p->system->value[v] * p->system->copies[v];
    }
    snprintf(text, room, "%" PRIu64 " cells unsafe · %" PRIu64 " more hidden · %.1f %% of the value of all cells",
             p->primary_cells, p->secondary_cells, total > 0 ? 100.0 * (double)hidden / (double)total : 0.0);
    if (p->insiders && !p->interval && strlen(text) + 80 < room)
        snprintf(text + strlen(text), room - strlen(text), " · single traders narrow %s%zu of them",
                 p->narrowed_exactly || !p->narrowed ? "" : "at most ", p->narrowed);
    if (p->known && strlen(text) + 80 < room)
        snprintf(text + strlen(text), room - strlen(text), " · %zu unsafe ones already public · %zu revised",
                 p->public.exposed, p->public.revised);
    if (p->public.changes && strlen(text) + 80 < room)
        snprintf(text + strlen(text), room - strlen(text), " · %zu changes break a rule, see the report",
                 p->public.changes);
}
