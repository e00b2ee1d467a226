#!/bin/sh
# Messages in the user's language: the catalogue holds what the sources say, and a translation of it is what the program says. Speaks the language of cmocka's
# programs, as check.sh does.
cd "$(dirname "$0")/.." || exit 2
BUILD=${BUILD:-build}
temp=$(mktemp -d) || exit 2
folder=$BUILD/locale/eo/LC_MESSAGES
trap 'rm -rf "$temp" "$BUILD/locale"' EXIT
failed=0

test_named() {
    name=$1
    shift
    if "$@"; then
        echo "[       OK ] $name"
    else
        echo "[  FAILED  ] $name"
        failed=1
    fi
}

catalogue_is_of_these_sources() {
    sh src/messages.sh >"$temp/now.pot" && cmp -s "$temp/now.pot" src/messages.pot && return
    diff src/messages.pot "$temp/now.pot" | head -20
    echo "src/messages.pot: make messages writes it anew"
    return 1
}

# A language in which some words are others.
translate() {
    mkdir -p "$folder" &&
        msgen src/messages.pot -o "$temp/english.po" 2>/dev/null &&
        msgfilter -i "$temp/english.po" -o "$temp/other.po" sed 's/is ready again/estas denove preta/; s/open a lesson/malfermu lecionon/' 2>/dev/null &&
        msgfmt -o "$folder/aioscope.mo" "$temp/other.po"
}

# In a locale of any country, for in that of no country there is only English.
said_in() {
    LOCPATH=$temp LC_ALL=$1 LANGUAGE=eo "$BUILD/aioscope" "$2" ${3:+"$3"} ${4:+"$4"} ${5:+"$5"} ${6:+"$6"} </dev/null
}

a_translation_is_what_is_said() {
    localedef -i en_GB -f UTF-8 "$temp/en_GB.UTF-8" && translate &&
        said_in en_GB.UTF-8 learn 1.2 --plain | grep -q 'estas denove preta' &&
        said_in en_GB.UTF-8 --help | grep -q 'malfermu lecionon'
}

numbers_are_written_with_a_point_everywhere() {
    localedef -i de_DE -f UTF-8 "$temp/de_DE.UTF-8" &&
        said_in de_DE.UTF-8 learn 1.2 --plain --speed 2.5 | grep -q '^1\.000  '
}

test_named "the catalogue is of these sources" catalogue_is_of_these_sources
test_named "a translation is what is said" a_translation_is_what_is_said
test_named "numbers are written with a point everywhere" numbers_are_written_with_a_point_everywhere
exit $failed
