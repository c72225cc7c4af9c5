/* SPDX-License-Identifier: MIT */
/* Terminals: what they can show. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/render.h"

static bool wants_color(bool shown, t4_color color)
{
    const char *force = getenv("CLICOLOR_FORCE"), *no = getenv("NO_COLOR");
    const char *term = getenv("TERM");

    if (color != T4_COLOR_AUTO)
        return color == T4_COLOR_ALWAYS;
    if (no && *no)
        return false;
    if (force && *force && strcmp(force, "0") != 0)
        return true;
    return shown && !(term && strcmp(term, "dumb") == 0);
}

void t4_terminal_init(t4_terminal *terminal, FILE *file, t4_color color, bool fake)
{
    struct winsize size;

    *terminal = (t4_terminal){.file = file, .width = 80};
    terminal->shown = fake || isatty(fileno(file));
    if (!fake && terminal->shown && ioctl(fileno(file), TIOCGWINSZ, &size) == 0 &&
        size.ws_col >= 20)
        terminal->width = size.ws_col;
    terminal->color = wants_color(terminal->shown, color);
}

const char *t4_terminal_style(const t4_terminal *terminal, t4_style style)
{
    static const char *const sequences[] = {"\033[0m", "\033[1m", "\033[1;31m", "\033[2m"};

    return terminal->color ? sequences[style] : "";
}

static int columns_of(uint32_t code)
{
    if ((code >= 0x300 && code <= 0x36F) || (code >= 0x200B && code <= 0x200D) || code == 0xFEFF)
        return 0;
    if ((code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
        (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
        (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
        (code >= 0x1F300 && code <= 0x1FAFF) || (code >= 0x20000 && code <= 0x3FFFD))
        return 2;
    return 1;
}

size_t t4_terminal_columns(const char *text)
{
    size_t columns = 0;

    while (*text) {
        uint32_t code;
        size_t n = t4_render_character(text, &code);

        columns += n ? (size_t)columns_of(code) : 1;
        text += n ? n : 1;
    }
    return columns;
}
