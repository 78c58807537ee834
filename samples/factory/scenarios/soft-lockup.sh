# A task keeps its CPU in the kernel for ever, and the watchdog panics.
sysctl -q -w kernel.softlockup_panic=1
sysctl -q -w kernel.watchdog_thresh=3
sysctl -q -w kernel.watchdog=1
on_cpu 1 sh -c 'echo "crash lockup" >/proc/lab' &
