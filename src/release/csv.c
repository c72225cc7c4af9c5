/* SPDX-License-Identifier: MIT */
/* The CSV tables of a release: data/hsN.csv, one for each level, data/partition.csv and data/lists.csv. */
#include <stdio.h>
#include <string.h>

#include "io/csvtext.h"
#include "release/writer.h"

static bool header(const t4_draft *draft, const t4_stream *stream, t4_buffer *out)
{
    return t4_columns_header(&draft->columns, out);
}

static bool lines(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block,
                  t4_buffer *out)
{
    bool good = true;

    for (size_t k = 0; k < block->count[stream->level] && good; k++)
        good = t4_columns_line(&draft->columns, &block->rows[stream->level][k], out);
    return good;
}

/* Rows in which every record is once: published codes that have no other below, at the finest period and partner. */
static bool partition_lines(const t4_draft *draft, const t4_stream *stream, const t4_row_block *block,
                            t4_buffer *out)
{
    const t4_package *package = draft->package;
    bool good = true;

    for (int level = 0; level < draft->rows->plan->level_count; level++)
        for (size_t k = 0; k < block->count[level] && good; k++)
            if (package->in_partition(package->partition, &block->rows[level][k]))
                good = t4_columns_line(&draft->columns, &block->rows[level][k], out);
    return good;
}

static t4_status streams(t4_draft *draft, t4_stream list[T4_STREAM_ROOM], int *count, t4_error *err)
{
    for (int level = 0; level < draft->rows->plan->level_count; level++) {
        t4_stream *stream = &list[(*count)++];
        char table[16];

        t4_draft_level(draft, level, table);
        *stream = (t4_stream){.level = level, .listed = true, .open = header, .rows = lines};
        snprintf(stream->name, sizeof stream->name, "data/%s.csv", table);
    }
    if (draft->package->in_partition)
        list[(*count)++] = (t4_stream){.name = "data/partition.csv", .level = -1, .open = header,
                                       .rows = partition_lines};
    return t4_draft_folder(draft, "data", err);
}

static bool put_text(t4_buffer *out, const char *text)
{
    return t4_csvtext_field(out, text, strlen(text));
}

/* "2024-02-23"; nothing where the list does not say. */
static bool put_day(t4_buffer *out, t4_watchday day)
{
    return !day || t4_buffer_printf(out, "%04u-%02u-%02u", day / 10000, day / 100 % 100, day % 100);
}

/*
 * List aggregates are few: one table, data/lists.csv, and which codes each
 * holds, of which version, codes/lists.csv; part "not listed": all of the heading but these.
 */
static bool put_members(const t4_listset *set, t4_buffer *out, uint64_t *rows)
{
    bool good = t4_buffer_puts(out, "code,listed,list,tier,edition,since,until,heading,part\n");

    for (int i = 0; i < set->count && good; i++) {
        const t4_list_aggregate *a = &set->item[i];

        for (size_t k = 0; k < t4_watchlist_count(a->list) && good; k++) {
            const t4_watchlist_entry *entry = t4_watchlist_at(a->list, k);

            if ((a->tier && strcmp(entry->tier, a->tier)) || (a->heading[0] && strncmp(entry->code, a->heading, 4)))
                continue;
            good = t4_buffer_printf(out, "%s,%s,", a->name, entry->code) && put_text(out, t4_watchlist_name(a->list)) &&
                   t4_buffer_putc(out, ',') && put_text(out, entry->tier) && t4_buffer_putc(out, ',') &&
                   put_text(out, entry->edition) && t4_buffer_putc(out, ',') && put_day(out, entry->since) &&
                   t4_buffer_putc(out, ',') && put_day(out, entry->until) &&
                   t4_buffer_printf(out, ",%s,%s\n", a->heading, a->rest ? "not listed" : "listed");
            ++*rows;
        }
    }
    return good;
}

static t4_status put_lists(const t4_draft *draft, const t4_rows *rows, t4_buffer *out, uint64_t *count,
                           t4_error *err)
{
    t4_columns columns;
    t4_row_block block = {0};
    t4_status status = t4_columns_plan(&columns, rows, draft->package->template_, err);

    if (!status && !t4_columns_header(&columns, out))
        status = t4_fail_memory(err);
    for (size_t unit = 0; unit < rows->units && !status; unit++) {
        status = rows->load(rows, 0, unit, &block, err);
        for (size_t k = 0; k < block.count[0] && !status; k++)
            if (!t4_columns_line(&columns, &block.rows[0][k], out))
                status = t4_fail_memory(err);
        *count += block.count[0];
    }
    t4_row_block_release(&block);
    return status;
}

/* As the other tables are: packed where the template says so. */
static t4_status write_table(t4_draft *draft, const t4_buffer *text, uint64_t count, t4_error *err)
{
    t4_buffer packed;
    t4_status status;

    if (!draft->package->template_->compress)
        return t4_draft_write_rows(draft, "data/lists.csv", text, count, err);
    t4_buffer_init(&packed, 0);
    status = t4_outfile_pack(text, &packed, err);
    if (!status)
        status = t4_draft_write_rows(draft, "data/lists.csv.gz", &packed, count, err);
    t4_buffer_release(&packed);
    return status;
}

static t4_status write_lists(t4_draft *draft, t4_error *err)
{
    const t4_rows *rows = t4_protected_lists(draft->package->protected_);
    uint64_t count = 0;
    t4_buffer text;
    t4_status status = T4_OK;

    if (!rows)
        return T4_OK;
    t4_buffer_init(&text, 0);
    status = put_lists(draft, rows, &text, &count, err);
    if (!status)
        status = write_table(draft, &text, count, err);
    t4_buffer_clear(&text);
    count = 0;
    if (!status && draft->package->listset)
        status = put_members(draft->package->listset, &text, &count)
            ? t4_draft_write_rows(draft, "codes/lists.csv", &text, count, err) : t4_fail_memory(err);
    t4_buffer_release(&text);
    return status;
}

const t4_writer t4_writer_csv = {.streams = streams, .write = write_lists};
