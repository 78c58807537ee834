/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Standard input, output and error may be closed: cron, containers and an init without a console start programs so. */
#ifndef IR_STANDARD_FILES_H
#define IR_STANDARD_FILES_H

/**
 * ir_standard_files_open() - see to it that descriptors 0, 1 and 2 are taken
 *
 * The next file opened would get the number of one that is closed. What is printed would be written to it, and a child that
 * puts /dev/null there would lose it. What takes the place can be used for nothing: a read or write of it fails as one of a
 * closed descriptor does. To be called before anything is opened. Ends the program, status 2, where nothing can be opened.
 */
void ir_standard_files_open(void);

#endif
