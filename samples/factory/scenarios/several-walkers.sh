# Two walkers stand before the load of i_op of the same link: both call NULL, the first one's oops ends the machine.
# parts: crowd
. /crowd.sh
insmod /crowd.ko target=/mnt/x/d/lnk comm=follower how=oops || fail "cannot load crowd"
lab target /mnt/x/d/lnk
lab walker hold
lab recycler in-window
on_cpu 2 sh -c 'echo -n follower >/proc/self/comm; [ -e /mnt/x/d/lnk ]' &
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_held walker
wait_crowd
lab evict
on_cpu 0 stat /mnt/x/d/lnk
