# As in-window, but the recycler leaves the window as soon as the walker oopses: the dump shows a whole symlink again.
lab target /mnt/x/d/lnk
lab walker hold
lab recycler healed
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
lab evict
on_cpu 0 stat /mnt/x/d/lnk >/dev/null
