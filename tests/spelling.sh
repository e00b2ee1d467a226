#!/bin/sh
# Spelling, as one of the tests: every word of the lessons' prose, of the documents and of the sentences in explain/, the panes and the key table must be
# in the British dictionary or in tests/words.txt. Speaks the language of cmocka's programs, as check.sh does.
#
#   sh tests/spelling.sh           what is misspelled, by file
#   sh tests/spelling.sh words     only the words, once each

cd "$(dirname "$0")/.." || exit 2
failed=0

# Prose of a lesson: its docstring, notes and questions. Code in backquotes is not prose.
prose_of_lesson() {
    awk '
        /^"""/ || /^r"""/ { inside = !inside; sub(/^r?"""/, ""); if (/"""/) { sub(/""".*/, ""); inside = 0; print; next } print; next }
        inside && /"""/ { inside = 0; next }
        inside { print; next }
        match($0, /#[:?] /) {
            text = substr($0, RSTART + 3)
            if (text ~ /^ *(next|output|time|state|order)( |$)/ && $0 ~ /#\? /) next
            sub(/^goal [^:]*:/, "", text)
            print text
        }' "$1"
}

# The strings of our own C files that are sentences or parts of them, without what printf and say() fill in.
prose_of_source() {
    grep -v '^ *#include\|^//' "$1" | grep -o '"\([^"\\]\|\\.\)*"' | grep '[a-z] [a-z]' | sed 's/%[0-9.*-]*l*[A-Za-z]/ /g; s/\\\\f[BIR]/ /g; s/\\[a-z0-9]*/ /g'
}

plain() {
    sed 's/`[^`]*`/ /g; s/]([^)]*)/ /g; s/<[^>]*>/ /g; s/https*:[^ ]*/ /g; s/[A-Za-z0-9_.~-]*[_\/.=][A-Za-z0-9_.~\/=-]*/ /g; s/--*[a-z-]*/ /g'
}

# check NAME FILE…: with the filter in $filter.
misspelled() {
    "$filter" "$1" | plain | hunspell -l -d en_GB -p tests/words.txt | sort -u
}

whole() { awk '/^(    |```)/ { next } { print }' "$1"; }

check() {
    name=$1 filter=$2
    shift 2
    found=
    for file; do
        for word in $(misspelled "$file"); do found="$found
$file: $word"; done
    done
    if [ -z "$found" ]; then
        echo "[       OK ] $name"
    else
        echo "$found" | sed 1d
        echo "[  FAILED  ] $name"
        failed=1
    fi
}

if [ "${1:-}" = words ]; then
    sh "$0" | sed -n 's/^[^ ]*: //p' | sort -u
    exit
fi
if ! command -v hunspell >/dev/null 2>&1; then
    echo "hunspell and its British dictionary are wanted"
    echo "[  FAILED  ] spelling"
    exit 1
fi
check "lessons are spelled well" prose_of_lesson lessons/*/*.py
check "documents are spelled well" whole README.md docs/*.md src/README.md tests/README.md
check "sentences on the screen are spelled well" prose_of_source src/explain/*.c src/ui/*.c src/ui/keymap.def src/app/*.c src/lesson/*.c
exit $failed
