# A module writes through a pointer that a list has poisoned: a page fault that is neither a call nor near a file system.
lab crash fault
