# A NULL call kills one process, the machine lives on and is asked for a dump later.
sysctl -q -w kernel.panic_on_oops=0
(echo "crash null-call" >/proc/lab) &
sleep 2
sysctl -q -w kernel.panic_on_oops=1
truth_of_self
echo c >/proc/sysrq-trigger
