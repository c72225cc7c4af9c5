/* SPDX-License-Identifier: MIT */
/* Read a certificate: every line checked for its form, the whole by its keyed digest. */
#include "sdc/certificate_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "model/flow.h"

enum { FIELDS_MOST = 1 << 16 };

typedef struct t4_certificate_reader {
    t4_certificate *c;
    t4_digest *digest;         /* of all lines so far; NULL = not checked */
    uint64_t line;
    const char *field[FIELDS_MOST];
    size_t length[FIELDS_MOST];
    size_t fields;
} reader;

static t4_status bad(const reader *r, const char *expected, t4_error *err)
{
    return t4_fail_at(err, T4_ERR_DATA, "certificate", r->line, 0, "expected %s", expected);
}

static bool field_number(const reader *r, size_t i, int64_t least, int64_t most, int64_t *value)
{
    return i < r->fields && t4_certificate_int(r->field[i], r->length[i], value) && *value >= least && *value <= most;
}

static bool is_word(const reader *r, size_t i, const char *word)
{
    return i < r->fields && r->length[i] == strlen(word) && !memcmp(r->field[i], word, r->length[i]);
}

static const char *copy(const reader *r, size_t i)
{
    return t4_arena_strndup(&r->c->arena, r->field[i], r->length[i]);
}

static t4_rule rule_named(const reader *r, size_t field)
{
    t4_rule rule = T4_RULE_NONE;

    while (rule < T4_RULE_KINDS && !is_word(r, field, t4_rule_name(rule)))
        rule++;
    return rule;
}

static t4_status read_cell(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;
    t4_certified_cell cell = {.line = r->line};
    int64_t variable, level, owner;
    const char *key;
    size_t length;
    uint32_t id;

    cell.rule = rule_named(r, 5);
    if (r->fields < 14 || cell.rule == T4_RULE_KINDS || !field_number(r, 1, 0, T4_NO_INDEX - 1, &variable) ||
        !field_number(r, 2, -T4_SYSTEM_MOST, T4_SYSTEM_MOST, &cell.value) ||
        !field_number(r, 3, -T4_SYSTEM_MOST, T4_SYSTEM_MOST, &cell.lower) ||
        r->length[4] != 1 || !strchr("PSUps", r->field[4][0]) || !field_number(r, 6, 0, T4_SYSTEM_MOST, &level) ||
        !field_number(r, 7, 0, T4_SYSTEM_MOST, &cell.up) ||
        !field_number(r, 8, 0, T4_SYSTEM_MOST, &cell.down) ||
        !field_number(r, 9, 0, T4_NO_INDEX - 1, &owner))
        return bad(r, "a hidden cell with its numbers", err);
    cell.variable = (uint32_t)variable;
    cell.level = level;
    cell.owner = (uint32_t)owner;
    cell.primary = is_word(r, 4, "P") || is_word(r, 4, "p");
    cell.beyond = is_word(r, 4, "p") || is_word(r, 4, "s");
    cell.unpublished = is_word(r, 4, "U");
    if (cell.value < cell.lower || (cell.primary && (cell.up < level || cell.up < 1)))
        return bad(r, "a value above its bound and a level that holds the rule's", err);
    key = r->field[10];
    length = (size_t)(r->field[r->fields - 1] + r->length[r->fields - 1] - key);
    id = t4_dict_add(c->keys, key, length);
    if (id == T4_DICT_NONE || !t4_grow(&c->cells, &c->cell_room, c->cell_count, sizeof *c->cells))
        return t4_fail_memory(err);
    if (id != c->cell_count)
        return bad(r, "each hidden cell once", err);
    c->cells[c->cell_count++] = cell;
    return T4_OK;
}

/* O: the exact number of an open cell; K: a public figure that no table of the release has. */
static t4_status read_open(reader *r, bool known, t4_error *err)
{
    t4_certificate *c = r->c;
    size_t length = r->fields < 6 ? 0 : (size_t)(r->field[r->fields - 1] + r->length[r->fields - 1] - r->field[2]);
    int64_t value, id;

    if (!length || !field_number(r, 1, -T4_SYSTEM_MOST, T4_SYSTEM_MOST, &value))
        return bad(r, "the number of an open cell", err);
    if (known) {
        const char *place = t4_arena_strndup(&c->arena, r->field[2], length);

        if (!place || !t4_grow(&c->known, &c->known_room, c->known_count, sizeof *c->known))
            return t4_fail_memory(err);
        c->known[c->known_count++] = (t4_known_figure){place, value, r->line};
        return T4_OK;
    }
    id = t4_dict_add(c->exact_keys, r->field[2], length);
    if (id == T4_DICT_NONE || !t4_grow(&c->exact, &c->exact_room, (size_t)id, sizeof *c->exact))
        return t4_fail_memory(err);
    c->exact[id] = value;
    return T4_OK;
}

