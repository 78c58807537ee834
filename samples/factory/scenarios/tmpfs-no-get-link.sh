# As iop-no-get-link, on tmpfs. The target is long because a walk takes short ones from i_link and calls nothing.
mkdir /mnt/t
mount -t tmpfs -o noatime tmpfs /mnt/t
ln -s "/$(seq -s / 100)" /mnt/t/lnk
lab target /mnt/t/lnk
lab i_op no-get-link
start_victim 1 '[ -e /mnt/t/lnk ]'
