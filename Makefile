# aioscope: `make run`, `make test`; `make help` lists the rest.
# What the build needs beyond gcc, make and git is installed by src/packages.sh.

BUILD   ?= build
PREFIX  ?= /usr/local
ZSH_FUNCTIONS ?= zsh/site-functions
# The CPython that the engine links: a pkg-config name. For another one put its lib/pkgconfig on PKG_CONFIG_PATH
# and say PYTHON=python-3.12-embed.
PYTHON  ?= python3-embed
CC      ?= gcc
VERSION := $(shell cat src/VERSION)
OPT     ?= -O2 -g
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer

WARN   := -Wall -Wextra -Wpedantic -Wswitch-enum -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
CFLAGS_ALL = -std=c11 -D_GNU_SOURCE $(OPT) $(WARN) -Isrc -MMD -MP $(CFLAGS)


ROOMS     := base trace model history explain lesson export ui app
LIB_ROOMS := base trace model history explain lesson export ui
pkg        = $(shell pkg-config --$(1) $(2) 2>/dev/null)
python_prefix  := $(call pkg,variable=exec_prefix,$(PYTHON))
python_version := $(call pkg,modversion,$(PYTHON))
python_include := $(patsubst -I%,%,$(firstword $(call pkg,cflags,$(PYTHON))))
# 3.13.5: a build folder may hold the engines of several Pythons, and their objects never mix.
python_release := $(shell sed -n 's/^\#define PY_VERSION  *"\(.*\)"/\1/p' $(python_include)/patchlevel.h 2>/dev/null)
ENGINE      = $(BUILD)/aioscope-engine-$(python_release)
ENGINE_OBJ  = $(BUILD)/obj/engine-$(python_release)
VIEWER_LIBS = $(call pkg,libs,libuv ncursesw md4c blosc sqlite3) -lm
# Debian's own python3 has its library linked in, which is faster by some percent than the shared one: the engine
# has it from the same archive, unless that one lacks symbols, as Debian 13's does.
python_archive = $(wildcard $(python_prefix)/lib/python$(python_version)/config-$(python_version)-*/libpython$(python_version).a)
linked_in   = -no-pie -Wl,--whole-archive $(python_archive) -Wl,--no-whole-archive -Wl,-E -lexpat -lz -lm
shared      = $(call pkg,libs,$(PYTHON)) $(if $(filter-out /usr,$(python_prefix)),-Wl$(comma)-rpath$(comma)$(python_prefix)/lib)
comma      := ,
ENGINE_LIBS = $$(cat $(ENGINE_OBJ)/libs) $(call pkg,libs,libuv) -lm

objects = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard src/$(1)/*.c))
archive = $(BUILD)/lib$(1).a
# What a room may include, from rooms.txt: also what its tests link, the users of a room before the room itself.
uses    = $(shell sed -n 's/^$(1): *//p' src/rooms.txt)
reverse = $(if $(1),$(call reverse,$(wordlist 2,$(words $(1)),$(1))) $(firstword $(1)))
links   = $(call archive,$(1)) $(foreach r,$(call reverse,$(call uses,$(1))),$(call archive,$(r)))

.PHONY: all run engines test check sanitize fuzz conformance versions bench install deb distros clean packages screenshots help docs messages
all: packages
	@$(MAKE) --no-print-directory BUILD=$(BUILD) programs
	@[ ! -e $(BUILD)/obj/engines ] || $(MAKE) --no-print-directory BUILD=$(BUILD) engines

.PHONY: programs
programs: $(BUILD)/aioscope $(BUILD)/lessons engine

# The build folder may be anywhere, and so may the tree be moved.
$(BUILD)/lessons:
	@mkdir -p $(@D)
	@ln -snr lessons $@

.PHONY: engine
engine: $(ENGINE)

engines: packages ## build an engine for each CPython found (or PYTHONS='PREFIX …'); make keeps them up to date from then on
	@$(MAKE) --no-print-directory BUILD=$(BUILD) all-engines

.PHONY: all-engines
all-engines:
	@$(MAKE) --no-print-directory BUILD=$(BUILD) programs
	@mkdir -p $(BUILD)/obj; touch $(BUILD)/obj/engines; sh src/pythons.sh | { failed=0; while read -r folder package release prefix; do \
	    PKG_CONFIG_PATH=$$folder $(MAKE) --no-print-directory BUILD=$(BUILD) PYTHON=$$package engine </dev/null || failed=1; done; \
	    exit $$failed; }

