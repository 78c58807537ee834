# The race in the middle of a path, in open(2): the walker stands at a link to a directory.
lab target /mnt/x/d/lnkdir
lab walker hold
lab recycler in-window
start_victim 1 ': </mnt/x/d/lnkdir/file'
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnkdir
