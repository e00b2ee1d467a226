#!/bin/sh
# Run the test programs given, two at a time, and count the single tests in them: `make test` calls it from the top of the tree.
#
#   BUILD=build PYTHON_STOCK=/usr/bin/python3 sh tests/run.sh build/tests/*/test_*
#
# One line for each program; of one that failed also what it wrote. The last line is `N passed, N failed`, alone. Status 0 only if
# tests ran and all passed. A program that crashes or takes longer than TEST_TIMEOUT seconds counts as a failed test.

BUILD=$(cd "${BUILD:-build}" && pwd) || exit 2
: "${TEST_TIMEOUT:=3600}" "${PYTHON_STOCK:=/usr/bin/python3}"

# run_one PROGRAM: its output into a log of its own, its counts beside it. check.sh speaks the same language as cmocka's programs do.
run_one() {
    name=${1##*/}
    log=$RUN_LOGS/$(basename "$(dirname "$1")")-$name.log
    home=$(mktemp -d "$RUN_LOGS/home.XXXXXX")
    case $1 in *.sh) set -- sh "$1" ;; esac
    # Nothing of the person who runs the tests may show: their locale, terminal, settings, progress.
    env -i PATH="$PATH" HOME="$home" XDG_STATE_HOME="$home" TMPDIR="$home" LC_ALL=C.UTF-8 TZ=UTC TERM=xterm-256color \
        BUILD="$BUILD" PYTHON_STOCK="$PYTHON_STOCK" AIOSCOPE_PYTHON="$AIOSCOPE_PYTHON" CC="${CC:-gcc}" PYTHON_CFLAGS="$PYTHON_CFLAGS" UPDATE="$UPDATE" \
        ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} ${UBSAN_OPTIONS:+UBSAN_OPTIONS="$UBSAN_OPTIONS"} \
        timeout -k 5 "$TEST_TIMEOUT" "$@" >"$log" 2>&1 </dev/null
    status=$?
    passed=$(grep -c '^\[       OK \]' "$log")
    # A failed test is named twice: when it fails and in the list at the end.
    failed=$(grep '^\[  FAILED  \]' "$log" | grep -v 'listed below:$' | sort -u | grep -c .)
    why=
    if [ $status -ge 124 ] || { [ $status != 0 ] && [ "$failed" = 0 ]; }; then
        failed=$((failed + 1))
        case $status in 124 | 137) why=", stopped after $TEST_TIMEOUT s" ;; *) why=", ended with status $status" ;; esac
    fi
    echo "$passed $failed" >"$log.count"
    if [ "$failed" = 0 ]; then
        echo "ok    $name: $passed"
    else
        { echo "FAIL  $name: $passed passed, $failed failed$why"; grep -v '^\[ RUN  \|^\[       OK' "$log" | sed 's/^/      /'; } >"$log.told"
        cat "$log.told"
    fi
    rm -rf "$home"
}

if [ "$1" = --one ]; then
    run_one "$2"
    exit 0
fi

# The engine that is compared with a Python is the one built for it.
AIOSCOPE_PYTHON=$("$PYTHON_STOCK" -c 'import platform; print(platform.python_version())') || exit 2
RUN_LOGS=$(mktemp -d) || exit 2
export AIOSCOPE_PYTHON RUN_LOGS BUILD PYTHON_STOCK TEST_TIMEOUT
trap 'rm -rf "$RUN_LOGS"' EXIT
trap 'exit 130' INT TERM

# The tests of whole programs take longest: they go first, so that they do not run on alone at the end.
for test in "$@"; do case $test in */program/*) printf '%s\0' "$test" ;; esac; done >"$RUN_LOGS/order"
for test in "$@"; do case $test in */program/*) ;; *) printf '%s\0' "$test" ;; esac; done >>"$RUN_LOGS/order"
xargs -0 -r -n 1 -P 2 sh "$0" --one <"$RUN_LOGS/order"

cat "$RUN_LOGS"/*.count 2>/dev/null | {
    passed=0 failed=0
    while read -r p f; do passed=$((passed + p)) failed=$((failed + f)); done
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
