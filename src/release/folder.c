/* SPDX-License-Identifier: MIT */
#include "release/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "release/place.h"
#include "release/tree.h"

struct t4_folder {
    t4_place target, confidential, refused;
    t4_place_identity new_target, new_confidential;   /* the staged folders */
    bool confidential_put, committed, refused_put, closed;
    unsigned char key[T4_FOLDER_KEY_BYTES];
    char crash_at[32];
};

/* By its first line a confidential folder is known as ours. */
static const char confidential_text[] =
    "CONFIDENTIAL - working papers of a tenfour release\n"
    "\n"
    "This folder belongs to the office that made the release beside it. It must\n"
    "not be published, mailed or copied to a shared disk.\n"
    "\n"
    "key                 32 random bytes; the commitments in the release's manifest\n"
    "                    are keyed with it. Made once and reused. Keep it.\n"
    "control-totals.csv  where every unit of the input went: released, hidden,\n"
    "                    residual, rejected, rounding\n"
    "issues.csv          every defect that was found, with its place\n"
    "rejected.csv        rejected rows, unchanged, with reasons\n"
    "\n"
    "and, where figures were hidden:\n"
    "\n"
    "protection.csv      what was unsafe, by which rule, what was hidden for it,\n"
    "                    and how wide the narrowest intervals are\n"
    "report.html         the same for people: open it in a browser\n"
    "certificate.txt     the proof: hidden values, levels and witnesses. Check it with\n"
    "                    tenfour verify RELEASE --certificate certificate.txt\n"
    "agreements.csv      what became of requests and waivers\n"
    "adaptive.csv        which codes were published whole, split or as a residual\n"
    "system.jj           (--jj) the system for other tools; system-cells.csv names its\n"
    "                    cells\n";

static void crash_point(const t4_folder *folder, const char *name)
{
    if (!strcmp(folder->crash_at, name))
        raise(SIGKILL);
}

/* --- what is there --------------------------------------------------------- */

