using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Processes;

namespace Ephemerd.Runs;

/// <summary>
/// The sealed records of one run, in the daemon's own side of it: <c>order.json</c> (what was granted; written before anything is made and never
/// changed), <c>progress.json</c> (how far it came; replaced at every mark) and <c>end.json</c> (its outcome). With them a lost database loses no
/// order. Writing throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal sealed record RunFolder(string Folder)
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly RunRecordsJson Json = RunRecordsJson.Default;

    /// <summary>On the disk, name and all, when this returns.</summary>
    public void WriteOrder(OpenOrder order)
    {
        Directory.CreateDirectory(Folder, Closed);
        SealedFile.Write(File("order"), order, Json.OpenOrder);
    }

    /// <summary>In the kernel's cache: a machine that goes down takes the run with it.</summary>
    public void WriteProgress(RunProgress progress) => SealedFile.Write(File("progress"), progress, Json.RunProgress, Durability.Cache);

    /// <summary>In the kernel's cache: the ledger's own copy is on the disk, and whoever has lost that one as well asks GitHub again.</summary>
    public void WriteEnd(RunEnd end) => SealedFile.Write(File("end"), end, Json.RunEnd, Durability.Cache);

    public SealedContent<OpenOrder> ReadOrder() => SealedFile.Read(File("order"), Json.OpenOrder);

    public SealedContent<RunProgress> ReadProgress() => SealedFile.Read(File("progress"), Json.RunProgress);

    public SealedContent<RunEnd> ReadEnd() => SealedFile.Read(File("end"), Json.RunEnd);

    private string File(string record) => Path.Combine(Folder, $"{record}.json");
}

/// <summary>All runs' folders under one data directory.</summary>
internal sealed class RunArchive(string dataDirectory)
{
    private readonly string _runs = Path.Combine(dataDirectory, "runs");

    public RunFolder Of(SandboxName run) => new(Path.Combine(_runs, run.ToString()));

    /// <summary>Every run that has a folder; what is not named as ours is passed over.</summary>
    public IReadOnlyList<SandboxName> All() => Directory.Exists(_runs)
        ? [.. Directory.EnumerateDirectories(_runs).Select(Path.GetFileName).Select(text => SandboxName.TryParse(text, out var name) ? name : null).OfType<SandboxName>()]
        : [];
}
