/* SPDX-License-Identifier: MIT */
#include "io/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/buffer.h"

/* A map or list whose end has not come yet. */
typedef struct {
    t4_node *node;
    char *key;               /* of the member whose value comes next; NULL = a key comes next */
    uint64_t line, column;   /* of that key */
} open_node;

/* One text being read. */
typedef struct {
    yaml_parser_t parser;
    t4_settings *settings;
    const char *bytes;
    size_t n;
    const char *name;        /* for messages and origins */
    bool from_file;          /* positions mean something to the reader */
    open_node stack[T4_SETTINGS_DEPTH];
    size_t depth;
    t4_node *root;
} reader;

/* --- messages ------------------------------------------------------------------ */

static t4_status refuse(const reader *r, const yaml_mark_t *mark, t4_error *err, const char *text)
{
    if (!r->from_file)
        return t4_fail_at(err, T4_ERR_USAGE, r->name, 0, 0, "cannot read '%.100s' at character %zu: %s",
                          r->bytes, mark->column + 1, text);
    return t4_fail_at(err, T4_ERR_USAGE, r->name, mark->line + 1, mark->column + 1, "%s", text);
}

/* Line and column of a byte offset, for what is wrong below the level of characters. */
static yaml_mark_t mark_of(const reader *r, size_t offset)
{
    yaml_mark_t mark = {0};

    for (size_t i = 0; i < offset && i < r->n; i++) {
        if (r->bytes[i] == '\n') {
            mark.line++;
            mark.column = 0;
        } else if (((unsigned char)r->bytes[i] & 0xC0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

/* Is the character at a mark a tab? */
static bool tab_at(const reader *r, const yaml_mark_t *mark)
{
    const char *at = r->bytes, *end = r->bytes + r->n;
    size_t column = 0;

    for (size_t line = 0; line < mark->line && at; line++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    for (; at && at < end && column < mark->column; column++)
        do
            at++;
        while (at < end && ((unsigned char)*at & 0xC0) == 0x80);
    return at && at < end && *at == '\t';
}

static t4_status syntax(const reader *r, t4_error *err)
{
    const yaml_parser_t *p = &r->parser;
    yaml_mark_t mark = p->problem_mark;
    const char *problem = p->problem ? p->problem : "not readable";
    char text[300];

    if (p->error == YAML_MEMORY_ERROR)
        return t4_fail_memory(err);
    if (p->error == YAML_READER_ERROR) {
        mark = mark_of(r, p->problem_offset);
        if (p->problem_value == 0)
            problem = "a NUL byte; this is no text file";
        else if (p->problem_value == -1)
            problem = "the text ends inside a character";
        snprintf(text, sizeof(text), "not readable as text: %s (0x%02X); save the file as UTF-8",
                 problem, (unsigned)p->problem_value & 0x1FFFFF);
        return refuse(r, &mark, err, text);
    }
    if (tab_at(r, &mark))
        return refuse(r, &mark, err, "a tab stands where YAML wants blanks; indent with blanks only");
    snprintf(text, sizeof(text), "not readable as YAML: %s%s%s", problem, p->context ? " " : "",
             p->context ? p->context : "");
    if (p->context && r->from_file && p->context_mark.line != mark.line) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof(text) - n, " that begins in line %zu", p->context_mark.line + 1);
    }
    return refuse(r, &mark, err, text);
}

/* --- building the tree --------------------------------------------------------- */

/* Hang a new node where it belongs: at the root, into the open list, or under the waiting key. */
static t4_status attach(reader *r, t4_node *node, t4_error *err)
{
    open_node *top = r->depth ? &r->stack[r->depth - 1] : NULL;

    if (!node)
        return t4_fail_memory(err);
    if (!top) {
        r->root = node;
        return T4_OK;
    }
    if (top->node->kind == T4_NODE_MAP) {
        node->key = top->key;
        node->key_line = top->line;
        node->key_column = top->column;
        top->key = NULL;
    }
    return t4_settings_append(r->settings, top->node, node, err);
}

static t4_node *new_node(reader *r, t4_node_kind kind, const char *text, const yaml_mark_t *mark)
{
    return t4_settings_node(r->settings, kind, NULL, text, r->name,
                            r->from_file ? mark->line + 1 : 0, r->from_file ? mark->column + 1 : 0);
}

static bool key_is_next(const reader *r)
{
    return r->depth && r->stack[r->depth - 1].node->kind == T4_NODE_MAP &&
           !r->stack[r->depth - 1].key;
}

static t4_status open_collection(reader *r, const yaml_event_t *event, t4_node_kind kind,
                                 t4_error *err)
{
    t4_node *node = new_node(r, kind, NULL, &event->start_mark);
    t4_status status;

    if (key_is_next(r))
        return refuse(r, &event->start_mark, err, "a key must be a plain word, not a list or map");
    if (r->depth == T4_SETTINGS_DEPTH)
        return refuse(r, &event->start_mark, err, "nested deeper than 32 levels");
    status = attach(r, node, err);
    if (!status)
        r->stack[r->depth++] = (open_node){.node = node};
    return status;
}

static t4_status take_key(reader *r, const yaml_event_t *event, t4_error *err)
{
    open_node *top = &r->stack[r->depth - 1];
    size_t n = event->data.scalar.length;

    if (!n && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        return refuse(r, &event->start_mark, err, "a key is missing before ':'");
    if (strlen((const char *)event->data.scalar.value) != n)
        return refuse(r, &event->start_mark, err, "a NUL character in a key");
    top->key = t4_arena_strndup(&r->settings->arena, (const char *)event->data.scalar.value, n);
    if (!top->key)
        return t4_fail_memory(err);
    top->line = r->from_file ? event->start_mark.line + 1 : 0;
    top->column = r->from_file ? event->start_mark.column + 1 : 0;
    return T4_OK;
}

static t4_status take_scalar(reader *r, const yaml_event_t *event, t4_error *err)
{
    const char *text = (const char *)event->data.scalar.value;
    t4_node *node;

    if (strlen(text) != event->data.scalar.length)
        return refuse(r, &event->start_mark, err, "a NUL character in a text");
    if (key_is_next(r))
        return take_key(r, event, err);
    node = new_node(r, T4_NODE_SCALAR, text, &event->start_mark);
    if (node)
        node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return attach(r, node, err);
}

/* Anchors and tags are refused wherever they stand. */
static t4_status plain_only(const reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
                            const yaml_char_t *tag, t4_error *err)
{
    if (anchor)
        return refuse(r, &event->start_mark, err,
                      "anchors (&name) are not read here; write the value out");
    if (tag)
        return refuse(r, &event->start_mark, err, "tags (!name) are not read here; remove it");
    return T4_OK;
}

/* Handle one event; *end is set after the last one. */
static t4_status handle(reader *r, const yaml_event_t *event, bool *end, t4_error *err)
{
    t4_status status;

    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return r->root ? refuse(r, &event->start_mark, err,
                                "a second document begins here; a template is one document") : T4_OK;
    case YAML_ALIAS_EVENT:
        return refuse(r, &event->start_mark, err, "aliases (*name) are not read here; write the value out");
    case YAML_SCALAR_EVENT:
        status = plain_only(r, event, event->data.scalar.anchor, event->data.scalar.tag, err);
        return status ? status : take_scalar(r, event, err);
    case YAML_SEQUENCE_START_EVENT:
        status = plain_only(r, event, event->data.sequence_start.anchor,
                            event->data.sequence_start.tag, err);
        return status ? status : open_collection(r, event, T4_NODE_LIST, err);
    case YAML_MAPPING_START_EVENT:
        status = plain_only(r, event, event->data.mapping_start.anchor,
                            event->data.mapping_start.tag, err);
        return status ? status : open_collection(r, event, T4_NODE_MAP, err);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        r->depth--;
        return T4_OK;
    case YAML_STREAM_END_EVENT:
        *end = true;
        return T4_OK;
    default:
        return T4_OK;
    }
}

static t4_status read_events(reader *r, t4_error *err)
{
    t4_status status = T4_OK;
    bool end = false;

    if (!yaml_parser_initialize(&r->parser))
        return t4_fail_memory(err);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->bytes, r->n);
    while (!status && !end) {
        yaml_event_t event;

        if (!yaml_parser_parse(&r->parser, &event)) {
            status = syntax(r, err);
            break;
        }
        status = handle(r, &event, &end, err);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&r->parser);
    return status;
}

/* --- the three entrances ------------------------------------------------------- */

t4_status t4_yaml_parse(t4_settings *settings, const char *bytes, size_t n, const char *name,
                        t4_error *err)
{
    reader r = {.settings = settings, .bytes = bytes, .n = n, .name = name, .from_file = true};
    t4_status status;

    if (n > T4_YAML_BYTES_MAX)
        return t4_fail_at(err, T4_ERR_USAGE, name, 0, 0,
                          "larger than %d bytes; a template is a short text file (are the records "
                          "given in its place?)", T4_YAML_BYTES_MAX);
    status = read_events(&r, err);
    if (status)
        return status;
    if (!r.root || (r.root->kind == T4_NODE_SCALAR && !*r.root->text))
        return t4_fail_at(err, T4_ERR_USAGE, name, 0, 0,
                          "the template is empty; copy one from templates/ to begin with");
    if (r.root->kind != T4_NODE_MAP)
        return t4_fail_at(err, T4_ERR_USAGE, name, r.root->line, r.root->column,
                          "a template is a map of keys such as 'release:'; found %s",
                          r.root->kind == T4_NODE_LIST ? "a list" : "plain text");
    settings->root = r.root;
    return T4_OK;
}

t4_status t4_yaml_read(t4_settings *settings, const char *path, t4_error *err)
{
    FILE *file = fopen(path, "rb");
    t4_buffer bytes;
    t4_status status = T4_OK;
    char block[16384];
    size_t n;

    if (!file)
        return t4_fail_errno(err, "read", path);
    t4_buffer_init(&bytes, 0);
    while (!status && bytes.length <= T4_YAML_BYTES_MAX &&
           (n = fread(block, 1, sizeof(block), file)) > 0)
        if (!t4_buffer_append(&bytes, block, n))
            status = t4_fail_memory(err);
    if (!status && ferror(file))
        status = t4_fail_errno(err, "read", path);
    if (!status)
        status = t4_yaml_parse(settings, bytes.length ? bytes.data : "", bytes.length, path, err);
    t4_buffer_release(&bytes);
    fclose(file);
    return status;
}

t4_status t4_yaml_value(t4_settings *settings, t4_node **node, const char *text, t4_error *err)
{
    reader r = {.settings = settings, .bytes = text, .n = strlen(text), .name = "--set"};
    t4_status status;

    if (!*text || !strchr("[{\"'", *text)) {
        *node = t4_settings_node(settings, T4_NODE_SCALAR, NULL, text, "--set", 0, 0);
        return *node ? T4_OK : t4_fail_memory(err);
    }
    if (r.n > T4_YAML_BYTES_MAX)
        return t4_fail_at(err, T4_ERR_USAGE, "--set", 0, 0, "a value of more than %d bytes",
                          T4_YAML_BYTES_MAX);
    status = read_events(&r, err);
    if (!status && !r.root)
        status = t4_fail_at(err, T4_ERR_USAGE, "--set", 0, 0, "nothing found in '%.100s'", text);
    if (!status)
        *node = r.root;
    return status;
}
