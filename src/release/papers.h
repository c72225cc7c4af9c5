/* SPDX-License-Identifier: MIT */
/* The papers of a release: README.txt, quality/policy.json, manifest.json, SHA256SUMS, the waiver's notices. */
#ifndef T4_RELEASE_PAPERS_H
#define T4_RELEASE_PAPERS_H

#include "release/draft.h"

/* README.txt: how to read the release, in plain words. */
t4_status t4_papers_readme(t4_draft *draft, t4_error *err);
/* quality/policy.json: what is published and how; rules by family, never their parameters. */
t4_status t4_papers_policy(t4_draft *draft, t4_error *err);
/*
 * Not certified: NOT-CERTIFIED.txt beside files that have no room for the
 * notice themselves (data/, codes/).  CSV has no comments, and its columns and
 * names are a contract, so the notice stands beside, in README.txt, in
 * quality/policy.json, on every sheet, and in the manifest for every file.
 */
/* quality/hiding.csv: how much is hidden, by chapter, period and level, also of codes on watch lists, from published figures alone. */
t4_status t4_papers_hiding(t4_draft *draft, t4_error *err);
t4_status t4_papers_notices(t4_draft *draft, t4_error *err);
/* manifest.json: everything but itself and SHA256SUMS must be written before. */
t4_status t4_papers_manifest(t4_draft *draft, t4_error *err);
/* SHA256SUMS of every other file, sorted, and with a key its signature SHA256SUMS.minisig; *bytes gets the size of the whole release. */
t4_status t4_papers_sums(t4_draft *draft, uint64_t *bytes, t4_error *err);

#endif
