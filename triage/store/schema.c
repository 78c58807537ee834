// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The schema, as the steps that lead to it: step 1 makes the first version, each later one changes it
 * in place. A released step is never edited. docs/batch.md tells what the columns mean.
 */
#include "triage/store/schema.h"

#include <stddef.h>

#include "triage/store/store.h"

static const char *const steps[] = {
	/* 1 */
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);"
	"CREATE TABLE rules (id @ID@, hash TEXT NOT NULL UNIQUE, tool TEXT NOT NULL);"
	"CREATE TABLE runs (id @ID@,"
	" started TEXT NOT NULL, ended TEXT, state TEXT NOT NULL,"
	" rules BIGINT NOT NULL REFERENCES rules(id), tool TEXT NOT NULL,"
	" again BIGINT NOT NULL, host TEXT NOT NULL, process TEXT NOT NULL, arguments TEXT NOT NULL);"
	"CREATE TABLE contents (id @ID@,"
	" fingerprint TEXT NOT NULL, sampled BIGINT NOT NULL, whole TEXT,"
	" bytes BIGINT NOT NULL, parts BIGINT NOT NULL,"
	" diagnosis BIGINT);"
	"CREATE INDEX contents_fingerprint ON contents (fingerprint);"
	"CREATE TABLE diagnoses (id @ID@,"
	" content BIGINT NOT NULL REFERENCES contents(id), run BIGINT NOT NULL REFERENCES runs(id),"
	" rules BIGINT NOT NULL REFERENCES rules(id), tool TEXT NOT NULL, made TEXT NOT NULL,"
	" error TEXT, class TEXT NOT NULL, phase TEXT, confidence TEXT, race BIGINT, signature TEXT,"
	" summary TEXT, door TEXT, release TEXT, arch TEXT, build_id TEXT, nodename TEXT,"
	" crash_time TEXT, panic TEXT, cpu_ms BIGINT, peak_kb BIGINT, json TEXT,"
	" UNIQUE (content, run));"
	"CREATE TABLE paths (path TEXT PRIMARY KEY,"
	" content BIGINT REFERENCES contents(id), error TEXT,"
	" size BIGINT NOT NULL, mtime_ns BIGINT NOT NULL, dev BIGINT NOT NULL, inode BIGINT NOT NULL,"
	" parts BIGINT NOT NULL, log TEXT, run BIGINT NOT NULL REFERENCES runs(id));"
	"CREATE INDEX paths_inode ON paths (inode, dev);"
	"CREATE INDEX paths_content ON paths (content);",
};

const char *ir_schema_step(unsigned version)
{
	_Static_assert(sizeof(steps) / sizeof(steps[0]) == IR_STORE_SCHEMA, "a step for each version");
	return version >= 1 && version <= IR_STORE_SCHEMA ? steps[version - 1] : NULL;
}
