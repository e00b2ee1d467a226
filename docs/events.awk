# Makes docs/events.md from src/trace/event_kinds.def: `make docs`. A section for each heading of the table, a row for each kind, with the
# comment that stands above it.
BEGIN {
    print "# Events"
    print ""
    print "Every kind of event that the engine records, made from `src/trace/event_kinds.def` by `make docs`. Each event also has a time `t`,"
    print "and the `loop` and the `task` it is about (0: none). **Told** events are the steps of the story: `→` and `--plain` stop at them. The"
    print "others are bookkeeping between these steps. `src/trace/wait_kinds.def` lists what a suspended task can wait for."
}

# The essay at the top of the table is for its readers, not for this page.
/^\/\/ --- / {
    title = $0
    gsub(/^\/\/ -+ */, "", title)
    sub(/ *-+ *$/, "", title)
    printf "\n## %s%s\n", toupper(substr(title, 1, 1)), substr(title, 2)
    print "\n| code | event | told | fields | what it means |\n| --- | --- | --- | --- | --- |"
    in_section = 1
    comment = ""
    next
}

in_section && /^\/\/ / {
    comment = comment (comment == "" ? "" : " ") substr($0, 4)
    next
}

in_section && /^EVENT\(/ {
    row = $0
    sub(/^EVENT\(/, "", row)
    sub(/\)$/, "", row)
    n = split(row, part, /, */)
    fields = ""
    for (i = 5; i < n; i += 2) {
        if (part[i] ~ /^_/) continue
        fields = fields (fields == "" ? "" : ", ") part[i] " (" tolower(part[i + 1]) ")"
    }
    name = part[4]
    gsub(/"/, "", name)
    gsub(/\|/, "\\|", comment)
    printf "| %s | %s | %s | %s | %s |\n", part[2], name, part[3] == "TOLD" ? "told" : "", fields, comment
    comment = ""
    next
}

in_section && /^$/ { comment = "" }
