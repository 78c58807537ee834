# Harnesses for bytes from strangers: build/fuzz-NAME for each tests/fuzz/fuzz_NAME.c. docs/fuzzing.md tells about them.
#   make FUZZ=1 fuzzers    with clang's libFuzzer, in build/fuzz
#   make SAN=1 fuzzers     with whatever compiler there is; they run the inputs that they are given
#   make COVER=1 fuzzers   the same with clang's counters of lines
#   make fuzz SECONDS=60   all of them beside each other, each for that long; HARNESSES="log engine" only these

SECONDS	?= 60
FUZZERS	:= $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/fuzz/*.c))
FUZZ_SHARED := $(filter-out $(BUILD)/tests/fuzz/fuzz_%.o $(if $(filter-out 0,$(FUZZ)),$(BUILD)/tests/fuzz/replay.o),$(FUZZ_OBJECTS)) \
	$(BUILD)/tests/unit/log_target.o $(filter $(BUILD)/tests/fake/%,$(UNIT))
FUZZ_LIBS := $(if $(filter-out 0,$(FUZZ)),-fsanitize=fuzzer) $(TRIAGE_LIBS) $(call libraries,BATCH,JANSSON)

$(FUZZ_OBJECTS): $(BUILD)/%.o: %.c $(BUILD)/triage.how
	@mkdir -p $(@D)
	$(call says,CC)$(TRIAGE_CC) -c $< -o $@
$(call needs,$(FUZZ_OBJECTS),BATCH)

$(eval $(call archive,fuzz-shared.a,$(FUZZ_SHARED)))
# What a harness needs beside libtriage.a, or libraries beside libtriage.a's
FUZZ_ARCHIVES_vmcore := $(filter-out %/main.o,$(CRASH_TIME)) $(LIBTRIAGE)
FUZZ_ARCHIVES_answer := $(LIBBATCH)
FUZZ_LIBRARIES_answer := $(BATCH_LIBS)
FUZZ_ARCHIVES_ticket := $(LIBTICKET)
FUZZ_LIBRARIES_ticket := $(TICKET_LIBS)
FUZZ_ARCHIVES_server := $(LIBTICKET)
FUZZ_LIBRARIES_server := $(TICKET_LIBS)
$(call needs,$(patsubst %,$(BUILD)/tests/fuzz/fuzz_%.o,ticket server),TICKET)

# fuzzer(NAME[,ARCHIVES, LIBRARIES]): what a harness needs beside libtriage.a
fuzzer	= $(eval $(call program,fuzz-$(1),$(BUILD)/tests/fuzz/fuzz_$(1).o $(BUILD)/fuzz-shared.a $(or $(2),$(LIBTRIAGE)),$(FUZZ_LIBS) $(3)))
$(foreach f,$(FUZZERS),$(call fuzzer,$(f),$(FUZZ_ARCHIVES_$(f)),$(FUZZ_LIBRARIES_$(f))))

.PHONY: fuzzers fuzz
fuzzers: $(FUZZERS:%=$(BUILD)/fuzz-%)

fuzz:
	$(MAKE) FUZZ=1 fuzzers
	tests/fuzz/run $(SECONDS) $(HARNESSES)

-include $(FUZZ_OBJECTS:.o=.d)
