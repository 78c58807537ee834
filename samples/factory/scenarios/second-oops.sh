# One oops that the machine survived, of another kind, and then the race.
sysctl -q -w kernel.panic_on_oops=0
(echo "crash null-call" >/proc/lab) &
sleep 2
sysctl -q -w kernel.panic_on_oops=1
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk
