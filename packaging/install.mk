# make install, make uninstall. DESTDIR is put before every path, for packages.

PREFIX	?= /usr/local
DESTDIR	?=
BINDIR	?= $(PREFIX)/bin
LIBDIR	?= $(PREFIX)/lib/inoderace
DATADIR	?= $(PREFIX)/share/inoderace
DOCDIR	?= $(PREFIX)/share/doc/inoderace
MANDIR	?= $(PREFIX)/share/man
UNITDIR	?= $(PREFIX)/lib/systemd/system
BASHDIR	?= $(PREFIX)/share/bash-completion/completions
ZSHDIR	?= $(PREFIX)/share/zsh/site-functions

# Where Python finds the plugin for drgn by itself: Debian's folder for packages, else where the interpreter says. Elsewhere it is
# found with $$PYTHONPATH. sos finds its plugin only in its own folder.
ifeq ($(PREFIX),/usr)
PYTHONDIR ?= $(or $(wildcard /usr/lib/python3/dist-packages),$(shell python3 -c 'import sysconfig; print(sysconfig.get_path("purelib"))'))
else
PYTHONDIR ?= $(PREFIX)/lib/python3/dist-packages
endif
PLUGIN_INFO = $(PYTHONDIR)/inoderace-$(VERSION).dist-info

# crash takes an extension by its name alone from /usr/lib64/crash/extensions or
# /usr/lib/crash/extensions, whatever our PREFIX is; elsewhere only $$CRASH_EXTENSIONS finds it.
ifneq ($(filter /usr /usr/local,$(PREFIX)),)
CRASH_EXTDIR ?= $(firstword $(wildcard /usr/lib64/crash/extensions) /usr/lib/crash/extensions)
else
CRASH_EXTDIR ?= $(PREFIX)/lib/crash/extensions
endif

DRGN_SCRIPTS := $(wildcard drgn-scripts/*.py)
MAN_PAGES := $(wildcard man/*.8)
DOCS	:= README.md CHANGELOG.md $(wildcard docs/*.md docs/*.svg) docs/diagnosis.schema.json docs/exposed.schema.json

# The version stands in core/lib/version.h. tests/lint/version compares the changelogs, which cannot take it from there.
VERSION	:= $(shell sed -n 's/.*IR_TOOL_VERSION[[:space:]]*"\(.*\)"/\1/p' core/lib/version.h)
versioned = sed 's/@VERSION@/$(VERSION)/g'

# What a script or unit says of /usr/lib/inoderace and /usr/bin, said of where they really are.
install_placed = sed -e 's|/usr/lib/inoderace|$(LIBDIR)|g' -e 's|/usr/bin/inoderace|$(BINDIR)/inoderace|g' \
	$(1) > $(DESTDIR)$(2) && chmod $(3) $(DESTDIR)$(2)

.PHONY: install uninstall check-package
# Parts that are not built are not installed, whether they are missing or left out.
install_part = $(if $(HAVE_$(1)),install -D -m $(2) $(BUILD)/$(3) $(DESTDIR)$(4)/$(3))
install: all $(if $(HAVE_STATIC),static)
	$(call install_part,PROGRAM,755,inoderace,$(BINDIR))
	$(call install_part,CRASH,644,inoderace.so,$(CRASH_EXTDIR))
	$(call install_part,BATCH,755,inoderace-batch,$(LIBDIR))
	$(call install_part,EXPOSED,755,inoderace-exposed,$(LIBDIR))
	$(call install_part,ISSUES,755,inoderace-issues,$(LIBDIR))
	$(call install_part,MCP,755,inoderace-mcp,$(LIBDIR))
	$(call install_part,TICKET,755,inoderace-ticket,$(LIBDIR))
	$(call install_part,STATIC,755,inoderace-static,$(LIBDIR))
	install -d $(DESTDIR)$(LIBDIR)
	$(call install_placed,packaging/kdump/kdump-post,$(LIBDIR)/kdump-post,755)
	$(call install_placed,packaging/systemd/new-dumps,$(LIBDIR)/new-dumps,755)
	install -d $(DESTDIR)$(UNITDIR) $(DESTDIR)$(DATADIR)/drgn/inoderace $(DESTDIR)$(MANDIR)/man8
	$(call install_placed,packaging/systemd/inoderace-new-dumps.service,$(UNITDIR)/inoderace-new-dumps.service,644)
	$(call install_placed,packaging/systemd/inoderace-new-dumps.path,$(UNITDIR)/inoderace-new-dumps.path,644)
	install -d $(DESTDIR)$(DATADIR)/issues.d
	install -m 644 $(wildcard packaging/issues.d/*.jq) $(DESTDIR)$(DATADIR)/issues.d
	install -m 644 $(DRGN_SCRIPTS) $(DESTDIR)$(DATADIR)/drgn
	sed -i '1{/^#!/d}' $(DESTDIR)$(DATADIR)/drgn/*.py # drgn takes them as arguments
	install -m 644 drgn-scripts/inoderace/*.py $(DESTDIR)$(DATADIR)/drgn/inoderace
	$(call install_placed,drgn-scripts/inoderace/library.py,$(DATADIR)/drgn/inoderace/library.py,644)
	install -d $(DESTDIR)$(PLUGIN_INFO) $(DESTDIR)$(DATADIR)/sos
	$(foreach file,inoderace_drgn.py inoderace_corelens.py,sed 's|/usr/share/inoderace/drgn|$(DATADIR)/drgn|' \
		drgn-scripts/plugin/$(file) >$(DESTDIR)$(PYTHONDIR)/$(file) && chmod 644 $(DESTDIR)$(PYTHONDIR)/$(file) &&) :
	install -m 644 drgn-scripts/plugin/entry_points.txt $(DESTDIR)$(PLUGIN_INFO)
	$(versioned) drgn-scripts/plugin/METADATA.in >$(DESTDIR)$(PLUGIN_INFO)/METADATA
	chmod 644 $(DESTDIR)$(PLUGIN_INFO)/METADATA
	install -m 644 packaging/sos/inoderace.py $(DESTDIR)$(DATADIR)/sos
	install -m 644 $(BUILD)/libinoderace.so $(DESTDIR)$(LIBDIR)/libinoderace.so
	$(foreach page,$(MAN_PAGES),$(versioned) $(page) >$(DESTDIR)$(MANDIR)/man8/$(notdir $(page)) &&) \
		chmod 644 $(addprefix $(DESTDIR)$(MANDIR)/man8/,$(notdir $(MAN_PAGES)))
	install -D -m 644 packaging/completion/inoderace.bash $(DESTDIR)$(BASHDIR)/inoderace
	install -D -m 644 packaging/completion/_inoderace $(DESTDIR)$(ZSHDIR)/_inoderace
	install -d $(DESTDIR)$(DOCDIR)
	install -m 644 $(DOCS) $(DESTDIR)$(DOCDIR)
ifeq ($(filter /usr /usr/local,$(PREFIX)),)
	@echo "crash finds inoderace.so by its name with CRASH_EXTENSIONS=$(CRASH_EXTDIR) in the environment"
endif

# Folders that are ours alone go with what drgn may have compiled in them; others stay unless empty.
uninstall:
	rm -f $(DESTDIR)$(BINDIR)/inoderace $(DESTDIR)$(CRASH_EXTDIR)/inoderace.so \
		$(addprefix $(DESTDIR)$(UNITDIR)/inoderace-new-dumps,.service .path) \
		$(addprefix $(DESTDIR)$(MANDIR)/man8/,$(notdir $(MAN_PAGES))) \
		$(DESTDIR)$(BASHDIR)/inoderace $(DESTDIR)$(ZSHDIR)/_inoderace
	rm -f $(addprefix $(DESTDIR)$(PYTHONDIR)/,inoderace_drgn.py inoderace_corelens.py)
	rm -rf $(DESTDIR)$(PLUGIN_INFO)
	rm -rf $(DESTDIR)$(LIBDIR) $(DESTDIR)$(DATADIR) $(DESTDIR)$(DOCDIR)

# The Debian package: built, installed, used and removed in an empty Debian 12.
check-package:
	tests/package/installs-and-removes

# build/inoderace-VERSION.tar.gz: the last commit, and the spec for rpmbuild -ta.
MADE	+= inoderace.spec inoderace-$(VERSION).tar.gz
$(BUILD)/inoderace.spec: packaging/inoderace.spec.in core/lib/version.h
	@mkdir -p $(@D)
	$(call says,SPEC)$(versioned) $< >$@

.PHONY: dist
dist: $(BUILD)/inoderace.spec
	git archive --prefix=inoderace-$(VERSION)/ --add-file=$< -o $(BUILD)/inoderace-$(VERSION).tar.gz HEAD