/* The first bytes of folder/name, NUL-terminated; "" when it cannot be read. */
static void read_head(const t4_place *place, const char *file, char *text, size_t n)
{
    int folder = openat(place->parent, place->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int fd = folder < 0 ? -1 : openat(folder, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, text, n - 1);

    text[got > 0 ? got : 0] = '\0';
    if (fd >= 0)
        close(fd);
    if (folder >= 0)
        close(folder);
}

/* A manifest that begins with {"tenfour": is ours. */
static bool has_manifest(const t4_place *place)
{
    char head[64];
    const char *at = head;

    read_head(place, "manifest.json", head, sizeof head);
    at += strspn(at, " \t\r\n");
    if (*at != '{')
        return false;
    at++;
    at += strspn(at, " \t\r\n");
    return !strncmp(at, "\"tenfour\":", 10);
}

/* Nothing in it but perhaps a key. */
static bool holds_only_key(const t4_place *place)
{
    int fd = openat(place->parent, place->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    struct dirent *entry;
    bool only = folder != NULL;

    while (only && (entry = readdir(folder)) != NULL)
        only = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
               !strcmp(entry->d_name, "key");
    if (folder)
        closedir(folder);
    else if (fd >= 0)
        close(fd);
    return only;
}

static t4_status check_target(const t4_place *place, bool force, t4_error *err)
{
    if (!t4_place_exists(place))
        return T4_OK;
    if (!has_manifest(place))
        return t4_fail(err, T4_ERR_USAGE,
                       "folder '%s' exists and is not a tenfour release (no manifest.json of "
                       "tenfour); it is never replaced, give another folder", place->path);
    if (!force)
        return t4_fail(err, T4_ERR_USAGE,
                       "release folder '%s' exists; give --force to replace it", place->path);
    return T4_OK;
}

static t4_status check_confidential(const t4_place *place, bool force, t4_error *err)
{
    const char *end = strchr(confidential_text, '\n');
    size_t n = (size_t)(end - confidential_text);
    char head[128];

    if (!t4_place_exists(place) || holds_only_key(place))
        return T4_OK;
    read_head(place, "CONFIDENTIAL.txt", head, sizeof head);
    if (strncmp(head, confidential_text, n) != 0)
        return t4_fail(err, T4_ERR_USAGE,
                       "folder '%s' exists and is not the confidential folder of a release; it is "
                       "never replaced, give another one with --confidential", place->path);
    if (!force)
        return t4_fail(err, T4_ERR_USAGE,
                       "confidential folder '%s' exists; give --force to replace it (its key is "
                       "kept)", place->path);
    return T4_OK;
}

/* --- what a killed run left ------------------------------------------------ */

static bool same(const t4_place *place, const t4_place_identity *wanted)
{
    t4_place_identity found;

    return t4_place_identify(place, false, &found) && found.device == wanted->device &&
           found.inode == wanted->inode;
}

static bool read_identities(const t4_place *place, t4_place_identity *release,
                            t4_place_identity *confidential)
{
    char text[256];
    uintmax_t n[4];

    if (!t4_place_read_note(place, text, sizeof text) ||
        sscanf(text, "release %ju %ju confidential %ju %ju.", &n[0], &n[1], &n[2], &n[3]) != 4)
        return false;
    *release = (t4_place_identity){(dev_t)n[0], (ino_t)n[1]};
    *confidential = (t4_place_identity){(dev_t)n[2], (ino_t)n[3]};
    return true;
}

/* Put the old confidential folder back; where that fails it is left where it is, never removed. */
static t4_status take_back(t4_folder *folder, t4_error *err)
{
    t4_status status = t4_place_take_back(&folder->confidential, err);

    if (status)
        t4_place_leave(&folder->confidential);
    return status;
}

/*
 * A run that died between its two exchanges left a new confidential folder
 * beside the old release: put the old one back, then remove both leftovers.
 */
static t4_status recover(t4_folder *folder, t4_error *err)
{
    t4_place_identity release, confidential;
    bool found;
    t4_status status = t4_place_find_stale(&folder->target, &found, err);

    if (!status)
        status = t4_place_find_stale(&folder->confidential, &found, err);
    if (!status && found && read_identities(&folder->confidential, &release, &confidential) &&
        same(&folder->confidential, &confidential) && !same(&folder->target, &release))
        status = take_back(folder, err);
    if (!status)
        status = t4_place_clean(&folder->target, err);
    if (!status)
        status = t4_place_clean(&folder->confidential, err);
    return status;
}

static t4_status note_identities(t4_folder *folder, t4_error *err)
{
    char text[256];

    if (!t4_place_identify(&folder->target, true, &folder->new_target) ||
        !t4_place_identify(&folder->confidential, true, &folder->new_confidential))
        return t4_fail_errno(err, "look at the staging folder of", folder->target.path);
    snprintf(text, sizeof text, "release %ju %ju\nconfidential %ju %ju.\n",
             (uintmax_t)folder->new_target.device, (uintmax_t)folder->new_target.inode,
             (uintmax_t)folder->new_confidential.device,
             (uintmax_t)folder->new_confidential.inode);
    return t4_place_note(&folder->confidential, text, err);
}

/* --- key and notice -------------------------------------------------------- */

static t4_status write_private(const char *folder, const char *name, const void *bytes, size_t n,
                               t4_error *err)
{
    t4_buffer path;
    t4_status status = T4_OK;
    int fd = -1;

    t4_buffer_init(&path, 0);
    if (!t4_buffer_printf(&path, "%s/%s", folder, name) || !t4_buffer_text(&path)) {
        status = t4_fail_memory(err);
        goto done;
    }
    fd = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || fchmod(fd, 0600) != 0)
        status = t4_fail_errno(err, "write", path.data);
done:
    if (fd >= 0)
        close(fd);
    t4_buffer_release(&path);
    return status;
}

/* The key of the folder that is there; *found false when it has none. */
static t4_status read_key(t4_folder *folder, bool *found, t4_error *err)
{
    const t4_place *place = &folder->confidential;
    unsigned char bytes[T4_FOLDER_KEY_BYTES + 1];
    ssize_t got = -1;
    int at = openat(place->parent, place->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int fd = at < 0 ? -1 : openat(at, "key", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    bool absent = fd < 0 && errno == ENOENT;

    if (fd >= 0)
        got = read(fd, bytes, sizeof bytes);
    if (fd >= 0)
        close(fd);
    if (at >= 0)
        close(at);
    *found = !absent;
    if (absent)
        return T4_OK;
    if (got != T4_FOLDER_KEY_BYTES)
        return t4_fail(err, T4_ERR_USAGE,
                       "the key '%s/key' cannot be read or is not %d bytes long; restore it, or "
                       "remove it to begin with a new one", place->path, T4_FOLDER_KEY_BYTES);
    memcpy(folder->key, bytes, T4_FOLDER_KEY_BYTES);
    return T4_OK;
}

static t4_status stage_papers(t4_folder *folder, t4_error *err)
{
    bool found = false;
    t4_status status = read_key(folder, &found, err);

    if (!status && !found &&
        getrandom(folder->key, sizeof folder->key, 0) != (ssize_t)sizeof folder->key)
        status = t4_fail_errno(err, "draw a random key for", folder->confidential.path);
    if (!status)
        status = write_private(folder->confidential.content, "key", folder->key,
                               sizeof folder->key, err);
    if (!status)
        status = write_private(folder->confidential.content, "CONFIDENTIAL.txt", confidential_text,
                               sizeof confidential_text - 1, err);
    return status;
}

/* --- life ------------------------------------------------------------------ */

static t4_status resolve(t4_folder *folder, const t4_folder_options *options, t4_error *err)
{
    t4_buffer usual;
    t4_status status = t4_place_resolve(&folder->target, options->target, err);

    t4_buffer_init(&usual, 0);
    if (!status && !(t4_buffer_printf(&usual, "%s.confidential", folder->target.path) &&
                     t4_buffer_text(&usual)))
        status = t4_fail_memory(err);
    if (!status)
        status = t4_place_resolve(&folder->confidential,
                                  options->confidential ? options->confidential : usual.data, err);
    t4_buffer_release(&usual);
    if (!status && (t4_place_within(&folder->target, &folder->confidential) ||
                    t4_place_within(&folder->confidential, &folder->target)))
        status = t4_fail(err, T4_ERR_USAGE,
                         "the confidential folder '%s' and the release folder '%s' must not be "
                         "the same or inside each other", folder->confidential.path,
                         folder->target.path);
    return status;
}

static t4_status stage(t4_folder *folder, t4_error *err)
{
    t4_status status = t4_place_stage(&folder->target, err);

    if (!status)
        status = t4_place_stage(&folder->confidential, err);
    if (!status && t4_place_exists(&folder->target))
        status = t4_place_probe(&folder->target, err);
    if (!status && t4_place_exists(&folder->confidential))
        status = t4_place_probe(&folder->confidential, err);
    if (!status)
        status = note_identities(folder, err);
    if (!status)
        status = stage_papers(folder, err);
    return status;
}

static t4_status start(t4_folder *folder, const t4_folder_options *options, t4_error *err)
{
    t4_status status = resolve(folder, options, err);

    if (!status)
        status = t4_place_lock(&folder->target, err);
    if (!status)
        status = t4_place_lock(&folder->confidential, err);
    if (status)
        return status;
    crash_point(folder, "after-lock");
    status = recover(folder, err);
    if (!status)
        status = check_target(&folder->target, options->force, err);
    if (!status)
        status = check_confidential(&folder->confidential, options->force, err);
    if (!status)
        status = stage(folder, err);
    return status;
}

t4_status t4_folder_open(t4_folder **folder, const t4_folder_options *options, t4_error *err)
{
    const char *crash_at = getenv("TENFOUR_CRASH_AT");
    t4_folder *made = t4_alloc_zero(1, sizeof *made);
    t4_status status;

    if (!made)
        return t4_fail_memory(err);
    t4_place_init(&made->target);
    t4_place_init(&made->confidential);
    made->closed = options->closed;
    t4_place_init(&made->refused);
    snprintf(made->crash_at, sizeof made->crash_at, "%s", crash_at ? crash_at : "");
    status = start(made, options, err);
    if (status) {
        t4_folder_free(made);
        return status;
    }
    crash_point(made, "after-open");
    *folder = made;
    return T4_OK;
}

const char *t4_folder_public(const t4_folder *folder)
{
    return folder->target.content;
}

const char *t4_folder_confidential(const t4_folder *folder)
{
    return folder->confidential.content;
}

const char *t4_folder_target(const t4_folder *folder)
{
    return folder->target.path;
}

const char *t4_folder_confidential_target(const t4_folder *folder)
{
    return folder->confidential.path;
}

const unsigned char *t4_folder_key(const t4_folder *folder)
{
    return folder->key;
}

/* The confidential folder first: a release never stands without its papers. */
static t4_status exchange(t4_folder *folder, t4_error *err)
{
    t4_status status;

    crash_point(folder, "before-confidential");
    status = t4_place_put(&folder->confidential, err);
    folder->confidential_put = same(&folder->confidential, &folder->new_confidential);
    if (status)
        return status;
    crash_point(folder, "after-confidential");
    crash_point(folder, "before-exchange");
    status = t4_place_put(&folder->target, err);
    folder->committed = same(&folder->target, &folder->new_target);
    if (!status)
        crash_point(folder, "after-exchange");
    return status;
}

/* --- refused ----------------------------------------------------------------- */

/* Settle and lock the folder of refused papers; one that is there must be ours. */
static t4_status open_refused(t4_folder *folder, t4_error *err)
{
    t4_buffer path;
    t4_status status;

    t4_buffer_init(&path, 0);
    status = t4_buffer_printf(&path, "%s.refused", folder->confidential.path) && t4_buffer_text(&path)
                 ? t4_place_resolve(&folder->refused, path.data, err) : t4_fail_memory(err);
    t4_buffer_release(&path);
    if (!status)
        status = t4_place_lock(&folder->refused, err);
    if (!status)
        status = check_confidential(&folder->refused, true, err);
    return status;
}

static t4_status move_papers(t4_folder *folder, t4_error *err)
{
    char key[4096];

    snprintf(key, sizeof key, "%s/key", folder->confidential.content);
    if (unlink(key) != 0)
        return t4_fail_errno(err, "remove", key);
    if (rename(folder->confidential.content, folder->refused.content) != 0)
        return t4_fail_errno(err, "move the papers of the refused release to", folder->refused.content);
    return T4_OK;
}

t4_status t4_folder_refuse(t4_folder *folder, t4_error *err)
{
    bool found;
    t4_status status = open_refused(folder, err);

    if (!status)
        status = t4_place_find_stale(&folder->refused, &found, err);
    if (!status)
        status = t4_place_clean(&folder->refused, err);
    if (!status)
        status = t4_place_stage(&folder->refused, err);
    if (!status && t4_place_exists(&folder->refused))
        status = t4_place_probe(&folder->refused, err);
    if (!status)
        status = move_papers(folder, err);
    if (!status)
        status = t4_tree_seal(folder->refused.wrapper, "content", 0600, 0700, err);
    if (!status)
        status = t4_place_put(&folder->refused, err);
    t4_place_clean(&folder->refused, NULL);
    folder->refused_put = !status;
    return status;
}

/* The release stands now: what was refused before is of no use. */
static void forget_refused(t4_folder *folder)
{
    char path[4096];
    bool found;

    if (snprintf(path, sizeof path, "%s.refused", folder->confidential.path) >= (int)sizeof path ||
        access(path, F_OK) != 0 || open_refused(folder, NULL) || !t4_place_exists(&folder->refused) ||
        t4_place_find_stale(&folder->refused, &found, NULL) || t4_place_clean(&folder->refused, NULL) ||
        t4_place_stage(&folder->refused, NULL))
        return;
    /* Exchanged into the staging folder and removed with it; the empty one is left by name alone. */
    if (!t4_place_put(&folder->refused, NULL))
        rmdir(folder->refused.path);
    t4_place_clean(&folder->refused, NULL);
}

t4_status t4_folder_commit(t4_folder *folder, t4_error *err)
{
    t4_status status;

    crash_point(folder, "after-write");
    status = t4_tree_seal(folder->target.wrapper, "content", folder->closed ? 0600 : 0644,
                          folder->closed ? 0700 : 0755, err);
    if (!status)
        status = t4_tree_seal(folder->confidential.wrapper, "content", 0600, 0700, err);
    if (status)
        return status;
    crash_point(folder, "after-sync");
    status = exchange(folder, err);
    if (status)
        return status;
    /* The release stands; leftovers are out of reach (0700) and the next run tries again. */
    t4_place_clean(&folder->target, NULL);
    crash_point(folder, "during-remove");
    t4_place_clean(&folder->confidential, NULL);
    crash_point(folder, "after-remove");
    forget_refused(folder);
    return T4_OK;
}

void t4_folder_free(t4_folder *folder)
{
    if (!folder)
        return;
    if (folder->confidential_put && !folder->committed)
        take_back(folder, NULL);
    t4_place_clean(&folder->target, NULL);
    t4_place_clean(&folder->confidential, NULL);
    t4_place_release(&folder->refused, folder->refused_put);
    t4_place_release(&folder->confidential, folder->committed || folder->refused_put);
    t4_place_release(&folder->target, folder->committed);
    t4_free(folder);
}
