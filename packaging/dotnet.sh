# Sourced by the other scripts, not run: how they call the SDK. Quiet, with a sign of life, and with nothing left running afterwards.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Build nodes would outlive the script and hold its output open.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
# One compiler server for all that this script compiles halves the time; under a name of its own, so that it alone can be ended with it.
export UseSharedCompilation=true SharedCompilationId="ephemerd-$$-$(date +%s)"

end_compiler_server() {
  local process
  for process in /proc/[0-9]*; do
    if tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -q -- "-pipename:$SharedCompilationId "; then
      kill "${process#/proc/}" 2>/dev/null
    fi
  done
  rm -f "/tmp/$SharedCompilationId"
}
trap end_compiler_server EXIT

# The SDK keeps packages and settings in the home directory, and fails with a riddle where there is none.
if [ ! -w "${HOME:-/nonexistent}" ]; then
  HOME="$(mktemp -d)"
  export HOME
  echo "no home directory to write to: using $HOME" >&2
fi

if ! command -v dotnet >/dev/null; then
  echo "the .NET SDK is not here: this needs the version of global.json, https://dotnet.microsoft.com/download" >&2
  return 1
fi

# patiently WHAT LOG COMMAND…: runs it with its output in LOG, says every few seconds that it still does, and shows LOG if it fails.
patiently() {
  local what="$1" log="$2" begun=$SECONDS waited=0 code=0
  shift 2
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 &
  local job=$!
  while kill -0 "$job" 2>/dev/null; do
    sleep 1
    waited=$((SECONDS - begun))
    if [ -t 2 ]; then printf '\r   %s, %s s ' "$what" "$waited" >&2
    elif [ "$waited" = 15 ] || { [ "$waited" != 0 ] && [ $((waited % 60)) = 0 ]; }; then echo "   $what, $waited s so far" >&2
    fi
  done
  wait "$job" || code=$?
  [ -t 2 ] && printf '\r\033[K' >&2
  if [ "$code" = 0 ]; then
    echo "   $what: done in $((SECONDS - begun)) s" >&2
  else
    cat "$log" >&2
    echo "   $what: FAILED with $code after $((SECONDS - begun)) s; the output above is in $log" >&2
  fi
  return "$code"
}
