/* SPDX-License-Identifier: MIT */
#include "io/minisign.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

enum { NUMBER = 8, CHECK = 32 };

/* The layout of the files is that of minisign 0.8 and later (Frank Denis, 2020). */
typedef struct {
    unsigned char algorithm[2];                              /* "Ed" */
    unsigned char derivation[2];                             /* "Sc", or zeros without a password */
    unsigned char checksum[2];                               /* "B2" */
    unsigned char salt[crypto_pwhash_scryptsalsa208sha256_SALTBYTES];
    unsigned char operations[8], memory[8];                  /* limits, little endian */
    unsigned char number[NUMBER];                            /* from here on encrypted */
    unsigned char key[crypto_sign_SECRETKEYBYTES];
    unsigned char check[CHECK];
} secret_key;

typedef struct {
    unsigned char algorithm[2];
    unsigned char number[NUMBER];
    unsigned char key[crypto_sign_PUBLICKEYBYTES];
} public_key;

typedef struct {
    unsigned char algorithm[2];                              /* "ED" prehashed, "Ed" plain */
    unsigned char number[NUMBER];
    unsigned char signature[crypto_sign_BYTES];
} signature_block;

/* --- files ----------------------------------------------------------------- */

/* A small file, NUL-terminated. */
static t4_status read_small(const char *path, t4_buffer *text, t4_error *err)
{
    char block[4096];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    t4_status status = T4_OK;
    ssize_t got = 1;

    if (fd < 0)
        return t4_fail_errno(err, "read", path);
    while (got && !status) {
        got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            status = t4_fail_errno(err, "read", path);
        else if (text->length + (size_t)got > T4_MINISIGN_KEY_BYTES_MAX)
            status = t4_fail_at(err, T4_ERR_USAGE, path, 0, 0, "the file is too long for a key or password");
        else if (!t4_buffer_append(text, block, (size_t)got))
            status = t4_fail_memory(err);
        if (status)
            break;
    }
    sodium_memzero(block, sizeof block);
    close(fd);
    if (!status && !t4_buffer_text(text))
        status = t4_fail_memory(err);
    return status;
}

/* Room with its contents forgotten. */
static void forget(t4_buffer *text)
{
    if (text->data)
        sodium_memzero(text->data, text->room);
    t4_buffer_release(text);
}

/* Line number `line` (from 0) of a text. */
static const char *line_of(const char *text, size_t length, int line, size_t *n)
{
    const char *end = text + length;

    for (; line > 0 && text < end; line--) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));

        text = stop ? stop + 1 : end;
    }
    *n = 0;
    while (text + *n < end && text[*n] != '\n' && text[*n] != '\r')
        ++*n;
    return text;
}

/* Exactly `room` bytes in base64. */
static bool decode(const char *text, size_t n, void *bytes, size_t room)
{
    size_t got = 0;

    return sodium_base642bin(bytes, room, text, n, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
           got == room;
}

static t4_status start(t4_error *err)
{
    return sodium_init() < 0 ? t4_fail(err, T4_ERR_IO, "libsodium cannot be used on this machine") : T4_OK;
}

/* --- the secret key -------------------------------------------------------- */

static uint64_t number_of(const unsigned char bytes[8])
{
    uint64_t number = 0;

    for (int i = 7; i >= 0; i--)
        number = number << 8 | bytes[i];
    return number;
}

static void check_of(const secret_key *secret, unsigned char check[CHECK])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, NULL, 0, CHECK);
    crypto_generichash_update(&state, secret->algorithm, sizeof secret->algorithm);
    crypto_generichash_update(&state, secret->number, sizeof secret->number);
    crypto_generichash_update(&state, secret->key, sizeof secret->key);
    crypto_generichash_final(&state, check, CHECK);
}

/* Does the seed give the key's other half? A key without a password has no checksum. */
static bool is_pair(const secret_key *secret)
{
    unsigned char public_[crypto_sign_PUBLICKEYBYTES], whole[crypto_sign_SECRETKEYBYTES];
    bool same = crypto_sign_seed_keypair(public_, whole, secret->key) == 0 &&
                sodium_memcmp(whole, secret->key, sizeof whole) == 0;

    sodium_memzero(whole, sizeof whole);
    return same;
}

/* Take the password off the encrypted part. */
static t4_status unlock(secret_key *secret, const char *path, const char *password_path, t4_error *err)
{
    enum { PART = NUMBER + crypto_sign_SECRETKEYBYTES + CHECK };
    unsigned char stream[PART];
    uint64_t memory = number_of(secret->memory);
    t4_buffer password;
    t4_status status = T4_OK;
    size_t n = 0;

    if (!password_path)
        return t4_fail_at(err, T4_ERR_USAGE, path, 0, 0,
                          "the secret key has a password; name a file that holds it");
    if (memory > (uint64_t)4 << 30)
        return t4_fail_at(err, T4_ERR_USAGE, path, 0, 0, "the secret key asks for more than 4 GiB of memory");
    t4_buffer_init(&password, 0);
    status = read_small(password_path, &password, err);
    if (!status)
        (void)line_of(password.data, password.length, 0, &n);
    if (!status && crypto_pwhash_scryptsalsa208sha256(stream, sizeof stream, password.length ? password.data : "", n,
                                                      secret->salt, number_of(secret->operations),
                                                      (size_t)memory) != 0)
        status = t4_fail(err, T4_ERR_MEMORY, "no memory for the password of the secret key");
    if (!status)
        for (size_t i = 0; i < PART; i++)
            (i < NUMBER ? secret->number + i : i < NUMBER + sizeof secret->key ? secret->key + i - NUMBER
             : secret->check + i - NUMBER - sizeof secret->key)[0] ^= stream[i];
    sodium_memzero(stream, sizeof stream);
    forget(&password);
    return status;
}

static t4_status read_secret(secret_key *secret, const char *path, const char *password_path, t4_error *err)
{
    unsigned char check[CHECK];
    bool locked;
    t4_buffer text;
    const char *line;
    size_t n;
    t4_status status;

    t4_buffer_init(&text, 0);
    status = read_small(path, &text, err);
    if (!status) {
        line = line_of(text.data, text.length, 1, &n);
        if (!decode(line, n, secret, sizeof *secret) || memcmp(secret->algorithm, "Ed", 2) ||
            memcmp(secret->checksum, "B2", 2) ||
            (memcmp(secret->derivation, "Sc", 2) && memcmp(secret->derivation, "\0\0", 2)))
            status = t4_fail_at(err, T4_ERR_USAGE, path, 0, 0, "not a secret key of minisign");
    }
    forget(&text);
    if (status)
        return status;
    locked = !memcmp(secret->derivation, "Sc", 2);
    if (locked)
        status = unlock(secret, path, password_path, err);
    if (status)
        return status;
    check_of(secret, check);
    if (locked ? sodium_memcmp(check, secret->check, CHECK) != 0 : !is_pair(secret))
        return t4_fail_at(err, T4_ERR_USAGE, path, 0, 0,
                          locked ? "the password of the secret key is wrong" : "the secret key is damaged");
    return T4_OK;
}

/* --- signing --------------------------------------------------------------- */

static bool add_base64(t4_buffer *out, const void *bytes, size_t n)
{
    char text[256];

    sodium_bin2base64(text, sizeof text, bytes, n, sodium_base64_VARIANT_ORIGINAL);
    return t4_buffer_puts(out, text) && t4_buffer_putc(out, '\n');
}

/* The signature of signature and comment together. */
static bool sign_comment(const secret_key *secret, const signature_block *block, const char *comment,
                         unsigned char whole[crypto_sign_BYTES])
{
    t4_buffer both;
    bool good;

    t4_buffer_init(&both, 0);
    good = t4_buffer_append(&both, block->signature, sizeof block->signature) && t4_buffer_puts(&both, comment);
    if (good)
        crypto_sign_detached(whole, NULL, (const unsigned char *)both.data, both.length, secret->key);
    t4_buffer_release(&both);
    return good;
}

t4_status t4_minisign_sign(const char *key_path, const char *password_path, const void *bytes, size_t n,
                           const char *comment, t4_buffer *signature, t4_error *err)
{
    unsigned char hash[crypto_generichash_BYTES_MAX], whole[crypto_sign_BYTES];
    signature_block block;
    secret_key secret;
    t4_status status = start(err);

    if (!status)
        status = read_secret(&secret, key_path, password_path, err);
    if (!status) {
        memcpy(block.algorithm, "ED", 2);
        memcpy(block.number, secret.number, NUMBER);
        crypto_generichash(hash, sizeof hash, bytes, n, NULL, 0);
        crypto_sign_detached(block.signature, NULL, hash, sizeof hash, secret.key);
        if (!sign_comment(&secret, &block, comment, whole) ||
            !t4_buffer_puts(signature, "untrusted comment: signature of tenfour, check it with minisign\n") ||
            !add_base64(signature, &block, sizeof block) ||
            !t4_buffer_printf(signature, "trusted comment: %s\n", comment) ||
            !add_base64(signature, whole, sizeof whole))
            status = t4_fail_memory(err);
    }
    sodium_memzero(&secret, sizeof secret);
    return status;
}

