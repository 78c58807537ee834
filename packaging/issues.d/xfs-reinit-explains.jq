# Recycling initialises the inode's lock and its mode as well: a task that spins on that lock, or a walk that finds no directory any
# more. The dump must show the inode; the diagnosis then says so among what it observed.
module {
  id: "xfs-reinit-explains",
  title: "a lockup or a BUG in path lookup that the XFS inode reinit race explains",
  links: ["https://lore.kernel.org/r/20240515155441.2788093-1-alexjlzheng@tencent.com"],
  advice: "Treat it as the XFS inode reinit race: the observation names the inode, and the task that recycled it."
};
def fits:
  .verdict.class != "xfs-reinit-race"
  and any(.observations[]; startswith("the race explains this: "));
