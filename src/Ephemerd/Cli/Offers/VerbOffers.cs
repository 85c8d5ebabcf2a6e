namespace Ephemerd.Cli.Offers;

/// <summary>
/// What verbs do that work without the daemon, or start it: handed in by whoever knows the rooms that do it. Each returns an exit code.
/// </summary>
internal sealed record VerbOffers
{
    public required Func<ServeOptions, CancellationToken, Task<int>> Serve { get; init; }

    public required Func<DemoOptions, CancellationToken, Task<int>> Demo { get; init; }

    /// <summary>Gets the arguments as they were written.</summary>
    public required Func<IReadOnlyList<string>, CancellationToken, Task<int>> Forge { get; init; }

    /// <summary>The questions <c>doctor</c> asks, in the order they are shown.</summary>
    public required Func<Places, bool, IReadOnlyList<DoctorProbe>> Probes { get; init; }

    public required RunnerOffers Runner { get; init; }

    /// <summary>Sweeps where no daemon answers; true means only telling.</summary>
    public required Func<Places, bool, CancellationToken, Task<Status.SweepReport>> Sweep { get; init; }
}

internal sealed record ServeOptions(Places Places);

/// <param name="AtOnce">The host's limit; null for one that fits the machine.</param>
/// <param name="OneByOne">Queue each job only when the one before has ended.</param>
/// <param name="IdleWindow">How long the idle daemon is watched afterwards.</param>
internal sealed record DemoOptions(int Jobs, int Repos, int? AtOnce, bool OneByOne, string Backend, TimeSpan IdleWindow, bool Keep, bool Json);
