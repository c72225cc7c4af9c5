/* SPDX-License-Identifier: MIT */
/* summary.json of a trace: unexplained quantity by unit and digits, the identity, findings by check and tier. */
#include <stdio.h>
#include <string.h>

#include "io/json.h"
#include "job/trace_files.h"

/* A whole number as one, anything else as a text with all its digits. */
static t4_json *amount(t4_int128 value, int decimals)
{
    t4_int128 scale = 1;
    t4_int128 most = (t4_int128)1 << 53;

    for (int i = 0; i < decimals; i++)
        scale *= 10;
    if (value % scale == 0 && value / scale <= most && value / scale >= -most)
        return t4_json_new_integer((int64_t)(value / scale));
    return t4_json_new_decimal(value, decimals);
}

/* The unit's name; what has none is "none". */
static const char *unit_of(const t4_traced *traced, uint16_t unit)
{
    const char *text = t4_trace_place_text(traced->ledger, unit);

    return *text ? text : "none";
}

static bool identity_holds(const t4_trace_sum *s)
{
    t4_int128 in = s->opening + s->moved[T4_TRACE_IMPORT] + s->moved[T4_TRACE_PRODUCE] + s->moved[T4_TRACE_RETURN] +
                   s->unexplained;

    for (int type = T4_TRACE_RETAIL; type <= T4_TRACE_EAEU_OUT; type++)
        in -= s->moved[type];
    return in == s->closing;
}

