# The link is unlinked under the walker and mkdir takes its inode: the walker calls while that is being made.
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
rm /mnt/x/d/lnk
# The one that gets the inode does not come back.
for n in $(seq 200); do
	on_cpu 0 mkdir "/mnt/x/d/dir$n"
done
fail "no new directory got the inode"
