/* SPDX-License-Identifier: MIT */
#include "job/sql.h"

#include <string.h>

static const char *const dialect_names[T4_SQL_DIALECTS] = {"postgresql", "duckdb", "clickhouse", "spark"};

/* How dialects differ. */
typedef struct {
    char quote;                 /* around names */
    const char *text;           /* type names */
    const char *number;
    bool backslash;             /* a backslash escapes inside texts */
} dialect_facts;

static const dialect_facts facts[T4_SQL_DIALECTS] = {
    {'"', "text", "numeric", false},
    {'"', "VARCHAR", "DECIMAL(38,%d)", false},
    {'`', "String", "Decimal(38,%d)", true},
    {'`', "STRING", "DECIMAL(38,%d)", true},
};

typedef struct {
    const t4_template *template_;
    const t4_sql_options *options;
    const dialect_facts *facts;
    t4_buffer *out;
    bool good;
} printer;

const char *t4_sql_dialect_name(t4_sql_dialect dialect)
{
    return dialect < T4_SQL_DIALECTS ? dialect_names[dialect] : "?";
}

t4_sql_dialect t4_sql_dialect_parse(const char *name)
{
    int i = 0;

    while (i < T4_SQL_DIALECTS && strcmp(dialect_names[i], name) != 0)
        i++;
    return (t4_sql_dialect)i;
}

/* --- words ------------------------------------------------------------------------------------ */

static void put(printer *p, const char *text)
{
    p->good = p->good && t4_buffer_puts(p->out, text);
}

static void put_quoted(printer *p, const char *text, size_t n, char quote)
{
    p->good = p->good && t4_buffer_putc(p->out, quote);
    for (size_t i = 0; p->good && i < n; i++) {
        if (text[i] == quote || (text[i] == '\\' && p->facts->backslash))
            p->good = t4_buffer_putc(p->out, text[i] == quote ? quote : '\\');
        p->good = p->good && t4_buffer_putc(p->out, text[i]);
    }
    p->good = p->good && t4_buffer_putc(p->out, quote);
}

static void put_name(printer *p, const char *name)
{
    put_quoted(p, name, strlen(name), p->facts->quote);
}

static void put_literal(printer *p, const char *text)
{
    put_quoted(p, text, strlen(text), '\'');
}

/* schema.table: each part quoted on its own. */
static void put_table(printer *p, const char *table)
{
    const char *dot;

    while ((dot = strchr(table, '.')) != NULL) {
        put_quoted(p, table, (size_t)(dot - table), p->facts->quote);
        put(p, ".");
        table = dot + 1;
    }
    put_name(p, table);
}

static t4_sql_type type_of(printer *p, const char *column)
{
    return p->options->type_of ? p->options->type_of(p->options->type_context, column) : T4_SQL_UNKNOWN;
}

static void put_as_text(printer *p, const char *column)
{
    if (type_of(p, column) == T4_SQL_TEXT) {
        put_name(p, column);
        return;
    }
    put(p, "CAST(");
    put_name(p, column);
    put(p, " AS ");
    put(p, p->facts->text);
    put(p, ")");
}

/* --- fields ------------------------------------------------------------------------------------- */

static t4_status refuse(const char *field, const char *what, t4_error *err)
{
    return t4_fail(err, T4_ERR_USAGE, "input.columns.%s %s, which SQL cannot do; give it one column or a constant",
                   field, what);
}

/* A label as the source writes it. */
static t4_status put_label(printer *p, const t4_column *column, const char *field, t4_error *err)
{
    if (column->constant)
        put_literal(p, column->constant);
    else if (column->file_pattern)
        return refuse(field, "comes from the file name", err);
    else if (column->column_count != 1)
        return refuse(field, column->column_count ? "lists several columns" : "names no column", err);
    else
        put_as_text(p, column->columns[0]);
    return T4_OK;
}

