#!/bin/sh
# Build an engine for every CPython that src/pythons.sh finds, and run the programs of tests/programs and all lessons on
# each, compared with that CPython's own python: `make versions`. One line for each, status 1 if one fails.
#
#   PYTHONS='/opt/python-3.12 /usr' BUILD=build sh tests/versions.sh

make=${MAKE:-make}
BUILD=${BUILD:-build}
tests="$BUILD/tests/program/test_record $BUILD/tests/program/test_questions"
log=$(mktemp) || exit 2
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
failed=0
# shellcheck disable=SC2086 — tests are words
$make --no-print-directory BUILD="$BUILD" engines $tests || failed=1

check() {
    python=$2/bin/python${1%.*}
    # shellcheck disable=SC2086
    BUILD=$BUILD PYTHON_STOCK=$python sh tests/run.sh $tests >"$log" 2>&1 || failed=1
    grep -v '^ok \|passed, .* failed$' "$log"
    echo "$1  $(tail -n 1 "$log")  ($python)"
}

sh src/pythons.sh 2>/dev/null >"$log.pythons"
trap 'rm -f "$log" "$log.pythons"' EXIT
while read -r folder package release prefix; do check "$release" "$prefix" </dev/null; done <"$log.pythons"
exit $failed
