using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>
/// RS0030 keeps the banned symbols out of every room, and an .editorconfig in a door lifts it there, but all or nothing: this law says which of
/// them each door may use.
/// </summary>
public sealed class DoorsLaw
{
    private const string Product = "src/Ephemerd/";

    /// <summary>Folder → the banned types it may name. A folder speaks for those below it.</summary>
    private static readonly Dictionary<string, string[]> Doors = new()
    {
        ["Config"] = ["Environment"],
        ["Processes"] = ["Process", "ProcessStartInfo", "File"],
        ["GitHub"] = ["HttpClient"],
        ["Runners"] = ["HttpClient"],
        ["Images"] = ["HttpClient"],
        ["Status/Control/Client"] = ["HttpClient"],
        ["Sandboxes/Network"] = ["HttpClient"],
        ["Service"] = ["Environment"],

        // The demo asks the forge's own side what it saw; the daemon never does.
        ["Hosting/Demo/Forge"] = ["HttpClient"],
    };

    private static readonly Ban[] Bans = [.. Tree.Read("src/BannedSymbols.txt").Split('\n').Where(l => l.Length > 0).Select(Ban.Parse).DistinctBy(b => b.Pattern.ToString())];

    [Test]
    public void Only_doors_lift_the_ban() => Assert.That(
        Directory.EnumerateFiles(Path.Combine(Tree.Root, Product), ".editorconfig", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("RS0030", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(Path.Combine(Tree.Root, Product), Path.GetDirectoryName(file)!).Replace('\\', '/'))
            .Where(folder => !Doors.ContainsKey(folder)),
        Is.Empty);

    [Test]
    public void No_source_silences_the_ban_by_itself() => Assert.That(
        Tree.CSharp(Product).Where(f => f.Text.Contains("RS0030", StringComparison.Ordinal)).Select(f => f.Path), Is.Empty);

    [Test]
    public void Every_door_uses_only_its_own() => Assert.That(Tree.CSharp(Product).SelectMany(Faults), Is.Empty);

    [TestCase("GitHub/A.cs", "var p = Process.Start(x);", "src/Ephemerd/GitHub/A.cs uses Process")]
    [TestCase("GitHub/A.cs", "var p = new Process { };", "src/Ephemerd/GitHub/A.cs uses Process")]
    [TestCase("Config/A.cs", "File.WriteAllText(a, b);", "src/Ephemerd/Config/A.cs uses File.WriteAllText")]
    [TestCase("Processes/A.cs", "var n = DateTimeOffset.UtcNow;", "src/Ephemerd/Processes/A.cs uses DateTimeOffset.UtcNow")]
    [TestCase("Processes/A.cs", "await Task.Delay(50, stop);", "src/Ephemerd/Processes/A.cs uses Task.Delay")]
    [TestCase("Processes/A.cs", "await Task.Delay(TimeSpan.FromSeconds(1));", "src/Ephemerd/Processes/A.cs uses Task.Delay")]
    [TestCase("Runners/A.cs", "Environment.GetEnvironmentVariable(n)", "src/Ephemerd/Runners/A.cs uses Environment.GetEnvironmentVariable")]
    public void A_symbol_of_another_door_is_found(string path, string text, string fault) =>
        Assert.That(Faults(new(Product + path, text)), Does.Contain(fault));

    [TestCase("Processes/A.cs", "Process.Start(x); File.WriteAllBytes(a, b);")]
    [TestCase("Config/HostEnvironment.cs", "Environment.GetEnvironmentVariable")]
    [TestCase("Processes/A.cs", "await Task.Delay(pause, time, stop);")]
    [TestCase("Processes/A.cs", "await Task.Delay(TimeSpan.FromSeconds(2 * n), _around.Time, stop);")]
    [TestCase("GitHub/A.cs", "// Process.Start\nvar s = \"Random.Shared\"; record Process(int Id);")]
    public void What_a_door_may_use_is_left_alone(string path, string text) => Assert.That(Faults(new(Product + path, text)), Is.Empty);

    private static IEnumerable<string> Faults(SourceFile file)
    {
        var bare = CSharpText.Bare(file.Text);
        var allowed = Doors.Where(d => file.Path.StartsWith(Product + d.Key + "/", StringComparison.Ordinal)).SelectMany(d => d.Value).ToHashSet();
        return Bans.Where(b => !allowed.Contains(b.Type) && b.Pattern.IsMatch(bare)).Select(b => $"{file.Path} uses {b.Name}");
    }

    private sealed record Ban(string Type, string Name, Regex Pattern)
    {
        /// <summary>T:Name.Space.Type;why or M:Name.Space.Type.Member(Arguments);why</summary>
        public static Ban Parse(string line)
        {
            var path = line[2..line.IndexOf(';', StringComparison.Ordinal)].Split('(')[0].Split('.');
            var (type, member) = line[0] == 'T' ? (path[^1], "") : (path[^2], path[^1]);
            var pattern = member switch
            {
                // Using a type is making one or calling its statics; naming a property Process is neither.
                "" => $@"\bnew {type}\b|(?<![\w.]){type}\.\w",
                // The overloads with a TimeProvider, recognised by their third argument or its name, are the right ones.
                "Delay" => @"\bTask\.Delay\((?!(?:[^();]|\([^()]*\))*,\s*[\w.]*(?:[tT]ime|[cC]lock)\w*\b)",
                _ => $@"\b{type}\.{member}\b",
            };
            return new(type, member.Length == 0 ? type : $"{type}.{member}", new(pattern, RegexOptions.None, TimeSpan.FromSeconds(10)));
        }
    }
}
