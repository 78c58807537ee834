/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files are the same. Reading all of each dump would cost a hundred times what its diagnosis
 * reads, so a big file's fingerprint rests on its size, its ends and samples between them: different
 * fingerprints prove different contents. Equal ones of sampled files prove nothing: then, and only
 * then, all bytes of both are read. Both are BLAKE2b-256, which nobody can aim at.
 */
#ifndef IR_BATCH_DIGEST_H
#define IR_BATCH_DIGEST_H

#include <stdbool.h>

#define IR_DIGEST_TEXT 65

/** ir_fingerprint() - of one file or a set; @sampled tells whether bytes were left out */
bool ir_fingerprint(const int *fds, unsigned nr, char ret[IR_DIGEST_TEXT], bool *sampled);

/** ir_whole_digest() - of all bytes; of one file it is what "b2sum -l 256" prints */
bool ir_whole_digest(const int *fds, unsigned nr, char ret[IR_DIGEST_TEXT]);

#endif
