# The program that needs the dump alone: build/inoderace, on libkdumpfile. Other libraries are optional.

objects	= $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/main.c,$(wildcard $(1:%=triage/%/*.c))))

# Rooms of programs of their own; the others are one library, for all programs and for the tests' own.
BATCH_ROOMS := batch store report
EXPOSED_ROOMS := exposed image
TICKET_ROOMS := ticket ticket/unproven
ISSUES_ROOMS := issues
MCP_ROOMS := mcp
BATCH	:= $(call objects,$(BATCH_ROOMS)) $(BUILD)/triage/report/page_files.o
TICKET	:= $(call objects,$(TICKET_ROOMS))
EXPOSED	:= $(call objects,$(EXPOSED_ROOMS))
ISSUES	:= $(call objects,$(ISSUES_ROOMS))
MCP	:= $(call objects,$(MCP_ROOMS)) $(BUILD)/triage/report/rows.o
# What more than one program has: locking processes in, databases, known issues in the JSON of others.
SANDBOX	:= $(call objects,sandbox)
STORE	:= $(call objects,store)
KNOWN_JSON := $(call objects,known_json)
TRIAGE	:= $(call objects,$(filter-out $(BATCH_ROOMS) $(TICKET_ROOMS) $(EXPOSED_ROOMS) $(ISSUES_ROOMS) $(MCP_ROOMS) sandbox known_json,$(patsubst triage/%/,%,$(wildcard triage/*/))))
NO_DEBUGINFO := $(BUILD)/triage/debuginfo/no_debuginfo.o
TRIAGE	:= $(if $(HAVE_DEBUGINFO),$(filter-out $(NO_DEBUGINFO),$(TRIAGE)),\
	$(filter-out $(BUILD)/triage/debuginfo/%,$(TRIAGE)) $(NO_DEBUGINFO))
MAINS	:= $(patsubst %,$(BUILD)/triage/%/main.o,cli batch exposed issues mcp ticket)
LIBTRIAGE := $(BUILD)/libtriage.a $(LIBCORE)
LIBBATCH := $(BUILD)/libbatch.a $(LIBTRIAGE)
LIBEXPOSED := $(BUILD)/libexposed.a $(LIBTRIAGE)
LIBISSUES := $(BUILD)/libissues.a $(LIBTRIAGE)
LIBMCP := $(BUILD)/libmcp.a $(LIBTRIAGE)
LIBTICKET := $(BUILD)/libticket.a $(LIBTRIAGE)

comma	:= ,
# Libraries of a part that is left out are not linked.
libraries = $(if $(HAVE_$(1)),$(foreach l,$(2),$($(l)_LIBS)))
TRIAGE_LIBS := $(KDUMPFILE_LIBS) $(call libraries,ZLIB,ZLIB) $(call libraries,ZSTD,ZSTD) \
	$(call libraries,DEFLATE,DEFLATE) $(call libraries,DEBUGINFO,DW ELF) -ldl
BATCH_LIBS := $(call libraries,BATCH,SQLITE SECCOMP JANSSON B2)
EXPOSED_LIBS := $(call libraries,EXPOSED,ARCHIVE SECCOMP)
ISSUES_LIBS := $(call libraries,ISSUES,JQ SQLITE SECCOMP)
MCP_LIBS := $(call libraries,MCP,JQ SQLITE SECCOMP)
TICKET_LIBS := $(call libraries,TICKET,CURL JANSSON GCRYPT)

# IR_HAVE_PART is 1 or 0; IR_WITH_PART for programs that may be elsewhere.
HAVE	:= $(foreach p,ZLIB ZSTD DEFLATE DEBUGINFO DEBUGINFOD POSTGRES,-DIR_HAVE_$(p)=$(or $(HAVE_$(p)),0)) \
	   $(foreach p,BATCH EXPOSED ISSUES MCP TICKET,-DIR_WITH_$(p)=$(or $(HAVE_$(p)),0))
LIBRARY_CFLAGS := $(strip $(foreach l,KDUMPFILE ZLIB ZSTD DEFLATE DW ELF DEBUGINFOD SQLITE SECCOMP ARCHIVE JANSSON B2 PQ CURL GCRYPT JQ,\
	$($(l)_CFLAGS)))
TRIAGE_CC = $(call compile,-std=gnu11 -D_GNU_SOURCE $(HAVE) $(LIBRARY_CFLAGS))
$(BUILD)/triage.how: HOW = $(COMPILER) $(TRIAGE_CC)
$(BUILD)/triage/%.o: triage/%.c $(BUILD)/triage.how
	@mkdir -p $(@D)
	$(call says,CC)$(TRIAGE_CC) -c $< -o $@

$(call needs,$(TRIAGE) $(BUILD)/triage/cli/main.o,PROGRAM)
$(call needs,$(BATCH) $(BUILD)/triage/batch/main.o,BATCH)
$(call needs,$(EXPOSED) $(BUILD)/triage/exposed/main.o,EXPOSED)
$(call needs,$(ISSUES) $(BUILD)/triage/issues/main.o,ISSUES)
$(call needs,$(filter $(BUILD)/triage/mcp/%,$(MCP)) $(BUILD)/triage/mcp/main.o,MCP)
$(call needs,$(TICKET) $(BUILD)/triage/ticket/main.o,TICKET)