packages:   ## install the Debian packages that are missing
	@PYTHON=$(PYTHON) sh src/packages.sh

run: all    ## build, then open the lesson menu
	@if [ -t 1 ]; then exec $(BUILD)/aioscope; else exec $(BUILD)/aioscope learn 1.1 --plain; fi

$(BUILD)/aioscope: $(call archive,app) $(foreach r,$(call reverse,$(LIB_ROOMS)),$(call archive,$(r)))
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(VIEWER_LIBS)

ENGINE_OBJECTS = $(patsubst src/engine/%.c,$(ENGINE_OBJ)/%.o,$(wildcard src/engine/*.c)) \
                 $(patsubst src/engine/%.py,$(ENGINE_OBJ)/%_py.o,$(wildcard src/engine/*.py))
$(ENGINE): $(ENGINE_OBJECTS) $(call archive,trace) $(call archive,base) | $(ENGINE_OBJ)/libs
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(ENGINE_LIBS)

# Which library the engine is linked with: the first with which a program links. Debian's python3 is linked with the
# archive, others with the shared library if they have one.
$(ENGINE_OBJ)/libs: $(ENGINE_OBJ)/python
	@mkdir -p $(@D)
	@for libs in $(if $(filter /usr,$(python_prefix)),$(python_archive:%='$(linked_in)') '$(shared)','$(shared)' $(python_archive:%='$(linked_in)')); do \
	    echo 'int main(void) { return 0; }' | $(CC) $(OPT) $(LDFLAGS) -x c - -x none -o $@.try $$libs 2>$@.why || continue; \
	    echo "$$libs" >$@; break; done; rm -f $@.try
	@[ -e $@ ] || { cat $@.why; echo 'aioscope: no library of $(PYTHON) can be linked' >&2; exit 1; }

define room_rule
$(call archive,$(1)): $(call objects,$(1))
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_rule,$(r))))

compile = mkdir -p $(@D); echo '  CC   $<'; $(CC) $(CFLAGS_ALL) $(CFLAGS_ROOM)
$(BUILD)/obj/app/main.o: CFLAGS_ROOM = -DAIOSCOPE_VERSION='"$(VERSION)"'
$(BUILD)/obj/app/main.o: src/VERSION
$(BUILD)/obj/ui/%.o: CFLAGS_ROOM = $(call pkg,cflags,ncursesw)
$(BUILD)/obj/%.o: src/%.c
	@$(compile) -c -o $@ $<

# Two Pythons of one version in different places share the folder of objects: what is there is of the place last built for.
$(ENGINE_OBJ)/%.o: CFLAGS_ROOM = -isystem $(python_include) -DPYTHON_PREFIX='"$(python_prefix)"'
$(ENGINE_OBJ)/%.o: src/engine/%.c $(ENGINE_OBJ)/python
	@$(compile) -c -o $@ $<
$(ENGINE_OBJ)/python: FORCE
	@$(note_python)
note_python = mkdir -p $(@D); echo '$(python_release) $(python_prefix)' | cmp -s - $@ || echo '$(python_release) $(python_prefix)' >$@
.PHONY: FORCE

# The engine's Python parts are compiled in as strings.
$(BUILD)/gen/%_py.c: src/engine/%.py
	@mkdir -p $(@D)
	@{ echo 'extern const char $*_py[]; const char $*_py[] = {'; od -An -v -tx1 $< | sed 's/ \(..\)/0x\1,/g'; echo '0};'; } > $@
$(ENGINE_OBJ)/%_py.o: $(BUILD)/gen/%_py.c
	@mkdir -p $(@D)
	@$(CC) -std=c11 -c -o $@ $<

# --- tests: tests/ROOM/test_X.c links what its room may include; tests/program/test_X.c runs the built programs ----------------------
TEST_SOURCES = $(wildcard tests/*/test_*.c)
TESTS        = $(patsubst tests/%.c,$(BUILD)/tests/%,$(TEST_SOURCES))
TEST_LIBS    = $(call pkg,libs,cmocka) -lm

# cmocka 2 would have us write names that cmocka 1 does not have.
compile_test = $(compile) -Itests -DCMOCKA_DISABLE_DEPRECATION_WARNINGS -c -o $@ $<

$(BUILD)/obj/tests/%.o: tests/%.c
	@$(compile_test)
$(ENGINE_OBJ)/tests/%.o: tests/engine/%.c $(ENGINE_OBJ)/python
	@$(compile_test)

define test_rule
$(BUILD)/tests/$(1)/%: $(BUILD)/obj/tests/$(1)/%.o $(links_$(1))
	@mkdir -p $$(@D)
	@echo '  LINK $$@'; $$(CC) $$(OPT) $$(LDFLAGS) -o $$@ $$^ $$(TEST_LIBS) $(2)
endef
$(foreach r,base trace model history explain lesson export ui app,$(eval links_$(r) := $(call links,$(r))))
$(foreach r,base model history explain export app,$(eval $(call test_rule,$(r),$$(VIEWER_LIBS))))
$(eval $(call test_rule,lesson,$$(VIEWER_LIBS)))
$(eval $(call test_rule,trace,$$(call pkg,libs,libcbor)))
$(eval $(call test_rule,ui,$$(VIEWER_LIBS) $$(call pkg,libs,vterm) -lutil))
# Tests of the engine start CPython themselves: all of the engine but its main(). The program is of the Python last built for.
$(BUILD)/tests/engine/%: $(ENGINE_OBJ)/tests/%.o $(filter-out %/main.o,$(ENGINE_OBJECTS)) $(call archive,trace) $(call archive,base) \
        $(BUILD)/obj/tests/python | $(ENGINE_OBJ)/libs
	@mkdir -p $(@D)
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(TEST_LIBS) $(ENGINE_LIBS)
$(BUILD)/obj/tests/python: FORCE
	@$(note_python)
# Tests of the built programs use the terminal that we read through libvterm.
HARNESS = $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,$(wildcard tests/harness/*.c))
links_program := $(call archive,export) $(call archive,lesson) $(call archive,explain) $(call archive,history) $(call archive,model) $(call archive,trace) $(call archive,base)
$(BUILD)/tests/program/%: $(BUILD)/obj/tests/program/%.o $(HARNESS) $(links_program)
	@mkdir -p $(@D)
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(call pkg,libs,vterm md4c blosc sqlite3) -lutil
FUZZ_OBJECTS = $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,$(filter-out tests/fuzz/entry.c tests/fuzz/test_corpus.c,$(wildcard tests/fuzz/*.c)))
$(BUILD)/tests/fuzz/test_corpus: $(BUILD)/obj/tests/fuzz/test_corpus.o $(FUZZ_OBJECTS) $(call archive,ui) $(call links,ui)
	@mkdir -p $(@D)
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(VIEWER_LIBS)
.SECONDARY:

test: all   ## build and run all tests
	@case $(python_prefix) in /usr) sh src/packages.sh libraries || echo 'aioscope: tests of the libraries that are missing are left out' >&2 ;; esac
	@$(MAKE) --no-print-directory BUILD=$(BUILD) tests
	@BUILD=$(BUILD) CC="$(CC)" PYTHON_CFLAGS="$(call pkg,cflags,$(PYTHON))" PYTHON_STOCK=$(python_prefix)/bin/python$(python_version) \
	    sh tests/run.sh $(TESTS) tests/check.sh tests/spelling.sh tests/messages.sh

.PHONY: tests
tests: $(TESTS)

check: all  ## keep the walls between the rooms
	@CC="$(CC)" BUILD=$(BUILD) PYTHON_CFLAGS="$(call pkg,cflags,$(PYTHON))" sh tests/check.sh

sanitize:   ## the same tests under the address and undefined-behaviour sanitizers
	@ASAN_OPTIONS=$${ASAN_OPTIONS:-detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_sigfpe=0} $(MAKE) --no-print-directory BUILD=build-sanitize OPT="-O1 -g $(SANITIZERS)" test

FUZZ_TARGETS = recording block model lesson condition
FUZZ_SOURCES = $(foreach r,base trace model history explain lesson ui,$(wildcard src/$(r)/*.c)) $(filter-out tests/fuzz/test_corpus.c,$(wildcard tests/fuzz/*.c))
fuzz: packages ## feed hostile bytes to the reader, the model and the rest, for FUZZ_SECONDS=600 each
	@sh src/packages.sh fuzz
	@mkdir -p $(BUILD)/tests/fuzz
	@for target in $(FUZZ_TARGETS); do echo "  FUZZ $$target"; \
	    clang -std=c11 -D_GNU_SOURCE -O1 -g -Isrc -Itests -DTARGET=fuzz_$$target -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	        $(call pkg,cflags,ncursesw) -o $(BUILD)/tests/fuzz/$$target $(FUZZ_SOURCES) $(VIEWER_LIBS) || exit 1; done
	@sh tests/fuzz/fuzz.sh $(BUILD) $(FUZZ_TARGETS)

conformance: all  ## CPython's own asyncio tests on our loop, compared with its own loop
	@case $(python_prefix) in /usr) PYTHON=$(PYTHON) sh src/packages.sh conformance ;; esac
	@/usr/bin/python3 tests/conformance/conformance.py $(python_prefix)/bin/python$(python_version) $(abspath $(ENGINE)) $(abspath $(BUILD)/aioscope)

$(BUILD)/tests/bench/history: $(BUILD)/obj/tests/bench/history.o $(call links,app)
	@mkdir -p $(@D)
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(VIEWER_LIBS)

bench: all $(BUILD)/tests/bench/history ## what recording costs, as ratios to stock asyncio (BENCH_ROUNDS=5), and how long recordings move (BENCH=scale alone), what the screen costs (BENCH=manners)
	@case $(python_prefix) in /usr) sh src/packages.sh libraries ;; esac
	@$(python_prefix)/bin/python$(python_version) tests/bench/bench.py $(BUILD) $(python_prefix)/bin/python$(python_version) $(BENCH)

versions: packages ## an engine for each CPython found (or PYTHONS='PREFIX …'), and our programs on each
	@MAKE="$(MAKE)" BUILD=$(BUILD) sh tests/versions.sh

messages:   ## make src/messages.pot, the catalogue of all that is said to the user, from the sources
	sh src/messages.sh >src/messages.pot

docs:       ## make docs/events.md and docs/keys.md from their tables
	awk -f docs/events.awk src/trace/event_kinds.def >docs/events.md
	awk -f docs/keys.awk src/ui/keymap.def >docs/keys.md

screenshots: all  ## make the pictures in docs/ from the real screen
	@$(MAKE) --no-print-directory BUILD=$(BUILD) $(BUILD)/tests/program/screenshots
	@BUILD=$(BUILD) $(BUILD)/tests/program/screenshots docs

install: all ## PREFIX=… and DESTDIR=… say where
	@$(MAKE) --no-print-directory BUILD=$(BUILD) install-files

.PHONY: install-files
install-files:
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/aioscope $(DESTDIR)$(PREFIX)/share/aioscope
	install $(BUILD)/aioscope $(DESTDIR)$(PREFIX)/bin/aioscope
	install $(BUILD)/aioscope-engine-* $(DESTDIR)$(PREFIX)/lib/aioscope/
	cp -R lessons $(DESTDIR)$(PREFIX)/share/aioscope/
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	$(BUILD)/aioscope manual >$(DESTDIR)$(PREFIX)/share/man/man1/aioscope.1
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/,bash-completion/completions $(ZSH_FUNCTIONS) fish/vendor_completions.d applications)
	$(BUILD)/aioscope completion bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/aioscope
	$(BUILD)/aioscope completion zsh >$(DESTDIR)$(PREFIX)/share/$(ZSH_FUNCTIONS)/_aioscope
	$(BUILD)/aioscope completion fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/aioscope.fish
	install -m 644 src/aioscope.desktop $(DESTDIR)$(PREFIX)/share/applications/aioscope.desktop

deb:        ## Debian packages of the viewer and of an engine for each of Debian's CPythons, into $(BUILD)/deb
	@sh src/packages.sh deb
	@BUILD=$(BUILD) sh src/deb.sh

distros:    ## as root: make run, test and deb on a fresh Debian 12, 13 and unstable (SUITES, STEPS)
	@sh tests/distros.sh

clean:      ## remove what was built
	rm -rf build build-*

help:       ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 22

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
