using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>Who may name whom, read from using directives and qualified names.</summary>
public sealed partial class RoomArrowsLaw
{
    private const string Product = "src/Ephemerd/";

    [Test]
    public void Every_room_names_only_whom_it_may() => Assert.That(Faults(Tree.CSharp("src/Ephemerd")), Is.Empty);

    [TestCase("Model/A.cs", "using Ephemerd.Config;", "Model/A.cs names Config")]
    [TestCase("Status/A.cs", "using static Ephemerd.Runs.RunRules;", "Status/A.cs names Runs")]
    [TestCase("Demand/A.cs", "using R = Ephemerd.Runs.RunnerRun;", "Demand/A.cs names Runs")]
    [TestCase("Ledger/A.cs", "class A { global::Ephemerd.GitHub.X y; }", "Ledger/A.cs names GitHub")]
    [TestCase("Cli/A.cs", "namespace Ephemerd.Cli; class A { Ledger.LedgerStore y; }", "Cli/A.cs names Ledger")]
    [TestCase("Admission/AdmissionRules.cs", "using Ephemerd.Ledger;", "Admission/AdmissionRules.cs names Ledger")]
    [TestCase("Sweep/SweepRules.cs", "using Ephemerd.Demand;", "Sweep/SweepRules.cs names Demand")]
    [TestCase("Sandboxes/Pretend/A.cs", "using Ephemerd.Sandboxes.Bubblewrap;", "Sandboxes/Pretend/A.cs names the backend Bubblewrap")]
    [TestCase("Cellar/A.cs", "", "Cellar/A.cs is in no known room")]
    [TestCase("Runs/A.cs", "namespace Ephemerd.Status;", "Runs/A.cs says it is in Ephemerd.Status")]
    [TestCase("Runs/A.cs", "global using Ephemerd.Status;", "Runs/A.cs has a global using")]
    public void A_forbidden_name_is_found(string path, string text, string fault) =>
        Assert.That(Faults([new(Product + path, text), new(Product + "Ledger/LedgerStore.cs", "class LedgerStore { }")]), Is.EqualTo(new[] { fault }));

    [TestCase("Model/A.cs", "// using Ephemerd.Config;")]
    [TestCase("Model/A.cs", "class A { string s = \"Ephemerd.Config.X\"; }")]
    [TestCase("Sandboxes/Pretend/A.cs", "using Ephemerd.Sandboxes;")]
    [TestCase("Admission/AdmissionLoop.cs", "using Ephemerd.Ledger;")]
    [TestCase("Cli/A.cs", "class A { int Ledger; int B => Ledger.Count; }")]
    public void An_innocent_text_is_left_alone(string path, string text) => Assert.That(Faults([new(Product + path, text)]), Is.Empty);

    private static List<string> Faults(IReadOnlyList<SourceFile> files)
    {
        var rooms = files.Where(f => f.Path.Count('/') > 2).Select(f => (Room: RoomOf(f), Type: Path.GetFileNameWithoutExtension(f.Path))).ToHashSet();
        return [.. files.SelectMany(file => FaultsOf(file, rooms).Select(fault => $"{file.Path[Product.Length..]} {fault}"))];
    }

    private static IEnumerable<string> FaultsOf(SourceFile file, HashSet<(string Room, string Type)> types)
    {
        var (room, bare) = (RoomOf(file), CSharpText.Bare(file.Text));
        if (RoomTable.MayName(room, Path.GetFileName(file.Path)) is not { } allowed)
        {
            return ["is in no known room"];
        }
        var backend = room == "Sandboxes" && file.Path.Count('/') > 3 ? file.Path.Split('/')[3] : null;
        var faults = Named(bare, types).Where(n => n != room && !allowed.Contains(n)).Select(n => $"names {n}").ToList();
        if (room != "Program" && Namespace().Match(bare) is { Success: true } said && said.Groups[1].Value.Split('.')[0] != room)
        {
            faults.Add($"says it is in Ephemerd.{said.Groups[1].Value}");
        }
        if (bare.Contains("global using", StringComparison.Ordinal))
        {
            return ["has a global using"];
        }
        var others = Backend().Matches(bare).Select(m => m.Groups[1].Value).Where(b => backend is not null && b != backend && IsBackend(b)).Distinct();
        return [.. faults, .. others.Select(b => $"names the backend {b}")];
    }

    /// <summary>Ephemerd.Room anywhere, and Room.Type where the room has a file for that type: inside namespace Ephemerd no using is needed for that.</summary>
    private static IEnumerable<string> Named(string bare, HashSet<(string Room, string Type)> types) => Qualified().Matches(bare)
        .Where(m => m.Groups[1].Success || types.Contains((m.Groups[2].Value, m.Groups[3].Value)))
        .Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value)
        .Where(RoomTable.Rooms.Contains)
        .Distinct();

    private static bool IsBackend(string name) => name is not ("Network" or "Remains" or "Gate" or "Lives");

    private static string RoomOf(SourceFile file) => file.Path == Product + "Program.cs" ? "Program" : file.Path[Product.Length..].Split('/')[0];

    [GeneratedRegex(@"\bEphemerd\.(\w+)|(?<![\w.])(\w+)\.(\w+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Qualified();

    [GeneratedRegex(@"\bnamespace\s+Ephemerd\.([\w.]+)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bEphemerd\.Sandboxes\.([A-Z]\w+)\b", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Backend();
}
