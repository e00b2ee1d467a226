#!/bin/sh
# Messages in the user's language: the catalogue holds what the sources say, in whole sentences and plain words, and a translation of it is what the program
# says. Speaks the language of cmocka's programs, as check.sh does.
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

# messages_of FILE: one a line, both forms of a plural, as they stand in the sources.
messages_of() {
    msgcat --no-wrap "$1" | sed -n 's/^msgid\(_plural\)\{0,1\} "\(.*\)"$/\2/p' | grep .
}

# What say, say_n, say_at, stage_say and give_up are given.
sentences() {
    xgettext --language=C --from-code=UTF-8 --keyword --keyword=say:2 --keyword=say_n:3,4 --keyword=say_at:3 --keyword=stage_say:2 --keyword=give_up:2 \
        -o "$temp/with.po" src/explain/*.c src/app/*.c && sed -i "s/charset=CHARSET/charset=UTF-8/" "$temp/with.po" &&
        xgettext --language=C --from-code=UTF-8 --keyword --keyword=say_at:4 -o "$temp/without.po" src/explain/*.c &&
        sed -i "s/charset=CHARSET/charset=UTF-8/" "$temp/without.po" && messages_of "$temp/with.po" && messages_of "$temp/without.po"
}

# A sentence begins with a capital, a name or code, and ends with a stop. What a line of --plain quotes may stand at its end.
sentences_are_whole() {
    sentences >"$temp/sentences" && [ "$(wc -l <"$temp/sentences")" -gt 200 ] || return
    ! grep -vE '^(%[TNLHSUYFns]|[A-Z]|`|(asyncio|aioscope)[ .])' "$temp/sentences" | sed 's/^/begins small: /' | grep . &&
        ! grep -vE '([.!?]|: %[Cs]( \(%s\))?)$' "$temp/sentences" | sed 's/^/has no stop: /' | grep .
}

# What begins or ends with a blank or a comma is glued to something, in an order that another language may not have.
no_message_is_a_fragment() {
    messages_of src/messages.pot | grep -E '^( |[,;:.])| $' | sed 's/^/a fragment: /' >"$temp/fragments"
    ! grep . "$temp/fragments"
}

# A choice between two messages hides the second from the catalogue: two calls, or N_ on both.
no_message_is_hidden_in_a_choice() {
    ! grep -nE '\b(say|put|stage_say|give_up|err_set)\([^"]*\? "' src/explain/*.c src/lesson/*.c src/export/*.c src/ui/*.c src/app/*.c
}

# banned FILE: what of it has a wording of wording.txt.
banned() {
    while IFS='	' read -r pattern remedy; do
        case $pattern in '#'* | '') continue ;; esac
        grep -E -- "$pattern" "$1" | sed "s/^/not plain, say: $remedy: /"
    done <tests/wording.txt
}

messages_are_plain() {
    messages_of src/messages.pot >"$temp/all" && banned "$temp/all" >"$temp/found"
    ! grep . "$temp/found"
}

# What programs print, and their source, are theirs.
stories_and_help_are_plain() {
    grep -hvE ' prints| runs line ' tests/stories/*.txt >"$temp/told" || return
    for command in '' learn run record replay compare export stats check interview progress lessons; do "$BUILD/aioscope" $command --help >>"$temp/told" || return; done
    "$BUILD/aioscope" manual | grep -v '^\.' >>"$temp/told"
    banned "$temp/told" >"$temp/found"
    ! grep . "$temp/found"
}

# A language in which some words are others, and what a sentence names stands in another order.
translate() {
    mkdir -p "$folder" &&
        msgen src/messages.pot -o "$temp/english.po" 2>/dev/null &&
        msgfilter -i "$temp/english.po" -o "$temp/other.po" sed 's/is ready again/estas denove preta/; s/open a lesson/malfermu lecionon/
            s/%T awaits %C on %p\./Sur %p %2$C atendigas %1$T./; s/%s and %s/%s kaj %s/; s/It waits for %n tasks\./Gi atendas %n taskojn./' 2>/dev/null &&
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

a_translation_orders_and_counts_in_its_own_way() {
    said_in en_GB.UTF-8 learn 1.2 --plain | grep -q 'Sur line [0-9]* asyncio.sleep(1) atendigas Task-1\.' &&
        said_in en_GB.UTF-8 learn 2.3 --plain | grep -q 'Gi atendas [0-9]* taskojn\.' &&
        said_in en_GB.UTF-8 learn 4.1 --plain | grep -q '(due at 1.000) kaj Task-3'
}

numbers_are_written_with_a_point_everywhere() {
    localedef -i de_DE -f UTF-8 "$temp/de_DE.UTF-8" &&
        said_in de_DE.UTF-8 learn 1.2 --plain --speed 2.5 | grep -q '^1\.000  '
}

test_named "the catalogue is of these sources" catalogue_is_of_these_sources
test_named "sentences are whole" sentences_are_whole
test_named "no message is a fragment" no_message_is_a_fragment
test_named "no message is hidden in a choice" no_message_is_hidden_in_a_choice
test_named "messages are plain" messages_are_plain
test_named "stories and help are plain" stories_and_help_are_plain
test_named "a translation is what is said" a_translation_is_what_is_said
test_named "a translation orders and counts in its own way" a_translation_orders_and_counts_in_its_own_way
test_named "numbers are written with a point everywhere" numbers_are_written_with_a_point_everywhere
exit $failed
