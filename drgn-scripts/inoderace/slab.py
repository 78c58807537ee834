# SPDX-License-Identifier: GPL-2.0-or-later
"""What SLUB says of an address in the direct mapping.

addr -> struct page -> its slab -> kmem_cache: whose object is it in, and is that object on a list of
free ones? The steps are core/mm/slab.c's; drgn's own helper walks every slab of the cache for it.
"""

from drgn import FaultError, sizeof

from .kernel import canonical, maybe, value_of

_PAGE = 4096
_MAX_CPUS = 512
_MAX_SHEAF = 1024
_MASK = 2**64 - 1


class Slab:
    """The slab an address is in: page, base, cache, name, size, object_size, object."""

    def __init__(self, kernel, address):
        self.kernel, prog = kernel, kernel.prog
        direct, vmemmap = prog["page_offset_base"].value_(), prog["vmemmap_base"].value_()
        size = sizeof(prog.type("struct page"))
        if not direct <= address < vmemmap:
            raise ValueError("not in the direct mapping")
        page = vmemmap + (address - direct) // _PAGE * size
        member = "compound_head" if kernel.has("struct page", "compound_head") else "compound_info"
        head = value_of(getattr(kernel.at("struct page", page), member))
        # Later pages point at the first; or, in 7.2, hold the mask that leads there.
        if head & 1:
            near = 0 <= page - (head - 1) < 1 << 20
            page = head - 1 if near else page & (head - 1)
        self.page, self.base = page, direct + (page - vmemmap) // size * _PAGE
        slab = "struct slab" if kernel.has("struct slab", "slab_cache") else "struct page"
        self.slab = kernel.at(slab, page)
        self.cache = self.slab.slab_cache.read_()
        self.name = kernel.string(self.cache.name.value_(), 32)
        self.size, self.object_size = self.cache.size.value_(), self.cache.object_size.value_()
        if not canonical(self.cache.value_()) or not self.name or not self.size:
            raise ValueError("no slab")
        at = (address - self.base) % self.size
        at -= self.cache.red_left_pad.value_() if hasattr(self.cache, "red_left_pad") else 0
        self.object = address - at if 0 <= at < self.object_size else 0
        self.first = self.object - (self.object - self.base) // self.size * self.size
        self.objects = (value_of(self.slab.counters) & _MASK) >> 16 & 0x7FFF
        self.secret = self.cache.random.value_() if hasattr(self.cache, "random") else None

    def _has(self, entry):
        at, rest = divmod(entry - self.first, self.size)
        return not rest and 0 <= at < self.objects

    def _next(self, entry):
        """The next free object, 0 at the end. SLAB_FREELIST_HARDENED hides it: 2482ddec670f (4.14),
        and swaps bytes since 1ad53d9fa3f6 (5.7)."""
        place = entry + self.cache.offset.value_()
        stored = self.kernel.u64(place)
        if self.secret is None:
            return stored
        swapped = int.from_bytes(place.to_bytes(8, "little"), "big")
        for hidden in (swapped, place):
            found = stored ^ self.secret ^ hidden
            if not found or self._has(found):
                break
        return found

    def _on_list(self, entry):
        for _ in range(self.objects + 1):
            if not entry:
                return False
            if not self._has(entry):
                return None
            if entry == self.object:
                return True
            entry = self._next(entry)
        return None if entry else False

    def _on_cpu_list(self, offset):
        cpu = self.kernel.at("struct kmem_cache_cpu", self.cache.cpu_slab.value_() + offset)
        page = cpu.slab if hasattr(cpu, "slab") else cpu.page
        return self._on_list(cpu.freelist.value_()) if page.value_() == self.page else False

    def _in_sheaves(self, offset):
        """Free objects wait in sheaves since 6.18 (2d517aa09bbc); those in barns are not seen."""
        sheaves = self.kernel.at("struct slub_percpu_sheaves", self.cache.cpu_sheaves.value_() + offset)
        for sheaf in (sheaves.main, sheaves.spare, sheaves.rcu_free):
            size = maybe(lambda sheaf=sheaf: sheaf.size.value_()) if sheaf.value_() else 0
            for i in range(size if size and size <= _MAX_SHEAF else 0):
                if maybe(lambda sheaf=sheaf, i=i: sheaf.objects[i].value_()) == self.object:
                    return True
        return None

    def _at_cpu(self, cpu):
        offset = self.kernel.prog["__per_cpu_offset"][cpu].value_()
        found = False
        if hasattr(self.cache, "cpu_slab") and self.cache.cpu_slab:
            found = self._try(self._on_cpu_list, offset)
        if not found and hasattr(self.cache, "cpu_sheaves") and self.cache.cpu_sheaves:
            found = self._try(self._in_sheaves, offset)
        return found

    @staticmethod
    def _try(function, *args):
        try:
            return function(*args)
        except (FaultError, LookupError, AttributeError):
            return None

    def is_free(self):
        """(free, in use or None; where that was found, or why it is not known)"""
        lost = "its slab's list of free objects could not be followed"
        if not self.object or not self.objects:
            return None, lost
        free = self._try(lambda: self._on_list(self.slab.freelist.value_()))
        if free:
            return True, f"on the free list of slab {self.page:016x}"
        cpus = self.kernel.prog["nr_cpu_ids"].value_()
        if cpus > _MAX_CPUS:
            free = None
        for cpu in range(min(cpus, _MAX_CPUS)):
            found = self._at_cpu(cpu)
            if found:
                return True, f"free, in a list or sheaf of CPU {cpu}"
            free = None if found is None else free
        return free, "on no list of free objects" if free is False else lost
