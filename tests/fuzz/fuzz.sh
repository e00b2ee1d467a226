#!/bin/sh
# `make fuzz`: each target for FUZZ_SECONDS (600) from its corpus; what is new is kept in the build folder, and what reaches code that the corpus does not goes
# into the corpus, if it is small. An input that crashes a target is kept as well, and how to repeat it is said. fuzz.sh BUILD [TARGET…]
build=$1
shift
[ $# -gt 0 ] || set -- recording block model lesson condition
failed=0
for target in "$@"; do
    corpus=tests/fuzz/corpus/$target
    found=$build/fuzz-found/$target
    mkdir -p "$corpus" "$found" || exit 1
    echo "== $target, ${FUZZ_SECONDS:-600} s"
    "$build/tests/fuzz/$target" -max_total_time="${FUZZ_SECONDS:-600}" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
        -artifact_prefix="$build/fuzz-found/$target-" "$found" "$corpus" >"$build/fuzz-found/$target.log" 2>&1
    status=$?
    grep -E '^stat::number_of_executed_units|^stat::average_exec|cov: ' "$build/fuzz-found/$target.log" | tail -3
    if [ $status -ne 0 ]; then
        tail -40 "$build/fuzz-found/$target.log"
        echo "fuzz: $target: see $build/fuzz-found/$target-*; again: $build/tests/fuzz/$target FILE" >&2
        failed=1
        continue
    fi
    "$build/tests/fuzz/$target" -merge=1 -use_counters=0 -max_len=600 "$corpus" "$found" >/dev/null 2>&1
done
exit $failed
