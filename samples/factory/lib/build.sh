# shellcheck shell=bash
# A kernel built from Debian's source package, where no distribution ships one of its shape. Minutes, not seconds: hence the
# source tree stays in the cache until the kernel is whole, and a second run goes on where the first stopped.

# kernel_row ID: the row of whichever table; columns 4 to 8 mean the same in both.
kernel_row() {
	local table
	for table in kernels built arm64 superseded; do
		! table_row "$HERE/$table.tsv" "$1" || return 0
	done
	return 1
}

is_built() {
	table_row "$HERE/built.tsv" "$1" >/dev/null
}

# built_asks WORD ID: what lines "# WORD: ..." in the configuration of a kernel built here ask for; of others nothing.
built_asks() {
	! is_built "$2" || sed -n "s/^# $1: //p" "$HERE/configs/$2.config"
}

# make_arguments ID: what make is told each time, the compiler for one.
make_arguments() {
	built_asks make "$1" | tr -s ' ' '\n'
}

# tree_of ID: a kernel that is another one but for a patch is built in that one's tree, with its configuration.
tree_of() {
	local tree
	tree=$(built_asks tree "$1")
	echo "${tree:-$1}"
}

# apply_patch ID WORK: takes the patch of the last build out of the tree, and puts this one's in. Only what they touch is built anew.
apply_patch() {
	local name want=/dev/null have=$2/patched
	name=$(built_asks patch "$1")
	[[ -z $name ]] || want=$HERE/../fixes/$name.patch
	[[ -e $have ]] || : >"$have"
	! cmp -s "$want" "$have" || return 0
	step "changing the patch in the source (${name:-none})"
	[[ ! -s $have ]] || patch -R -p1 -s -f -d "$2/tree" <"$have" >&2 || die "cannot take the last patch out: remove $2"
	: >"$have"
	[[ -n $name ]] || return 0
	patch -p1 -s -f --dry-run -d "$2/tree" <"$want" >&2 || die "$name does not fit Debian's source $(<"$2/version")"
	patch -p1 -s -f -d "$2/tree" <"$want" >&2
	cp "$want" "$have"
}

# is_wanted TREE: whether another kernel is still to be built in it
is_wanted() {
	local id
	for id in $(table_ids "$HERE/built.tsv"); do
		[[ $(tree_of "$id") != "$1" || -s $CACHE/kernels/$id/release ]] || return 0
	done
	return 1
}

# configure ID TREE: "no" to everything but what the two fragments ask for, all of which must come true.
configure() {
	local id=$1 tree=$2 line lost=() arguments
	mapfile -t arguments < <(make_arguments "$id")
	cat "$HERE/configs/base.config" "$HERE/configs/$(tree_of "$id").config" >"$tree/../fragment"
	make -s -C "$tree" "${arguments[@]}" KCONFIG_ALLCONFIG=../fragment allnoconfig >&2 || die "cannot configure $id"
	while read -r line; do
		case $line in
			*=n) grep -q "^${line%n}" "$tree/.config" && lost+=("$line") ;;
			CONFIG_*) grep -qxF "$line" "$tree/.config" || lost+=("$line") ;;
		esac
	done <"$tree/../fragment"
	((${#lost[@]} == 0)) || die "$id cannot be configured so: ${lost[*]}"
}

unpack_source() {
	local package=$1 work=$2
	step "unpacking the source ($package)"
	rm -rf "$work"
	mkdir -p "$work/tree"
	fetch "$work/debs" "$package" || die "cannot fetch $package"
	dpkg-deb --fsys-tarfile "$work/debs/$package"_*.deb | tar -x -O --wildcards './usr/src/*.tar.xz' |
		xz -dc | tar -x -C "$work/tree" --strip-components=1
	rm -rf "$work/debs"
}

# put_headers TREE TO: what a module needs to be built against it, as the kernel's own packaging picks it.
put_headers() {
	local tree=$1 to=$2
	mkdir -p "$to"
	(
		cd "$tree" || exit
		find . arch/x86 -maxdepth 1 -name 'Makefile*'
		find include scripts arch/x86/include -type f -o -type l
		find Module.symvers .config
		[[ ! -e tools/objtool/objtool ]] || echo tools/objtool/objtool
	) | sort -u | tar -c -C "$tree" -T - | tar -x -C "$to"
}

# collect TREE WORK ARGUMENT...: the kernel's folder as unpack_image and the others leave it.
collect() {
	local tree=$1 work=$2 release
	shift 2
	release=$(make -s -C "$tree" "$@" kernelrelease)
	make -s -C "$tree" "$@" INSTALL_MOD_PATH="$work/root" INSTALL_MOD_STRIP=1 modules_install >&2
	rm -f "$work/root/lib/modules/$release"/{build,source}
	depmod -b "$work/root" "$release"
	mkdir "$work/debug"
	cp "$tree/arch/x86/boot/bzImage" "$work/vmlinuz"
	cp "$tree/System.map" "$work/System.map"
	cp "$tree/vmlinux" "$work/debug/vmlinux"
	[[ ! -e $tree/fs/xfs/xfs.ko ]] || cp "$tree/fs/xfs/xfs.ko" "$work/debug/xfs.ko"
	put_headers "$tree" "$work/headers/usr/src/linux-headers-$release"
	printf '%s\n' "${@:-CC=gcc}" >"$work/make" # its modules need the same
	echo "$release" >"$work/release"
}

# fetch_source ID WORK: the tree, unless an earlier run left it there.
fetch_source() {
	local id=$1 work=$2 suites package version
	IFS=$'\t' read -r _ suites package _ <<<"$(kernel_row "$id")"
	use_suites "$suites"
	version=$(package_version "$package")
	[[ -n $version ]] || die "no package $package in $suites"
	[[ $(cat "$work/version" 2>/dev/null) != "$version" ]] || return 0
	unpack_source "$package" "$work"
	echo "$version" >"$work/version"
}

build_kernel() {
	local id=$1 place=$2 work=$3 tree=$3/tree arguments
	mapfile -t arguments < <(make_arguments "$id")
	apply_patch "$id" "$work"
	configure "$id" "$tree"
	step "building kernel $id from Debian's source $(<"$work/version") (log: $work/log)"
	nice make -s -C "$tree" -j2 "${arguments[@]}" KBUILD_BUILD_USER=factory KBUILD_BUILD_HOST=inoderace bzImage modules >"$work/log" 2>&1 ||
		die "$id does not build: $(grep -m 3 -E 'error|Error|\*\*\*' "$work/log" | xargs -0)"
	scratch_beside "$place"
	collect "$tree" "$REPLY" "${arguments[@]}"
	cp "$work/version" "$REPLY/version"
	put_in_place "$REPLY" "$place"
	is_wanted "$(tree_of "$id")" || rm -rf "$work"
}

# prepare_built ID PLACE: with locks of its own, as nobody else's kernel should wait for a compiler.
prepare_built() {
	local id=$1 place=$2 work=$CACHE/build/$(tree_of "$1") program
	[[ ! -s $place/release ]] || return 0
	for program in flex bison bc pahole $(make_arguments "$id" | sed -n 's/^LLVM=/clang/p'); do
		command -v "$program" >/dev/null || die "building a kernel needs the packages of build-packages.txt ($program)"
	done
	lock kernels
	fetch_source "$id" "$work"
	unlock
	lock "build-$(tree_of "$id")"
	[[ -s $place/release ]] || build_kernel "$id" "$place" "$work"
	unlock
}
