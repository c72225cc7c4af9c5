/* SPDX-License-Identifier: MIT */
/* How much of a test with random cases runs: under the sanitizers, which make it many times slower, a part. */
#ifndef T4_TESTS_BUDGET_H
#define T4_TESTS_BUDGET_H

#if defined(__SANITIZE_ADDRESS__)
#define T4_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define T4_SANITIZED 1
#endif
#endif
#ifndef T4_SANITIZED
#define T4_SANITIZED 0
#endif

/* Of `usual` cases. */
#define T4_BUDGET(usual) (T4_SANITIZED ? ((usual) + 7) / 8 : (usual))

#endif
