# shellcheck shell=dash
# Waits until crowd has caught its walker.
wait_crowd() {
	tries=0
	while [ "$(cat /sys/module/crowd/parameters/caught)" = 0 ]; do
		tries=$((tries + 1))
		[ $tries -lt 300 ] || fail "crowd caught no walker"
		usleep 100000
	done
}
