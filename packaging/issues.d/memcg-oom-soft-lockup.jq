# The OOM killer of a memory cgroup walks its tasks, and looks at each or prints it, without letting go of the CPU.
module {
  id: "memcg-oom-soft-lockup",
  title: "soft lockup while the OOM killer walks the tasks of a memory cgroup",
  fixed_in: ["6.14"],
  links: ["https://git.kernel.org/linus/ade81479c7dd"],
  advice: "Take ade81479c7dd (memcg: fix soft lockup in the OOM process). Until then: fewer tasks in the cgroup, vm.oom_dump_tasks=0, and a console that is not a slow serial line."
};
def fits:
  .verdict.class == "lockup"
  and any(.fault.backtrace[]; .symbol == "mem_cgroup_scan_tasks")
  and any(.fault.backtrace[]; .symbol == "dump_task" or .symbol == "dump_tasks" or .symbol == "oom_evaluate_task");
