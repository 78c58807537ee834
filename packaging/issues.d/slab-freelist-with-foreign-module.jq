# The allocator follows a pointer in a free object that somebody has overwritten: it is the victim. What is left of list_del() is another
# kind of damage, and not meant.
module {
  id: "slab-freelist-with-foreign-module",
  title: "a free list of the slab allocator was overwritten, on a kernel with an out-of-tree module",
  links: ["https://docs.kernel.org/mm/slab.html"],
  advice: "The task that crashed is not the culprit. Boot with slab_debug=FZPU (slub_debug before 6.9), which names who wrote, or take the out-of-tree modules away and see whether it stays away."
};
def of_slub:
  . == "kmem_cache_alloc" or . == "kmem_cache_alloc_noprof" or . == "kmem_cache_alloc_lru" or . == "kmem_cache_alloc_lru_noprof"
  or . == "kmem_cache_alloc_node" or . == "kmem_cache_alloc_node_noprof" or . == "__kmalloc" or . == "__kmalloc_noprof"
  or . == "__kmalloc_node" or . == "__kmalloc_node_track_caller" or . == "kmalloc_trace" or . == "___slab_alloc"
  or . == "__kmem_cache_alloc_node" or . == "get_freepointer" or . == "kmem_cache_alloc_trace";
def fits:
  .fault.kind == "general-protection"
  and (.fault.backtrace[0].symbol | of_slub)
  and ((.dump.panic // "") | test("0xdead0000000001") | not)
  and ((.dump.tainted // "") | contains("O"));
