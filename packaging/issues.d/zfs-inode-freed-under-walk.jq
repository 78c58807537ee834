# A walk without locks has used an inode of ZFS, which frees inodes at once and not after a grace period of RCU. That needs the dump: a log
# does not tell whose inode it was.
module {
  id: "zfs-inode-freed-under-walk",
  title: "ZFS frees an inode that a path walk without locks still uses",
  links: ["https://github.com/openzfs/zfs/pull/17546",
          "https://github.com/openzfs/zfs/issues/16608"],
  advice: "Take an OpenZFS that has pull request 17546 (Define sops->free_inode() to prevent use-after-free during lookup). It is not the race of XFS."
};
def fits:
  .inode.fs == "zfs" and .walk.mode == "rcu"
  and (.verdict.class == "path-walk-other" or .verdict.class == "inode-corruption" or .verdict.class == "inode-op-null");
