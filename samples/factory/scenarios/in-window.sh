# The walker stands before the load of i_op; its inode is evicted and recycled; the recycler stays inside the window.
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk
