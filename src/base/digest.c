/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdio.h>

#include "base/memory.h"

struct t4_digest {
    EVP_MD_CTX *plain;
    EVP_MAC *mac;
    EVP_MAC_CTX *keyed;
};

static bool start_keyed(t4_digest *digest, const void *key, size_t key_length)
{
    char name[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0), OSSL_PARAM_construct_end()};

    digest->mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    digest->keyed = digest->mac ? EVP_MAC_CTX_new(digest->mac) : NULL;
    return digest->keyed && EVP_MAC_init(digest->keyed, key, key_length, parameters);
}

static bool start_plain(t4_digest *digest)
{
    digest->plain = EVP_MD_CTX_new();
    return digest->plain && EVP_DigestInit_ex(digest->plain, EVP_sha256(), NULL);
}

t4_digest *t4_digest_new(const void *key, size_t key_length)
{
    t4_digest *digest = t4_alloc_zero(1, sizeof *digest);

    if (digest && !(key ? start_keyed(digest, key, key_length) : start_plain(digest))) {
        t4_digest_free(digest);
        return NULL;
    }
    return digest;
}

void t4_digest_free(t4_digest *digest)
{
    if (!digest)
        return;
    EVP_MD_CTX_free(digest->plain);
    EVP_MAC_CTX_free(digest->keyed);
    EVP_MAC_free(digest->mac);
    t4_free(digest);
}

bool t4_digest_add(t4_digest *digest, const void *bytes, size_t n)
{
    return digest->plain ? EVP_DigestUpdate(digest->plain, bytes, n)
                         : EVP_MAC_update(digest->keyed, bytes, n);
}

bool t4_digest_finish(t4_digest *digest, char text[T4_DIGEST_TEXT])
{
    unsigned char bytes[T4_DIGEST_BYTES];
    unsigned int n = 0;
    size_t length = 0;
    bool good = digest->plain ? EVP_DigestFinal_ex(digest->plain, bytes, &n)
                              : EVP_MAC_final(digest->keyed, bytes, &length, sizeof bytes);

    for (int i = 0; good && i < T4_DIGEST_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return good;
}

t4_status t4_digest_file(const char *path, const void *key, size_t key_length,
                         char text[T4_DIGEST_TEXT], t4_error *err)
{
    char block[65536];
    t4_digest *digest = t4_digest_new(key, key_length);
    FILE *file = fopen(path, "rb");
    t4_status status = T4_OK;
    size_t n;

    if (!file)
        status = t4_fail_errno(err, "read", path);
    else if (!digest)
        status = t4_fail_memory(err);
    while (!status && (n = fread(block, 1, sizeof block, file)) > 0)
        t4_digest_add(digest, block, n);
    if (!status && ferror(file))
        status = t4_fail_errno(err, "read", path);
    if (!status && !t4_digest_finish(digest, text))
        status = t4_fail(err, T4_ERR_MEMORY, "cannot compute a digest");
    if (file)
        fclose(file);
    t4_digest_free(digest);
    return status;
}