static t4_status read_witness(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;
    int64_t id;

    if (!field_number(r, 1, 0, T4_NO_INDEX - 1, &id) || (size_t)id != c->witnesses)
        return bad(r, "witnesses numbered in order", err);
    for (size_t i = 2; i < r->fields; i++) {
        const char *colon = memchr(r->field[i], ':', r->length[i]);
        int64_t variable, delta;

        if (!colon || !t4_certificate_int(r->field[i], (size_t)(colon - r->field[i]), &variable) || variable < 0 ||
            variable >= T4_NO_INDEX ||
            !t4_certificate_int(colon + 1, r->length[i] - (size_t)(colon + 1 - r->field[i]), &delta))
            return bad(r, "variable:delta", err);
        if (!t4_grow(&c->shifts, &c->shift_room, c->shift_count, sizeof *c->shifts))
            return t4_fail_memory(err);
        c->shifts[c->shift_count++] = (t4_shift){(uint32_t)variable, delta};
    }
    if (!t4_grow(&c->start, &c->start_room, c->witnesses + 1, sizeof *c->start))
        return t4_fail_memory(err);
    c->start[++c->witnesses] = c->shift_count;
    return T4_OK;
}

/* The contributors that a certificate tells of a cell, their number and part. */
static t4_status read_stakes(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;
    t4_certified_stakes held = {.first = c->stake_count, .line = r->line};
    int64_t variable;

    if (!field_number(r, 1, 0, T4_NO_INDEX - 1, &variable) ||
        !field_number(r, 2, -T4_SYSTEM_MOST, T4_SYSTEM_MOST, &held.others) ||
        !field_number(r, 3, -T4_SYSTEM_MOST, T4_SYSTEM_MOST, &held.rows))
        return bad(r, "a hidden cell, what others hold at most, its finest rows", err);
    held.variable = (uint32_t)variable;
    for (size_t i = 4; i < r->fields; i++) {
        const char *colon = memchr(r->field[i], ':', r->length[i]);
        const char *end = r->field[i] + r->length[i];
        const char *second = colon ? memchr(colon + 1, ':', (size_t)(end - colon - 1)) : NULL;
        bool alone = r->length[i] > 0 && end[-1] == '!';
        int64_t attacker, amount, least;

        if (!second || !t4_certificate_int(r->field[i], (size_t)(colon - r->field[i]), &attacker) || attacker < 0 ||
            attacker >= T4_NO_INDEX || !t4_certificate_int(colon + 1, (size_t)(second - colon - 1), &amount) ||
            !t4_certificate_int(second + 1, (size_t)(end - alone - second - 1), &least))
            return bad(r, "number:amount:least", err);
        if (!t4_grow(&c->stakes, &c->stake_room, c->stake_count, sizeof *c->stakes))
            return t4_fail_memory(err);
        c->stakes[c->stake_count++] = (t4_stake){(uint32_t)attacker, alone, amount, least};
    }
    held.count = c->stake_count - held.first;
    if (!t4_grow(&c->held, &c->held_room, c->held_count, sizeof *c->held))
        return t4_fail_memory(err);
    c->held[c->held_count++] = held;
    return T4_OK;
}

static t4_status read_claim(reader *r, bool insider, t4_error *err)
{
    t4_certificate *c = r->c;
    t4_certified_claim claim = {.line = r->line};
    int64_t variable, owner = 0, witness, sign;
    size_t side = insider ? 3 : 2, at = insider && !c->interval ? 3 : side + 1;

    if (r->fields != at + 2 || !field_number(r, 1, 0, T4_NO_INDEX - 1, &variable) ||
        (insider && !field_number(r, 2, 1, T4_NO_INDEX - 1, &owner)) ||
        (at > side && !(is_word(r, side, "+") || is_word(r, side, "-"))) ||
        !field_number(r, at, 0, T4_NO_INDEX - 1, &witness) || (size_t)witness >= c->witnesses ||
        !field_number(r, at + 1, -1, 1, &sign) || sign == 0)
        return bad(r, "a claim with a witness above it", err);
    claim.variable = (uint32_t)variable;
    claim.owner = (uint32_t)owner;
    claim.sign = at == side ? 0 : is_word(r, side, "+") ? 1 : -1;
    claim.witness = (uint32_t)witness;
    claim.witness_sign = (int)sign;
    if (!t4_grow(&c->claims, &c->claim_room, c->claim_count, sizeof *c->claims))
        return t4_fail_memory(err);
    c->claims[c->claim_count++] = claim;
    return T4_OK;
}

