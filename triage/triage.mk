# The program that needs the dump alone: build/inoderace, on libkdumpfile. Slices use zlib and zstd.

TRIAGE	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard triage/*.c))
KDUMPFILE_CFLAGS := $(shell pkg-config --cflags libkdumpfile libaddrxlat 2>/dev/null)
KDUMPFILE_LIBS	:= $(shell pkg-config --libs libkdumpfile libaddrxlat 2>/dev/null || \
	echo -lkdumpfile -laddrxlat) -lz -lzstd -ldeflate
# Only ticket*.c uses these.
KDUMPFILE_LIBS	+= $(shell pkg-config --libs libcurl jansson libgcrypt 2>/dev/null || \
	echo -lcurl -ljansson -lgcrypt)

$(BUILD)/triage/%.o: triage/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARN) $(SANFLAGS) $(DEPS) -Icore \
		$(KDUMPFILE_CFLAGS) -c $< -o $@

$(BUILD)/inoderace: $(TRIAGE) $(CORE)
	$(CC) $(CFLAGS) $(SANFLAGS) $^ $(KDUMPFILE_LIBS) -o $@

# Shows what the readers of symbols and logs give, for tests/triage.
TRIAGE_PROBE := $(BUILD)/tests/triage/probe.o $(filter-out %/main.o,$(TRIAGE))
$(BUILD)/tests/triage/%.o: tests/triage/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARN) $(SANFLAGS) $(DEPS) -Icore -Itriage \
		$(KDUMPFILE_CFLAGS) -c $< -o $@

$(BUILD)/triage-probe: $(TRIAGE_PROBE) $(CORE)
	$(CC) $(CFLAGS) $(SANFLAGS) $^ $(KDUMPFILE_LIBS) -o $@

# Holds the proof of XFS's layout against the dump's own types, for tests/kernels/xfs-layout.
XFS_LAYOUT := $(BUILD)/tests/kernels/layout.o $(filter-out %/main.o,$(TRIAGE))
$(BUILD)/tests/kernels/%.o: tests/kernels/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARN) $(SANFLAGS) $(DEPS) -Icore -Itriage \
		$(KDUMPFILE_CFLAGS) -c $< -o $@

$(BUILD)/xfs-layout: $(XFS_LAYOUT) $(CORE)
	$(CC) $(CFLAGS) $(SANFLAGS) $^ $(KDUMPFILE_LIBS) -o $@

# Where the time goes, for tests/bench.
STAGES := $(BUILD)/tests/bench/stages.o $(filter-out %/main.o,$(TRIAGE))
$(BUILD)/tests/bench/%.o: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARN) $(SANFLAGS) $(DEPS) -Icore -Itriage \
		$(KDUMPFILE_CFLAGS) -c $< -o $@

$(BUILD)/bench-stages: $(STAGES) $(CORE)
	$(CC) $(CFLAGS) $(SANFLAGS) $^ $(KDUMPFILE_LIBS) -o $@

# Symbol tables and logs of all forms, made by hand: needs no kernel.
$(BUILD)/triage-tables: $(BUILD)/tests/triage/tables.o $(CORE)
	$(CC) $(CFLAGS) $(SANFLAGS) $^ -o $@

-include $(TRIAGE:.o=.d) $(BUILD)/tests/triage/probe.d $(BUILD)/tests/triage/tables.d $(BUILD)/tests/kernels/layout.d \
	$(BUILD)/tests/bench/stages.d
