# As reused-directory, and the new directory is used: the count of what was looked up in it (i_dir_seq) shares its place with i_link,
# so the walker reads it as the text of the link.
# shape: link-text
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
: >"/mnt/x/d/$reused/file"
lab walker free
