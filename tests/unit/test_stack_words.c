// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/inoderace.h"
#include "core/task/stack_words.h"
#include "tests/fake/fake_target.h"
#include "tests/unit/unit.h"

static bool sleeper(struct ir_kernel *k, const struct ir_task *task, void *arg)
{
	(void)k;
	if (task->pid == 140)
		*(struct ir_task *)arg = *task;
	return task->pid != 140;
}

/* A sleeper's stack is read as a whole until the room for deep stacks is used up; then 2 KiB of it. */
static void bounded(struct ir_kernel *k)
{
	struct ir_stack_words s;
	struct ir_task task = {0};
	unsigned nr;

	if (!CHECK(ir_stack_words_init(k, &s)) || !CHECK(!ir_each_task(k, sleeper, &task, &nr)) ||
	    !CHECK(task.pid == 140))
		return;
	CHECK(!ir_stack_words_read(k, &task, &s) && s.nr > 0x300 && !s.cut);
	s.deep_left = 8 * s.nr - 2048;
	CHECK(!ir_stack_words_read(k, &task, &s) && s.nr > 0x300 && !s.cut && !s.deep_left);
	s.deep_left = 8 * s.nr - 2048 - 8;
	CHECK(!ir_stack_words_read(k, &task, &s) && s.nr == 256 && s.cut == 1);
}

void test_stack_words(void)
{
	char err[256] = "";
	struct fake *f = fake_open("tests/fake/outside/sleeper-deep.tgt", err, sizeof(err));
	struct ir_diagnosis d = {0};
	struct ir_kernel k;

	if (unit_check(f, __FILE__, __LINE__, err) && CHECK(ir_kernel_open(&k, fake_target(f), &d)))
		bounded(&k);
	ir_diagnosis_release(&d);
	fake_close(f);
}
