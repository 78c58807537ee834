# inoderace: make          the program build/inoderace and the crash extension build/inoderace.so
#            make demo     from nothing to a verdict: installs what is missing, builds, diagnoses
#                          the samples
#            make demo-crash      makes one real crash under QEMU and diagnoses it, in crash(8) as well
#            make check    the fast tests (needs no kernel and no QEMU)
#            make check-crashes   every scenario on a real kernel; slow, see samples/factory
#            make check-kernels   the same on every kernel; takes up what an earlier run has found
#            make check-variants  the table of variants (mitigations, tracers, QEMU's dumps, ...) on KERNELS
#            make check-dumps     the program: against crash, other formats, damage; slow as well
#            make check-doors     crash, drgn, the dump alone and with DWARF: one answer; slow
#            make check-drgn  every drgn there is: what the program says of each real dump; slow
#            make check-witness   each verdict against what drgn and DWARF say, on the dumps in the cache
#            make check-taking-away   what a verdict becomes when information is taken away, thing by thing; slow
#            make check-logs  what becomes of a log's answer when it is folded, quoted, cut, escaped or interleaved
#            make check-drgn-live the drgn scripts on a running kernel, in a guest; slow
#            make check-debuginfo what DWARF says, and what becomes of wrong and damaged files
#            make check-capture   the diagnosis at crash time, in guests that crash; slow
#            make check-package   the Debian package in an empty Debian 12, and the RPM; slow
#            make install, uninstall   with PREFIX and DESTDIR
#            make dist     build/inoderace-VERSION.tar.gz; docs/releasing.md tells how to release
#            make check-batch     2,000 vmcores in one run, killed 20 times, in SQLite and PostgreSQL
#            make check-exposed   the verb exposed on the real kernels in the cache
#            make check-slurm     the same as a job array on a Slurm cluster of its own, whose nodes die
#            make check-report    the page of report --html in a headless Chromium
#            make check-mcp       the verb mcp, asked by the protocol's own client of npm
#            make check-faults    every allocation, read and write failing in turn, and kill -9; hours
#            make check-session   what a crash session survives with the extension in it
#            make fuzz     the harnesses of tests/fuzz beside each other, for SECONDS=60 (docs/fuzzing.md)
#            make check-tickets   ticket systems: real ones, brought up in a chroot; slow the first time
#            make evidence docs/upstream anew: dumps, diagnoses, fixes and a mail about them, which nobody sends
#            make bench    what the command costs beside crash's own start
# Variables: CC, CPPFLAGS, CFLAGS, LDFLAGS, AR and PKG_CONFIG as everywhere, from the environment or the command line;
# BUILD (folder for what is built), V=1 (show the commands), WERROR=1 (a warning is an error), SAN=1 (ASan and UBSan, in a folder of their own),
# CRASH_INC (folder of crash's defs.h), CRASH (the program the extension is built for), KERNELS, VARIANTS and SCENARIOS (rows for
# check-crashes, check-kernels, check-variants); WITH_CRASH, WITH_BATCH, WITH_TICKET, WITH_DEBUGINFO and the others of the table that make
# prints: 1 insists on that part, 0 leaves it out, auto builds it where the libraries it needs are there.

PKG_CONFIG ?= pkg-config
BUILD	?= build
# One spelling of the folder, however it was given: the dependency files name their objects by it.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
ifneq ($(filter-out 0,$(SAN)),)
override BUILD := $(BUILD)/san
endif
# For fuzzing, and to see what lines that reaches: tests/fuzz/fuzz.mk.
ifneq ($(filter-out 0,$(FUZZ) $(COVER)),)
override BUILD := $(BUILD)/$(if $(filter-out 0,$(FUZZ)),fuzz,cover)
# The headers of libraries have warnings that only clang tells.
override WERROR := 0
ifeq ($(origin CC),default)
CC	:= clang
endif
endif
CRASH	?= crash
CRASH_INC ?= /usr/include/crash
KERNELS	?= 6.1-cloud
SCENARIOS ?=
VARIANTS ?=

# The extension and verbs' programs where what they need is there; without the program only when told so.
all:
	@$(if $(SILENT),,echo "in $(BUILD):"; cat $(BUILD)/probe.txt)

