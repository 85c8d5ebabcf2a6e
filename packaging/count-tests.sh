#!/usr/bin/env bash
# Sums up test results: bash packaging/count-tests.sh BROKEN FILE.trx…
# BROKEN says what went wrong beside the tests, and counts as one failure; empty for nothing. Names every test that failed or was not run,
# and ends with `N passed, N failed, N skipped` alone on its line. Exit 1 if anything failed or nothing ran.
#
# Counted are the outcomes of the single results: the summary element of these files says 0 not executed when some were not.
set -uo pipefail
broken="$1"
shift

cat -- "$@" 2>/dev/null | awk -v broken="$broken" '
  function text(s) {
    gsub(/&#xD;|&#xA;|\r|\n/, " ", s); gsub(/&lt;/, "<", s); gsub(/&gt;/, ">", s); gsub(/&quot;/, "\"", s); gsub(/&apos;|&#39;/, "\047", s)
    gsub(/&amp;/, "\\&", s); gsub(/  +/, " ", s); sub(/^ /, "", s); sub(/ $/, "", s)
    return s
  }
  function attribute(name) {
    return match($0, " " name "=\"[^\"]*\"") ? text(substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)) : ""
  }
  function reason() {
    return match($0, /<Message>[^<]*/) ? text(substr($0, RSTART + 9, RLENGTH - 9)) : "no reason given"
  }
  BEGIN { RS = "<UnitTestResult "; passed = failed = skipped = 0 }
  NR == 1 && !/testName=/ { next }
  {
    $0 = " " $0
    sub(/<\/UnitTestResult>.*/, "")
    outcome = attribute("outcome")
    if (outcome == "") next
    if (outcome == "Passed") { passed++; next }
    if (outcome == "NotExecuted" || outcome == "Inconclusive") { skipped++; notRun[skipped] = attribute("testName") ": " reason(); next }
    failed++; wrong[failed] = attribute("testName") ": " substr(reason(), 1, 400)
  }
  END {
    for (i = 1; i <= skipped; i++) print "not run: " notRun[i]
    for (i = 1; i <= failed; i++) print "FAILED: " wrong[i]
    if (broken != "") { print "FAILED: " broken; failed++ }
    if (passed + failed + skipped == 0) { print "FAILED: no test was run"; failed++ }
    print passed " passed, " failed " failed, " skipped " skipped"
    exit failed > 0
  }'
