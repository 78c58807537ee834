# SPDX-License-Identifier: GPL-2.0-or-later
# Completion of inoderace in bash. Options are those that the program's own --help names.

_inoderace()
{
	local cur=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]} verb='' word reply
	local verbs='slice batch report exposed issues learn mcp ticket'
	COMPREPLY=()

	if ((COMP_CWORD > 1)); then
		for word in $verbs; do
			[[ ${COMP_WORDS[1]} == "$word" ]] && verb=$word
		done
	fi
	case $cur in
		-*)
			# shellcheck disable=SC2086 # no verb is no argument
			reply=$("$program" $verb --help 2>/dev/null | sed -n 's/^  *\(-[A-Za-z], \)\{0,1\}\(--[a-z][a-z-]*=\{0,1\}\).*/\2/p')
			mapfile -t COMPREPLY < <(compgen -W "$reply" -- "$cur")
			[[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace 2>/dev/null
			return
			;;
	esac
	((COMP_CWORD == 1)) && mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur")
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$cur")
	compopt -o filenames 2>/dev/null
}

complete -F _inoderace inoderace
