using System.Text;
using Ephemerd.Admission;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Gate;

namespace Ephemerd.Benchmarks.Fuzzing.Targets;

/// <summary>
/// What stands at the gate of a native runner: the script's question, and behind the first <c>0x1E</c> the event that strangers had their part in.
/// It is understood or a fault, never both; and what begins is of this repository and brings no other's head.
/// </summary>
internal sealed class GateTarget() : FuzzTarget("gate")
{
    private const byte Between = 0x1E;
    private static readonly RepoName Repo = RepoName.Parse("octo/a");
    private static readonly RunnerClass Class = new(Repo, new LabelSet(["self-hosted"]), JobOs.Linux, "bubblewrap");
    private static readonly DispatchPolicy Trusting = new(Native: true, Trusted: true, LabelSet.Empty, Forks: false, SkipReplaced: false);

    public override int Turn => 500;

    public override IReadOnlyList<string> Words { get; } =
    [
        GateScript.FirstLine, "\nevent=", "\nrepository=octo/a", "\nrepository=Octo/A", "\nref=refs/heads/main", "\nref=", "\nrun=55\n", "\u001e", "push", "pull_request",
        "pull_request_target", "workflow_run", "issue_comment", "issues", "deployment", "{", "}", "[", "]", ",", "null", "\"head\":", "\"repo\":", "\"full_name\":",
        "\"octo/a\"", "\"stranger/a\"", "\"pull_request\":", "\"workflow_run\":", "\"head_repository\":", "\"event\":\"push\"", "\"issue\":", "\\ud800", "\\u0000", "\\\"", "1e9", "//",
    ];

    public override string Read(byte[] input)
    {
        var cut = Array.IndexOf(input, Between) is >= 0 and var found ? found : input.Length;
        var read = GateQuestion.Read(Encoding.UTF8.GetString(input.AsSpan(0, cut)), input.AsMemory(Math.Min(cut + 1, input.Length)));
        if (read.Job is not { } job)
        {
            return string.IsNullOrEmpty(read.Fault) ? throw new FuzzFault("neither a job nor a fault") : read.Fault;
        }

        if (read.Fault is not null)
        {
            throw new FuzzFault("a job and a fault at once");
        }

        var begins = DispatchRules.RefusesStart(Class, Trusting, job) is null;
        if (begins && !(job.Repository.Equals(Repo) && (!job.NamesHead || Repo.ToString().Equals(job.Head, StringComparison.OrdinalIgnoreCase))))
        {
            throw new FuzzFault("a job begins that is not this repository's own");
        }

        return $"{OriginRules.Starting(job)}, head {job.NamesHead} {job.Head is null}, pull {job.OnPullRequest}, before {job.HeadEvent is null}, begins {begins}";
    }
}