.PHONY: all demo demo-crash check check-session check-dumps check-batch check-slurm check-report check-doors check-drgn check-witness check-taking-away check-logs check-drgn-live check-debuginfo check-unit check-lint check-crashes check-kernels check-variants check-tickets bench bless clean deps deps-crash check-exposed check-faults check-mcp natural evidence layouts

quoted	= '$(subst ','\'',$(1))'
include build-aux/parts.mk
include build-aux/rules.mk
all: $(BUILD)/libinoderace.so $(if $(filter 0,$(WITH_PROGRAM)),,$(BUILD)/inoderace) \
	$(if $(HAVE_CRASH),$(BUILD)/inoderace.so) \
	$(if $(HAVE_BATCH),$(BUILD)/inoderace-batch) $(if $(HAVE_EXPOSED),$(BUILD)/inoderace-exposed) \
	$(if $(HAVE_ISSUES),$(BUILD)/inoderace-issues) $(if $(HAVE_MCP),$(BUILD)/inoderace-mcp) \
	$(if $(HAVE_TICKET),$(BUILD)/inoderace-ticket)

CORE	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard core/*.c core/*/*.c))
UNIT	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/unit/*.c tests/fake/*.c))
LIBCORE	:= $(BUILD)/libinoderace.a

# core/ must stay portable: C11 and libc, no debugger's headers in sight. The crash extension is a shared object that
# exports nothing.
CORE_CC	= $(call compile,-std=c11 -D_POSIX_C_SOURCE=200809L -fPIC -fvisibility=hidden)
$(BUILD)/core.how: HOW = $(COMPILER) $(CORE_CC)
$(BUILD)/core/%.o: core/%.c $(BUILD)/core.how
	@mkdir -p $(@D)
	$(call says,CC)$(CORE_CC) -c $< -o $@

$(eval $(call archive,libinoderace.a,$(CORE)))

TEST_CC	= $(call compile,-std=gnu11)
$(BUILD)/tests.how: HOW = $(COMPILER) $(TEST_CC)
$(BUILD)/tests/%.o: tests/%.c $(BUILD)/tests.how
	@mkdir -p $(@D)
	$(call says,CC)$(TEST_CC) -c $< -o $@

$(eval $(call program,unit,$(UNIT) $(LIBCORE)))
# what becomes of verdicts when information is taken away, for tests/taking
TAKING	:= $(patsubst %,$(BUILD)/tests/taking/%.o,taking allowed without without_log)
TAKING_MACHINES := $(BUILD)/tests/taking/machines.o $(filter $(BUILD)/tests/fake/%,$(UNIT)) $(TAKING)
$(eval $(call program,taking-away,$(TAKING_MACHINES) $(LIBCORE)))

# what a program used, for tests/bench
BENCH_USED := $(BUILD)/tests/bench/used.o
$(eval $(call program,bench-used,$(BENCH_USED)))

$(CURDIR)/$(BUILD)/%: $(BUILD)/% ;

include crash-ext/crash-ext.mk
include triage/triage.mk
include crash-time/crash-time.mk
include drgn-scripts/drgn.mk
include tests/fuzz/fuzz.mk
include tests/faults/faults.mk
include packaging/install.mk

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
check-kernels: deps-crash
	$(MAKE) all
	tests/crashes/against-crash-and-witness --resume $(addprefix --scenario ,$(SCENARIOS)) \
		$(if $(filter file,$(origin KERNELS)),--all-kernels,$(addprefix --kernel ,$(KERNELS)))

# Each variant of each kernel of KERNELS: the look-alikes and the race, one or two of each kind.
EACH_KIND = in-window healed reused reused-directory-used iop-bit-flip dentry-type-flip sysrq-race-open
check-variants: deps-crash
	$(MAKE) all
	tests/crashes/against-crash-and-witness --resume $(addprefix --kernel ,$(KERNELS)) \
		$(if $(VARIANTS),$(addprefix --variant ,$(VARIANTS)),--all-variants) \
		$(addprefix --scenario ,$(or $(SCENARIOS),$(EACH_KIND)))

# Boots a kernel, lets the reproducer kill it and diagnoses the dump: KERNEL=6.1-cloud RUNS=1 SETTING=file
natural: deps-crash
	$(MAKE) all
	samples/reproducer/natural $(or $(KERNEL),6.1-cloud) $(or $(RUNS),1) $(or $(SETTING),file)

# What the kernel's maintainers asked for, in docs/upstream. Nothing is sent. KERNEL=7.3-cloud
evidence: deps-crash
	$(MAKE) all
	samples/evidence/make-evidence $(or $(KERNEL),7.3-cloud)

# Layout files of Debian's kernels, from their -dbg packages, and a package of them. SUITES="bookworm sid", ARCHES="amd64 arm64"
layouts: deps-crash
	$(MAKE) all
	samples/layouts/debian -o $(BUILD)/layouts $(SUITES)

check-crashes: deps-crash
	$(MAKE) all
	tests/crashes/against-crash-and-witness $(addprefix --kernel ,$(KERNELS)) $(addprefix --scenario ,$(SCENARIOS))

# The dump alone, on the real dumps in the cache: against crash, in every format, cut and damaged.
check-dumps: all $(BUILD)/triage-probe $(BUILD)/xfs-layout $(BUILD)/kernel-members
	tests/check-dumps $(addprefix --kernel ,$(KERNELS))

# One answer through every door, for each real dump of KERNELS in the cache.
check-doors: all $(BUILD)/debug-probe
	tests/doors/one-answer --fetch $(addprefix --kernel ,$(KERNELS)) $(addprefix --scenario ,$(SCENARIOS))

# The same for drgn alone, and what may go wrong between it and the engine.
check-drgn: all
	tests/drgn/same-as-program --fetch $(if $(filter file,$(origin KERNELS)),,$(firstword $(KERNELS)) $(SCENARIOS))

# Each deciding fact, phase and peer against an independent witness: drgn and DWARF, on every dump in the cache.
check-witness: all
	tests/witness/run --fetch

# Everything that each machine, sample and real dump in the cache was asked for is taken away, one thing at a time.
check-taking-away: all $(BUILD)/taking-away $(BUILD)/taking-away-of-dumps
	tests/taking/never-another-verdict

# Each log, rewritten in every way in which logs are mangled.
check-logs: all
	tests/logs/rewritten
	tests/logs/large

# The scripts with every drgn there is, reading the /proc/kcore of a guest; its Debian root is made once.
check-drgn-live: deps-crash $(BUILD)/libinoderace.so
	tests/drgn/live $(firstword $(KERNELS))

# Types from DWARF: finding, refusing, reading, remembering. Needs a dump with debuginfo in the cache.
check-debuginfo: all $(BUILD)/debug-probe $(BUILD)/xfs-layout
	tests/debuginfo/types-from-dwarf $(KERNELS)
	tests/debuginfo/learned $(KERNELS)

# Real Request Tracker and Redmine servers from Debian's packages: needs root and a package mirror.
check-tickets: all
	./install-deps tests/tickets/packages.txt
	tests/tickets/real-servers

# A share of 2,000: needs the cache's dumps and, for one part, Debian's postgresql.
check-batch: all $(BUILD)/batch-locked $(BUILD)/batch-taken-over
	$(BUILD)/batch-locked
	$(BUILD)/batch-taken-over
	tests/batch/finds-and-tells
	tests/batch/layouts
	tests/batch/killed-and-resumed

# Against debuginfo, dumps and objdump, on the kernels of KERNELS in the cache.
check-exposed: all
	tests/exposed/real-kernels $(KERNELS)
	tests/exposed/in-a-guest $(firstword $(KERNELS))

# By hand, and by the client of npm: needs node and npm, and the network at first.
check-mcp: all
	tests/mcp/protocol
	tests/mcp/with-sdk

# Real slurmctld, slurmd and munge from Debian's packages: needs root; dumps of the cache's are used if there are some.
check-slurm: all
	./install-deps tests/slurm/packages.txt
	tests/slurm/parts-and-merge
	tests/slurm/on-a-cluster

# The page in a browser: Debian's chromium, and selenium to drive it.
check-report: all
	./install-deps tests/report/packages.txt
	tests/report/in-a-browser

bench: all $(BUILD)/bench-stages $(BUILD)/bench-used
	tests/bench/cost-beside-crash

clean:
	@build-aux/clean $(BUILD) $(MADE)

-include $(CORE:.o=.d) $(UNIT:.o=.d) $(TAKING_MACHINES:.o=.d) $(BENCH_USED:.o=.d)
