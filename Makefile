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
python_prefix  = $(shell pkg-config --variable=exec_prefix $(PYTHON) 2>/dev/null)
python_version = $(shell pkg-config --modversion $(PYTHON) 2>/dev/null)
ENGINE     = $(BUILD)/aioscope-engine-$(python_version)
VIEWER_LIBS = $(call pkg,libs,libuv ncursesw md4c blosc sqlite3) -lm
# Debian's own python3 has its library linked in, which is faster by some percent than the shared one: the engine has it from the same archive.
python_archive = $(wildcard /usr/lib/python$(python_version)/config-$(python_version)-*/libpython$(python_version).a)
linked_in   = -no-pie -Wl,--whole-archive $(python_archive) -Wl,--no-whole-archive -Wl,-E -lexpat -lz
ENGINE_LIBS = $(if $(and $(filter /usr,$(python_prefix)),$(python_archive)),$(linked_in),$(call pkg,libs,$(PYTHON)) -Wl,-rpath,$(python_prefix)/lib) \
              $(call pkg,libs,libuv) -lm

objects = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard src/$(1)/*.c))
archive = $(BUILD)/lib$(1).a
# What a room may include, from rooms.txt: also what its tests link, the users of a room before the room itself.
uses    = $(shell sed -n 's/^$(1): *//p' src/rooms.txt)
reverse = $(if $(1),$(call reverse,$(wordlist 2,$(words $(1)),$(1))) $(firstword $(1)))
links   = $(call archive,$(1)) $(foreach r,$(call reverse,$(call uses,$(1))),$(call archive,$(r)))

.PHONY: all run test check sanitize fuzz conformance versions bench install clean packages screenshots help docs messages
all: packages
	@$(MAKE) --no-print-directory BUILD=$(BUILD) programs

.PHONY: programs
programs: $(BUILD)/aioscope $(ENGINE)

packages:   ## install the Debian packages that are missing
	@sh src/packages.sh

run: all    ## build, then open the lesson menu
	@if [ -t 1 ]; then exec $(BUILD)/aioscope; else exec $(BUILD)/aioscope learn 1.1 --plain; fi

$(BUILD)/aioscope: $(call archive,app) $(foreach r,$(call reverse,$(LIB_ROOMS)),$(call archive,$(r)))
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(VIEWER_LIBS)

ENGINE_PYTHON = $(BUILD)/obj/engine/bootstrap_py.o $(BUILD)/obj/engine/tokens_py.o
$(ENGINE): $(call objects,engine) $(ENGINE_PYTHON) $(call archive,trace) $(call archive,base)
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(ENGINE_LIBS)

define room_rule
$(call archive,$(1)): $(call objects,$(1))
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_rule,$(r))))

$(BUILD)/obj/engine/%.o $(BUILD)/obj/tests/engine/%.o: CFLAGS_ROOM = -isystem $(patsubst -I%,%,$(firstword $(call pkg,cflags,$(PYTHON)))) -DPYTHON_PREFIX='"$(python_prefix)"'
$(BUILD)/obj/app/main.o: CFLAGS_ROOM = -DAIOSCOPE_VERSION='"$(VERSION)"'
$(BUILD)/obj/app/main.o: src/VERSION
$(BUILD)/obj/ui/%.o: CFLAGS_ROOM = $(call pkg,cflags,ncursesw)
$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	@echo '  CC   $<'; $(CC) $(CFLAGS_ALL) $(CFLAGS_ROOM) -c -o $@ $<

# The engine's Python parts are compiled in as strings.
$(BUILD)/gen/%_py.c: src/engine/%.py
	@mkdir -p $(@D)
	@{ echo 'extern const char $*_py[]; const char $*_py[] = {'; od -An -v -tx1 $< | sed 's/ \(..\)/0x\1,/g'; echo '0};'; } > $@
$(BUILD)/obj/engine/%_py.o: $(BUILD)/gen/%_py.c
	@mkdir -p $(@D)
	@$(CC) -std=c11 -c -o $@ $<

# --- tests: tests/ROOM/test_X.c links what its room may include; tests/program/test_X.c runs the built programs ----------------------
TEST_SOURCES = $(wildcard tests/*/test_*.c)
TESTS        = $(patsubst tests/%.c,$(BUILD)/tests/%,$(TEST_SOURCES))
TEST_LIBS    = $(call pkg,libs,cmocka) -lm

$(BUILD)/obj/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	@echo '  CC   $<'; $(CC) $(CFLAGS_ALL) $(CFLAGS_ROOM) -Itests -c -o $@ $<

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
# Tests of the engine start CPython themselves: all of the engine but its main().
$(BUILD)/tests/engine/%: $(BUILD)/obj/tests/engine/%.o $(filter-out %/main.o,$(call objects,engine)) $(ENGINE_PYTHON) $(call archive,trace) $(call archive,base)
	@mkdir -p $(@D)
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(TEST_LIBS) $(ENGINE_LIBS)
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
	@case $(python_prefix) in /usr) sh src/packages.sh conformance ;; esac
	@/usr/bin/python3 tests/conformance/conformance.py $(python_prefix)/bin/python$(python_version) $(abspath $(ENGINE)) $(abspath $(BUILD)/aioscope)

$(BUILD)/tests/bench/history: $(BUILD)/obj/tests/bench/history.o $(call links,app)
	@mkdir -p $(@D)
	@echo '  LINK $@'; $(CC) $(OPT) $(LDFLAGS) -o $@ $^ $(VIEWER_LIBS)

bench: all $(BUILD)/tests/bench/history ## what recording costs, as ratios to stock asyncio (BENCH_ROUNDS=5), and how long recordings move (BENCH=scale alone), what the screen costs (BENCH=manners)
	@case $(python_prefix) in /usr) sh src/packages.sh libraries ;; esac
	@$(python_prefix)/bin/python$(python_version) tests/bench/bench.py $(BUILD) $(python_prefix)/bin/python$(python_version) $(BENCH)

versions: packages ## an engine for every CPython found (PYTHONS='PREFIX …'), and our programs on each
	@MAKE="$(MAKE)" sh tests/versions.sh

messages:   ## make src/messages.pot, the catalogue of all that is said to the user, from the sources
	sh src/messages.sh >src/messages.pot

docs:       ## make docs/events.md and docs/keys.md from their tables
	awk -f docs/events.awk src/trace/event_kinds.def >docs/events.md
	awk -f docs/keys.awk src/ui/keymap.def >docs/keys.md

screenshots: all  ## make the pictures in docs/ from the real screen
	@$(MAKE) --no-print-directory BUILD=$(BUILD) $(BUILD)/tests/program/screenshots
	@BUILD=$(BUILD) $(BUILD)/tests/program/screenshots docs

install: all ## PREFIX=… and DESTDIR=… say where
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

clean:      ## remove what was built
	rm -rf build build-*

help:       ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 22

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
