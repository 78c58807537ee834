# shellcheck shell=bash
# Progress, errors, the two tables, and the cache's discipline.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/inoderace
START=$SECONDS
SCRATCH=() # folders that must not outlive this run

step() {
	printf '[%4ds] %s\n' "$((SECONDS - START))" "$*" >&2
}

die() {
	printf 'make-crash: error: %s\n' "$*" >&2
	exit 1
}

clean_up() {
	((${#SCRATCH[@]} == 0)) || rm -rf "${SCRATCH[@]}"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# A scratch folder beside the place its content will be renamed to, so that the rename is atomic. Sets $REPLY. What a killed
# run left for the same place goes: the caller holds its lock.
scratch_beside() {
	local stem
	stem=$(dirname "$1")/.making.$(basename "$1")
	mkdir -p "$(dirname "$1")"
	rm -rf "$stem".*
	REPLY=$(mktemp -d "$stem.XXXXXX")
	chmod 755 "$REPLY"
	SCRATCH+=("$REPLY")
}

# put_in_place FROM TO: whoever looks at TO sees the old whole or the new whole, but for the instant between.
put_in_place() {
	[[ ! -e $2 ]] || { SCRATCH+=("$2.old.$$") && mv -T "$2" "$2.old.$$"; }
	mv -T "$1" "$2"
}

# Two callers must not make the same thing at once: the second waits and finds it made.
lock() {
	mkdir -p "$CACHE/locks"
	exec {LOCK_FD}>"$CACHE/locks/$1"
	flock -n "$LOCK_FD" || { step "waiting for another run that makes $1" && flock "$LOCK_FD"; }
}

unlock() {
	exec {LOCK_FD}>&-
}

table_ids() {
	grep -v '^#' "$1" | cut -f1
}

# table_row FILE ID: the row, or failure.
table_row() {
	awk -F'\t' -v id="$2" '!/^#/ && $1 == id { print; found = 1 } END { exit !found }' "$1"
}

# asked_for WORD SCENARIO: what lines "# WORD: ..." at the top of the scenario, and of the variant's hooks, ask for.
asked_for() {
	local files
	mapfile -t files < <(variant_hooks)
	[[ -z $2 ]] || sed -n "s/^# $1: //p" "$HERE/scenarios/$2.sh" "${files[@]}"
}

# parts_of SCENARIO: the folders of parts/ that it needs, one a line.
parts_of() {
	asked_for parts "$1" | tr -s ' ' '\n'
}

# not_applicable KERNEL SCENARIO: why this kernel cannot die so, by the scenario's row or the variant's, or failure.
not_applicable() {
	local kernels reason
	! variant_not_on "$1" "$2" || return 0
	IFS=: read -r kernels reason <<<"$(table_row "$HERE/scenarios.tsv" "$2" | cut -f8)"
	[[ ,$kernels, == *,$1,* ]] || return 1
	echo "${reason# }"
}

# Which Debian package brings a program that packages.txt promises.
need_programs() {
	local program package missing=()
	while read -r program package; do
		command -v "$program" >/dev/null || missing+=("$package")
	done <<-'LIST'
		qemu-system-x86_64 qemu-system-x86
		busybox busybox-static
		kexec kexec-tools
		makedumpfile makedumpfile
		mkfs.xfs xfsprogs
		mke2fs e2fsprogs
		debugfs e2fsprogs
		modprobe kmod
		cpio cpio
		jq jq
		gcc gcc
		make make
		xz xz-utils
		zstd zstd
	LIST
	((${#missing[@]} == 0)) || die "missing Debian packages: $(printf '%s\n' "${missing[@]}" | sort -u | xargs)"
}
