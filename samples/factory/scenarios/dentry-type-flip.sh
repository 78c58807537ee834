# A live directory whose dentry says "symlink" because one bit of d_flags flipped: the oops reads like the race's.
# Nothing was ever looked up in it: the count of that (i_dir_seq) shares its place with i_link, which a walk tries first.
mkdir /mnt/x/d/empty
lab target /mnt/x/d/empty
lab dentry-type
start_victim 1 '[ -e /mnt/x/d/empty ]'
