# A live XFS symlink whose i_op is NULL.
lab target /mnt/x/d/lnk
lab i_op null
start_victim 1 '[ -e /mnt/x/d/lnk ]'
