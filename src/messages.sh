#!/bin/sh
# The catalogue of all that is said to the user, on stdout: `make messages` keeps it as src/messages.pot. By the names of the functions that say something, and
# by N_ where text stands in a table. In the sentences of explain/ (say.h) a % and a letter stand for a task, a line, a time, … A translation that needs them in
# another order numbers them: %2$N.
cd "$(dirname "$0")/.." || exit 2
parts=$(mktemp -d) || exit 2
trap 'rm -rf "$parts"' EXIT

# take NAME KEYWORDS FILE…
take() {
    part=$parts/$1 keywords=$2
    shift 2
    # shellcheck disable=SC2086
    xgettext --language=C --from-code=UTF-8 --no-location --sort-output --keyword $keywords -o "$part" "$@" 2>"$parts/complaints" && sed -i "s/charset=CHARSET/charset=UTF-8/" "$part" && return
    cat "$parts/complaints" >&2
    exit 1
}

take 1 '--keyword=ui_say:2 --keyword=N_ --keyword=words --keyword=words_n:1,2 --keyword=say:2 --keyword=say_n:3,4 --keyword=say_at:3 --keyword=put:2 --keyword=canvas_puts:5 --keyword=draw_empty:2 --keyword=draw_outside:5 --keyword=canvas_putf:5 --keyword=rich_addf:3 --keyword=stage_say:2 --keyword=give_up:2 --keyword=begin:2 --keyword=err_set:2' src/base/*.c src/model/*.c src/explain/*.c src/lesson/*.c src/export/*.c src/ui/*.c src/app/*.c
take 2 --keyword=KEY:6 src/ui/keymap.def
take 3 --keyword=KEY:7 src/ui/keymap.def
take 6 --keyword=HINT:6 src/ui/hints.def
take 4 --keyword=WAIT:4 src/trace/wait_kinds.def
take 5 --keyword=say_at:4 src/explain/*.c
# What has no letter is the same in every language. Of the header only the encoding is of use, and it says no date, so that the file changes with the messages alone.
msgcat --no-location --no-wrap --sort-output --use-first "$parts"/[1-6] | awk '
    BEGIN { RS = ""; ORS = "\n\n" }
    NR == 1 { print "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\""; next }
    { text = $0; sub(/msgstr .*/, "", text); gsub(/^#[^\n]*\n|\n#[^\n]*/, "", text); sub(/msgid/, "", text); gsub(/%[0-9.*-]*l*[A-Za-z]/, "", text); gsub(/\\[a-z]/, "", text) }
    text ~ /[A-Za-z]/'