static t4_status read_group(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;

    if (r->fields < 2 || r->fields > 1024)
        return bad(r, "a group with its members", err);
    if (!t4_grow(&c->groups, &c->group_room, c->group_count, sizeof *c->groups))
        return t4_fail_memory(err);
    c->groups[c->group_count].name = copy(r, 1);
    c->groups[c->group_count].count = 0;
    for (size_t i = 2; i < r->fields; i++)
        c->groups[c->group_count].members[c->groups[c->group_count].count++] = copy(r, i);
    c->group_count++;
    return T4_OK;
}

static t4_status read_parent(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;
    uint32_t id;

    if (r->fields != 3 || r->length[1] > 15 || r->length[2] > 15)
        return bad(r, "a code and its parent", err);
    id = t4_dict_add(c->moved_codes, r->field[1], r->length[1]);
    if (id == T4_DICT_NONE || !t4_grow(&c->parent, &c->parent_room, id, sizeof *c->parent))
        return t4_fail_memory(err);
    c->parent[id] = copy(r, 2);
    return c->parent[id] ? T4_OK : t4_fail_memory(err);
}

/* A cell that contributors agreed to show. */
static t4_status read_waived(reader *r, t4_error *err)
{
    const char *end = r->field[r->fields - 1] + r->length[r->fields - 1];

    if (r->fields < 5)
        return bad(r, "period, flow, code and partner", err);
    if (!r->c->waived && !(r->c->waived = t4_dict_new(1 << 26)))
        return t4_fail_memory(err);
    return t4_dict_add(r->c->waived, r->field[1], (size_t)(end - r->field[1])) == T4_DICT_NONE ? t4_fail_memory(err) : T4_OK;
}

static t4_status read_upper(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;
    int64_t variable, upper;

    if (r->fields != 3 || !field_number(r, 1, 0, T4_NO_INDEX - 1, &variable) ||
        !field_number(r, 2, -T4_SYSTEM_MOST, T4_SYSTEM_MOST, &upper))
        return bad(r, "a hidden cell and its bound from above", err);
    if (!t4_grow(&c->uppers, &c->upper_room, c->upper_count, sizeof *c->uppers))
        return t4_fail_memory(err);
    c->uppers[c->upper_count++] = (t4_shift){(uint32_t)variable, upper};
    return T4_OK;
}

static t4_status read_listed(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;

    if (r->fields < 3)
        return bad(r, "a code and the lists that it counts in", err);
    for (size_t i = 2; i < r->fields; i++) {
        if (!t4_grow(&c->listed, &c->listed_room, c->listed_count, sizeof *c->listed))
            return t4_fail_memory(err);
        c->listed[c->listed_count].code = copy(r, 1);
        c->listed[c->listed_count].list = copy(r, i);
        if (!c->listed[c->listed_count].code || !c->listed[c->listed_count].list)
            return t4_fail_memory(err);
        c->listed_count++;
    }
    return T4_OK;
}

/* "75.000000" -> millionths. */
static bool field_percent(const reader *r, size_t i, int64_t *value)
{
    static const t4_notation plain = {'.', false};
    t4_int128 wide;

    if (i >= r->fields || t4_decimal_parse(r->field[i], r->length[i], &plain, 6, &wide, NULL) != T4_DECIMAL_OK ||
        wide < 0 || wide > 1000000 * (t4_int128)T4_PERCENT)
        return false;
    *value = (int64_t)wide;
    return true;
}

