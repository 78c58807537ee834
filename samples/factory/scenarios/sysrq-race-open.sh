# Somebody asked for a dump while, on two other CPUs, the race was under way but had not killed anybody yet.
pin 2
truth_of_self
lab target /mnt/x/d/lnk
lab walker hold
lab recycler race-open
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk &
wait_held recycler
echo c >/proc/sysrq-trigger
