# shellcheck shell=dash
# Before every variant's hooks: what the kernel itself does not say on its console of how it runs.
for name in spectre_v2 retbleed; do
	[ ! -e /sys/devices/system/cpu/vulnerabilities/$name ] ||
		say "variant $name: $(cat /sys/devices/system/cpu/vulnerabilities/$name)"
done
flags=
for name in sanity_checks poison red_zone store_user; do
	flags="$flags $name=$(cat /sys/kernel/slab/xfs_inode/$name)"
done
say "variant xfs_inode slab:$flags"
say "variant _text=$(sed -n '/ T _text$/{s///p;q}' /proc/kallsyms)"
