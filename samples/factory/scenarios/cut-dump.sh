# As in-window, but the dump was cut off on its way here: what decides is not in what is left.
# keep: 60
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk
