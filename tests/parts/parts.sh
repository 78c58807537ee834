# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Runs parts of a test and adds up what they count. For tests/check, tests/check-dumps and .ci/run, which source it.
# tests/parts/can-fail shows what it does not let pass.
#
# parts_show: "all" shows each part's output as it comes, else failures and skips only, when it has ended.
# parts_logs: a folder in which each part's output is kept, as WHAT.log; none by default.
parts_passed=0 parts_failed=0 parts_skipped=0
parts_show='' parts_logs=''
parts_counts='^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$'

# skip WHAT WHY
skip() {
	parts_skipped=$((parts_skipped + 1))
	echo "skip $1: $2"
}

# fail WHAT WHY
fail() {
	parts_failed=$((parts_failed + 1))
	echo "FAIL $1: $2"
}

# took START: the seconds since then, START from $EPOCHREALTIME
took() {
	local us=$((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}))
	printf '%6d.%d s' $((us / 1000000)) $((us / 100000 % 10))
}

# run_part LOG COMMAND...: its exit status; shows its output where that is wanted
run_part() {
	local log=$1
	shift
	if [ "$parts_show" = all ]; then
		"$@" </dev/null 2>&1 | tee "$log"
		return "${PIPESTATUS[0]}"
	fi
	"$@" </dev/null >"$log" 2>&1
}

# once WHAT COMMAND...: one check, passed if COMMAND is
once() {
	local what=$1 log status=0 start=$EPOCHREALTIME
	shift
	log=$(mktemp)
	run_part "$log" "$@" || status=$?
	if [ $status -eq 0 ]; then
		parts_passed=$((parts_passed + 1))
	else
		[ "$parts_show" = all ] || tail -n 30 "$log"
		fail "$what" "exit status $status"
	fi
	echo "$(took "$start")  $what"
	rm -f "$log"
}

# part WHAT COMMAND...: COMMAND counts its own checks in its last line, "N passed, N failed[, N skipped]".
# Exit status 77 is a skip, and the last line says why. Nothing passed is a failure, and so is any other exit status.
part() {
	local what=$1 log status=0 start=$EPOCHREALTIME
	shift
	part_log "$what"
	run_part "$log" "$@" || status=$?
	part_ended "$what" "$log" $status "$(took "$start")"
}

# part_log WHAT: sets log to a file for what it says
part_log() {
	if [ -n "$parts_logs" ]; then
		log=$parts_logs/${1//[^[:alnum:]]/-}.log
	else
		log=$(mktemp)
	fi
}

# part_ended WHAT LOG STATUS TIME: counts what a part counted in the last line of LOG, and tells it
part_ended() {
	local what=$1 log=$2 status=$3 last
	last=$(tail -n 1 "$log")
	if [ "$status" -eq 77 ]; then
		skip "$what" "$last"
	elif [[ $last =~ $parts_counts ]]; then
		parts_passed=$((parts_passed + BASH_REMATCH[1]))
		parts_failed=$((parts_failed + BASH_REMATCH[2]))
		parts_skipped=$((parts_skipped + ${BASH_REMATCH[4]:-0}))
		[ "$parts_show" = all ] || sed '$d; /^$/d; /^PASS/d; /^pass /d; /^ok /d' "$log"
		if [ "${BASH_REMATCH[2]}" -eq 0 ] && [ "$status" -ne 0 ]; then
			fail "$what" "exit status $status"
		elif [ "${BASH_REMATCH[1]}" -eq 0 ] && [ "${BASH_REMATCH[2]}" -eq 0 ]; then
			fail "$what" "it checked nothing"
		fi
	else
		[ "$parts_show" = all ] || tail -n 30 "$log"
		fail "$what" "it did not run to its end (exit status $status)"
	fi
	echo "$4  $what: $last"
	[ -n "$parts_logs" ] || rm -f "$log"
}

# parts_end: the last line. Fails if any part did, or if there was none.
parts_end() {
	[ $((parts_passed + parts_failed)) -gt 0 ] || fail "all" "nothing was checked"
	printf '%d passed, %d failed' "$parts_passed" "$parts_failed"
	[ "$parts_skipped" -eq 0 ] || printf ', %d skipped' "$parts_skipped"
	echo
	[ "$parts_failed" -eq 0 ]
}
