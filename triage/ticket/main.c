// SPDX-License-Identifier: GPL-2.0-or-later
/* inoderace-ticket: a program of its own, so that libcurl and what it brings cost no diagnosis
 * anything. */
#include "triage/ticket/ticket_verb.h"

int main(int argc, char **argv)
{
	return ir_ticket_main(argc, argv);
}
