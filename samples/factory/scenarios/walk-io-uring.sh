# The race met by a statx that io_uring does: the walker is a worker thread without user registers of its own.
# parts: sides
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
on_cpu 1 sides io-uring /mnt/x/d/lnk &
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk
