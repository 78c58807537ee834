# An out-of-tree module itself follows the poison that list_del() leaves in an element: LIST_POISON1 and LIST_POISON2, with the offset of
# a member.
module {
  id: "list-poison-in-foreign-module",
  title: "an out-of-tree module goes on from a list element that has been deleted",
  links: ["https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/include/linux/poison.h",
          "https://docs.kernel.org/dev-tools/kasan.html"],
  advice: "The vendor of the module in the first frame has to look. Crash again without it, or with a kernel that has KASAN."
};
def fits:
  .fault.kind == "general-protection"
  and ((.dump.panic // "") | test("non-canonical address 0xdead0000000001[0-4][0-9a-f]:"))
  and .fault.backtrace[0].module != null
  and ((.dump.tainted // "") | contains("O"));
