/* SPDX-License-Identifier: MIT */
#include "release/webpage.h"

#include <string.h>

#include "base/memory.h"
#include "io/datadir.h"
#include "release/changes.h"
#include "release/describe.h"
#include "release/writer.h"

/* --- pieces of the template that are files of their own ------------------------- */

static const struct {
    const char *placeholder, *file;
} pieces[] = {
    {"style", "page/style.css"},
    {"script", "page/explorer.js"},
    {"words", "page/words.json"},
};

static t4_status put_piece(const char *name, size_t n, t4_buffer *out, bool *known, t4_error *err)
{
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        if (strlen(pieces[i].placeholder) == n && !memcmp(pieces[i].placeholder, name, n)) {
            *known = true;
            return t4_datadir_read(pieces[i].file, out, err);
        }
    return T4_OK;
}

/* --- filling ----------------------------------------------------------------------- */

static t4_status put(const t4_webpage *page, const char *name, size_t n, t4_buffer *out,
                     t4_error *err)
{
    bool known = false;
    t4_status status = put_piece(name, n, out, &known, err);

    if (status || known)
        return status;
    if (n == 4 && !memcmp(name, "data", 4))
        return t4_buffer_append(out, page->explorer.data, page->explorer.length)
                   ? T4_OK : t4_fail_memory(err);
    for (const t4_webpage_part *part = t4_webparts; part->name; part++)
        if (strlen(part->name) == n && !memcmp(part->name, name, n))
            return part->put(page, out) ? T4_OK : t4_fail_memory(err);
    return t4_fail(err, T4_ERR_USAGE, "the page template page/index.html has '{{%.*s}}', which is no "
                   "part of a page", (int)(n < 60 ? n : 60), name);
}

static t4_status fill(const t4_webpage *page, const t4_buffer *template_, t4_buffer *out,
                      t4_error *err)
{
    const char *text = template_->data, *end = text + template_->length;
    t4_status status = T4_OK;

    while (text < end && !status) {
        const char *open = memmem(text, (size_t)(end - text), "{{", 2);
        const char *close = open ? memmem(open, (size_t)(end - open), "}}", 2) : NULL;

        if (!t4_buffer_append(out, text, (size_t)((close ? open : end) - text)))
            return t4_fail_memory(err);
        if (!close)
            break;
        status = put(page, open + 2, (size_t)(close - open) - 2, out, err);
        text = close + 2;
    }
    return status;
}

static t4_status describe(t4_webpage *page, t4_error *err)
{
    t4_json *json = NULL;
    t4_buffer text;
    t4_status status = t4_describe_schema_org(page->draft, &json, err);

    t4_buffer_init(&text, 0);
    if (!status)
        status = t4_json_print(json, T4_JSON_COMPACT, &text, err);
    if (!status && !t4_html_script(&page->dataset, &text))
        status = t4_fail_memory(err);
    t4_buffer_release(&text);
    t4_json_free(json);
    return status;
}

static t4_status write_page(t4_draft *draft, t4_error *err)
{
    t4_webpage page = {.draft = draft};
    t4_buffer template_, text;
    t4_status status = t4_headline_collect(&page.headline, draft, err);

    if (!status)
        status = t4_weblists_collect(&page, err);

    t4_buffer_init(&page.explorer, 0);
    t4_buffer_init(&page.dataset, 0);
    t4_buffer_init(&template_, 0);
    t4_buffer_init(&text, 0);
    if (!status)
        status = t4_explorer_write(draft, T4_EXPLORER_BYTES_MAX, &page.explorer, &page.extent, err);
    if (!status)
        status = describe(&page, err);
    if (!status)
        status = t4_datadir_read("page/index.html", &template_, err);
    if (!status)
        status = fill(&page, &template_, &text, err);
    if (!status)
        status = t4_draft_write(draft, "index.html", &text, err);
    t4_buffer_release(&text);
    t4_buffer_release(&template_);
    t4_buffer_release(&page.explorer);
    t4_buffer_release(&page.dataset);
    t4_headline_release(&page.headline);
    t4_free(page.lists.rows);
    return status;
}

const t4_writer t4_writer_html = {.write = write_page};
