# shellcheck shell=dash
# For the tracers' hooks: tracefs, and which functions can be traced there at all.
tracing=/sys/kernel/tracing
mount -t tracefs tracefs $tracing || fail "cannot mount tracefs"
sed 's/ .*//' $tracing/available_filter_functions >/tmp/traceable # once: it takes the kernel seconds

# traceable NAME...: those of them that the kernel lets be traced
traceable() {
	for name; do
		! grep -qx "$name" /tmp/traceable || echo "$name"
	done
}
