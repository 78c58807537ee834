# One flipped bit in the pointer to the mount of a live XFS inode: stat() of it faults inside XFS.
lab target /mnt/x/d/real/file
lab i_mount
start_victim 1 "$tell; [ -e /mnt/x/d/real/file ]"
