# A writer to a frozen filesystem waits uninterruptibly for longer than the kernel is told to tolerate.
sysctl -q -w kernel.hung_task_panic=1
sysctl -q -w kernel.hung_task_timeout_secs=5
fsfreeze --freeze /mnt/x
# shellcheck disable=SC2016 # the victim expands it
start_victim 1 'read -r pid _ </proc/self/stat; echo "LAB truth pid=$pid comm=victim" >/dev/kmsg; : >/mnt/x/d/new'
