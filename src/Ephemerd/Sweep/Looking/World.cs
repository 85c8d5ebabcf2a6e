using Ephemerd.Admission;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Sweep;

/// <summary>What one look found wanted and found here. Immutable.</summary>
/// <param name="OnLine">Runs on a line before or after everything else was read: what began or ended meanwhile is in it too.</param>
/// <param name="Unlisted">Backends that could not be listed, with the reason: nothing is then said to be absent, for it may be one of theirs.</param>
internal sealed record World(
    IReadOnlySet<SandboxName> OnLine,
    IReadOnlyDictionary<SandboxName, OpenOrder> Orders,
    IReadOnlyList<(ISandboxHost Host, SeenSandbox Seen)> Sandboxes,
    IReadOnlyDictionary<string, string> Unlisted)
{
    private readonly IReadOnlyDictionary<SandboxName, Life> _lives =
        Sandboxes.GroupBy(s => s.Seen.Name).ToDictionary(g => g.Key, g => g.Select(s => s.Seen.Life).MinBy(Doubt));

    /// <summary>What was counted without a lease before anything else was read.</summary>
    public IReadOnlyList<Stray> Strays { get; init; } = [];

    /// <param name="name">Null for what bears no run's name: nobody wants it.</param>
    public Wanted WantedOf(SandboxName? name) => name is null ? Wanted.Nothing
        : OnLine.Contains(name) ? Wanted.OnLine
        : Orders.ContainsKey(name) ? Wanted.Ordered
        : Wanted.Nothing;

    public SeenLife LifeOf(SandboxName? name) => name is not null && _lives.TryGetValue(name, out var life)
        ? Seen(life)
        : Unlisted.Count > 0 && name is not null ? SeenLife.Unknown : SeenLife.Absent;

    public static SeenLife Seen(Life life) => life switch
    {
        Life.Alive => SeenLife.Alive,
        Life.Dead => SeenLife.Dead,
        Life.Unknown => SeenLife.Unknown,
    };

    /// <summary>Of two backends that both show one name, the one that calls it alive is believed.</summary>
    private static int Doubt(Life life) => life switch
    {
        Life.Alive => 0,
        Life.Unknown => 1,
        Life.Dead => 2,
    };
}
