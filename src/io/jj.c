/* SPDX-License-Identifier: MIT */
#include "io/jj.h"

#include <string.h>

#include "base/decimal.h"
#include "base/memory.h"
#include "io/wholefile.h"

/* Amounts stay below 2^60, as everywhere under protection. */
#define AMOUNT_MOST ((t4_int128)1 << 60)

enum { DIGITS_MOST = 36, FACTOR_DECIMALS = 6, COST_DECIMALS = 6, BROKEN_SHOWN = 6 };

/* Where a bound means "none". */
static const t4_int128 no_bound = (t4_int128)1000000000000000;

typedef struct {
    const char *text;
    size_t n;
    uint64_t line, column;
} token;

typedef struct {
    const char *at, *end, *row;      /* row: where the line begins */
    uint64_t line;
    const char *name;
    int decimals;
    t4_jointtable *table;
    t4_error *err;
} reader;

/* A number as written: digits * 10^-decimals. */
typedef struct {
    t4_int128 digits;
    int decimals;
} number;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next word, or one of ( ) : alone.  False at the end of the text. */
static bool next(reader *r, token *t)
{
    while (r->at < r->end && is_blank(*r->at)) {
        if (*r->at == '\n') {
            r->line++;
            r->row = r->at + 1;
        }
        r->at++;
    }
    *t = (token){r->at, 0, r->line, (uint64_t)(r->at - r->row) + 1};
    if (r->at == r->end)
        return false;
    if (strchr("():", *r->at)) {
        t->n = 1;
        r->at++;
        return true;
    }
    while (r->at < r->end && !is_blank(*r->at) && !strchr("():", *r->at))
        r->at++;
    t->n = (size_t)(r->at - t->text);
    return true;
}

static t4_status wrong(const reader *r, const token *t, const char *expected)
{
    if (t->n == 0)
        return t4_fail_at(r->err, T4_ERR_DATA, r->name, t->line, 0, "the file ends; expected %s", expected);
    return t4_fail_at(r->err, T4_ERR_DATA, r->name, t->line, t->column, "'%.*s' found; expected %s",
                      t->n > 40 ? 40 : (int)t->n, t->text, expected);
}

/* A whole exponent "e+15" at the end of a number. */
static bool read_exponent(const char *at, const char *end, int *exponent)
{
    int sign = 1, n = 0;

    if (at < end && (*at == '+' || *at == '-'))
        sign = *at++ == '-' ? -1 : 1;
    if (at == end)
        return false;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9' || n > 1000)
            return false;
        n = n * 10 + (*at - '0');
    }
    *exponent = sign * n;
    return true;
}

/* Digits with a point and perhaps an exponent; trailing zeros behind the point are dropped. */
static bool read_number(const token *t, number *out)
{
    const char *at = t->text, *end = t->text + t->n;
    bool negative = at < end && *at == '-', point = false, any = false;
    int exponent = 0, digits = 0;

    *out = (number){0, 0};
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    for (; at < end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.' && !point) {
            point = true;
            continue;
        }
        if (*at < '0' || *at > '9')
            return false;
        any = true;
        digits += out->digits != 0 || *at != '0';
        if (digits > DIGITS_MOST)
            return false;
        out->digits = out->digits * 10 + (*at - '0');
        out->decimals += point;
    }
    if (!any || (at < end && !read_exponent(at + 1, end, &exponent)))
        return false;
    out->decimals -= exponent;
    while (out->digits != 0 && out->digits % 10 == 0 && out->decimals > 0) {
        out->digits /= 10;
        out->decimals--;
    }
    if (out->digits == 0)
        out->decimals = 0;
    if (negative)
        out->digits = -out->digits;
    return true;
}

