# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A PostgreSQL server of the tests' own, from Debian's package, in a folder and on a socket there: no
# port, no system service, nothing left over.

# postgres_start FOLDER: in that folder, the way to which must be open to others. Sets PG to a connection string; false when there is no server to start
postgres_start() {
	local bin
	bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
	[ -x "$bin/initdb" ] || return 1
	pg_bin=$bin pg_folder=$1
	pg_as=()
	mkdir -p "$pg_folder"
	# It refuses to run as root.
	if [ "$(id -u)" = 0 ]; then
		pg_as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
		chown postgres "$pg_folder"
	fi
	(
		cd "$pg_folder" &&
			"${pg_as[@]}" "$bin/initdb" -D "$pg_folder/data" -A trust -U triage -E UTF8 --locale=C.UTF-8 &&
			"${pg_as[@]}" "$bin/pg_ctl" -D "$pg_folder/data" -w -l "$pg_folder/log" \
				-o "-c listen_addresses='' -c unix_socket_directories='$pg_folder'" start &&
			"${pg_as[@]}" "$bin/createdb" -h "$pg_folder" -U triage triage
	) >"$pg_folder/start" 2>&1 </dev/null || return 1
	PG="host=$pg_folder user=triage dbname=triage"
}

# postgres_database NAME: one more database on it
postgres_database() {
	(cd "$pg_folder" && "${pg_as[@]}" "$pg_bin/createdb" -h "$pg_folder" -U triage "$1")
}

postgres_stop() {
	[ -n "${pg_folder-}" ] || return 0
	(cd "$pg_folder" && "${pg_as[@]}" "$pg_bin/pg_ctl" -D "$pg_folder/data" -m immediate stop) >/dev/null 2>&1
	pg_folder=''
}
