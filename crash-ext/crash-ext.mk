# The crash extension. It is built for one crash program: CRASH names it, CRASH_INC its headers.
# Extensions have no ABI; the version is compiled in and compared when it is loaded.

CRASH_VERSION_TEXT := $(shell $(CRASH) --version 2>/dev/null)
CRASH_VERSION := $(word 2,$(CRASH_VERSION_TEXT))
# The gdb inside decides how defs.h spells things: "10.2" is -DGDB_10_2. A newer minor release than
# defs.h has heard of behaves like the newest it knows of the same major one.
CRASH_GDB_MAJOR := $(shell $(CRASH) --version 2>/dev/null | \
	sed -n 's/^GNU gdb (GDB) \([0-9]*\)\..*/\1/p')
CRASH_GDB := $(shell grep -o 'defined(GDB_$(CRASH_GDB_MAJOR)_[0-9]*)' $(CRASH_INC)/defs.h \
	2>/dev/null | tr -d '()' | sed 's/defined//' | sort -t_ -k3n | tail -n 1)
CRASH_ARCH ?= $(if $(findstring aarch64,$(shell $(CC) -dumpmachine)),ARM64,X86_64)

EXT	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard crash-ext/*.c))

# crash's interfaces take char * where they mean const char *, hence no -Wwrite-strings.
EXT_CC	= $(call compile,-Wno-write-strings -std=gnu11 -fPIC -fvisibility=hidden -isystem $(CRASH_INC) \
	-D$(CRASH_ARCH) -D$(CRASH_GDB) -DIR_CRASH_VERSION='"$(CRASH_VERSION)"')

.PHONY: crash-is-there
crash-is-there:
	@test -n "$(CRASH_VERSION)" -a -n "$(CRASH_GDB)" || { \
		echo "inoderace: no usable crash: '$(CRASH) --version' and $(CRASH_INC)/defs.h are" \
		"needed (Debian: apt-get install crash, or make demo)" >&2; exit 1; }

# Another crash in the same build folder is another command: everything that saw its headers is built anew.
$(BUILD)/crash-ext.how: HOW = $(COMPILER) $(EXT_CC)
$(BUILD)/crash-ext.how: crash-is-there
$(BUILD)/crash-ext/%.o: crash-ext/%.c $(BUILD)/crash-ext.how
	@mkdir -p $(@D)
	$(EXT_CC) -c $< -o $@

EXT_LINK = -shared -Wl,-Bsymbolic -Wl,-z,relro -Wl,-z,now -Wl,--version-script=crash-ext/inoderace.map
$(eval $(call program,inoderace.so,$(EXT) $(LIBCORE),$(EXT_LINK)))
$(BUILD)/inoderace.so: crash-ext/inoderace.map

-include $(EXT:.o=.d)
