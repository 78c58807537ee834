# The race met by open(O_PATH), whose walk ends at the link.
# parts: sides
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
on_cpu 1 sides opath /mnt/x/d/lnk &
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk
