# The crash extension. It is built for one crash program: CRASH names it, CRASH_INC its headers.
# Extensions have no ABI; the version is compiled in and compared when it is loaded.

EXT	:= $(patsubst %.c,$(BUILD)/%.o,$(wildcard crash-ext/*.c))

# crash's interfaces take char * where they mean const char *, hence no -Wwrite-strings.
EXT_CC	= $(call compile,-Wno-write-strings -std=gnu11 -fPIC -fvisibility=hidden -isystem $(CRASH_INC) \
	-D$(CRASH_ARCH) -D$(CRASH_GDB) -DIR_CRASH_VERSION='"$(CRASH_VERSION)"')

# Another crash in the same build folder is another command: everything that saw its headers is built anew.
$(BUILD)/crash-ext.how: HOW = $(COMPILER) $(EXT_CC)
$(BUILD)/crash-ext/%.o: crash-ext/%.c $(BUILD)/crash-ext.how
	@mkdir -p $(@D)
	$(call says,CC)$(EXT_CC) -c $< -o $@

$(call needs,$(EXT),CRASH)

EXT_LINK = -shared -Wl,-Bsymbolic -Wl,-z,relro -Wl,-z,now -Wl,--version-script=crash-ext/inoderace.map
$(eval $(call program,inoderace.so,$(EXT) $(LIBCORE),$(EXT_LINK)))
$(BUILD)/inoderace.so: crash-ext/inoderace.map

-include $(EXT:.o=.d)
