/* SPDX-License-Identifier: MIT */
#include "cli/codes_convert.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "cli/files.h"
#include "cli/render.h"
#include "io/watchlist_read.h"
#include "job/editions.h"
#include "watch/listfamilies.h"

/* Codes of a family that a sentence names, codes of a question, and from how many on a table does not name what a code became. */
enum { NAMED = 20, CODES_MOST = 100000, MANY = 40 };

static const char *const scopes[] = {"number not in both", "same", "waste only", "more"};

/* --- what was set aside ------------------------------------------------------------------------ */

bool t4_codes_convert_tell(t4_buffer *out, const t4_correlation *c)
{
    char a[T4_RENDER_TEXT], b[T4_RENDER_TEXT];
    bool material = t4_correlation_mode(c) == T4_FAMILIES_MATERIAL, good;

    good = t4_buffer_printf(out, "%s to %s, %s families: %s of %s links set aside%s", t4_correlation_edition(c, 0),
                            t4_correlation_edition(c, t4_correlation_editions(c) - 1), material ? "material" : "strict",
                            t4_render_count(t4_correlation_aside(c), a), t4_render_count(t4_correlation_links(c), b),
                            !material ? " (strict: every link of the table counts)"
                            : t4_correlation_facts(c) ? "" : " (no facts are known about these editions)");
    for (size_t i = 0; material && good && i < t4_correlation_facts(c); i++) {
        const t4_correlation_used *used = t4_correlation_fact_at(c, i);
        bool link = used->fact.kind == T4_LINKS_ADDED, not = *used->fact.from == '!', any = !strcmp(used->fact.from, "*");

        if (!used->links)
            continue;
        good = t4_buffer_printf(out, "\n  %s%s %s%s%s%s: %s%s%s", t4_render_count(used->links, a), link ? " added," : "",
                                any ? "" : not ? "from outside " : "from ", any ? "" : used->fact.from + not, any ? "into " : " into ",
                                used->fact.to, used->fact.why, *used->fact.since ? ", since " : "", used->fact.since);
    }
    return good && t4_buffer_putc(out, '\n');
}

/* --- a row for each code and what it became ---------------------------------------------------------- */

typedef struct {
    const t4_correlation *c;
    t4_correlation_end from, to;
    t4_table *table;
    bool full;                   /* CSV, JSON */
} converting;

/* What a question's code is in the table. */
typedef struct {
    const char *given;
    t4_correlation_set sources, targets;
    size_t digits;               /* of the targets: as many as the code has, where it is shorter */
    const char *note;
} question;

static void family_text(const converting *v, uint32_t family, char text[64])
{
    size_t old, new;
    const uint32_t *first = t4_correlation_members(v->c, family, T4_CORRELATION_OLD, &old), *other;

    other = t4_correlation_members(v->c, family, T4_CORRELATION_NEW, &new);
    snprintf(text, 64, "F%s", old || new ? t4_correlation_code(v->c, old ? *first : *other) : "");
}

static void put_row(const converting *v, const question *q, const char *to, const char *relation, uint32_t family,
                    const char *scope, const char *note)
{
    size_t old = 0, new = 0;
    char text[64] = "", counts[64];

    if (family != T4_CORRELATION_NONE) {
        t4_correlation_members(v->c, family, T4_CORRELATION_OLD, &old);
        t4_correlation_members(v->c, family, T4_CORRELATION_NEW, &new);
        family_text(v, family, text);
    }
    t4_table_text(v->table, q->given);
    t4_table_text(v->table, to);
    t4_table_text(v->table, relation);
    t4_table_text(v->table, text);
    if (v->full) {
        t4_table_count(v->table, old);
        t4_table_count(v->table, new);
        t4_table_text(v->table, scope);
        t4_table_text(v->table, t4_correlation_mode(v->c) == T4_FAMILIES_STRICT ? "strict" : "material");
    } else {
        snprintf(counts, sizeof counts, family == T4_CORRELATION_NONE ? "" : "%zu / %zu", old, new);
        t4_table_text(v->table, counts);
        t4_table_text(v->table, scope);
    }
    t4_table_text(v->table, note);
}

