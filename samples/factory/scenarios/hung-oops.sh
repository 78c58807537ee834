# The race kills the walker and nothing panics; the recycler keeps its CPU, the machine hangs, and its host asks for its memory.
sysctl -q -w kernel.panic_on_oops=0
pin 2
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
start_victim 1 '[ -e /mnt/x/d/lnk ]'
walker=$!
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk &
wait "$walker"
sleep 3 # for its report to reach the console
monitor snapshot
