using Ephemerd.Model;
using Ephemerd.Processes;

namespace Ephemerd.Sandboxes.Pretend;

/// <summary>Whether the practice runner is here and starts.</summary>
internal static class PretendProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<SandboxProbe> TryAsync(PretendOptions options, TimeProvider time, CancellationToken stop)
    {
        if (!File.Exists(options.Listener))
        {
            return Unusable($"the practice runner is not at {options.Listener}");
        }

        var said = await Children.RunAsync(ChildCommand.Tool(options.Listener, "--version"), Limit, time, stop).ConfigureAwait(false);
        return said.Succeeded
            ? new SandboxProbe([], ["pretended runners take jobs and run nothing of them"])
            : Unusable($"the practice runner does not start: {said.Reason}");

        SandboxProbe Unusable(string what) => new(
            [new Problem($"backend.{options.Name}", what, "build it with: bash packaging/practice-runner.sh, or use another backend")], []);
    }
}