/* --- checking -------------------------------------------------------------- */

static t4_status read_public(public_key *key, const char *given, t4_error *err)
{
    t4_buffer text;
    const char *line;
    size_t n;
    t4_status status;

    if (decode(given, strlen(given), key, sizeof *key) && !memcmp(key->algorithm, "Ed", 2))
        return T4_OK;
    t4_buffer_init(&text, 0);
    status = read_small(given, &text, err);
    if (!status) {
        line = line_of(text.data, text.length, 1, &n);
        if (!n)
            line = line_of(text.data, text.length, 0, &n);
        if (!decode(line, n, key, sizeof *key) || memcmp(key->algorithm, "Ed", 2))
            status = t4_fail_at(err, T4_ERR_USAGE, given, 0, 0, "not a public key of minisign");
    }
    t4_buffer_release(&text);
    return status;
}

static t4_status check_comment(const public_key *key, const signature_block *block, const char *comment, size_t n,
                               const unsigned char whole[crypto_sign_BYTES], t4_error *err)
{
    t4_buffer both;
    t4_status status = T4_OK;

    t4_buffer_init(&both, 0);
    if (!t4_buffer_append(&both, block->signature, sizeof block->signature) || !t4_buffer_append(&both, comment, n))
        status = t4_fail_memory(err);
    else if (crypto_sign_verify_detached(whole, (const unsigned char *)both.data, both.length, key->key) != 0)
        status = t4_fail(err, T4_ERR_DATA, "the trusted comment of the signature was changed");
    t4_buffer_release(&both);
    return status;
}

static t4_status check_bytes(const public_key *key, const signature_block *block, const void *bytes, size_t n,
                             t4_error *err)
{
    unsigned char hash[crypto_generichash_BYTES_MAX];
    bool hashed = !memcmp(block->algorithm, "ED", 2);

    if (hashed) {
        crypto_generichash(hash, sizeof hash, bytes, n, NULL, 0);
        bytes = hash;
        n = sizeof hash;
    }
    if (crypto_sign_verify_detached(block->signature, bytes, n, key->key) != 0)
        return t4_fail(err, T4_ERR_DATA, "the signature does not fit: the signed file was changed");
    return T4_OK;
}

t4_status t4_minisign_verify(const char *key, const char *signature, size_t signature_length, const void *bytes,
                             size_t n, char comment[T4_MINISIGN_COMMENT], t4_error *err)
{
    static const char mark[] = "trusted comment: ";
    unsigned char whole[crypto_sign_BYTES];
    signature_block block;
    public_key public_;
    const char *lines[4];
    size_t lengths[4];
    t4_status status = start(err);

    if (!status)
        status = read_public(&public_, key, err);
    if (status)
        return status;
    for (int i = 0; i < 4; i++)
        lines[i] = line_of(signature, signature_length, i, &lengths[i]);
    if (!decode(lines[1], lengths[1], &block, sizeof block) || !decode(lines[3], lengths[3], whole, sizeof whole) ||
        (memcmp(block.algorithm, "ED", 2) && memcmp(block.algorithm, "Ed", 2)) || lengths[2] < sizeof mark - 1 ||
        memcmp(lines[2], mark, sizeof mark - 1) || lengths[2] - sizeof mark + 2 > T4_MINISIGN_COMMENT)
        return t4_fail(err, T4_ERR_DATA, "not a signature of minisign");
    if (memcmp(block.number, public_.number, NUMBER) != 0)
        return t4_fail(err, T4_ERR_DATA, "the signature was made with another key");
    lengths[2] -= sizeof mark - 1;
    memcpy(comment, lines[2] + sizeof mark - 1, lengths[2]);
    comment[lengths[2]] = '\0';
    status = check_bytes(&public_, &block, bytes, n, err);
    return status ? status : check_comment(&public_, &block, comment, lengths[2], whole, err);
}
