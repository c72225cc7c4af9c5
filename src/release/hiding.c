/* SPDX-License-Identifier: MIT */
/* quality/hiding.csv: the release's own account of how much it hides. */
#include <stdio.h>
#include <string.h>

#include "io/csvtext.h"
#include "release/papers.h"

/* What is published of a chapter in one period and flow, cut at a level. */
typedef struct {
    uint64_t rows, hidden;      /* of the level's table, all partners */
    bool known;                 /* the chapter's own figures are all open */
    t4_int128 total, open;      /* the chapter, and what its open members at the cut add up to */
} account;

/*
 * Open members at the cut: the rows of the level, and coarser rows that no
 * row divides further.  total - open is what the hidden members have together,
 * as anybody can work out who adds the published figures up.
 */
static bool account_of(const t4_draft *draft, const t4_survey_unit *unit, int level, account *a)
{
    int top = t4_survey_top_level(draft->rows->plan);

    *a = (account){.rows = unit->rows[level], .hidden = unit->hidden[level],
                   .known = draft->survey.measure >= 0 && unit->rows[top] && !unit->absent[top],
                   .total = unit->open[top], .open = unit->open[level]};
    for (int coarser = level + 1; coarser <= top; coarser++)
        if (!t4_add128(a->open, unit->open_leaf[coarser], &a->open))
            return false;
    return true;
}

static bool put_amount(t4_buffer *out, bool known, t4_int128 amount, int decimals)
{
    return t4_buffer_putc(out, ',') && (!known || t4_csvtext_decimal(out, amount, decimals));
}

/* hidden / total with four digits behind the point, rounded half up; empty where it means nothing. */
static bool put_share(t4_buffer *out, const account *a)
{
    t4_int128 hidden = a->total - a->open, scaled;

    if (!t4_buffer_putc(out, ','))
        return false;
    if (!a->known || a->total <= 0 || hidden < 0 || hidden > a->total)
        return true;
    if (__builtin_mul_overflow(hidden, (t4_int128)20000, &scaled))
        return true;
    return t4_csvtext_decimal(out, (scaled / a->total + 1) / 2, 4);
}

static bool put_line(const t4_draft *draft, const t4_survey_unit *unit, int level, t4_buffer *out)
{
    int decimals = draft->survey.measure >= 0 ? draft->rows->decimals[draft->survey.measure] : 0;
    char period[T4_PERIOD_TEXT];
    account a;

    if (!account_of(draft, unit, level, &a))
        a.known = false;
    t4_period_print(unit->period, period);
    return t4_buffer_printf(out, "%s,%s,%s,%d,%llu,%llu,%u,%u", period, t4_flow_text((t4_flow)unit->flow),
                            unit->chapter, draft->rows->plan->levels[level],
                            (unsigned long long)a.rows, (unsigned long long)a.hidden,
                            unit->listed[level], unit->listed_hidden[level]) &&
           put_amount(out, a.known, a.total, decimals) && put_amount(out, a.known, a.open, decimals) &&
           put_amount(out, a.known, a.total - a.open, decimals) && put_share(out, &a) &&
           t4_buffer_putc(out, '\n');
}

t4_status t4_papers_hiding(t4_draft *draft, t4_error *err)
{
    const t4_survey *survey = &draft->survey;
    const char *measure = survey->measure >= 0 ? draft->rows->domain->measures[survey->measure].name : "value";
    uint64_t lines = 0;
    t4_buffer text;
    t4_status status;
    bool good;

    t4_buffer_init(&text, 0);
    good = t4_buffer_printf(&text, "period,flow,chapter,digits,rows,hidden_rows,listed_rows,listed_hidden_rows,%s,%s_open,%s_hidden,"
                                   "share_hidden\n", measure, measure, measure);
    for (size_t i = 0; i < survey->rows->units && good; i++) {
        const t4_survey_unit *unit = &survey->units[i];

        for (int level = survey->rows->plan->level_count - 1; level >= 0 && good; level--)
            if (unit->period && unit->chapter[0] && unit->hidden[level]) {
                good = put_line(draft, unit, level, &text);
                lines++;
            }
    }
    status = good ? t4_draft_write_rows(draft, "quality/hiding.csv", &text, lines, err)
                  : t4_fail_memory(err);
    t4_buffer_release(&text);
    return status;
}
