#!/bin/sh
# Keep the walls between the rooms: `make check`, and one of the tests. A tree other than this one may be named: check.sh TREE, with BUILD the
# folder of its objects. Each wall is a line `[       OK ] name` or `[  FAILED  ] name`, as cmocka writes them, after lines that say
# FILE:LINE: what is wrong. Status 0 if all hold.

here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "${1:-$here/..}" && pwd) || exit 2
cd "$tree" || exit 2
BUILD=${BUILD:-build}
CC=${CC:-gcc}
failed=0

# wall NAME COMMAND…: it holds if the command writes nothing.
wall() {
    name=$1
    shift
    complaints=$("$@" 2>&1)
    if [ -z "$complaints" ]; then
        echo "[       OK ] $name"
    else
        echo "$complaints"
        echo "[  FAILED  ] $name"
        failed=1
    fi
}

# Every `#include "room/…"` must be of the room itself or of one that rooms.txt lets it see.
includes_keep_to_rooms_txt() {
    grep -n '^[ \t]*# *include *"' src/*/*.[ch] src/*/*.def 2>/dev/null | awk -F: '
        BEGIN {
            while ((getline line < "src/rooms.txt") > 0) {
                if (line ~ /^#/ || line !~ /:/) continue
                split(line, part, ":")
                n = split(part[2], seen, " ")
                is_room[part[1]] = may[part[1], part[1]] = 1
                for (i = 1; i <= n; i++) may[part[1], seen[i]] = 1
            }
        }
        {
            split($1, path, "/")
            room = path[2]
            match($0, /"[^"]*"/)
            file = substr($0, RSTART + 1, RLENGTH - 2)
            split(file, target, "/")
            if (!is_room[room]) print $1 ":" $2 ": " room " is no room of src/rooms.txt"
            else if (!may[room, target[1]]) print $1 ":" $2 ": " room " may not include " file
        }'
}

# only HEADER ROOM…: a library whose header is seen in no other room.
only() {
    header=$1
    shift
    grep -n "^[ \t]*# *include *[<\"]$header[>\"]" src/*/*.[ch] | while IFS=: read -r file line _; do
        room=${file#src/} room=${room%%/*}
        case " $* " in *" $room "*) ;; *) echo "$file:$line: $room may not include $header, only $* may" ;; esac
    done
}

libraries_stay_in_their_rooms() {
    only Python.h engine
    for header in curses.h ncurses.h ncursesw/curses.h ncursesw/ncurses.h panel.h term.h; do only "$header" ui; done
    only uv.h engine app
    for header in md4c.h; do only "$header" ui lesson explain export; done
}

every_header_compiles_alone() {
    for header in src/*/*.h; do
        case $header in src/engine/*) flags=$PYTHON_CFLAGS ;; *) flags= ;; esac
        # shellcheck disable=SC2086 — flags are words
        $CC -std=c11 -D_GNU_SOURCE -Isrc $flags -fsyntax-only -x c "$header" 2>&1 | grep -E 'error:' | head -n 1
    done
}

# What model/ and the schema it reads leave undefined, taken together: memory functions of the compiler, and what the sanitizers put in.
model_calls_nothing_outside() {
    set -- "$BUILD"/obj/model/*.o "$BUILD"/obj/trace/event.o
    for object in "$@"; do [ -e "$object" ] || { echo "$object: not built"; return; }; done
    nm --defined-only "$@" | awk 'NF == 3 { print $3 }' | sort -u >"$scratch/defined"
    nm -Au "$@" | sed 's/^\([^:]*\):.* U \(.*\)$/\2 \1/' | while read -r symbol object; do
        case $symbol in
        memcpy | memset | memcmp | memmove | _GLOBAL_OFFSET_TABLE_ | __stack_chk_fail) continue ;;
        __asan_* | __ubsan_* | __sanitizer_* | __lsan_*) continue ;;
        esac
        grep -qxF -- "$symbol" "$scratch/defined" || echo "$object: calls $symbol"
    done
}

# A path of the machine it was written on means nothing on another.
no_paths_of_one_machine() {
    grep -rnIE '/(wor[k]|roo[t])/' --exclude=.git --exclude-dir=.git --exclude-dir='build*' . | sed 's/^\.\///' | cut -c 1-160
}

# The pages about events and keys are made from their tables.
the_pages_of_tables_are_as_the_tables() {
    [ -e docs/events.awk ] || return
    awk -f docs/events.awk src/trace/event_kinds.def | cmp -s - docs/events.md || echo "docs/events.md: not made from src/trace/event_kinds.def as it is now; run make docs"
    awk -f docs/keys.awk src/ui/keymap.def | cmp -s - docs/keys.md || echo "docs/keys.md: not made from src/ui/keymap.def as it is now; run make docs"
}

# A tree that breaks every wall must be refused at every one.
walls_refuse_a_bad_tree() {
    bad=$scratch/bad
    mkdir -p "$bad/src/base" "$bad/src/model" "$bad/src/ui" "$bad/src/trace" "$bad/build/obj/model" "$bad/build/obj/trace"
    printf 'base:\ntrace: base\nmodel: base trace\nui: base trace model\n' >"$bad/src/rooms.txt"
    printf '#include "ui/screen.h"\n#include <uv.h>\n' >"$bad/src/base/base.c"
    printf 'Missing *screen(void);\n' >"$bad/src/ui/screen.h"
    printf 'int puts(const char *);\nvoid shout(void);\nvoid shout(void) { puts("/%s/"); }\n' roo"t/somewhere" >"$bad/src/model/reduce.c"
    printf 'int nothing;\n' >"$bad/src/trace/event.c"
    for file in model/reduce trace/event; do $CC -c -o "$bad/build/obj/$file.o" "$bad/src/$file.c" || return; done
    BUILD=build CHECK_PLAIN=1 sh "$here/check.sh" "$bad" >"$scratch/said"
    while read -r expected; do
        grep -qF -- "$expected" "$scratch/said" || echo "a bad tree was not refused for: $expected"
    done <<'EXPECTED'
src/base/base.c:1: base may not include ui/screen.h
src/base/base.c:2: base may not include uv.h, only engine app may
src/ui/screen.h:1:1: error: unknown type name
build/obj/model/reduce.o: calls puts
src/model/reduce.c:3:
EXPECTED
}

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
wall includes_keep_to_rooms_txt includes_keep_to_rooms_txt
wall libraries_stay_in_their_rooms libraries_stay_in_their_rooms
wall every_header_compiles_alone every_header_compiles_alone
wall model_calls_nothing_outside model_calls_nothing_outside
wall no_paths_of_one_machine no_paths_of_one_machine
wall the_pages_of_tables_are_as_the_tables the_pages_of_tables_are_as_the_tables
[ "$CHECK_PLAIN" ] || wall walls_refuse_a_bad_tree walls_refuse_a_bad_tree
exit $failed
