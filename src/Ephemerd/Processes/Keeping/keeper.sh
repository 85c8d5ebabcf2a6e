#!/bin/sh
# The keeper of one run: starts it, outlives the daemon with it, and leaves its exit status where the next daemon finds it.
#
#   keeper.sh FOLDER namespace|session OPEN_FILES|- [GROUP_FILE...] -- COMMAND...
#
# In FOLDER: reads and writes the pipe `status`, appends all output to `runner.log`, renames `alive` (who runs) and `exit` (how it ended) into place.
# On standard output goes one line, `reached` or `stage N`; nobody needs to be there to read it.
# COMMAND tells on descriptor 4: `dropped` once it has given up root's rights, `reached PID` on the far side of the sandbox, right before the payload.
# bwrap tells its init's pid on descriptor 3, as JSON. A stage that fails before `reached` is our failure and has a number of its own:
# 120 keeper, 121 joining a control group, 122 limits, 123 dropping rights, 124 the sandbox, 125 the payload is not there.
set -u
umask 077
trap '' HUP INT QUIT TERM PIPE
cd "$1" || exit 120
boundary=$2 files=$3
shift 3
exec 3<>status 5>&1 >>runner.log 2>&1
boot=-
read -r boot 2>/dev/null </proc/sys/kernel/random/boot_id

# Sets $started of a living process; fails for one that is gone or a zombie. The name in `stat` may hold anything, so fields count from its last bracket.
look() {
  stat=
  read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
  set -- ${stat##*) }
  started=${20}
  [ "$1" != Z ]
}

leave() {
  printf '%s\n' "$2" >"$1.part" && mv -f "$1.part" "$1"
}

listen() {
  inside= stage=123
  while read -r line <&3; do
    case $line in
      *'"child-pid": '*) inside=${line#*'"child-pid": '}; inside=${inside%%[!0-9]*} ;;
      dropped) stage=124 ;;
      'reached '*)
        [ "$boundary" = namespace ] || inside=${line#reached }
        look $$ && alive="keeper $$ $started $boot"
        # A payload may be over by now and its group live on, so a session is recorded even then; a namespace ends with its init.
        started=0
        look "$inside" || [ "$boundary" = session ] && alive="$alive
inside $inside $started $boot"
        leave alive "$alive"
        echo reached >&5
        return 0 ;;
      'ended 121' | 'ended 122') [ $stage = 123 ] && stage=${line#ended }; break ;;
      'ended 125') [ $stage = 124 ] && stage=125; break ;;
      'ended '*) break ;;
    esac
  done
  echo "stage $stage" >&5
  return $stage
}

# What the payload left running: a daemon it started keeps the pid namespace, or the session, alive.
sweep() {
  while read -r who pid since rest; do
    [ "$who" = inside ] || continue
    tries=0
    while [ $tries -lt 250 ]; do
      case $boundary in
        session) kill -KILL "-$pid" 2>/dev/null || break ;;
        *) look "$pid" && [ "$started" = "$since" ] && kill -KILL "$pid" 2>/dev/null || break ;;
      esac
      sleep 0.02
      tries=$((tries + 1))
    done
  done <alive
}

listen 4>&- &
listener=$!
exec 5>&-

# In the foreground: a shell starts background children with interrupts ignored for good, and the payload must feel them.
(
  trap - HUP INT QUIT TERM PIPE
  while [ "$1" != -- ]; do
    echo 0 >"$1" || exit 121
    shift
  done
  shift
  ulimit -c 0 || exit 122
  [ "$files" = - ] || ulimit -n "$files" || exit 122
  # When the whole machine runs out of memory, a job goes before the daemon does.
  echo 300 2>/dev/null >/proc/self/oom_score_adj
  umask 022
  cd / || exit 120
  exec 4>&3 </dev/null "$@"
)
code=$?
echo "ended $code" >&3
wait $listener
stage=$?
exec 3>&-
if [ $stage -eq 0 ]; then
  sweep
  leave exit "$code reached"
else
  leave exit "$stage unreached"
fi
