/* SPDX-License-Identifier: MIT */
/* Ed25519 signatures in the files of the program minisign; the only file that knows libsodium. */
#ifndef T4_IO_MINISIGN_H
#define T4_IO_MINISIGN_H

#include "base/buffer.h"

enum {
    T4_MINISIGN_COMMENT = 512,             /* room for a trusted comment */
    T4_MINISIGN_KEY_BYTES_MAX = 64 * 1024  /* longest file of a key, a password or a signature */
};

/*
 * Sign bytes with a secret key as `minisign -G` writes it: prehashed (the form
 * 'ED'), with a trusted comment of one line.  password_path: a file that holds
 * the key's password; NULL for a key without one (`minisign -G -W`).  The
 * same bytes always give the same signature.  T4_ERR_USAGE when the file is no
 * secret key, needs a password, or the password is wrong.
 */
t4_status t4_minisign_sign(const char *key_path, const char *password_path, const void *bytes, size_t n,
                           const char *comment, t4_buffer *signature, t4_error *err);

/*
 * Check a signature file's text (forms 'ED' and 'Ed').  key: a public key file
 * (minisign.pub) or the base64 line itself.  comment gets the trusted comment.
 * T4_ERR_USAGE when the key is none, T4_ERR_DATA when the signature is none,
 * was made with another key, or does not fit the bytes.
 */
t4_status t4_minisign_verify(const char *key, const char *signature, size_t signature_length,
                             const void *bytes, size_t n, char comment[T4_MINISIGN_COMMENT],
                             t4_error *err);

#endif
