using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Intake.Targets;
using Ephemerd.Model;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>Asks one GitHub, once for all the lines that tell of it: can it be reached, is its clock ours, and each permission by name.</summary>
/// <param name="prove">Whether to register a runner and remove it again: for some credentials nothing less shows that they may.</param>
internal sealed class GitHubExamination(GitHubSettings settings, HostEnvironment host, TimeProvider clock, bool prove)
{
    private static readonly LabelSet NoJobAsksFor = new(["ephemerd-doctor"]);

    private Task<GitHubSeen>? _seen;

    public IReadOnlyList<DoctorProbe> Lines =>
    [
        Line("", GitHubFindings.Reach),
        Line(" clock", GitHubFindings.Clock),
        Line(" Actions: read", GitHubFindings.Actions),
        Line(" Administration: read and write", GitHubFindings.Administration),
    ];

    private DoctorProbe Line(string about, Func<GitHubSeen, Finding> find) => new(
        $"github \"{settings.Name}\"{about}", async stop => find(await (_seen ??= LookAsync(stop)).ConfigureAwait(false)));

    private async Task<GitHubSeen> LookAsync(CancellationToken stop)
    {
        if (SecretReader.Read(settings.Credential, host).Problem is { } problem)
        {
            return Unreached(new Finding(FindingVerdict.Fail, $"{problem.Where}: {problem.What}", problem.Fix));
        }

        using var doors = GitHubDoors.Open([settings], host, clock, new Random());
        if (await FirstListing.TakeAsync(doors, stop).ConfigureAwait(false) is { } unlisted)
        {
            return Unreached(new Finding(FindingVerdict.Fail, unlisted.Message, GitHubFindings.Fix(unlisted.Kind, settings.ApiUrl)));
        }

        (RepoName, GitHubFault)? runs = null;
        (RepoName, GitHubFault)? runners = null;
        foreach (var repo in doors.Repositories)
        {
            var github = doors.For(repo)!;
            runs ??= Note(repo, (await github.ListRunsAsync(repo, RunStatus.Queued, stop).ConfigureAwait(false)).Fault);
            runners ??= Note(repo, (await github.ListRunnersAsync(repo, stop).ConfigureAwait(false)).Fault);
            if (runs is { Item2.Kind: GitHubFaultKind.Unauthorized or GitHubFaultKind.Transient })
            {
                return Unreached(new Finding(FindingVerdict.Fail, $"{repo}: {runs.Value.Item2.Message}", GitHubFindings.Fix(runs.Value.Item2.Kind, settings.ApiUrl)));
            }
        }

        var proof = prove && runners is null && doors.Repositories.FirstOrDefault() is { } first ? await ProveAsync(doors.For(first)!, first, stop).ConfigureAwait(false) : null;
        return new GitHubSeen(settings, null, doors.Repositories.Count(), runs, runners, doors.Named[0].GitHub.Usage, proof);
    }

    /// <summary>The runner never starts and carries a label that no job asks for; should this be killed in between, GitHub removes it in a day.</summary>
    private static async Task<(RepoName Repo, GitHubFault? Fault)?> ProveAsync(IGitHub github, RepoName repo, CancellationToken stop)
    {
        var name = $"ephemerd-doctor-{Guid.NewGuid():N}"[..40];
        var registered = await github.GenerateJitConfigAsync(repo, name, NoJobAsksFor, stop).ConfigureAwait(false);
        return registered.TryGet(out var runner, out var fault)
            ? (repo, (await github.DeleteRunnerAsync(repo, runner.Id, CancellationToken.None).ConfigureAwait(false)).Fault)
            : (repo, fault);
    }

    private static (RepoName, GitHubFault)? Note(RepoName repo, GitHubFault? fault) => fault is null ? null : (repo, fault);

    private GitHubSeen Unreached(Finding why) => new(settings, why, 0, null, null, null, null);
}
