#!/usr/bin/env bash
# Runs every test. Needs the .NET SDK of global.json and nothing else; as root on a Debian-like machine it installs what sandboxes need.
#
#   bash packaging/test.sh [DOTNET TEST ARGUMENTS]        e.g. --filter FullyQualifiedName~Config
#
# The last line is `N passed, N failed, N skipped`, counted from the results themselves; tests that were not run are named above it with
# their reasons. Exit 0 only when every project left its results and nothing failed.
set -uo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
exec </dev/null

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Build servers would outlive this script and hold its output open.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
results="$root/artifacts/test-results"

give_up() {
  echo "$1"
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

bash packaging/tools.sh
# Before the build, which puts the package beside the program for `demo`.
bash packaging/practice-runner.sh || give_up "packing the practice runner failed"
# In CI a package that is not in the lock files is a fault, not something to fetch.
[ "${CI:-}" = true ] && locked=-p:RestoreLockedMode=true || locked=
dotnet build Ephemerd.sln -v q -nologo -clp:NoSummary -p:UseSharedCompilation=false $locked || give_up "the build failed"

rm -rf "$results"
projects=$(grep -l '<IsTestProject>true' tests/*/*.csproj)
broken=""
for project in $projects; do
  name=$(basename "$project" .csproj)
  echo "── $name"
  dotnet test "$project" --no-build --nologo -v q \
    --results-directory "$results" --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" \
    --blame-hang --blame-hang-timeout 10m --blame-hang-dump-type none "$@"
  code=$?
  if [ ! -s "$results/$name.trx" ]; then
    broken="$broken${broken:+, }$name left no results (exit $code)"
  elif [ "$code" != 0 ] && ! grep -q 'outcome="Failed"' "$results/$name.trx"; then
    broken="$broken${broken:+, }$name ended with $code although no test failed"
  fi
done

echo
bash packaging/count-tests.sh "$broken" "$results"/*.trx
