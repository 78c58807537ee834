// SPDX-License-Identifier: GPL-2.0-or-later
/* Why two crashes have one signature, or two. */
#include "core/render/render.h"
#include "core/render/report.h"
#include "core/verdict/signature.h"

#define WORDS_AT 11 /* columns before what a line tells */

static void line(struct ir_out *out, const char *key, const char *text)
{
	ir_out_raw(out, key);
	ir_out_pad(out, WORDS_AT);
	ir_out_clean(out, text);
	ir_out_raw(out, "\n");
}

static const char *or_none(const char *text)
{
	return text && *text ? text : "none";
}

static void frames(struct ir_out *out, const struct ir_diagnosis *d, const struct ir_signature *s)
{
	for (unsigned i = 0; i < s->nr; i++) {
		const char *name = d->fault.backtrace.frames[i].symbol;

		ir_out_pad(out, WORDS_AT);
		ir_out_clean(out, name ? name : "?");
		ir_out_pad(out, WORDS_AT + 34);
		ir_out_raw(out, ir_frame_use_words(s->use[i]));
		ir_out_raw(out, "\n");
	}
	if (!s->nr)
		line(out, "", "no frame was read: strangers are not grouped");
}

void ir_report_signature(const struct ir_diagnosis *d, ir_emit_fn *emit, void *arg)
{
	struct ir_out out = {.emit = emit, .arg = arg};
	struct ir_signature fine, s;

	ir_signature_make(d, IR_SIGNATURE_VERSION, false, &fine);
	line(&out, "signature", or_none(fine.text));
	ir_signature_make(d, IR_SIGNATURE_VERSION, true, &s);
	line(&out, "coarse", or_none(s.text));
	for (unsigned version = IR_SIGNATURE_VERSION - 1; version >= IR_SIGNATURE_OLDEST;
	     version--) {
		ir_signature_make(d, version, false, &s);
		ir_out_fmt(&out, "version %u", version);
		line(&out, "", or_none(s.text));
		ir_signature_make(d, version, true, &s);
		line(&out, "", or_none(s.text));
	}
	line(&out, "class", ir_class_name(d->verdict.class));
	line(&out, "shape", or_none(fine.shape));
	line(&out, "phase", or_none(fine.phase));
	ir_out_raw(&out, "frames");
	frames(&out, d, &fine);
	ir_out_flush(&out);
}
