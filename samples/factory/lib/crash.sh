# shellcheck shell=bash
# One crash: run the guest, check on its console that it died as intended, say what a diagnosis must find.

# The digest of everything a crash is made from: when any of it changes, the crash is made again.
crash_digest() {
	local kernel=$1 scenario=$2
	{
		cat "$KERNEL_DIR/release" "$HERE"/guest/* "$HERE/scenarios/$scenario.sh"
		parts_of "$scenario" | while read -r part; do cat "$HERE/parts/$part"/*; done
		kernel_row "$kernel" | cut -f5-8 # how it is run and filtered
		built_asks boot "$kernel"
		table_row "$HERE/scenarios.tsv" "$scenario"
		variant_digest
		arch_digest
	} | sha256sum | cut -d' ' -f1
}

# The "LAB truth" lines of the console as one JSON object; decimal numbers become numbers.
truth_of() {
	sed -n 's/.*LAB truth //p' "$1" | tr ' ' '\n' | jq -Rn '
		[inputs | select(contains("=")) | capture("^(?<key>[^=]+)=(?<value>.*)$")
			| .value |= (if test("^[0-9]+$") then tonumber else . end)] | from_entries'
}

write_expectation() {
	local work=$1 kernel=$2 scenario=$3 class phase confidence observation shape
	shape=$(asked_for shape "$scenario")
	IFS=$'\t' read -r _ class phase confidence _ observation _ <<<"$(table_row "$HERE/scenarios.tsv" "$scenario")"
	truth_of "$work/console.log" | jq --arg kernel "$kernel" --arg release "$(<"$KERNEL_DIR/release")" \
		--arg scenario "$scenario" --arg class "$class" --arg phase "$phase" --arg confidence "$confidence" \
		--arg observation "$observation" --arg variant "${VARIANT-}" --arg shape "$shape" '
		def known: if . == "-" then null else . end;
		{$kernel, $release, $scenario,
		 verdict: {$class, phase: ($phase | known), confidence: ($confidence | known)},
		 observation: ($observation | known), truth: .}
		 + if $variant == "" then {} else {$variant} end
		 | if $shape == "" then . else .verdict.shape = $shape end' >"$work/expect.json"
}

# console_of: the patterns that scenarios.tsv expects, as this kernel's console has it.
console_of() {
	sed -E "$(built_asks console "${KERNEL-}")" | arch_console
}

# check_console WORK SCENARIO: every pattern of the row, and of the variant's, must match a line; {key} in it is that value of the truth.
# Prints the first that does not.
check_console() {
	local work=$1 patterns pattern key value
	patterns=$({ table_row "$HERE/scenarios.tsv" "$2" | cut -f7 && variant_console; } | console_of)
	while read -r pattern; do
		while [[ $pattern =~ \{([a-z_]+)\} ]]; do
			key=${BASH_REMATCH[1]}
			value=$(truth_of "$work/console.log" | jq -r --arg key "$key" '.[$key] // "(not told)"')
			pattern=${pattern//"{$key}"/$value}
		done
		grep -Eq -e "$pattern" "$work/console.log" || { echo "$pattern" && return 1; }
	done <<<"${patterns// && /$'\n'}"
}

# keep_log WORK NAME: a failed run's console and what QEMU's monitor said, for whoever looks into it. Prints where.
keep_log() {
	mkdir -p "$CACHE/failed"
	cat "$1"/{console,monitor}.log >"$CACHE/failed/$2.log"
	echo "$CACHE/failed/$2.log"
}

# One try. Returns 2 if the guest says that the race could not be set up, which a second try may cure.
try_crash() {
	local work=$1 kernel=$2 scenario=$3 cpus=$4 memory=$5 level=$6 status=0 why unmatched
	make_disks "$work"
	step "booting and crashing it ($cpus CPUs, at most $TIMEOUT s)"
	run_guest "$work" "$cpus" "$memory" "$level" "$scenario" || status=$?
	sed -i 's/\r//g' "$work/console.log" # it is a serial line's
	if ((status == 124 || status == 137)); then
		WHY="no dump after $TIMEOUT s"
		return 1
	elif why=$(grep -m 1 -o '\] LAB failed: .*' "$work/console.log"); then
		WHY="the guest says: ${why#] LAB failed: }"
		return 2
	elif ! take_dump "$work" "$scenario"; then
		WHY="the guest ended without a dump (qemu's exit status $status)"
		return 1
	elif ! unmatched=$(check_console "$work" "$scenario"); then
		WHY="it did not die as intended: no line of its console matches \"$unmatched\""
		return 2
	fi
}

make_crash() {
	local kernel=$1 scenario=$2 place=$3 digest=$4 work memory level cpus wanted makedumpfile log name status=0
	name=$kernel${VARIANT:++$VARIANT}
	IFS=$'\t' read -r _ _ _ _ makedumpfile level cpus memory _ <<<"$(kernel_row "$kernel")"
	wanted=$(table_row "$HERE/scenarios.tsv" "$scenario" | cut -f5)
	((wanted <= cpus)) || cpus=$wanted
	wanted=$(asked_for memory "$scenario")
	memory=${wanted:-$memory}
	scratch_beside "$place"
	work=$REPLY
	step "building the guest for $scenario on $(<"$KERNEL_DIR/release")${VARIANT:+, $VARIANT}"
	make_initrd "$work" "$scenario" "$makedumpfile"
	try_crash "$work" "$kernel" "$scenario" "$cpus" "$memory" "$level" || status=$?
	if ((status != 0)); then # on a busy machine a guest may lose its timer, or a race
		log=$(keep_log "$work" "$name-$scenario.first-try")
		step "trying once more: $WHY ($log)"
		status=0
		rm -f "$work"/{vmcore,d.img,x.img}
		try_crash "$work" "$kernel" "$scenario" "$cpus" "$memory" "$level" || status=$?
	fi
	if ((status != 0)); then
		log=$(keep_log "$work" "$name-$scenario")
		die "$scenario on $name: $WHY; the guest's console is in $log"
	fi
	[[ -z ${CAPTURE-} ]] || take_diagnosis "$work"
	rm -f "$work"/{d.img,x.img,initrd,monitor.in,monitor.out,monitor.log}
	write_expectation "$work" "$kernel" "$scenario"
	echo "$digest" >"$work/stamp"
	put_in_place "$work" "$place"
	step "made $scenario on $name: $(du -h "$place/vmcore" | cut -f1) dump"
}
