# The link is unlinked under the walker and its inode number comes back as a regular file, whose table has no get_link.
lab target /mnt/x/d/lnk
ino=$(stat -c %i /mnt/x/d/lnk)
lab walker hold
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
rm /mnt/x/d/lnk
reused=
for n in $(seq 200); do
	: >"/mnt/x/d/file$n"
	[ "$(stat -c %i "/mnt/x/d/file$n")" != "$ino" ] || { reused=file$n && break; }
done
[ -n "$reused" ] || fail "no new file got inode $ino"
say "truth reused_as=$reused ino=$ino"
lab walker free