static t4_json *identity(const t4_trace_sum *s, int decimals)
{
    static const struct {
        const char *name;
        t4_trace_type type;
    } parts[] = {{"imports", T4_TRACE_IMPORT}, {"produced", T4_TRACE_PRODUCE}, {"returned", T4_TRACE_RETURN},
                 {"retail", T4_TRACE_RETAIL}, {"consumed", T4_TRACE_CONSUME}, {"lost", T4_TRACE_LOSS},
                 {"exports", T4_TRACE_EXPORT}, {"eaeu_out", T4_TRACE_EAEU_OUT}};
    t4_json *object = t4_json_new_object();
    bool good = t4_json_set(object, "opening", amount(s->opening, decimals));

    for (size_t i = 0; good && i < sizeof parts / sizeof *parts; i++)
        good = t4_json_set(object, parts[i].name, amount(s->moved[parts[i].type], decimals));
    good = good && t4_json_set(object, "unexplained", amount(s->unexplained, decimals)) &&
           t4_json_set(object, "closing", amount(s->closing, decimals)) &&
           t4_json_set(object, "holds", t4_json_new_boolean(identity_holds(s)));
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

/* {"pcs": {"10": ..., "8": ...}} of whatever `make` makes of a sum. */
static t4_json *by_unit(const t4_traced *traced, t4_json *(*make)(const t4_trace_sum *, int))
{
    t4_json *units = t4_json_new_object();
    bool good = units != NULL;
    int decimals = t4_trace_decimals(traced->ledger);

    for (size_t u = 0; good && u < traced->result.unit_count; u++) {
        t4_json *levels = t4_json_new_object();

        good = t4_json_set(units, unit_of(traced, traced->result.sums[0][u].unit), levels);
        for (int level = 0; good && level < T4_TRACE_LEVELS; level++) {
            char digits[8];

            snprintf(digits, sizeof digits, "%d", t4_trace_levels[level]);
            good = t4_json_set(levels, digits, make(&traced->result.sums[level][u], decimals));
        }
    }
    if (good)
        return units;
    t4_json_free(units);
    return NULL;
}

static t4_json *unexplained(const t4_trace_sum *s, int decimals)
{
    return amount(s->unexplained, decimals);
}

static t4_json *closing(const t4_trace_sum *s, int decimals)
{
    return amount(s->closing, decimals);
}

/* What a switch of codes can cover: unexplained at 10 digits less that at fewer. */
static t4_json *hidden(const t4_traced *traced)
{
    const t4_trace_result *result = &traced->result;
    t4_json *units = t4_json_new_object();
    bool good = units != NULL;

    for (size_t u = 0; good && u < result->unit_count; u++) {
        t4_json *levels = t4_json_new_object();

        good = t4_json_set(units, unit_of(traced, result->sums[0][u].unit), levels);
        for (int level = 1; good && level < T4_TRACE_LEVELS; level++) {
            char digits[8];

            snprintf(digits, sizeof digits, "%d", t4_trace_levels[level]);
            good = t4_json_set(levels, digits,
                               amount(result->sums[0][u].unexplained - result->sums[level][u].unexplained,
                                      t4_trace_decimals(traced->ledger)));
        }
    }
    if (good)
        return units;
    t4_json_free(units);
    return NULL;
}

static t4_json *findings(const t4_traced *traced)
{
    t4_json *object = t4_json_new_object();
    bool good = object != NULL;

    for (int check = 1; good && check <= T4_TRACE_CHECKS; check++) {
        char name[8];

        snprintf(name, sizeof name, "T%02d", check);
        good = t4_json_set(object, name, t4_json_new_integer((int64_t)traced->result.by_check[check]));
    }
    if (good)
        return object;
    t4_json_free(object);
    return NULL;
}

/* Findings about listed goods, by check and tier as of the event's day. */
static bool set_tiers(t4_json *summary, const t4_traced *traced)
{
    t4_json *checks = t4_json_new_object();
    bool good = t4_json_set(summary, "listed_findings", checks);

    for (size_t i = 0; good && i < traced->result.finding_count; i++) {
        const t4_trace_finding *f = &traced->result.findings[i];
        const t4_trace_event *e = t4_trace_event_at(traced->ledger, f->event);
        const char *code = t4_trace_name_text(traced->ledger, e->code);
        const t4_watchlist_entry *entry =
            t4_watchlist_find(traced->watchlist, code, strlen(code), t4_trace_watchday(e->date));
        char name[8];
        const t4_json *there;
        t4_json *tiers;

        if (!entry)
            continue;
        snprintf(name, sizeof name, "T%02d", f->check);
        there = t4_json_get(checks, name);
        tiers = there ? (t4_json *)there : t4_json_new_object();
        if (!there)
            good = t4_json_set(checks, name, tiers);
        good = good && t4_json_set(tiers, *entry->tier ? entry->tier : "listed",
                                   t4_json_new_integer(1 + t4_json_integer(t4_json_get(tiers, *entry->tier
                                                       ? entry->tier : "listed"), 0)));
    }
    return good;
}

static bool set_day(t4_json *object, const char *name, t4_trace_day day)
{
    char text[16] = "";

    if (day != T4_TRACE_NO_DAY)
        t4_trace_day_print(day, text);
    return t4_json_set(object, name, *text ? t4_json_new_text(text) : t4_json_new_null());
}

t4_status t4_trace_summary(t4_buffer *out, const t4_traced *traced, const t4_trace_options *options, t4_error *err)
{
    const t4_trace_result *result = &traced->result;
    t4_json *summary = t4_json_new_object();
    bool by_lot = options->question.key == T4_TRACE_BY_LOT;
    bool good = t4_json_set(summary, "events", t4_json_new_integer((int64_t)result->used)) &&
                t4_json_set(summary, "cancelled", t4_json_new_integer((int64_t)result->cancelled)) &&
                set_day(summary, "first", result->first) && set_day(summary, "last", result->last) &&
                set_day(summary, "as_of", result->as_of) &&
                t4_json_set(summary, "digits", t4_json_new_integer(options->question.digits)) &&
                t4_json_set(summary, "key", t4_json_new_text(by_lot ? "lot" : "code")) &&
                t4_json_set(summary, "unexplained", by_unit(traced, unexplained)) &&
                t4_json_set(summary, "hidden_by_coarsening", hidden(traced)) &&
                t4_json_set(summary, "closing", by_unit(traced, closing)) &&
                t4_json_set(summary, "identity", by_unit(traced, identity)) &&
                t4_json_set(summary, "balances", t4_json_new_integer((int64_t)result->balances)) &&
                t4_json_set(summary, "candidate_switches", t4_json_new_integer((int64_t)result->switch_count)) &&
                t4_json_set(summary, "findings", findings(traced));
    t4_status status;

    if (good && traced->watchlist)
        good = t4_json_set(summary, "watchlist", t4_json_new_text(t4_watchlist_name(traced->watchlist))) &&
               set_tiers(summary, traced);
    good = good && t4_json_set(summary, "note", t4_json_new_text(
        "By code, unexplained quantity is at least this much: earlier stock of the same holder and code counts. "
        "Findings are leads, not proof of an offence."));
    status = good ? t4_json_print(summary, T4_JSON_INDENTED, out, err) : t4_fail_memory(err);
    t4_json_free(summary);
    return status;
}
