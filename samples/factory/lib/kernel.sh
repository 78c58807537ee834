# shellcheck shell=bash
# One kernel of the table, unpacked into the cache and never installed: image, modules, debuginfo, headers.

# with_parts PACKAGE: newer suites split an image into several packages; older ones have all in one.
with_parts() {
	echo "$1"
	dependencies "$1" 'linux-(binary|modules|base)-[0-9].*'
}

# header_packages RELEASE: headers and the build programs they link to, as far as the archive splits them.
header_packages() {
	local headers=linux-headers-$1
	echo "$headers"
	dependencies "$headers" 'linux-(headers|kbuild)-.*'
}

unpack_image() {
	local work=$1 release=$2 deb
	for deb in "$work"/debs/*.deb; do
		dpkg-deb -x "$deb" "$work/image"
	done
	mkdir -p "$work/root/lib/modules"
	mv "$work"/image/{,usr/}lib/modules/"$release" "$work/root/lib/modules/" 2>/dev/null || true
	find "$work/image" "$work/root" -name 'vmlinuz*' -type f -exec cp {} "$work/vmlinuz" \;
	[[ -s $work/vmlinuz ]] || die "no vmlinuz in the packages of $release"
	find "$work/image" "$work/root" -name "System.map*" -size +1k -exec cp {} "$work/System.map" \;
	depmod -b "$work/root" "$release"
	rm -rf "$work/image" "$work/debs"
}

# The debuginfo package is ten times the rest and superseded ones leave the mirror: its absence is recorded, not fatal.
unpack_debuginfo() {
	local work=$1 package=$2-dbg wanted=$3 found
	found=$(package_version "$package")
	if [[ $found != "$wanted" ]] || ! fetch "$work/debs" "$package"; then
		echo "$package $wanted cannot be had (the lists name: ${found:-none})" >"$work/debug.missing"
	else
		# Three files of thousands. tar complains about a pattern that no file matches; what counts is below.
		mkdir "$work/debug" "$work/image"
		dpkg-deb --fsys-tarfile "$work/debs/$package"_*.deb |
			tar -x -C "$work/image" --wildcards '*/vmlinux*' '*/fs/xfs/xfs.ko*' '*/System.map-*' 2>/dev/null || true
		find "$work/image" -type f -name 'vmlinux*' -exec mv {} "$work/debug/vmlinux" \;
		find "$work/image" -type f -name 'xfs.ko*' -exec mv {} "$work/debug/xfs.ko" \;
		find "$work/image" -type f -name 'System.map*' -exec mv {} "$work/System.map" \;
		[[ -s $work/debug/vmlinux && -s $work/debug/xfs.ko ]] ||
			echo "$package $wanted holds no vmlinux or no xfs.ko" >"$work/debug.missing"
	fi
	[[ ! -e $work/debug.missing ]] || { rm -rf "$work/debug" && step "no debuginfo: $(<"$work/debug.missing")"; }
	rm -rf "$work"/{debs,image}
}

unpack_headers() {
	local work=$1 deb
	shift
	fetch "$work/debs" "$@" || die "cannot fetch $*"
	for deb in "$work"/debs/*.deb; do
		dpkg-deb -x "$deb" "$work/headers"
	done
	rm -rf "$work/debs"
}

make_kernel() {
	local id=$1 place=$2 suites image work release version
	IFS=$'\t' read -r _ suites image _ <<<"$(kernel_row "$id")"
	use_suites "$suites"
	image=$(newest_package "$image")
	[[ -n $image ]] || die "no package in $suites matches the image pattern of $id"
	release=${image#linux-image-}
	version=$(package_version "$image")
	step "kernel $id is $image $version"
	scratch_beside "$place"
	work=$REPLY
	mapfile -t parts <<<"$(with_parts "$image")"
	fetch "$work/debs" "${parts[@]}" || die "cannot fetch ${parts[*]}"
	unpack_image "$work" "$release"
	if [[ -n $(package_version "linux-headers-$release") ]]; then
		mapfile -t parts <<<"$(header_packages "$release")"
		step "unpacking the headers (${parts[*]})"
		unpack_headers "$work" "${parts[@]}"
		host_kbuild "$work" "$suites" "${parts[@]}"
	else
		step "no headers on the mirrors: only what needs no module can be done (make natural)"
	fi
	step "fetching and unpacking the debuginfo"
	unpack_debuginfo "$work" "$image" "$version"
	echo "$release" >"$work/release"
	echo "$version" >"$work/version"
	put_in_place "$work" "$place"
}

# host_kbuild WORK SUITES HEADER_PACKAGE...: the build programs of headers for another machine must run on this one. And what make is told
# there, for all its modules.
host_kbuild() {
	local work=$1 suites=$2 package machine=$ARCH
	is_foreign || return 0
	ARCH=amd64 && use_suites "$suites"
	for package in "${@:3}"; do
		[[ $package != linux-kbuild-* ]] || unpack_headers "$work" "$package"
	done
	ARCH=$machine && use_suites "$suites"
	printf '%s\n' ARCH="$ARCH" CROSS_COMPILE="$CROSS" CC="${CROSS}gcc" >"$work/make"
}

# modules_of [SCENARIO]: the helper modules that it needs, each with the folder of its source
modules_of() {
	local part
	[[ $(asked_for hands "${1-}") == off ]] || echo "lab $HERE/guest"
	for part in $(parts_of "${1-}"); do
		[[ ! -e $HERE/parts/$part/Kbuild ]] || echo "$part $HERE/parts/$part"
	done
}

# is_prepared MAKEDUMPFILE TOOLCHAIN [SCENARIO]: whether all is there. Then nobody waits for what another run fetches.
is_prepared() {
	local name folder
	[[ -s $KERNEL_DIR/release ]] || return 1
	[[ $1 == @(-|cp) || -e $CACHE/tools/makedumpfile-$1 ]] || return 1
	[[ $2 == - || -e $(toolchain_place "$2") ]] || return 1
	has_userland || return 1
	while read -r name folder; do
		has_module "$KERNEL_DIR" "$name" "$folder" || return 1
	done < <(modules_of "${3-}")
}

# prepare_kernel ID [SCENARIO]: sets KERNEL_DIR, and what use_arch() does. With the modules the scenario needs.
prepare_kernel() {
	local suites makedumpfile toolchain name folder
	IFS=$'\t' read -r _ suites _ toolchain makedumpfile _ <<<"$(kernel_row "$1")"
	KERNEL_DIR=$CACHE/kernels/$1
	! is_built "$1" || prepare_built "$1" "$KERNEL_DIR"
	use_arch "$1"
	need_foreign_programs
	! is_prepared "$makedumpfile" "$toolchain" "${2-}" || return 0
	lock kernels # one for all, as they share apt's folders and the tools
	[[ $makedumpfile == @(-|cp) ]] || prepare_makedumpfile "$makedumpfile"
	[[ $toolchain == - ]] || prepare_toolchain "$toolchain"
	prepare_userland "$suites"
	[[ -s $KERNEL_DIR/release ]] || make_kernel "$1" "$KERNEL_DIR"
	while read -r name folder; do
		build_module "$KERNEL_DIR" "$toolchain" "$name" "$folder" </dev/null
	done < <(modules_of "${2-}")
	unlock
}
