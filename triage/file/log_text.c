// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/file/log_text.h"

#include <string.h>

#include "core/log/kernel_text.h"
#include "triage/file/log_chunks.h"

bool ir_may_be_text(const char *text, size_t len)
{
	size_t odd = 0, nul = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		nul += !c;
		odd += c && c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != 27 && c != '\f';
	}
	/* Serial lines add a NUL here and there, perhaps to each line. */
	return odd <= len / 64 && nul <= len / 16;
}

/* Things only kernels say. */
static const char *const marks[] = {
	"Linux version ", "Call Trace:",   "Call trace:",    "Kernel panic",
	"Oops",		  "BUG: ",	   "RIP: ",	     "Modules linked in:",
	"kernel: ",	  "kernel BUG at", "sysrq: ",	     "CPU: ",
	"---[ end ",	  "---[ cut here", "Command line: ", "Out of memory",
	"INFO: task ",	  "watchdog: ",	   "Memory: ",
	"INFO: rcu",	  "[ INFO: ",	   "Unable to handle kernel",
	"PID: ",	  "Pid: ",	   "[Hardware Error]",
	"segfault at ",	  "WARNING: CPU: ", "unhandled signal ",
	"general protection fault", "exception RIP: ", "page allocation failure",
	"[#1]",		  "do_page_fault(): ", "machine check",
	": Vector: ",
};

/* At the start of a line, or behind a time stamp, a host's name and the like. */
static bool starts_line(const char *text, const char *at)
{
	return at == text || at[-1] == '\n' || (at - text > 1 && at[-1] == ' ' && strchr("]:>", at[-2]));
}

static unsigned count(const char *text, const char *what, unsigned enough)
{
	unsigned n = 0;

	while (n < enough && (text = strstr(text, what))) {
		text += strlen(what);
		n++;
	}
	return n;
}

unsigned ir_text_log_marks(const char *text)
{
	unsigned n = count(text, "\n[ ", 3);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *at = text;

		while ((at = strstr(at, marks[i])) && !starts_line(text, at))
			at++;
		n += at != NULL;
	}
	return n;
}

bool ir_is_text_log(const char *text, size_t len)
{
	if (!len || !ir_may_be_text(text, len < 65536 ? len : 65536))
		return false;
	return ir_is_kernel_text(text, len);
}

struct judged {
	bool begun, text, kernel;
};

static bool judge_chunk(char *text, size_t len, void *arg)
{
	struct judged *judged = arg;

	if (!judged->begun)
		judged->text = ir_may_be_text(text, len < 65536 ? len : 65536);
	judged->begun = true;
	judged->kernel = judged->text && ir_is_kernel_text(text, len);
	return judged->text && !judged->kernel;
}

bool ir_is_text_log_file(int fd)
{
	struct judged judged = {false, false, false};

	return ir_log_chunks(fd, judge_chunk, &judged) && judged.kernel;
}