/* The number in units of 10^-decimals; false where it has finer digits or too many. */
static bool scaled(const number *x, int decimals, t4_int128 *value)
{
    t4_int128 v = x->digits;

    if (x->decimals > decimals)
        return false;
    for (int i = x->decimals; i < decimals && v != 0; i++)
        if (i - x->decimals > DIGITS_MOST || __builtin_mul_overflow(v, (t4_int128)10, &v))
            return false;
    *value = v;
    return true;
}

static t4_status get_number(reader *r, token *t, number *x, const char *expected)
{
    if (!next(r, t) || !read_number(t, x))
        return wrong(r, t, expected);
    if (x->decimals > r->decimals)
        r->decimals = x->decimals;
    return T4_OK;
}

/* An amount of the table: its decimals are settled when all are read. */
static t4_status get_amount(reader *r, number *x, const char *expected)
{
    token t;

    return get_number(r, &t, x, expected);
}

static t4_status get_count(reader *r, uint64_t most, uint64_t *count, const char *expected)
{
    token t;
    number x;

    if (!next(r, &t) || !read_number(&t, &x) || x.decimals > 0 || x.digits < 0)
        return wrong(r, &t, expected);
    if (x.decimals < 0 || x.digits > (t4_int128)most)
        return t4_fail_at(r->err, T4_ERR_MEMORY, r->name, t.line, t.column, "'%.*s' is more than %llu, the "
                          "most that is read", t.n > 40 ? 40 : (int)t.n, t.text, (unsigned long long)most);
    *count = (uint64_t)x.digits;
    return T4_OK;
}

static t4_status get_status(reader *r, char *status)
{
    static const char letters[] = "sumzxwp", meanings[] = "sumzmmz";
    token t;
    const char *at;

    if (!next(r, &t) || t.n != 1 || !(at = strchr(letters, *t.text | 0x20)))
        return wrong(r, &t, "a status: s safe, u unsafe, m or x or w hidden, z or p to be published");
    *status = meanings[at - letters];
    return T4_OK;
}

/* Six amounts of a cell as written. */
typedef struct {
    number value, lower, upper, down, up, slide;
} written;

typedef struct {
    written *cells;
    number *right;           /* of relations */
    size_t cell_room, right_room;
} drafts;

static t4_status read_cell(reader *r, uint64_t index, drafts *d)
{
    t4_joint_cell cell = {0};
    written w;
    number cost;
    t4_int128 millionths = 0;
    uint64_t found;
    int kept;
    token t;
    t4_status status = get_count(r, T4_JJ_CELLS_MAX, &found, "the index of a cell");

    if (status)
        return status;
    cell.line = r->line;
    if (found != index)
        return t4_fail_at(r->err, T4_ERR_DATA, r->name, r->line, 1, "'%llu' found; expected cell %llu: cells stand in "
                          "the order 0, 1, 2 ...", (unsigned long long)found, (unsigned long long)index);
    status = get_amount(r, &w.value, "the value of the cell");
    kept = r->decimals;
    if (!status)
        status = get_number(r, &t, &cost, "the cost of hiding the cell");
    r->decimals = kept;
    if (!status && (cost.digits < 0 || !scaled(&cost, cost.decimals > COST_DECIMALS ? cost.decimals : COST_DECIMALS,
                                                &millionths)))
        status = wrong(r, &t, "a cost of 0 or more");
    for (int i = cost.decimals; !status && i > COST_DECIMALS; i--)
        millionths /= 10;
    if (!status)
        cell.cost = millionths >= AMOUNT_MOST ? (int64_t)AMOUNT_MOST - 1 : (int64_t)millionths;
    if (!status)
        status = get_status(r, &cell.status);
    if (!status)
        status = get_amount(r, &w.lower, "the lower bound of the cell");
    if (!status)
        status = get_amount(r, &w.upper, "the upper bound of the cell");
    if (!status)
        status = get_amount(r, &w.down, "the lower protection level");
    if (!status)
        status = get_amount(r, &w.up, "the upper protection level");
    if (!status)
        status = get_amount(r, &w.slide, "the sliding protection level");
    if (!status && (!t4_grow(&d->cells, &d->cell_room, index, sizeof *d->cells) ||
                    !t4_jointtable_add_cell(r->table, &cell)))
        status = t4_fail_memory(r->err);
    if (!status)
        d->cells[index] = w;
    return status;
}

