# One flipped bit in the pointer to a live dentry's name: the walk faults where it compares names.
lab target /mnt/x/d/lnk
lab d_name
start_victim 1 "$tell; [ -e /mnt/x/d/lnk ]"