static t4_status read_rule(reader *r, t4_error *err)
{
    t4_rules *rules = &r->c->rules;
    int64_t count = 0;
    bool ok = false;

    if (is_word(r, 1, "safety")) {
        ok = field_percent(r, 2, &rules->safety);
    } else if (field_number(r, 2, 1, T4_TOPS_MOST * 1000, &count)) {
        if (is_word(r, 1, "minimum_contributors")) {
            rules->minimum = (int)count;
            ok = true;
        } else if (is_word(r, 1, "dominance") && rules->dominance_count < T4_RULES_DOMINANCE) {
            rules->dominance[rules->dominance_count].n = (int)count;
            ok = field_percent(r, 3, &rules->dominance[rules->dominance_count++].k);
        } else if (is_word(r, 1, "p_percent")) {
            rules->coalition = (int)count;
            ok = field_percent(r, 3, &rules->p);
        } else if (is_word(r, 1, "pq")) {
            rules->coalition = (int)count;
            ok = field_percent(r, 3, &rules->pq_p) && field_percent(r, 4, &rules->pq_q) && rules->pq_q > 0;
        }
    }
    return ok ? T4_OK : bad(r, "a rule with its numbers", err);
}

/* The number under which a trader, or "*K" for coalition K, stands in the certificate. */
static t4_status read_insider(reader *r, uint32_t number, t4_error *err)
{
    t4_certificate *c = r->c;
    uint32_t id;

    if (r->length[1] > 1 && r->field[1][0] == '*') {
        uint32_t coalition = (uint32_t)strtoul(r->field[1] + 1, NULL, 10);

        if (coalition == 0 || !t4_grow(&c->coalition_names, &c->coalition_name_room, c->coalition_name_count,
                                       sizeof *c->coalition_names))
            return coalition == 0 ? bad(r, "a coalition's number", err) : t4_fail_memory(err);
        c->coalition_names[c->coalition_name_count++] = (t4_named){coalition - 1, number};
        return T4_OK;
    }
    id = t4_dict_add(c->insider_keys, r->field[1], r->length[1]);
    if (id == T4_DICT_NONE || !t4_grow(&c->insider, &c->insider_room, id, sizeof *c->insider))
        return t4_fail_memory(err);
    c->insider[id] = number;
    return T4_OK;
}

/* "-" or a period. */
static bool field_time(const reader *r, size_t i, t4_period *period)
{
    *period = is_word(r, i, "-") ? 0 : t4_period_parse(r->field[i], r->length[i]);
    return *period || is_word(r, i, "-");
}

/* A holding of a trader, at all times or at some. */
static t4_status read_holding(reader *r, uint32_t number, t4_error *err)
{
    t4_certificate *c = r->c;
    size_t known = t4_dict_count(c->holders);
    uint32_t id = t4_dict_add(c->holders, r->field[1], r->length[1]);
    t4_period from, until;

    if (id == T4_DICT_NONE || !t4_grow(&c->holding, &c->holding_room, id, sizeof *c->holding) ||
        !t4_grow(&c->dated_head, &c->head_room, id, sizeof *c->dated_head))
        return t4_fail_memory(err);
    if (id >= known) {
        c->holding[id] = 0;
        c->dated_head[id] = T4_NO_INDEX;
    }
    if (r->fields == 3) {
        c->holding[id] = number;
        return T4_OK;
    }
    if (!field_time(r, 3, &from) || !field_time(r, 4, &until))
        return bad(r, "from when until when", err);
    return t4_certificate_member(c, id, number, from, until) ? T4_OK : t4_fail_memory(err);
}

