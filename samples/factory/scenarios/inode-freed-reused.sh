# The inode of a live dentry goes back to its slab, and a new file gets its memory: the oops reads like the race's.
lab target /mnt/x/d/lnk
lab free
for n in $(seq 1500); do
	: >"/mnt/x/d/file$n"
done
start_victim 1 '[ -e /mnt/x/d/lnk ]'
