# A snapshot of a machine that runs: nothing has crashed. The victim waits in a system call.
start_victim 1 "$tell; read -r line </dev/ttyS0"
sleep 1
monitor snapshot
