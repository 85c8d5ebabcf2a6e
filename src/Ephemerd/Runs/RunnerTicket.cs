using Ephemerd.GitHub;
using Ephemerd.Model;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// A runner's registration at GitHub, in our hand. Disposing takes it back, unless the runner has already used it up: an ephemeral runner's
/// registration vanishes with its one job. Bounded by the door's own bound per call, deaf to the daemon's shutdown.
/// </summary>
internal sealed partial class RunnerTicket : IAsyncDisposable
{
    private readonly IGitHub? _github;
    private readonly RunnerOrder _order;
    private readonly ILogger _log;
    private readonly long? _id;
    private readonly JitConfig? _config;
    private bool _done;

    private RunnerTicket(IGitHub? github, RunnerOrder order, (long? Id, JitConfig? Config) runner, ILogger log)
    {
        _github = github;
        _order = order;
        (_id, _config) = runner;
        _log = log;
    }

    public long RunnerId => _id ?? throw new InvalidOperationException("An adopted registration is known by its name alone.");

    public JitConfig Config => _config ?? throw new InvalidOperationException("An adopted registration's key is with its runner alone.");

    public LastWord Word { get; private set; }

    private RepoName Repo => _order.Class.Repo;

    private string Name => _order.Name.ToString();

    /// <summary>
    /// Registers. An answer that never came may have registered all the same, and then the name is taken: such a registration is ours by its
    /// name, holds a key nobody has, and is removed before the one further try.
    /// </summary>
    public static async Task<RunnerTicket> RegisterAsync(IGitHub github, RunnerOrder order, ILogger log, CancellationToken stop)
    {
        var (repo, name) = (order.Class.Repo, order.Name.ToString());
        var answer = await github.GenerateJitConfigAsync(repo, name, order.Class.Labels, stop).ConfigureAwait(false);
        if (answer.Fault?.Kind is GitHubFaultKind.Conflict or GitHubFaultKind.Transient)
        {
            LogTryAgain(log, order.Name, answer.Fault.Message);
            await RemoveByNameAsync(github, repo, name, stop).ConfigureAwait(false);
            answer = await github.GenerateJitConfigAsync(repo, name, order.Class.Labels, stop).ConfigureAwait(false);
        }

        if (answer.TryGet(out var runner, out var fault))
        {
            return new RunnerTicket(github, order, (runner.Id, runner.Config), log);
        }

        if (fault.Kind == GitHubFaultKind.Transient)
        {
            await RemoveByNameAsync(github, repo, name, CancellationToken.None).ConfigureAwait(false);
        }

        throw new RegistrationFault(fault);
    }

    /// <summary>
    /// The registration of a run that an earlier daemon started: known by its number, where that was written down, else by the name that run, runner
    /// and registration share. A listing may not show yet what was registered seconds ago, so the number is the surer.
    /// </summary>
    /// <param name="github">Null when its repository is not watched any more: then GitHub removes the registration itself, a day after the runner was last heard.</param>
    public static RunnerTicket Adopt(IGitHub? github, RunnerOrder order, long? id, ILogger log) => new(github, order, (id, null), log);

    /// <summary>The runner finished a job and took its registration with it: nothing is left to take back.</summary>
    public void UsedUp() => _done = true;

    /// <summary>Takes the registration back. False when GitHub refuses because the runner is busy, or cannot tell.</summary>
    public async Task<bool> TryRetireAsync(CancellationToken stop)
    {
        if (_github is null)
        {
            return false;
        }

        var answer = _id is { } id
            ? await _github.DeleteRunnerAsync(Repo, id, stop).ConfigureAwait(false)
            : await RemoveByNameAsync(_github, Repo, Name, stop).ConfigureAwait(false);
        Word = answer.TryGet(out var was, out var fault)
            ? was ? LastWord.Removed : LastWord.Gone
            : fault.Kind is GitHubFaultKind.Conflict ? LastWord.HasJob : LastWord.None;
        _done |= answer.Fault is null;
        return answer.Fault is null;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_done && !await TryRetireAsync(CancellationToken.None).ConfigureAwait(false))
        {
            LogLeft(_log, _order.Name);
        }

        _done = true;
    }

    /// <summary>No registration of that name is left; false when there was none.</summary>
    private static async Task<GitHubAnswer<bool>> RemoveByNameAsync(IGitHub github, RepoName repo, string name, CancellationToken stop)
    {
        var listed = await github.ListRunnersAsync(repo, stop).ConfigureAwait(false);
        if (!listed.TryGet(out var runners, out var fault))
        {
            return GitHubAnswer<bool>.Of(fault);
        }

        return runners.FirstOrDefault(r => r.Name == name) is { } left
            ? await github.DeleteRunnerAsync(repo, left.Id, stop).ConfigureAwait(false)
            : GitHubAnswer<bool>.Of(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Registering {Run} is tried once more: {Fault}")]
    private static partial void LogTryAgain(ILogger log, SandboxName run, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registration of {Run} could not be taken back and is left to the sweep")]
    private static partial void LogLeft(ILogger log, SandboxName run);
}

/// <summary>GitHub did not register a runner.</summary>
internal sealed class RegistrationFault(GitHubFault fault) : Exception(fault.Message)
{
    public GitHubFault Fault => fault;
}