/* What places and joins contributions, and their digest. */
static t4_status read_binding(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;
    int64_t number = 0;
    uint32_t id;

    if (is_word(r, 0, "contributions")) {
        if (r->fields != 3 || !field_number(r, 2, 0, INT64_MAX, &number))
            return bad(r, "a digest and a count of rows", err);
        c->bound = copy(r, 1);
        c->bound_rows = (uint64_t)number;
        return c->bound ? T4_OK : t4_fail_memory(err);
    }
    if (is_word(r, 0, "place")) {
        if (r->fields != 3 || r->length[1] > 15 || r->length[2] > 31)
            return bad(r, "a code and its published code", err);
        id = t4_dict_add(c->moved_finest, r->field[1], r->length[1]);
        if (id == T4_DICT_NONE || !t4_grow(&c->finest, &c->finest_room, id, sizeof *c->finest))
            return t4_fail_memory(err);
        c->finest[id] = copy(r, 2);
        return c->finest[id] ? T4_OK : t4_fail_memory(err);
    }
    if (is_word(r, 0, "placed")) {
        const char *key = r->field[2];

        if (r->fields != 6 || r->length[1] > 31 || r->length[2] > 15)
            return bad(r, "a published code, a code, flow, year and partner", err);
        c->placed = true;
        id = t4_dict_add(c->moved_finest, key, (size_t)(r->field[5] + r->length[5] - key));
        if (id == T4_DICT_NONE || !t4_grow(&c->finest, &c->finest_room, id, sizeof *c->finest))
            return t4_fail_memory(err);
        c->finest[id] = copy(r, 1);
        return c->finest[id] ? T4_OK : t4_fail_memory(err);
    }
    if ((r->fields != 3 && !(r->fields == 5 && is_word(r, 0, "holding"))) ||
        !field_number(r, 2, 1, T4_NO_INDEX - 1, &number))
        return bad(r, "a digest and the number of a holding or coalition", err);
    if (is_word(r, 0, "insider"))
        return read_insider(r, (uint32_t)number, err);
    if (is_word(r, 0, "coalition")) {
        const char *key = r->field[1];

        c->coalitions = number > c->coalitions ? (uint32_t)number : c->coalitions;
        return t4_dict_add(c->ally_keys, key, (size_t)(r->field[2] + r->length[2] - key)) == T4_DICT_NONE
                   ? t4_fail_memory(err) : T4_OK;
    }
    return read_holding(r, (uint32_t)number, err);
}

static t4_status read_header(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;
    int64_t value;

    if (is_word(r, 0, "measure")) {
        if (r->fields != 3 || r->length[1] >= sizeof c->measure || !field_number(r, 2, 0, 18, &value))
            return bad(r, "a measure and its decimals", err);
        memcpy(c->measure, r->field[1], r->length[1]);
        c->decimals = (int)value;
        return T4_OK;
    }
    if (is_word(r, 0, "measures")) {
        for (size_t i = 1; i < r->fields && c->part_count < T4_MEASURES_MAX; i++)
            if (!(c->parts[c->part_count++] = copy(r, i)))
                return t4_fail_memory(err);
        return T4_OK;
    }
    if (is_word(r, 0, "rounded"))
        return field_number(r, 1, 1, T4_SYSTEM_MOST, &c->step) ? T4_OK : bad(r, "a step", err);
    if (is_word(r, 0, "alongside"))
        return (c->alongside = copy(r, 1)) ? T4_OK : t4_fail_memory(err);
    if (is_word(r, 0, "levels")) {
        for (size_t i = 1; i < r->fields; i++) {
            if (c->level_count == T4_LEVELS_MAX || !field_number(r, i, 0, T4_CODE_MAX, &value))
                return bad(r, "levels", err);
            c->levels[c->level_count++] = (int)value;
        }
        return T4_OK;
    }
    if (is_word(r, 0, "reasons")) {
        c->reasons = is_word(r, 1, "full");
        return c->reasons && r->fields == 2 ? T4_OK : bad(r, "reasons full", err);
    }
    if (is_word(r, 0, "insiders")) {
        c->interval = is_word(r, 1, "interval");
        c->insiders = c->interval || is_word(r, 1, "exact");
        return c->insiders || is_word(r, 1, "off") ? T4_OK : bad(r, "interval, exact or off", err);
    }
    if (is_word(r, 0, "unions")) {
        c->unions = is_word(r, 1, "on");
        return c->unions || is_word(r, 1, "off") ? T4_OK : bad(r, "on or off", err);
    }
    if (is_word(r, 0, "rule"))
        return read_rule(r, err);
    return bad(r, "a line of a certificate", err);
}

static t4_status read_line(reader *r, t4_error *err)
{
    t4_certificate *c = r->c;

    if (is_word(r, 0, "H"))
        return read_cell(r, err);
    if (is_word(r, 0, "W"))
        return read_witness(r, err);
    if (is_word(r, 0, "T"))
        return read_stakes(r, err);
    if (is_word(r, 0, "P") || is_word(r, 0, "I"))
        return read_claim(r, is_word(r, 0, "I"), err);
    if (is_word(r, 0, "O") || is_word(r, 0, "K"))
        return read_open(r, is_word(r, 0, "K"), err);
    if (is_word(r, 0, "group"))
        return read_group(r, err);
    if (is_word(r, 0, "parent"))
        return read_parent(r, err);
    if (is_word(r, 0, "listed"))
        return read_listed(r, err);
    if (is_word(r, 0, "narrowed") || is_word(r, 0, "uncovered"))
        return T4_OK;
    if (is_word(r, 0, "upper"))
        return read_upper(r, err);
    if (is_word(r, 0, "waived") || is_word(r, 0, "public"))
        return read_waived(r, err);
    if (is_word(r, 0, "contributions") || is_word(r, 0, "place") || is_word(r, 0, "placed") || is_word(r, 0, "holding") ||
        is_word(r, 0, "coalition") || is_word(r, 0, "insider"))
        return read_binding(r, err);
    if (is_word(r, 0, "file")) {
        if (r->fields != 3)
            return bad(r, "a digest and a file", err);
        if (!t4_grow(&c->files, &c->file_room, c->file_count, sizeof *c->files))
            return t4_fail_memory(err);
        c->files[c->file_count++] = (t4_certified_file){copy(r, 2), copy(r, 1)};
        return T4_OK;
    }
    return read_header(r, err);
}

