/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files a client may name: those in the folders that the user gave on the command line. A client reads what a crashed
 * machine wrote, and may do what that tells it to.
 */
#ifndef IR_MCP_PLACES_H
#define IR_MCP_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#define IR_MCP_FOLDERS 32

/**
 * struct ir_places - the folders
 * @folders: absolute paths without links, @nr of them, each open as @fds
 */
struct ir_places {
	unsigned nr;
	char *folders[IR_MCP_FOLDERS];
	int fds[IR_MCP_FOLDERS];
};

/** ir_places_add() - one more folder; false, with errno, when it cannot be opened */
bool ir_places_add(struct ir_places *p, const char *folder);

/**
 * ir_places_open() - open the regular file @path, an absolute path or one below a folder
 *
 * No link and no ".." leads out of a folder. Returns its descriptor, or -1 with @error.
 */
int ir_places_open(const struct ir_places *p, const char *path, char *error, size_t size);

#endif
