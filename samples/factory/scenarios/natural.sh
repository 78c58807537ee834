# Nobody's hands in the kernel: samples/reproducer alone, until the machine dies. The make-up of the run is on its command line.
# hands: off
# parts: reproducer
# shellcheck disable=SC3040 # busybox has it
set -o pipefail
if [ -n "${pressure-}" ]; then # all but some megabytes, and then pages of a disk, which have to push others out
	mkdir /hog
	mount -t tmpfs -o size=100% hog /hog
	dd if=/dev/zero of=/hog/hog bs=1M count=$(($(awk '/MemAvailable/ { print $2 }' /proc/meminfo) / 1024 - 64)) 2>/dev/null
	while :; do dd if=/dev/vda of=/dev/null bs=1M 2>/dev/null; done &
fi
say "natural starts"
# shellcheck disable=SC2086,SC2154 # $natural comes from the kernel's command line, words joined by ":"
reproducer --user 65534 --quiet $(echo "$natural" | tr : ' ') /mnt/x 2>&1 |
	while read -r line; do say "$line"; done || fail "the reproducer ended with an error"
fail "survived"
