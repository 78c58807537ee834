// SPDX-License-Identifier: GPL-2.0-or-later
/* The parts as a Slurm job array: one script, which submits itself. */
#include "triage/batch/slurm.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* As one word for the shell, whatever is in it. */
static void quoted(FILE *to, const char *text)
{
	fputc('\'', to);
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", to);
		else
			fputc(*text, to);
	}
	fputc('\'', to);
}

static void variable(FILE *to, const char *name, const char *text)
{
	fprintf(to, "%s=", name);
	quoted(to, text);
	fputc('\n', to);
}

/* @name=(--name=PATH ...), of the NULL-terminated @paths */
static void options(FILE *to, const char *name, char *const *paths)
{
	fprintf(to, "%s=(", name);
	for (unsigned i = 0; paths[i]; i++) {
		fprintf(to, "%s--%s=", i ? " " : "", name);
		quoted(to, paths[i]);
	}
	fputs(")\n", to);
}

static const char what_to_do[] =
	"case ${1-submit} in\n"
	"submit)\n"
	"	# In names of files, Slurm reads % as the start of something.\n"
	"	logs=${shards//%/%%}\n"
	"	tasks=$(sbatch --parsable --array=\"1-$parts\" --chdir=\"$folder\" --output=\"$logs/%a.log\" \\\n"
	"		\"$0\" task) || exit\n"
	"	# Whatever became of the tasks: what is missing is told by the merge.\n"
	"	sbatch --dependency=\"afterany:${tasks%%;*}\" --chdir=\"$folder\" --output=\"$logs/merge.log\" \\\n"
	"		--job-name=inoderace-merge \"$0\" merge\n"
	"	;;\n"
	"task)\n"
	"	\"$batch\" --shards=\"$shards\" --task=\"$SLURM_ARRAY_TASK_ID\" -J \"${SLURM_CPUS_PER_TASK:-1}\" \\\n"
	"		\"${limits[@]}\" \"${layouts[@]}\" \"${issues[@]}\" && exit\n"
	"	# For a reason of this machine's something is left. Slurm starts the task again, and it goes on.\n"
	"	[ \"${SLURM_RESTART_COUNT:-0}\" -lt 3 ] && scontrol requeue \"$SLURM_JOB_ID\"\n"
	"	exit 1\n"
	"	;;\n"
	"merge)\n"
	"	exec \"$batch\" --shards=\"$shards\" --merge --db=\"$db\"\n"
	"	;;\n"
	"esac\n";

void ir_slurm_script(const struct ir_batch *b, FILE *to, const char *folder, unsigned long nr)
{
	char *here = getcwd(NULL, 0), self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[n > 0 ? n : 0] = 0;
	fputs("#!/bin/bash\n"
	      "# Dumps for inoderace batch, in parts. Run it with bash to submit it: a job array, and a job that\n"
	      "# merges what came of it. What sbatch should know besides (partition, account, time), it reads\n"
	      "# from SBATCH_PARTITION, SBATCH_ACCOUNT, SBATCH_TIMELIMIT.\n"
	      "#SBATCH --job-name=inoderace\n"
	      "#SBATCH --cpus-per-task=1\n", to);
	/* The worker's limit, the scheduler, and libraries. */
	fprintf(to, "#SBATCH --mem=%lluM\n", (unsigned long long)(b->limits.memory >> 20) + 256);
	fputs("#SBATCH --requeue\n"
	      "#SBATCH --open-mode=append\n"
	      "# shellcheck disable=SC2016 # a path may hold a dollar sign\n"
	      "set -u\n", to);
	variable(to, "batch", self);
	variable(to, "folder", here ? here : "/");
	variable(to, "shards", folder);
	variable(to, "db", b->db);
	fprintf(to, "parts=%lu\n", nr);
	fprintf(to, "limits=(--timeout=%u --memory=%llu --unpacked=%llu)\n", b->limits.seconds,
		(unsigned long long)b->limits.memory >> 20, (unsigned long long)b->limits.unpacked >> 30);
	options(to, "layouts", b->layouts);
	options(to, "issues", b->issues);
	fputs(what_to_do, to);
	free(here);
}

int ir_slurm_submit(const char *script)
{
	int status = -1;
	pid_t pid = fork();

	if (!pid) {
		execlp("bash", "bash", script, (char *)NULL);
		perror("inoderace: bash");
		_exit(EXIT_FAILED);
	}
	if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && !WEXITSTATUS(status))
		return EXIT_VERDICTS;
	fprintf(stderr, "inoderace: batch: Slurm did not take it (bash %s submits it once more)\n", script);
	return EXIT_FAILED;
}
