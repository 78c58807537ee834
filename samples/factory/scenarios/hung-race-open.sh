# The race is under way on two CPUs and stays so: nothing has crashed, the machine only hangs, and its host asks for its memory.
pin 2
lab target /mnt/x/d/lnk
lab walker hold
lab recycler race-open
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk &
wait_held recycler
monitor snapshot
