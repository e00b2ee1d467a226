# The trace-event format, as far as our traces use it: what its readers (Perfetto, chrome://tracing) ask of each event. `jq -e -f` is true if all holds;
# else what does not is the output.
def number: type == "number";
def text: type == "string" and length > 0;
def among($list): . as $one | $list | index([$one]) != null;
def fault:
  if (.ph | type) != "string" then "no ph"
  elif (.ph | among(["X", "M", "i", "B", "E", "C", "s", "t", "f"]) | not) then "an unknown ph"
  elif (.pid | number | not) or (.tid | number | not) then "no pid or tid"
  elif (.name | text | not) then "no name"
  elif .ph == "M" then
    if (.name | among(["process_name", "thread_name", "process_sort_index", "thread_sort_index"]) | not) then "unknown metadata"
    elif (.name | endswith("_name")) and (.args.name | type) != "string" then "metadata without its name" else empty end
  elif (.ts | number | not) or .ts < 0 then "no ts"
  elif .ph == "X" and ((.dur | number | not) or .dur < 0) then "no dur"
  elif .ph == "i" and ((.s // "t") | among(["g", "p", "t"]) | not) then "an instant of no scope"
  else empty end;
# Spans of one thread stand inside each other or beside each other; rounding to a nanosecond may let them touch.
def overlaps:
  [.traceEvents[] | select(.ph == "X")] | group_by([.pid, .tid])[] | sort_by(.ts, -.dur) | . as $spans
  | range(1; length) as $i | $spans[$i - 1] as $a | $spans[$i] as $b
  | select($b.ts < $a.ts + $a.dur - 0.0015 and $b.ts + $b.dur > $a.ts + $a.dur + 0.0015) | "overlap: \($a) \($b)";
def named:
  ([.traceEvents[] | select(.name == "thread_name") | [.pid, .tid]] | unique) as $names
  | [.traceEvents[] | select(.ph != "M") | [.pid, .tid]] | unique[] | . as $thread | select($names | index([$thread]) == null) | "no name for thread \(.)";
[(.traceEvents | if type == "array" and length > 0 then empty else "no traceEvents" end),
 (.traceEvents[] | . as $event | fault | "\(.): \($event)"), overlaps, named]
| if length == 0 then true else .[0:5], false end
