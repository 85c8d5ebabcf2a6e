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
    /// <summary>More than these are asked about by a sample: two requests each come out of the hour's allowance.</summary>
    private const int MostAsked = 100;

    private const int AtOnce = 8;

    /// <summary>For all the lines together, and within the one of them that waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(35);

    private static readonly LabelSet NoJobAsksFor = new(["ephemerd-doctor"]);

    private Task<GitHubSeen>? _seen;

    public IReadOnlyList<DoctorProbe> Lines =>
    [
        Line("", GitHubFindings.Reach),
        Line(" clock", GitHubFindings.Clock),
        Line(" Metadata: read", PermissionFindings.Metadata),
        Line(" Actions: read", PermissionFindings.Actions),
        Line(" Administration: read and write", PermissionFindings.Administration),
    ];

    /// <summary>The look that all lines tell of; it is taken once.</summary>
    public Task<GitHubSeen> SeenAsync(CancellationToken stop) => _seen ??= LookAsync(stop);

    private DoctorProbe Line(string about, Func<GitHubSeen, Finding> find) => new(
        $"github \"{settings.Name}\"{about}", async stop => find(await SeenAsync(stop).ConfigureAwait(false)));

    private async Task<GitHubSeen> LookAsync(CancellationToken stop)
    {
        var seen = new GitHubSeen(settings);
        if (CredentialCheck.Of(settings, host) is { } problem)
        {
            return seen with { Reach = new Finding(FindingVerdict.Fail, $"{problem.Where}: {problem.What}", problem.Fix) };
        }

        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        using var doors = GitHubDoors.Open([settings], host, clock, new Random());
        var asked = new RepositoryLooks();
        try
        {
            seen = await LookAsync(doors, seen, asked, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // What was seen until now is told, and how much of it there is.
            seen = seen with { Repositories = doors.Repositories.Count() };
        }

        seen = asked.Tell(seen) with { Usage = doors.Named[0].GitHub.Usage };
        return seen is { Reach: null, NoToken: null, Asked: 0, Repositories: > 0 }
            ? seen with { Reach = new Finding(FindingVerdict.Fail, $"{settings.ApiUrl} gave no answer in {Patience.TotalSeconds:0} s", GitHubFindings.Fix(GitHubFaultKind.Transient, settings)) }
            : seen;
    }

    private async Task<GitHubSeen> LookAsync(GitHubDoors doors, GitHubSeen seen, RepositoryLooks asked, CancellationToken stop)
    {
        if (await FirstListing.TakeAsync(doors, stop).ConfigureAwait(false) is { } unlisted)
        {
            return Without(seen, unlisted, unlisted.Message);
        }

        var repositories = RepositoryLooks.Sample([.. doors.Repositories], MostAsked);
        seen = seen with { Repositories = doors.Repositories.Count() };
        foreach (var first in repositories.Take(1))
        {
            // Whether anything comes of it at all shows at one: a refused credential is not tried a hundred times.
            await asked.LookAsync(doors.For(first)!, first, stop).ConfigureAwait(false);
            if (asked.Runs is { Fault: { } fault } && (fault.Lacking is not null || fault.Kind is GitHubFaultKind.Unauthorized or GitHubFaultKind.Transient))
            {
                return Without(seen, fault, $"{first}: {fault.Message}");
            }

            seen = (await doors.For(first)!.ListRunnerDownloadsAsync(first, stop).ConfigureAwait(false)).TryGet(out var offered, out _) ? seen with { Offered = offered } : seen;
        }

        await Parallel.ForEachAsync(
            repositories.Skip(1), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
            async (repo, token) => await asked.LookAsync(doors.For(repo)!, repo, token).ConfigureAwait(false)).ConfigureAwait(false);
        var proof = prove && asked.Runners is null && repositories is [var one, ..] ? await ProveAsync(doors.For(one)!, one, stop).ConfigureAwait(false) : null;
        return seen with { Registration = proof };
    }

    /// <summary>An App that lacks something gets no token, and was answered all the same: each permission has its own line.</summary>
    private GitHubSeen Without(GitHubSeen seen, GitHubFault fault, string words) => fault.Lacking is not null
        ? seen with { NoToken = fault }
        : seen with { Reach = new Finding(FindingVerdict.Fail, words, GitHubFindings.Fix(fault.Kind, settings)) };

    /// <summary>The runner never starts and carries a label that no job asks for; should this be killed in between, GitHub removes it in a day.</summary>
    private static async Task<(RepoName Repo, GitHubFault? Fault)?> ProveAsync(IGitHub github, RepoName repo, CancellationToken stop)
    {
        var name = $"ephemerd-doctor-{Guid.NewGuid():N}"[..40];
        var registered = await github.GenerateJitConfigAsync(repo, name, NoJobAsksFor, stop).ConfigureAwait(false);
        return registered.TryGet(out var runner, out var fault)
            ? (repo, (await github.DeleteRunnerAsync(repo, runner.Id, CancellationToken.None).ConfigureAwait(false)).Fault)
            : (repo, fault);
    }
}
