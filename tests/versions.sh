#!/bin/sh
# Build an engine for every CPython with a shared libpython that is found, and run the programs of tests/programs and all lessons on each, compared with that
# CPython's own python: `make versions`. One line for each, status 1 if one fails.
#
#   PYTHONS='/opt/python-3.12 /usr' sh tests/versions.sh
#
# PYTHONS are the prefixes to look in; without it: /usr, /usr/local, and all that pyenv has.

make=${MAKE:-make}
: "${PYTHONS:=/usr /usr/local $(pyenv root 2>/dev/null | sed 's|$|/versions/*|')}"
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
failed=0

# Of Debian's, pkg-config knows the folder by itself.
settings() {
    for settings in "$1"/lib/pkgconfig/python-3.*-embed.pc "$1"/lib/*/pkgconfig/python-3.*-embed.pc; do
        [ -e "$settings" ] && echo "$settings"
    done
}

check() {
    folder=${1%/*} package=$(basename "$1" .pc)
    minor=${package#python-3.} minor=${minor%-embed}
    [ "$minor" -ge 11 ] || return
    PKG_CONFIG_PATH=$folder
    export PKG_CONFIG_PATH
    prefix=$(pkg-config --variable=exec_prefix "$package")
    libraries=$(pkg-config --variable=libdir "$package")
    [ -e "$libraries/libpython3.$minor.so" ] || return
    python=$prefix/bin/python3.$minor
    version=$("$python" -c 'import platform; print(platform.python_version())') || return
    build=build-$version
    if ! $make --no-print-directory BUILD="$build" PYTHON="$package" programs "$build/tests/program/test_record" "$build/tests/program/test_questions" >"$log" 2>&1; then
        echo "$version  does not build: $(grep -m 1 '#error' "$log" || grep -m 1 -i error "$log")"
        failed=1
        return
    fi
    BUILD=$build PYTHON_STOCK=$python sh tests/run.sh "$build/tests/program/test_record" "$build/tests/program/test_questions" >"$log" 2>&1 || failed=1
    grep -v '^ok \|passed, .* failed$' "$log"
    echo "$version  $(tail -n 1 "$log")  ($python)"
}

for prefix in $PYTHONS; do
    for settings in $(settings "$prefix"); do check "$settings"; done
done
exit $failed
