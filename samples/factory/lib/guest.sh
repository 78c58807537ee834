# shellcheck shell=bash
# The guest: its initramfs, its two disks, and one bounded run of it.

# put_program TREE PROGRAM: a program with the libraries it is linked to, at the same places.
put_program() {
	local tree=$1 program file
	program=$(command -v "$2")
	install -D "$program" "$tree/bin/$2"
	for file in $(ldd "$program" | grep -o '/[^ ]*'); do
		install -D "$file" "$tree$file"
	done
}

# put_makedumpfile TREE SUITE: the system's own, or that of a newer suite for kernels that it filters wrongly.
put_makedumpfile() {
	local tree=$1 suite=$2 folder file
	case $suite in
		-) put_program "$tree" makedumpfile && return ;;
		cp) install -m 755 "$HERE/$ARCH/copy-vmcore" "$tree/bin/makedumpfile" && return ;;
	esac
	folder=$CACHE/tools/makedumpfile-$suite
	mkdir -p "$tree/dump"
	# It needs its own C library, which must not get in the way of the other programs'.
	cp "$folder"/{makedumpfile,lib/*} "$tree/dump/"
	cat >"$tree/bin/makedumpfile" <<-'END'
		#!/bin/sh
		exec /dump/ld-linux-x86-64.so.2 --library-path /dump /dump/makedumpfile "$@"
	END
	chmod +x "$tree/bin/makedumpfile"
}

# put_modules TREE: what the guest loads, numbered in an order that works, since it has no modprobe.
put_modules() {
	local tree=$1 release name file number=10
	release=$(<"$KERNEL_DIR/release")
	mkdir "$tree/modules"
	for name in $(machine_modules); do
		modprobe -d "$KERNEL_DIR/root" -S "$release" --show-depends "$name"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
		name=$(basename "$file")
		case $name in
			*.xz) xz -dc "$file" ;;
			*.zst) zstd -qdc "$file" ;;
			*) cat "$file" ;;
		esac >"$tree/modules/$((number++))-${name%%.ko*}.ko"
	done
}

# put_parts TREE SCENARIO: what the scenario asks for beyond the usual.
put_parts() {
	local tree=$1 part
	for part in $(parts_of "$2"); do
		if [[ -e $HERE/parts/$part/Kbuild ]]; then
			cp "$KERNEL_DIR/$part.ko" "$tree/$part.ko"
		else
			"${CROSS-}gcc" -O2 -static -o "$tree/bin/$part" "$HERE/parts/$part/$part.c" || die "$part.c does not build"
		fi
		[[ ! -e $HERE/parts/$part/$part.sh ]] || cp "$HERE/parts/$part/$part.sh" "$tree/"
	done
}

make_initrd() {
	local work=$1 scenario=$2 makedumpfile=$3 tree=$1/tree
	mkdir -p "$tree/bin"
	put_userland "$tree"
	put_makedumpfile "$tree" "$makedumpfile"
	put_modules "$tree"
	guest_source "$HERE/guest" "$work/guest"
	install -m 755 "$work/guest/init" "$tree/init"
	if [[ $(asked_for hands "$scenario") == off ]]; then # no module of ours in that kernel
		sed -i '/insmod \/lab.ko/d' "$tree/init"
	else
		cp "$KERNEL_DIR/lab.ko" "$tree/lab.ko"
	fi
	cp "$HERE/scenarios/$scenario.sh" "$tree/scenario.sh"
	put_variant "$tree"
	put_parts "$tree" "$scenario"
	[[ -z ${CAPTURE-} ]] || put_capture "$tree"
	(cd "$tree" && find . | cpio -o -H newc --quiet) >"$work/initrd"
	rm -rf "$tree" "$work/guest"
}

# Both disks are files made without mounting anything. The transfer disk brings the capture kernel in and the dump out.
make_disks() {
	local work=$1
	truncate -s 512M "$work/x.img"
	mkfs.xfs -q "$work/x.img"
	mkdir "$work/transfer"
	cp "$KERNEL_DIR/vmlinuz" "$work/initrd" "$work/transfer/"
	truncate -s 1G "$work/d.img"
	mke2fs -q -t ext4 -d "$work/transfer" "$work/d.img" 2>/dev/null
	rm -rf "$work/transfer"
}

# Options of the guest's kernel that a scenario asks for in a line "# boot: ...", the variant's, and those of a kernel built here.
boot_options() {
	echo "$(asked_for boot "$1") $(variant_boot) $(built_asks boot "${KERNEL-}")"
}

# panicked LOG: whether that console says that the machine halts, and no capture kernel follows
panicked() {
	grep -q -e '---\[ end Kernel panic' "$1"
}

# obey_guest WORK: hands the order a scenario gives (init's "monitor") to QEMU's monitor. Where QEMU is to make the dump, the
# order is that the machine has halted. A snapshot is in the variant's format.
obey_guest() {
	local work=$1 order=''
	while [[ -z $order ]]; do
		sleep 0.3
		order=$(sed -n 's/\r$//; s/.*LAB monitor //p' "$work/console.log" | head -n 1)
		[[ -z $(variant_dump) ]] || ! panicked "$work/console.log" || order=$(variant_dump)
	done
	[[ $order != snapshot ]] || order=$(variant_dump)
	case ${order:-kdump-zlib} in
		kdump-zlib) printf 'dump-guest-memory -z %s\nquit\n' "$work/vmcore" ;;
		elf) printf 'dump-guest-memory %s\nquit\n' "$work/vmcore" ;;
		*) echo "$order" ;;
	esac >"$work/monitor.in"
}

# run_guest WORK CPUS MEMORY DUMP_LEVEL SCENARIO: boots it and waits until it is off; its console goes to WORK/console.log.
# ICOUNT: how instructions tell the time (qemu's -icount); then one thread does the work of all virtual CPUs. Not set: the host's clock does.
run_guest() {
	local work=$1 cpus=$2 memory=$3 level=$4 obeying cpu machine accel=(-accel "tcg,thread=multi") status=0
	[[ -z ${ICOUNT-} ]] || accel=(-accel "tcg,thread=single" -icount "$ICOUNT")
	cpu=$(variant_cpu)
	mapfile -t machine < <(machine_of)
	[[ -p $work/monitor.in ]] || mkfifo "$work"/monitor.{in,out}
	: >"$work/console.log"
	obey_guest "$work" &
	obeying=$!
	cat "$work/monitor.out" >"$work/monitor.log" & # ends with QEMU
	# shellcheck disable=SC2054 # the commas are qemu's
	timeout -k 5 "$TIMEOUT" "${machine[@]}" "${accel[@]}" -cpu "${cpu:-$(machine_cpu)}" -m "$memory" -smp "$cpus" \
		-name lab,debug-threads=on -nographic -no-reboot -nic none -kernel "$KERNEL_DIR/vmlinuz" -initrd "$work/initrd" -monitor "pipe:$work/monitor" \
		-drive "file=$work/x.img,if=virtio,format=raw,cache=unsafe" -drive "file=$work/d.img,if=virtio,format=raw,cache=unsafe" \
		-append "console=$(machine_console) ignore_loglevel crashkernel=176M panic=-1 rcupdate.rcu_cpu_stall_suppress=1 dump_level=$level \
$(boot_options "$5")" \
		</dev/null >"$work/console.log" 2>&1 || status=$?
	kill "$obeying" 2>/dev/null || true
	wait "$obeying" 2>/dev/null || true
	return "$status"
}

# take_dump WORK SCENARIO: the dump off the transfer disk, if there is a whole one and the monitor has not made it; cut off
# where the scenario asks for that in a line "# keep: PERCENT".
take_dump() {
	local keep
	[[ -s $1/vmcore ]] || debugfs -R "dump /vmcore $1/vmcore" "$1/d.img" >/dev/null 2>&1
	[[ $(head -c 5 "$1/vmcore" 2>/dev/null) == @(KDUMP|maked|$'\177ELF\2') ]] || return 1 # QEMU's are flattened, or ELF
	[[ $(variant_dump) != elf ]] || fallocate --dig-holes "$1/vmcore" # as large as the machine's memory
	keep=$(asked_for keep "$2")
	[[ -z $keep ]] || truncate -s $(($(stat -c %s "$1/vmcore") * keep / 100)) "$1/vmcore"
}
