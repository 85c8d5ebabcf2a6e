using System.Collections.Concurrent;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Model;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Intake;

/// <summary>
/// Looks at every repository in turn and delivers each whole look; a look that failed is counted and told, never delivered. Each repository has
/// a loop of its own, so that one that GitHub will not show holds up no other.
/// </summary>
/// <param name="deliver">Called from many loops at once, for one repository one after another.</param>
internal sealed partial class JobPoller(
    GitHubDoors doors, PollOptions options, Action<RepositoryLook> deliver, TimeProvider time, Random chance, ILogger<JobPoller> log)
{
    private readonly ConcurrentDictionary<RepoName, RepositoryIntake> _intake = new();

    /// <summary>Rung by whatever has reason to think that a repository changed.</summary>
    public Doorbell Doorbell { get; } = new(doors.Repositories);

    public IReadOnlyList<RepositoryIntake> Describe() => [.. _intake.Values.OrderBy(i => i.Repo)];

    /// <summary>Polls until stopped; throws only <see cref="OperationCanceledException"/>.</summary>
    public Task RunAsync(CancellationToken stop)
    {
        var perDoor = doors.Repositories.GroupBy(r => doors.For(r)!).ToDictionary(g => g.Key, g => g.Count());
        return Task.WhenAll(doors.Repositories.Select(repo =>
        {
            var github = doors.For(repo)!;
            return WatchAsync(repo, github, PollRules.Interval(options.Interval, perDoor[github]), new Random(chance.Next()), stop);
        }).ToList());
    }

    private async Task WatchAsync(RepoName repo, IGitHub github, TimeSpan interval, Random dice, CancellationToken stop)
    {
        var watch = new RepositoryWatch(repo, github, options.Matters, time);
        var intake = _intake[repo] = new RepositoryIntake(repo, null, 0, 0, 0, null);
        while (true)
        {
            GitHubFault? fault;
            try
            {
                var answer = await watch.LookAsync(stop).ConfigureAwait(false);
                if (answer.TryGet(out var look, out fault))
                {
                    deliver(look);
                    Recovered(intake);
                    intake = _intake[repo] = intake.Saw(look.At);
                }
                else
                {
                    intake = _intake[repo] = Failed(intake, fault.Message);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                // The one spot of this loop: a fault nobody foresaw costs this look, not the watch.
                LogUnforeseen(e, repo);
                intake = _intake[repo] = Failed(intake, e.Message);
                fault = new GitHubFault(GitHubFaultKind.Transient, null, null, e.Message);
            }

            var wait = PollRules.Wait(interval, github.Usage, fault, intake.Failing, time.GetUtcNow(), dice.NextDouble());
            await Doorbell.WaitAsync(repo, wait, time, stop).ConfigureAwait(false);
        }
    }

    private RepositoryIntake Failed(RepositoryIntake intake, string fault)
    {
        if (intake.Failing == 0)
        {
            LogFailing(intake.Repo, fault);
        }

        return intake.Missed(fault);
    }

    private void Recovered(RepositoryIntake intake)
    {
        if (intake.Failing > 0)
        {
            LogRecovered(intake.Repo, intake.Failing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Repo} cannot be looked at, and is tried again with growing pauses: {Fault}")]
    private partial void LogFailing(RepoName repo, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Repo} can be looked at again after {Failing} failed looks")]
    private partial void LogRecovered(RepoName repo, int failing);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking at {Repo} failed in a way that was not foreseen")]
    private partial void LogUnforeseen(Exception fault, RepoName repo);
}
