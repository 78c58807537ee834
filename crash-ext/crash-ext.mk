# The crash extension. It is built for one crash program: CRASH names it, CRASH_INC its headers.
# Extensions have no ABI; the version is compiled in and compared when it is loaded.

EXT	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard crash-ext/*.c))
# How the program that knows issues is asked; it needs nothing but libc.
EXT_KNOWN := $(patsubst %.c,$(BUILD)/crash-ext/%.o,$(wildcard triage/known/*.c) triage/verb/program_path.c)

# crash's interfaces take char * where they mean const char *, hence no -Wwrite-strings.
EXT_CC	= $(call compile,-Wno-write-strings -std=gnu11 -fPIC -fvisibility=hidden -isystem $(CRASH_INC) \
	-D$(CRASH_ARCH) -D$(CRASH_GDB) -DIR_CRASH_VERSION='"$(CRASH_VERSION)"')

# Another crash in the same build folder is another command: everything that saw its headers is built anew.
$(BUILD)/crash-ext.how: HOW = $(COMPILER) $(EXT_CC)
$(BUILD)/crash-ext/%.o: crash-ext/%.c $(BUILD)/crash-ext.how
	@mkdir -p $(@D)
	$(call says,CC)$(EXT_CC) -c $< -o $@

KNOWN_CC = $(call compile,-std=gnu11 -D_GNU_SOURCE -fPIC -fvisibility=hidden -DIR_WITH_ISSUES=$(or $(HAVE_ISSUES),0))
$(BUILD)/crash-ext/triage/%.o: triage/%.c $(BUILD)/crash-ext.how
	@mkdir -p $(@D)
	$(call says,CC)$(KNOWN_CC) -c $< -o $@

$(call needs,$(EXT) $(EXT_KNOWN),CRASH)

EXT_LINK = -shared -Wl,-Bsymbolic -Wl,-z,relro -Wl,-z,now -Wl,--version-script=crash-ext/inoderace.map
$(eval $(call program,inoderace.so,$(EXT) $(EXT_KNOWN) $(LIBCORE),$(EXT_LINK)))
$(BUILD)/inoderace.so: crash-ext/inoderace.map

-include $(EXT:.o=.d) $(EXT_KNOWN:.o=.d)
