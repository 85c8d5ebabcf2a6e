using System.Diagnostics.CodeAnalysis;
using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>Settings without a single problem, or every problem and no settings.</summary>
internal sealed record SettingsReading
{
    public SettingsReading(Settings settings) => (Settings, Problems) = (settings, []);

    public SettingsReading(IReadOnlyList<Problem> problems) => Problems = problems;

    public Settings? Settings { get; }

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    [MemberNotNullWhen(true, nameof(Settings))]
    public bool Ok => Settings is not null;
}
