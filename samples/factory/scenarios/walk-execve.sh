# The race met by execve(2): the path of the program leads through a link to its folder.
# parts: sides
lab target /mnt/x/d/lnkdir
lab walker hold
lab recycler in-window
on_cpu 1 sides execve /mnt/x/d/lnkdir/file &
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnkdir
