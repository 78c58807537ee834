// SPDX-License-Identifier: GPL-2.0-or-later
/* The tests' own JSON reader: what it takes for JSON, and where it finds things. */
#include "tests/unit/json_read.h"
#include "tests/unit/unit.h"

static const char doc[] = "{\"a\": {\"b\": [1, -2.5e3, {\"id\": \"x-y\", \"v\": true}]},"
			  " \"s\": \"q\\\"\\u000a\\u00e9\\u20ac\", \"n\": null, \"e\": []}\n";

static void look(const struct json *root)
{
	struct json scratch;
	const struct json *j = json_at(root, "a.b.0", &scratch);

	CHECK(j && j->type == JSON_WORD);
	CHECK_STR(j ? j->text : NULL, "1");
	j = json_at(root, "a.b.x-y.v", &scratch);
	CHECK_STR(j ? j->text : NULL, "true");
	j = json_at(root, "a.b.length", &scratch);
	CHECK_STR(j ? j->text : NULL, "3");
	j = json_at(root, "e.length", &scratch);
	CHECK_STR(j ? j->text : NULL, "0");
	j = json_at(root, "s", &scratch);
	CHECK(j && j->type == JSON_STRING);
	CHECK_STR(j ? j->text : NULL, "q\"\n\xc3\xa9\xe2\x82\xac");
	j = json_at(root, "n", &scratch);
	CHECK_STR(j ? j->text : NULL, "null");
	CHECK(!json_at(root, "a.b.3", &scratch));
	CHECK(!json_at(root, "a.c", &scratch));
	CHECK(!json_at(root, "n.x", &scratch));
	CHECK(!json_at(root, "a..b", &scratch));
}

static void refuse(const char *text)
{
	char err[128], what[256];
	struct json *json = json_parse(text, err, sizeof(err));

	snprintf(what, sizeof(what), "refuses %s", text);
	unit_check(!json, __FILE__, __LINE__, what);
	json_free(json);
}

void test_json(void)
{
	static const char *const bad[] = {
		"",	 "{",	"[1,]",	   "{\"a\":}",	  "{\"a\" 1}", "{a:1}",
		"[1 2]", "\"a", "\"\\q\"", "\"\\u12\"",	  "\"a\nb\"",  "nul",
		"+1",	 "1x",	"{} {}",   "\"\\ud800\"", "[",	       "-",
	};
	char err[128], deep[200];
	struct json *root = json_parse(doc, err, sizeof(err));

	CHECK(root);
	if (root)
		look(root);
	json_free(root);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refuse(bad[i]);
	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = 0;
	refuse(deep);
}
