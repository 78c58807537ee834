# A task that has waited for space in the log of XFS for longer than the hung-task limit. In a dump the crashed task is khungtaskd: ask
# for the blocked one (inoderace -t PID), or give the log.
module {
  id: "xfs-log-space-wait",
  title: "a task waits for space in the XFS log that nobody makes",
  fixed_in: ["5.4"],
  links: ["https://git.kernel.org/linus/7c107afb871a",
          "https://lore.kernel.org/r/20190906000553.6740-2-david@fromorbit.com"],
  advice: "Before 5.4 the AIL may never be pushed again (7c107afb871a, xfs: push the AIL in xlog_grant_head_wake). On later kernels look why writeback of metadata does not end: the device below, or a task that holds a buffer."
};
def fits:
  .verdict.class == "hung-task"
  and any(.fault.backtrace[]; .symbol == "xlog_grant_head_wait");