/* One strptime directive in the dialect's own letters; NULL when it has none. */
static const char *date_letters(t4_sql_dialect dialect, char directive)
{
    static const char *const postgresql[] = {"YYYY", "MM", "DD", "YY"};
    static const char *const spark[] = {"yyyy", "MM", "dd", "yy"};
    static const char letters[] = "Ymdy";
    const char *at = strchr(letters, directive);

    if (!at || !directive)
        return NULL;
    return dialect == T4_SQL_POSTGRESQL ? postgresql[at - letters] : spark[at - letters];
}

static void put_date_format(printer *p, const char *format)
{
    if (p->options->dialect == T4_SQL_DUCKDB) {
        put_literal(p, format);
        return;
    }
    put(p, "'");
    for (; *format && p->good; format++) {
        const char *letters = *format == '%' && format[1] ? date_letters(p->options->dialect, format[1]) : NULL;

        if (letters) {
            put(p, letters);
            format++;
        } else
            p->good = t4_buffer_putc(p->out, *format);
    }
    put(p, "'");
}

/* The month of a date written in the template's layout, as YYYY-MM. */
static void put_month_of_date(printer *p, const t4_column *column)
{
    static const char *const before[T4_SQL_DIALECTS] = {"to_char(to_date(", "strftime(strptime(",
                                                        "formatDateTime(parseDateTime(", "date_format(to_date("};
    static const char *const after[T4_SQL_DIALECTS] = {"), 'YYYY-MM')", "), '%Y-%m')", "), '%Y-%m')",
                                                       "), 'yyyy-MM')"};
    t4_sql_dialect dialect = p->options->dialect;

    put(p, before[dialect]);
    put_as_text(p, column->columns[0]);
    put(p, ", ");
    if (dialect == T4_SQL_CLICKHOUSE)
        put_literal(p, column->format);
    else
        put_date_format(p, column->format);
    put(p, after[dialect]);
}

static t4_status put_period(printer *p, t4_error *err)
{
    const t4_column *column = &p->template_->columns[T4_FIELD_PERIOD];

    if (column->year_column && column->month_column) {
        put(p, "concat(");
        put_as_text(p, column->year_column);
        put(p, ", '-', lpad(");
        put_as_text(p, column->month_column);
        put(p, ", 2, '0'))");
        return T4_OK;
    }
    if (column->format && column->column_count == 1) {
        put_month_of_date(p, column);
        return T4_OK;
    }
    return put_label(p, column, "period", err);
}

/* The trader of imports and exports may stand in different columns. */
static t4_status put_trader_by_flow(printer *p, const t4_column *column, t4_error *err)
{
    const t4_column *flow = &p->template_->columns[T4_FIELD_FLOW];

    put(p, "CASE");
    for (int f = 0; f < T4_FLOWS; f++) {
        const char *source = column->column_by_flow[f] ? column->column_by_flow[f]
                                                       : column->column_by_flow[t4_flow_total((t4_flow)f)];
        t4_status status;

        if (!source)
            continue;
        put(p, " WHEN ");
        status = put_label(p, flow, "flow", err);
        if (status)
            return status;
        put(p, " IN (");
        put_literal(p, t4_flow_text((t4_flow)f));
        for (size_t i = 0; i < flow->map_count; i++)
            if (!strcmp(flow->map[i].to, t4_flow_text((t4_flow)f))) {
                put(p, ", ");
                put_literal(p, flow->map[i].from);
            }
        put(p, ") THEN ");
        put_as_text(p, source);
    }
    put(p, " END");
    return T4_OK;
}

static t4_status put_trader(printer *p, t4_error *err)
{
    const t4_column *column = &p->template_->columns[T4_FIELD_TRADER];
    bool by_flow = false;

    for (int f = 0; f < T4_FLOWS; f++)
        by_flow = by_flow || column->column_by_flow[f];
    if (!column->used) {
        put(p, "''");
        return T4_OK;
    }
    return by_flow ? put_trader_by_flow(p, column, err) : put_label(p, column, "trader", err);
}

static void put_number_type(printer *p, int decimals)
{
    p->good = p->good && t4_buffer_printf(p->out, "%s(38,%d)",
                                          p->options->dialect == T4_SQL_CLICKHOUSE ? "Decimal" : "DECIMAL",
                                          decimals);
}

