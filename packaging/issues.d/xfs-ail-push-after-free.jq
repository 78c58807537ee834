# The thread that pushes the AIL touches a log item, or takes the lock through one, after the item was freed.
module {
  id: "xfs-ail-push-after-free",
  title: "xfsaild uses a log item that reclaim has freed, after the file system was shut down",
  fixed_in: ["7.0"],
  links: ["https://git.kernel.org/linus/79ef34ec0554",
          "https://git.kernel.org/linus/394d70b86fae",
          "https://lkml.iu.edu/2603.1/05188.html"],
  advice: "Since 90c60e164012 (v5.9) nothing keeps the inode while it is pushed. Take 79ef34ec0554, 394d70b86fae and 4f24a767e3d6, and find out what shut the file system down: it is earlier in the log."
};
def in_push:
  . == "xfs_inode_item_push" or . == "xfs_qm_dquot_logitem_push" or . == "xfs_dquot_item_push"
  or . == "xfsaild_push" or . == "xfsaild_push_item" or . == "xfsaild_process_logitem";
# Locks are the first caller's.
def is_lock:
  . == "_raw_spin_lock" or . == "do_raw_spin_lock" or . == "queued_spin_lock_slowpath"
  or . == "native_queued_spin_lock_slowpath" or . == "__pv_queued_spin_lock_slowpath";
def fits:
  (.fault.kind == "page-fault" or .fault.kind == "general-protection")
  and ((.fault.comm // "") | startswith("xfsaild/"))
  and (first(.fault.backtrace[].symbol | select(. != null and (is_lock | not))) | in_push);
