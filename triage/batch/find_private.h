/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_BATCH_FIND_PRIVATE_H
#define IR_BATCH_FIND_PRIVATE_H

#include "triage/batch/find.h"
#include "triage/file/split.h"

struct ir_folder_id {
	uint64_t dev, inode;
};

/** struct ir_part - a file of a split dump */
struct ir_part {
	char *path;
	struct ir_split split;
};

/**
 * struct ir_finder - a search that is going on
 * @named: tree of the files the user named; @visited: of the folders that were walked
 * @links: folders still to walk: the user's, and links to folders. Those come last, so that what lies
 *	below two names is found by its own, and once.
 * @parts: of split dumps, wherever they stand
 */
struct ir_finder {
	const struct ir_find *find;
	struct ir_unit_list *list;
	void *named, *visited;
	size_t nr_links, nr_parts;
	char **links;
	struct ir_part *parts;
	bool failed;
};

/** ir_find_emit() - a unit is complete */
bool ir_find_emit(struct ir_finder *f, const struct ir_unit *u);
/** ir_find_part() - keep a part until all were seen */
void ir_find_part(struct ir_finder *f, const char *path, const struct ir_split *split);
/** ir_find_sets() - emit the sets the parts make */
void ir_find_sets(struct ir_finder *f);

#endif