static t4_status put_sum(printer *p, const t4_column *column, const char *field, t4_error *err)
{
    if (column->column_count != 1)
        return refuse(field, "names no single column", err);
    put(p, "sum(");
    if (type_of(p, column->columns[0]) == T4_SQL_NUMBER) {
        put_name(p, column->columns[0]);
    } else {
        put(p, "CAST(nullif(");
        if (p->template_->decimal == ',')
            put(p, "replace(");
        put_as_text(p, column->columns[0]);
        put(p, p->template_->decimal == ',' ? ", ',', '.'), '') AS " : ", '') AS ");
        if (p->options->dialect == T4_SQL_POSTGRESQL)
            put(p, "numeric");
        else
            put_number_type(p, column->decimals);
        put(p, ")");
    }
    put(p, ")");
    return T4_OK;
}

/* --- the statement ------------------------------------------------------------------------------ */

static void put_alias(printer *p, const char *name, int *count)
{
    put(p, " AS ");
    put_name(p, name);
    put(p, ",\n       ");
    (*count)++;
}

static t4_status put_keys(printer *p, int *count, t4_error *err)
{
    static const t4_field fields[] = {T4_FIELD_FLOW, T4_FIELD_CODE, T4_FIELD_PARTNER};
    t4_status status = put_period(p, err);

    put_alias(p, "period", count);
    for (size_t i = 0; !status && i < sizeof fields / sizeof *fields; i++) {
        status = put_label(p, &p->template_->columns[fields[i]], t4_field_name(fields[i]), err);
        put_alias(p, t4_field_name(fields[i]), count);
    }
    for (int i = 0; !status && i < p->template_->dimension_count; i++) {
        status = put_label(p, &p->template_->dimensions[i], p->template_->dimension_names[i], err);
        put_alias(p, p->template_->dimension_names[i], count);
    }
    if (!status)
        status = put_trader(p, err);
    put_alias(p, "trader", count);
    return status;
}

static t4_status put_measures(printer *p, int *keys, t4_error *err)
{
    t4_status status = T4_OK;
    int measures = 0;

    for (int field = T4_FIELD_VALUE; !status && field <= T4_FIELD_QUANTITY; field++) {
        const t4_column *column = &p->template_->columns[field];

        if (!column->used)
            continue;
        status = put_sum(p, column, t4_field_name((t4_field)field), err);
        put_alias(p, t4_field_name((t4_field)field), &measures);
        if (field == T4_FIELD_QUANTITY) {
            if (column->unit_column)
                put_as_text(p, column->unit_column);
            else
                put_literal(p, column->unit ? column->unit : "");
            put_alias(p, "unit", keys);
        }
    }
    return status;
}

/* GROUP BY repeats the key expressions, since not every engine takes positions inside COPY. */
static void put_group(printer *p, int keys, int measures, bool unit)
{
    put(p, "\nGROUP BY ");
    for (int i = 1; i <= keys; i++)
        p->good = p->good && t4_buffer_printf(p->out, i > 1 ? ", %d" : "%d",
                                              unit && i == keys ? keys + measures : i);
}

t4_status t4_sql_print(const t4_template *template_, const t4_sql_options *options, t4_buffer *out,
                       t4_error *err)
{
    printer p = {.template_ = template_, .options = options, .facts = &facts[options->dialect],
                 .out = out, .good = true};
    bool unit = template_->columns[T4_FIELD_QUANTITY].used;
    int keys = 0, measures = 0;
    t4_status status;

    for (int field = T4_FIELD_VALUE; field <= T4_FIELD_QUANTITY; field++)
        measures += template_->columns[field].used;
    put(&p, "SELECT ");
    status = put_keys(&p, &keys, err);
    if (!status)
        status = put_measures(&p, &keys, err);
    put(&p, "count(*) AS records\nFROM ");
    put_table(&p, options->table);
    put_group(&p, keys, measures, unit);
    put(&p, "\n");
    if (!status && !p.good)
        status = t4_fail_memory(err);
    return status;
}
