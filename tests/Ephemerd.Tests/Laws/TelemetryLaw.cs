using System.Text.RegularExpressions;
using Ephemerd.Telemetry;
using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>docs/telemetry.md shows every figure as the code has it, and no other.</summary>
public sealed partial class TelemetryLaw
{
    [Test]
    public void The_page_shows_the_figures_there_are() => Assert.That(Rows(Tree.Read("docs/telemetry.md")), Is.EqualTo(MetricCatalog.All.Select(Row)));

    [Test]
    public void A_figure_that_differs_is_seen() => Assert.That(
        Rows(Tree.Read("docs/telemetry.md").Replace("| `ephemerd_ready` | gauge |", "| `ephemerd_ready` | counter |", StringComparison.Ordinal)),
        Is.Not.EqualTo(MetricCatalog.All.Select(Row)));

    [Test]
    public void No_label_grows_with_the_number_of_jobs() => Assert.That(
        MetricCatalog.All.SelectMany(m => m.Labels).Distinct(),
        Is.SubsetOf(new[] { "repository", "backend", "credential", "phase", "outcome", "verdict", "charged", "version", "state", "family", "action", "pace", "signal" }));

    private static string Row(Metric metric)
    {
        var labels = metric.Labels.Count > 0 ? string.Join(", ", metric.Labels.Select(l => $"`{l}`")) : "";
        return $"| `{PrometheusText.NameOf(metric)}` | {metric.Kind.ToString().ToLowerInvariant()} | {metric.Unit.Trim('{', '}')} | {labels} | {metric.Help} |";
    }

    private static IEnumerable<string> Rows(string page) => Line().Matches(page).Select(m => m.Value);

    [GeneratedRegex(@"^\| `ephemerd_[^\n]*\|$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Line();
}
