// SPDX-License-Identifier: GPL-2.0-or-later
/* A "vmlinux" of one function that knows two structures, built in the forms that DWARF comes in. */
struct saved {
	void *link[2];
	const char *name;
	unsigned seq;
};

struct nameidata {
	void *path;
	unsigned int flags, state;
	struct {
		struct saved internal[1];
	};
	struct saved *stack;
	int depth;
};

int follow_up(struct nameidata *nd);

int follow_up(struct nameidata *nd)
{
	return nd->stack[nd->depth].seq != nd->flags;
}
