# The journal's own thread waits for I/O while it commits. In a dump the crashed task is khungtaskd: ask for the blocked one
# (inoderace -t PID), or give the log.
module {
  id: "jbd2-commit-slow-storage",
  title: "the journal of ext4 waits for its disk: storage that is slower than the hung-task limit",
  links: ["https://access.redhat.com/solutions/542633",
          "https://help.univention.com/t/info-task-name-pid-blocked-for-more-than-120-seconds/15012"],
  advice: "Look at the storage first (multipath, snapshots, RAID rebuilds, a full array). Lower vm.dirty_bytes, and do not let the hung-task limit panic on machines whose storage may pause."
};
def fits:
  .verdict.class == "hung-task"
  and ((.fault.comm // "") | startswith("jbd2/"))
  and any(.fault.backtrace[]; .symbol == "jbd2_journal_commit_transaction")
  and any(.fault.backtrace[]; .symbol == "io_schedule" or .symbol == "io_schedule_timeout");
