# A look-up in the page cache that begins again and again: what is right above it on the stack is the walk of the tree itself.
module {
  id: "page-cache-lookup-loops",
  title: "a look-up in the page cache never ends: large folios, and a tree that was split wrongly",
  fixed_in: ["6.10"],
  links: ["https://lore.kernel.org/r/A5A976CB-DB57-4513-A700-656580488AB6@flyingcircus.io",
          "https://git.kernel.org/linus/6758c1128ceb"],
  advice: "Take 6758c1128ceb (mm/filemap: optimize filemap folio adding) with a4864671ca0b. The same fault can lose data: compare files with a backup."
};
def looks_up: . == "__filemap_get_folio" or . == "filemap_get_entry";
def of_tree:
  . == "__rcu_read_unlock" or . == "__rcu_read_lock" or . == "xas_load" or . == "xas_descend" or . == "xas_start";
def fits:
  .verdict.class == "lockup"
  and ([.fault.backtrace[].symbol] as $s
       | any(range($s | length);
             . as $i | ($s[$i] | looks_up) and ($i == 0 or ($s[$i - 1] | of_tree))));
