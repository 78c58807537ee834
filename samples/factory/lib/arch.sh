# shellcheck shell=bash
# Kernels for another machine than this one (arm64.tsv): whose packages, which compiler, which emulator, and how the guest differs.
# guest/ itself stays as it is, since all crashes in the cache would be made anew for lines that only arm64 needs: arm64/guest.patch
# changes copies of it.

# use_arch ID: sets ARCH, Debian's name for the machine of that kernel, CROSS, what its compiler's programs' names begin with, and
# USERLAND, the folder of its programs.
use_arch() {
	ARCH=amd64 CROSS=''
	! table_row "$HERE/arm64.tsv" "$1" >/dev/null || ARCH=arm64 CROSS=aarch64-linux-gnu-
	USERLAND=$CACHE/tools/userland-$ARCH
}

is_foreign() {
	[[ ${ARCH-amd64} != amd64 ]]
}

need_foreign_programs() {
	is_foreign || return 0
	command -v qemu-system-aarch64 >/dev/null || die "missing Debian packages: qemu-system-arm"
	command -v "${CROSS}gcc" >/dev/null || die "missing Debian packages: gcc-aarch64-linux-gnu"
	command -v patch >/dev/null || die "missing Debian packages: patch"
}

# arch_digest: what a crash of another machine is made from, beyond the rest.
arch_digest() {
	! is_foreign || cat "$HERE/$ARCH"/*
}

# guest_source FOLDER WORK: a copy of FOLDER, as that machine needs it. Only guest/ is changed.
guest_source() {
	mkdir -p "$2"
	cp "$1"/* "$2"
	! is_foreign || [[ $(basename "$1") != guest ]] ||
		patch -s -p1 -d "$2" <"$HERE/$ARCH/guest.patch" >&2 || die "$ARCH/guest.patch does not fit guest/"
}

# arch_console: scenarios.tsv tells what x86-64 says; other machines say the same in their own words.
arch_console() {
	if is_foreign; then sed -E -f "$HERE/$ARCH/console.sed"; else cat; fi
}

has_userland() {
	! is_foreign || [[ -e $USERLAND ]]
}

# take_needed IMAGE FILE TO: the libraries that FILE is linked to, and those that they are, which nothing here can run: out of
# the unpacked packages in IMAGE.
take_needed() {
	local name
	for name in $("${CROSS}objdump" -p "$2" | sed -n 's/^ *NEEDED *//p'); do
		[[ ! -e $3/$name ]] || continue
		find "$1" -name "$name" -exec cp -L {} "$3/" \;
		[[ -s $3/$name ]] || die "no package brings $name, which $(basename "$2") needs"
		take_needed "$1" "$3/$name" "$3"
	done
}

# prepare_userland SUITE: the programs that the guest runs, from that suite's packages for its machine, into USERLAND.
prepare_userland() {
	local packages package
	! has_userland || return 0
	use_suites "$1"
	step "fetching the guest's programs for $ARCH"
	scratch_beside "$USERLAND"
	mapfile -t packages < <(apt-cache "${APT_OPTIONS[@]}" depends --recurse --important kexec-tools |
		grep -Ex '(lib|zlib1g).*')
	packages+=(busybox-static kexec-tools)
	fetch "$REPLY/debs" "${packages[@]}" || die "cannot fetch ${packages[*]}"
	mkdir "$REPLY"/{bin,lib}
	for package in "$REPLY"/debs/*.deb; do
		dpkg-deb -x "$package" "$REPLY/image"
	done
	find "$REPLY/image" -path '*bin/*' -type f \( -name busybox -o -name kexec \) -exec cp {} "$REPLY/bin/" \;
	[[ -s $REPLY/bin/busybox && -s $REPLY/bin/kexec ]] || die "the packages of $1 hold no busybox or no kexec"
	take_needed "$REPLY/image" "$REPLY/bin/kexec" "$REPLY/lib"
	rm -rf "$REPLY"/{debs,image}
	put_in_place "$REPLY" "$USERLAND"
}

# put_userland TREE: busybox, kexec and what they need.
put_userland() {
	local tree=$1
	if ! is_foreign; then
		cp "$(command -v busybox)" "$tree/bin/busybox"
		put_program "$tree" kexec
		return
	fi
	mkdir -p "$tree/lib"
	cp "$USERLAND"/bin/* "$tree/bin/"
	cp "$USERLAND"/lib/* "$tree/lib/"
}

# machine_of: QEMU's program and machine, one argument a line. VMCOREINFO gets into QEMU's own dumps by the device of that name
# and the guest's qemu_fw_cfg.
machine_of() {
	if is_foreign; then
		printf '%s\n' qemu-system-aarch64 -machine virt,gic-version=3 -device vmcoreinfo
	else
		echo qemu-system-x86_64
	fi
}

# machine_cpu: the CPU where no variant asks for another.
machine_cpu() {
	if is_foreign; then echo cortex-a72; else echo max; fi
}

machine_console() {
	if is_foreign; then echo ttyAMA0; else echo ttyS0; fi
}

# machine_modules: what the guest loads; put_modules adds what they depend on.
machine_modules() {
	printf '%s\n' virtio_pci virtio_blk ext4 xfs
	! is_foreign || echo qemu_fw_cfg
}
