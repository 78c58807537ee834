# A live XFS symlink whose table of operations has no get_link.
lab target /mnt/x/d/lnk
lab i_op no-get-link
start_victim 1 '[ -e /mnt/x/d/lnk ]'
