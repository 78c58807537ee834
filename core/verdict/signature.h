/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What groups crashes of one kind. */
#ifndef IR_SIGNATURE_H
#define IR_SIGNATURE_H

#include "core/facts/diagnosis.h"
#include "core/lib/version.h"

/** IR_SIGNATURE_OLDEST - the first version that can still be made, for old tickets */
#define IR_SIGNATURE_OLDEST 2

#define IR_SIGNATURE_SIZE   96 /* bytes of a signature's text, its NUL included */
#define IR_SIGNATURE_FRAMES 64 /* frames that are looked at, and can be explained */

/** enum ir_frame_use - why a frame is part of a signature, or not */
enum ir_frame_use {
	IR_FRAME_COUNTS,    /* its name is in the hash */
	IR_FRAME_ENOUGH,    /* enough frames before it are */
	IR_FRAME_GUESS,	    /* not sure to belong to the stack */
	IR_FRAME_NAMELESS,  /* no symbol */
	IR_FRAME_GET_LINK,  /* calls ->get_link: it has another name on each kernel */
	IR_FRAME_HELPER,    /* works for its caller */
	IR_FRAME_PASSES_ON, /* inlined here and not there */
	IR_FRAME_TELLS,	    /* stops the machine, or noticed that something else went wrong */
	IR_FRAME_NOT_WALK,  /* beyond path lookup: whoever asked for it, the race is the same */
	IR_FRAME_ENTRY,	    /* the stack begins here */
	IR_FRAME_INTERRUPT, /* this interrupted other code */
	IR_FRAME_BEYOND,    /* beyond one of the last three, or a nameless one */
};

/**
 * struct ir_signature - a signature, and what it is made of
 * @text: class, phase and hash; "" where no frame says where it happened, so that strangers are not grouped
 * @phase: the phase that went in, NULL for none; the diagnosis's
 * @shape: so the shape; the shape that was known first never goes in
 * @nr: entries of @use
 * @use: of each frame of the crashed task's stack, innermost first
 */
struct ir_signature {
	char text[IR_SIGNATURE_SIZE];
	const char *phase, *shape;
	unsigned nr;
	enum ir_frame_use use[IR_SIGNATURE_FRAMES];
};

/**
 * ir_signature_make() - the signature of a diagnosis; reads class, shape, phase and backtrace only
 * @version: IR_SIGNATURE_OLDEST to IR_SIGNATURE_VERSION
 * @coarse: without phase, and by fewer functions
 * @ret: filled in, "" for its text where the crash has none
 */
void ir_signature_make(const struct ir_diagnosis *d, unsigned version, bool coarse,
		       struct ir_signature *ret);

/** ir_frame_use_words() - why a frame is in or out, for people; static */
const char *ir_frame_use_words(enum ir_frame_use use);

#endif
