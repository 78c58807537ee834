# In a walk without locks the inode below overlayfs is gone: inode_permission() is asked about NULL.
module {
  id: "overlayfs-permission-null",
  title: "overlayfs asks for the permission of an inode that is NULL",
  fixed_in: ["6.5", "6.1.43"],
  links: ["https://git.kernel.org/linus/1a73f5b8f079",
          "https://lore.kernel.org/r/20230515133629.1974610-2-chengzhihao1@huawei.com"],
  advice: "Take 1a73f5b8f079 (ovl: fix null pointer dereference in ovl_permission()). It is not the race of XFS."
};
def fits:
  .fault.kind == "page-fault"
  and ((.fault.address // "") | test("^0x0000000000000[0-9a-f]{3}$"))
  and .fault.backtrace[0].symbol == "inode_permission"
  and .fault.backtrace[1].symbol == "ovl_permission";
