// SPDX-License-Identifier: GPL-2.0-or-later
/* The renderers on diagnoses built by hand: a full race, nothing known at all, hostile strings. */
#include "tests/unit/json_read.h"
#include "core/render/render.h"
#include "core/render/report.h"
#include "tests/unit/race_sample.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

/* What the emit function collected. */
static struct {
	size_t len;
	char s[1 << 23];
} got;

static void collect(const char *text, void *arg)
{
	size_t len = strlen(text);

	(void)arg;
	if (got.len + len >= sizeof(got.s))
		abort();
	memcpy(got.s + got.len, text, len + 1);
	got.len += len;
}

/* What an earlier report left must not be taken for what the next one says. */
static void forget(void)
{
	got.len = 0;
	got.s[0] = '\0';
}

static const char *json(const struct ir_diagnosis *d)
{
	forget();
	ir_report_json(d, collect, NULL);
	return got.s;
}

static const char *text(const struct ir_diagnosis *d, bool verbose, bool colour)
{
	struct ir_report_options opt = {.verbose = verbose, .colour = colour};

	forget();
	ir_report_text(d, &opt, collect, NULL);
	return got.s;
}

static const char *markdown(const struct ir_diagnosis *d)
{
	forget();
	ir_report_markdown(d, collect, NULL);
	return got.s;
}

/* Lines of at most 80 columns of printable ASCII, given that the sample holds no other. */
static bool fits(const char *s)
{
	size_t col = 0;

	for (; *s; s++) {
		if (*s != '\n' && (*s < 0x20 || *s > 0x7e))
			return false;
		col = *s == '\n' ? 0 : col + 1;
		if (col > IR_TEXT_WIDTH)
			return false;
	}
	return true;
}

/* One line of JSON and valid UTF-8? */
static bool sound(const char *s)
{
	const char *end = strchr(s, '\n');
	struct json *root;
	char err[128];
	uint32_t cp;

	root = json_parse(s, err, sizeof(err));
	json_free(root);
	for (size_t len; *s; s += len) {
		len = ir_utf8(s, &cp);
		if (!len)
			return false;
	}
	return root && end && !end[1];
}

/* @s without its code spans and fenced blocks, in place in the collected output. */
static const char *outside_code(void)
{
	char *to = got.s, *from = got.s;

	while (*from) {
		bool fence = !strncmp(from, "```", 3);
		char *end =
			*from == '`' ? strstr(from + (fence ? 3 : 1), fence ? "```" : "`") : NULL;

		if (end)
			from = end + (fence ? 3 : 1);
		else
			*to++ = *from++;
	}
	*to = '\0';
	return got.s;
}

static void race(void)
{
	static struct ir_diagnosis d;
	static const char head[] = "{\"schema\": 2, \"tool\": {\"name\": \"inoderace\", ";
	const char *s;

	race_sample(&d);
	s = json(&d);
	CHECK(!strncmp(s, head, sizeof(head) - 1) && sound(s));
	CHECK(strstr(s, "\"crash_time\": \"2026-11-22T10:00:11Z\""));
	CHECK(strstr(s, "\"mode\": \"0120777\", \"i_state\": {\"raw\": \"0x0000000000000008\", "
			"\"names\": [\"I_NEW\"]}, \"i_count\": 1"));
	CHECK(strstr(s, "\"dentry_inode\": null, \"dentry_seq\": 6, \"walk_seq\": 2}"));
	CHECK(strstr(s, "\"symbol\": \"empty_iops\", \"from\": \"rax\"}"));
	CHECK(strstr(s, "\"for\": null, \"text\": \"i_fop is no_open_fops"));
	CHECK(strstr(s, "\"kernel_exposed\": true, \"observations\": [], \"unavailable\": [], "
			"\"missing\": []}\n"));
	s = text(&d, false, false);
	CHECK(fits(s) && !strncmp(s, "VERDICT   XFS inode reinit race", 31));
	CHECK(strstr(s, "step_into+0x5cd  <- call to 0"));
	CHECK(strstr(s, "RECYCLER  PID 140 stat, CPU 0"));
	CHECK(strstr(s, "          . i_fop is no_open_fops"));
	s = strstr(s, "crash> struct inode.i_op,i_state,i_ino ff41f006034c1938\n");
	CHECK(s && !strstr(s + 1, "crash> struct inode.i_op,"));
	CHECK(fits(text(&d, true, false)) && strstr(got.s, "rcu-walk for xfs-reinit-race: yes"));
	CHECK(strstr(text(&d, false, true), "\033[1;31mXFS inode reinit race\033[0m"));
	CHECK(strstr(markdown(&d), "| `+` | the inode belongs to XFS | `struct inode ff41"));
	CHECK(strstr(got.s, "PID 133 `\"victim\"` (CPU 1) looked up `/mnt/x/d/lnk` without"));
	forget();
	ir_report_inode(&d, collect, NULL);
	CHECK(fits(got.s) && strstr(got.s, "i_op ffffffffa463f0c0 empty_iops"));
	d.nr_walkers = 1;
	d.walkers = &(struct ir_walker){.pid = KNOWN(133),
					.cpu = KNOWN(1),
					.task = KNOWN(0xff41f00603a88000),
					.comm = "victim",
					.walk = d.walk};
	forget();
	ir_report_in_flight(&d, collect, NULL);
	CHECK(strstr(got.s, "The dentry has changed since this walk checked it."));
	CHECK(fits(got.s) && strstr(got.s, "recycle in xfs_iget, inode ff41f006034c1938"));
}

