# As in-window, but bulkstat brings the inode back, as a backup by xfsdump would.
# parts: sides
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
lab evict
on_cpu 0 sides bulkstat /mnt/x
