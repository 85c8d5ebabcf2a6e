using System.Text;
using Ephemerd.Model;
using Ephemerd.Status.Control;

namespace Ephemerd.Benchmarks.Fuzzing.Targets;

/// <summary>
/// Names out of listings and directories, and the keys by which operators name runs: what parses is written as it was read, and a key finds
/// runs that are there, each once.
/// </summary>
internal sealed class NamesTarget() : FuzzTarget("names")
{
    private static readonly InstallId Install = InstallId.New(new Random(3));
    private static readonly KnownRun[] Runs = [.. Enumerable.Range(0, 40).Select(i => new KnownRun(NameOf(i), 1000 + i, i % 2 == 0, null))];

    public override int Turn => 500;

    public override IReadOnlyList<string> Words { get; } =
        ["eph-", "eph-box-", "-", "/", "..", ".", "acme", "acme/app", "*", "1000", "\0", "\n", "é", " ", Runs[0].Name.ToString(), Runs[1].Name.Run.ToString(), Install.ToString()];

    public override string Read(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var kinds = Kinds(text).ToList();
        var host = SandboxName.HostPart(text);
        if (!SandboxName.TryParse(SandboxName.Of(text, Install, Runs[0].Name.Run).ToString(), out _) || host.Length is 0 or > 20)
        {
            throw new FuzzFault($"a host's name makes a name that is not ours: {host}");
        }

        var found = RunKeyRules.Find(text, Runs);
        if (found.Except(Runs).Any() || found.Distinct().Count() != found.Count)
        {
            throw new FuzzFault("a key found a run twice or one that is not there");
        }

        return $"{string.Join(", ", kinds)}; {Math.Min(found.Count, 2)} runs";
    }

    private static IEnumerable<string> Kinds(string text)
    {
        if (SandboxName.TryParse(text, out var name))
        {
            yield return Same("sandbox name", name.ToString(), text);
        }

        if (RunId.TryParse(text, out var run))
        {
            yield return Same("run id", run.ToString(), text);
        }

        if (InstallId.TryParse(text, out var install))
        {
            yield return Same("install id", install.ToString(), text);
        }

        if (RepoName.TryParse(text, out var repo))
        {
            yield return Path.GetFullPath(Path.Combine("/all", repo.Owner, repo.Name)).Split('/').Length == 4
                ? Same("repository", repo.ToString(), text)
                : throw new FuzzFault($"a repository's name leaves its directory: {text}");
        }
    }

    private static string Same(string kind, string written, string read) =>
        written == read ? kind : throw new FuzzFault($"a {kind} is written otherwise than read: {read}, {written}");

    private static SandboxName NameOf(int number) =>
        SandboxName.Of("box", Install, RunId.New(new DateTimeOffset(2026, 1, 1, 0, 0, number, TimeSpan.Zero), new Random(number)));
}
