# An NMI stops the recycler inside the window, while a walker is held before its call: nobody has died of the race yet.
sysctl -q -w kernel.unknown_nmi_panic=1
pin 2
lab target /mnt/x/d/lnk
lab walker hold
lab recycler race-open
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk &
wait_held recycler
monitor nmi
