/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What reports say of the tool that made them. */
#ifndef IR_VERSION_H
#define IR_VERSION_H

#define IR_TOOL_VERSION "0.1.0"
#define IR_JSON_SCHEMA	2
#define IR_SIGNATURE_VERSION 2

#endif
