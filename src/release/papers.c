/* SPDX-License-Identifier: MIT */
#include "release/papers.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "io/minisign.h"
#include "release/facts.h"

/* --- README ---------------------------------------------------------------- */

/* "name  text", the text broken at blanks before column 80 and indented. */
static bool add_item(t4_buffer *out, const char *name, const char *text, size_t indent)
{
    size_t at = strlen(name);
    bool good = t4_buffer_puts(out, "  ") && t4_buffer_puts(out, name);

    at += 2;
    while (*text && good) {
        size_t word = strcspn(text, " \n");

        if (at >= indent && at + 1 + word > 79 && at > indent) {
            good = t4_buffer_putc(out, '\n');
            at = 0;
        }
        do {
            good = good && t4_buffer_putc(out, ' ');
            at++;
        } while (at < indent && good);
        good = good && t4_buffer_append(out, text, word);
        at += word;
        text += word;
        text += strspn(text, " \n");
    }
    return good && t4_buffer_putc(out, '\n');
}

static bool add_facts(t4_buffer *out, const char *heading, const t4_facts *facts, size_t indent)
{
    bool good = t4_buffer_printf(out, "\n%s\n", heading);

    for (size_t i = strlen(heading); i > 0 && good; i--)
        good = t4_buffer_putc(out, '-');
    good = good && t4_buffer_putc(out, '\n');
    for (int i = 0; i < facts->count && good; i++)
        good = add_item(out, facts->items[i].name, facts->items[i].text, indent);
    return good;
}

static bool add_title(const t4_draft *draft, t4_buffer *out)
{
    char text[T4_FACT_TEXT];
    bool good;

    t4_facts_title(draft, "en", text);
    good = t4_buffer_printf(out, "%s\n", text);
    if (good && draft->waiver)
        good = t4_buffer_puts(out, "\n") &&
               add_item(out, "NOT CERTIFIED.", draft->waiver, 0) &&
               t4_buffer_puts(out, "  The office published this without disclosure control.\n");
    return good;
}

static bool add_files(const t4_draft *draft, t4_buffer *out)
{
    t4_facts facts = {0};
#define FORMAT(name, place, about, needs_csv) \
    {place, about, draft->package->template_->wanted[T4_OUTPUT_##name]},
    const struct { const char *name, *text; bool there; } files[] = {
        T4_OUTPUTS(FORMAT)
        {"codes/", "the codes in use with labels in English, Russian and Kyrgyz", true},
        {"CHANGES.txt", "what is different from the release before", draft->changes != NULL},
        {"changes.json", "the same cell by cell", draft->changes != NULL},
        {"quality/", "what is published and how, and how much is hidden (hiding.csv)", true},
        {"manifest.json", "what this release is, file by file", true},
        {"SHA256SUMS", "checksums: sha256sum -c SHA256SUMS", true}};

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].there) {
            t4_fact *fact = &facts.items[facts.count++];

            snprintf(fact->name, sizeof fact->name, "%s", files[i].name);
            snprintf(fact->text, sizeof fact->text, "%s", files[i].text);
        }
#undef FORMAT
    return add_facts(out, "Files", &facts, 20);
}

t4_status t4_papers_readme(t4_draft *draft, t4_error *err)
{
    t4_facts facts;
    t4_buffer text;
    t4_status status;
    bool good;

    t4_buffer_init(&text, 0);
    good = add_title(draft, &text);
    t4_facts_release(&facts, draft, "en");
    good = good && add_facts(&text, "What this is", &facts, 28) && add_files(draft, &text);
    t4_facts_columns(&facts, draft, "en");
    good = good && add_facts(&text, "Columns of the tables", &facts, 28);
    t4_facts_reading(&facts, draft, "en");
    good = good && add_facts(&text, "How to read the numbers", &facts, 28);
    if (good && draft->notes.length)
        good = t4_buffer_puts(&text, "\nThe workbook\n------------\n") &&
               t4_buffer_append(&text, draft->notes.data, draft->notes.length);
    if (good && draft->waiver)
        good = t4_buffer_puts(&text, "\nThe tables themselves have no room for a notice: "
                                     "NOT-CERTIFIED.txt stands beside\nthem, and manifest.json "
                                     "says it of every file.\n");
    status = good ? t4_draft_write(draft, "README.txt", &text, err) : t4_fail_memory(err);
    t4_buffer_release(&text);
    return status;
}

/* --- notices --------------------------------------------------------------- */

t4_status t4_papers_notices(t4_draft *draft, t4_error *err)
{
    char sentence[T4_FACT_TEXT];
    t4_buffer text;
    t4_status status = T4_OK;

    if (!draft->waiver)
        return T4_OK;
    t4_buffer_init(&text, 0);
    t4_facts_protection(draft, "en", sentence);
    if (!t4_buffer_puts(&text, "NOT CERTIFIED\n\nThis holds for every file in this folder.\n") ||
        !t4_buffer_printf(&text, "%s\n", sentence))
        status = t4_fail_memory(err);
    if (!status && draft->package->template_->wanted[T4_OUTPUT_csv])
        status = t4_draft_write(draft, "data/NOT-CERTIFIED.txt", &text, err);
    if (!status && draft->package->template_->wanted[T4_OUTPUT_sdmx])
        status = t4_draft_write(draft, "sdmx/NOT-CERTIFIED.txt", &text, err);
    if (!status)
        status = t4_draft_write(draft, "codes/NOT-CERTIFIED.txt", &text, err);
    t4_buffer_release(&text);
    return status;
}

/* --- checksums ------------------------------------------------------------- */

/* The comment is signed too: it says what was signed, and nothing of the clock but SOURCE_DATE_EPOCH. */
static t4_status sign(t4_draft *draft, const t4_buffer *sums, uint64_t *bytes, t4_error *err)
{
    const t4_package *package = draft->package;
    const t4_template *t = package->template_;
    char comment[T4_MINISIGN_COMMENT], time[48] = "";
    t4_buffer text;
    t4_status status;

    if (draft->dated)
        snprintf(time, sizeof time, "timestamp:%lld\t", (long long)draft->seconds);
    snprintf(comment, sizeof comment, "%sfile:SHA256SUMS\thashed\trelease:%.64s\tvintage:%.64s", time,
             t->id ? t->id : "", t->vintage ? t->vintage : "");
    t4_buffer_init(&text, 0);
    status = t4_minisign_sign(package->sign_key, package->sign_password, sums->length ? sums->data : "", sums->length,
                              comment, &text, err);
    if (!status)
        status = t4_draft_write(draft, "SHA256SUMS.minisig", &text, err);
    *bytes += text.length;
    t4_buffer_release(&text);
    return status;
}

t4_status t4_papers_sums(t4_draft *draft, uint64_t *bytes, t4_error *err)
{
    const t4_draft_file *files = NULL;
    size_t count = 0;
    t4_buffer text;
    t4_status status = t4_draft_files(draft, &files, &count, err);

    *bytes = 0;
    t4_buffer_init(&text, 0);
    for (size_t i = 0; i < count && !status; i++) {
        if (!t4_buffer_printf(&text, "%s  %s\n", files[i].digest, files[i].name))
            status = t4_fail_memory(err);
        *bytes += files[i].bytes;
    }
    *bytes += text.length;
    if (!status)
        status = t4_draft_write(draft, "SHA256SUMS", &text, err);
    if (!status && draft->package->sign_key)
        status = sign(draft, &text, bytes, err);
    t4_buffer_release(&text);
    return status;
}
