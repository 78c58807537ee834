# shellcheck shell=bash
# What a kernel needs besides itself: the helper module, and programs of another suite where the system's do not do.

# toolchain_place SUITE: where its compiler is, for the kernel's machine.
toolchain_place() {
	echo "$CACHE/tools/toolchain-$1${CROSS:+-$ARCH}"
}

# prepare_toolchain SUITE: a small system of that suite to build in, for headers whose programs do not run on this one.
prepare_toolchain() {
	local place mirror
	place=$(toolchain_place "$1")
	[[ ! -e $place ]] || return 0
	command -v debootstrap >/dev/null || die "missing Debian packages: debootstrap"
	# shellcheck source=/dev/null
	mirror=$(mirror_of "$(. /etc/os-release && echo "$VERSION_CODENAME")")
	step "setting up $1's compiler"
	scratch_beside "$place"
	debootstrap --variant=minbase --include="gcc,make,libelf1t64,libssl3t64,pahole${CROSS:+,gcc-aarch64-linux-gnu}" "$1" "$REPLY" "$mirror" >"$REPLY.log" 2>&1 ||
		die "cannot set up $1's compiler: $(tail -n 1 "$REPLY.log")"
	rm -f "$REPLY.log"
	put_in_place "$REPLY" "$place"
}

# prepare_makedumpfile SUITE: that suite's program with the libraries it asks for, beside the system's own.
prepare_makedumpfile() {
	local place=$CACHE/tools/makedumpfile-$1 work package loader
	local packages=(makedumpfile)
	[[ ! -e $place ]] || return 0
	use_suites "$1"
	mapfile -t packages <<<"$(dependencies makedumpfile '(lib|zlib1g).*')"
	for package in "${packages[@]}"; do
		mapfile -t -O "${#packages[@]}" packages <<<"$(dependencies "$package" '(lib|zlib1g).*')"
	done
	mapfile -t packages <<<"$(printf '%s\n' makedumpfile "${packages[@]}" | grep . | sort -u)"
	step "fetching $1's makedumpfile $(package_version makedumpfile)"
	scratch_beside "$place"
	work=$REPLY
	fetch "$work/debs" "${packages[@]}" || die "cannot fetch ${packages[*]}"
	for package in "$work"/debs/*.deb; do
		dpkg-deb -x "$package" "$work/image"
	done
	mkdir "$work/all" "$work/lib"
	find "$work/image" -path '*/x86_64-linux-gnu/*.so*' ! -type d -exec cp -P {} "$work/all/" \;
	loader=$work/all/ld-linux-x86-64.so.2
	cp "$work"/image/usr/*bin/makedumpfile "$work/"
	"$loader" --library-path "$work/all" --list "$work/makedumpfile" | grep -o "$work/all/[^ ]*" |
		sort -u | xargs cp -Lt "$work/lib"
	rm -rf "$work"/{debs,image,all}
	put_in_place "$work" "$place"
}

# run_make TOOLCHAIN TREE WORK ARGUMENT...: with the system's compiler, or inside a newer suite's, which needs the files there.
run_make() {
	local root folder status=0
	root=$(toolchain_place "$1")
	if [[ $1 == - ]]; then
		make "${@:4}"
		return
	fi
	for folder in "$2" "$3"; do
		mkdir -p "$(dirname "$root$folder")"
		cp -al "$folder" "$root$folder" # links: the cache is one file system
	done
	# The build programs read /proc. Mounted in a namespace of its own, it goes away with the build.
	# shellcheck disable=SC2016 # that shell expands it
	unshare --mount sh -ec 'mount -t proc proc "$0/proc" && exec chroot "$0" make "$@"' "$root" "${@:4}" || status=$?
	((status != 0)) || mv "$root$3"/*.ko "$3/"
	rm -rf "${root:?}$2" "${root:?}$3"
	return "$status"
}

module_digest() {
	{ cat "$1"/*.[ch] "$1/Kbuild" && arch_digest; } | sha256sum
}

# has_module KERNEL_DIR NAME FOLDER: whether that helper module is built, from its source as it is now
has_module() {
	[[ -e $1/$2.ko && $(cat "$1/$2.digest" 2>/dev/null) == "$(module_digest "$3")" ]]
}

# build_module KERNEL_DIR TOOLCHAIN NAME FOLDER: a helper module follows its source, so it is rebuilt more often than the kernel
# is fetched.
build_module() {
	local place=$1 toolchain=$2 name=$3 folder=$4 release digest headers work arguments=(CC=gcc)
	release=$(<"$place/release")
	! has_module "$place" "$name" "$folder" || return 0
	digest=$(module_digest "$folder")
	step "building the helper module $name"
	headers=$place/headers/usr/src/linux-headers-$release
	[[ -d $headers ]] || die "$release needs the module $name, and its headers cannot be had"
	# Debian writes the installed places into it; these headers are not installed.
	sed -i "s,[^ =]*/usr/src/,$place/headers/usr/src/,g" "$headers/Makefile"
	[[ ! -s $place/make ]] || mapfile -t arguments <"$place/make" # a kernel built here with another compiler
	scratch_beside "$place"
	work=$REPLY
	guest_source "$folder" "$work"
	run_make "$toolchain" "$place/headers" "$work" -s -C "$headers" M="$work" "${arguments[@]}" CONFIG_DEBUG_INFO_BTF_MODULES= modules \
		>"$work/log" 2>&1 ||
		die "the helper module does not build for $release: $(grep -m 3 -E 'error|Error|\*\*\*' "$work/log" | xargs -0)"
	"${CROSS-}strip" --strip-debug "$work/$name.ko"
	mv "$work/$name.ko" "$place/$name.ko"
	echo "$digest" >"$place/$name.digest"
}
