# shellcheck shell=dash
# No capture kernel: the machine halts in panic(), and QEMU's monitor is asked for its memory.
kexec -p -u || fail "the capture kernel cannot be unloaded"
sysctl -q -w kernel.panic=0
