#!/usr/bin/env bash
# Runs every test. Needs the .NET SDK of global.json and nothing else; as root on a Debian-like machine it installs what sandboxes need.
#
#   bash packaging/test.sh [DOTNET TEST ARGUMENTS]        e.g. --filter FullyQualifiedName~Config
#
# The last line is `N passed, N failed, N skipped`, counted from the results themselves; tests that were not run are named above it with
# their reasons. Exit 0 only when every project ran tests, left its results, and nothing failed.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
exec </dev/null
results="$root/artifacts/test-results"
logs="$root/artifacts/logs"

give_up() {
  echo "FAILED: $1"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

. packaging/dotnet.sh || give_up "there is no .NET SDK"

echo "── tools and build"
bash packaging/tools.sh
# Before the build, which puts the package beside the program for `demo`. Its analyzers run in the build of the solution.
RunAnalyzers=false patiently "practice runner" "$logs/practice-runner.log" bash packaging/practice-runner.sh || give_up "packing the practice runner"
# In CI a package that is not in the lock files is a fault, not something to fetch.
[ "${CI:-}" = true ] && locked=-p:RestoreLockedMode=true || locked=
patiently "solution, with analyzers" "$logs/build.log" dotnet build Ephemerd.sln -v q -nologo -p:RunAnalyzers=true $locked || give_up "the build"
end_compiler_server

# The model wants processors and nothing else, and the unit tests mostly wait: it plays beside them with what they leave. The test of its promises,
# one of the system's, then finds it played; under a filter that test plays it by itself.
model=""
trap '[ -z "$model" ] || kill "$model" 2>/dev/null; end_compiler_server' EXIT
begin_model() {
  export EPHEMERD_MODEL_PLAYED="$logs/model"
  nice -n 19 dotnet artifacts/bin/Ephemerd.Benchmarks/debug/Ephemerd.Benchmarks.dll model --small --json \
    >"$EPHEMERD_MODEL_PLAYED.json" 2>"$EPHEMERD_MODEL_PLAYED.log" &
  model=$!
}
end_model() {
  [ -n "$model" ] || return 0
  local begun=$SECONDS
  wait "$model"
  echo $? >"$EPHEMERD_MODEL_PLAYED.exit"
  echo "   the rest of the model: $((SECONDS - begun)) s" >&2
  model=""
}

rm -rf "$results"
broken=""
note() { broken="$broken${broken:+, }$1"; }
[ $# -gt 0 ] || begin_model
# The unit tests first, beside which the model plays.
for project in $(grep -l '<IsTestProject>true' tests/*/*.csproj | sort -r); do
  name=$(basename "$project" .csproj)
  echo "── $name"
  # A shell starts background commands with SIGINT ignored, nohup with SIGHUP, and that is inherited: tests that send signals must not
  # depend on how they were started.
  patiently "$name" "$logs/$name.log" env --default-signal dotnet test "$project" --no-build --nologo -v q \
    --results-directory "$results" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
    --blame-hang --blame-hang-timeout 10m --blame-hang-dump-type none "$@"
  code=$?
  found="$results/$name.trx"
  if [ "$code" = 0 ] && ! grep -qs '<UnitTestResult ' "$found"; then
    # What the caller's own filter leaves out is no fault.
    [ $# -gt 0 ] || note "$name has no test"
  elif [ ! -s "$found" ]; then
    note "$name left no results (exit $code)"
  elif [ "$code" != 0 ] && ! grep -q 'outcome="Failed"' "$found"; then
    note "$name ended with $code although no test failed"
  fi
  end_model
done

echo
bash packaging/count-tests.sh "$broken" "$results"/*.trx
