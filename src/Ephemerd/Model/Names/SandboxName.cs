using System.Diagnostics.CodeAnalysis;

namespace Ephemerd.Model;

/// <summary>
/// <c>eph-&lt;host&gt;-&lt;install id&gt;-&lt;run id&gt;</c>: the name of the sandbox, of the GitHub runner, of the directory and of the span. At most
/// 47 characters, within GitHub's 64. The host part may hold dashes, so the name is read from its right end.
/// </summary>
internal sealed record SandboxName
{
    private const string Prefix = "eph-";
    private const int LongestHost = 20;

    private SandboxName(string host, InstallId install, RunId run)
    {
        Host = host;
        Install = install;
        Run = run;
    }

    public string Host { get; }

    public InstallId Install { get; }

    public RunId Run { get; }

    public static SandboxName Of(string host, InstallId install, RunId run) => new(HostPart(host), install, run);

    /// <summary>Lower-cases the host's name and turns what is not a letter or a digit into a dash; an empty rest becomes <c>host</c>.</summary>
    public static string HostPart(string host)
    {
        var first = host.Split('.')[0].ToLowerInvariant();
        var clean = string.Concat(first.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        clean = clean.Length > LongestHost ? clean[..LongestHost].Trim('-') : clean;
        return clean.Length == 0 ? "host" : clean;
    }

    public static SandboxName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not a name of ours.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out SandboxName? name)
    {
        name = null;
        var tail = RunId.Length + InstallId.Length + 2;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length <= Prefix.Length + tail
            || text.Length > Prefix.Length + LongestHost + tail)
        {
            return false;
        }

        var host = text[Prefix.Length..^tail];
        if (text[^tail] != '-' || text[^(RunId.Length + 1)] != '-'
            || host.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-")
            || !InstallId.TryParse(text[^(tail - 1)..^(RunId.Length + 1)], out var install)
            || !RunId.TryParse(text[^RunId.Length..], out var run))
        {
            return false;
        }

        name = new SandboxName(host, install, run);
        return true;
    }

    public override string ToString() => $"{Prefix}{Host}-{Install}-{Run}";
}
