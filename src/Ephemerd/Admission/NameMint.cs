using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>Makes the names of new runs: strictly rising within this daemon, unlike any other's by install id and chance. Thread-safe.</summary>
internal sealed class NameMint(string host, InstallId install, TimeProvider clock, Random chance)
{
    private readonly Lock _gate = new();
    private RunId _last;
    private bool _any;

    public SandboxName Next()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var run = RunId.New(now, chance);

            // Two grants of one millisecond, or a clock set back: step on until the text rises, so that names stay in the order they were made.
            while (_any && run.CompareTo(_last) <= 0)
            {
                now = now.AddMilliseconds(1);
                run = RunId.New(now, chance);
            }

            _last = run;
            _any = true;
            return SandboxName.Of(host, install, run);
        }
    }
}
