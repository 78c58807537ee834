/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of a kdump file unpacked without libkdumpfile, for two reasons: it loses a buffer for each
 * page it fails to unpack and writes through NULL when none is left, and it costs a quarter more.
 */
#ifndef IR_PAGE_CODEC_H
#define IR_PAGE_CODEC_H

#include <stdint.h>

#include "triage/dump/kdump_check.h"
#include "core/lib/status.h"

#define IR_UNZIP_PAGE 4096

struct ir_unzip;

/** ir_unzip_new() - what is kept between pages; NULL when there is no memory */
struct ir_unzip *ir_unzip_new(void);
/** ir_unzip_free() - accepts NULL */
void ir_unzip_free(struct ir_unzip *u);

/**
 * ir_unzip_page() - read and unpack the page that lies at @at
 * Returns IR_UNSUPPORTED when it is packed in another way (lzo, snappy) or of another size,
 * IR_CORRUPT when it is damaged.
 */
enum ir_status ir_unzip_page(struct ir_unzip *u, const struct ir_guard_place *at,
			     unsigned char *page);

#endif
