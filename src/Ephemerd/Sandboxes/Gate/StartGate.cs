using System.Text;
using Ephemerd.Processes;

namespace Ephemerd.Sandboxes.Gate;

/// <summary>
/// The gate of one native runner: the runner may hold a job here before its first step, and goes on only when the daemon opens. Question and answer
/// are files, so that a daemon that is lost between them loses nothing: the next one finds both. The answer's folder is the daemon's own and cannot be
/// written by the job; the question's is the slot's, and is read only while no answer is there, so while nothing of the job has run.
/// </summary>
/// <param name="folder">On this machine; made, and removed with the run.</param>
/// <param name="ask">On this machine; the script makes it.</param>
internal sealed class StartGate(string folder, string ask)
{
    // GitHub cuts a webhook's payload at 25 MB.
    private const long MostBytes = 32 << 20;
    private const UnixFileMode Readable = AtomicFile.Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Passable = AtomicFile.Private | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Whether the daemon, this one or an earlier one, has answered.</summary>
    public bool IsAnswered => File.Exists(AnswerFile);

    /// <summary>Whether a job came to the gate and got no answer: its runner made a place for the question, and goes on only by an answer.</summary>
    public bool IsUnanswered => !IsAnswered && Directory.Exists(ask);

    /// <summary>
    /// Why the job was refused; null when it was let through or nobody has asked, and when the answer's words were lost with the machine.
    /// </summary>
    public string? Refusal => IsAnswered && File.ReadAllLines(AnswerFile) is [not GateScript.Open, ..] lines ? lines.ElementAtOrDefault(1) ?? "" : null;

    private string AnswerFile => Path.Combine(folder, GateScript.Answer);

    /// <param name="folderSeen">The same folder as the job sees it.</param>
    /// <param name="askSeen">Where the job puts its question, as the job sees it.</param>
    public void Make(string folderSeen, string askSeen)
    {
        Directory.CreateDirectory(folder, Passable);
        File.SetUnixFileMode(folder, Passable);
        AtomicFile.WriteText(Path.Combine(folder, GateScript.File), GateScript.Text(folderSeen, askSeen), Readable, durability: Durability.Cache);
    }

    /// <summary>Null while nobody stands at the gate, or once it is answered.</summary>
    public GateQuestion? Read()
    {
        var question = new FileInfo(Path.Combine(ask, GateScript.Question));
        if (IsAnswered || !question.Exists)
        {
            return null;
        }

        try
        {
            return GateQuestion.Read(Encoding.UTF8.GetString(Bytes(question)), Bytes(new FileInfo(Path.Combine(ask, GateScript.Event))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new GateQuestion(null, $"its question cannot be read: {e.Message}");
        }
    }

    /// <summary>How a runner ended, with what became of its job here.</summary>
    public SandboxEnd Told(SandboxEnd end) => end with { Refused = Refusal, Unanswered = IsUnanswered };

    public void Open() => Say(GateScript.Open, "");

    public void Refuse(string reason) => Say("refuse", reason.ReplaceLineEndings(" "));

    private void Say(string word, string reason) => AtomicFile.WriteText(AnswerFile, $"{word}\n{reason}\n", Readable, durability: Durability.Cache);

    private static byte[] Bytes(FileInfo file) => file switch
    {
        { LinkTarget: not null } => throw new IOException($"'{file.Name}' is a link"),
        { Length: > MostBytes } => throw new IOException($"'{file.Name}' has {file.Length} bytes"),
        _ => File.ReadAllBytes(file.FullName),
    };
}
