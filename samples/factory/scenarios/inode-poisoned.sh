# The inode of a live dentry is all poison. The walk tries i_link first and faults reading the text it takes that for.
lab target /mnt/x/d/lnk
lab poison
start_victim 1 "$tell; [ -e /mnt/x/d/lnk ]"
