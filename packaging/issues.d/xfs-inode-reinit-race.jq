# What this program is made for. From a log alone it is only "likely", and "possible" where less was seen: those do not fit.
module {
  id: "xfs-inode-reinit-race",
  title: "XFS recycles an inode under a path walk without locks: the inode reinit race",
  links: ["https://lore.kernel.org/r/20240515155441.2788093-1-alexjlzheng@tencent.com"],
  advice: "Not fixed upstream. Attach the evidence slice (inoderace slice) to the ticket, and see docs/exposed-kernels.md for kernels that cannot race."
};
def fits:
  .verdict.class == "xfs-reinit-race"
  and (.verdict.confidence == "confirmed" or .verdict.confidence == "likely");
