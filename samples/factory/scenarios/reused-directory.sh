# As reused, but the inode comes back as a directory.
lab target /mnt/x/d/lnk
ino=$(stat -c %i /mnt/x/d/lnk)
lab walker hold
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
rm /mnt/x/d/lnk
reused=
for n in $(seq 200); do
	mkdir "/mnt/x/d/dir$n"
	[ "$(stat -c %i "/mnt/x/d/dir$n")" != "$ino" ] || { reused=dir$n && break; }
done
[ -n "$reused" ] || fail "no new directory got inode $ino"
say "truth reused_as=$reused ino=$ino"
lab walker free
