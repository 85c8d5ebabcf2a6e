using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>The map in src/Ephemerd/README.md explains every room there is and shows the arrow table that the arrows are checked by.</summary>
public sealed partial class ReadmeLaw
{
    private const string Map = "src/Ephemerd/README.md";

    [Test]
    public void Every_room_is_explained() => Assert.That(Unexplained(RoomsThatExist(), Tree.Read(Map)), Is.Empty);

    [Test]
    public void The_map_shows_the_table_that_is_checked() => Assert.That(RowsOf(Tree.Read(Map)), Is.EqualTo(RoomTable.Rows));

    [Test]
    public void An_unexplained_room_is_found() =>
        Assert.That(Unexplained(["Attic", "Model"], "**Model/** holds the nouns.\nThe Attic is only mentioned.\n**Attic/**\n"), Is.EqualTo(new[] { "Attic" }));

    [Test]
    public void A_row_that_differs_is_seen() =>
        Assert.That(RowsOf(Tree.Read(Map).Replace("| Model, Status |", "| Model, Status, Cli |", StringComparison.Ordinal)), Is.Not.EqualTo(RoomTable.Rows));

    private static IEnumerable<string> RoomsThatExist() => Tree.CSharp("src/Ephemerd")
        .Select(f => f.Path.Split('/'))
        .Where(parts => parts.Length > 3)
        .Select(parts => parts[2])
        .Distinct();

    /// <summary>Explained means a paragraph that starts with the room's name and says something of it.</summary>
    private static IEnumerable<string> Unexplained(IEnumerable<string> rooms, string map) =>
        rooms.Where(room => !map.Split('\n').Any(line => line.StartsWith($"**{room}/** ", StringComparison.Ordinal)));

    private static List<(string, string)> RowsOf(string map) => [.. map.Split('\n')
        .SkipWhile(line => !line.StartsWith("| room", StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|', ' ').Split(" | "))
        .Select(cells => (Aside().Replace(cells[0], ""), Aside().Replace(cells[1], "")))];

    [GeneratedRegex(@" \([^)]*\)", RegexOptions.NonBacktracking)]
    private static partial Regex Aside();
}
