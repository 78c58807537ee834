# The walker is preempted; all that happens to its link happens on its own CPU, by tasks that are gone when it goes on.
# parts: crowd
mount -t debugfs debugfs /sys/kernel/debug
echo full >/sys/kernel/debug/sched/preempt || fail "this kernel's preemption cannot be chosen"
. /crowd.sh
insmod /crowd.ko target=/mnt/x/d/lnk comm=victim how=yield || fail "cannot load crowd"
lab target /mnt/x/d/lnk
ino=$(stat -c %i /mnt/x/d/lnk)
start_victim 1 '[ -e /mnt/x/d/lnk ]'
wait_crowd
pin 1
rm /mnt/x/d/lnk
reused=
for n in $(seq 200); do
	: >"/mnt/x/d/file$n"
	[ "$(stat -c %i "/mnt/x/d/file$n")" != "$ino" ] || { reused=file$n && break; }
done
[ -n "$reused" ] || fail "no new file got inode $ino"
say "truth reused_as=$reused ino=$ino"
echo 1 >/sys/module/crowd/parameters/go
