# shellcheck shell=dash
# In the capture kernel, after the dump was saved: the dump's folder is laid out and mounted as RHEL's and Fedora's kdump
# do it, and their hook is run as they run it, with the dump's status and nothing else.
mkdir -p /kdumproot /mnt/d/var/crash/127.0.0.1-lab
ln /mnt/d/vmcore /mnt/d/var/crash/127.0.0.1-lab/vmcore
mount -o bind /mnt/d /kdumproot
sh /usr/lib/inoderace/kdump-post 0 2>&1 | while read -r line; do say "hook: $line"; done
umount /kdumproot