/* How many codes of the question's end lead to a target. */
static t4_status relation_of(const converting *v, const question *q, uint32_t target, char text[8], t4_error *err)
{
    t4_correlation_set back = {0};
    t4_status status = t4_correlation_reach(v->c, target, v->from, T4_REACH_COUNTED, &back, err);

    snprintf(text, 8, "%s:%s", back.count > 1 ? "n" : "1", q->targets.count > 1 ? "n" : "1");
    t4_correlation_set_release(&back);
    return status;
}

static t4_status put_targets(const converting *v, question *q, t4_error *err)
{
    char last[32] = "", to[32], relation[8] = "";
    t4_status status = T4_OK;

    if (!v->full && q->targets.count > MANY && q->digits >= t4_correlation_digits(v->c)) {
        snprintf(to, sizeof to, "%zu codes", q->targets.count);
        put_row(v, q, to, "n:n", t4_correlation_family(v->c, q->targets.nodes[0]), "", "all of them with --format csv");
        return T4_OK;
    }
    for (size_t i = 0; !status && i < q->targets.count; i++) {
        const char *code = t4_correlation_code(v->c, q->targets.nodes[i]);
        bool whole = q->digits >= strlen(code);
        t4_code_scope scope = T4_CODE_SCOPE_NEW_NUMBER;

        snprintf(to, sizeof to, "%.*s", (int)q->digits, code);
        if (!whole && !strcmp(to, last))
            continue;
        snprintf(last, sizeof last, "%s", to);
        if (whole)
            status = relation_of(v, q, q->targets.nodes[i], relation, err);
        if (!status && whole && !strncmp(to, q->given, strlen(to)))
            status = t4_correlation_scope(v->c, to, strlen(to), &scope, err);
        if (!status)
            put_row(v, q, to, whole ? relation : "part", whole ? t4_correlation_family(v->c, q->targets.nodes[i])
                    : T4_CORRELATION_NONE, scope == T4_CODE_SCOPE_NEW_NUMBER ? "" : scopes[scope], q->note);
    }
    return status;
}

/* Everything that the sources lead to, one by one. */
static t4_status collect(const converting *v, question *q, t4_error *err)
{
    t4_status status = T4_OK;

    for (size_t i = 0; !status && i < q->sources.count; i++) {
        t4_correlation_set set = {0};

        status = t4_correlation_reach(v->c, q->sources.nodes[i], v->to, T4_REACH_COUNTED, &set, err);
        for (size_t k = 0; !status && k < set.count; k++) {
            if (!t4_grow(&q->targets.nodes, &q->targets.room, q->targets.count, sizeof *q->targets.nodes))
                status = t4_fail_memory(err);
            else
                q->targets.nodes[q->targets.count++] = set.nodes[k];
        }
        t4_correlation_set_release(&set);
    }
    return status;
}

static t4_status put_code(const converting *v, const char *given, t4_error *err)
{
    size_t n = strlen(given), digits = t4_correlation_digits(v->c);
    question q = {.given = given, .digits = n < digits ? n : digits, .note = n > digits ? "by its first digits" : ""};
    uint32_t node = n < digits ? T4_CORRELATION_NONE : t4_correlation_find(v->c, v->from, given, n);
    t4_status status;

    if (n < digits) {
        status = t4_correlation_below(v->c, v->from, given, n, &q.sources, err);
        q.note = "all codes below it";
    } else {
        status = t4_grow(&q.sources.nodes, &q.sources.room, 0, sizeof *q.sources.nodes) ? T4_OK : t4_fail_memory(err);
        if (!status && node != T4_CORRELATION_NONE)
            q.sources.nodes[q.sources.count++] = node;
    }
    if (!status)
        status = collect(v, &q, err);
    if (!status && q.targets.count)
        status = put_targets(v, &q, err);
    else if (!status && !q.sources.count && t4_correlation_stayed(v->c, given, n))
        put_row(v, &q, given, "1:1", T4_CORRELATION_NONE, "same", "the tables hold changes alone and do not name it");
    else if (!status)
        put_row(v, &q, "", "none", q.sources.count == 1 ? t4_correlation_family(v->c, q.sources.nodes[0])
                : T4_CORRELATION_NONE, "", q.sources.count ? "every link of it is set aside" : "no code of this edition in the table");
    t4_correlation_set_release(&q.sources);
    t4_correlation_set_release(&q.targets);
    return status;
}

