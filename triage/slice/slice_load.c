// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/slice/slice_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "triage/file/zlib_stream.h"

#include "triage/slice/slice_format.h"
#include "triage/slice/slice_manifest.h"
#include "triage/file/trouble.h"

#define MAX_TEXT (32u << 20)

/* Unlike other readers of the format we know what the erase information of a slice means. */
bool ir_slice_place_read(int fd, struct ir_slice_place *ret)
{
	struct ir_kdump_header h;
	struct ir_kdump_sub_header sub;
	char text[IR_SLICE_MARK_SIZE + 1] = "";
	unsigned long long v[4];

	if (ir_read_at(fd, &h, sizeof(h), 0) != sizeof(h) || memcmp(h.signature, "KDUMP   ", 8) ||
	    h.version < 6 || h.block_size != IR_SLICE_PAGE ||
	    ir_read_at(fd, &sub, sizeof(sub), IR_SLICE_PAGE) != sizeof(sub) ||
	    sub.size_eraseinfo != IR_SLICE_MARK_SIZE || sub.offset_eraseinfo > INT64_MAX ||
	    ir_read_at(fd, text, IR_SLICE_MARK_SIZE, sub.offset_eraseinfo) !=
		    IR_SLICE_MARK_SIZE ||
	    sscanf(text, IR_SLICE_MARK_SCAN, &v[0], &v[1], &v[2], &v[3]) != 4)
		return false;
	*ret = (struct ir_slice_place){v[0], v[1], v[2], v[3]};
	return true;
}

static char *load_text(const struct ir_slice_place *at, int fd, const char **why)
{
	unsigned char *packed = NULL;
	char *text = NULL;
	struct stat st;

	*why = "its manifest is cut off or damaged (make the slice again)";
	if (fstat(fd, &st) || at->raw > MAX_TEXT || at->size > MAX_TEXT || !at->size ||
	    at->offset > (uint64_t)st.st_size || at->size > (uint64_t)st.st_size - at->offset)
		return NULL;
	packed = ir_memory(malloc(at->size));
	text = ir_memory(malloc(at->raw + 1));
	if (packed && text && ir_read_at(fd, packed, at->size, at->offset) == at->size &&
	    ir_slice_hash(packed, at->size) == at->hash &&
	    !ir_zlib_unpack(packed, at->size, text, at->raw)) {
		text[at->raw] = 0;
		free(packed);
		return text;
	}
	free(packed);
	free(text);
	return NULL;
}

char *ir_slice_manifest_read(int fd, const char **why)
{
	struct ir_slice_place at;

	*why = "it is no slice";
	return ir_slice_place_read(fd, &at) ? load_text(&at, fd, why) : NULL;
}

void ir_slice_kernel(kdump_ctx_t *ctx, char *buf, size_t size)
{
	static const char *const keys[] = {
		"linux.vmcoreinfo.lines.BUILD-ID",
		"linux.vmcoreinfo.lines.OSRELEASE",
	};

	buf[0] = 0;
	for (unsigned i = 0; i < 2 && !buf[0]; i++) {
		const char *v = NULL;

		if (kdump_get_string_attr(ctx, keys[i], &v) == KDUMP_OK && v)
			snprintf(buf, size, "%s", v);
		kdump_clear_err(ctx);
	}
	for (; *buf; buf++) {
		if (*buf <= ' ' || *buf > '~')
			*buf = '?';
	}
}

int ir_slice_manifest_load(struct ir_slice *s, kdump_ctx_t *ctx, int fd, char *error, size_t size)
{
	char kernel[sizeof(s->build_id)];
	struct ir_slice_place at;
	const char *why;
	char *text;
	bool good;

	if (!ir_slice_place_read(fd, &at))
		return 0;
	text = load_text(&at, fd, &why);
	if (!text) {
		snprintf(error, size, "a slice, but %s", why);
		return -1;
	}
	good = ir_slice_manifest_parse(s, text);
	free(text);
	ir_slice_kernel(ctx, kernel, sizeof(kernel));
	if (good && !strcmp(kernel, s->build_id))
		return 1;
	snprintf(error, size, "a slice, but %s",
		 good ? "what it carries was learned from another kernel (make the slice again)"
		      : "its manifest makes no sense (make the slice again)");
	return -1;
}
