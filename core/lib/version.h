/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The version numbers that reports show. */
#ifndef IR_VERSION_H
#define IR_VERSION_H

#define IR_TOOL_VERSION	     "0.1.0"
#define IR_JSON_SCHEMA	     2 /* the "schema" number of the JSON report */
#define IR_SIGNATURE_VERSION 3 /* it rises when signatures are made in another way */

#endif
