# shellcheck shell=bash
# A variant of the machine (variants.tsv). VARIANT is its id; where that is empty, none of this changes anything.

# split_kernel KERNEL[+VARIANT]: sets KERNEL and VARIANT.
split_kernel() {
	# shellcheck disable=SC2034 # make-crash reads it
	KERNEL=${1%%+*}
	VARIANT=
	[[ $1 != *+* ]] || VARIANT=${1#*+}
}

# variant_cell NUMBER: that column of its row; nothing where it says "-".
variant_cell() {
	[[ -z ${VARIANT-} ]] || table_row "$HERE/variants.tsv" "$VARIANT" | cut -f"$1" | sed 's/^-$//'
}

variant_boot() { variant_cell 2; }
variant_cpu() { variant_cell 3; }
variant_dump() { variant_cell 5; }
variant_console() { variant_cell 6; }

# variant_hooks: what the guest sources before the scenario, one file a line.
variant_hooks() {
	local hook
	[[ -z ${VARIANT-} ]] || echo "$HERE/variants/tell.sh"
	for hook in $(variant_cell 4 | tr ',' ' '); do echo "$HERE/variants/$hook.sh"; done
}

# variant_digest: everything of it that a crash is made from.
variant_digest() {
	[[ -n ${VARIANT-} ]] || return 0
	table_row "$HERE/variants.tsv" "$VARIANT" | cut -f1-6
	variant_hooks | xargs cat "$HERE/variants/functions.sh"
}

# variant_not_on KERNEL SCENARIO: why they cannot be together, or failure.
variant_not_on() {
	local group pattern groups patterns
	IFS=';' read -r -a groups <<<"$(variant_cell 7)"
	for group in "${groups[@]}"; do
		IFS=, read -r -a patterns <<<"${group%%:*}"
		for pattern in "${patterns[@]# }"; do
			# shellcheck disable=SC2053 # a glob is what is meant
			[[ $1 == $pattern || $1/$2 == $pattern ]] && { echo "${group#*: }" && return; }
		done
	done
	return 1
}

# put_variant TREE: the hooks come to the front of the scenario, as guest/init must stay as it is: all crashes in the cache would
# be made anew for a line that only variants need.
put_variant() {
	local tree=$1
	[[ -n ${VARIANT-} ]] || return 0
	install -m 644 "$HERE/variants/functions.sh" "$tree/functions.sh"
	{ variant_hooks | xargs cat && cat "$tree/scenario.sh"; } >"$tree/scenario.new"
	mv "$tree/scenario.new" "$tree/scenario.sh"
}
