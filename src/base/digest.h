/* SPDX-License-Identifier: MIT */
/* SHA-256 and its keyed form; the only file that knows libcrypto. */
#ifndef T4_BASE_DIGEST_H
#define T4_BASE_DIGEST_H

#include "base/status.h"

enum { T4_DIGEST_BYTES = 32, T4_DIGEST_TEXT = 65 };

typedef struct t4_digest t4_digest;

/* key NULL: SHA-256; else HMAC-SHA-256 with key_length bytes. NULL without memory. */
t4_digest *t4_digest_new(const void *key, size_t key_length);
void t4_digest_free(t4_digest *digest);
bool t4_digest_add(t4_digest *digest, const void *bytes, size_t n);
/* The result as 64 lower-case hexadecimal digits; the digest is spent. */
bool t4_digest_finish(t4_digest *digest, char text[T4_DIGEST_TEXT]);

/* Digest of a whole file. */
t4_status t4_digest_file(const char *path, const void *key, size_t key_length,
                         char text[T4_DIGEST_TEXT], t4_error *err);

#endif