/* INDEX (FACTOR); *decimals: of the factor, for the caller to make the relation whole. */
static t4_status read_term(reader *r, uint64_t *cell, number *factor)
{
    int kept = r->decimals;
    token t;
    t4_status status = get_count(r, r->table->count - 1, cell, "the index of a cell of the relation");

    if (!status && (!next(r, &t) || t.n != 1 || *t.text != '('))
        status = wrong(r, &t, "'(' before a factor");
    if (!status)
        status = get_number(r, &t, factor, "a factor such as -1");
    r->decimals = kept;
    if (!status && (factor->decimals > FACTOR_DECIMALS || factor->digits == 0))
        status = wrong(r, &t, "a factor with at most 6 decimals that is not 0");
    if (!status && (!next(r, &t) || t.n != 1 || *t.text != ')'))
        status = wrong(r, &t, "')' behind a factor");
    return status;
}

static t4_status add_terms(reader *r, const number *factors, const uint64_t *cells, size_t count, number *right)
{
    int decimals = 0;
    size_t first = r->table->terms;

    for (size_t i = 0; i < count; i++)
        if (factors[i].decimals > decimals)
            decimals = factors[i].decimals;
    for (size_t i = 0; i < count; i++) {
        t4_int128 factor;

        if (!scaled(&factors[i], decimals, &factor) || factor > INT32_MAX || factor < -INT32_MAX)
            return t4_fail_at(r->err, T4_ERR_DATA, r->name, r->line, 0, "a factor of cell %llu is too large",
                              (unsigned long long)cells[i]);
        for (size_t k = first; k < r->table->terms; k++)
            if (r->table->cell[k] == cells[i])
                return t4_fail_at(r->err, T4_ERR_DATA, r->name, r->line, 0, "cell %llu comes twice in one "
                                  "relation", (unsigned long long)cells[i]);
        if (!t4_jointtable_add_term(r->table, (uint32_t)cells[i], (int32_t)factor))
            return t4_fail_memory(r->err);
    }
    right->decimals -= decimals;
    return T4_OK;
}

static t4_status read_relation(reader *r, uint64_t index, drafts *d)
{
    number right, *factors = NULL;
    int kept = r->decimals;
    uint64_t count = 0, *cells = NULL;
    token t;
    t4_status status = get_amount(r, &right, "the right side of a relation");

    if (!status)
        status = get_count(r, r->table->count, &count, "how many cells the relation has");
    if (!status && (!next(r, &t) || t.n != 1 || *t.text != ':'))
        status = wrong(r, &t, "':' before the cells of the relation");
    if (!status && r->table->terms + count > T4_JJ_TERMS_MAX)
        status = t4_fail_at(r->err, T4_ERR_MEMORY, r->name, r->line, 0, "more than %d cells in relations",
                            T4_JJ_TERMS_MAX);
    if (!status) {
        factors = t4_alloc(count, sizeof *factors);
        cells = t4_alloc(count, sizeof *cells);
        if (!factors || !cells || !t4_jointtable_add_relation(r->table, 0, r->line) ||
            !t4_grow(&d->right, &d->right_room, index, sizeof *d->right))
            status = t4_fail_memory(r->err);
    }
    for (uint64_t i = 0; i < count && !status; i++)
        status = read_term(r, &cells[i], &factors[i]);
    r->decimals = kept;  /* the right side counts once its relation is whole */
    if (!status)
        status = add_terms(r, factors, cells, count, &right);
    if (!status)
        d->right[index] = right;
    if (!status && right.digits != 0 && right.decimals > r->decimals)
        r->decimals = right.decimals;
    t4_free(factors);
    t4_free(cells);
    return status;
}

