# Nothing that could be killed holds the memory, and the machine is told to panic then.
sysctl -q -w vm.panic_on_oom=2
truth_of_self
mkdir /mnt/t
mount -t tmpfs -o size=100% tmpfs /mnt/t
dd if=/dev/zero of=/mnt/t/fill bs=1M