/* Split a line of n bytes, without its end; false for one of too many fields. Witnesses may have many. */
static bool split(reader *r, const char *line, size_t n)
{
    const char *end = line + n;

    r->line++;
    r->fields = 0;
    for (const char *p = line;;) {
        const char *tab = memchr(p, '\t', (size_t)(end - p)), *stop = tab ? tab : end;

        if (r->fields == FIELDS_MOST)
            return false;
        r->field[r->fields] = p;
        r->length[r->fields++] = (size_t)(stop - p);
        if (!tab)
            return true;
        p = tab + 1;
    }
}

void t4_certificate_stop_reading(t4_certificate *c)
{
    if (c->reader)
        t4_digest_free(c->reader->digest);
    t4_free(c->reader);
    c->reader = NULL;
}

static t4_status check_end(reader *r, t4_error *err)
{
    char text[T4_DIGEST_TEXT];

    if (r->digest && !t4_digest_finish(r->digest, text))
        return t4_fail_memory(err);
    if (r->digest && (r->fields != 2 || !is_word(r, 1, text)))
        return t4_fail_at(err, T4_ERR_DATA, "certificate", r->line, 0, "the keyed digest does not fit: the "
                          "certificate was changed, or this is another key");
    t4_certificate_stop_reading(r->c);
    return T4_OK;
}

/* One line; n counts its end. */
static t4_status take_line(reader *r, const char *line, size_t n, t4_error *err)
{
    if (!split(r, line, n - 1))
        return bad(r, "a line of at most 65536 fields", err);
    if (r->line == 1 && !is_word(r, 0, "tenfour-certificate 1"))
        return bad(r, "'tenfour-certificate 1'", err);
    if (is_word(r, 0, "end"))
        return check_end(r, err);
    if (r->digest && !t4_digest_add(r->digest, line, n))
        return t4_fail_memory(err);
    return r->line == 1 ? T4_OK : read_line(r, err);
}

t4_status t4_certificate_read(t4_certificate *c, const char *text, size_t n, bool last, size_t *used, t4_error *err)
{
    t4_status status = T4_OK;
    const char *end;

    *used = 0;
    while (!status && c->reader && (end = memchr(text + *used, '\n', n - *used)) != NULL) {
        size_t length = (size_t)(end - (text + *used)) + 1;

        status = take_line(c->reader, text + *used, length, err);
        *used += length;
    }
    if (!status && c->reader && last) {
        c->reader->line++;
        status = bad(c->reader, *used < n ? "a line with an end" : "an end line", err);
    }
    return status;
}

static bool make_reader(t4_certificate *c, const void *key, size_t key_length)
{
    c->reader = t4_alloc_zero(1, sizeof *c->reader);
    if (!c->reader)
        return false;
    c->reader->c = c;
    return !key || (c->reader->digest = t4_digest_new(key, key_length)) != NULL;
}

t4_status t4_certificate_new(t4_certificate **certificate, const void *key, size_t key_length, t4_error *err)
{
    t4_certificate *c = t4_alloc_zero(1, sizeof *c);

    *certificate = NULL;
    if (!c)
        return t4_fail_memory(err);
    c->key = key;
    c->key_length = key_length;
    if (!t4_certificate_make(c) || !make_reader(c, key, key_length) ||
        !t4_grow(&c->start, &c->start_room, 0, sizeof *c->start)) {
        t4_certificate_free(c);
        return t4_fail_memory(err);
    }
    c->start[0] = 0;
    *certificate = c;
    return T4_OK;
}
