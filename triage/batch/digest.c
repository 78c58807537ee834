// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/batch/digest.h"

#include <blake2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/file/trouble.h"

#define BYTES	  32
#define HEAD	  262144 /* a kdump's headers, notes and the start of its bitmap */
#define TAIL	  65536
#define SAMPLE	  4096
#define SAMPLES	  64
#define WHOLE_MAX (HEAD + TAIL + SAMPLE * SAMPLES)

static unsigned char buf[HEAD];

static bool add(blake2b_state *s, int fd, uint64_t at, uint64_t len)
{
	while (len) {
		size_t n = ir_read_at(fd, buf, len < sizeof(buf) ? (size_t)len : sizeof(buf), at);

		if (!n)
			return false;
		blake2b_update(s, buf, n);
		at += n;
		len -= n;
	}
	return true;
}

static bool size_of(int fd, uint64_t *ret)
{
	struct stat st;

	if (fstat(fd, &st))
		return false;
	*ret = (uint64_t)st.st_size;
	return true;
}

static void finish(blake2b_state *s, char ret[IR_DIGEST_TEXT])
{
	unsigned char out[BYTES];

	blake2b_final(s, out, sizeof(out));
	for (int i = 0; i < BYTES; i++)
		snprintf(ret + 2 * i, 3, "%02x", out[i]);
}

static bool add_samples(blake2b_state *s, int fd, uint64_t size)
{
	uint64_t between = size - HEAD - TAIL;

	blake2b_update(s, (const uint8_t *)&size, sizeof(size));
	if (!add(s, fd, 0, HEAD) || !add(s, fd, size - TAIL, TAIL))
		return false;
	for (unsigned i = 0; i < SAMPLES; i++) {
		if (!add(s, fd, HEAD + between / SAMPLES * i, SAMPLE))
			return false;
	}
	return true;
}

bool ir_fingerprint(const int *fds, unsigned nr, char ret[IR_DIGEST_TEXT], bool *sampled)
{
	static const char name[] = "inoderace fingerprint 1";
	blake2b_state s;
	uint64_t size;

	*sampled = false;
	for (unsigned i = 0; i < nr; i++) {
		if (!size_of(fds[i], &size))
			return false;
		*sampled |= size > WHOLE_MAX;
	}
	if (!*sampled)
		return ir_whole_digest(fds, nr, ret);
	blake2b_init(&s, BYTES);
	blake2b_update(&s, (const uint8_t *)name, sizeof(name));
	for (unsigned i = 0; i < nr; i++) {
		if (!size_of(fds[i], &size))
			return false;
		if (size > WHOLE_MAX ? !add_samples(&s, fds[i], size)
				     : (blake2b_update(&s, (const uint8_t *)&size, sizeof(size)), !add(&s, fds[i], 0, size)))
			return false;
	}
	finish(&s, ret);
	return true;
}

bool ir_whole_digest(const int *fds, unsigned nr, char ret[IR_DIGEST_TEXT])
{
	blake2b_state s;
	uint64_t size;

	blake2b_init(&s, BYTES);
	for (unsigned i = 0; i < nr; i++) {
		if (!size_of(fds[i], &size))
			return false;
		if (nr > 1)
			blake2b_update(&s, (const uint8_t *)&size, sizeof(size));
		if (!add(&s, fds[i], 0, size))
			return false;
	}
	finish(&s, ret);
	return true;
}
