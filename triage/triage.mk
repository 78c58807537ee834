# The program that needs the dump alone: build/inoderace, on libkdumpfile. Slices use zlib and zstd.

TRIAGE_ROOMS := file debuginfo dump slice cli
TRIAGE	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard triage/*.c $(TRIAGE_ROOMS:%=triage/%/*.c)))
KDUMPFILE_CFLAGS := $(shell pkg-config --cflags libkdumpfile libaddrxlat libdw 2>/dev/null)
KDUMPFILE_LIBS	:= $(shell pkg-config --libs libkdumpfile libaddrxlat 2>/dev/null || \
	echo -lkdumpfile -laddrxlat) -lz -lzstd -ldeflate -ldw -lelf
TICKET	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard triage/ticket/*.c))
TICKET_LIBS := $(shell pkg-config --libs libcurl jansson libgcrypt 2>/dev/null || \
	echo -lcurl -ljansson -lgcrypt)
BATCH	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard triage/batch/*.c triage/store/*.c triage/report/*.c)) \
	   $(BUILD)/triage/report/page_files.o
BATCH_LIBS := -lsqlite3 -lseccomp -ljansson -lb2 -ldl
# PostgreSQL's library is only loaded when it is asked for; its header is needed.
PQ_CFLAGS := $(shell pkg-config --cflags libpq 2>/dev/null || echo -I/usr/include/postgresql)

$(BUILD)/triage/%.o: triage/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARN) $(SANFLAGS) $(DEPS) -I. \
		$(KDUMPFILE_CFLAGS) $(PQ_CFLAGS) -c $< -o $@

$(BUILD)/inoderace: $(TRIAGE) $(CORE)
	$(CC) $(CFLAGS) $(LDFLAGS) $(SANFLAGS) $^ $(KDUMPFILE_LIBS) -o $@

# Libraries that most runs do not need are kept out of the program above: they cost each start 10 ms.
$(BUILD)/inoderace-ticket: $(TICKET) $(filter-out %triage/main.o %cli/main.o,$(TRIAGE)) $(CORE)
	$(CC) $(CFLAGS) $(LDFLAGS) $(SANFLAGS) $^ $(KDUMPFILE_LIBS) $(TICKET_LIBS) -o $@

$(BUILD)/inoderace-batch: $(BATCH) $(filter-out %triage/main.o %cli/main.o,$(TRIAGE)) $(CORE)
	$(CC) $(CFLAGS) $(LDFLAGS) $(SANFLAGS) $^ $(KDUMPFILE_LIBS) $(BATCH_LIBS) -o $@

# The page's style and script, with the digests its policy names.
$(BUILD)/triage/report/page_files.c: triage/report/embed triage/report/page.css triage/report/page.js
	@mkdir -p $(@D)
	triage/report/embed page $(filter-out %/embed,$^) >$@.new
	mv $@.new $@

$(BUILD)/triage/report/page_files.o: $(BUILD)/triage/report/page_files.c
	$(CC) -std=gnu11 $(CFLAGS) $(WARN) $(SANFLAGS) -c $< -o $@

# The tests' own programs on the same readers: probe(NAME,SOURCE) makes build/NAME of SOURCE.
define probe
PROBES += $(BUILD)/$(2).o
$(BUILD)/$(1): $(BUILD)/$(2).o $(filter-out %triage/main.o %cli/main.o,$(TRIAGE)) $(CORE)
	$$(CC) $$(CFLAGS) $$(SANFLAGS) $$^ $$(KDUMPFILE_LIBS) -o $$@
endef
# what the readers of symbols and logs give, for tests/dump-alone
$(eval $(call probe,triage-probe,tests/dump-alone/probe))
# the proof of XFS's layout against the dump's own types, for tests/kernels/xfs-layout
$(eval $(call probe,xfs-layout,tests/kernels/layout))
# the diagnosis as if the kernel named no data, for tests/kernels/no-data
$(eval $(call probe,no-data,tests/kernels/no_data))
# where the time goes, for tests/bench
$(eval $(call probe,bench-stages,tests/bench/stages))
# types from DWARF, without BTF and beside it, for tests/debuginfo and tests/doors
$(eval $(call probe,debug-probe,tests/debuginfo/probe))

# what a worker of batch must not be able to do, for tests/batch
$(BUILD)/batch-locked: $(BUILD)/tests/batch/locked.o $(filter-out %/main.o,$(BATCH) $(TRIAGE)) $(CORE)
	$(CC) $(CFLAGS) $(SANFLAGS) $^ $(KDUMPFILE_LIBS) $(BATCH_LIBS) -o $@

$(PROBES) $(BUILD)/tests/dump-alone/tables.o $(BUILD)/tests/batch/locked.o: $(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARN) $(SANFLAGS) $(DEPS) -I. \
		$(KDUMPFILE_CFLAGS) -c $< -o $@

# Symbol tables and logs of all forms, made by hand: needs no kernel.
$(BUILD)/triage-tables: $(BUILD)/tests/dump-alone/tables.o $(CORE)
	$(CC) $(CFLAGS) $(SANFLAGS) $^ -o $@

-include $(TRIAGE:.o=.d) $(TICKET:.o=.d) $(BATCH:.o=.d) $(PROBES:.o=.d) $(BUILD)/tests/dump-alone/tables.d $(BUILD)/tests/batch/locked.d
