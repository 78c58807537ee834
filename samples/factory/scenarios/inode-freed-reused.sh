# The inode of a live dentry goes back to its slab, and a new file gets its memory: the oops reads like the race's.
# Files from both CPUs: the slab may be the one that the other CPU takes its objects from.
lab target /mnt/x/d/lnk
lab free
for cpu in 0 1; do
	on_cpu $cpu sh -c "for n in $(seq 1500 | tr '\n' ' '); do : >/mnt/x/d/file$cpu.\$n; done"
done
start_victim 1 '[ -e /mnt/x/d/lnk ]'
