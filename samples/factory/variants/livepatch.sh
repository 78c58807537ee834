# shellcheck shell=dash
# needs: CONFIG_LIVEPATCH
# parts: livepatch
# The function that calls ->get_link is a live patch's, under another name, in a module.
insmod /livepatch.ko || fail "the live patch cannot be loaded"
tries=0
while [ "$(cat /sys/kernel/livepatch/livepatch/transition)" != 0 ]; do
	tries=$((tries + 1))
	[ $tries -lt 600 ] || fail "not every task took up the live patch"
	usleep 100000
done
say "variant livepatch enabled=$(cat /sys/kernel/livepatch/livepatch/enabled)"
