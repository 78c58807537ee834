# Time went backwards between two CPUs, and NUMA balancing divides by a period of -1 and 1.
module {
  id: "sched-numa-divide",
  title: "divide error in NUMA balancing: the clocks of two CPUs differ",
  fixed_in: ["5.1"],
  links: ["https://git.kernel.org/linus/a860fa7b96e1"],
  advice: "Take a860fa7b96e1 (sched/numa: Fix a possible divide-by-zero, v5.1), or turn kernel.numa_balancing off."
};
def fits:
  ((.dump.panic // "") | test("^divide error: "))
  and (.fault.backtrace[0].symbol
       | . == "task_numa_placement" or . == "task_numa_fault" or . == "numa_get_avg_runtime");
