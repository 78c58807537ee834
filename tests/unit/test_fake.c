// SPDX-License-Identifier: GPL-2.0-or-later
/* The language of the described machines, and that mistakes in it are told with file and line. */
#include "tests/fake/fake_target.h"
#include "tests/unit/unit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

/* @text as a file; NULL and the message in @err when it is not well-formed. */
static struct fake *open_text(const char *text, char *err, size_t size)
{
	char path[] = "/tmp/unit-XXXXXX";
	int fd = mkstemp(path);
	struct fake *f;

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text)) {
		snprintf(err, size, "no temporary file");
		return NULL;
	}
	close(fd);
	f = fake_open(path, err, size);
	unlink(path);
	return f;
}

static const char machine[] = "struct pair 16\n"
			      "  first 0 8\n"
			      "  second 8 4\n"
			      "  name 12 4\n"
			      "struct twins 32\n"
			      "  two 0 32 pair\n"
			      "sym table.9 0xff00000000001000 0x100\n"
			      "sym inner 0xff00000000002000 0x10 xfs\n"
			      "obj p 0xff00000000005000 pair # a comment\n"
			      "  first = &q.two[1].second\n"
			      "  second = 'table.9'+0x10-1\n"
			      "  name = \"a\\x22b\"\n"
			      "  none ?= 1\n"
			      "obj q 0xff00000000006000 twins\n"
			      "set q.two[1].second = -2\n"
			      "set p.second = 7\n"
			      "code 'inner' e8 ->'table.9' $'inner'\n"
			      "  90\n"
			      "u64 0xff00000000006100 1 2\n"
			      "  3\n"
			      "string 0xff00000000006200 \"text\"\n"
			      "absent 0xff00000000006000 8\n"
			      "corrupt 0xff00000000006010 8\n"
			      "fill 0xff00000000007000 8192 0x6b\n"
			      "enum KIND -3\n"
			      "vmcoreinfo KEY = value\n"
			      "log \"one\"\n"
			      "log \"two\"\n"
			      "edit_log wo \"hree\"\n"
			      "unset member pair.name\n"
			      "unset struct twins\n"
			      "without task_count\n"
			      "panic_task &p\n"
			      "expect a.b = &q\n";

static bool count_lines(const char *line, size_t len, void *arg)
{
	unsigned *n = arg;

	CHECK(len == strlen(line));
	CHECK_STR(line, *n ? "three" : "one");
	++*n;
	return true;
}

static void reads(struct ir_target *t)
{
	uint64_t v = 0;
	char buf[16];

	CHECK(!ir_read_u64(t, 0xff00000000005000, &v) && v == 0xff00000000006018);
	CHECK(!ir_read_u64(t, 0xff00000000005008, &v) && v == UINT64_C(0x0062226100000007));
	CHECK(!ir_read_uint(t, 0xff00000000006018, 4, &v) && v == 0xfffffffe);
	CHECK(!ir_read(t, 0xff00000000002000, buf, 10));
	CHECK(!memcmp(buf, "\xe8\xfb\xef\xff\xff\x00\x20\x00\x00\x90", 10));
	CHECK(!ir_read_u64(t, 0xff00000000006110, &v) && v == 3);
	CHECK(!ir_read_string(t, 0xff00000000006200, buf, sizeof(buf)));
	CHECK_STR(buf, "text");
	CHECK(ir_read_u64(t, 0xff00000000006004, &v) == IR_ABSENT);
	CHECK(ir_read_u64(t, 0xff00000000006010, &v) == IR_CORRUPT);
	CHECK(ir_read_u64(t, 0xff00000000005ffc, &v) == IR_ABSENT);
	CHECK(ir_read_u64(t, 0xff00000000004000, &v) == IR_FAULT);
	CHECK(ir_read_u64(t, 0xff00000000008ffc, &v) == IR_FAULT);
	CHECK(!ir_read_u64(t, 0xff00000000008ff8, &v) && v == UINT64_C(0x6b6b6b6b6b6b6b6b));
}

static void names(struct ir_target *t)
{
	struct ir_symbol sym;
	struct ir_member m;
	uint64_t v = 0;
	int64_t e = 0;
	char buf[16];
	unsigned lines = 0;

	CHECK(!ir_symbol_lookup(t, "table", &sym));
	CHECK_STR(sym.name, "table.9");
	CHECK(ir_symbol_lookup(t, "tabl", &sym) == IR_NOTFOUND);
	CHECK(!ir_symbol_at(t, 0xff0000000000200f, &sym));
	CHECK_STR(sym.module, "xfs");
	CHECK(ir_symbol_at(t, 0xff00000000002010, &sym) == IR_NOTFOUND);
	CHECK(!t->ops->member(t, "pair", "second", &m) && m.offset == 8 && m.size == 4);
	CHECK(t->ops->member(t, "pair", "name", &m) == IR_NOTFOUND);
	CHECK(t->ops->type_size(t, "twins", &v) == IR_NOTFOUND);
	CHECK(!t->ops->type_size(t, "pair", &v) && v == 16);
	CHECK(!t->ops->enumerator(t, "KIND", &e) && e == -3);
	CHECK(t->ops->enumerator(t, "OTHER", &e) == IR_NOTFOUND);
	CHECK(!t->ops->vmcoreinfo(t, "KEY", buf, sizeof(buf)));
	CHECK_STR(buf, "value");
	CHECK(t->ops->vmcoreinfo(t, "KE", buf, sizeof(buf)) == IR_NOTFOUND);
	CHECK(!t->ops->log(t, count_lines, &lines) && lines == 2);
	CHECK(!t->ops->task_count);
	CHECK(!t->ops->panic_task(t, &v) && v == 0xff00000000005000);
}

/* @lines after a good start must be refused at their last, for a reason that contains @why. */
static void refuse(const char *line, const char *why)
{
	char text[2048], err[600] = "", what[1024], place[16];
	unsigned nr = 3;
	struct fake *f;

	for (const char *s = line; *s; s++)
		nr += *s == '\n';
	snprintf(place, sizeof(place), ":%u: ", nr);
	snprintf(text, sizeof(text), "struct s 8\n  m 0 8\n%s\n", line);
	f = open_text(text, err, sizeof(err));
	snprintf(what, sizeof(what), "\"%s\" is refused: %s", line, err);
	unit_check(!f && strstr(err, place) && strstr(err, why), __FILE__, __LINE__, what);
	fake_close(f);
}

void test_fake(void)
{
	static const char *const bad[][2] = {
		{"bogus 1", "bogus"},
		{"bogus", "bogus"},
		{"u64", "u64 ADDR"},
		{"u64 0x10 'none'", "no symbol"},
		{"u64 0x10 &none", "no object"},
		{"u64 0x10 1+", "no number"},
		{"u64 0x10 0x10000000000000000", "no number"},
		{"u64 0x10 'open", "never closed"},
		{"obj o 0x10 t", "no struct"},
		{"obj o 0x1000 s\nset o.n = 1", "no member"},
		{"struct t 4\n  m 0 8", "fit"},
		{"struct t 8\n  m 0 4\n  m 4 4", "already"},
		{"struct t", "words"},
		{"sym only", "words"},
		{"string 0x1000 \"open", "no end"},
		{"string 0x1000 \"\\q\"", "knows"},
		{"mem 0x1000 123", "byte"},
		{"mem 0x1000 zz", "byte"},
		{"fill 0 0x7fffffffffffffff", "too much"},
		{"include none.tgt", "cannot read"},
		{"unset sym none", "no sym"},
		{"unset member s.none", "no member"},
		{"without read", "optional"},
		{"option nothing", "option"},
		{"expect a is 1", "expected ="},
		{"expect a !~ \"b(\"", "no regular expression"},
		{"expect a ~ \"b[\"", "no regular expression"},
		{"edit_log a b", "log has no"},
		{"log one two", "what is"},
	};
	char err[600] = "";
	struct fake *f = open_text(machine, err, sizeof(err));

	if (unit_check(f, __FILE__, __LINE__, err)) {
		unsigned nr;
		const struct fake_expect *e = fake_expects(f, &nr);

		CHECK(nr == 1);
		CHECK_STR(nr ? e->value : NULL, "0xff00000000006000");
		reads(fake_target(f));
		names(fake_target(f));
	}
	fake_close(f);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refuse(bad[i][0], bad[i][1]);
	CHECK(!fake_open("/nonexistent.tgt", err, sizeof(err)));
	CHECK(strstr(err, "/nonexistent.tgt"));
}