/* --- settling decimals ---------------------------------------------------------- */

static t4_status settle(const reader *r, const number *x, uint64_t line, const char *what, int64_t *value)
{
    t4_int128 v;

    if (!scaled(x, r->table->decimals, &v) || v >= AMOUNT_MOST || v <= -AMOUNT_MOST)
        return t4_fail_at(r->err, T4_ERR_DATA, r->name, line, 0, "%s has more than 60 bits with %d decimals; "
                          "give fewer decimals", what, r->table->decimals);
    *value = (int64_t)v;
    return T4_OK;
}

/* 1e15 and more, before decimals, is no bound. */
static bool is_endless(const number *x, int sign)
{
    number one = *x;
    t4_int128 v;

    while (one.decimals > 0) {
        one.digits /= 10;
        one.decimals--;
    }
    return sign * one.digits > 0 && (!scaled(&one, 0, &v) || sign * v >= no_bound);
}

static t4_status settle_cell(const reader *r, t4_joint_cell *c, const written *w)
{
    t4_status status = settle(r, &w->value, c->line, "the value", &c->value);

    c->upper = INT64_MAX;
    c->lower = -(int64_t)AMOUNT_MOST + 1;
    if (!status && !is_endless(&w->lower, -1))
        status = settle(r, &w->lower, c->line, "the lower bound", &c->lower);
    if (!status && !is_endless(&w->upper, 1))
        status = settle(r, &w->upper, c->line, "the upper bound", &c->upper);
    if (!status)
        status = settle(r, &w->down, c->line, "the lower protection level", &c->down);
    if (!status)
        status = settle(r, &w->up, c->line, "the upper protection level", &c->up);
    if (!status)
        status = settle(r, &w->slide, c->line, "the sliding protection level", &c->slide);
    if (!status && (c->value < c->lower || c->value > c->upper))
        status = t4_fail_at(r->err, T4_ERR_DATA, r->name, c->line, 0, "the value lies outside its bounds");
    if (!status && (c->down < 0 || c->up < 0 || c->slide < 0))
        status = t4_fail_at(r->err, T4_ERR_DATA, r->name, c->line, 0, "a protection level is negative");
    return status;
}

static t4_status settle_all(reader *r, const drafts *d)
{
    t4_jointtable *t = r->table;
    t4_status status = T4_OK;
    size_t broken;

    if (r->decimals > T4_DECIMALS_MAX)
        return t4_fail_at(r->err, T4_ERR_DATA, r->name, 0, 0, "an amount has %d decimals; expected at most %d",
                          r->decimals, T4_DECIMALS_MAX);
    t->decimals = r->decimals < 0 ? 0 : r->decimals;
    for (size_t i = 0; i < t->count && !status; i++)
        status = settle_cell(r, &t->cells[i], &d->cells[i]);
    for (size_t i = 0; i < t->relations && !status; i++)
        status = settle(r, &d->right[i], t->line[i], "the right side", &t->right[i]);
    if (status)
        return status;
    broken = t4_jointtable_broken(t);
    if (broken < t->relations)
        return t4_fail_at(r->err, T4_ERR_DATA, r->name, t->line[broken], 0, "the values of the cells break "
                          "relation %zu; correct a value, a factor or the right side", broken + 1);
    return T4_OK;
}

static t4_status read_all(reader *r, drafts *d)
{
    uint64_t cells = 0, relations = 0;
    token t;
    t4_status status = get_count(r, T4_JJ_CELLS_MAX, &cells, "0, or the number of cells");

    if (!status && cells == 0)
        status = get_count(r, T4_JJ_CELLS_MAX, &cells, "the number of cells");
    if (!status && cells == 0)
        return t4_fail_at(r->err, T4_ERR_DATA, r->name, r->line, 0, "the table has no cells");
    for (uint64_t i = 0; i < cells && !status; i++)
        status = read_cell(r, i, d);
    if (!status)
        status = get_count(r, T4_JJ_TERMS_MAX, &relations, "the number of relations");
    for (uint64_t i = 0; i < relations && !status; i++)
        status = read_relation(r, i, d);
    if (!status && next(r, &t))
        status = wrong(r, &t, "the end of the file behind the last relation");
    return status;
}

