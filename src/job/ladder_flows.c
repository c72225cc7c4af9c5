/* SPDX-License-Identifier: MIT */
#include "job/ladder_flows.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { HEAD = 4096 };   /* bytes of a file in which a template says that it is one */

bool t4_job_ladder_is_publication(const char *path)
{
    struct stat info;
    char head[HEAD + 1], *at;
    FILE *file;
    size_t n;

    if (!strcmp(path, "-") || (stat(path, &info) == 0 && S_ISDIR(info.st_mode)))
        return true;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode) || !(file = fopen(path, "rb")))
        return false;   /* the bare name of a ready-made template, a pipe that can be read once, or nothing */
    n = fread(head, 1, HEAD, file);
    fclose(file);
    head[n] = '\0';
    at = strstr(head, "tenfour:");
    return !at || (at != head && at[-1] != '\n' && strncmp(head, "\xef\xbb\xbf", 3));
}

static void find_edition(t4_hsedition *edition, const char *said, const t4_flows *flows)
{
    const char *text = *flows->edition && strcmp(flows->edition, "mixed") ? flows->edition : said ? said : "";

    if (!t4_hsedition_parse(text, strlen(text), edition))
        *edition = (t4_hsedition){.year = 0};
}

static t4_status read_side(t4_ladder_sides *s, int side, t4_run *run, const t4_ladder_sides_input *input, t4_error *err)
{
    t4_status status = t4_job_flows(&s->flows[side], run, input->paths[side], input->counts[side], &input->defaults, err);

    if (!status)
        status = t4_published_read(&s->published[side], run, &s->flows[side], err);
    find_edition(&s->edition[side], input->edition[side], &s->flows[side]);
    return status;
}

/* One reporter in each: cells can be held against each other one by one. */
static bool alike(const t4_ladder_sides *s)
{
    for (int side = 0; side < T4_LADDER_SIDES; side++)
        for (size_t i = 1; i < s->published[side].count; i++)
            if (s->published[side].items[i].reporter != s->published[side].items[0].reporter)
                return false;
    return s->published[T4_LADDER_OLD].kind == s->published[T4_LADDER_NEW].kind;
}

static void name_new(t4_ladder_sides *s, const t4_ladder_sides_input *input)
{
    const char *path = input->paths[T4_LADDER_NEW][0], *slash;
    size_t n = strlen(path);

    while (n > 1 && path[n - 1] == '/')
        n--;
    for (slash = path + n; slash > path && slash[-1] != '/'; slash--)
        ;
    snprintf(s->name, sizeof s->name, "%.*s%s", (int)(path + n - slash > 40 ? 40 : path + n - slash), slash,
             input->counts[T4_LADDER_NEW] > 1 ? " and others" : "");
}

static t4_status read_new(t4_ladder_sides *s, t4_run *run, const t4_ladder_sides_input *input, t4_error *err)
{
    const t4_published *old = &s->published[T4_LADDER_OLD];
    t4_status status = read_side(s, T4_LADDER_NEW, run, input, err);

    s->has_new = true;
    name_new(s, input);
    s->other_edition = s->edition[0].name[0] && s->edition[1].name[0] && !t4_hsedition_same_six(&s->edition[0], &s->edition[1]);
    if (!status)
        status = t4_shown_new(&s->shown, &s->published[T4_LADDER_NEW], &s->flows[T4_LADDER_NEW], alike(s), err);
    for (size_t i = 0; i < old->count && !status; i++)
        *(t4_shown_has_period(s->shown, old->items[i].period) ? &s->common : &s->beyond) = true;
    return status;
}

t4_status t4_job_ladder_sides(t4_ladder_sides *s, t4_run *run, const t4_ladder_sides_input *input, t4_error *err)
{
    t4_status status;

    *s = (t4_ladder_sides){.shown = NULL};
    status = read_side(s, T4_LADDER_OLD, run, input, err);
    if (!status && input->counts[T4_LADDER_NEW])
        status = read_new(s, run, input, err);
    return status;
}

void t4_job_ladder_sides_release(t4_ladder_sides *s)
{
    for (int side = 0; side < T4_LADDER_SIDES; side++) {
        t4_published_release(&s->published[side]);
        t4_flows_release(&s->flows[side]);
    }
    t4_shown_free(s->shown);
    *s = (t4_ladder_sides){.shown = NULL};
}
