# A watch on a directory is set or taken away, and all names below it are walked under a lock: millions of them, mostly negative.
module {
  id: "fsnotify-negative-dentries",
  title: "soft lockup in fsnotify: a watched directory with millions of negative dentries",
  fixed_in: ["6.11", "5.15.167"],
  links: ["https://lore.kernel.org/r/20240510221901.520546-1-stephen.s.brennan@oracle.com",
          "https://nvd.nist.gov/vuln/detail/CVE-2024-47660"],
  advice: "Take the fix (fsnotify: clear PARENT_WATCHED flags lazily). Until then drop the dentries (echo 2 > /proc/sys/vm/drop_caches), and find the program that looks up names that do not exist."
};
def fits:
  .verdict.class == "lockup"
  and any(.fault.backtrace[];
          .symbol == "__fsnotify_update_child_dentry_flags" or .symbol == "fsnotify_update_children_dentry_flags");
