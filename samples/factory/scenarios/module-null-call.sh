# A module calls through a NULL function pointer: nothing to do with path walks.
lab crash null-call