$(eval $(call archive,libtriage.a,$(TRIAGE)))
$(eval $(call archive,libbatch.a,$(BATCH) $(SANDBOX) $(KNOWN_JSON)))
$(eval $(call archive,libexposed.a,$(EXPOSED) $(SANDBOX)))
$(eval $(call archive,libissues.a,$(ISSUES) $(SANDBOX) $(STORE)))
$(eval $(call archive,libmcp.a,$(MCP) $(SANDBOX) $(STORE)))
$(eval $(call archive,libticket.a,$(TICKET) $(KNOWN_JSON)))

$(eval $(call program,inoderace,$(BUILD)/triage/cli/main.o $(LIBTRIAGE),$(TRIAGE_LIBS)))
# Libraries that most runs do not need are kept out of the program above: they cost each start 10 ms.
$(eval $(call program,inoderace-ticket,$(BUILD)/triage/ticket/main.o $(LIBTICKET),$(TRIAGE_LIBS) $(TICKET_LIBS)))
$(eval $(call program,inoderace-issues,$(BUILD)/triage/issues/main.o $(LIBISSUES),$(TRIAGE_LIBS) $(ISSUES_LIBS)))
$(eval $(call program,inoderace-mcp,$(BUILD)/triage/mcp/main.o $(LIBMCP),$(TRIAGE_LIBS) $(MCP_LIBS)))
$(eval $(call program,inoderace-exposed,$(BUILD)/triage/exposed/main.o $(LIBEXPOSED),$(TRIAGE_LIBS) $(EXPOSED_LIBS)))
$(eval $(call program,inoderace-batch,$(BUILD)/triage/batch/main.o $(LIBBATCH),$(TRIAGE_LIBS) $(BATCH_LIBS)))

# The page's style and script, with the digests its policy names.
$(BUILD)/triage/report/page_files.c: triage/report/embed triage/report/page.css triage/report/page.js
	@mkdir -p $(@D)
	$(call says,EMBED)triage/report/embed page $(filter-out %/embed,$^) >$@.new && mv $@.new $@

$(BUILD)/triage/report/page_files.o: $(BUILD)/triage/report/page_files.c $(BUILD)/triage.how
	$(call says,CC)$(TRIAGE_CC) -c $< -o $@

# The tests' own programs on the same readers: probe(NAME,SOURCE[,ARCHIVES[,LIBRARIES]]) makes build/NAME of SOURCE.
define probe
PROBES += $(BUILD)/$(2).o
$(call program,$(1),$(BUILD)/$(2).o $(or $(3),$(LIBTRIAGE)),$(TRIAGE_LIBS) $(4))
endef
# what the readers of symbols and logs give, for tests/dump-alone
$(eval $(call probe,triage-probe,tests/dump-alone/probe))
# the proof of XFS's layout against the dump's own types, for tests/kernels/xfs-layout
$(eval $(call probe,xfs-layout,tests/kernels/layout))
# members proved without types against the types, for tests/kernels/members
$(eval $(call probe,kernel-members,tests/kernels/members,$(LIBEXPOSED),$(EXPOSED_LIBS)))
$(call needs,$(BUILD)/tests/kernels/members.o,EXPOSED)
# the diagnosis as if the kernel named no data, for tests/kernels/no-data
$(eval $(call probe,no-data,tests/kernels/no_data))
# where the time goes, for tests/bench
$(eval $(call probe,bench-stages,tests/bench/stages,,-Wl$(comma)--wrap=ir_unzip_page))
# types from DWARF, without BTF and beside it, for tests/debuginfo and tests/doors
$(eval $(call probe,debug-probe,tests/debuginfo/probe))
$(call needs,$(BUILD)/tests/debuginfo/probe.o,DEBUGINFO)
# what a worker of batch must not be able to do, for tests/batch
$(eval $(call probe,batch-locked,tests/batch/locked,$(LIBBATCH),$(BATCH_LIBS)))
$(call needs,$(BUILD)/tests/batch/locked.o,BATCH)
# what one that was taken over tries, and gets
$(eval $(call probe,batch-taken-over,tests/batch/taken_over,$(LIBBATCH),$(BATCH_LIBS)))
$(call needs,$(BUILD)/tests/batch/taken_over.o,BATCH)
# the same as build/taking-away, of real dumps, for tests/taking
$(eval $(call probe,taking-away-of-dumps,tests/taking/dumps,$(TAKING) $(LIBTRIAGE)))
# symbol tables and logs of all forms, made by hand: needs no kernel
TABLES	:= $(BUILD)/tests/dump-alone/tables.o
$(eval $(call program,triage-tables,$(TABLES) $(LIBCORE)))

$(PROBES) $(TABLES): $(BUILD)/%.o: %.c $(BUILD)/triage.how
	@mkdir -p $(@D)
	$(call says,CC)$(TRIAGE_CC) -c $< -o $@

-include $(TRIAGE:.o=.d) $(SANDBOX:.o=.d) $(EXPOSED:.o=.d) $(ISSUES:.o=.d) $(MCP:.o=.d) $(KNOWN_JSON:.o=.d) $(TICKET:.o=.d) $(BATCH:.o=.d) $(MAINS:.o=.d) $(PROBES:.o=.d) $(TABLES:.o=.d)
