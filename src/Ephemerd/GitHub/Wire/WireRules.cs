using Ephemerd.GitHub.Calls;
using Ephemerd.Model;

namespace Ephemerd.GitHub.Wire;

/// <summary>GitHub's words into ours. Null means the answer lacks what the description promises, so nothing of it may be believed.</summary>
internal sealed class WireRules(LabelPool labels)
{
    public static Page<WorkflowRun>? Runs(WireRuns wire) => PageOf(wire.TotalCount, wire.WorkflowRuns, Run);

    public static IReadOnlyList<RunnerDownload>? Downloads(IReadOnlyList<WireDownload> wire) => AllOf(wire, Download);

    public static Page<ListedRepository>? Repositories(IReadOnlyList<WireListed> wire) =>
        AllOf(wire, w => Listed(w, ofInstallation: false)) is { } items ? new Page<ListedRepository>(items, null) : null;

    public static Page<ListedRepository>? Repositories(WireInstalled wire) => PageOf(wire.TotalCount, wire.Repositories, w => Listed(w, ofInstallation: true));

    public Page<WorkflowJob>? Jobs(WireJobs wire) => PageOf(wire.TotalCount, wire.Jobs, Job);

    public Page<RegisteredRunner>? Runners(WireRunners wire) => PageOf(wire.TotalCount, wire.Runners, Runner);

    /// <summary>Null also when the configuration cannot be decoded: what is wrong with it is not repeated, since it holds a key.</summary>
    public static JitRunner? Jit(WireJit wire) =>
        wire is { Runner: { Id: { } id, Name: { } name }, EncodedJitConfig: { } encoded } && JitConfig.TryDecode(encoded, out var config, out _)
            ? new JitRunner(id, name, config)
            : null;

    public WorkflowJob? Job(WireJob wire) =>
        wire is { Id: { } id, RunId: { } run, Name: { } name, Status: { } status, Labels: { } wanted, CreatedAt: { } created }
            ? new WorkflowJob(
                id, run, wire.RunAttempt ?? 1, PlainText.Of(name), Status(status), wire.Conclusion, labels.Of(wanted), NullIfEmpty(wire.RunnerName),
                wire.RunnerId is 0 ? null : wire.RunnerId, created, wire.StartedAt, wire.CompletedAt)
            {
                Workflow = labels.Of(wire.WorkflowName), HeadBranch = labels.Of(wire.HeadBranch), HeadSha = labels.Of(wire.HeadSha), Url = wire.HtmlUrl,
            }
            : null;

    public RegisteredRunner? Runner(WireRunner wire) =>
        wire is { Id: { } id, Name: { } name, Status: { } status, Busy: { } busy, Labels: { } carried }
            ? new RegisteredRunner(
                id, name, status.Equals("online", StringComparison.OrdinalIgnoreCase), busy, labels.Of([.. carried.Select(l => l.Name).OfType<string>()]))
            : null;

    private static ListedRepository? Listed(WireListed wire, bool ofInstallation) =>
        wire is { Id: { } id, FullName: { } name } && RepoName.TryParse(name, out var repo)
            ? new ListedRepository(
                id, repo, wire is { Archived: not true, Disabled: not true } && (ofInstallation || wire.Permissions is not { Admin: false }))
            : null;

    private static WorkflowRun? Run(WireRun wire) =>
        wire is { Id: { } id, Event: { } cause, HeadSha: { } sha, CreatedAt: { } created }
            ? new WorkflowRun(
                id, wire.RunAttempt ?? 1, wire.Status ?? "",
                new RunFacts(
                    cause, wire.Repository?.FullName, wire.HeadRepository?.FullName, wire.HeadBranch, sha, wire.WorkflowId, wire.Name is { } title ? PlainText.Of(title) : null, wire.Path,
                    wire.RunNumber, wire.HtmlUrl)
                {
                    PullRequest = wire.PullRequests is [{ Number: { } pull }] ? pull : null,
                },
                created)
            {
                UpdatedAt = wire.UpdatedAt,
            }
            : null;

    private static RunnerDownload? Download(WireDownload wire) =>
        wire is { Os: { } os, Architecture: { } architecture, FileName: { } file }
        && Uri.TryCreate(wire.DownloadUrl, UriKind.Absolute, out var url)
            ? new RunnerDownload(os, architecture, url, file, NullIfEmpty(wire.Sha256Checksum)?.ToLowerInvariant())
            : null;

    private static JobStatus Status(string text) => text switch
    {
        "queued" => JobStatus.Queued,
        "in_progress" => JobStatus.InProgress,
        "completed" => JobStatus.Completed,
        "waiting" => JobStatus.Waiting,
        _ => JobStatus.Other,
    };

    private static Page<TItem>? PageOf<TWire, TItem>(int? total, IReadOnlyList<TWire>? wire, Func<TWire, TItem?> read)
        where TItem : class
    {
        var items = wire is null ? null : AllOf(wire, read);
        return items is null || total is null ? null : items.Count == 0 && total == 0 ? Page<TItem>.Empty : new Page<TItem>(items, total);
    }

    private static List<TItem>? AllOf<TWire, TItem>(IReadOnlyList<TWire> wire, Func<TWire, TItem?> read)
        where TItem : class
    {
        var items = new List<TItem>(wire.Count);
        foreach (var entry in wire)
        {
            if (entry is null || read(entry) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return items;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
