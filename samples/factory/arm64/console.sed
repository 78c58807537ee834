s/BUG: kernel NULL pointer dereference, address: /Unable to handle kernel NULL pointer dereference at virtual address /g
s/BUG: unable to handle page fault|general protection fault/Unable to handle kernel (paging|NULL|access)/g
s/RIP: 0010:/pc : /g
