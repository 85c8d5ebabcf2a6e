#!/bin/sh
# The keeper of one run: starts it, outlives the daemon with it, and leaves its exit status where the next daemon finds it.
#
#   keeper.sh FOLDER namespace|session OPEN_FILES|- [GROUP_FILE...] -- COMMAND...
#
# In FOLDER: reads and writes the pipe `status`, appends all output to `runner.log`, writes `alive` (who runs), renames `exit` (how it ended) into place.
# On standard input comes one line when COMMAND may start; when it ends without one, the daemon is gone and so are we, without a trace.
# On standard output goes one line, `reached` or `stage N`; nobody needs to be there to read it.
# Descriptor 9, if open, is a lock to be held as long as this shell lives: it says whose the run's user is.
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

listen() {
  # In a namespace bwrap's first word proves that rights are dropped; until then setpriv's own numbers, 126 and 127, say that they were not.
  inside= told= stage=123
  [ "$boundary" = namespace ] && stage=124
  while read -r line <&3; do
    case $line in
      *'"child-pid": '*) inside=${line#*'"child-pid": '}; inside=${inside%%[!0-9]*} told=yes ;;
      dropped) stage=124 told=yes ;;
      'reached '*)
        [ "$boundary" = namespace ] || inside=${line#reached }
        look $$ && alive="keeper $$ $started $boot"
        # A payload may be over by now and its group live on, so a session is recorded even then; a namespace ends with its init.
        started=0
        look "$inside" || [ "$boundary" = session ] && alive="$alive
inside $inside $started $boot"
        # One write by the shell itself: a rename would be another program on the way to every job. The last line shows that it is whole.
        printf '%s\nwhole\n' "$alive" >alive
        echo reached >&5
        return 0 ;;
      'ended 119') return 119 ;;
      'ended 121' | 'ended 122') [ "$told" ] || stage=${line#ended }; break ;;
      'ended 126' | 'ended 127') [ "$told" ] || stage=123; break ;;
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

listen </dev/null 9>&- &
listener=$!
exec 5>&-

# In the foreground: a shell starts background children with interrupts ignored for good, and the payload must feel them.
(
  exec 9>&-
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
  read -r go || exit 119
  exec 4>&3 </dev/null "$@"
)
code=$?
echo "ended $code" >&3
wait $listener
stage=$?
exec 3>&-
case $stage in
  0) sweep; ended="$code reached" ;;
  119) exit 119 ;;
  *) ended="$stage unreached" ;;
esac
printf '%s\n' "$ended" >exit.part && mv -f exit.part exit
