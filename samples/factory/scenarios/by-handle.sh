# As in-window, but a file handle brings the inode back, as an NFS client's would.
# parts: sides
sides save-handle /mnt/x/d/lnk /tmp/handle
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
lab evict
on_cpu 0 sides open-handle /mnt/x /tmp/handle
