# build/inoderace-static: for the kdump initramfs. Nothing but libc, and that linked in.

CRASH_TIME := $(patsubst %.c,$(BUILD)/%.o,$(wildcard crash-time/*.c))

TIME_CC	= $(call compile,-std=gnu11 -D_GNU_SOURCE)
$(BUILD)/crash-time.how: HOW = $(COMPILER) $(TIME_CC)
$(BUILD)/crash-time/%.o: crash-time/%.c $(BUILD)/crash-time.how
	@mkdir -p $(@D)
	$(call says,CC)$(TIME_CC) -c $< -o $@

# Sanitizers want libc as a library.
STATIC	:= $(if $(SANFLAGS),,-static -Wl,--gc-sections)
$(eval $(call program,inoderace-static,$(CRASH_TIME) $(LIBCORE),$(STATIC)))

$(call needs,$(BUILD)/inoderace-static,STATIC)

# The same on memory that cannot be read, for tests/capture.
EIO	:= $(BUILD)/tests/capture/eio.o
EIO_LINK := $(STATIC) -Wl,--wrap=pread
$(eval $(call program,inoderace-eio,$(EIO) $(CRASH_TIME) $(LIBCORE),$(EIO_LINK)))

.PHONY: static
static: $(BUILD)/inoderace-static

-include $(CRASH_TIME:.o=.d) $(EIO:.o=.d)

# Stand-ins for it that hang, eat memory, fault, or know no limits, for tests/capture.
MISBEHAVE := $(addprefix $(BUILD)/misbehave-,hangs eats faults deaf)

MADE	+= $(notdir $(MISBEHAVE))
$(BUILD)/misbehave-%: tests/capture/misbehave.c $(BUILD)/crash-time/child_limits.o $(BUILD)/crash-time.how
	$(call says,LINK)$(TIME_CC) $(LDFLAGS) -static -D$(shell echo $* | tr a-z A-Z) $(filter-out %.how,$^) -o $@

.PHONY: check-capture
check-capture: all static $(MISBEHAVE)
	tests/capture/in-crashing-guests
