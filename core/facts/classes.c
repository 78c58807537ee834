// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/facts/classes.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name, *title;
	int status;
} classes[IR_NR_CLASSES + 1] = {
#define IR_CLASS(id, name, title, status) [IR_CLASS_##id] = {name, title, status},
#include "core/facts/classes.def"
#undef IR_CLASS
	[IR_CLASS_NONE] = {"", "", 0},
};

const char *ir_class_name(enum ir_class class)
{
	return classes[class].name;
}

const char *ir_class_title(enum ir_class class)
{
	return classes[class].title;
}

int ir_class_status(enum ir_class class)
{
	return classes[class].status;
}

enum ir_class ir_class_find(const char *name)
{
	enum ir_class class = 0;

	while (class < IR_CLASS_NONE && (!name || strcmp(classes[class].name, name)))
		class ++;
	return class;
}
