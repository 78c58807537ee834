/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IR_OWN_PATH_H
#define IR_OWN_PATH_H

/** ir_own_path() - where this extension was loaded from; a static buffer, NULL when it is not known */
const char *ir_own_path(void);

#endif
