# The race met by readlink(2), which follows the link itself because of the slash behind it.
# parts: sides
lab target /mnt/x/d/lnkdir
lab walker hold
lab recycler healed
on_cpu 1 sides readlink /mnt/x/d/lnkdir/ &
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnkdir >/dev/null
