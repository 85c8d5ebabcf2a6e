using System.Text.Json;
using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>As <c>sweep --json</c> prints it.</summary>
internal sealed record SweepAnswer(bool DryRun, IReadOnlyList<SweepAnswerRow> Rows, IReadOnlyList<SweepAnswerGap> PassedOver)
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<SweepAnswer> AskAsync(DaemonHome home, CancellationToken stop, params string[] more)
    {
        var end = await DaemonProcess.RunAsync(home, stop, ["sweep", "--json", .. more]);
        Assert.That(end.Errors, Is.Empty);
        return JsonSerializer.Deserialize<SweepAnswer>(end.Output, Snake)!;
    }
}

internal sealed record SweepAnswerRow(string Family, string Name, string Action, string Reason, string? Failed);

internal sealed record SweepAnswerGap(string Family, string Reason);
