# A live XFS symlink with one flipped bit in i_op, chosen so that the oops reads like the race's.
lab target /mnt/x/d/lnk
lab i_op flip
start_victim 1 '[ -e /mnt/x/d/lnk ]'
