# The program that needs the dump alone: build/inoderace, on libkdumpfile. Slices use zlib and zstd.

objects	= $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/main.c,$(wildcard $(1:%=triage/%/*.c))))

KDUMPFILE_CFLAGS := $(shell $(PKG_CONFIG) --cflags libkdumpfile libaddrxlat libdw 2>/dev/null)
KDUMPFILE_LIBS	:= $(shell $(PKG_CONFIG) --libs libkdumpfile libaddrxlat 2>/dev/null || \
	echo -lkdumpfile -laddrxlat) -lz -lzstd -ldeflate -ldw -lelf
TICKET_LIBS := $(shell $(PKG_CONFIG) --libs libcurl jansson libgcrypt 2>/dev/null || \
	echo -lcurl -ljansson -lgcrypt)
BATCH_LIBS := -lsqlite3 -lseccomp -ljansson -lb2 -ldl
# PostgreSQL's library is only loaded when it is asked for; its header is needed.
PQ_CFLAGS := $(shell $(PKG_CONFIG) --cflags libpq 2>/dev/null || echo -I/usr/include/postgresql)

# Rooms of programs of their own; the others are one library, for all programs and for the tests' own.
BATCH_ROOMS := batch store report
TICKET_ROOMS := ticket
BATCH	:= $(call objects,$(BATCH_ROOMS)) $(BUILD)/triage/report/page_files.o
TICKET	:= $(call objects,$(TICKET_ROOMS))
TRIAGE	:= $(call objects,$(filter-out $(BATCH_ROOMS) $(TICKET_ROOMS),$(patsubst triage/%/,%,$(wildcard triage/*/))))
TRIAGE	:= $(filter-out %/no_debuginfo.o,$(TRIAGE))
MAINS	:= $(BUILD)/triage/cli/main.o $(BUILD)/triage/batch/main.o $(BUILD)/triage/ticket/main.o
LIBTRIAGE := $(BUILD)/libtriage.a $(LIBCORE)
LIBBATCH := $(BUILD)/libbatch.a $(LIBTRIAGE)
LIBTICKET := $(BUILD)/libticket.a $(LIBTRIAGE)

HAVE	:= -DIR_HAVE_ZLIB=1 -DIR_HAVE_DEFLATE=1 -DIR_HAVE_ZSTD=1 -DIR_HAVE_DEBUGINFO=1 -DIR_HAVE_DEBUGINFOD=1 \
	   -DIR_HAVE_POSTGRES=1 -DIR_WITH_BATCH=1 -DIR_WITH_TICKET=1
TRIAGE_CC = $(call compile,-std=gnu11 -D_GNU_SOURCE $(HAVE) $(KDUMPFILE_CFLAGS) $(PQ_CFLAGS))
$(BUILD)/triage.how: HOW = $(COMPILER) $(TRIAGE_CC)
$(BUILD)/triage/%.o: triage/%.c $(BUILD)/triage.how
	@mkdir -p $(@D)
	$(TRIAGE_CC) -c $< -o $@

$(eval $(call archive,libtriage.a,$(TRIAGE)))
$(eval $(call archive,libbatch.a,$(BATCH)))
$(eval $(call archive,libticket.a,$(TICKET)))

$(eval $(call program,inoderace,$(BUILD)/triage/cli/main.o $(LIBTRIAGE),$(KDUMPFILE_LIBS)))
# Libraries that most runs do not need are kept out of the program above: they cost each start 10 ms.
$(eval $(call program,inoderace-ticket,$(BUILD)/triage/ticket/main.o $(LIBTICKET),$(KDUMPFILE_LIBS) $(TICKET_LIBS)))
$(eval $(call program,inoderace-batch,$(BUILD)/triage/batch/main.o $(LIBBATCH),$(KDUMPFILE_LIBS) $(BATCH_LIBS)))

# The page's style and script, with the digests its policy names.
$(BUILD)/triage/report/page_files.c: triage/report/embed triage/report/page.css triage/report/page.js
	@mkdir -p $(@D)
	triage/report/embed page $(filter-out %/embed,$^) >$@.new
	mv $@.new $@

$(BUILD)/triage/report/page_files.o: $(BUILD)/triage/report/page_files.c $(BUILD)/triage.how
	$(TRIAGE_CC) -c $< -o $@

# The tests' own programs on the same readers: probe(NAME,SOURCE[,ARCHIVES[,LIBRARIES]]) makes build/NAME of SOURCE.
define probe
PROBES += $(BUILD)/$(2).o
$(call program,$(1),$(BUILD)/$(2).o $(or $(3),$(LIBTRIAGE)),$(KDUMPFILE_LIBS) $(4))
endef
# what the readers of symbols and logs give, for tests/triage
$(eval $(call probe,triage-probe,tests/triage/probe))
# the proof of XFS's layout against the dump's own types, for tests/kernels/xfs-layout
$(eval $(call probe,xfs-layout,tests/kernels/layout))
# the diagnosis as if the kernel named no data, for tests/kernels/no-data
$(eval $(call probe,no-data,tests/kernels/no_data))
# where the time goes, for tests/bench
$(eval $(call probe,bench-stages,tests/bench/stages))
# types from DWARF, without BTF and beside it, for tests/debuginfo and tests/doors
$(eval $(call probe,debug-probe,tests/debuginfo/probe))
# what a worker of batch must not be able to do, for tests/batch
$(eval $(call probe,batch-locked,tests/batch/locked,$(LIBBATCH),$(BATCH_LIBS)))
# symbol tables and logs of all forms, made by hand: needs no kernel
TABLES	:= $(BUILD)/tests/triage/tables.o
$(eval $(call program,triage-tables,$(TABLES) $(LIBCORE)))

$(PROBES) $(TABLES): $(BUILD)/%.o: %.c $(BUILD)/triage.how
	@mkdir -p $(@D)
	$(TRIAGE_CC) -c $< -o $@

-include $(TRIAGE:.o=.d) $(TICKET:.o=.d) $(BATCH:.o=.d) $(MAINS:.o=.d) $(PROBES:.o=.d) $(TABLES:.o=.d)
