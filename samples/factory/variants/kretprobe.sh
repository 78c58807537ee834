# shellcheck shell=dash
# needs: CONFIG_KPROBE_EVENTS
# Events on the returns of functions of XFS and of path lookup, made through tracefs.
# shellcheck source=/dev/null
. /functions.sh
names=$(traceable xfs_iget xfs_lookup xfs_vn_lookup xfs_create __lookup_slow step_into pick_link path_lookupat filename_lookup)
for name in $names; do
	echo "r:lab/$name $name" >>$tracing/kprobe_events || fail "no kretprobe on $name"
done
echo 1 >$tracing/events/lab/enable || fail "the events cannot be enabled"
# shellcheck disable=SC2086 # one line of them
say "variant kretprobes:" $names
