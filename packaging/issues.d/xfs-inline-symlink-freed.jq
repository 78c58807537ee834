# The fault lies in the text of an inline symlink of XFS, read by a walk without locks whose link has died: a live link's text is freed by nobody.
module {
  id: "xfs-inline-symlink-freed",
  title: "XFS frees the text of an inline symlink under a path walk without locks",
  fixed_in: ["5.17"],
  links: ["https://git.kernel.org/linus/7b7820b83f23"],
  advice: "Fixed by 7b7820b83f23 (xfs: don't expose internal symlink metadata buffers to the vfs, v5.17). It is a sibling of the inode reinit race, and another fix."
};
def fits:
  .verdict.class == "inode-corruption" and .verdict.confidence == "confirmed"
  and any(.evidence[]; .id == "fault-in-inline-link-text" and .holds == true);
