#!/bin/bash
# The practice runner cannot be configured by hand: it takes the just-in-time configuration that GitHub makes for it.
if [ "$(id -u)" -eq 0 ] && [ -z "$RUNNER_ALLOW_RUNASROOT" ]; then
  echo "Must not run with sudo"
  exit 1
fi
echo "This is a practice runner: it is configured just in time only (./run.sh --jitconfig BLOB)." >&2
exit 1
