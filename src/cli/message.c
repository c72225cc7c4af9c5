/* SPDX-License-Identifier: MIT */
/* Write messages. */
#include "cli/message.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/render.h"

typedef struct {
    const char *level;
    t4_style style;
    t4_error err;      /* place and text; code T4_OK when it is no error */
} message;

const char *t4_message_code(t4_status code)
{
    switch (code) {
    case T4_OK:          return "ok";
    case T4_ERR_USAGE:   return "usage";
    case T4_ERR_DATA:    return "data";
    case T4_ERR_UNSAFE:  return "unsafe";
    case T4_ERR_IO:      return "io";
    case T4_ERR_MEMORY:  return "memory";
    case T4_ERR_STOPPED: return "stopped";
    case T4_ERR_NOTICED: return "noticed";
    }
    return "unknown";
}

void t4_message_time(char text[32])
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t now = epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
    struct tm utc;

    if (!gmtime_r(&now, &utc) || strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        text[0] = '\0';
}

static bool put_member(t4_buffer *out, const char *name, const char *text)
{
    return t4_buffer_printf(out, ", \"%s\": ", name) && t4_render_json(out, text);
}

static bool put_json(t4_buffer *out, const t4_messages *messages, const message *m)
{
    const char *stage = messages->bar ? atomic_load(&messages->bar->stage) : NULL;
    char time_text[32];
    bool good;

    t4_message_time(time_text);
    good = t4_buffer_puts(out, "{\"time\": ") && t4_render_json(out, time_text) &&
           put_member(out, "level", m->level);
    if (messages->command)
        good = good && put_member(out, "command", messages->command);
    if (stage)
        good = good && put_member(out, "stage", stage);
    if (m->err.where[0])
        good = good && put_member(out, "file", m->err.where);
    if (m->err.line)
        good = good && t4_buffer_printf(out, ", \"line\": %llu", (unsigned long long)m->err.line);
    if (m->err.column)
        good = good &&
               t4_buffer_printf(out, ", \"column\": %llu", (unsigned long long)m->err.column);
    if (m->err.code)
        good = good && put_member(out, "code", t4_message_code(m->err.code));
    return good && put_member(out, "text", m->err.text) && t4_buffer_puts(out, "}\n");
}

static bool put_text(t4_buffer *out, const t4_messages *messages, const message *m)
{
    bool good = t4_buffer_puts(out, t4_terminal_style(messages->terminal, m->style)) &&
                t4_buffer_puts(out, "tenfour:") &&
                t4_buffer_puts(out, t4_terminal_style(messages->terminal, T4_STYLE_PLAIN)) &&
                t4_buffer_putc(out, ' ');

    if (m->err.where[0]) {
        good = good && t4_render_safe(out, m->err.where);
        if (m->err.line)
            good = good && t4_buffer_printf(out, ":%llu", (unsigned long long)m->err.line);
        if (m->err.line && m->err.column)
            good = good && t4_buffer_printf(out, ":%llu", (unsigned long long)m->err.column);
        good = good && t4_buffer_puts(out, ": ");
    }
    if (!m->err.code && strcmp(m->level, "warning") == 0)
        good = good && t4_buffer_puts(out, "warning: ");
    return good && t4_render_safe(out, m->err.text) && t4_buffer_putc(out, '\n');
}

static void write_message(const t4_messages *messages, const message *m)
{
    t4_buffer out;
    bool good;

    t4_buffer_init(&out, 0);
    good = messages->json ? put_json(&out, messages, m) : put_text(&out, messages, m);
    if (messages->bar)
        t4_bar_erase(messages->bar);
    if (good)
        fwrite(out.data, 1, out.length, messages->terminal->file);
    else
        fputs("tenfour: out of memory\n", messages->terminal->file);
    fflush(messages->terminal->file);
    t4_buffer_release(&out);
}

void t4_message_error(const t4_messages *messages, const t4_error *err)
{
    message m = {"error", T4_STYLE_RED, *err};

    if (messages->quiet < 2)
        write_message(messages, &m);
}

__attribute__((format(printf, 3, 0)))
static void write_plain(const t4_messages *messages, const char *level, const char *format,
                        va_list args)
{
    message m = {level, T4_STYLE_BOLD, {0}};

    vsnprintf(m.err.text, sizeof m.err.text, format, args);
    write_message(messages, &m);
}

void t4_message_warn(const t4_messages *messages, const char *format, ...)
{
    va_list args;

    if (messages->quiet > 0)
        return;
    va_start(args, format);
    write_plain(messages, "warning", format, args);
    va_end(args);
}

void t4_message_note(const t4_messages *messages, const char *format, ...)
{
    va_list args;

    if (messages->quiet > 0)
        return;
    va_start(args, format);
    write_plain(messages, "note", format, args);
    va_end(args);
}

void t4_message_detail(const t4_messages *messages, const char *format, ...)
{
    va_list args;

    if (messages->quiet > 0 || messages->verbose == 0)
        return;
    va_start(args, format);
    write_plain(messages, "detail", format, args);
    va_end(args);
}
