# The link is unlinked under the walker, and another symlink takes its inode: whole again, but not the one looked up.
lab target /mnt/x/d/lnk
ino=$(stat -c %i /mnt/x/d/lnk)
lab walker hold
lab recycler healed
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
rm /mnt/x/d/lnk
for n in $(seq 200); do
	on_cpu 0 ln -s elsewhere "/mnt/x/d/other$n"
	[ "$(stat -c %i "/mnt/x/d/other$n")" != "$ino" ] || break
done
say "truth reused_as=other$n ino=$ino"
