using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>Learn one backend and you have learnt all: each folder has the same five files, and what else it needs goes in sub-folders.</summary>
public sealed class BackendFilesLaw
{
    private static readonly string[] Five = ["Commands", "Host", "Options", "Probe", "Sandbox"];

    [Test]
    public void Every_backend_has_its_five_files() => Assert.That(Faults(Tree.CSharp("src/Ephemerd").Select(f => f.Path)), Is.Empty);

    [Test]
    public void A_backend_with_a_sixth_or_missing_file_is_found() => Assert.That(
        Faults(["src/Ephemerd/Sandboxes/Qemu/QemuHost.cs", "src/Ephemerd/Sandboxes/Qemu/Extra.cs", "src/Ephemerd/Sandboxes/Qemu/Wire/Qmp.cs"]),
        Is.EqualTo(new[] { "Qemu lacks QemuCommands.cs, QemuOptions.cs, QemuProbe.cs, QemuSandbox.cs", "Qemu has Extra.cs besides" }));

    [Test]
    public void Pretend_needs_no_commands() => Assert.That(
        Faults(Five.Where(f => f != "Commands").Select(f => $"src/Ephemerd/Sandboxes/Pretend/Pretend{f}.cs")), Is.Empty);

    private static IEnumerable<string> Faults(IEnumerable<string> paths) => paths
        .Select(path => path.Split('/'))
        .Where(parts => parts is ["src", "Ephemerd", "Sandboxes", not ("Network" or "Remains" or "Gate" or "Lives"), _])
        .GroupBy(parts => parts[3], parts => parts[4])
        .SelectMany(backend => Faults(backend.Key, [.. backend]));

    private static IEnumerable<string> Faults(string name, string[] files)
    {
        var wanted = Five.Where(f => name != "Pretend" || f != "Commands").Select(f => $"{name}{f}.cs").ToList();
        var (missing, extra) = (wanted.Except(files).ToList(), files.Except(wanted).ToList());
        return
        [
            .. missing.Count > 0 ? [$"{name} lacks {string.Join(", ", missing)}"] : Array.Empty<string>(),
            .. extra.Count > 0 ? [$"{name} has {string.Join(", ", extra)} besides"] : Array.Empty<string>(),
        ];
    }
}
