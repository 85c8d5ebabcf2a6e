using System.Text;
using Ephemerd.Sandboxes.Gate;

namespace Ephemerd.Benchmarks.Fuzzing.Targets;

/// <summary>What a job's own runner hands over at the gate: the script's lines, a zero byte, and the event as strangers filled it. A job or a fault, never both.</summary>
internal sealed class GateTarget() : FuzzTarget("gate")
{
    private const string Asked = "ephemerd gate 1\nevent=pull_request\nrepository=acme/app\nref=refs/pull/1/merge\nrun=12\n";

    public override int Turn => 500;

    public override IReadOnlyList<string> Words { get; } =
    [
        Asked, "\0", "\n", "event=", "repository=", "ref=", "run=", "push", "workflow_run", "issue_comment", "acme/app", "evil/app", "{}", "null", "[", "\"", ":", ",", "\\ud800",
        "\"pull_request\":", "\"workflow_run\":", "\"head\":", "\"repo\":", "\"head_repository\":", "\"full_name\":", "\"issue\":", "1e999", "true",
    ];

    public override string Read(byte[] input)
    {
        var cut = Array.IndexOf(input, (byte)0);
        var question = Encoding.UTF8.GetString(input, 0, cut < 0 ? input.Length : cut);
        var read = GateQuestion.Read(question, cut < 0 ? ReadOnlyMemory<byte>.Empty : input.AsMemory(cut + 1));
        return read switch
        {
            { Job: { } job, Fault: null } => $"a job, head told: {job.NamesHead}, known: {job.Head is not null}, on a pull request: {job.OnPullRequest}",
            { Job: null, Fault: { } fault } => fault,
            _ => throw new FuzzFault("neither a job nor a fault, or both"),
        };
    }
}
