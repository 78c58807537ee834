# shellcheck shell=dash
# needs: CONFIG_FUNCTION_GRAPH_TRACER
# The function graph tracer on XFS's inodes and on path lookup, as agents that watch file access have it.
# shellcheck source=/dev/null
. /functions.sh
echo 'xfs_i* xfs_vn_* xfs_lookup* xfs_create* xfs_remove*' >$tracing/set_ftrace_filter || fail "XFS cannot be traced"
traceable vfs_statx user_path_at_empty filename_lookup path_lookupat path_openat link_path_walk walk_component step_into \
	pick_link lookup_slow __lookup_slow do_filp_open do_sys_openat2 >>$tracing/set_ftrace_filter
echo function_graph >$tracing/current_tracer || fail "no function graph tracer"
say "variant $(cat $tracing/current_tracer) on $(wc -l <$tracing/set_ftrace_filter) functions"
