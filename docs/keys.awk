# Makes docs/keys.md from src/ui/keymap.def: `make docs`. A section for each heading of the table, a row for each key.
BEGIN {
    print "# Keys"
    print ""
    print "Every key, made from `src/ui/keymap.def` by `make docs`. `?` shows the same inside the viewer, where you can search it and run"
    print "the entry you find. `^C` means the control key and C."
    split("right → left ← up ↑ down ↓ pgup PgUp pgdn PgDn home Home end End backtab shift-tab", pair, " ")
    for (i = 1; i in pair; i += 2) shown[pair[i]] = pair[i + 1]
    split("WATCH|watching TASKS|tasks TIMELINE|timeline TROUBLE|trouble SOURCE|source OUTPUT|output WAITS|who~waits INTRO|introduction INSPECT|inspector WHY|the~reason~of~a~wait MENU|list~of~lessons FIND_LESSON|finding~a~lesson REPORT|progress", pair, " ")
    for (i = 1; i in pair; i++) {
        split(pair[i], half, "|")
        gsub(/~/, " ", half[2])
        place["MODE_" half[1]] = half[2]
    }
}

/^\/\/ --- / {
    title = $0
    gsub(/^\/\/ -+ */, "", title)
    sub(/ *-+ *$/, "", title)
    printf "\n## %s%s\n\n| key | where | what it does |\n| --- | --- | --- |\n", toupper(substr(title, 1, 1)), substr(title, 2)
    next
}

# The parts of a row stand in quotes or between commas; no text has a quote in it.
/^KEY\(/ {
    n = split($0, text, "\"")
    keys = text[2]
    help = text[n - 1]
    modes = text[3]
    gsub(/^ *, */, "", modes)
    sub(/, *[A-Z_]+, *[0-9]+, *$/, "", modes)
    count = split(keys, key, " ")
    row = ""
    for (i = 1; i <= count; i++) row = row (i > 1 ? " " : "") "`" (key[i] in shown ? shown[key[i]] : key[i]) "`"
    where = ""
    count = split(modes, mode, / *[|] */)
    for (i = 1; i <= count; i++)
        if (mode[i] in place) where = where (where == "" ? "" : ", ") place[mode[i]]
    if (modes ~ /WATCHING|BUT/) where = ""
    gsub(/\|/, "\\|", row)
    printf "| %s | %s | %s |\n", row, where, help
}
