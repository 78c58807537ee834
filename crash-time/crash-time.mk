# build/inoderace-static: for the kdump initramfs. Nothing but libc, and that linked in.

CRASH_TIME := $(patsubst %.c,$(BUILD)/%.o,$(wildcard crash-time/*.c))

$(BUILD)/crash-time/%.o: crash-time/%.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARN) $(SANFLAGS) $(DEPS) -I. -c $< -o $@

# Sanitizers want libc as a library.
STATIC	:= $(if $(SAN),$(SANFLAGS),-static -Wl,--gc-sections)
$(BUILD)/inoderace-static: $(CRASH_TIME) $(CORE)
	$(CC) $(CFLAGS) $(LDFLAGS) $(STATIC) $^ -o $@

# The same on memory that cannot be read, for tests/capture.
$(BUILD)/inoderace-eio: tests/capture/eio.c $(CRASH_TIME) $(CORE)
	$(CC) $(CFLAGS) $(STATIC) -Wl,--wrap=pread $^ -o $@

.PHONY: static
static: $(BUILD)/inoderace-static

-include $(CRASH_TIME:.o=.d)

# Stand-ins for it that hang, eat memory, fault, or know no limits, for tests/capture.
MISBEHAVE := $(addprefix $(BUILD)/misbehave-,hangs eats faults deaf)

$(BUILD)/misbehave-%: tests/capture/misbehave.c $(BUILD)/crash-time/child_limits.o
	$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $(WARN) -I. -static \
		-D$(shell echo $* | tr a-z A-Z) $^ -o $@

.PHONY: check-capture
check-capture: all static $(MISBEHAVE)
	tests/capture/in-crashing-guests
