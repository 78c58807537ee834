# A snapshot while programs run: CPU 0 has a program's page tables in use, as that is where most CPUs are most of the time.
on_cpu 0 sh -c 'while :; do :; done' &
start_victim 1 "$tell; read -r line </dev/ttyS0"
pin 1
sleep 2
monitor snapshot
