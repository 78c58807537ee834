# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# The factory's parts, for make-crash and for tests that change one of them. HERE is samples/factory.
for part in common arch variant apt tools build kernel guest capture crash; do
	# shellcheck source=/dev/null
	. "$HERE/lib/$part.sh"
done
