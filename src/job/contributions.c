/* SPDX-License-Identifier: MIT */
#include "job/contributions.h"

#include <fnmatch.h>
#include <string.h>

bool t4_contributions_named(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;

    return fnmatch("contributions*.csv", name, 0) == 0 || fnmatch("contributions*.csv.gz", name, 0) == 0;
}

/* The column that bears the field's own name, whatever the template said about the records' columns. */
static void rename_column(t4_column *column, const char *name)
{
    if (!column->used)
        return;
    column->columns[0] = name;
    column->column_count = 1;
    memset(column->column_by_flow, 0, sizeof column->column_by_flow);
    column->constant = column->file_pattern = column->format = NULL;
    column->year_column = column->month_column = NULL;
}

void t4_contributions_columns(t4_template *template_)
{
    for (int field = 0; field < T4_FIELDS; field++)
        rename_column(&template_->columns[field], t4_field_name((t4_field)field));
    for (int i = 0; i < template_->dimension_count; i++)
        rename_column(&template_->dimensions[i], template_->dimension_names[i]);
    if (template_->columns[T4_FIELD_QUANTITY].used) {
        template_->columns[T4_FIELD_QUANTITY].unit_column = "unit";
        template_->columns[T4_FIELD_QUANTITY].unit = NULL;
    }
    template_->columns[T4_FIELD_DECLARATION].used = false;
    template_->columns[T4_FIELD_SOURCE_TYPE].used = false;
    template_->columns[T4_FIELD_RECORDS] = (t4_column){.used = true, .columns = {"records"}, .column_count = 1};
    template_->file_count = 0;
    template_->encoding = "UTF-8";
    template_->separator = ',';
    template_->decimal = '.';
}
