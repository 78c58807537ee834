# inoderace: make          the program build/inoderace and the crash extension build/inoderace.so
#            make demo     from nothing to a verdict: installs what is missing, builds, diagnoses
#                          the samples
#            make demo-crash      makes one real crash under QEMU and diagnoses it, in crash(8) as well
#            make check    the fast tests (needs no kernel and no QEMU)
#            make check-crashes   every scenario on a real kernel; slow, see samples/factory
#            make check-kernels   the same on every kernel; takes up what an earlier run has found
#            make check-dumps     the program: against crash, other formats, damage; slow as well
#            make check-doors     crash, drgn, the dump alone and with DWARF: one answer; slow
#            make check-drgn-live the drgn scripts on a running kernel, in a guest; slow
#            make check-debuginfo what DWARF says, and what becomes of wrong and damaged files
#            make check-capture   the diagnosis at crash time, in guests that crash; slow
#            make check-package   the Debian package in an empty Debian 12, and the RPM; slow
#            make install, uninstall   with PREFIX and DESTDIR
#            make check-batch     2,000 vmcores in one run, killed 20 times, in SQLite and PostgreSQL
#            make check-slurm     the same as a job array on a Slurm cluster of its own, whose nodes die
#            make check-report    the page of report --html in a headless Chromium
#            make check-session   what a crash session survives with the extension in it
#            make check-tickets   ticket systems: real ones, brought up in a chroot; slow the first time
#            make bench    what the command costs beside crash's own start
# Variables: CC, SAN=1 (ASan and UBSan), CRASH_INC (folder of crash's defs.h), CRASH (the program
# the extension is built for), KERNELS and SCENARIOS (rows for check-crashes, check-kernels).

CC	?= gcc
CFLAGS	?= -O2 -g
BUILD	?= build
# One spelling of the folder, however it was given: the dependency files name their objects by it.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
CRASH	?= crash
CRASH_INC ?= /usr/include/crash
KERNELS	?= 6.1-cloud
SCENARIOS ?=

WARN	:= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	   -Wwrite-strings -Wvla -Werror
DEPS	= -MMD -MP
ifdef SAN
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
override BUILD := $(BUILD)/san
endif

CORE	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard core/*.c core/*/*.c))
EXT	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard crash-ext/*.c))
UNIT	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/unit/*.c tests/fake/*.c))

all: $(BUILD)/inoderace.so $(BUILD)/inoderace $(BUILD)/inoderace-batch $(BUILD)/inoderace-ticket

.PHONY: all demo demo-crash check check-session check-dumps check-batch check-slurm check-report check-doors check-drgn-live check-debuginfo check-unit check-lint check-crashes check-kernels check-tickets bench bless clean deps deps-crash

# core/ must stay portable: C11 and libc, no debugger's headers in sight.
$(BUILD)/core/%.o: core/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_POSIX_C_SOURCE=200809L $(CFLAGS) $(WARN) $(SANFLAGS) $(DEPS) -fPIC \
		-fvisibility=hidden -I. -c $< -o $@

$(BUILD)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 $(CFLAGS) $(WARN) $(SANFLAGS) $(DEPS) -I. -c $< -o $@

$(CURDIR)/$(BUILD)/%: $(BUILD)/% ;

include crash-ext/crash-ext.mk
include triage/triage.mk
include crash-time/crash-time.mk
include packaging/install.mk

$(BUILD)/unit: $(UNIT) $(CORE)
	$(CC) $(CFLAGS) $(SANFLAGS) $^ -o $@

deps:
	./install-deps

deps-crash:
	./install-deps samples/factory/packages.txt

demo: deps
	$(MAKE) all
	samples/demo

demo-crash: deps-crash
	$(MAKE) all
	samples/demo --real

check-unit: $(BUILD)/unit
	$(BUILD)/unit tests/fake

# The samples' expected reports, written anew: read the difference before committing it.
bless: all
	samples/check --bless

check-lint:
	tests/lint/sources

# The README's second command. One closing line counts everything that ran.
check: deps
	tests/check

# What crash survives with the extension in it: needs the dump that "make demo-crash" leaves.
CACHE = $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/inoderace
check-session: all
	tests/crash/session-survives $(CACHE)/crashes/6.1-cloud/in-window/vmcore \
		$(CACHE)/kernels/6.1-cloud/debug/vmlinux

# By default every kernel of samples/factory/kernels.tsv.
check-kernels: deps-crash all
	tests/crashes/against-crash-and-witness --resume $(addprefix --scenario ,$(SCENARIOS)) \
		$(if $(filter file,$(origin KERNELS)),--all-kernels,$(addprefix --kernel ,$(KERNELS)))

check-crashes: deps-crash all
	tests/crashes/against-crash-and-witness $(addprefix --kernel ,$(KERNELS)) $(addprefix --scenario ,$(SCENARIOS))

# The dump alone, on the real dumps in the cache: against crash, in every format, cut and damaged.
check-dumps: all $(BUILD)/triage-probe $(BUILD)/xfs-layout
	tests/check-dumps $(addprefix --kernel ,$(KERNELS))

# One answer through every door, for each real dump of KERNELS in the cache.
check-doors: all $(BUILD)/debug-probe
	tests/doors/one-answer --fetch $(addprefix --kernel ,$(KERNELS)) $(addprefix --scenario ,$(SCENARIOS))

# The scripts with every drgn there is, reading the /proc/kcore of a guest; its Debian root is made once.
check-drgn-live: deps-crash
	tests/drgn/live $(firstword $(KERNELS))

# Types from DWARF: finding, refusing, reading, remembering. Needs a dump with debuginfo in the cache.
check-debuginfo: all $(BUILD)/debug-probe $(BUILD)/xfs-layout
	tests/debuginfo/types-from-dwarf $(KERNELS)

# Real Request Tracker and Redmine servers from Debian's packages: needs root and a package mirror.
check-tickets: all
	./install-deps tests/tickets/packages.txt
	tests/tickets/real-servers

# A share of 2,000: needs the cache's dumps and, for one part, Debian's postgresql.
check-batch: all $(BUILD)/batch-locked
	$(BUILD)/batch-locked
	tests/batch/finds-and-tells
	tests/batch/killed-and-resumed

# Real slurmctld, slurmd and munge from Debian's packages: needs root; dumps of the cache's are used if there are some.
check-slurm: all
	./install-deps tests/slurm/packages.txt
	tests/slurm/parts-and-merge
	tests/slurm/on-a-cluster

# The page in a browser: Debian's chromium, and selenium to drive it.
check-report: all
	./install-deps tests/report/packages.txt
	tests/report/in-a-browser

bench: all $(BUILD)/bench-stages
	tests/bench/cost-beside-crash

clean:
	rm -rf build

-include $(CORE:.o=.d) $(EXT:.o=.d) $(UNIT:.o=.d)
