namespace Ephemerd.Status.Control;

/// <summary>The configuration in force; with <paramref name="Refused"/>, the file has been changed since and is not taken.</summary>
internal sealed record ConfigurationView(
    string File, DateTimeOffset Since, IReadOnlyList<string> NeedsRestart, IReadOnlyList<ProblemView> Refused, DateTimeOffset? RefusedAt);

/// <summary>What came of `reload`.</summary>
internal sealed record ReloadView(
    bool Applied, DateTimeOffset InForceSince, IReadOnlyList<string> Changed, IReadOnlyList<string> NeedsRestart, IReadOnlyList<ProblemView> Problems);

internal sealed record ProblemView(string? File, int? Line, int? Column, string Where, string What, string Fix);
