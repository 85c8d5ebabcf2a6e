using Ephemerd.Accounts;
using Ephemerd.Cli.Offers;
using Ephemerd.Hosting.Demo.Forge;

namespace Ephemerd.Hosting.Demo.Plan;

/// <summary>A repository of the demo.</summary>
/// <param name="Limit">Its runners alive at once: told to the daemon as its limit and to the forge as the one to judge by.</param>
internal sealed record DemoRepository(string Name, int Limit);

/// <summary>What a demo will do, worked out from its options alone.</summary>
/// <param name="HostLimit">Runners alive at once over all repositories.</param>
internal sealed record DemoPlan(IReadOnlyList<DemoRepository> Repositories, int HostLimit, IReadOnlyList<RunOrder> Runs)
{
    private const int MostLooksAMinute = 300;
    private const int RequestsPerLook = 2;

    /// <summary>The shortest time between two looks that leaves GitHub's 900 points a minute mostly to the work itself.</summary>
    public int PollSeconds => Math.Max(1, (int)Math.Ceiling(Repositories.Count * RequestsPerLook * 60.0 / MostLooksAMinute));

    public static DemoPlan Of(DemoOptions options)
    {
        var repositories = Enumerable.Range(0, options.Repos)
            .Select(i => new DemoRepository($"demo/project-{i + 1}", options.AtOnce is { } all ? Math.Max(1, (all + options.Repos - 1) / options.Repos) : 1 + (i % 3)))
            .ToList();
        var runs = Enumerable.Range(0, options.Jobs).Select(i => new RunOrder(repositories[i % repositories.Count].Name, [Job(i)])).ToList();
        return new DemoPlan(repositories, options.AtOnce ?? repositories.Sum(r => r.Limit), runs);
    }

    /// <summary>A job that does a little of everything, and fails if it meets anything another job left.</summary>
    private static JobOrder Job(int number) => new(
        $"job-{number + 1}",
        ["self-hosted", "linux"],
        [
            new StepOrder("Who am I", "set -eu\nid\nuname -a\npwd"),
            new StepOrder(
                "Nobody was here before",
                $$"""
                set -eu
                places="$HOME $PWD ${TMPDIR:-}"
                # Only in a mount namespace of its own are these the job's; there its home is always this one.
                [ "$HOME" != {{AccountRules.Home}} ] || places="$places /tmp /var/tmp /dev/shm"
                for place in $places; do
                  [ -w "$place" ] || continue
                  if [ -e "$place/ephemerd-demo-was-here" ] && [ "$(cat "$place/ephemerd-demo-was-here")" != "$GITHUB_RUN_ID" ]; then
                    echo "another job's file is in $place" >&2
                    exit 1
                  fi
                  echo "$GITHUB_RUN_ID" > "$place/ephemerd-demo-was-here"
                done
                """),
            new StepOrder("Work a little", $"set -eu\nhead -c 200000 /dev/urandom | sha256sum > out.txt\ncat out.txt\nsleep 0.{2 + (number % 4)}"),
        ]);
}
