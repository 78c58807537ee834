/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The verdict classes of classes.def as an enumeration. */
#ifndef IR_CLASSES_H
#define IR_CLASSES_H

enum ir_class {
#define IR_CLASS(id, name, title, status) IR_CLASS_##id,
#include "core/facts/classes.def"
#undef IR_CLASS
	IR_NR_CLASSES,
	IR_CLASS_NONE = IR_NR_CLASSES, /* no class: of a fact that supports none */
};

/** ir_class_name() - the public name ("xfs-reinit-race"), "" for IR_CLASS_NONE */
const char *ir_class_name(enum ir_class class);
/** ir_class_title() - the class in a few words, the first line of a report; "" for IR_CLASS_NONE */
const char *ir_class_title(enum ir_class class);
/** ir_class_status() - the program's exit status after a verdict of @class */
int ir_class_status(enum ir_class class);
/** ir_class_find() - the class called @name; IR_CLASS_NONE for another name and for NULL */
enum ir_class ir_class_find(const char *name);

#endif
