# A live XFS symlink whose i_op is slab poison.
lab target /mnt/x/d/lnk
lab i_op poison
start_victim 1 '[ -e /mnt/x/d/lnk ]'
