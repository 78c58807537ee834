# What is built: build-aux/probe looks what is there, WITH_PART=1 insists on a part, WITH_PART=0 leaves it out.

PARTS	:= PROGRAM DEFLATE ZSTD ZLIB DEBUGINFO DEBUGINFOD CRASH BATCH POSTGRES EXPOSED ISSUES MCP TICKET STATIC

# Goals that compile nothing, or leave that to another make once what is missing has been installed.
NO_PROBE := clean deps deps-crash demo demo-crash check check-crashes check-drgn-live check-kernels check-lint uninstall dist build/inoderace.spec
# "make install" alone installs what was built, whatever flags and PATH are now, as root.
INSTALL_ONLY := $(and $(filter install,$(MAKECMDGOALS)),$(wildcard $(BUILD)/probe.mk),$(if $(filter-out install,$(MAKECMDGOALS)),,1))

ifneq ($(filter-out $(NO_PROBE),$(or $(MAKECMDGOALS),all)),)
ifeq ($(INSTALL_ONLY),)
$(foreach v,$(filter WITH_%,$(.VARIABLES)),$(if $(findstring command line,$(origin $(v))),\
	$(if $(filter $(PARTS:%=WITH_%),$(v)),,$(error there is no $(v), but $(PARTS:%=WITH_%)))))
PROBED	:= $(shell $(foreach v,CC CPPFLAGS CFLAGS LDFLAGS PKG_CONFIG CRASH CRASH_INC $(PARTS:%=WITH_%),\
	$(v)=$(call quoted,$($(v)))) build-aux/probe $(call quoted,$(BUILD)) && echo done)
$(if $(PROBED),,$(error build-aux/probe failed))
endif
include $(BUILD)/probe.mk
$(if $(PROBE_ERROR),$(error $(PROBE_ERROR)))
endif

# needs(FILES,PART): what was asked for by name and cannot be built says what is missing
needs	= $(eval $(1): | $(if $(HAVE_$(2)),,cannot-build-$(2)))
.PHONY: $(PARTS:%=cannot-build-%)
$(PARTS:%=cannot-build-%): cannot-build-%:
	@echo "inoderace: $(WHY_$*)" >&2; exit 1