static void nothing(void)
{
	static struct ir_diagnosis d;
	const char *s;

	d.verdict.class = IR_CLASS_UNDETERMINED;
	d.verdict.confidence = "confirmed"; /* must not get out */
	s = json(&d);
	CHECK(sound(s) && !strstr(s, "confirmed"));
	CHECK(strstr(s, "\"walk\": null, \"inode\": null, \"xfs_inode\": null, "
			"\"called_through\": null, \"peers\": [], \"evidence\": [{"));
	CHECK(strstr(s, "{\"id\": \"rcu-walk\", \"holds\": null, \"for\": \"xfs-reinit-race\", "
			"\"text\": null, \"source\": null}"));
	CHECK(!strstr(s, "event-bug"));
	CHECK(fits(text(&d, true, false)) && strstr(got.s, "? not known whether the path walk"));
	CHECK(strstr(markdown(&d), "confidence: none"));
	forget();
	ir_report_inode(&d, collect, NULL);
	ir_report_in_flight(&d, collect, NULL);
	CHECK(fits(got.s) && strstr(got.s, "i_op ?\n"));
	CHECK(strstr(got.s, "no task was found in a path walk") &&
	      strstr(got.s, "no task was found setting up"));
	CHECK(ir_time((struct ir_value){true, UINT64_MAX}, (char[24]){0}) == NULL);
	/* A verdict of something else does not report what it did not ask about. */
	d.verdict.class = IR_CLASS_OOM;
	CHECK(strstr(json(&d), "\"evidence\": [], "));
}

/* Everything a dump could put into a name to break out of where it is quoted. */
#define EVIL                                                                                       \
	"a\nb\033[31m`|\\|<script>@all ](http://x) \xff\xc0\xaf\xed\xa0\x80 \xe2\x80\xae\"\\ ~~ "  \
	"# "

static void hostile(void)
{
	static struct ir_diagnosis d;
	static struct ir_frame frames[60];
	static const char *lines[60];
	static struct ir_known_issue issues[IR_MAX_ISSUES];
	static char flood[5000], printable[97] = "\n";
	const char *s;

	for (size_t i = 0; i + sizeof(EVIL) < sizeof(flood); i += sizeof(EVIL) - 1)
		memcpy(flood + i, EVIL, sizeof(EVIL));
	for (char c = 0x20; c < 0x7f; c++)
		printable[c - 0x1f] = c;
	for (unsigned i = 0; i < 60; i++) {
		frames[i] = (struct ir_frame){.symbol = i % 2 ? flood : NULL, .module = flood};
		lines[i] = flood;
	}
	race_sample(&d);
	for (unsigned i = 0; i < IR_NR_FACTS; i++)
		d.facts[i] = (struct ir_evidence){IR_TRUE, flood, flood, {lines[i] + i}};
	d.verdict.class = IR_CLASS_INODE_CORRUPTION; /* its advice holds no link of our own */
	d.verdict.summary = d.verdict.signature = d.verdict.phase = d.fault.comm = flood;
	d.dump = (struct ir_dump){.path = flood,
				  .format = flood,
				  .release = flood,
				  .arch = flood,
				  .build_id = flood,
				  .nodename = flood,
				  .panic = flood,
				  .tainted = flood,
				  .cmdline = flood,
				  .nr_livepatches = 60,
				  .livepatches = lines};
	d.notes.observations = d.notes.missing = d.notes.unavailable = d.notes.origins = (struct ir_list){60, 60, lines};
	d.fault.backtrace = (struct ir_backtrace){60, frames, flood};
	d.exposed_text = d.walk.name = d.inode.fs = d.inode.i_op.symbol = flood;
	for (unsigned i = 0; i < IR_MAX_ISSUES; i++)
		issues[i] = (struct ir_known_issue){flood, flood, flood, flood, flood, {8, 8, lines}, {8, 8, lines}};
	d.issues = issues;
	d.nr_issues = IR_MAX_ISSUES;

	s = json(&d);
	CHECK(sound(s) && strstr(s, "a\\u000ab\\u001b[31m`|\\\\|<script>@all ](http://x) "
				    "\\u00ff\\u00c0\\u00af\\u00ed\\u00a0\\u0080 "));
	s = text(&d, true, false);
	s += strspn(s, printable);
	CHECK(!*s);
	s = markdown(&d);
	CHECK(got.len < 65536);
	CHECK(strstr(s, "more frames left out)") && strstr(s, "more, left out here"));
	outside_code();
	CHECK(!strpbrk(got.s, "<@`~\\]\033"));
	CHECK(!strstr(got.s, "http"));
}

