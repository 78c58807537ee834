# The machine's own non-maskable interrupt, for which the kernel finds no reason and is told to panic.
sysctl -q -w kernel.unknown_nmi_panic=1
monitor nmi
