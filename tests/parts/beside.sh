# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# Parts of a test that run beside each other, for those who have sourced parts.sh. They are begun in the order in which they are
# given, and told and counted in that order. tests/parts/can-fail shows what is not let pass.
#
# beside_most: how many run at once. What waits more than it works comes first, then what takes long.
beside_most=2
beside_what=() beside_command=() beside_logs=() beside_pids=()
beside_told=0
exec {beside_ends}<> <(:) # a pipe: a line for each that has ended

# beside WHAT COMMAND...: as part does, but it only begins, now or when there is room; beside_end waits for its end
beside() {
	local what=$1
	shift
	beside_what+=("$what")
	beside_command+=("${*@Q}")
	beside_begin
}

# beside_run LOG COMMAND...: LOG.end will hold the exit status and the time
beside_run() {
	local log=$1 status=0 start=$EPOCHREALTIME
	shift
	"$@" </dev/null >"$log" 2>&1 {beside_ends}>&- || status=$?
	echo "$status $(took "$start")" >"$log.new"
	mv "$log.new" "$log.end"
	echo >&"$beside_ends"
}

# beside_runs I: is that part at work? One whose shell was killed is not.
beside_runs() {
	[ ! -e "${beside_logs[$1]}.end" ] && kill -0 "${beside_pids[$1]}" 2>/dev/null
}

beside_begin() {
	local i running=0 command log
	for ((i = beside_told; i < ${#beside_pids[@]}; i++)); do
		if beside_runs "$i"; then running=$((running + 1)); fi
	done
	for (( ; i < ${#beside_what[@]} && running < beside_most; i++, running++)); do
		part_log "${beside_what[i]}"
		rm -f "$log.end"
		eval "command=(${beside_command[i]})"
		set -m # or it would inherit an ignored SIGINT, and some part tests Ctrl-C
		beside_run "$log" "${command[@]}" &
		set +m
		beside_logs[i]=$log beside_pids[i]=$!
	done
}

# beside_tell I: of a part that has ended
beside_tell() {
	local log=${beside_logs[$1]} status=137 time="     ? s"
	[ ! -e "$log.end" ] || read -r status time <"$log.end"
	rm -f "$log.end"
	[ "$parts_show" != all ] || cat "$log"
	part_ended "${beside_what[$1]}" "$log" "$status" "$(printf '%10s' "$time")"
}

# beside_end: until all have ended, and were told
beside_end() {
	while [ "$beside_told" -lt ${#beside_what[@]} ]; do
		beside_begin
		if beside_runs "$beside_told"; then
			read -r -t 1 -u "$beside_ends" || : # one that was killed writes none
			continue
		fi
		beside_tell "$beside_told"
		beside_told=$((beside_told + 1))
	done
}

# beside_stop: whoever stops early ends what is at work, and what that has begun
beside_stop() {
	local i
	for ((i = beside_told; i < ${#beside_pids[@]}; i++)); do
		if beside_runs "$i"; then kill -- "-${beside_pids[i]}"; fi
	done
}
