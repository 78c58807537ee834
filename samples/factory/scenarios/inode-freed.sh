# The inode of a live dentry goes back to its slab, and whoever freed it clears its i_op. SLUB poisons no object that has
# a constructor, and all inodes have one, so this looks like iop-null but for the list of free objects.
lab target /mnt/x/d/lnk
lab free
lab i_op null
start_victim 1 '[ -e /mnt/x/d/lnk ]'
