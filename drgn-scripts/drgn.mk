# build/libinoderace.so: what drgn's scripts load, the engine with one entry (libinoderace.h). Nothing but libc.

DRGN	:= $(BUILD)/drgn-scripts/libinoderace.o

$(BUILD)/drgn-scripts/%.o: drgn-scripts/%.c $(BUILD)/core.how
	@mkdir -p $(@D)
	$(call says,CC)$(CORE_CC) -c $< -o $@

DRGN_LINK = -shared -Wl,-z,relro -Wl,-z,now -Wl,--version-script=drgn-scripts/libinoderace.map
$(eval $(call program,libinoderace.so,$(DRGN) $(LIBCORE),$(DRGN_LINK)))
$(BUILD)/libinoderace.so: drgn-scripts/libinoderace.map

-include $(DRGN:.o=.d)
