# VM_BUG_ON_FOLIO(!folio_contains(folio, index)) in the fault handler of files.
module {
  id: "xfs-large-folio-split",
  title: "BUG in the fault handler of files: a large folio was split while it was looked up",
  links: ["https://lkml.iu.edu/2603.0/12273.html",
          "https://lore.kernel.org/r/acFr4JJgaXsD9gtQ@20HS2G4"],
  advice: "Seen with large folios of XFS under memory pressure. Follow the thread; it says which patch is tried."
};
def fits:
  .verdict.class == "bug"
  and ((.dump.panic // "") | test("^kernel BUG at mm/filemap\\.c:[0-9]+!"))
  and .fault.backtrace[0].symbol == "filemap_fault";