t4_status t4_jj_parse(t4_jointtable *table, const char *text, size_t n, const char *name,
                      t4_error *err)
{
    reader r = {text, text + n, text, 1, name, 0, table, err};
    drafts d = {0};
    t4_status status;

    *table = (t4_jointtable){0};
    status = read_all(&r, &d);
    if (!status)
        status = settle_all(&r, &d);
    t4_free(d.cells);
    t4_free(d.right);
    if (status)
        t4_jointtable_release(table);
    return status;
}

t4_status t4_jj_read(t4_jointtable *table, t4_run *run, const char *path, t4_error *err)
{
    t4_buffer bytes;
    t4_status status;

    *table = (t4_jointtable){0};
    t4_buffer_init(&bytes, 0);
    status = t4_wholefile_read(&bytes, run, path, err);
    if (!status)
        status = t4_jj_parse(table, bytes.length ? bytes.data : "", bytes.length, path, err);
    t4_buffer_release(&bytes);
    return status;
}

/* --- writing --------------------------------------------------------------------- */

static bool put_amount(t4_buffer *out, int64_t amount, int decimals)
{
    char text[T4_DECIMAL_TEXT];
    size_t n = t4_decimal_print(amount, decimals, text);

    return t4_buffer_putc(out, ' ') && t4_buffer_append(out, text, n);
}

static bool put_bound(t4_buffer *out, int64_t bound, int decimals)
{
    if (bound == INT64_MAX)
        return t4_buffer_puts(out, " 1e20");
    if (bound <= -(int64_t)AMOUNT_MOST + 1)
        return t4_buffer_puts(out, " -1e20");
    return put_amount(out, bound, decimals);
}

static bool put_cost(t4_buffer *out, int64_t millionths)
{
    char text[T4_DECIMAL_TEXT];
    size_t n = t4_decimal_print(millionths, COST_DECIMALS, text);

    while (text[n - 1] == '0')
        n--;
    n -= text[n - 1] == '.';
    return t4_buffer_putc(out, ' ') && t4_buffer_append(out, text, n);
}

static bool put_cell(t4_buffer *out, size_t index, const t4_joint_cell *c, int d)
{
    return t4_buffer_printf(out, "%zu", index) && put_amount(out, c->value, d) && put_cost(out, c->cost) &&
           t4_buffer_printf(out, " %c", c->status) && put_bound(out, c->lower, d) &&
           put_bound(out, c->upper, d) && put_amount(out, c->down, d) && put_amount(out, c->up, d) &&
           put_amount(out, c->slide, d) && t4_buffer_putc(out, '\n');
}

bool t4_jj_print(t4_buffer *out, const t4_jointtable *t)
{
    bool good = t4_buffer_printf(out, "0\n%zu\n", t->count);

    for (size_t i = 0; i < t->count && good; i++)
        good = put_cell(out, i, &t->cells[i], t->decimals);
    good = good && t4_buffer_printf(out, "%zu\n", t->relations);
    for (size_t r = 0; r < t->relations && good; r++) {
        char text[T4_DECIMAL_TEXT];

        t4_decimal_print(t->right[r], t->decimals, text);
        good = t4_buffer_printf(out, "%s %zu :", text, t->start[r + 1] - t->start[r]);
        for (size_t i = t->start[r]; i < t->start[r + 1] && good; i++)
            good = t4_buffer_printf(out, " %u (%d)", t->cell[i], t->factor[i]);
        good = good && t4_buffer_putc(out, '\n');
    }
    return good;
}
