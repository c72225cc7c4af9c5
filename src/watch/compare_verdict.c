/* SPDX-License-Identifier: MIT */
/* What is told in more or less detail than before, and since when; the whole run of a comparison. */
#include <string.h>

#include "base/memory.h"
#include "watch/compare_state.h"

/* --- segments --------------------------------------------------------------------------------- */

/* The last segment of the most digits: what the old side could do. */
static const t4_compare_segment *finest(const t4_compare_side *s)
{
    const t4_compare_segment *best = NULL;

    for (size_t i = 0; i < s->segment_count; i++)
        if (!best || s->segments[i].digits >= best->digits)
            best = &s->segments[i];
    return best;
}

/* Since when the new side has been on the same side of the old one's digits as at its end. */
static t4_period since(const t4_compare_side *s, int digits, bool coarser)
{
    t4_period from = 0;

    for (size_t i = s->segment_count; i-- > 0;) {
        if (coarser ? s->segments[i].digits >= digits : s->segments[i].digits <= digits)
            break;
        from = s->segments[i].first;
    }
    return from;
}

static t4_compare_verdict direction(double before, double after)
{
    return after < before ? T4_COMPARE_COARSER : after > before ? T4_COMPARE_FINER : T4_COMPARE_SAME;
}

static t4_compare_verdict both(t4_compare_verdict a, t4_compare_verdict b)
{
    return a == b || b == T4_COMPARE_SAME ? a : a == T4_COMPARE_SAME ? b : T4_COMPARE_BOTH_WAYS;
}

static int count_bits(unsigned bits)
{
    return __builtin_popcount(bits & (T4_FLOWS_VALUE | T4_FLOWS_NET | T4_FLOWS_QUANTITY));
}

/* Measures that one side has and the other has not. */
static t4_compare_verdict measures(unsigned before, unsigned after)
{
    const unsigned all = T4_FLOWS_VALUE | T4_FLOWS_NET | T4_FLOWS_QUANTITY;
    bool lost = before & ~after & all, won = after & ~before & all;

    return lost && won ? T4_COMPARE_BOTH_WAYS : lost ? T4_COMPARE_COARSER : won ? T4_COMPARE_FINER
           : direction(count_bits(before), count_bits(after));
}

/* --- editions ------------------------------------------------------------------------------------ */

/* Editions differ where a side has rows of another one than the common one; mapped: all such have a way. */
static void judge_editions(t4_compare_work *w)
{
    bool foreign = false, mapped = true;

    for (int s = 0; s < T4_COMPARE_SIDES; s++) {
        const t4_listing_maps *maps = w->half[s].input->editions;

        for (size_t i = 0; maps && i < maps->count; i++)
            if (maps->of[i].foreign) {
                foreign = true;
                mapped = mapped && maps->of[i].map;
            }
    }
    w->result->edition_changed = foreign;
    w->result->edition_mapped = foreign && mapped;
}

t4_status t4_compare_judge(t4_compare_work *w, t4_error *err)
{
    t4_compare_result *r = w->result;
    const t4_compare_side *a = &r->side[0], *b = &r->side[1];

    judge_editions(w);
    r->before = finest(a);
    r->after = b->segment_count ? &b->segments[b->segment_count - 1] : NULL;
    if (!r->before || !r->after)
        return t4_fail(err, T4_ERR_DATA, "no row of flows to compare");
    r->names = r->before->names != r->after->names;
    r->codes = r->names ? T4_COMPARE_SAME : direction(r->before->digits, r->after->digits);
    r->partners = direction(r->before->partners > 0, r->after->partners > 0);
    r->kinds = direction(a->kind, b->kind);
    r->measures = measures(a->given, b->given);
    r->verdict = both(both(r->codes, r->partners), both(r->kinds, r->measures));
    if (r->codes == T4_COMPARE_COARSER || r->codes == T4_COMPARE_FINER)
        r->from = since(b, r->before->digits, r->codes == T4_COMPARE_COARSER);
    return T4_OK;
}

/* --- the run ----------------------------------------------------------------------------------------- */

static void free_work(t4_compare_work *w)
{
    if (!w)
        return;
    t4_dict_free(w->places);
    t4_dict_free(w->codes);
    t4_dict_free(w->labels);
    t4_free(w->code_order);
    t4_free(w->periods);
    for (int s = 0; s < T4_COMPARE_SIDES; s++) {
        t4_compare_half *h = &w->half[s];

        t4_free(h->place);
        t4_free(h->code);
        t4_free(h->order);
        t4_free(h->entries);
        t4_free(h->seen);
        t4_free(h->value);
        t4_free(h->first_row);
    }
    t4_free(w);
}

void t4_compare_release(t4_compare_result *r)
{
    for (int s = 0; s < T4_COMPARE_SIDES; s++) {
        t4_free(r->side[s].segments);
        t4_free(r->side[s].periods);
        t4_free(r->side[s].breaks);
    }
    t4_free(r->gone);
    t4_free(r->totals);
    t4_free(r->revisions);
    free_work(r->work);
    *r = (t4_compare_result){.level_count = 0};
}

t4_status t4_compare_run(t4_compare_result *result, t4_run *run, const t4_compare_input inputs[T4_COMPARE_SIDES],
                         const t4_compare_question *question, t4_error *err)
{
    t4_compare_work *w = t4_alloc_zero(1, sizeof *w);
    t4_status status;

    *result = (t4_compare_result){.work = w};
    if (!w)
        return t4_fail_memory(err);
    w->run = run;
    w->question = question;
    w->result = result;
    for (int s = 0; s < T4_COMPARE_SIDES; s++)
        w->half[s] = (t4_compare_half){.flows = inputs[s].flows, .input = &inputs[s]};
    status = t4_compare_index(w, err);
    for (int s = 0; !status && s < T4_COMPARE_SIDES; s++) {
        status = t4_compare_describe(w, s, err);
        if (!status)
            status = t4_compare_add_up(w, s, err);
        if (!status && question->list)
            status = t4_compare_watch(w, s, err);
    }
    if (!status)
        status = t4_compare_judge(w, err);
    if (!status && !question->series)
        status = t4_compare_cells(w, err);
    if (!status && !question->series)
        status = t4_compare_missing(w, err);
    return status;
}

const char *t4_compare_cause_name(t4_compare_cause cause)
{
    static const char *const names[T4_CAUSES] = {"level", "confidential", "retired", "edition", "renamed", "zero", "unknown"};

    return names[cause];
}