static void words(void)
{
	struct ir_out out = {.emit = collect};
	uint32_t cp;

	CHECK(ir_utf8("\xe2\x82\xac", &cp) == 3 && cp == 0x20ac);
	CHECK(!ir_utf8("\xc0\x80", &cp) && !ir_utf8("\xf4\x90\x80\x80", &cp));
	CHECK(!ir_utf8("\xe2\x82", &cp) && !ir_utf8("\x80", &cp));
	forget();
	ir_out_cell(&out, 6, "abcdefg");
	ir_out_flush(&out);
	CHECK(!strcmp(got.s, "abcde~") && out.col == 6);
}

/* Nothing of a dump's is said of a log: what nobody can do with it is no advice. */
static void logs(void)
{
	static const char *const of_dumps[] = {"this dump",    "this image", "crash>",    "inoderace -w",
					       "makedumpfile", "mod -s",     "debuginfo", "CHECK",
					       "DUMP",	       "| dump |",   "Check in crash"};
	static const struct ir_report_options brief;
	struct ir_diagnosis d;

	for (int door = 0; door < 2; door++) {
		unsigned nr = 0;

		for (int class = 0; class < IR_NR_CLASSES; class++) {
			race_sample(&d);
			d.verdict.class = class;
			d.door = door ? "dump" : "log";
			forget();
			ir_report_text(&d, &brief, collect, NULL);
			ir_report_markdown(&d, collect, NULL);
			for (size_t i = 0; i < sizeof(of_dumps) / sizeof(*of_dumps); i++)
				nr += strstr(got.s, of_dumps[i]) != NULL;
			CHECK(strstr(got.s, door ? "DUMP" : "LOG ") != NULL);
		}
		CHECK(door ? nr > 40 : nr == 0);
	}
}

/* What an entry says is there; only what is nothing but a link is written as one. */
static void known_issues(void)
{
	static const char *versions[] = {"6.9", "6.6.23"};
	static const char *links[] = {"https://lore.kernel.org/r/x@y", "https://git.kernel.org/linus/5f7f5a66d2a6"};
	struct ir_known_issue issue = {"ail-uaf", "a log item outlives its buffer", "storage", "Update to 6.9.", "issues.d/ail.jq",
				       {2, 2, versions}, {2, 2, links}};
	struct ir_diagnosis d;
	const char *s;

	race_sample(&d);
	CHECK(!strstr(text(&d, false, false), "KNOWN") && !strstr(markdown(&d), "Known issues"));
	d.issues = &issue;
	d.nr_issues = 1;
	s = json(&d);
	CHECK(sound(s));
	CHECK(strstr(s, "\"known_issues\": [{\"id\": \"ail-uaf\", \"title\": \"a log item outlives its buffer\", "
			"\"fixed_in\": [\"6.9\", \"6.6.23\"], \"links\": [\"https://lore.kernel.org/r/x@y\", "
			"\"https://git.kernel.org/linus/5f7f5a66d2a6\"], \"owner\": \"storage\", "
			"\"from\": \"issues.d/ail.jq\"}]"));
	s = text(&d, false, false);
	CHECK(fits(s) && strstr(s, "KNOWN     a log item outlives its buffer\n          Update to 6.9.\n"
				   "          fixed in 6.9, 6.6.23\n            https://lore.kernel.org/r/x@y\n"));
	CHECK(strstr(s, "          ail-uaf, owner storage, from issues.d/ail.jq\n\n"));
	s = markdown(&d);
	CHECK(strstr(s, "### Known issues\n\n- `ail-uaf`: a log item outlives its buffer\n"));
	CHECK(strstr(s, "  See `https://lore.kernel.org/r/x@y`, https://git.kernel.org/linus/5f7f5a66d2a6\n"));
}

void test_report(void)
{
	known_issues();
	logs();
	race();
	nothing();
	hostile();
	words();
}
