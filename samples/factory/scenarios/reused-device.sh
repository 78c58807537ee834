# As reused, but the inode comes back as a device node.
lab target /mnt/x/d/lnk
ino=$(stat -c %i /mnt/x/d/lnk)
lab walker hold
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
rm /mnt/x/d/lnk
reused=
for n in $(seq 200); do
	mknod "/mnt/x/d/null$n" c 1 3
	[ "$(stat -c %i "/mnt/x/d/null$n")" != "$ino" ] || { reused=null$n && break; }
done
[ -n "$reused" ] || fail "no new device node got inode $ino"
say "truth reused_as=$reused ino=$ino"
lab walker free
