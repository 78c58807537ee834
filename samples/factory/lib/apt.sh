# shellcheck shell=bash
# Packages of any Debian suite, without touching the system's own apt configuration: own sources list, own lists, own
# cache. The mirror is the one the system uses for its own suite; proxies and keys are the system's too.

# mirror_of RELEASE: the address the system's sources give for that release of Debian.
mirror_of() {
	# Unexpanded when the lists were never fetched; else it tells Debian's archive from a third party's.
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(ORIGIN) $(REPO_URI)' 'Identifier: Packages' |
		awk -v release="$1" '$1 == release && $2 == "main" && ($3 == "Debian" || $3 ~ /ORIGIN/) && !n++ { print $4 }'
}

write_sources() {
	local suite uri codename keys=/usr/share/keyrings/debian-archive-keyring.gpg option=''
	# shellcheck source=/dev/null
	codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
	[[ ! -e $keys ]] || option="[signed-by=$keys] "
	for suite in ${1//,/ }; do
		case $suite in
			*-security) uri=$(mirror_of "$codename-security") ;;
			*) uri=$(mirror_of "$codename") ;;
		esac
		[[ -n $uri ]] || { step "apt knows no mirror for $suite, going on without it" && continue; }
		echo "deb $option$uri $suite main"
	done
}

# use_suites LIST: from here on apt() looks at these suites only.
use_suites() {
	local home=$CACHE/apt/$1
	[[ ${ARCH-amd64} == amd64 ]] || home+=,$ARCH
	mkdir -p "$home"/{state/lists/partial,cache/archives/partial}
	: >"$home/status"
	write_sources "$1" >"$home/sources.list"
	[[ -s $home/sources.list ]] || die "the system's apt sources name no Debian mirror"
	APT_OPTIONS=(-o Dir::Etc::sourcelist="$home/sources.list" -o Dir::Etc::sourceparts=/dev/null
		-o Dir::Etc::preferencesparts=/dev/null
		-o Dir::State="$home/state" -o Dir::State::status="$home/status" -o Dir::Cache="$home/cache"
		-o APT::Architecture="${ARCH-amd64}" -o APT::Architectures="${ARCH-amd64}"
		-o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3)
	step "fetching the package lists of $1"
	apt-get "${APT_OPTIONS[@]}" -qq update >&2 || die "apt-get update failed for $1"
}

# newest_package REGEX: the newest name that matches whole and can be had.
newest_package() {
	apt-cache "${APT_OPTIONS[@]}" pkgnames linux-image- | { grep -Ex "$1" || true; } | sort -V | tail -n 1
}

# image_packages ARCH [ALL [END]]: signed ones, or the only ones; of each series and flavour the newest, with ALL every one. END: -dbg for
# their debuginfo.
image_packages() {
	local end=${3-}
	apt-cache "${APT_OPTIONS[@]}" pkgnames linux-image- |
		{ grep -Ex "linux-image-[0-9]+\.[0-9]+\.[0-9].*-$1$end" || true; } | sort -V |
		awk -v all="${2-}" -v arch="$1" -v end="$end" '{
			split($0, part, /[.-]/)
			flavour = match($0, "-(cloud|rt)-" arch end "$") ? substr($0, RSTART) : arch
			key = all ? $0 : part[3] "." part[4] flavour
			if (!(key in last)) order[++n] = key
			last[key] = $0
		} END { for (i = 1; i <= n; i++) print last[order[i]] }'
}

# package_version PACKAGE: nothing where the lists do not have it.
package_version() {
	{ apt-cache "${APT_OPTIONS[@]}" show --no-all-versions "$1" 2>/dev/null || true; } | sed -n 's/^Version: //p'
}

# dependencies PACKAGE REGEX: direct dependencies whose names match whole.
dependencies() {
	apt-cache "${APT_OPTIONS[@]}" depends --important "$1" |
		sed -n 's/^ *|*\(Pre\)*Depends: //p' | grep -Ex "$2" || true
}

# fetch FOLDER PACKAGE...: the .deb files, into FOLDER.
fetch() {
	local folder=$1
	shift
	mkdir -p "$folder"
	(cd "$folder" && apt-get "${APT_OPTIONS[@]}" -qq download "$@" >&2)
}
