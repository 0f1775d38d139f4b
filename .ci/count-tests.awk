# Reads the log of `ctest --verbose` and prints "<passed> <failed>": the cases of GoogleTest and
# QtTest programs each count; any other test counts as one. Lines of a test begin with its number.
/^ *[0-9]+: / {
    number = $1
    sub(":", "", number)
    line = $0
    sub(/^ *[0-9]+: /, "", line)
    if (match(line, /^\[  PASSED  \] [0-9]+ test/)) {
        split(line, word, " ")
        passed[number] += word[4]
        counted[number] = 1
    }
    if (match(line, /^ *[0-9]+ FAILED TESTS?$/)) {
        split(line, word, " ")
        failed[number] += word[1]
    }
    if (match(line, /^Totals: [0-9]+ passed, [0-9]+ failed/)) {
        split(line, word, " ")
        passed[number] += word[2]
        failed[number] += word[4]
        counted[number] = 1
    }
}
# " 3/45 Test  #7: name .......   Passed    0.02 sec"; a failure has *** before its kind.
/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
    match($0, /#[0-9]+/)
    number = substr($0, RSTART + 1, RLENGTH - 1)
    result[number] = ($0 ~ /\.+ +Passed +[0-9.]+ sec/) ? "ok" : "bad"
}
END {
    for (number in result) {
        if (result[number] == "ok") {
            good += counted[number] ? passed[number] : 1
        } else {
            good += passed[number]
            bad += failed[number] > 0 ? failed[number] : 1
        }
    }
    printf "%d %d\n", good, bad
}
