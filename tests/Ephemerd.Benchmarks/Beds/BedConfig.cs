using System.Globalization;
using System.Text;

namespace Ephemerd.Benchmarks.Beds;

/// <summary>The configuration of a benchmark's daemon: a common head, credentials that share the repositories, and what the benchmark adds.</summary>
internal sealed record BedConfig
{
    /// <summary>Runners alive at once on the machine.</summary>
    public int Most { get; init; } = 4;

    public string Backend { get; init; } = "bubblewrap";

    /// <summary>Further lines of <c>[daemon]</c>.</summary>
    public string Daemon { get; init; } = "";

    /// <summary>Further lines of every <c>[[github]]</c>.</summary>
    public string GitHub { get; init; } = "";

    /// <summary>Further lines of <c>[defaults]</c>.</summary>
    public string Defaults { get; init; } = "";

    /// <summary>Further sections.</summary>
    public string More { get; init; } = "";

    /// <param name="shares">Which repositories each credential's file watches.</param>
    public string Text(Uri forge, IEnumerable<(string TokenFile, IReadOnlyList<string> Targets)> shares)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            [daemon]
            max_concurrent = {Most}
            disk_floor = "64M"
            {Daemon}

            """);
        foreach (var (file, targets) in shares)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"""
                [[github]]
                api_url = "{forge}"
                token_file = "{file}"
                targets = [{string.Join(", ", targets.Select(t => $"\"{t}\""))}]
                {GitHub}

                """);
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"""
            [defaults]
            linux = "{Backend}"
            egress = "open"
            trusted = true
            memory = "512M"
            cpus = 2
            processes = 256
            disk = "128M"
            {Defaults}

            {More}
            """);
        return text.ToString();
    }
}