/* --- a list as a whole -------------------------------------------------------------------------------- */

static bool is_listed(const char *const *codes, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (!strncmp(codes[i], code, strlen(code)))
            return true;
    return false;
}

static void name_family(t4_buffer *out, const converting *v, const t4_listfamily *family, const char *const *codes,
                        size_t count)
{
    size_t n, told = 0;
    const uint32_t *nodes = t4_correlation_members(v->c, family->family, v->from, &n);

    for (int listed = 1; listed >= 0; listed--) {
        bool first = true;

        for (size_t i = 0; i < n; i++) {
            const char *code = t4_correlation_code(v->c, nodes[i]);

            if (is_listed(codes, count, code) != listed || told >= NAMED * (listed ? 3 : 1))
                continue;
            t4_buffer_printf(out, "%s%s", first ? (listed ? "\n  " : ", with ") : " ", code);
            first = false;
            told++;
        }
    }
    if (n > told)
        t4_buffer_printf(out, " and %zu more", n - told);
}

static t4_status tell_list(t4_buffer *out, const converting *v, const char *const *codes, size_t count, t4_error *err)
{
    t4_listfamilies found = {.count = 0};
    const char *from = t4_correlation_edition(v->c, v->from == T4_CORRELATION_OLD ? 0 : t4_correlation_editions(v->c) - 1);
    t4_status status = t4_listfamilies_find(&found, v->c, v->from, codes, count, err);
    char text[T4_RENDER_TEXT];

    if (!status && found.count == 1 && count > 1)
        t4_buffer_printf(out, "\nOne family of %s %s codes holds all %zu of the list%s.\n",
                         t4_render_count(found.families[0].codes, text), from, found.families[0].listed,
                         found.unknown ? " that the table has" : "");
    else if (!status)
        t4_buffer_printf(out, "\nThe list has %zu codes in %zu families; %zu stand in families that the list holds whole.\n",
                         count, found.count, found.whole);
    if (!status && found.whole < count - found.unknown && found.count > 1) {
        t4_buffer_puts(out, "Not in such a family:");
        for (size_t i = 0; i < found.count; i++)
            if (found.families[i].listed < found.families[i].codes)
                name_family(out, v, &found.families[i], codes, count);
        t4_buffer_putc(out, '\n');
    }
    if (!status)
        t4_buffer_printf(out, "%zu keep their number with another scope: %zu for waste only, %zu for more; %zu keep number "
                         "and scope; %zu have a number that the other edition has not%s.\n", found.waste_only + found.more,
                         found.waste_only, found.more, found.same, found.new_number,
                         found.unknown ? "; some are not in the table" : "");
    t4_listfamilies_release(&found);
    return status;
}

/* --- all ------------------------------------------------------------------------------------------------ */

