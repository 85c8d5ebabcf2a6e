namespace Ephemerd.Sandboxes.Gate;

/// <summary>
/// What the runner runs before the first step of a job. It decides nothing: it hands over what the runner was told of the job and waits for the
/// daemon's word. Pure.
/// </summary>
/// <remarks>
/// A question that is given up is taken back, or a daemon that comes late would open a gate behind which nobody lives.
/// A hook that merely fails does not keep a job from running: steps with <c>if: always()</c> come after it all the same (actions/runner,
/// <c>StepsRunner</c>). So every way out but the open gate kills the worker, of which this is a child; the listener then reports the job as failed
/// and leaves (observed on v2.336.0). POSIX, since the runner takes <c>sh</c> where there is no <c>bash</c>. The hook's environment has nothing of the
/// workflow's <c>env</c> in it (<c>JobHookProvider</c> starts it from an empty one and adds the contexts), or <c>BASH_ENV</c> would be a way past.
/// </remarks>
internal static class GateScript
{
    /// <summary>The runner tells the kind of a hook by its ending.</summary>
    public const string File = "job-started.sh";

    public const string Answer = "answer";

    public const string Question = "question";

    public const string Event = "event.json";

    public const string Open = "open";

    public const string FirstLine = "ephemerd gate 1";

    /// <param name="folder">Where the answer comes, as the job sees it.</param>
    /// <param name="ask">Where the question goes, as the job sees it.</param>
    /// <param name="tries">Ten minutes of looks for the answer, a tenth of a second apart.</param>
    public static string Text(string folder, string ask, int tries = 6000) =>
        $$"""
        # ephemerd's gate: nothing of the job has run yet, and nothing of it runs unless the daemon says so.
        set -eu
        worker=$PPID
        here={{Quoted(folder)}}
        ask={{Quoted(ask)}}
        refuse() {
            trap '' EXIT HUP INT TERM
            rm -f "$ask/{{Question}}" || :
            echo "ephemerd does not let this job begin on this runner: $1"
            kill -KILL "$worker" || while :; do sleep 60; done
            while kill -0 "$worker" 2>/dev/null; do sleep 0.1; done
            exit 1
        }
        trap 'refuse "the gate was interrupted"' EXIT HUP INT TERM
        mkdir -p "$ask"
        cp "$GITHUB_EVENT_PATH" "$ask/{{Event}}"
        printf '%s\nevent=%s\nrepository=%s\nref=%s\nrun=%s\n' '{{FirstLine}}' "${GITHUB_EVENT_NAME-}" "${GITHUB_REPOSITORY-}" "${GITHUB_REF-}" "${GITHUB_RUN_ID-}" > "$ask/{{Question}}.part"
        mv "$ask/{{Question}}.part" "$ask/{{Question}}"
        tries=0
        while [ "$tries" -lt {{tries}} ]; do
            if [ -e "$here/{{Answer}}" ]; then
                word= reason=
                { read -r word; read -r reason; } < "$here/{{Answer}}" || :
                if [ "$word" = {{Open}} ]; then
                    trap - EXIT HUP INT TERM
                    exit 0
                fi
                refuse "$reason"
            fi
            tries=$((tries + 1))
            sleep 0.1
        done
        refuse "the daemon did not answer within ten minutes"

        """;

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
