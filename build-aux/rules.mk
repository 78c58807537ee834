# How sources are compiled and objects linked, and what makes make do it again.

# What only a reader of the output should decide on is the user's: CC, CPPFLAGS, CFLAGS, LDFLAGS and AR, from the
# environment or the command line. They come last, so that they win.
# Sanitizers see more before the optimizer has seen it, and lines are all that their reports need.
CFLAGS	?= $(if $(filter-out 0,$(SAN) $(COVER)),-O1 -g1,-O2 -g)
WARN	:= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
	   -Wwrite-strings -Wvla
# A warning stops whoever changes the sources (.ci/run, tests/check), not whoever builds them with another compiler.
ifeq ($(WERROR),1)
WARN	+= -Werror
endif
DEPS	:= -MMD -MP
ifneq ($(filter-out 0,$(SAN)),)
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
ifneq ($(filter-out 0,$(FUZZ)),)
# Comparisons are not traced: that takes half of the time, and dictionaries and mutators know the words.
SANFLAGS := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-coverage=trace-cmp,indirect-calls -fno-sanitize-recover=all -fno-omit-frame-pointer
endif
ifneq ($(filter-out 0,$(COVER)),)
SANFLAGS := -fprofile-instr-generate -fcoverage-mapping
endif

# compile(FLAGS): the compiler with the flags of one part of the tree; the caller adds -c, source and object
compile = $(CC) $(WARN) $(1) -I. $(CPPFLAGS) $(CFLAGS) $(SANFLAGS) $(DEPS)
LINK	= $(CC) $(CFLAGS) $(LDFLAGS) $(SANFLAGS)
# says(WORD): before a command: that word and what is made, instead of the command; V=1 shows that
SILENT	:= $(findstring s,$(firstword -$(MAKEFLAGS)))
says	= $(if $(filter 1,$(V)),,@$(if $(SILENT),,printf '  %-7s %s\n' $(1) $@;) )
COMPILER := $(shell $(CC) --version 2>/dev/null | head -n 1)

# build/NAME.how holds the command that NAME is made with, HOW, and is written when that has changed: other flags,
# another compiler, or a source less. What depends on it is then made anew.
.PHONY: FORCE
$(BUILD)/%.how: $(if $(INSTALL_ONLY),,FORCE)
	@mkdir -p $(@D)
	@printf '%s\n' $(call quoted,$(HOW)) >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

# program(NAME,OBJECTS AND ARCHIVES[,LIBRARIES AND OTHER FLAGS]): build/NAME
define program
MADE += $(1)
$(BUILD)/$(1).how: HOW = $$(LINK) $(2) $(3)
$(BUILD)/$(1): $(2) $(BUILD)/$(1).how
	$$(call says,LINK)$$(LINK) $(2) $(3) -o $$@
endef

# archive(NAME,OBJECTS): build/NAME, from scratch each time, so that no member outlives its source
define archive
MADE += $(1)
$(BUILD)/$(1).how: HOW = $$(AR) rcs $(2)
$(BUILD)/$(1): $(2) $(BUILD)/$(1).how
	$$(call says,AR)rm -f $$@ && $$(AR) rcs $$@ $(2)
endef