static t4_status print(t4_program *program, const converting *v, const char *const *codes, size_t count, bool list,
                       t4_error *err)
{
    t4_table table;
    t4_buffer text;
    t4_status status = t4_table_init(&table, v->full ? "code|to|relation|family|#family_old|#family_new|scope|families|note"
                                     : "code|to|relation|family|#old / new|scope|note", err);
    converting with = *v;

    with.table = &table;
    t4_buffer_init(&text, 0);
    for (size_t i = 0; !status && i < count; i++)
        status = put_code(&with, codes[i], err);
    if (!status)
        status = t4_table_print(&table, &program->out, (t4_format)program->common.format, 0, err);
    if (!status && list)
        status = tell_list(&text, v, codes, count, err);
    else if (!status)
        t4_buffer_putc(&text, '\n');
    if (!status && !t4_codes_convert_tell(&text, v->c))
        status = t4_fail_memory(err);
    if (!status)
        fputs(t4_buffer_text(&text), v->full ? program->err.file : program->out.file);
    t4_buffer_release(&text);
    t4_table_release(&table);
    return status;
}

/* Codes of a list, each once. */
static t4_status list_codes(const t4_watchlist *list, const char ***codes, size_t *count, t4_error *err)
{
    *codes = t4_alloc(t4_watchlist_count(list) + 1, sizeof **codes);
    *count = 0;
    if (!*codes)
        return t4_fail_memory(err);
    for (size_t i = 0; i < t4_watchlist_count(list); i++) {
        const char *code = t4_watchlist_at(list, i)->code;

        if (!*count || strcmp((*codes)[*count - 1], code))
            (*codes)[(*count)++] = code;
    }
    return T4_OK;
}

static t4_status check_codes(const t4_convert_wish *wish, t4_error *err)
{
    if (wish->code_count > CODES_MOST)
        return t4_fail(err, T4_ERR_USAGE, "more than %d codes", CODES_MOST);
    for (size_t i = 0; i < wish->code_count; i++) {
        size_t n = strlen(wish->codes[i]);

        if (n < 2 || n > 12 || strspn(wish->codes[i], "0123456789") != n)
            return t4_fail(err, T4_ERR_USAGE, "'%.40s' is no code: expected 2 to 12 digits", wish->codes[i]);
    }
    return T4_OK;
}

t4_status t4_codes_convert(t4_program *program, const t4_convert_wish *wish, t4_error *err)
{
    t4_editions_input input = {wish->maps.items, wish->maps.count, (t4_families)wish->families};
    converting v = {.full = program->common.format != T4_FORMAT_TEXT};
    t4_hsedition from, to;
    t4_correlation *c = NULL;
    t4_watchlist *list = NULL;
    const char **listed = NULL;
    size_t count = 0;
    t4_status status = check_codes(wish, err);

    if (!status && (!wish->from || !wish->to))
        status = t4_fail(err, T4_ERR_USAGE, "convert needs --from EDITION and --to EDITION, such as --from HS2017 --to HS2022");
    if (!status && !wish->code_count && !wish->list)
        status = t4_fail(err, T4_ERR_USAGE, "convert needs codes, or a list of them with --list FILE");
    if (!status)
        status = t4_job_edition("--from", wish->from, &from, err);
    if (!status)
        status = t4_job_edition("--to", wish->to, &to, err);
    for (size_t i = 0; !status && i < wish->maps.count; i++)
        status = t4_files_require(wish->maps.items[i], err);
    if (!status && wish->list && !wish->code_count)
        status = t4_watchlist_read(&list, &program->run, wish->list, err);
    if (!status && list)
        status = list_codes(list, &listed, &count, err);
    if (!status)
        status = t4_job_editions(&c, &program->run, &input, &from, &to, err);
    if (!status) {
        v.c = c;
        v.from = from.year > to.year ? T4_CORRELATION_NEW : T4_CORRELATION_OLD;
        v.to = v.from == T4_CORRELATION_OLD ? T4_CORRELATION_NEW : T4_CORRELATION_OLD;
        status = print(program, &v, list ? listed : wish->codes, list ? count : wish->code_count, list != NULL, err);
    }
    t4_free(listed);
    t4_watchlist_free(list);
    t4_correlation_free(c);
    return status;
}
