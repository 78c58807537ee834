# As natural, but one side of the race is held for a while, each time: $hold is a parameter of the module.
# hands: off
# parts: reproducer hold
# shellcheck disable=SC3040 # busybox has it
set -o pipefail
# shellcheck disable=SC2154 # $hold, $natural: the kernel's command line
insmod /hold.ko "$hold" || fail "cannot load hold"
say "natural starts"
# shellcheck disable=SC2086,SC2154 # words joined by ":"
reproducer --user 65534 --quiet $(echo "$natural" | tr : ' ') /mnt/x 2>&1 |
	while read -r line; do say "$line"; done || fail "the reproducer ended with an error"
say "held $(cat /sys/module/hold/parameters/held) times"
fail "survived"
