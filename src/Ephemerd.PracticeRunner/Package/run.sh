#!/bin/bash
# Keeps the practice runner going. Stand-in for the real runner's run.sh with the same exit codes (README.md, "Exit codes"):
# whatever becomes of the runner, this script ends with 0, except 7 (version deprecated) and its own refusal to understand its place.
DIR="$( cd "$( dirname "${BASH_SOURCE[0]}" )" && pwd )"

launch() {
  cp -f "$DIR/run-helper.sh.template" "$DIR/run-helper.sh"
  chmod +x "$DIR/run-helper.sh"
}

# RUNNER_MANUALLY_TRAP_SIG=1: a signal to this script is passed on as SIGINT to the whole group of the runner, its job's steps included.
# Without it a signal ends this script alone and the runner lives on.
if [ -n "$RUNNER_MANUALLY_TRAP_SIG" ]; then
  set -m
  passed_on=""
  trap 'passed_on=130; kill -INT -- "-$child"' INT
  trap 'passed_on=143; kill -INT -- "-$child"' TERM
fi

while :; do
  launch
  if [ -n "$RUNNER_MANUALLY_TRAP_SIG" ]; then
    "$DIR/run-helper.sh" "$@" &
    child=$!
    wait "$child"
    code=$?
    if [ -n "$passed_on" ]; then
      wait "$child"
      exit "$passed_on"
    fi
  else
    "$DIR/run-helper.sh" "$@"
    code=$?
  fi
  case $code in
    2) echo "Restarting runner..." ;;
    7) echo "Exiting runner..."; exit 7 ;;
    *) echo "Exiting runner..."; exit 0 ;;
  esac
done
