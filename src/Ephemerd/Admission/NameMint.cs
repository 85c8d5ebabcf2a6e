using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>Makes the names of new runs: strictly rising within this daemon, unlike any other's by install id and chance. Thread-safe.</summary>
internal sealed class NameMint(string host, InstallId install, TimeProvider clock, Random chance)
{
    private readonly Lock _gate = new();
    private RunId _last;
    private DateTimeOffset _lastAt = DateTimeOffset.MinValue;

    public SandboxName Next()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();

            // A clock set back, by however much: names stay in the order they were made.
            var at = now > _lastAt ? now : _lastAt;
            var run = RunId.New(at, chance);
            while (run.CompareTo(_last) <= 0)
            {
                // Two grants of one millisecond, and chance did not rise.
                at = at.AddMilliseconds(1);
                run = RunId.New(at, chance);
            }

            (_last, _lastAt) = (run, at);
            return SandboxName.Of(host, install, run);
        }
    }
}
